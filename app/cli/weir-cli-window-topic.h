#pragma once

#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli-window-sink.h"

G_BEGIN_DECLS

/**
 * WeirCliWindowTopic:
 *
 * Options about final rows in Kafka, and what sends them. With --exactly-once the rows
 * and where the group stands are one transaction; beside each partition's offset the
 * group has what the windows need to be built again: from where its records have to
 * be read, its stream time there, and up to where rows are given out. On the stack,
 * zeroed.
 */
typedef struct
{
  char              *topic;
  char              *transaction_id;
  char              *group;          /* owned, nullable: places are not kept */
  WeirProducer      *producer;       /* owned, nullable: no topic is written */
  char              *definition;     /* owned: of the windows whose places they are */
  WeirCliTask       *task;           /* borrowed */
  WeirCliWindowSink *rows;           /* borrowed */
  WeirWindowEngine  *engine;         /* borrowed */
  GArray            *resume;         /* owned, of WeirIntakePosition: from where records are read again */
  GArray            *known;          /* owned, of WeirIntakePosition: up to where an earlier run had read */
  GPtrArray         *places;         /* owned, of WeirGroupPlace: of the last look */
  gint64             look_cost_usec; /* how long the last look took */
  gint64             committed_usec; /* monotonic */
  guint64            n_committed;    /* rows */
} WeirCliWindowTopic;

void     weir_cli_window_topic_add_options (WeirCliWindowTopic    *self,
                                            GOptionContext        *context);
/* After parsing, before the stream options are finished. */
gboolean weir_cli_window_topic_check       (WeirCliWindowTopic    *self,
                                            WeirCliStreamOptions  *streams,
                                            gboolean               early,
                                            const char            *late_file,
                                            GError               **error);
/* After the stream options were finished: with --exactly-once partitions are read without being a member of the group. */
void     weir_cli_window_topic_take_group  (WeirCliWindowTopic    *self,
                                            WeirCliInput          *input);
/* What is said of the window forbids no --exactly-once. */
gboolean weir_cli_window_topic_check_window (WeirCliWindowTopic     *self,
                                             const WeirStreamConfig *config,
                                             const WeirWindowConfig *window,
                                             GError                **error);
/* After the task was opened: reaches the broker. */
gboolean weir_cli_window_topic_open        (WeirCliWindowTopic    *self,
                                            WeirCliTask           *task,
                                            GError               **error);
/* After the sink was made: builds on what earlier runs have done. */
gboolean weir_cli_window_topic_begin       (WeirCliWindowTopic    *self,
                                            WeirCliWindowSink     *rows,
                                            GError               **error);
/* After the task and the sink were cleared. */
void     weir_cli_window_topic_clear       (WeirCliWindowTopic    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliWindowTopic, weir_cli_window_topic_clear)

G_END_DECLS
