#include "config.h"

#include "app/cli/weir-cli-publish-recording.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-run.h"
#include "data/store/weir-recording-intake.h"
#include "data/store/weir-recording.h"

#define SHOWN_MAX 5

typedef struct
{
  WeirCliRun                         run;        /* first: see WeirCliRun */
  const WeirCliPublishRecordingSpec *spec;
  WeirCliPublisher                   publisher;  /* consumer thread while it runs */
  GStrv                              topics;     /* owned: of the recording */
  gboolean                           failed;     /* nothing more is sent */
  guint64                            n_refused;
} WeirCliPutBack;

static void
fail (WeirCliPutBack *self,
      GError         *error)
{
  self->failed = TRUE;
  weir_cli_run_fail (&self->run, error);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliPutBack *self = user_data;
  WeirMessage sent = *message;
  g_autoptr(GError) refused = NULL;
  GError *error = NULL;

  if (self->failed)
    return;

  if (self->spec->topic != NULL)
    sent.topic = self->spec->topic;
  if (self->spec->now)
    sent.time_usec = WEIR_NO_TIME;
  if (!weir_cli_publisher_pace (&self->publisher, message->time_usec, &error) ||
      !weir_cli_publisher_send (&self->publisher, &sent, &refused, &error))
    fail (self, error);
  if (refused != NULL && self->n_refused++ < SHOWN_MAX)
    weir_cli_say (_("%s [%d] offset %" PRId64 " is left out: %s"), message->topic, message->partition, message->offset,
                  refused->message);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirCliPutBack *self = user_data;

  weir_cli_run_event (&self->run, event);
}

/* The largest partition of a topic that has records. */
static gint32
find_last_partition (WeirCliPutBack *self,
                     const char     *topic)
{
  g_autofree char *name = weir_recording_dup_topic_folder (topic);
  g_autofree char *folder = g_build_filename (self->spec->folder, name, NULL);
  g_autoptr(GArray) files = weir_recording_list_files (folder, NULL, NULL);
  gint32 last = 0;

  for (guint i = 0; files != NULL && i < files->len; i++)
    last = MAX (last, g_array_index (files, WeirRecordingFile, i).partition);

  return last;
}

static gboolean
open_topics (WeirCliPutBack  *self,
             GError         **error)
{
  if (self->topics[0] == NULL || (self->topics[1] != NULL && self->spec->topic != NULL))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   self->topics[0] == NULL ? _("%s has no recording of a topic")
                                           : _("%s has several topics: leave -t out, and each record goes into its own"),
                   self->spec->folder);
      return FALSE;
    }

  for (guint i = 0; self->topics[i] != NULL; i++)
    {
      const char *topic = self->spec->topic != NULL ? self->spec->topic : self->topics[i];

      if (!weir_cli_publisher_open_topic (&self->publisher, topic, self->spec->n_partitions,
                                          find_last_partition (self, self->topics[i]), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_back (WeirCliPutBack  *self,
          GError         **error)
{
  const WeirIntakeHandler handler = { on_message, NULL, on_event };
  WeirRecordingIntakeSpec spec = {
    .folder = self->spec->folder,
    .partition = -1,
    .stop = { WEIR_POSITION_END, 0 },
    .max_records = (guint64) MAX (self->spec->max_records, 0),
    .ordered = TRUE,
  };
  WeirIntake *intake;

  if (!weir_cli_publisher_parse_speed (&self->publisher, self->spec->speed, error))
    return FALSE;
  self->topics = weir_recording_list_topics (self->spec->folder, error);
  if (self->topics == NULL || !weir_cli_publisher_open (&self->publisher, self->spec->connection, error) ||
      !open_topics (self, error))
    return FALSE;

  spec.topics = (const char * const *) self->topics;
  intake = weir_recording_intake_new (&spec, &handler, self, error);

  return intake != NULL && weir_cli_run (&self->run, intake, self->spec->connection, error) &&
         weir_cli_publisher_flush (&self->publisher, 0, error);
}

WeirCliExit
weir_cli_publish_recording (const WeirCliPublishRecordingSpec *spec)
{
  WeirCliPutBack self = { .spec = spec };
  g_autoptr(GError) error = NULL;
  WeirProducerCounts counts = { 0 };
  WeirCliExit code = WEIR_CLI_DONE;

  if (!put_back (&self, &error))
    code = weir_cli_publisher_report (&self.publisher, error);
  else
    {
      weir_producer_get_counts (self.publisher.producer, &counts);
      if (!spec->connection->quiet)
        {
          g_autoptr(GString) line = g_string_new (NULL);

          weir_cli_add_count (line, ngettext ("%" PRIu64 " record put back", "%" PRIu64 " records put back", (gulong) counts.n_delivered), counts.n_delivered);
          weir_cli_add_count (line, _("%" PRIu64 " left out"), self.n_refused);
          weir_cli_add_count (line, ngettext ("%" PRIu64 " gap", "%" PRIu64 " gaps", (gulong) self.run.n_gaps), self.run.n_gaps);
          weir_cli_say ("%s", line->str);
        }
      weir_cli_publisher_say_moved (&self.publisher);
      if (self.n_refused > 0 || self.run.n_gaps > 0)
        code = WEIR_CLI_PARTIAL;
    }

  weir_cli_publisher_clear (&self.publisher);
  g_strfreev (self.topics);
  g_clear_error (&self.run.error);
  if (self.run.gaps != NULL)
    g_string_free (self.run.gaps, TRUE);

  return code;
}
