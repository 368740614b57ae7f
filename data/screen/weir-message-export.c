#include "config.h"

#include "data/screen/weir-message-export.h"

#include <string.h>

#include "data/screen/weir-record-words.h"

/* Before the values of the stream's fields: as `weir-cli tail --output` writes them. */
static const WeirExportColumn place_columns[] = {
  { "key", WEIR_EXPORT_TEXT },
  { "time", WEIR_EXPORT_TIME },
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
};

#define N_PLACES G_N_ELEMENTS (place_columns)

typedef struct
{
  WeirStreamSchema *schema;     /* owned reference */
  GPtrArray        *messages;   /* owned reference, of WeirTailMessage */
  char             *path;
  WeirExportFormat  format;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  weir_stream_schema_unref (self->schema);
  g_ptr_array_unref (self->messages);
  g_free (self->path);
  g_free (self);
}

static WeirExporter *
open_file (Job     *self,
           GError **error)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));

  g_array_append_vals (columns, place_columns, N_PLACES);
  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      const WeirExportColumn column = { self->schema->names[i], WEIR_EXPORT_ANY };

      g_array_append_val (columns, column);
    }

  return weir_exporter_new (self->path, self->format, (const WeirExportColumn *) columns->data, columns->len, error);
}

static WeirDecoder *
create_decoder (Job     *self,
                GError **error)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->schema->n_fields; i++)
    g_ptr_array_add (paths, weir_record_words_dup_path (self->schema, self->schema->names[i]));
  g_ptr_array_add (paths, NULL);

  return weir_record_words_decoder_new (self->schema, (const char * const *) paths->pdata, error);
}

/* What does not decode has a place, and no values. */
static void
fill (Job               *self,
      WeirTailMessage   *kept,
      const WeirMessage *message,
      const WeirRecord  *record,
      WeirValue         *cells)
{
  const WeirValue none = { .type = WEIR_VALUE_NULL };
  const char *key = record != NULL ? record->key : message->key;
  gsize key_length = record != NULL ? record->key_length : message->key_length;

  *cells++ = key != NULL ? weir_value_of_text (key, key_length) : none;
  *cells++ = kept->time_usec != WEIR_NO_TIME ? weir_value_of_int (kept->time_usec) : none;
  *cells++ = weir_value_of_text (kept->topic, strlen (kept->topic));
  *cells++ = weir_value_of_int (kept->partition);
  *cells++ = weir_value_of_int (kept->offset);
  for (guint i = 0; i < self->schema->n_fields; i++)
    *cells++ = record != NULL ? record->values[i] : none;
}

static gboolean
write_all (Job           *self,
           WeirExporter  *exporter,
           WeirDecoder   *decoder,
           GError       **error)
{
  g_autofree WeirValue *cells = g_new0 (WeirValue, N_PLACES + self->schema->n_fields);
  g_autoptr(GArray) headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));

  for (guint i = 0; i < self->messages->len; i++)
    {
      WeirTailMessage *kept = g_ptr_array_index (self->messages, i);
      WeirDecodeError reason;
      WeirMessage message;
      WeirRecord record;
      gboolean decoded;

      weir_tail_message_fill (kept, &message, headers);
      decoded = message.payload != NULL && weir_decoder_decode (decoder, &message, &record, &reason);
      fill (self, kept, &message, decoded ? &record : NULL, cells);
      if (!weir_exporter_add_row (exporter, cells, error))
        return FALSE;
    }

  return TRUE;
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *self = task_data;
  GError *error = NULL;
  g_autoptr(WeirDecoder) decoder = create_decoder (self, &error);
  g_autoptr(WeirExporter) exporter = decoder != NULL ? open_file (self, &error) : NULL;

  if (exporter != NULL && write_all (self, exporter, decoder, &error) && weir_exporter_finish (exporter, cancellable, &error))
    g_task_return_int (task, (gssize) weir_exporter_get_n_rows (exporter));
  else
    g_task_return_error (task, error);
}

/**
 * weir_message_export_async:
 * @schema: of the messages' stream
 * @messages: (element-type WeirTailMessage): what to write; does not change any more
 * @path: the file
 * @format: its format
 * @cancellable: (nullable): leaves no file behind
 * @callback: called in the caller's main context
 * @user_data: for it
 *
 * Writes messages on a thread of its own: key, time, topic, partition, offset and the
 * values of the stream's fields, as `weir-cli tail` does. The fields of a payload that
 * was not kept as a whole are empty.
 */
void
weir_message_export_async (WeirStreamSchema    *schema,
                           GPtrArray           *messages,
                           const char          *path,
                           WeirExportFormat     format,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  self->schema = weir_stream_schema_ref (schema);
  self->messages = g_ptr_array_ref (messages);
  self->path = g_strdup (path);
  self->format = format;
  g_task_set_task_data (task, self, job_free);
  g_task_run_in_thread (task, export_thread);
}

/**
 * weir_message_export_finish:
 * @result: of weir_message_export_async()
 * @error: return location for an error of the file
 *
 * Returns: number of rows, -1 on failure: then there is no new file
 */
gint64
weir_message_export_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
