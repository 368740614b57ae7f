#pragma once

#include "app/cli/weir-cli-description.h"
#include "app/cli/weir-cli-run.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliTask:
 *
 * A topology that reads its input to the end, or until the program is
 * interrupted. With a group, offsets are committed once the sinks have
 * delivered what came of them. On the stack, zeroed.
 */
typedef struct
{
  WeirCliRun    run;              /* first: see WeirCliRun */
  WeirTopology *topology;         /* owned; consumer thread while it runs, as all below */
  guint         stream;           /* whose results are wanted */
  gboolean      bounded;          /* an interruption leaves it without a result */
  const char   *group;            /* borrowed, nullable */
  guint         first_topic;      /* of the file that is being read */
  gboolean      more;             /* another file is read after this one */
  gboolean      finished;
  GArray       *delivery;         /* owned, nullable, of positions that wait for their results */
  gint64        delivery_usec;    /* largest event time before them */
  gint64        looked_usec;      /* monotonic */
} WeirCliTask;

/* Puts the streams together; sinks are added before the run. */
gboolean weir_cli_task_open  (WeirCliTask        *self,
                              WeirCliDescription *description,
                              const char         *stream,
                              GError            **error);
/* FALSE with what ended it too early; an interruption is %G_IO_ERROR_CANCELLED. */
gboolean weir_cli_task_run   (WeirCliTask        *self,
                              WeirCliDescription *description,
                              WeirCliInput       *input,
                              WeirCliConnection  *connection,
                              GError            **error);
/* What the wanted stream has counted. */
void     weir_cli_task_get_counters (WeirCliTask        *self,
                                     WeirStreamCounters *counters);
void     weir_cli_task_clear (WeirCliTask        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliTask, weir_cli_task_clear)

G_END_DECLS
