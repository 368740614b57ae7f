#include "config.h"

#include "data/store/weir-recorder-partition.h"

#include <unistd.h>

#include "data/store/weir-recording-commit.h"
#include "data/store/weir-recording.h"

/* What a buffer takes before its first record. */
#define BUFFER_BYTES 8192

/*< private >
 * weir_recorder_partition_new:
 * @topic: its topic
 * @folder: (type filename): the topic's folder, which is there
 * @topic_index: the topic's number in the intake
 * @number: its number
 *
 * Returns: (transfer full): a partition that is not locked yet
 */
WeirRecorderPartition *
weir_recorder_partition_new (const char *topic,
                             const char *folder,
                             guint       topic_index,
                             gint32      number)
{
  WeirRecorderPartition *self = g_new0 (WeirRecorderPartition, 1);

  self->topic = g_strdup (topic);
  self->folder = g_strdup (folder);
  self->topic_index = topic_index;
  self->number = number;
  self->lock_fd = -1;
  self->next = self->durable = self->last = -1;
  self->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_recorder_buffer_free);
  self->by_day = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->gaps = g_string_new (NULL);
  g_queue_init (&self->cuts);

  return self;
}

/*< private >
 * weir_recorder_partition_free:
 * @self: (transfer full): a partition that no thread writes
 */
void
weir_recorder_partition_free (WeirRecorderPartition *self)
{
  g_queue_clear_full (&self->cuts, (GDestroyNotify) weir_recorder_cut_free);
  g_hash_table_unref (self->by_day);
  g_ptr_array_unref (self->buffers);
  g_string_free (self->gaps, TRUE);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->topic);
  g_free (self->folder);
  g_free (self);
}

/*< private >
 * weir_recorder_partition_open:
 * @self: a partition
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Locks it, and completes or removes what ended processes left.
 *
 * Returns: whether it may be recorded
 */
gboolean
weir_recorder_partition_open (WeirRecorderPartition  *self,
                              GError                **error)
{
  self->lock_fd = weir_recording_lock (self->folder, self->number, error);

  return self->lock_fd >= 0 && weir_recording_recover (self->folder, self->number, error);
}

/*< private >
 * weir_recorder_partition_set_files:
 * @self: a partition that is locked and has nothing gathered
 * @files: (element-type WeirRecordingFile): those of its topic, read after that
 *
 * Takes from their names where its recording ends.
 */
void
weir_recorder_partition_set_files (WeirRecorderPartition *self,
                                   const GArray          *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      const WeirRecordingFile *file = &g_array_index (files, WeirRecordingFile, i);

      if (file->partition == self->number && file->last >= self->next)
        self->next = file->last + 1;
    }
  self->durable = self->next;
}

static WeirRecorderBuffer *
ensure_buffer (WeirRecorderPartition *self,
               gint64                 day,
               guint                  n_fields)
{
  WeirRecorderBuffer *buffer = g_hash_table_lookup (self->by_day, &day);

  if (buffer != NULL)
    return buffer;

  buffer = weir_recorder_buffer_new (day, n_fields);
  g_ptr_array_add (self->buffers, buffer);
  g_hash_table_insert (self->by_day, &buffer->day, buffer);
  self->n_bytes += BUFFER_BYTES;

  return buffer;
}

/*< private >
 * weir_recorder_partition_add:
 * @self: a partition
 * @message: its next record; copied
 * @values: (nullable): of its fields; copied
 * @n_fields: how many
 */
void
weir_recorder_partition_add (WeirRecorderPartition *self,
                             const WeirMessage     *message,
                             const WeirValue       *values,
                             guint                  n_fields)
{
  gint64 day = weir_recording_get_day (message->time_usec);
  gsize before = 0;

  if (self->current == NULL || self->current->day != day)
    self->current = ensure_buffer (self, day, n_fields);
  before = weir_recorder_buffer_get_bytes (self->current);
  weir_recorder_buffer_add (self->current, message, values);
  self->n_bytes += weir_recorder_buffer_get_bytes (self->current) - before;
  self->n_own_bytes += message->key_length + message->payload_length;
  self->last = message->offset;
  self->next = message->offset + 1;
  self->n_records++;
}

/*< private >
 * weir_recorder_partition_add_gap:
 * @self: a partition
 * @from: the first offset that is lost
 * @to: the first that is not
 * @reason: a word
 */
void
weir_recorder_partition_add_gap (WeirRecorderPartition *self,
                                 gint64                 from,
                                 gint64                 to,
                                 const char            *reason)
{
  g_string_append_printf (self->gaps, "%s{\"from\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT ",\"reason\":\"%s\"}",
                          self->gaps->len > 0 ? "," : "", from, to, reason);
  self->next = MAX (self->next, to);
}

/*< private >
 * weir_recorder_partition_cut:
 * @self: a partition
 *
 * Returns: (transfer full) (nullable): what was gathered; %NULL if nothing was
 */
WeirRecorderCut *
weir_recorder_partition_cut (WeirRecorderPartition *self)
{
  WeirRecorderCut *cut;

  if (self->n_records == 0)
    return NULL;

  cut = g_new0 (WeirRecorderCut, 1);
  cut->topic = g_strdup (self->topic);
  cut->folder = g_strdup (self->folder);
  cut->partition = self->number;
  cut->buffers = g_steal_pointer (&self->buffers);
  cut->last = self->last;
  cut->n_records = self->n_records;
  cut->n_bytes = self->n_bytes;
  cut->gaps = g_strdup (self->gaps->str);
  self->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_recorder_buffer_free);
  g_hash_table_remove_all (self->by_day);
  self->current = NULL;
  self->n_records = 0;
  self->n_bytes = self->n_own_bytes = 0;
  g_string_truncate (self->gaps, 0);

  return cut;
}
