#include "config.h"

#include "data/decode/weir-line-reader.h"

#include <string.h>

#include "data/decode/weir-csv-line.h"
#include "data/decode/weir-field-tree.h"

/* A detail quotes at most this much of a payload. */
#define MAX_QUOTED_BYTES 40

struct _WeirLineReader
{
  gboolean         is_number;   /* a bare one: nothing is split */
  char             separator;
  GStrv            columns;     /* owned */
  guint            n_columns;
  GArray          *cells;       /* owned, of WeirCsvCell */
  WeirToken       *tokens;      /* owned */
  GByteArray      *line;        /* owned; a copy that may be cut up */
  WeirDecodeError  reason;
  GString         *detail;      /* owned */
};

static gboolean refuse (WeirLineReader  *self,
                        WeirDecodeError  reason,
                        const char      *format,
                        ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (WeirLineReader  *self,
        WeirDecodeError  reason,
        const char      *format,
        ...)
{
  va_list arguments;

  self->reason = reason;
  va_start (arguments, format);
  g_string_vprintf (self->detail, format, arguments);
  va_end (arguments);

  return FALSE;
}

/**
 * weir_line_reader_new:
 * @columns: (array zero-terminated=1): names of the columns; copied
 * @separator: what parts them, 0 is a comma
 *
 * Returns: (transfer full): a reader of CSV
 */
WeirLineReader *
weir_line_reader_new (const char *const *columns,
                      char               separator)
{
  WeirLineReader *self = g_new0 (WeirLineReader, 1);

  self->separator = separator != '\0' ? separator : ',';
  self->columns = g_strdupv ((char **) columns);
  self->n_columns = g_strv_length (self->columns);
  self->cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  self->tokens = g_new0 (WeirToken, self->n_columns);
  self->line = g_byte_array_new ();
  self->detail = g_string_new (NULL);

  return self;
}

/**
 * weir_line_reader_new_number:
 *
 * Returns: (transfer full): a reader of bare numbers
 */
WeirLineReader *
weir_line_reader_new_number (void)
{
  static const char *const columns[] = { "value", NULL };
  WeirLineReader *self = weir_line_reader_new (columns, 0);

  self->is_number = TRUE;

  return self;
}

/**
 * weir_line_reader_free:
 * @self: (nullable) (transfer full): a reader
 *
 * Frees it.
 */
void
weir_line_reader_free (WeirLineReader *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->columns);
  g_array_unref (self->cells);
  g_byte_array_unref (self->line);
  g_string_free (self->detail, TRUE);
  g_free (self->tokens);
  g_free (self);
}

/**
 * weir_line_reader_find_column:
 * @self: a reader
 * @path: a column's name in WeirDecoderSpec's notation, its dots escaped or not
 *
 * Returns: the column's position, -1 if there is none of that name
 */
gint
weir_line_reader_find_column (WeirLineReader *self,
                              const char     *path)
{
  g_auto(GStrv) names = weir_field_path_split (path);
  g_autofree char *column = names != NULL ? g_strjoinv (".", names) : NULL;

  for (guint i = 0; column != NULL && i < self->n_columns; i++)
    if (g_str_equal (self->columns[i], column))
      return i;

  return -1;
}

static gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void
trim (const char **text,
      guint32     *length)
{
  while (*length > 0 && is_blank ((*text)[*length - 1]))
    (*length)--;
  while (*length > 0 && is_blank (**text))
    {
      (*text)++;
      (*length)--;
    }
}

/* Behind the trimmed text stands a blank or the cell's NUL: neither belongs to a number. */
static void
make_token (const WeirCsvCell *cell,
            WeirToken         *token)
{
  const char *trimmed = cell->text;
  guint32 trimmed_length = cell->length;

  token->escaped = FALSE;
  trim (&trimmed, &trimmed_length);
  if (trimmed_length == 0 && !cell->quoted)
    {
      token->kind = WEIR_TOKEN_NULL;
      return;
    }

  token->kind = WEIR_TOKEN_STRING;
  token->text = cell->text;
  token->length = cell->length;
  if (weir_number_parse (trimmed, trimmed_length, &token->number))
    {
      token->kind = WEIR_TOKEN_NUMBER;
      token->text = trimmed;
      token->length = trimmed_length;
    }
}

static gboolean
is_header (WeirLineReader *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (!g_str_equal (g_array_index (self->cells, WeirCsvCell, i).text, self->columns[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_csv (WeirLineReader *self,
          gsize           length)
{
  const char *problem = NULL;

  if (!weir_csv_line_split ((char *) self->line->data, length, self->separator, self->cells, &problem))
    return refuse (self, WEIR_DECODE_ERROR_SYNTAX, "%s", problem);
  if (self->cells->len != self->n_columns)
    return refuse (self, WEIR_DECODE_ERROR_SYNTAX, "%u columns where %u are named", self->cells->len,
                   self->n_columns);
  if (is_header (self))
    return refuse (self, WEIR_DECODE_ERROR_SYNTAX, "the header line");

  for (guint i = 0; i < self->n_columns; i++)
    make_token (&g_array_index (self->cells, WeirCsvCell, i), &self->tokens[i]);

  return TRUE;
}

static gboolean
read_number (WeirLineReader *self,
             gsize           length)
{
  const WeirCsvCell cell = { (char *) self->line->data, length, TRUE };
  WeirToken *token = self->tokens;

  make_token (&cell, token);
  if (token->kind == WEIR_TOKEN_NUMBER)
    return TRUE;

  trim (&token->text, &token->length);
  return weir_line_reader_is_not_finite (token->text, token->length)
         || refuse (self, WEIR_DECODE_ERROR_SYNTAX, "expected a number, found “%.*s”",
                    (int) MIN (token->length, MAX_QUOTED_BYTES), token->text);
}

/**
 * weir_line_reader_read:
 * @self: a reader
 * @payload: (array length=length): a payload
 * @length: bytes in @payload
 *
 * Finds the columns of a payload. A cell that is a number literal of JSON is a
 * number, one with nothing in it is null unless it stands in quotes, and all
 * else is text.
 *
 * Returns: (transfer none) (nullable): a token a column, valid until the next
 *   call; %NULL if the payload is no such line, then
 *   [method@LineReader.get_reason] says why
 */
const WeirToken *
weir_line_reader_read (WeirLineReader *self,
                       const char     *payload,
                       gsize           length)
{
  const char *invalid;
  gboolean is_nul;

  if (!g_utf8_validate_len (payload, length, &invalid))
    {
      is_nul = *invalid == '\0';
      refuse (self, is_nul ? WEIR_DECODE_ERROR_SYNTAX : WEIR_DECODE_ERROR_ENCODING,
              "byte %" G_GSIZE_FORMAT ": expected %s", (gsize) (invalid - payload), is_nul ? "no NUL" : "UTF-8");
      return NULL;
    }

  g_byte_array_set_size (self->line, length + 1);
  memcpy (self->line->data, payload, length);
  self->line->data[length] = '\0';

  return (self->is_number ? read_number (self, length) : read_csv (self, length)) ? self->tokens : NULL;
}

/**
 * weir_line_reader_get_reason:
 * @self: a reader
 *
 * Returns: why the last payload was none
 */
WeirDecodeError
weir_line_reader_get_reason (WeirLineReader *self)
{
  return self->reason;
}

/**
 * weir_line_reader_get_detail:
 * @self: a reader
 *
 * Returns: (transfer none): a sentence about it
 */
const char *
weir_line_reader_get_detail (WeirLineReader *self)
{
  return self->detail->str;
}

/**
 * weir_line_reader_is_not_finite:
 * @text: (array length=length): a cell
 * @length: bytes in @text
 *
 * Returns: whether @text is how C, Java or Python write that a number is not
 *   finite
 */
gboolean
weir_line_reader_is_not_finite (const char *text,
                                gsize       length)
{
  static const char *const names[] = { "nan", "inf", "infinity" };

  if (length > 0 && (*text == '-' || *text == '+'))
    {
      text++;
      length--;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (text, names[i], length) == 0)
      return TRUE;

  return FALSE;
}
