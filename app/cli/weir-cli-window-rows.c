#include "config.h"

#include "app/cli/weir-cli-window-rows.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli.h"

enum
{
  COLUMN_KEY,
  COLUMN_START,
  COLUMN_END,
  COLUMN_COUNT,
  N_COLUMNS,
};

struct _WeirCliWindowRows
{
  WeirCliOutput *output;      /* owned */
  WeirValue     *cells;       /* owned; of the row being written */
  gboolean       with_rank;
  gboolean       with_state;
  GError        *error;
};

static const char *
weir_window_state_get_word (WeirWindowState state)
{
  switch (state)
    {
    case WEIR_WINDOW_OPEN:
      return "open";
    case WEIR_WINDOW_RETRACTED:
      return "retracted";
    case WEIR_WINDOW_FINAL_IDLE:
      return "final-idle";
    case WEIR_WINDOW_FINAL_END:
      return "final-end";
    case WEIR_WINDOW_FINAL:
    default:
      return "final";
    }
}

static gboolean
weir_cli_window_rows_check_names (const GArray *columns,
                                  GError      **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = g_array_index (columns, WeirExportColumn, i).name;

      if (g_hash_table_add (names, (char *) name))
        continue;
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("there would be two columns “%s”; ask for it once"), name);
      return FALSE;
    }

  return TRUE;
}

WeirCliWindowRows *
weir_cli_window_rows_new (const char   *output,
                          const char   *file,
                          const GArray *values,
                          gboolean      with_rank,
                          gboolean      with_state,
                          gboolean      raw,
                          GError      **error)
{
  const WeirExportColumn fixed[N_COLUMNS] = {
    { "key", WEIR_EXPORT_TEXT },
    { "window_start", WEIR_EXPORT_TIME },
    { "window_end", WEIR_EXPORT_TIME },
    { "count", WEIR_EXPORT_INTEGER },
  };
  const WeirExportColumn rank = { "rank", WEIR_EXPORT_INTEGER };
  const WeirExportColumn state = { "state", WEIR_EXPORT_TEXT };
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  g_autoptr(WeirCliWindowRows) self = g_new0 (WeirCliWindowRows, 1);

  g_array_append_vals (columns, fixed, N_COLUMNS);
  if (values->len > 0)
    g_array_append_vals (columns, values->data, values->len);
  if (with_rank)
    g_array_append_val (columns, rank);
  if (with_state)
    g_array_append_val (columns, state);
  if (!weir_cli_window_rows_check_names (columns, error))
    return NULL;

  self->with_rank = with_rank;
  self->with_state = with_state;
  self->cells = g_new0 (WeirValue, columns->len);
  self->output = weir_cli_output_new (output, file, (const WeirExportColumn *) columns->data, columns->len, raw, error);

  return self->output != NULL ? g_steal_pointer (&self) : NULL;
}

void
weir_cli_window_rows_write (WeirCliWindowRows   *self,
                            const WeirWindowRow *row,
                            guint                rank)
{
  const char *state = weir_window_state_get_word (row->state);
  WeirValue *last = self->cells + N_COLUMNS + row->n_values;

  if (self->error != NULL)
    return;

  self->cells[COLUMN_KEY] = weir_value_of_text (row->key, row->key_length);
  self->cells[COLUMN_START] = weir_value_of_int (row->start_usec);
  self->cells[COLUMN_END] = weir_value_of_int (row->end_usec);
  self->cells[COLUMN_COUNT] = weir_value_of_int ((gint64) row->count);
  /* Not memcpy (): a row may have no values, and then none at NULL. */
  for (guint i = 0; i < row->n_values; i++)
    self->cells[N_COLUMNS + i] = row->values[i];
  if (self->with_rank)
    *last++ = weir_value_of_int (rank);
  if (self->with_state)
    *last = weir_value_of_text (state, strlen (state));

  weir_cli_output_add_row (self->output, self->cells, &self->error);
}

void
weir_cli_window_rows_flush (WeirCliWindowRows *self)
{
  if (self->error == NULL)
    weir_cli_output_flush (self->output, &self->error);
}

const GError *
weir_cli_window_rows_get_error (WeirCliWindowRows *self)
{
  return self->error;
}

void
weir_cli_window_rows_set_note (WeirCliWindowRows *self,
                               const char        *name,
                               const char        *value)
{
  weir_cli_output_set_note (self->output, name, value);
}

gboolean
weir_cli_window_rows_finish (WeirCliWindowRows *self,
                             GError           **error)
{
  return weir_cli_output_finish (self->output, error);
}

void
weir_cli_window_rows_free (WeirCliWindowRows *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->output, weir_cli_output_free);
  g_clear_pointer (&self->cells, g_free);
  g_clear_error (&self->error);
  g_free (self);
}
