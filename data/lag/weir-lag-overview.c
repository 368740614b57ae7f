#include "config.h"

#include "data/lag/weir-lag-overview.h"

struct _WeirLagOverview
{
  GObject     parent_instance;

  GPtrArray  *rows;       /* owned, of WeirLagGroupRow */
  GHashTable *by_name;    /* owned: "CONNECTION GROUP" → row */
  guint       n_hidden;
};

static GType
weir_lag_overview_get_item_type (GListModel *model)
{
  return WEIR_TYPE_LAG_GROUP_ROW;
}

static guint
weir_lag_overview_get_n_items (GListModel *model)
{
  return WEIR_LAG_OVERVIEW (model)->rows->len;
}

static gpointer
weir_lag_overview_get_item (GListModel *model,
                            guint       position)
{
  GPtrArray *rows = WEIR_LAG_OVERVIEW (model)->rows;

  return position < rows->len ? g_object_ref (g_ptr_array_index (rows, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = weir_lag_overview_get_item_type;
  iface->get_n_items = weir_lag_overview_get_n_items;
  iface->get_item = weir_lag_overview_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirLagOverview, weir_lag_overview, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
weir_lag_overview_finalize (GObject *object)
{
  WeirLagOverview *self = WEIR_LAG_OVERVIEW (object);

  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (weir_lag_overview_parent_class)->finalize (object);
}

static void
weir_lag_overview_class_init (WeirLagOverviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lag_overview_finalize;
}

static void
weir_lag_overview_init (WeirLagOverview *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * weir_lag_overview_new:
 *
 * Returns: (transfer full): an overview of no group
 */
WeirLagOverview *
weir_lag_overview_new (void)
{
  return g_object_new (WEIR_TYPE_LAG_OVERVIEW, NULL);
}

static char *
dup_key (guint       connection,
         const char *group)
{
  return g_strdup_printf ("%u %s", connection, group);
}

/**
 * weir_lag_overview_find:
 * @self: an overview
 * @connection: number of a connection
 * @group: a group's id
 *
 * Returns: (transfer none) (nullable): its row
 */
WeirLagGroupRow *
weir_lag_overview_find (WeirLagOverview *self,
                        guint            connection,
                        const char      *group)
{
  g_autofree char *key = dup_key (connection, group);

  g_return_val_if_fail (WEIR_IS_LAG_OVERVIEW (self), NULL);

  return g_hash_table_lookup (self->by_name, key);
}

/* NULL where there are too many already. */
static WeirLagGroupRow *
ensure_row (WeirLagOverview *self,
            guint            connection,
            const char      *group)
{
  WeirLagGroupRow *row = weir_lag_overview_find (self, connection, group);

  if (row != NULL || self->rows->len >= WEIR_LAG_OVERVIEW_MAX)
    return row;

  row = weir_lag_group_row_new (connection, group);
  g_ptr_array_add (self->rows, row);
  g_hash_table_insert (self->by_name, dup_key (connection, group), row);
  g_list_model_items_changed (G_LIST_MODEL (self), self->rows->len - 1, 0, 1);

  return row;
}

/* Groups that a look no longer tells of. */
static void
drop_absent (WeirLagOverview *self,
             guint            connection,
             WeirLagLook     *look)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      WeirLagGroupRow *row = g_ptr_array_index (self->rows, i - 1);
      g_autofree char *key = NULL;

      if (weir_lag_group_row_get_connection (row) != connection || weir_lag_group_row_get_look (row) == look)
        continue;

      /* Who looks at it is told. */
      weir_lag_group_row_take_look (row, look, NULL);
      key = dup_key (connection, weir_lag_group_row_get_name (row));
      g_hash_table_remove (self->by_name, key);
      g_ptr_array_remove_index (self->rows, i - 1);
      g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
    }
}

/**
 * weir_lag_overview_take_look:
 * @self: an overview
 * @connection: number of the connection
 * @look: a look at all of its groups
 *
 * Takes over what a look found.
 */
void
weir_lag_overview_take_look (WeirLagOverview *self,
                             guint            connection,
                             WeirLagLook     *look)
{
  g_return_if_fail (WEIR_IS_LAG_OVERVIEW (self) && look != NULL);

  self->n_hidden = 0;
  for (guint i = 0; i < look->sums->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (look->sums, WeirLagSum, i);
      WeirLagGroupRow *row = ensure_row (self, connection, sum->group->name);

      if (row != NULL)
        weir_lag_group_row_take_look (row, look, sum);
      else
        self->n_hidden++;
    }
  drop_absent (self, connection, look);
}

/**
 * weir_lag_overview_add_past:
 * @self: an overview
 * @connection: number of the connection
 * @pasts: (element-type WeirLagPast): what lags were before the first look
 *
 * Fills the lines of groups that are there. After the first look of a connection.
 */
void
weir_lag_overview_add_past (WeirLagOverview *self,
                            guint            connection,
                            GPtrArray       *pasts)
{
  g_return_if_fail (WEIR_IS_LAG_OVERVIEW (self) && pasts != NULL);

  for (guint i = 0; i < pasts->len; i++)
    {
      const WeirLagPast *past = g_ptr_array_index (pasts, i);
      WeirLagGroupRow *row = weir_lag_overview_find (self, connection, past->group);

      if (row != NULL)
        weir_lag_group_row_add_past (row, past);
    }
}

/**
 * weir_lag_overview_set_reachable:
 * @self: an overview
 * @connection: number of the connection
 * @reachable: whether its brokers answer
 */
void
weir_lag_overview_set_reachable (WeirLagOverview *self,
                                 guint            connection,
                                 gboolean         reachable)
{
  g_return_if_fail (WEIR_IS_LAG_OVERVIEW (self));

  for (guint i = 0; i < self->rows->len; i++)
    if (weir_lag_group_row_get_connection (g_ptr_array_index (self->rows, i)) == connection)
      weir_lag_group_row_set_reachable (g_ptr_array_index (self->rows, i), reachable);
}

/**
 * weir_lag_overview_get_n_hidden:
 * @self: an overview
 *
 * Returns: groups beyond %WEIR_LAG_OVERVIEW_MAX, which are not shown
 */
guint
weir_lag_overview_get_n_hidden (WeirLagOverview *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_OVERVIEW (self), 0);

  return self->n_hidden;
}
