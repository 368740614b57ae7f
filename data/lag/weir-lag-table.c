#include "config.h"

#include "data/lag/weir-lag-table.h"

#include "data/lag/weir-lag-tracker.h"

#include <math.h>

/* Our own reading runs a little behind the end at every moment. */
#define OWN_ALLOWED 100

/* One partition of one reader, or (partition -1) one topic's sum. */
typedef struct
{
  guint           connection;
  gboolean        own;
  char           *group;      /* owned, nullable */
  char           *topic;      /* owned */
  gint32          partition;
  WeirLagTracker  tracker;    /* of our own reading */
  WeirLagRow     *row;        /* owned */
  gint64          seen_usec;  /* wall clock of the last put */
} Entry;

struct _WeirLagTable
{
  GObject     parent_instance;

  GPtrArray  *entries;        /* owned, of Entry, in the order of the model */
  guint64     unreachable;    /* a bit a connection */
  gboolean    changed;        /* entries came or went since the last commit */
  guint       n_shown;
};

static GType
weir_lag_table_get_item_type (GListModel *model)
{
  return WEIR_TYPE_LAG_ROW;
}

static guint
weir_lag_table_get_n_items (GListModel *model)
{
  return WEIR_LAG_TABLE (model)->n_shown;
}

static gpointer
weir_lag_table_get_item (GListModel *model,
                         guint       position)
{
  WeirLagTable *self = WEIR_LAG_TABLE (model);

  if (position >= MIN (self->n_shown, self->entries->len))
    return NULL;

  return g_object_ref (((Entry *) g_ptr_array_index (self->entries, position))->row);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = weir_lag_table_get_item_type;
  iface->get_n_items = weir_lag_table_get_n_items;
  iface->get_item = weir_lag_table_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirLagTable, weir_lag_table, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->group);
  g_free (entry->topic);
  g_object_unref (entry->row);
  g_free (entry);
}

static void
weir_lag_table_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_LAG_TABLE (object)->entries);

  G_OBJECT_CLASS (weir_lag_table_parent_class)->finalize (object);
}

static void
weir_lag_table_class_init (WeirLagTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lag_table_finalize;
}

static void
weir_lag_table_init (WeirLagTable *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * weir_lag_table_new:
 *
 * Returns: (transfer full): an empty table
 */
WeirLagTable *
weir_lag_table_new (void)
{
  return g_object_new (WEIR_TYPE_LAG_TABLE, NULL);
}

static int
compare_entries (const Entry *a,
                 const Entry *b)
{
  int order = b->own - a->own;

  if (order == 0)
    order = (a->connection > b->connection) - (a->connection < b->connection);
  if (order == 0)
    order = g_strcmp0 (a->group, b->group);
  if (order == 0)
    order = g_strcmp0 (a->topic, b->topic);
  if (order == 0)
    order = (a->partition > b->partition) - (a->partition < b->partition);

  return order;
}

static Entry *
ensure_entry (WeirLagTable *self,
              const Entry  *wanted)
{
  guint low = 0;
  guint high = self->entries->len;
  Entry *entry;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = compare_entries (g_ptr_array_index (self->entries, middle), wanted);

      if (order == 0)
        return g_ptr_array_index (self->entries, middle);
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  entry = g_new0 (Entry, 1);
  *entry = *wanted;
  entry->group = g_strdup (wanted->group);
  entry->topic = g_strdup (wanted->topic);
  entry->row = weir_lag_row_new (wanted->group, wanted->topic, wanted->partition);
  g_ptr_array_insert (self->entries, low, entry);
  self->changed = TRUE;

  return entry;
}

/* The entry of a partition; that its topic has a sum before it is seen to here. */
static Entry *
ensure_partition (WeirLagTable *self,
                  guint         connection,
                  gboolean      own,
                  const char   *group,
                  const char   *topic,
                  gint32        partition,
                  gint64        now_usec)
{
  Entry *entry;
  Entry wanted = { .connection = connection, .own = own, .group = (char *) group, .topic = (char *) topic, .partition = -1 };

  ensure_entry (self, &wanted)->seen_usec = now_usec;
  wanted.partition = partition;
  entry = ensure_entry (self, &wanted);
  entry->seen_usec = now_usec;

  return entry;
}

static void
add_sample (WeirLagTracker *tracker,
            gint64          offset,
            gint64          end,
            gint64          now_usec)
{
  const WeirLagSample sample = { now_usec, offset, end };

  if (offset >= 0 && end >= 0)
    weir_lag_tracker_add (tracker, &sample);
}

static void
take_rates (WeirLagNumbers       *numbers,
            const WeirLagTracker *tracker)
{
  numbers->in_rate = weir_lag_tracker_get_in_rate (tracker);
  numbers->out_rate = weir_lag_tracker_get_out_rate (tracker);
}

/**
 * weir_lag_table_put_status:
 * @self: a table
 * @connection: number of the connection
 * @group: (nullable): the group we read in
 * @status: one partition as our source knows it
 * @now_usec: wall clock
 *
 * How far we are in one partition; call about once a second and partition.
 */
void
weir_lag_table_put_status (WeirLagTable              *self,
                           guint                      connection,
                           const char                *group,
                           const WeirPartitionStatus *status,
                           gint64                     now_usec)
{
  WeirLagNumbers numbers = WEIR_LAG_NUMBERS_UNKNOWN;
  Entry *entry;

  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  entry = ensure_partition (self, connection, TRUE, group, status->topic, status->partition, now_usec);
  numbers.low = status->low;
  numbers.end = status->high;
  numbers.position = status->position;
  numbers.committed = status->committed;
  numbers.lag = weir_lag_get_lag (group != NULL ? status->committed : status->position, status->high);
  numbers.lost = weir_lag_get_lost (status->position, status->low);
  add_sample (&entry->tracker, status->position, status->high, now_usec);
  take_rates (&numbers, &entry->tracker);
  numbers.velocity = weir_lag_tracker_get_velocity (&entry->tracker);
  numbers.trend = weir_lag_tracker_get_trend (&entry->tracker);
  numbers.state = weir_lag_tracker_classify (&entry->tracker, now_usec, status->high, status->high, OWN_ALLOWED,
                                          &numbers.reason);
  if (group != NULL && status->high >= 0 && status->committed > status->high)
    {
      numbers.state = WEIR_LAG_PAST_END;
      numbers.reason = (WeirLagReason) { WEIR_LAG_REASON_PAST_END, .count = status->committed - status->high };
    }

  /* Nothing unread is no age at all; otherwise it is that of the last record handled. */
  if (weir_lag_get_lag (status->position, status->high) == 0)
    numbers.lag_seconds = 0;
  else if (status->n_records > 0 && status->last_time_usec != WEIR_NO_TIME)
    numbers.lag_seconds = MAX (now_usec - status->last_time_usec, 0) / (double) G_USEC_PER_SEC;

  weir_lag_row_set_numbers (entry->row, &numbers);
}

/**
 * weir_lag_table_put_group:
 * @self: a table
 * @connection: number of the connection
 * @lag: one partition of another group
 * @numbers: what is known of it
 * @now_usec: wall clock
 *
 * How far another group is.
 */
void
weir_lag_table_put_group (WeirLagTable         *self,
                          guint                 connection,
                          const WeirGroupLag   *lag,
                          const WeirLagNumbers *numbers,
                          gint64                now_usec)
{
  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  weir_lag_row_set_numbers (
    ensure_partition (self, connection, FALSE, lag->group, lag->topic, lag->partition, now_usec)->row, numbers);
}

/**
 * weir_lag_table_put_unreadable:
 * @self: a table
 * @connection: number of the connection
 * @group: (nullable): the group we read in
 * @topic: a topic
 * @partition: a partition
 *
 * What is known of our reading of one partition is of before: its topic is gone
 * or refused. Call it after weir_lag_table_put_status().
 */
void
weir_lag_table_put_unreadable (WeirLagTable *self,
                               guint         connection,
                               const char   *group,
                               const char   *topic,
                               gint32        partition)
{
  WeirLagNumbers numbers;
  Entry *entry;

  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  entry = ensure_partition (self, connection, TRUE, group, topic, partition, g_get_real_time ());
  numbers = *weir_lag_row_get_numbers (entry->row);
  numbers.state = WEIR_LAG_UNREACHABLE;
  numbers.reason = (WeirLagReason) { WEIR_LAG_REASON_UNREACHABLE };
  numbers.out_rate = 0.0;
  weir_lag_row_set_numbers (entry->row, &numbers);
}

/**
 * weir_lag_table_set_reachable:
 * @self: a table
 * @connection: number of the connection, less than 64
 * @reachable: whether its brokers answer
 *
 * While they do not, the state of its readers is unknown.
 */
void
weir_lag_table_set_reachable (WeirLagTable *self,
                              guint         connection,
                              gboolean      reachable)
{
  guint64 bit = connection < 64 ? G_GUINT64_CONSTANT (1) << connection : 0;

  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  self->unreachable = reachable ? self->unreachable & ~bit : self->unreachable | bit;
}

static void
mark_unreachable (WeirLagTable *self)
{
  for (guint i = 0; i < self->entries->len && self->unreachable != 0; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      WeirLagNumbers numbers = *weir_lag_row_get_numbers (entry->row);

      if (entry->partition < 0 || entry->connection >= 64 || (self->unreachable >> entry->connection & 1) == 0)
        continue;
      numbers.state = WEIR_LAG_UNREACHABLE;
      numbers.reason = (WeirLagReason) { WEIR_LAG_REASON_UNREACHABLE };
      numbers.in_rate = numbers.out_rate = numbers.velocity = numbers.clear_seconds = NAN;
      weir_lag_row_set_numbers (entry->row, &numbers);
    }
}

/**
 * weir_lag_table_drop_groups:
 * @self: a table
 * @connection: number of the connection
 * @before_usec: wall clock
 *
 * Forgets other groups' partitions that were last put before @before_usec:
 * the broker no longer tells of them.
 */
void
weir_lag_table_drop_groups (WeirLagTable *self,
                            guint         connection,
                            gint64        before_usec)
{
  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  for (guint i = self->entries->len; i > 0; i--)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i - 1);

      if (entry->own || entry->connection != connection || entry->seen_usec >= before_usec)
        continue;
      g_ptr_array_remove_index (self->entries, i - 1);
      self->changed = TRUE;
    }
}

static void
sum_topics (WeirLagTable *self)
{
  for (guint i = 0; i < self->entries->len;)
    {
      Entry *topic = g_ptr_array_index (self->entries, i);
      WeirLagNumbers sum = WEIR_LAG_NUMBERS_NONE;

      for (i++; i < self->entries->len; i++)
        {
          Entry *part = g_ptr_array_index (self->entries, i);

          if (part->partition < 0)
            break;
          weir_lag_numbers_add (&sum, weir_lag_row_get_numbers (part->row));
        }
      weir_lag_row_set_numbers (topic->row, &sum);
    }
}

/**
 * weir_lag_table_commit:
 * @self: a table
 *
 * Sums the topics and, if partitions came or went, lets the model say so, once.
 */
void
weir_lag_table_commit (WeirLagTable *self)
{
  guint n_removed;

  g_return_if_fail (WEIR_IS_LAG_TABLE (self));

  mark_unreachable (self);
  sum_topics (self);
  if (!self->changed)
    return;

  self->changed = FALSE;
  n_removed = self->n_shown;
  self->n_shown = self->entries->len;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_removed, self->n_shown);
}

/**
 * weir_lag_table_get_own_lag:
 * @self: a table
 *
 * Returns: records we have not read yet, over all connections; -1 unknown
 */
gint64
weir_lag_table_get_own_lag (WeirLagTable *self)
{
  gint64 lag = -1;

  g_return_val_if_fail (WEIR_IS_LAG_TABLE (self), -1);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      gint64 part;

      if (!entry->own || entry->partition < 0)
        continue;
      part = weir_lag_get_lag (weir_lag_row_get_position (entry->row), weir_lag_row_get_end (entry->row));
      if (part >= 0)
        lag = MAX (lag, 0) + part;
    }

  return lag;
}
