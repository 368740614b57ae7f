#pragma once

#include "app/cli/weir-cli-dead-letters.h"
#include "app/cli/weir-cli-fields.h"
#include "app/cli/weir-cli-origin-sink.h"
#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli-stream-options.h"
#include "app/cli/weir-cli-summary.h"
#include "app/cli/weir-cli.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliTaskRules: whether rules are evaluated.
 * @WEIR_CLI_TASK_RULES_LIVE: as the screen does, silence by the wall clock
 * @WEIR_CLI_TASK_RULES_REPLAY: by event time alone
 */
typedef enum
{
  WEIR_CLI_TASK_RULES_NONE,
  WEIR_CLI_TASK_RULES_LIVE,
  WEIR_CLI_TASK_RULES_REPLAY,
} WeirCliTaskRules;

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
  WeirCliStreamOptions *options;  /* borrowed */
  WeirCliDeadLetters *dead_letters; /* owned, nullable: nothing asks for them */
  WeirCliOriginSink *origin;      /* owned, nullable: the result is no export */
  WeirTopology *topology;         /* owned; consumer thread while it runs, as all below */
  guint         stream;           /* whose results are wanted */
  WeirCliTaskRules rules;         /* set before it is opened, as the next */
  gboolean      whole;            /* all streams with rules that share the wanted one's connection are read */
  gboolean      bounded;          /* an interruption leaves it without a result */
  guint         first_topic;      /* of the file that is being read */
  gboolean      more;             /* another file is read after this one */
  gint64        n_file_records;   /* of all files so far */
  gboolean      finished;
  gboolean      misses;           /* a field that was named is in no record */
  GArray       *begins;           /* owned, nullable, of WeirIntakePosition: of an export's ranges, as the next */
  GArray       *ends;
  const GArray *resume;           /* borrowed, nullable: where partitions are read on from, see WeirSourceSpec */
  void        (*limit) (GArray   *positions, /* nullable: lowers them to what is delivered, for sinks that say so of each */
                        gpointer  user_data); /*   partition; else all sinks have to be delivered */
  gpointer      limit_data;
  gboolean    (*deliver) (GArray    *positions, /* nullable: commits them in place of the intake, often: transactions */
                          gpointer   user_data,
                          GError   **error);
  gpointer      deliver_data;
  GString      *found;            /* owned, nullable: topics that patterns match, not said yet */
  guint         n_found;
  GArray       *delivery;         /* owned, nullable, of positions that wait for their results */
  gint64        delivery_usec;    /* largest event time before them */
  gint64        looked_usec;      /* monotonic */
} WeirCliTask;

/* Puts the streams together, as @options describe them; sinks are added before the run. @tells_dead: what does not decode
 * shows on standard error. */
gboolean weir_cli_task_open  (WeirCliTask           *self,
                              WeirCliStreamOptions  *options,
                              gboolean               tells_dead,
                              GError               **error);
/* FALSE with what ended it too early; an interruption is %G_IO_ERROR_CANCELLED. */
gboolean weir_cli_task_run   (WeirCliTask           *self,
                              GError               **error);
/* Says of the fields what @detail wants, or with -q only what is wrong. After the run, as what follows. */
void     weir_cli_task_say_fields (WeirCliTask        *self,
                                   WeirCliFieldsDetail detail);
/* Says how many records had no value, unless with -q. */
void     weir_cli_task_say_tombstones (WeirCliTask      *self);
/* Adds tombstones, fields and gaps to @summary and writes it, if it is wanted. */
gboolean weir_cli_task_save_summary (WeirCliTask    *self,
                                     WeirCliSummary *summary,
                                     GError        **error);
/* How the run went. @lacks: the verb knows that its result lacks something; records that were lost or not decoded are
 * known anyway. */
WeirCliExit weir_cli_task_get_exit (WeirCliTask       *self,
                                   gboolean           lacks);
/* What the wanted stream has counted. */
void     weir_cli_task_get_counters (WeirCliTask        *self,
                                     WeirStreamCounters *counters);
/* Says how many of the wanted stream's records or rows had no room, and tells it. */
guint64  weir_cli_task_say_short  (WeirCliTask      *self);
void     weir_cli_task_clear (WeirCliTask        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliTask, weir_cli_task_clear)

G_END_DECLS
