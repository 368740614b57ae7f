#include "config.h"

#include "data/store/weir-query-table.h"

/**
 * weir_query_table_new:
 * @schema: (nullable): where
 * @name: what it is called
 * @rows: (transfer full): its rows
 *
 * Returns: (transfer full): a table
 */
WeirQueryTable *
weir_query_table_new (const char      *schema,
                      const char      *name,
                      WeirQueryResult *rows)
{
  WeirQueryTable *self = g_new0 (WeirQueryTable, 1);

  self->schema = g_strdup (schema);
  self->name = g_strdup (name);
  self->rows = rows;

  return self;
}

/**
 * weir_query_table_free:
 * @self: (transfer full): a table
 */
void
weir_query_table_free (WeirQueryTable *self)
{
  g_free (self->schema);
  g_free (self->name);
  g_object_unref (self->rows);
  g_free (self);
}
