#pragma once

#include "app/cli/weir-cli-connection.h"
#include "data/source/weir-source.h"

G_BEGIN_DECLS

/**
 * WeirCliRun:
 *
 * Reads an intake to its end, or until the program is interrupted. The first
 * member of the intake's user data, so that the intake calls the verb's own
 * function for a record directly.
 */
typedef struct
{
  WeirIntake *intake;          /* owned while it runs */
  int         ended;           /* atomic: nothing is left to wait for */
  int         interrupted;     /* atomic: reading was stopped by a signal */
  gboolean    quiet;
  gboolean    endless;         /* topics may be made later: those that a pattern matches, and one that was deleted anew */
  char       *said;            /* consumer thread; owned, nullable: the last failure that was said */
  GError     *error;           /* consumer thread until the intake ended, then the main thread */
  guint64     n_gaps;          /* the same */
  GHashTable *read;            /* consumer thread: names of topics that were read; owned by who owns the run, nullable */
  GString    *gaps;            /* the same; owned by who owns the run, nullable: the first of them, as JSON objects */
} WeirCliRun;

/* Runs @intake (transfer full), which was made with @self as its user data, on the main thread until everything has ended.
 * FALSE with what ended it too early; an interruption is %G_IO_ERROR_CANCELLED. */
gboolean weir_cli_run        (WeirCliRun              *self,
                              WeirIntake              *intake,
                              WeirCliConnection       *connection,
                              GError                 **error);
/* Consumer thread: the verb's event function calls it for every event, behind all that it does itself. */
void     weir_cli_run_event  (WeirCliRun              *self,
                              const WeirIntakeEvent   *event);
/* Consumer thread: whether @event is the last of the run. */
gboolean weir_cli_run_is_over (WeirCliRun             *self,
                               const WeirIntakeEvent  *event);
/* Consumer thread: ends everything with @error, which it takes. */
void     weir_cli_run_fail   (WeirCliRun              *self,
                              GError                  *error);

G_END_DECLS
