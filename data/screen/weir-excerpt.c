#include "config.h"

#include "data/screen/weir-excerpt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/screen/weir-offset-index.h"
#include "data/screen/weir-record-filter.h"
#include "data/screen/weir-record-words.h"
#include "data/stream/weir-stream.h"
#include "data/workspace/weir-connection-intake.h"

#define DEADLINE_MSEC 10000
/* Records that are looked at, whether they belong to it or not. */
#define MAX_READ      5000000

/* A partition that is being read. */
typedef struct
{
  guint    topic_index;
  gint32   partition;
  gint64   from;        /* of the offsets wanted */
  gint64   to;
  guint    n_messages;
  gboolean done;        /* nothing more of it is wanted, or there */
} Partition;

typedef struct
{
  WeirSettings       *settings;     /* owned */
  char               *file;         /* owned, nullable: in place of a cluster */
  gint64              lag_usec;
  WeirStreamSchema   *schema;       /* owned reference */
  GStrv               topics;       /* owned */
  gint32              partition;
  WeirPosition        start;
  gint64              begin_usec;
  gint64              end_usec;
  char               *key;          /* owned, nullable */
  char               *condition;    /* owned, nullable */
  guint               max_messages;
  gboolean            ranged;       /* partitions are given */
  GArray             *partitions;   /* owned, of Partition */
  GCancellable       *cancellable;  /* borrowed of the task */

  WeirIntake         *intake;       /* borrowed: while it is read */
  WeirDecoder        *decoder;      /* owned */
  WeirRecordFilter   *filter;       /* owned, nullable */
  gsize               n_bytes;
  WeirExcerpt        *excerpt;      /* owned: written on the consumer thread, read after that was joined */
  GError             *error;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_object_unref (self->settings);
  g_free (self->file);
  weir_stream_schema_unref (self->schema);
  g_strfreev (self->topics);
  g_free (self->key);
  g_free (self->condition);
  g_array_unref (self->partitions);
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_clear_pointer (&self->filter, weir_record_filter_free);
  g_clear_pointer (&self->excerpt, weir_excerpt_free);
  g_clear_error (&self->error);
  g_free (self);
}

static Partition *
find_partition (Reading *self,
                guint    topic_index,
                gint32   partition)
{
  for (guint i = 0; i < self->partitions->len; i++)
    {
      Partition *found = &g_array_index (self->partitions, Partition, i);

      if (found->topic_index == topic_index && found->partition == partition)
        return found;
    }

  return NULL;
}

static Partition *
ensure_partition (Reading *self,
                  guint    topic_index,
                  gint32   partition)
{
  const Partition added = { topic_index, partition, 0, G_MAXINT64, 0, FALSE };
  Partition *found = find_partition (self, topic_index, partition);

  /* Where offsets are given, no others are wanted. */
  if (found == NULL && !self->ranged)
    {
      g_array_append_val (self->partitions, added);
      found = &g_array_index (self->partitions, Partition, self->partitions->len - 1);
    }

  return found;
}

static void
end_if_done (Reading *self)
{
  for (guint i = 0; i < self->partitions->len; i++)
    if (!g_array_index (self->partitions, Partition, i).done)
      return;

  weir_intake_end (self->intake);
}

static void
give_up (Reading    *self,
         const char *why)
{
  self->excerpt->whole = FALSE;
  if (self->excerpt->trouble == NULL)
    self->excerpt->trouble = g_strdup (why);
  weir_intake_end (self->intake);
}

/* A record that does not decode has no time and no key of the stream's. */
static gboolean
is_wanted (Reading           *self,
           const WeirMessage *message,
           const WeirRecord  *record)
{
  if (self->begin_usec != WEIR_NO_TIME && (record == NULL || record->time_usec < self->begin_usec))
    return FALSE;
  if (self->end_usec != WEIR_NO_TIME && (record == NULL || record->time_usec >= self->end_usec))
    return FALSE;
  if (self->key != NULL)
    {
      g_autofree char *key = record != NULL ? weir_escape_dup (record->key, record->key_length, WEIR_ESCAPE_KEY_MAX) : NULL;

      if (g_strcmp0 (key, self->key) != 0)
        return FALSE;
    }

  return self->filter == NULL || weir_record_filter_shows (self->filter, message);
}

static void
keep (Reading           *self,
      const WeirMessage *message,
      const WeirRecord  *record,
      WeirDecodeError    reason)
{
  WeirTailMessage *kept = weir_tail_message_new (message, message->payload_length);

  kept->dead = record == NULL && message->payload != NULL;
  if (record != NULL)
    kept->time_usec = record->time_usec;
  if (kept->dead)
    kept->decoded = g_strdup_printf ("%s: %s", weir_decode_error_get_text (reason), weir_decoder_get_detail (self->decoder));
  else if (record != NULL)
    kept->decoded = weir_record_words_dup (self->schema, self->decoder, message, &kept->stream_key, &reason);
  if (kept->decoded == NULL)
    kept->decoded = g_strdup ("");

  g_ptr_array_add (self->excerpt->messages, kept);
  self->n_bytes += weir_tail_message_get_n_bytes (kept);
  if (self->n_bytes > WEIR_EXCERPT_MAX_BYTES)
    give_up (self, _("the records are too large to be listed all"));
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Reading *self = user_data;
  Partition *partition = ensure_partition (self, message->topic_index, message->partition);
  WeirDecodeError reason = WEIR_DECODE_ERROR_SYNTAX;
  WeirRecord record;
  gboolean decoded;

  if (partition == NULL || partition->done || message->offset < partition->from || !self->excerpt->whole)
    return;
  if (message->offset >= partition->to)
    {
      partition->done = TRUE;
      end_if_done (self);
      return;
    }

  self->excerpt->n_read++;
  decoded = message->payload != NULL && weir_decoder_decode (self->decoder, message, &record, &reason);
  if (!is_wanted (self, message, decoded ? &record : NULL))
    return;
  /* One more than there is room for was found. */
  if (partition->n_messages == self->max_messages)
    {
      partition->done = TRUE;
      end_if_done (self);
      return;
    }
  partition->n_messages++;
  keep (self, message, decoded ? &record : NULL, reason);
}

static void
on_batch_end (gpointer user_data)
{
  Reading *self = user_data;

  if (g_cancellable_is_cancelled (self->cancellable))
    weir_intake_end (self->intake);
  else if (self->excerpt->n_read >= MAX_READ && self->excerpt->whole)
    give_up (self, _("so many records were read that the search stopped"));
}

/* A gap reaches as far as to where reading goes on, beyond what is wanted too. */
static void
count_lost (Reading               *self,
            const WeirIntakeEvent *event)
{
  const Partition *partition = find_partition (self, event->topic_index, event->partition);
  gint64 from = partition != NULL ? MAX (event->from, partition->from) : event->from;
  gint64 to = partition != NULL ? MIN (event->to, partition->to) : event->to;

  if (to > from)
    self->excerpt->n_lost += (guint64) (to - from);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Reading *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED)
    ensure_partition (self, event->topic_index, event->partition);
  if (event->kind == WEIR_INTAKE_EVENT_GAP)
    count_lost (self, event);
  if (event->error != NULL && self->error == NULL)
    self->error = g_error_copy (event->error);
}

static int
compare_messages (gconstpointer a,
                  gconstpointer b,
                  gpointer      by_time)
{
  const WeirTailMessage *x = *(WeirTailMessage * const *) a;
  const WeirTailMessage *y = *(WeirTailMessage * const *) b;

  if (by_time != NULL && x->time_usec != y->time_usec)
    return x->time_usec < y->time_usec ? -1 : 1;
  if (x->topic != y->topic)
    return strcmp (x->topic, y->topic);
  if (x->partition != y->partition)
    return x->partition < y->partition ? -1 : 1;

  return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Each partition gave its first ones, so the first of them all are there. */
static void
finish (Reading *self)
{
  GPtrArray *messages = self->excerpt->messages;
  gboolean cut = messages->len > self->max_messages;

  for (guint i = 0; i < self->partitions->len; i++)
    cut |= g_array_index (self->partitions, Partition, i).n_messages == self->max_messages;

  g_ptr_array_sort_with_data (messages, compare_messages, GINT_TO_POINTER (self->partitions->len > 1));
  if (messages->len > self->max_messages)
    g_ptr_array_remove_range (messages, self->max_messages, messages->len - self->max_messages);
  self->excerpt->whole &= !cut;
  if (self->filter != NULL)
    self->excerpt->unseen = weir_record_filter_dup_unseen (self->filter);
}

static GArray *
dup_positions (Reading  *self,
               gboolean  ends)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const Partition *partition = &g_array_index (self->partitions, Partition, i);
      const WeirIntakePosition position = { partition->topic_index, partition->partition,
                                            ends ? partition->to : partition->from };

      g_array_append_val (positions, position);
    }

  return positions;
}

static WeirIntake *
open_intake (Reading  *self,
             GError  **error)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const WeirConnectionConfig connection = { .name = self->file, .settings = self->settings, .file = self->file };
  g_autoptr(GArray) begins = self->ranged ? dup_positions (self, FALSE) : NULL;
  g_autoptr(GArray) ends = self->ranged ? dup_positions (self, TRUE) : NULL;
  const WeirSourceSpec spec = {
    .topics = (const char * const *) self->topics,
    .partition = self->partition,
    .start = self->start,
    .stop = { WEIR_POSITION_END, 0 },
    .resume = begins,
    .limits = ends,
    .deadline_msec = DEADLINE_MSEC,
  };

  return weir_connection_intake_new (&connection, &spec, &handler, self, error);
}

static gboolean
set_up (Reading  *self,
        GError  **error)
{
  WeirDecoderSpec spec;

  if (self->lag_usec > 0 || self->schema->config->derived != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Weir made these records; no topic holds them"));
      return FALSE;
    }

  weir_stream_fill_decoder_spec (self->schema, &spec);
  self->decoder = weir_decoder_new (&spec, error);
  if (self->decoder == NULL)
    return FALSE;
  if (self->condition != NULL)
    self->filter = weir_record_filter_new (self->schema, self->condition, error);

  return self->condition == NULL || self->filter != NULL;
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *self = task_data;
  g_autoptr(WeirIntake) intake = NULL;
  GError *error = NULL;

  self->cancellable = cancellable;
  intake = set_up (self, &error) ? open_intake (self, &error) : NULL;
  if (intake == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->intake = intake;
  weir_intake_start (intake);
  weir_intake_join (intake);
  finish (self);
  if (self->error != NULL && self->excerpt->messages->len == 0)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      return;
    }
  if (self->error != NULL)
    {
      self->excerpt->whole = FALSE;
      g_free (self->excerpt->trouble);
      self->excerpt->trouble = g_strdup (self->error->message);
    }
  g_task_return_pointer (task, g_steal_pointer (&self->excerpt), (GDestroyNotify) weir_excerpt_free);
}

static guint
number_topic (GPtrArray  *topics,
              const char *topic)
{
  guint i;

  if (g_ptr_array_find_with_equal_func (topics, topic, g_str_equal, &i))
    return i;

  g_ptr_array_add (topics, g_strdup (topic));

  return topics->len - 1;
}

static void
take_ranges (Reading      *self,
             const GArray *ranges)
{
  g_autoptr(GPtrArray) topics = g_ptr_array_new ();

  for (guint i = 0; i < ranges->len; i++)
    {
      const WeirOffsetRange *range = &g_array_index (ranges, WeirOffsetRange, i);
      const Partition partition = { number_topic (topics, range->topic), range->partition, range->from, range->to, 0, FALSE };

      g_array_append_val (self->partitions, partition);
    }
  g_ptr_array_add (topics, NULL);
  self->topics = (GStrv) g_ptr_array_steal (topics, NULL);
  self->partition = -1;
  self->start = (WeirPosition) { WEIR_POSITION_BEGINNING, 0 };
  self->ranged = TRUE;
}

static Reading *
reading_new (const WeirExcerptSpec *spec)
{
  Reading *self = g_new0 (Reading, 1);

  self->settings = g_object_ref (spec->connection->settings);
  self->file = g_strdup (spec->connection->file);
  self->lag_usec = spec->connection->lag_usec;
  self->schema = weir_stream_schema_ref (spec->schema);
  self->partitions = g_array_new (FALSE, FALSE, sizeof (Partition));
  self->begin_usec = spec->begin_usec;
  self->end_usec = spec->end_usec;
  self->key = g_strdup (spec->key);
  self->condition = g_strdup (spec->condition);
  self->max_messages = MIN (spec->max_messages, WEIR_EXCERPT_MAX_MESSAGES);
  if (spec->ranges != NULL)
    take_ranges (self, spec->ranges);
  else
    {
      self->topics = g_strdupv ((char **) spec->topics);
      self->partition = spec->partition;
      self->start = spec->start;
    }

  self->excerpt = g_new0 (WeirExcerpt, 1);
  self->excerpt->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  self->excerpt->whole = TRUE;

  return self;
}

/**
 * weir_excerpt_read_async:
 * @spec: what to read
 * @cancellable: (nullable): ends the reading
 * @callback: called in the caller's main context
 * @user_data: for it
 *
 * Reads records once more, from the broker, the recording or the file, on a thread
 * of its own, and puts them into words there.
 */
void
weir_excerpt_read_async (const WeirExcerptSpec *spec,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (spec != NULL && spec->connection != NULL && spec->schema != NULL && spec->max_messages > 0);
  g_return_if_fail (spec->ranges != NULL || spec->topics != NULL);

  g_task_set_task_data (task, reading_new (spec), reading_free);
  g_task_run_in_thread (task, read_thread);
}

/**
 * weir_excerpt_read_finish:
 * @result: of weir_excerpt_read_async()
 * @error: return location: of the connection, the condition, or %G_IO_ERROR_NOT_SUPPORTED
 *   where no topic holds the records
 *
 * Returns: (transfer full) (nullable): what was read
 */
WeirExcerpt *
weir_excerpt_read_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * weir_excerpt_free:
 * @self: (transfer full): an excerpt
 */
void
weir_excerpt_free (WeirExcerpt *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->messages);
  g_free (self->unseen);
  g_free (self->trouble);
  g_free (self);
}
