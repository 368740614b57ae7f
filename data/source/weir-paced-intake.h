#pragma once

#include "data/source/weir-intake.h"
#include "data/source/weir-replay-clock.h"

G_BEGIN_DECLS

/**
 * WeirPacedTimeFunc:
 * @message: a record
 * @user_data: of the handler
 *
 * Returns: its time; %WEIR_NO_TIME: it has none
 */
typedef gint64 (*WeirPacedTimeFunc) (const WeirMessage *message,
                                     gpointer           user_data);

/**
 * WeirPacedIntake:
 *
 * An intake that gives the records of another one by the time of a
 * #WeirReplayClock: each when it is due, and as if it arrived then. Records
 * without a time, or from the future, come at once.
 */
#define WEIR_TYPE_PACED_INTAKE (weir_paced_intake_get_type ())
G_DECLARE_FINAL_TYPE (WeirPacedIntake, weir_paced_intake, WEIR, PACED_INTAKE, GObject)

WeirPacedIntake         *weir_paced_intake_new         (WeirReplayClock         *clock,
                                                        WeirPacedTimeFunc        get_time,
                                                        const WeirIntakeHandler *handler,
                                                        gpointer                 user_data);
const WeirIntakeHandler *weir_paced_intake_get_handler (void);
void                     weir_paced_intake_set_inner   (WeirPacedIntake         *self,
                                                        WeirIntake              *inner);

G_END_DECLS
