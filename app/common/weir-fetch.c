#include "config.h"

#include "app/common/weir-fetch.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"
#include "data/decode/weir-escape.h"
#include "data/screen/weir-record-words.h"
#include "data/stream/weir-stream.h"
#include "data/workspace/weir-connection-intake.h"

#define DEADLINE_MSEC 5000

/* A record's own time may be a little before the broker's, and long before that where the past is replayed. */
#define BEFORE_USEC   G_TIME_SPAN_MINUTE
#define MAX_SEARCHED  200000

typedef struct
{
  WeirSettings *settings;
  char         *file;       /* nullable: in place of a cluster */
  WeirIntake   *intake;     /* the thread's */
  WeirStreamSchema *schema;
  char         *topic;
  gint32        partition;
  gint64        offset;     /* -1: of the newest record until time_usec, or else the first after it */
  gint64        time_usec;
  char         *key;        /* nullable: any */
  WeirDecoder  *decoder;    /* while it searches */
  gint64        found_usec; /* event time of the newest record until then that was found */
  WeirFetched  *fetched;    /* written on the consumer thread, read after it was joined */
  GError       *error;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_object_unref (self->settings);
  g_free (self->file);
  weir_stream_schema_unref (self->schema);
  g_free (self->topic);
  g_free (self->key);
  g_clear_pointer (&self->fetched, weir_fetched_free);
  g_clear_error (&self->error);
  g_free (self);
}

static char *
dup_payload (const WeirMessage *message)
{
  g_autofree char *page = weir_escape_dup_page (message->payload, MIN (message->payload_length, WEIR_ESCAPE_PAYLOAD_MAX));

  return g_strconcat (page, message->payload_length > WEIR_ESCAPE_PAYLOAD_MAX ? "…" : NULL, NULL);
}

/* Whatever its size: of what is shown only the beginning is kept. */
static void
decode (Fetch             *self,
        const WeirMessage *message)
{
  g_autoptr(WeirDecoder) decoder = NULL;
  WeirDecoderSpec spec;
  WeirDecodeError reason;

  weir_stream_fill_decoder_spec (self->schema, &spec);
  decoder = weir_decoder_new (&spec, NULL);
  if (decoder == NULL || message->payload == NULL)
    return;

  self->fetched->decoded = weir_record_words_dup (self->schema, decoder, message, &self->fetched->stream_key, &reason);
  if (self->fetched->decoded == NULL)
    self->fetched->trouble = g_strdup_printf ("%s: %s", weir_decode_error_get_text (reason), weir_decoder_get_detail (decoder));
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Fetch *self = user_data;

  if (self->fetched != NULL || (self->offset >= 0 && message->offset != self->offset))
    return;

  self->fetched = g_new0 (WeirFetched, 1);
  self->fetched->time_usec = message->time_usec;
  self->fetched->payload_length = message->payload_length;
  self->fetched->place = weir_dup_record_place (self->topic, message->partition, message->offset);
  if (message->key != NULL)
    self->fetched->key = weir_escape_dup_page (message->key, message->key_length);
  if (message->payload != NULL)
    self->fetched->payload = dup_payload (message);
  decode (self, message);
  weir_intake_end (self->intake);
}

static gboolean
has_key (Fetch            *self,
         const WeirRecord *record)
{
  g_autofree char *key = self->key != NULL ? weir_escape_dup (record->key, record->key_length, WEIR_ESCAPE_KEY_MAX) : NULL;

  return g_strcmp0 (key, self->key) == 0;
}

/* Where the newest record of the moment stands, by the stream's own time. */
static void
search_message (const WeirMessage *message,
                gpointer           user_data)
{
  Fetch *self = user_data;
  WeirDecodeError reason;
  WeirRecord record;

  if (!weir_decoder_decode (self->decoder, message, &record, &reason) || record.time_usec > self->time_usec
      || record.time_usec < self->found_usec || !has_key (self, &record))
    return;

  self->found_usec = record.time_usec;
  self->partition = message->partition;
  self->offset = message->offset;
}

static void
on_batch_end (gpointer user_data)
{
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Fetch *self = user_data;

  if (event->error != NULL && self->error == NULL)
    self->error = g_error_copy (event->error);
}

/* Leaves offset at -1 where there is none. */
static void
search (Fetch *self)
{
  static const WeirIntakeHandler handler = { search_message, on_batch_end, on_event };
  const char *topics[] = { self->topic, NULL };
  const WeirConnectionConfig connection = { .name = self->file, .settings = self->settings, .file = self->file };
  g_autoptr(WeirIntake) source = NULL;
  const WeirSourceSpec spec = {
    .topics = topics,
    .partition = -1,
    .start = { WEIR_POSITION_TIME, self->time_usec - BEFORE_USEC },
    .stop = { WEIR_POSITION_END, 0 },
    .max_records = MAX_SEARCHED,
    .deadline_msec = DEADLINE_MSEC,
  };
  WeirDecoderSpec decoder_spec;

  weir_stream_fill_decoder_spec (self->schema, &decoder_spec);
  self->decoder = weir_decoder_new (&decoder_spec, NULL);
  source = self->decoder != NULL ? weir_connection_intake_new (&connection, &spec, &handler, self, NULL) : NULL;
  self->found_usec = G_MININT64;
  if (source != NULL)
    {
      weir_intake_start (source);
      weir_intake_join (source);
    }
  g_clear_pointer (&self->decoder, weir_decoder_free);
}

/* What was read, or why nothing was. */
static void
give (Fetch *self,
      GTask *task)
{
  if (self->fetched != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self->fetched), (GDestroyNotify) weir_fetched_free);
  else if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else if (self->offset < 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("topic “%s” has no record of that time or later"), self->topic);
    }
  else
    {
      g_autofree char *offset = g_strdup_printf ("%" G_GINT64_FORMAT, self->offset);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               /* Translators: topic, partition and offset */
                               _("%s/%d has no record at offset %s any more: it expired"),
                               self->topic, self->partition, offset);
    }
}

static void
fetch (Fetch *self,
       GTask *task)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const char *topics[] = { self->topic, NULL };
  const WeirConnectionConfig connection = { .name = self->file, .settings = self->settings, .file = self->file };
  g_autoptr(WeirIntake) source = NULL;
  GError *error = NULL;
  WeirSourceSpec spec = {
    .topics = topics,
    .partition = self->partition,
    .start = { WEIR_POSITION_OFFSET, self->offset },
    .stop = { WEIR_POSITION_OFFSET, self->offset + 1 },
    .deadline_msec = DEADLINE_MSEC,
  };

  if (self->offset < 0 && self->file != NULL && g_file_test (self->file, G_FILE_TEST_IS_REGULAR))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _("%s has no record of that time or before, and no times to look further by"), self->topic);
      return;
    }
  if (self->offset < 0)
    {
      spec.start = (WeirPosition) { WEIR_POSITION_TIME, self->time_usec };
      spec.stop = (WeirPosition) { WEIR_POSITION_END, 0 };
    }

  source = weir_connection_intake_new (&connection, &spec, &handler, self, &error);
  if (source == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->intake = source;
  weir_intake_start (source);
  weir_intake_join (source);
  give (self, task);
}

static void
fetch_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Fetch *self = task_data;

  if (self->offset < 0)
    search (self);
  g_clear_error (&self->error);
  fetch (self, task);
}

void
weir_fetched_free (WeirFetched *self)
{
  g_free (self->key);
  g_free (self->payload);
  g_free (self->stream_key);
  g_free (self->decoded);
  g_free (self->trouble);
  g_free (self->place);
  g_free (self);
}

void
weir_fetch_async (const WeirConnectionConfig *connection,
                  WeirStreamSchema    *schema,
                  const char          *topic,
                  gint32               partition,
                  gint64               offset,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Fetch *self = g_new0 (Fetch, 1);

  self->settings = g_object_ref (connection->settings);
  self->file = g_strdup (connection->file);
  self->schema = weir_stream_schema_ref (schema);
  self->topic = g_strdup (topic);
  self->partition = partition;
  self->offset = offset;
  g_task_set_task_data (task, self, fetch_free);
  g_task_run_in_thread (task, fetch_thread);
}

void
weir_fetch_time_async (const WeirConnectionConfig *connection,
                       WeirStreamSchema    *schema,
                       const char          *topic,
                       const char          *key,
                       gint64               time_usec,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Fetch *self = g_new0 (Fetch, 1);

  self->settings = g_object_ref (connection->settings);
  self->file = g_strdup (connection->file);
  self->schema = weir_stream_schema_ref (schema);
  self->topic = g_strdup (topic);
  self->partition = -1;
  self->offset = -1;
  self->key = g_strdup (key);
  self->time_usec = time_usec;
  g_task_set_task_data (task, self, fetch_free);
  g_task_run_in_thread (task, fetch_thread);
}

WeirFetched *
weir_fetch_finish (GAsyncResult  *result,
                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
