#include "config.h"

#include "app/cli/weir-cli-alert-publish.h"

#include <glib/gi18n.h>

/* Reads what earlier runs have written. */
typedef struct
{
  WeirCliRun          run;        /* first: see WeirCliRun */
  WeirAlertPublisher *publisher;  /* borrowed */
} WeirCliAlertHistory;

void
weir_cli_alert_publish_add_options (WeirCliAlertPublish *self,
                                    GOptionContext      *context)
{
  const GOptionEntry entries[] = {
    { "publish", 0, 0, G_OPTION_ARG_NONE, &self->publish,
      N_("Write each change of state into the topic that its rule's publish_to names"), NULL },
    { "publish-to", 0, 0, G_OPTION_ARG_STRING, &self->topic,
      N_("The same, into this topic where a rule names none"), N_("TOPIC") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliAlertHistory *self = user_data;

  weir_alert_publisher_learn (self->publisher, message);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  weir_cli_run_event (user_data, event);
}

static gboolean
learn (WeirCliAlertPublish  *self,
       WeirSettings         *settings,
       WeirCliConnection    *connection,
       GStrv                 topics,
       GError              **error)
{
  const WeirIntakeHandler handler = { on_message, NULL, on_event };
  WeirCliAlertHistory history = { .publisher = self->publisher };
  const WeirSourceSpec spec = {
    .settings = settings,
    .topics = (const char * const *) topics,
    .partition = -1,
    .start = { WEIR_POSITION_BEGINNING, 0 },
    .stop = { WEIR_POSITION_END, 0 },
    .deadline_msec = weir_cli_connection_get_deadline_msec (connection),
  };
  WeirIntake *intake = weir_source_new (&spec, &handler, &history, error);
  gboolean done = intake != NULL && weir_cli_run (&history.run, intake, connection, error);

  if (history.run.gaps != NULL)
    g_string_free (history.run.gaps, TRUE);

  return done;
}

static gboolean
check_topics (WeirCliAlertPublish  *self,
              WeirCliConnection    *connection,
              GStrv                 topics,
              GError              **error)
{
  if (topics[0] == NULL)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                           _("no rule says where its alerts go: add publish_to to the rules, or use --publish-to TOPIC"));
      return FALSE;
    }

  for (guint i = 0; topics[i] != NULL; i++)
    if (weir_producer_count_partitions (self->producer, topics[i], weir_cli_connection_get_deadline_msec (connection), error) == 0)
      {
        g_prefix_error (error, _("alerts have no topic to go to: "));
        return FALSE;
      }

  return TRUE;
}

gboolean
weir_cli_alert_publish_is_wanted (WeirCliAlertPublish *self)
{
  return self->publish || self->topic != NULL;
}

gboolean
weir_cli_alert_publish_open (WeirCliAlertPublish  *self,
                             WeirCliTask          *task,
                             GPtrArray            *rules,
                             GError              **error)
{
  WeirCliConnection *connection = &task->options->connection;
  WeirAlertPublisherSpec spec = { .topology = task->topology, .rules = rules, .topic = self->topic };
  g_auto(GStrv) topics = NULL;
  g_autoptr(WeirSettings) settings = NULL;

  if (!weir_cli_alert_publish_is_wanted (self))
    return TRUE;

  topics = weir_alert_publisher_dup_topics (rules, self->topic);
  /* Of a file there is no connection yet. */
  settings = task->options->description.settings != NULL ? g_object_ref (task->options->description.settings)
                                                         : weir_cli_connection_get_settings (connection, error);
  if (settings == NULL)
    return FALSE;
  self->producer = weir_producer_new_reliable (settings, NULL, error);
  if (self->producer == NULL || !check_topics (self, connection, topics, error))
    return FALSE;

  spec.producer = self->producer;
  self->publisher = weir_alert_publisher_new (&spec);

  return learn (self, settings, connection, topics, error);
}

void
weir_cli_alert_publish_clear (WeirCliAlertPublish *self)
{
  g_clear_pointer (&self->publisher, weir_alert_publisher_free);
  g_clear_object (&self->producer);
  g_clear_pointer (&self->topic, g_free);
}
