#pragma once

#include <gio/gio.h>

#include "data/alert/weir-alert.h"
#include "data/decode/weir-decoder.h"
#include "data/lag/weir-lag-row.h"
#include "data/source/weir-source.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirState:
 *
 * How a state is told: a sign, a word and a style class, so that colour is never alone.
 */
typedef struct
{
  const char *sign;
  const char *word;         /* translated */
  const char *style_class;  /* "ok", "warning", "critical", "dim-label" */
} WeirState;

WeirState   weir_state_of_severity   (WeirSeverity     severity);
WeirState   weir_state_of_alert      (WeirAlert       *alert);
/* @severity: of the rule: what firing looks like */
WeirState   weir_state_of_alert_state (WeirAlertState   state,
                                       WeirSeverity     severity);
WeirState   weir_state_of_lag        (WeirLagState     state);
WeirState   weir_state_of_source     (WeirIntakeState  state);
WeirState   weir_state_of_window     (WeirWindowState  state);
const char *weir_word_of_decode_error (WeirDecodeError reason);
/* "1 m", "30 s", "24 h". (transfer full) */
char       *weir_dup_span            (gint64           usec);
/* An error's message as a dialog says it: a capital first, a full stop last. (transfer full) */
char       *weir_dup_sentence        (const char      *text);
/* Local wall clock "14:39:21"; with the date when not today. (transfer full) */
char       *weir_dup_clock           (gint64           time_usec);
/* "2026-11-21 14:39:21.123456 UTC+1", for details. (transfer full) */
char       *weir_dup_full_time       (gint64           time_usec);
/* "stock-prices/3 @ 1 204 881"; NULL if the alert has no record. (transfer full) */
char       *weir_dup_record_place    (const char      *topic,
                                      gint32           partition,
                                      gint64           offset);

G_END_DECLS
