#include "config.h"

#include "data/workspace/weir-row-layout.h"

#include <string.h>

static const WeirExportColumn rank_column = { "rank", WEIR_EXPORT_INTEGER };
static const WeirExportColumn state_column = { "state", WEIR_EXPORT_TEXT };

static gboolean
has_state (const WeirRowLayout *self)
{
  return (self->flags & (WEIR_ROW_LAYOUT_EARLY | WEIR_ROW_LAYOUT_STATE)) != 0;
}

/*< private >
 * weir_row_layout_new:
 * @schema: what the rows hold
 * @flags: what is asked for besides
 *
 * Returns: (transfer full): the columns of an output
 */
WeirRowLayout *
weir_row_layout_new (WeirRowSchema      *schema,
                     WeirRowLayoutFlags  flags)
{
  WeirRowLayout *self = g_new0 (WeirRowLayout, 1);

  self->flags = flags;
  self->schema = weir_row_schema_ref (schema);
  self->columns = g_new0 (WeirExportColumn, schema->n_columns + 2);
  for (guint i = 0; i < schema->n_columns; i++)
    self->columns[self->n_columns++] = schema->columns[i];
  if (flags & WEIR_ROW_LAYOUT_RANKED)
    self->columns[self->n_columns++] = rank_column;
  if (has_state (self))
    self->columns[self->n_columns++] = state_column;

  return self;
}

/*< private >
 * weir_row_layout_free:
 * @self: (transfer full): a layout
 */
void
weir_row_layout_free (WeirRowLayout *self)
{
  weir_row_schema_unref (self->schema);
  g_free (self->columns);
  g_free (self);
}

/*< private >
 * weir_row_layout_fill:
 * @self: a layout
 * @row: a row of the schema's window
 * @rank: its rank, where rows have one
 * @cells: (out) (array): memory for a value each column
 *
 * Lays a row out in columns. Texts are borrowed from @row.
 */
void
weir_row_layout_fill (const WeirRowLayout *self,
                      const WeirWindowRow *row,
                      guint                rank,
                      WeirValue           *cells)
{
  const char *state = weir_window_state_get_word (row->state);
  WeirValue *cell = cells + WEIR_ROW_N_FIXED;

  g_return_if_fail (row->n_values == self->schema->n_values);

  cells[WEIR_ROW_KEY] = weir_value_of_text (row->key, row->key_length);
  cells[WEIR_ROW_WINDOW_START] = weir_value_of_int (row->start_usec);
  cells[WEIR_ROW_WINDOW_END] = weir_value_of_int (row->end_usec);
  cells[WEIR_ROW_COUNT] = weir_value_of_int ((gint64) row->count);
  /* Not memcpy (): a row may have no values, and then none at NULL. */
  for (guint i = 0; i < row->n_values; i++)
    *cell++ = row->values[i];
  if (self->flags & WEIR_ROW_LAYOUT_RANKED)
    *cell++ = weir_value_of_int (rank);
  if (has_state (self))
    *cell = weir_value_of_text (state, strlen (state));
}
