#include "config.h"

#include <math.h>
#include <string.h>

#include "app/cli/weir-cli-lag-look.h"
#include "data/decode/weir-escape.h"
#include "data/store/weir-export-text.h"

/* A cell. Text is kept by the row it is in, or by the strings of the row. */
typedef struct
{
  WeirValue  values[32];
  guint      n;
  GPtrArray *strings;  /* owned */
} WeirCliLagCells;

typedef struct
{
  const char          *name;   /* in JSON and CSV */
  const char          *title;  /* in the table, that of kafka-consumer-groups where it has one; NULL: not in it */
  WeirExportColumnType type;
} WeirCliLagColumn;

/* In the order of weir_cli_lag_fill_row(); the table's come in that of kafka-consumer-groups. */
static const WeirCliLagColumn partition_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "topic", "TOPIC", WEIR_EXPORT_TEXT },
  { "partition", "PARTITION", WEIR_EXPORT_INTEGER },
  { "committed", "CURRENT-OFFSET", WEIR_EXPORT_INTEGER },
  { "end", "LOG-END-OFFSET", WEIR_EXPORT_INTEGER },
  { "lag", "LAG", WEIR_EXPORT_INTEGER },
  { "consumer_id", "CONSUMER-ID", WEIR_EXPORT_TEXT },
  { "host", "HOST", WEIR_EXPORT_TEXT },
  { "client_id", "CLIENT-ID", WEIR_EXPORT_TEXT },
  { "lag_seconds", "LAG-SECONDS", WEIR_EXPORT_DOUBLE },
  { "state", "STATE", WEIR_EXPORT_TEXT },
  { "reason", "REASON", WEIR_EXPORT_TEXT },
  { "first", NULL, WEIR_EXPORT_INTEGER },
  { "lost", NULL, WEIR_EXPORT_INTEGER },
  { "at_risk", NULL, WEIR_EXPORT_INTEGER },
  { "past_end", NULL, WEIR_EXPORT_INTEGER },
  { "produce_rate", NULL, WEIR_EXPORT_DOUBLE },
  { "consume_rate", NULL, WEIR_EXPORT_DOUBLE },
  { "velocity", NULL, WEIR_EXPORT_DOUBLE },
  { "trend", NULL, WEIR_EXPORT_TEXT },
  { "clear_seconds", NULL, WEIR_EXPORT_DOUBLE },
  { "record_time", NULL, WEIR_EXPORT_TIME },
  { "instance_id", NULL, WEIR_EXPORT_TEXT },
  { "metadata", NULL, WEIR_EXPORT_TEXT },
  { "leader_epoch", NULL, WEIR_EXPORT_INTEGER },
  { "group_state", NULL, WEIR_EXPORT_TEXT },
  { "group_type", NULL, WEIR_EXPORT_TEXT },
  { "coordinator", NULL, WEIR_EXPORT_TEXT },
  { "time", NULL, WEIR_EXPORT_TIME },
};

static const WeirCliLagColumn group_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "coordinator", "COORDINATOR (ID)", WEIR_EXPORT_TEXT },
  { "assignor", "ASSIGNMENT-STRATEGY", WEIR_EXPORT_TEXT },
  { "group_state", "STATE", WEIR_EXPORT_TEXT },
  { "members", "#MEMBERS", WEIR_EXPORT_INTEGER },
  { "group_type", "TYPE", WEIR_EXPORT_TEXT },
  { "partitions", "#PARTITIONS", WEIR_EXPORT_INTEGER },
  { "lag", "LAG", WEIR_EXPORT_INTEGER },
  { "lag_seconds", "LAG-SECONDS", WEIR_EXPORT_DOUBLE },
  { "state", "LAG-STATE", WEIR_EXPORT_TEXT },
  { "reason", "REASON", WEIR_EXPORT_TEXT },
  { "lost", NULL, WEIR_EXPORT_INTEGER },
  { "velocity", NULL, WEIR_EXPORT_DOUBLE },
  { "clear_seconds", NULL, WEIR_EXPORT_DOUBLE },
  { "time", NULL, WEIR_EXPORT_TIME },
};

static const WeirCliLagColumn member_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "consumer_id", "CONSUMER-ID", WEIR_EXPORT_TEXT },
  { "instance_id", "GROUP-INSTANCE-ID", WEIR_EXPORT_TEXT },
  { "host", "HOST", WEIR_EXPORT_TEXT },
  { "client_id", "CLIENT-ID", WEIR_EXPORT_TEXT },
  { "partitions", "#PARTITIONS", WEIR_EXPORT_INTEGER },
  { "assignment", "ASSIGNMENT", WEIR_EXPORT_TEXT },
};

/* -- cells -- */

static void
weir_cli_lag_add_value (WeirCliLagCells *cells,
                        WeirValue        value)
{
  g_assert (cells->n < G_N_ELEMENTS (cells->values));
  cells->values[cells->n++] = value;
}

static void
weir_cli_lag_add_text (WeirCliLagCells *cells,
                       const char      *text)
{
  gboolean any = text != NULL && *text != '\0';

  weir_cli_lag_add_value (cells, any ? weir_value_of_text (text, strlen (text)) : (WeirValue){ .type = WEIR_VALUE_NULL });
}

static void
weir_cli_lag_take_text (WeirCliLagCells *cells,
                        char            *text)
{
  if (text != NULL)
    g_ptr_array_add (cells->strings, text);
  weir_cli_lag_add_text (cells, text);
}

/* Less than 0 is unknown. */
static void
weir_cli_lag_add_number (WeirCliLagCells *cells,
                         gint64           number)
{
  weir_cli_lag_add_value (cells, number >= 0 ? weir_value_of_int (number) : (WeirValue){ .type = WEIR_VALUE_NULL });
}

static void
weir_cli_lag_add_double (WeirCliLagCells *cells,
                         double           number)
{
  WeirValue value = { .type = WEIR_VALUE_NULL };

  if (!isnan (number))
    {
      value.type = WEIR_VALUE_DOUBLE;
      value.as_double = number;
    }
  weir_cli_lag_add_value (cells, value);
}

static void
weir_cli_lag_fill_numbers (WeirCliLagCells      *cells,
                           const WeirLagNumbers *numbers)
{
  weir_cli_lag_add_double (cells, numbers->in_rate);
  weir_cli_lag_add_double (cells, numbers->out_rate);
  weir_cli_lag_add_double (cells, numbers->velocity);
  weir_cli_lag_add_text (cells, weir_lag_trend_get_word (numbers->trend));
  weir_cli_lag_add_double (cells, numbers->clear_seconds);
}

static void
weir_cli_lag_fill_row (WeirCliLagCells      *cells,
                       const WeirCliLagLook *look,
                       const WeirLagLookRow *row,
                       gboolean              translated)
{
  g_autoptr(WeirGroupLag) none = row->lag == NULL ? weir_group_lag_new (NULL, NULL, -1) : NULL;
  const WeirGroupLag *lag = row->lag != NULL ? row->lag : none;
  const WeirLagNumbers *numbers = &row->numbers;

  weir_cli_lag_add_text (cells, row->group->name);
  weir_cli_lag_add_text (cells, lag->topic);
  weir_cli_lag_add_number (cells, lag->partition);
  weir_cli_lag_add_number (cells, lag->committed);
  weir_cli_lag_add_number (cells, lag->end);
  weir_cli_lag_add_number (cells, lag->lag);
  weir_cli_lag_add_text (cells, lag->consumer_id);
  weir_cli_lag_add_text (cells, lag->host);
  weir_cli_lag_add_text (cells, lag->client_id);
  weir_cli_lag_add_double (cells, numbers->lag_seconds);
  weir_cli_lag_add_text (cells, weir_lag_state_get_word (numbers->state));
  weir_cli_lag_take_text (cells, weir_lag_look_dup_row_reason (row, translated));
  weir_cli_lag_add_number (cells, lag->low);
  weir_cli_lag_add_number (cells, lag->committed >= 0 && lag->low >= 0 ? numbers->lost : -1);
  weir_cli_lag_add_number (cells, numbers->at_risk);
  weir_cli_lag_add_number (cells, lag->committed >= 0 && lag->end >= 0 ? lag->past_end : -1);
  weir_cli_lag_fill_numbers (cells, numbers);
  weir_cli_lag_add_number (cells, lag->record_usec);
  weir_cli_lag_add_text (cells, lag->instance_id);
  weir_cli_lag_add_text (cells, lag->metadata);
  weir_cli_lag_add_number (cells, lag->leader_epoch);
  weir_cli_lag_add_text (cells, row->group->state);
  weir_cli_lag_add_text (cells, row->group->type);
  weir_cli_lag_add_text (cells, row->group->coordinator);
  weir_cli_lag_add_number (cells, look->look->snapshot->time_usec);
}

static void
weir_cli_lag_fill_sum (WeirCliLagCells      *cells,
                       const WeirCliLagLook *look,
                       const WeirLagSum     *sum,
                       gboolean              translated)
{
  const WeirLagGroup *group = sum->group;

  weir_cli_lag_add_text (cells, group->name);
  weir_cli_lag_take_text (cells, group->coordinator != NULL
                                   ? g_strdup_printf ("%s (%d)", group->coordinator, group->coordinator_id)
                                   : NULL);
  weir_cli_lag_add_text (cells, group->assignor);
  weir_cli_lag_add_text (cells, group->state);
  weir_cli_lag_add_number (cells, group->problem == NULL ? (gint64) group->members->len : -1);
  weir_cli_lag_add_text (cells, group->type);
  weir_cli_lag_add_number (cells, group->problem == NULL ? (gint64) sum->n_rows : -1);
  weir_cli_lag_add_number (cells, sum->numbers.lag);
  weir_cli_lag_add_double (cells, sum->numbers.lag_seconds);
  weir_cli_lag_add_text (cells, weir_lag_state_get_word (sum->numbers.state));
  weir_cli_lag_take_text (cells, weir_lag_look_dup_sum_reason (look->look, sum, translated));
  weir_cli_lag_add_number (cells, sum->n_rows > 0 ? sum->numbers.lost : -1);
  weir_cli_lag_add_double (cells, sum->numbers.velocity);
  weir_cli_lag_add_double (cells, sum->numbers.clear_seconds);
  weir_cli_lag_add_number (cells, look->look->snapshot->time_usec);
}

static void
weir_cli_lag_fill_member (WeirCliLagCells     *cells,
                          const WeirLagGroup  *group,
                          const WeirLagMember *member)
{
  weir_cli_lag_add_text (cells, group->name);
  weir_cli_lag_add_text (cells, member->consumer_id);
  weir_cli_lag_add_text (cells, member->instance_id);
  weir_cli_lag_add_text (cells, member->host);
  weir_cli_lag_add_text (cells, member->client_id);
  weir_cli_lag_add_number (cells, member->n_partitions);
  weir_cli_lag_add_text (cells, member->assignment);
}

/* -- all rows of a view -- */

typedef void (*WeirCliLagTell) (const WeirCliLagColumn *columns,
                                guint n_columns,
                                const WeirValue *values,
                                gpointer user_data);

static const WeirCliLagColumn *
weir_cli_lag_get_columns (WeirCliLagView  view,
                          guint          *n_columns)
{
  switch (view)
    {
    case WEIR_CLI_LAG_GROUPS:
      *n_columns = G_N_ELEMENTS (group_columns);
      return group_columns;
    case WEIR_CLI_LAG_MEMBERS:
      *n_columns = G_N_ELEMENTS (member_columns);
      return member_columns;
    case WEIR_CLI_LAG_PARTITIONS:
    default:
      *n_columns = G_N_ELEMENTS (partition_columns);
      return partition_columns;
    }
}

static guint
weir_cli_lag_count_rows (const WeirCliLagLook *look,
                         WeirCliLagView        view)
{
  return view == WEIR_CLI_LAG_PARTITIONS ? look->rows->len : look->sums->len;
}

/* Of members, @index is that of their group. */
static void
weir_cli_lag_tell_row (const WeirCliLagLook *look,
                       WeirCliLagView        view,
                       guint                 index,
                       gboolean              translated,
                       WeirCliLagTell        tell,
                       gpointer              user_data)
{
  guint n_columns;
  const WeirCliLagColumn *columns = weir_cli_lag_get_columns (view, &n_columns);
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  WeirCliLagCells cells = { .strings = strings };
  const WeirLagGroup *group;

  if (view == WEIR_CLI_LAG_MEMBERS)
    {
      group = g_array_index (look->sums, WeirLagSum, index).group;
      for (guint i = 0; i < group->members->len; i++)
        {
          cells.n = 0;
          weir_cli_lag_fill_member (&cells, group, g_ptr_array_index (group->members, i));
          tell (columns, n_columns, cells.values, user_data);
        }
      return;
    }

  if (view == WEIR_CLI_LAG_GROUPS)
    weir_cli_lag_fill_sum (&cells, look, &g_array_index (look->sums, WeirLagSum, index), translated);
  else
    weir_cli_lag_fill_row (&cells, look, &g_array_index (look->rows, WeirLagLookRow, index), translated);
  g_assert (cells.n == n_columns);
  tell (columns, n_columns, cells.values, user_data);
}

static void
weir_cli_lag_tell (const WeirCliLagLook *look,
                   WeirCliLagView        view,
                   gboolean              translated,
                   WeirCliLagTell        tell,
                   gpointer              user_data)
{
  for (guint i = 0; i < weir_cli_lag_count_rows (look, view); i++)
    weir_cli_lag_tell_row (look, view, i, translated, tell, user_data);
}

/* -- JSON and CSV -- */

typedef struct
{
  GString          *text;      /* borrowed */
  WeirExportColumn  columns[32];
  gboolean          csv;
  WeirCsvFlags      flags;
} WeirCliLagExport;

static void
weir_cli_lag_export_row (const WeirCliLagColumn *columns,
                         guint                   n_columns,
                         const WeirValue        *values,
                         gpointer                user_data)
{
  WeirCliLagExport *export = user_data;

  if (export->csv)
    weir_export_append_csv_row (export->text, export->columns, n_columns, values, export->flags);
  else
    weir_export_append_json_row (export->text, export->columns, n_columns, values);
}

static guint
weir_cli_lag_fill_export (WeirCliLagExport *export,
                          WeirCliLagView    view)
{
  guint n_columns;
  const WeirCliLagColumn *columns = weir_cli_lag_get_columns (view, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    export->columns[i] = (WeirExportColumn) { columns[i].name, columns[i].type };

  return n_columns;
}

void
weir_cli_lag_append_json (const WeirCliLagLook *self,
                          WeirCliLagView        view,
                          GString              *text)
{
  WeirCliLagExport export = { .text = text };

  weir_cli_lag_fill_export (&export, view);
  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_export_row, &export);
}

void
weir_cli_lag_append_csv (const WeirCliLagLook *self,
                         WeirCliLagView        view,
                         gboolean              header,
                         gboolean              shown,
                         GString              *text)
{
  WeirCliLagExport export = { .text = text, .csv = TRUE, .flags = shown ? WEIR_CSV_SHOWN : 0 };
  guint n_columns = weir_cli_lag_fill_export (&export, view);

  if (header)
    weir_export_append_csv_header (text, export.columns, n_columns, export.flags);
  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_export_row, &export);
}

GArray *
weir_cli_lag_dup_columns (WeirCliLagView view)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  WeirCliLagExport export = { 0 };
  guint n_columns = weir_cli_lag_fill_export (&export, view);

  return g_array_append_vals (columns, export.columns, n_columns);
}

typedef struct
{
  WeirCliOutput *output;   /* borrowed */
  GError        *error;
} WeirCliLagWriter;

static void
weir_cli_lag_write_row (const WeirCliLagColumn *columns,
                        guint                   n_columns,
                        const WeirValue        *values,
                        gpointer                user_data)
{
  WeirCliLagWriter *writer = user_data;

  if (writer->error == NULL)
    weir_cli_output_add_row (writer->output, values, &writer->error);
}

gboolean
weir_cli_lag_write (const WeirCliLagLook  *self,
                    WeirCliLagView         view,
                    WeirCliOutput         *output,
                    GError               **error)
{
  WeirCliLagWriter writer = { output };

  weir_cli_lag_tell (self, view, FALSE, weir_cli_lag_write_row, &writer);
  if (writer.error != NULL)
    g_propagate_error (error, writer.error);

  return writer.error == NULL;
}

/* -- the table -- */

static char *
weir_cli_lag_dup_cell (const WeirValue *value)
{
  g_autoptr(GString) text = NULL;

  switch (value->type)
    {
    case WEIR_VALUE_TEXT:
      return weir_escape_dup (value->as_text, value->length, G_MAXSIZE);
    case WEIR_VALUE_DOUBLE:
      return g_strdup_printf ("%.1f", value->as_double);
    case WEIR_VALUE_INT:
      text = g_string_new (NULL);
      weir_value_append_text (value, text);
      return g_string_free (g_steal_pointer (&text), FALSE);
    default:
      return g_strdup ("–");
    }
}

static void
weir_cli_lag_tell_cells (const WeirCliLagColumn *columns,
                         guint                   n_columns,
                         const WeirValue        *values,
                         gpointer                user_data)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_columns; i++)
    if (columns[i].title != NULL)
      g_ptr_array_add (row, weir_cli_lag_dup_cell (&values[i]));
  g_ptr_array_add (user_data, row);
}

static GPtrArray *
weir_cli_lag_make_titles (WeirCliLagView view)
{
  GPtrArray *titles = g_ptr_array_new_with_free_func (g_free);
  guint n_columns;
  const WeirCliLagColumn *columns = weir_cli_lag_get_columns (view, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    if (columns[i].title != NULL)
      g_ptr_array_add (titles, g_strdup (columns[i].title));

  return titles;
}

static void
weir_cli_lag_append_cells (GString   *text,
                           GPtrArray *row,
                           const int *widths)
{
  for (guint i = 0; i < row->len; i++)
    {
      const char *cell = g_ptr_array_index (row, i);
      int padding = i + 1 < row->len ? widths[i] - (int) g_utf8_strlen (cell, -1) + 1 : 0;

      g_string_append_printf (text, "%s%*s", cell, padding, "");
    }
  g_string_append_c (text, '\n');
}

void
weir_cli_lag_append_table (const WeirCliLagLook *self,
                           WeirCliLagView        view,
                           GString              *text)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  int widths[G_N_ELEMENTS (partition_columns)] = { 0 };

  g_ptr_array_add (rows, weir_cli_lag_make_titles (view));
  weir_cli_lag_tell (self, view, TRUE, weir_cli_lag_tell_cells, rows);

  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < row->len; j++)
        widths[j] = MAX (widths[j], (int) g_utf8_strlen (g_ptr_array_index (row, j), -1));
    }
  for (guint i = 0; i < rows->len; i++)
    weir_cli_lag_append_cells (text, g_ptr_array_index (rows, i), widths);
}
