#include "config.h"

#include "data/store/weir-lag-rows.h"

#include "data/lag/weir-lag-process.h"

#define SCHEMA "lag"

static const struct
{
  WeirLagView view;
  const char *name;
} views[] = {
  { WEIR_LAG_VIEW_GROUPS, "groups" },
  { WEIR_LAG_VIEW_PARTITIONS, "partitions" },
};

/**
 * weir_lag_rows_new:
 * @view: groups or partitions
 *
 * Returns: (transfer full): a table without rows, lag.groups or lag.partitions
 */
WeirQueryTable *
weir_lag_rows_new (WeirLagView view)
{
  g_autofree WeirExportColumn *columns = NULL;
  const WeirLagColumn *from;
  guint n;

  from = weir_lag_columns_get (view, &n);
  columns = g_new0 (WeirExportColumn, n);
  for (guint i = 0; i < n; i++)
    columns[i] = (WeirExportColumn) { from[i].name, from[i].type };

  return weir_query_table_new (SCHEMA, view == WEIR_LAG_VIEW_GROUPS ? "groups" : "partitions", weir_query_result_new (columns, n));
}

static void
cells_init (WeirLagCells *cells)
{
  cells->n = 0;
  g_ptr_array_set_size (cells->strings, 0);
}

/**
 * weir_lag_rows_add:
 * @self: a table of weir_lag_rows_new()
 * @view: that it was made for
 * @look: a look at groups
 *
 * Adds the rows of @look.
 */
void
weir_lag_rows_add (WeirQueryTable    *self,
                   WeirLagView        view,
                   const WeirLagLook *look)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  WeirLagCells cells = { .strings = strings };

  g_return_if_fail (self != NULL && look != NULL);

  for (guint i = 0; view == WEIR_LAG_VIEW_GROUPS && i < look->sums->len; i++)
    {
      cells_init (&cells);
      weir_lag_cells_fill_group (&cells, look, &g_array_index (look->sums, WeirLagSum, i), FALSE);
      weir_query_result_add (self->rows, cells.values);
    }
  for (guint i = 0; view == WEIR_LAG_VIEW_PARTITIONS && i < look->rows->len; i++)
    {
      cells_init (&cells);
      weir_lag_cells_fill_partition (&cells, look, &g_array_index (look->rows, WeirLagLookRow, i), FALSE);
      weir_query_result_add (self->rows, cells.values);
    }
}

static gboolean
is_spoken_of (const char *sql,
              const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\\b\"?" SCHEMA "\"?\\s*\\.\\s*\"?%s\\b", name);

  return g_regex_match_simple (pattern, sql, G_REGEX_CASELESS, 0);
}

/**
 * weir_lag_rows_ask:
 * @settings: (nullable): how to reach the cluster; %NULL: there are no such tables
 * @sql: a statement
 * @timeout_msec: for the answer
 * @cancellable: (nullable): ends it early
 * @error: return location for an error of weir_lag_process_read()
 *
 * Asks a cluster for the tables of lag that @sql speaks of, as they are now:
 * states that need several looks are "incomplete". Blocks.
 *
 * Returns: (transfer full) (nullable) (element-type WeirQueryTable): the tables, none where @sql speaks of none; %NULL with
 *   @error set if it could not be asked
 */
GPtrArray *
weir_lag_rows_ask (WeirSettings  *settings,
                   const char    *sql,
                   guint          timeout_msec,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_query_table_free);
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagLook) look = NULL;
  WeirLagSnapshot *snapshot;

  for (guint i = 0; settings != NULL && i < G_N_ELEMENTS (views); i++)
    {
      WeirQueryTable *table;

      if (!is_spoken_of (sql, views[i].name))
        continue;
      if (look == NULL)
        {
          snapshot = weir_lag_process_read (settings, NULL, NULL, NULL, timeout_msec, cancellable, error);
          if (snapshot == NULL)
            return NULL;
          look = weir_lag_look_new (snapshot, book, TRUE);
        }
      table = weir_lag_rows_new (views[i].view);
      weir_lag_rows_add (table, views[i].view, look);
      g_ptr_array_add (tables, table);
    }

  return g_steal_pointer (&tables);
}
