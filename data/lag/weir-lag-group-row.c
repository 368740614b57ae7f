#include "config.h"

#include "data/lag/weir-lag-group-row.h"

struct _WeirLagGroupRow
{
  GObject           parent_instance;

  guint             connection;
  char             *name;
  WeirLagLook      *look;         /* owned reference, nullable before the first */
  const WeirLagSum *sum;          /* the look's */
  gboolean          unreachable;
  GHashTable       *series;       /* owned: a topic's name, "" for all → WeirSeries */
  GListStore       *changes;      /* of WeirLagChange, the newest first */
};

G_DEFINE_FINAL_TYPE (WeirLagGroupRow, weir_lag_group_row, G_TYPE_OBJECT)

static void
weir_lag_group_row_finalize (GObject *object)
{
  WeirLagGroupRow *self = WEIR_LAG_GROUP_ROW (object);

  g_clear_pointer (&self->look, weir_lag_look_unref);
  g_hash_table_unref (self->series);
  g_object_unref (self->changes);
  g_free (self->name);

  G_OBJECT_CLASS (weir_lag_group_row_parent_class)->finalize (object);
}

static void
weir_lag_group_row_class_init (WeirLagGroupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lag_group_row_finalize;
}

static void
weir_lag_group_row_init (WeirLagGroupRow *self)
{
  self->series = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->changes = g_list_store_new (WEIR_TYPE_LAG_CHANGE);
}

/*< private >
 * weir_lag_group_row_new:
 * @connection: number of the connection
 * @name: a group's id
 *
 * Returns: (transfer full): a row that knows nothing yet
 */
WeirLagGroupRow *
weir_lag_group_row_new (guint       connection,
                        const char *name)
{
  WeirLagGroupRow *self = g_object_new (WEIR_TYPE_LAG_GROUP_ROW, NULL);

  self->connection = connection;
  self->name = g_strdup (name);

  return self;
}

static WeirSeries *
ensure_series (WeirLagGroupRow *self,
               const char      *topic)
{
  WeirSeries *series = g_hash_table_lookup (self->series, topic);

  if (series == NULL && g_hash_table_size (self->series) <= WEIR_LAG_GROUP_TOPICS_MAX)
    {
      series = weir_series_new ();
      g_hash_table_insert (self->series, g_strdup (topic), series);
    }

  return series;
}

static void
add_sum (WeirLagGroupRow  *self,
         const char       *topic,
         const WeirLagSum *sum)
{
  WeirSeries *series = sum->numbers.lag >= 0 ? ensure_series (self, topic) : NULL;

  if (series == NULL)
    return;

  weir_series_add (series, self->look->snapshot->time_usec, (double) sum->numbers.lag);
  weir_series_emit_changed (series);
}

static void
add_points (WeirLagGroupRow *self)
{
  add_sum (self, "", self->sum);
  for (guint i = 0; i < self->look->topics->len; i++)
    {
      const WeirLagSum *topic = &g_array_index (self->look->topics, WeirLagSum, i);

      if (topic->group == self->sum->group)
        add_sum (self, topic->topic, topic);
    }
}

/*< private >
 * weir_lag_group_row_take_look:
 * @self: a row
 * @look: a look at its cluster
 * @sum: (nullable): what that found of the group; %NULL: it is no longer there
 *
 * Takes over what a look found.
 */
void
weir_lag_group_row_take_look (WeirLagGroupRow  *self,
                              WeirLagLook      *look,
                              const WeirLagSum *sum)
{
  g_autoptr(WeirLagLook) before = self->look;
  const WeirLagGroup *old = self->sum != NULL ? self->sum->group : NULL;

  weir_lag_change_log (self->changes, old, sum != NULL ? sum->group : NULL, look->snapshot->time_usec);
  self->look = weir_lag_look_ref (look);
  self->sum = sum;
  if (sum != NULL)
    add_points (self);
}

/*< private >
 * weir_lag_group_row_add_past:
 * @self: a row
 * @past: what a lag of its was, before its first look
 */
void
weir_lag_group_row_add_past (WeirLagGroupRow   *self,
                             const WeirLagPast *past)
{
  WeirSeries *series = ensure_series (self, past->topic);

  for (guint i = 0; i < past->points->len && series != NULL; i++)
    {
      const WeirLagPoint *point = &g_array_index (past->points, WeirLagPoint, i);

      if (point->lag >= 0)
        weir_series_add (series, point->time_usec, (double) point->lag);
    }
  if (series != NULL)
    weir_series_emit_changed (series);
}

/*< private >
 * weir_lag_group_row_set_reachable:
 * @self: a row
 * @reachable: whether its brokers answer; while they do not, its state is unknown
 */
void
weir_lag_group_row_set_reachable (WeirLagGroupRow *self,
                                  gboolean         reachable)
{
  self->unreachable = !reachable;
}

/**
 * weir_lag_group_row_get_connection:
 * @self: a row
 *
 * Returns: number of its connection
 */
guint
weir_lag_group_row_get_connection (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), 0);

  return self->connection;
}

/**
 * weir_lag_group_row_get_name:
 * @self: a row
 *
 * Returns: the group's id
 */
const char *
weir_lag_group_row_get_name (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return self->name;
}

/**
 * weir_lag_group_row_get_look:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the last look; valid until the next one is taken
 */
const WeirLagLook *
weir_lag_group_row_get_look (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return self->look;
}

/**
 * weir_lag_group_row_get_sum:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what the last look found of the group; %NULL: it is not there
 */
const WeirLagSum *
weir_lag_group_row_get_sum (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return self->sum;
}

/**
 * weir_lag_group_row_get_group:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what its coordinator told of it
 */
const WeirLagGroup *
weir_lag_group_row_get_group (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return self->sum != NULL ? self->sum->group : NULL;
}

/**
 * weir_lag_group_row_get_state:
 * @self: a row
 *
 * Returns: the worst state of its partitions
 */
WeirLagState
weir_lag_group_row_get_state (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), WEIR_LAG_UNKNOWN);

  if (self->unreachable)
    return WEIR_LAG_UNREACHABLE;

  return self->sum != NULL ? self->sum->numbers.state : WEIR_LAG_UNKNOWN;
}

/**
 * weir_lag_group_row_dup_reason:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): why it has that state, in the user's language
 */
char *
weir_lag_group_row_dup_reason (WeirLagGroupRow *self)
{
  const WeirLagReason unreachable = { WEIR_LAG_REASON_UNREACHABLE };

  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  if (self->unreachable)
    return weir_lag_reason_dup_text (&unreachable, TRUE);

  return self->sum != NULL ? weir_lag_look_dup_sum_reason (self->look, self->sum, TRUE) : NULL;
}

/**
 * weir_lag_group_row_get_series:
 * @self: a row
 * @topic: (nullable): one of its topics; %NULL: all of them together
 *
 * Returns: (transfer none) (nullable): its lag over time, in records
 */
WeirSeries *
weir_lag_group_row_get_series (WeirLagGroupRow *self,
                               const char      *topic)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return g_hash_table_lookup (self->series, topic != NULL ? topic : "");
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/**
 * weir_lag_group_row_list_topics:
 * @self: a row
 *
 * Returns: (transfer full) (array zero-terminated=1): the topics that have a series, sorted
 */
char **
weir_lag_group_row_list_topics (WeirLagGroupRow *self)
{
  g_autoptr(GPtrArray) topics = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer topic;

  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  g_hash_table_iter_init (&iter, self->series);
  while (g_hash_table_iter_next (&iter, &topic, NULL))
    if (*(const char *) topic != '\0')
      g_ptr_array_add (topics, g_strdup (topic));
  g_ptr_array_sort (topics, compare_names);
  g_ptr_array_add (topics, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&topics), FALSE);
}

/**
 * weir_lag_group_row_get_changes:
 * @self: a row
 *
 * Returns: (transfer none): list model of [class@LagChange], the newest first
 */
GListModel *
weir_lag_group_row_get_changes (WeirLagGroupRow *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_GROUP_ROW (self), NULL);

  return G_LIST_MODEL (self->changes);
}
