#pragma once

#include "app/cli/weir-cli-task.h"
#include "data/stream/weir-alert-publisher.h"

G_BEGIN_DECLS

/**
 * WeirCliAlertPublish: options about alert events in Kafka, and what sends them. On the stack, zeroed.
 */
typedef struct
{
  gboolean            publish;
  char               *topic;
  WeirProducer       *producer;   /* owned, nullable: not wanted */
  WeirAlertPublisher *publisher;  /* owned, nullable */
} WeirCliAlertPublish;

void     weir_cli_alert_publish_add_options (WeirCliAlertPublish   *self,
                                             GOptionContext        *context);
/* After parsing. */
gboolean weir_cli_alert_publish_is_wanted   (WeirCliAlertPublish   *self);
/* After the task was opened: reads what the topics hold already. */
gboolean weir_cli_alert_publish_open        (WeirCliAlertPublish   *self,
                                             WeirCliTask           *task,
                                             GPtrArray             *rules,
                                             GError               **error);
/* After the task was cleared. */
void     weir_cli_alert_publish_clear       (WeirCliAlertPublish   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliAlertPublish, weir_cli_alert_publish_clear)

G_END_DECLS
