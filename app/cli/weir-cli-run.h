#pragma once

#include "app/cli/weir-cli-connection.h"
#include "data/source/weir-source.h"

G_BEGIN_DECLS

/**
 * WeirCliRun:
 *
 * Reads a source to its end, or until the program is interrupted. The first
 * member of what is handed to the source as user data, so that nothing stands
 * between the source and the verb's own function for a record.
 */
typedef struct
{
  WeirIntake *source;          /* owned while it runs */
  int         ended;           /* atomic: nothing is left to wait for */
  gboolean    quiet;
  GError     *error;           /* consumer thread until the source ended, then the main thread */
  guint64     n_gaps;          /* the same */
} WeirCliRun;

/* Runs on the main thread until everything has ended. FALSE with what ended it too early; an interruption is
 * %G_IO_ERROR_CANCELLED. */
gboolean weir_cli_run        (WeirCliRun              *self,
                              const WeirSourceSpec    *spec,
                              const WeirIntakeHandler *handler,
                              WeirCliConnection       *connection,
                              GError                 **error);
/* Consumer thread: the verb's event function calls it for every event. */
void     weir_cli_run_event  (WeirCliRun              *self,
                              const WeirIntakeEvent   *event);
/* Consumer thread: ends everything with @error, which it takes. */
void     weir_cli_run_fail   (WeirCliRun              *self,
                              GError                  *error);

G_END_DECLS
