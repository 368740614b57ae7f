#include "config.h"

#include "data/store/weir-row-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-csv-line.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-number.h"
#include "data/store/weir-export-text.h"
#include "data/store/weir-parquet-rows.h"

static const char not_utf8[] = N_("it is not UTF-8, as JSON has to be; convert the file, as with “iconv -f LATIN1 -t UTF-8”");

struct _WeirRowFile
{
  WeirTextFile  *file;      /* owned */
  WeirParquetRows *parquet; /* owned, nullable: it is text */
  char          *path;      /* owned */
  GCancellable  *cancellable; /* owned, nullable */
  WeirRowFormat  format;    /* not AUTO once it has begun */
  gboolean       raw;
  char          *not_utf8;  /* owned: what to tell of text that is none */
  char           separator;
  GStrv          columns;   /* owned, nullable */
  guint          n_columns;
  GArray        *cells;     /* owned, of WeirCsvCell, into line */
  GString       *line;      /* owned */
  GString       *payload;   /* owned */
  char          *problem;   /* owned, nullable: of the row that was refused last */
};

/**
 * weir_row_file_new:
 * @spec: what to read; copied
 * @error: return location of a %G_FILE_ERROR
 *
 * Opens the file; nothing is read yet.
 *
 * Returns: (transfer full): the file, %NULL with @error set
 */
WeirRowFile *
weir_row_file_new (const WeirRowFileSpec  *spec,
                   GError                **error)
{
  WeirTextFile *file = weir_text_file_new (spec->path, spec->cancellable, error);
  WeirRowFile *self;

  if (file == NULL)
    return NULL;

  self = g_new0 (WeirRowFile, 1);
  self->file = file;
  self->path = g_strdup (spec->path);
  g_set_object (&self->cancellable, spec->cancellable);
  self->format = spec->format;
  self->raw = spec->raw;
  self->not_utf8 = g_strdup (spec->not_utf8 != NULL ? spec->not_utf8 : _(not_utf8));
  self->separator = spec->separator;
  self->columns = g_strdupv ((GStrv) spec->columns);
  self->cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  self->line = g_string_new (NULL);
  self->payload = g_string_new (NULL);

  return self;
}

/**
 * weir_row_file_free:
 * @self: (transfer full) (nullable): a file
 */
void
weir_row_file_free (WeirRowFile *self)
{
  if (self == NULL)
    return;

  weir_text_file_free (self->file);
  g_clear_pointer (&self->parquet, weir_parquet_rows_free);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_strfreev (self->columns);
  g_free (self->not_utf8);
  g_array_unref (self->cells);
  g_string_free (self->line, TRUE);
  g_string_free (self->payload, TRUE);
  g_free (self->problem);
  g_free (self);
}

/**
 * weir_row_file_get_file:
 * @self: a file
 *
 * Returns: (transfer none): where its lines come from
 */
WeirTextFile *
weir_row_file_get_file (WeirRowFile *self)
{
  return self->file;
}

/* Of those that people use, the one the names of the columns are parted by. */
static char
guess_separator (const GString *line)
{
  static const char separators[] = { ',', '\t', ';' };
  char best = ',';
  guint n_best = 0;

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      gboolean quoted = FALSE;
      guint n = 0;

      for (gsize j = 0; j < line->len; j++)
        {
          quoted ^= line->str[j] == '"';
          n += !quoted && line->str[j] == separators[i];
        }
      if (n > n_best)
        {
          best = separators[i];
          n_best = n;
        }
    }

  return best;
}

static gboolean
refuse_header (WeirRowFile  *self,
               const char   *problem,
               GError      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("%s: line 1 should name the columns: %s; if there is no such line, name them with --columns"),
               weir_text_file_get_name (self->file), problem);

  return FALSE;
}

static gboolean
read_header (WeirRowFile  *self,
             GError      **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GError) local_error = NULL;
  const char *problem = _("there is none");

  if (!weir_text_file_read (self->file, TRUE, self->line, &local_error) && local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (self->separator == '\0')
    self->separator = guess_separator (self->line);
  if (!self->raw && !weir_escape_is_utf8 (self->line->str, self->line->len))
    return refuse_header (self, self->not_utf8, error);
  if (self->line->len == 0)
    return refuse_header (self, problem, error);
  if (!weir_csv_line_split (self->line->str, self->line->len, self->separator, self->cells, &problem))
    return refuse_header (self, problem, error);

  for (guint i = 0; i < self->cells->len; i++)
    g_strv_builder_add (builder, g_array_index (self->cells, WeirCsvCell, i).text);
  self->columns = g_strv_builder_end (builder);

  return TRUE;
}

/**
 * weir_row_file_begin:
 * @self: a file of which nothing was read
 * @error: return location for a %G_IO_ERROR
 *
 * Finds out what the file holds and reads the names of its columns. May wait
 * for a pipe.
 *
 * Returns: %FALSE with @error set
 */
gboolean
weir_row_file_begin (WeirRowFile  *self,
                     GError      **error)
{
  char first;

  if (weir_parquet_rows_is_parquet (self->path))
    {
      self->parquet = weir_parquet_rows_new (self->path, self->cancellable, error);
      return self->parquet != NULL;
    }

  if (self->format == WEIR_ROW_FORMAT_AUTO)
    {
      if (!weir_text_file_peek (self->file, &first, error))
        return FALSE;
      self->format = self->columns == NULL && (first == '{' || first == '\0') ? WEIR_ROW_FORMAT_LINES : WEIR_ROW_FORMAT_CSV;
    }

  if (self->format == WEIR_ROW_FORMAT_CSV && self->columns == NULL && !read_header (self, error))
    return FALSE;

  self->n_columns = self->columns != NULL ? g_strv_length (self->columns) : 0;

  return TRUE;
}

/**
 * weir_row_file_get_columns:
 * @self: a file that has begun
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the columns'
 *   names; %NULL for lines
 */
const char * const *
weir_row_file_get_columns (WeirRowFile *self)
{
  return (const char * const *) self->columns;
}

/**
 * weir_row_file_get_separator:
 * @self: a file that has begun
 *
 * Returns: what parts its cells
 */
char
weir_row_file_get_separator (WeirRowFile *self)
{
  return self->separator;
}

static WeirRowFileResult
refuse_row (WeirRowFile *self,
            char        *problem)
{
  g_free (self->problem);
  self->problem = problem;

  return WEIR_ROW_FILE_REFUSED;
}

/* A number stays one, digit for digit; nothing at all is null, nothing in quotes a text. */
static void
append_cell (GString           *payload,
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

static WeirRowFileResult
read_parquet (WeirRowFile    *self,
              const GString **payload,
              GError        **error)
{
  g_autoptr(GError) local_error = NULL;

  *payload = self->payload;
  if (weir_parquet_rows_read (self->parquet, self->payload, &local_error))
    return WEIR_ROW_FILE_PAYLOAD;
  if (local_error == NULL)
    return WEIR_ROW_FILE_END;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return WEIR_ROW_FILE_ERROR;
}

static WeirRowFileResult
make_object (WeirRowFile *self)
{
  const char *problem = NULL;

  /* An escape is for people to read: as data it would be another text. */
  if (!weir_escape_is_utf8 (self->line->str, self->line->len))
    return refuse_row (self, g_strdup (self->not_utf8));

  if (self->separator == '\0')
    self->separator = guess_separator (self->line);
  if (!weir_csv_line_split (self->line->str, self->line->len, self->separator, self->cells, &problem))
    return refuse_row (self, g_strdup (problem));
  if (self->cells->len != self->n_columns)
    return refuse_row (self, g_strdup_printf (_("it has %u cells, the columns are %u"), self->cells->len,
                                              self->n_columns));

  g_string_assign (self->payload, "{");
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (self->payload, ',');
      weir_export_append_json_text (self->payload, self->columns[i], strlen (self->columns[i]));
      g_string_append_c (self->payload, ':');
      append_cell (self->payload, &g_array_index (self->cells, WeirCsvCell, i));
    }
  g_string_append_c (self->payload, '}');

  return WEIR_ROW_FILE_PAYLOAD;
}

/**
 * weir_row_file_read:
 * @self: a file that has begun
 * @payload: (out) (transfer none): the payload; valid until the next call
 * @error: return location for a %G_IO_ERROR
 *
 * Reads on. Empty lines are passed over.
 *
 * Returns: what came of it
 */
WeirRowFileResult
weir_row_file_read (WeirRowFile    *self,
                    const GString **payload,
                    GError        **error)
{
  gboolean csv = self->format == WEIR_ROW_FORMAT_CSV;
  g_autoptr(GError) local_error = NULL;

  if (self->parquet != NULL)
    return read_parquet (self, payload, error);

  do
    {
      if (!weir_text_file_read (self->file, csv, self->line, &local_error))
        {
          if (local_error == NULL)
            return WEIR_ROW_FILE_END;
          g_propagate_error (error, g_steal_pointer (&local_error));
          return WEIR_ROW_FILE_ERROR;
        }
    }
  while (self->line->len == 0);

  if (!csv || self->raw)
    {
      *payload = self->line;
      return WEIR_ROW_FILE_PAYLOAD;
    }

  *payload = self->payload;
  return make_object (self);
}

/**
 * weir_row_file_get_problem:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): why the last row that was refused does
 *   not fit, for a person
 */
const char *
weir_row_file_get_problem (WeirRowFile *self)
{
  return self->problem;
}
