#include "config.h"

#include "app/cli/weir-cli-rows.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli.h"
#include "data/decode/weir-csv-line.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-number.h"
#include "data/store/weir-export-text.h"

#define SHOWN_MAX 5

/* An escape is for people to read: as data it would be another text. */
static const char not_utf8[] = N_("it is not UTF-8, as JSON has to be; convert the file, as with “iconv -f LATIN1 -t UTF-8”, "
                                  "or send its rows as they are with --raw");

struct _WeirCliRows
{
  WeirCliRowsSpec  spec;
  WeirCliFile     *file;
  GStrv            columns;
  guint            n_columns;
  GArray          *cells;       /* of WeirCsvCell, into line */
  GString         *line;
  GString         *payload;
  guint64          n_bad;
};

static gboolean
weir_cli_rows_read_header (WeirCliRows *self,
                           GError     **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GError) local_error = NULL;
  const char *problem = _("there is none");

  if (!weir_cli_file_read (self->file, self->line, &local_error) && local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!self->spec.raw && !weir_escape_is_utf8 (self->line->str, self->line->len))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("%s: line 1 should name the columns: %s"),
                   self->spec.path, _(not_utf8));
      return FALSE;
    }

  if (self->line->len == 0 ||
      !weir_csv_line_split (self->line->str, self->line->len, self->spec.separator, self->cells, &problem))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED,
                   _("%s: line 1 should name the columns: %s; if there is no such line, name them with --columns"),
                   self->spec.path, problem);
      return FALSE;
    }

  for (guint i = 0; i < self->cells->len; i++)
    g_strv_builder_add (builder, g_array_index (self->cells, WeirCsvCell, i).text);
  self->columns = g_strv_builder_end (builder);

  return TRUE;
}

WeirCliRows *
weir_cli_rows_new (const WeirCliRowsSpec *spec,
                   GError               **error)
{
  g_autoptr(WeirCliRows) self = g_new0 (WeirCliRows, 1);

  self->spec = *spec;
  self->cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  self->line = g_string_new (NULL);
  self->payload = g_string_new (NULL);
  self->file = weir_cli_file_new (spec->path, spec->csv, error);
  if (self->file == NULL)
    return NULL;

  if (spec->columns != NULL)
    self->columns = g_strdupv ((GStrv) spec->columns);
  else if (spec->csv && !weir_cli_rows_read_header (self, error))
    return NULL;

  self->n_columns = self->columns != NULL ? g_strv_length (self->columns) : 0;

  return g_steal_pointer (&self);
}

void
weir_cli_rows_set_waiting_func (WeirCliRows     *self,
                                WeirCliFileFunc  func,
                                gpointer         user_data)
{
  weir_cli_file_set_waiting_func (self->file, func, user_data);
}

static void
weir_cli_rows_refuse (WeirCliRows *self,
                      const char  *problem)
{
  if (self->n_bad++ < SHOWN_MAX)
    weir_cli_say (_("%s: line %" PRIu64 " is left out: %s"), self->spec.path,
                  weir_cli_file_get_line (self->file), problem);
}

/* A number stays one, digit for digit; nothing at all is null, nothing in quotes a text. */
static void
weir_cli_rows_append_cell (GString           *payload,
                           const WeirCsvCell *cell)
{
  WeirNumber number;

  if (cell->length == 0 && !cell->quoted)
    g_string_append (payload, "null");
  else if (weir_number_parse (cell->text, cell->length, &number))
    g_string_append_len (payload, cell->text, cell->length);
  else
    weir_export_append_json_text (payload, cell->text, cell->length);
}

static gboolean
weir_cli_rows_make_object (WeirCliRows *self)
{
  const char *problem = NULL;
  g_autofree char *message = NULL;

  if (!weir_escape_is_utf8 (self->line->str, self->line->len))
    {
      weir_cli_rows_refuse (self, _(not_utf8));
      return FALSE;
    }

  if (!weir_csv_line_split (self->line->str, self->line->len, self->spec.separator, self->cells, &problem))
    {
      weir_cli_rows_refuse (self, problem);
      return FALSE;
    }

  if (self->cells->len != self->n_columns)
    {
      message = g_strdup_printf (_("it has %u cells, the columns are %u"), self->cells->len, self->n_columns);
      weir_cli_rows_refuse (self, message);
      return FALSE;
    }

  g_string_assign (self->payload, "{");
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (self->payload, ',');
      weir_export_append_json_text (self->payload, self->columns[i], strlen (self->columns[i]));
      g_string_append_c (self->payload, ':');
      weir_cli_rows_append_cell (self->payload, &g_array_index (self->cells, WeirCsvCell, i));
    }
  g_string_append_c (self->payload, '}');

  return TRUE;
}

const GString *
weir_cli_rows_read (WeirCliRows *self,
                    GError     **error)
{
  while (weir_cli_file_read (self->file, self->line, error))
    {
      if (self->line->len == 0)
        continue;

      if (!self->spec.csv || self->spec.raw)
        return self->line;

      if (weir_cli_rows_make_object (self))
        return self->payload;
    }

  return NULL;
}

const char * const *
weir_cli_rows_get_columns (WeirCliRows *self)
{
  return (const char * const *) self->columns;
}

guint64
weir_cli_rows_get_line (WeirCliRows *self)
{
  return weir_cli_file_get_line (self->file);
}

guint64
weir_cli_rows_get_n_bad (WeirCliRows *self)
{
  return self->n_bad;
}

double
weir_cli_rows_get_share (WeirCliRows *self)
{
  return weir_cli_file_get_share (self->file);
}

void
weir_cli_rows_free (WeirCliRows *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->file, weir_cli_file_free);
  g_strfreev (self->columns);
  g_array_unref (self->cells);
  g_string_free (self->line, TRUE);
  g_string_free (self->payload, TRUE);
  g_free (self);
}
