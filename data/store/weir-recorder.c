#include "config.h"

#include "data/store/weir-recorder.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "data/base/weir-durable.h"
#include "data/store/weir-recorder-pool.h"
#include "data/store/weir-recording-commit.h"
#include "data/store/weir-recording.h"

#define ROTATE_BYTES  (128 * 1000 * 1000)
#define ROTATE_USEC   G_TIME_SPAN_HOUR
#define MAX_BYTES     ((gsize) 384 * 1000 * 1000)

struct _WeirRecorder
{
  /* Fixed once made. */
  char             *folder;      /* owned */
  guint             n_fields;
  gsize             rotate_bytes;
  gint64            rotate_usec;
  gsize             max_bytes;
  WeirRecorderPool *pool;        /* owned */

  /* Consumer thread. */
  GHashTable       *partitions;  /* owned: place, as below, to WeirRecorderPartition, owned */
  GPtrArray        *list;        /* borrowed, of the same */
  GHashTable       *topics;      /* owned: index of a topic to its name, owned */
  WeirRecorderPartition *newest; /* of the last record; borrowed, nullable */
  gsize             n_bytes;     /* gathered, not cut */
  gint64            checked_usec; /* monotonic; when files were last looked at for their age */
  gint64            now_usec;    /* monotonic, of the last batch */
  guint64           n_taken;
  guint64           n_skipped;
  guint64           n_gaps;
  GError           *error;       /* owned, nullable: nothing is recorded any more */
};

static void
cut_partition (WeirRecorder          *self,
               WeirRecorderPartition *partition)
{
  WeirRecorderCut *cut = weir_recorder_partition_cut (partition);

  if (cut == NULL)
    return;

  self->n_bytes -= cut->n_bytes;
  weir_recorder_pool_push (self->pool, partition, cut);
}

static gpointer
get_place (guint  topic_index,
           gint32 partition)
{
  return GSIZE_TO_POINTER (((gsize) topic_index << 32 | (guint32) partition) + 1);
}

static char *
dup_topic_folder (WeirRecorder *self,
                  const char   *topic)
{
  g_autofree char *name = weir_recording_dup_topic_folder (topic);

  return g_build_filename (self->folder, name, NULL);
}

/* Locked and cleared up; what is recorded of it is not known yet. */
static WeirRecorderPartition *
open_partition (WeirRecorder  *self,
                const char    *topic,
                guint          topic_index,
                gint32         number,
                GError       **error)
{
  g_autofree char *folder = dup_topic_folder (self, topic);
  WeirRecorderPartition *partition = weir_recorder_partition_new (topic, folder, topic_index, number);

  if (!weir_recorder_partition_open (partition, error))
    {
      weir_recorder_partition_free (partition);
      return NULL;
    }

  g_hash_table_insert (self->partitions, get_place (topic_index, number), partition);
  g_ptr_array_add (self->list, partition);

  return partition;
}

/* One that was not recorded when the topic was opened, or by another process until now. */
static WeirRecorderPartition *
ensure_partition (WeirRecorder *self,
                  guint         topic_index,
                  gint32        number)
{
  WeirRecorderPartition *partition = g_hash_table_lookup (self->partitions, get_place (topic_index, number));
  g_autoptr(GArray) files = NULL;

  if (partition != NULL || self->error != NULL)
    return partition;

  partition = open_partition (self, g_hash_table_lookup (self->topics, GUINT_TO_POINTER (topic_index)), topic_index, number,
                              &self->error);
  files = partition != NULL ? weir_recording_list_files (partition->folder, NULL, &self->error) : NULL;
  if (files == NULL)
    return NULL;

  weir_recorder_partition_set_files (partition, files);

  return partition;
}

static void
add_to (WeirRecorder          *self,
        WeirRecorderPartition *partition,
        const WeirMessage     *message,
        const WeirValue       *values)
{
  gsize before = partition->n_bytes;

  if (message->offset < partition->next)
    {
      self->n_skipped++;
      return;
    }

  self->n_taken++;
  if (partition->n_records == 0)
    partition->since_usec = self->now_usec;
  weir_recorder_partition_add (partition, message, values, self->n_fields);
  self->n_bytes += partition->n_bytes - before;
  if (partition->n_own_bytes >= self->rotate_bytes)
    cut_partition (self, partition);
}

/**
 * weir_recorder_add:
 * @self: a recorder
 * @message: a record of a topic that was opened; copied
 * @values: (nullable): one for each field; copied. %NULL: none could be decoded
 *
 * A record that is recorded already is counted and left out.
 */
void
weir_recorder_add (WeirRecorder      *self,
                   const WeirMessage *message,
                   const WeirValue   *values)
{
  WeirRecorderPartition *partition = self->newest;

  if (self->error != NULL)
    return;

  if (partition == NULL || partition->number != message->partition || partition->topic_index != message->topic_index)
    partition = self->newest = ensure_partition (self, message->topic_index, message->partition);
  if (partition != NULL)
    add_to (self, partition, message, values);
}

/* What was not lost was read by another member of the group. */
static const char *
get_reason_word (WeirIntakeReason reason)
{
  return reason == WEIR_INTAKE_REASON_NONE ? "elsewhere" : weir_intake_get_reason_word (reason);
}

/* Offsets that are recorded would come again with other records. */
static void
refuse_past (WeirRecorder                *self,
             const WeirRecorderPartition *partition,
             gint64                       to)
{
  if (self->error != NULL)
    return;

  g_set_error (&self->error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_WENT_BACK,
               /* Translators: a topic, a partition, two offsets and a folder */
               _("%s [%d]: the topic goes on at offset %" PRId64 ", but %s has its records up to %" PRId64
                 ": it was cut or made anew; record it into another folder"),
               partition->topic, partition->number, to, self->folder, partition->next);
}

static void
add_gap (WeirRecorder          *self,
         const WeirIntakeEvent *event)
{
  WeirRecorderPartition *partition = ensure_partition (self, event->topic_index, event->partition);

  if (partition == NULL)
    return;

  self->n_gaps++;
  if (event->to < partition->next)
    refuse_past (self, partition, event->to);
  else
    weir_recorder_partition_add_gap (partition, event->from, event->to, get_reason_word (event->reason));
}

/* What a group read meanwhile, and delivered to another place, is not in this recording. */
static void
add_assigned (WeirRecorder          *self,
              const WeirIntakeEvent *event)
{
  WeirRecorderPartition *partition = ensure_partition (self, event->topic_index, event->partition);

  if (partition == NULL || partition->next < 0 || event->from <= partition->next)
    return;

  self->n_gaps++;
  weir_recorder_partition_add_gap (partition, partition->next, event->from, get_reason_word (WEIR_INTAKE_REASON_NONE));
}

/**
 * weir_recorder_add_event:
 * @self: a recorder
 * @event: of the intake whose messages it gets
 *
 * Gaps are written beside the records that follow them.
 */
void
weir_recorder_add_event (WeirRecorder          *self,
                         const WeirIntakeEvent *event)
{
  if (event->topic == NULL || event->partition < 0 || !g_hash_table_contains (self->topics, GUINT_TO_POINTER (event->topic_index)))
    return;

  if (event->kind == WEIR_INTAKE_EVENT_GAP)
    add_gap (self, event);
  else if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED)
    add_assigned (self, event);
}

/**
 * weir_recorder_release:
 * @self: a recorder
 * @event: of a partition that goes to another member of the group
 *
 * Writes what was gathered of it, so that it can be committed and another
 * process may record it. Blocks.
 */
void
weir_recorder_release (WeirRecorder          *self,
                       const WeirIntakeEvent *event)
{
  gpointer place = get_place (event->topic_index, event->partition);
  WeirRecorderPartition *partition = g_hash_table_lookup (self->partitions, place);

  if (partition == NULL)
    return;

  cut_partition (self, partition);
  if (!weir_recorder_pool_wait_written (self->pool, partition))
    return;

  if (self->newest == partition)
    self->newest = NULL;
  g_ptr_array_remove (self->list, partition);
  g_hash_table_remove (self->partitions, place);
}

static void
cut_old (WeirRecorder *self)
{
  if (self->now_usec - self->checked_usec < G_USEC_PER_SEC / 2)
    return;

  self->checked_usec = self->now_usec;
  for (guint i = 0; i < self->list->len; i++)
    {
      WeirRecorderPartition *partition = g_ptr_array_index (self->list, i);

      if (partition->n_records > 0 && self->now_usec - partition->since_usec >= self->rotate_usec)
        cut_partition (self, partition);
    }
}

static void
cut_largest (WeirRecorder *self)
{
  WeirRecorderPartition *largest = NULL;

  for (guint i = 0; i < self->list->len; i++)
    {
      WeirRecorderPartition *partition = g_ptr_array_index (self->list, i);

      if (largest == NULL || partition->n_bytes > largest->n_bytes)
        largest = partition;
    }

  if (largest != NULL)
    cut_partition (self, largest);
}

static gboolean
check_error (WeirRecorder  *self,
             GError       **error)
{
  if (self->error == NULL)
    self->error = weir_recorder_pool_dup_error (self->pool);
  if (self->error == NULL)
    return TRUE;

  if (error != NULL)
    *error = g_error_copy (self->error);

  return FALSE;
}

/**
 * weir_recorder_end_batch:
 * @self: a recorder
 * @monotonic_usec: a clock that never jumps
 * @error: return location of what ends the recording
 *
 * After each batch of records, and some times a second without any. Finishes
 * files that are old, or too much for the memory; blocks while the threads that
 * write are behind, or the disk is full.
 *
 * Returns: %FALSE if nothing can be recorded any more
 */
gboolean
weir_recorder_end_batch (WeirRecorder  *self,
                         gint64         monotonic_usec,
                         GError       **error)
{
  self->now_usec = monotonic_usec;
  cut_old (self);
  while (self->n_bytes > self->max_bytes / 2)
    cut_largest (self);

  weir_recorder_pool_wait_room (self->pool, self->max_bytes / 2);

  return check_error (self, error);
}

/**
 * weir_recorder_finish:
 * @self: a recorder
 * @error: return location of what is in the way
 *
 * Writes all that was gathered. Blocks; what a full disk has no room for is
 * given up if the recorder was cancelled, and read again by the next one.
 *
 * Returns: whether all is recorded
 */
gboolean
weir_recorder_finish (WeirRecorder  *self,
                      GError       **error)
{
  for (guint i = 0; i < self->list->len; i++)
    cut_partition (self, g_ptr_array_index (self->list, i));

  weir_recorder_pool_wait_all (self->pool);

  return check_error (self, error);
}

/**
 * weir_recorder_is_idle:
 * @self: a recorder
 *
 * Returns: whether the disk has every record that it was given
 */
gboolean
weir_recorder_is_idle (WeirRecorder *self)
{
  return self->n_bytes == 0 && self->error == NULL && weir_recorder_pool_is_idle (self->pool);
}

/**
 * weir_recorder_limit:
 * @self: a recorder
 * @positions: (inout) (element-type WeirIntakePosition): how far the partitions were handed out
 *
 * Lowers them to what the disk has, so that a group's offsets may be committed,
 * and leaves out partitions of which nothing may.
 */
void
weir_recorder_limit (WeirRecorder *self,
                     GArray       *positions)
{
  for (guint i = positions->len; i-- > 0;)
    {
      WeirIntakePosition *position = &g_array_index (positions, WeirIntakePosition, i);
      WeirRecorderPartition *partition = g_hash_table_lookup (self->partitions, get_place (position->topic_index, position->partition));
      gint64 durable;

      if (partition == NULL || (weir_recorder_pool_get_durable (self->pool, partition, &durable) && partition->n_records == 0))
        continue;
      if (durable < 0)
        g_array_remove_index_fast (positions, i);
      else
        position->offset = MIN (position->offset, durable);
    }
}

/**
 * weir_recorder_get_counters:
 * @self: a recorder
 * @counters: (out): filled
 */
void
weir_recorder_get_counters (WeirRecorder         *self,
                            WeirRecorderCounters *counters)
{
  *counters = (WeirRecorderCounters) { .n_skipped = self->n_skipped, .n_gaps = self->n_gaps, .n_taken = self->n_taken };
  weir_recorder_pool_count (self->pool, counters);
}

/**
 * weir_recorder_new:
 * @spec: what to record where; copied
 * @error: return location of a #GFileError
 *
 * Returns: (transfer full) (nullable): a recorder without topics
 */
WeirRecorder *
weir_recorder_new (const WeirRecorderSpec  *spec,
                   GError                 **error)
{
  WeirRecorder *self;

  if (!g_file_test (spec->folder, G_FILE_TEST_IS_DIR) && !weir_durable_make_folder (spec->folder, error))
    return NULL;

  self = g_new0 (WeirRecorder, 1);
  self->folder = g_strdup (spec->folder);
  self->n_fields = spec->n_fields;
  self->rotate_bytes = spec->rotate_bytes > 0 ? spec->rotate_bytes : ROTATE_BYTES;
  self->rotate_usec = spec->rotate_usec > 0 ? spec->rotate_usec : ROTATE_USEC;
  self->max_bytes = spec->max_bytes > 0 ? spec->max_bytes : MAX_BYTES;
  self->pool = weir_recorder_pool_new (spec);
  self->partitions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) weir_recorder_partition_free);
  self->list = g_ptr_array_new ();
  self->topics = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->now_usec = g_get_monotonic_time ();

  return self;
}

/**
 * weir_recorder_free:
 * @self: (nullable) (transfer full): a recorder
 *
 * Frees @self. What was not written is not: the next recorder reads it again.
 * Waits for files that are being written.
 */
void
weir_recorder_free (WeirRecorder *self)
{
  if (self == NULL)
    return;

  weir_recorder_pool_free (self->pool);
  g_hash_table_unref (self->partitions);
  g_ptr_array_unref (self->list);
  g_hash_table_unref (self->topics);
  g_clear_error (&self->error);
  g_free (self->folder);
  g_free (self);
}

static void
add_partition_number (GHashTable *numbers,
                      gint32      number)
{
  g_hash_table_add (numbers, GINT_TO_POINTER (number));
}

/* Every partition that the folder knows, each once. */
static GHashTable *
find_partitions (const char  *folder,
                 GError     **error)
{
  g_autoptr(GArray) files = weir_recording_list_files (folder, NULL, error);
  g_autoptr(GArray) partitions = NULL;
  GHashTable *numbers;

  if (files == NULL)
    return NULL;

  numbers = g_hash_table_new (NULL, NULL);
  partitions = weir_recording_list_partitions (folder);
  for (guint i = 0; i < files->len; i++)
    add_partition_number (numbers, g_array_index (files, WeirRecordingFile, i).partition);
  for (guint i = 0; i < partitions->len; i++)
    add_partition_number (numbers, g_array_index (partitions, gint32, i));

  return numbers;
}

static gboolean
open_partitions (WeirRecorder  *self,
                 const char    *topic,
                 guint          topic_index,
                 const char    *folder,
                 GArray        *resume,
                 GError       **error)
{
  g_autoptr(GHashTable) numbers = find_partitions (folder, error);
  g_autoptr(GArray) files = NULL;
  guint first = self->list->len;
  GHashTableIter iter;
  gpointer number;

  if (numbers == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, numbers);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    if (open_partition (self, topic, topic_index, GPOINTER_TO_INT (number), error) == NULL)
      return FALSE;

  /* Once more, now that the locks are held and unfinished commits are complete. */
  files = weir_recording_list_files (folder, NULL, error);
  if (files == NULL)
    return FALSE;

  for (guint i = first; i < self->list->len; i++)
    {
      WeirRecorderPartition *partition = g_ptr_array_index (self->list, i);

      weir_recorder_partition_set_files (partition, files);
      if (partition->next >= 0)
        g_array_append_vals (resume, &(WeirIntakePosition) { topic_index, partition->number, partition->next }, 1);
    }

  return TRUE;
}

/**
 * weir_recorder_open_topic:
 * @self: a recorder
 * @topic: a topic
 * @topic_index: its number in the intake
 * @resume: (nullable) (element-type WeirIntakePosition): gets where the recordings of its
 *   partitions end. %NULL: partitions are given by a group: each is opened when it comes
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Before the topic's first message or event. Reads names, and opens no file.
 *
 * Returns: whether it can be recorded
 */
gboolean
weir_recorder_open_topic (WeirRecorder  *self,
                          const char    *topic,
                          guint          topic_index,
                          GArray        *resume,
                          GError       **error)
{
  g_autofree char *folder = dup_topic_folder (self, topic);

  if (!weir_durable_make_folder (folder, error))
    return FALSE;

  g_hash_table_insert (self->topics, GUINT_TO_POINTER (topic_index), g_strdup (topic));

  return resume == NULL || open_partitions (self, topic, topic_index, folder, resume, error);
}
