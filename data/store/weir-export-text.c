#include "config.h"

#include "data/store/weir-export-text.h"

#include <string.h>

#include "data/base/weir-string.h"
#include "data/decode/weir-decoder.h"
#include "data/decode/weir-escape.h"

/* Where a program that was told other separators begins a cell. */
#define SEPARATORS ";\t\n\r"

static gsize
weir_skip_digits (const char *bytes,
                  gsize       length,
                  gsize       i)
{
  while (i < length && g_ascii_isdigit (bytes[i]))
    i++;

  return i;
}

/* -12, +3.5, -1e6: begins like a formula, but is a number to a spreadsheet as well. */
static gboolean
weir_is_signed_number (const char *bytes,
                       gsize       length)
{
  gsize first = length > 0 && (bytes[0] == '-' || bytes[0] == '+') ? 1 : 0;
  gsize i = weir_skip_digits (bytes, length, first);

  if (i == first)
    return FALSE;

  if (i + 1 < length && bytes[i] == '.')
    i = weir_skip_digits (bytes, length, i + 1);

  if (i + 1 < length && (bytes[i] == 'e' || bytes[i] == 'E'))
    {
      i++;
      if (bytes[i] == '-' || bytes[i] == '+')
        i++;
      i = weir_skip_digits (bytes, length, i);
    }

  return i == length && g_ascii_isdigit (bytes[length - 1]);
}

/* OWASP's list of what makes a spreadsheet calculate ("CSV Injection"), with its full-width forms. */
static gboolean
weir_is_formula (const char *bytes,
                 gsize       length)
{
  static const char * const signs[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (length >= strlen (signs[i]) && memcmp (bytes, signs[i], strlen (signs[i])) == 0)
      return !weir_is_signed_number (bytes, length);

  return FALSE;
}

/* What spreadsheets pass over before they look for a formula. */
static gboolean
weir_is_skipped (const char *bytes,
                 gsize       length)
{
  return length > 0 && (bytes[0] == '\0' || bytes[0] == '\t' || bytes[0] == '\r' || bytes[0] == '\n');
}

/* Nothing in it needs quotes, escaping or an apostrophe: nearly every cell. */
static gboolean
weir_is_plain (const char *bytes,
               gsize       length)
{
  if (length == 0 || strchr ("=+-@", bytes[0]) != NULL)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (bytes[i] < ' ' || bytes[i] == ',' || bytes[i] == ';' || bytes[i] == '"' || bytes[i] == '\\' || bytes[i] == 0x7f)
      return FALSE;

  return TRUE;
}

static gsize
weir_measure_piece (const char *bytes,
                    gsize       length)
{
  gsize i = 0;

  while (i < length && (bytes[i] == '\0' || strchr (SEPARATORS, bytes[i]) == NULL))
    i++;

  return i;
}

/*
 * Quotes hold a cell together only where they begin it, which behind another
 * separator than the comma they do not; so each piece between such separators
 * may come to be a cell.
 */
static char *
weir_export_dup_defused (const char *bytes,
                         gsize       length,
                         gsize      *defused_length)
{
  const char *end = bytes + length;
  GString *text = g_string_sized_new (length + 8);

  if (weir_is_skipped (bytes, length))
    g_string_append_c (text, '\'');

  while (bytes < end)
    {
      gsize n = weir_measure_piece (bytes, end - bytes);

      if (weir_is_formula (bytes, n))
        g_string_append_c (text, '\'');
      g_string_append_len (text, bytes, n);
      bytes += n;
      if (bytes < end)
        g_string_append_c (text, *bytes++);
    }

  *defused_length = text->len;

  return g_string_free (text, FALSE);
}

static gboolean
weir_needs_quotes (const char *bytes,
                   gsize       length,
                   gboolean    raw)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] != '\0' && strchr (raw ? ",\"\n\r" : ",\"" SEPARATORS, bytes[i]) != NULL)
      return TRUE;

  return length == 0;
}

static char *
weir_export_dup_shown (const char *bytes,
                       gsize       length,
                       gsize      *shown_length)
{
  GString *text = g_string_sized_new (length + 8);

  weir_escape_append (text, bytes, length);
  *shown_length = text->len;

  return g_string_free (text, FALSE);
}

static void
weir_export_append_csv_text (GString      *text,
                             const char   *bytes,
                             gsize         length,
                             WeirCsvFlags  flags)
{
  g_autofree char *defused = NULL;
  g_autofree char *escaped = NULL;
  gboolean quoted;

  if (weir_is_plain (bytes, length))
    {
      weir_string_append_len (text, bytes, length);
      return;
    }

  if (!(flags & WEIR_CSV_RAW))
    bytes = defused = weir_export_dup_defused (bytes, length, &length);

  if (flags & WEIR_CSV_SHOWN)
    escaped = weir_export_dup_shown (bytes, length, &length);
  else
    escaped = weir_escape_dup_data (bytes, length, TRUE, &length);
  if (escaped != NULL)
    bytes = escaped;

  quoted = weir_needs_quotes (bytes, length, flags & WEIR_CSV_RAW);
  if (quoted)
    g_string_append_c (text, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, bytes[i]);
    }
  if (quoted)
    g_string_append_c (text, '"');
}

static void
weir_export_append_time (GString *text,
                         gint64   time_usec)
{
  char buffer[32];
  gsize length = weir_time_format_iso (time_usec, buffer);

  weir_string_append_len (text, buffer, length);
}

static void
weir_export_append_base64 (GString         *text,
                           const WeirValue *value)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) value->as_text, value->length);

  g_string_append (text, encoded);
}

static gboolean
weir_value_is_null (const WeirValue *value)
{
  return value->type == WEIR_VALUE_NULL || value->type == WEIR_VALUE_MISSING;
}

/**
 * weir_export_append_csv_header:
 * @text: text to append to
 * @columns: (array length=n_columns): columns
 * @n_columns: how many
 * @flags: form of texts
 *
 * Appends the names of the columns and a newline.
 */
void
weir_export_append_csv_header (GString                *text,
                               const WeirExportColumn *columns,
                               guint                   n_columns,
                               WeirCsvFlags            flags)
{
  for (guint i = 0; i < n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_csv_text (text, columns[i].name, strlen (columns[i].name), flags);
    }

  g_string_append_c (text, '\n');
}

/**
 * weir_export_append_csv_row:
 * @text: text to append to
 * @columns: (array length=n_columns): columns
 * @n_columns: how many
 * @values: (array length=n_columns): one value a column
 * @flags: form of texts
 *
 * Appends a row and a newline. A null is an empty cell; the empty text has
 * quotes. Times are ISO 8601, blobs base64, numbers in the C locale.
 */
void
weir_export_append_csv_row (GString                *text,
                            const WeirExportColumn *columns,
                            guint                   n_columns,
                            const WeirValue        *values,
                            WeirCsvFlags            flags)
{
  for (guint i = 0; i < n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');

      if (weir_value_is_null (&values[i]))
        continue;

      if (columns[i].type == WEIR_EXPORT_TIME)
        weir_export_append_time (text, values[i].as_int);
      else if (columns[i].type == WEIR_EXPORT_BLOB)
        weir_export_append_base64 (text, &values[i]);
      else if (values[i].type == WEIR_VALUE_TEXT)
        weir_export_append_csv_text (text, values[i].as_text, values[i].length, flags);
      else
        weir_value_append_text (&values[i], text);
    }

  g_string_append_c (text, '\n');
}

/* Any character may be written so: what a terminal would obey is. */
static void
weir_export_append_json_code (GString  *text,
                              gunichar  c)
{
  if (c < 0x10000)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_printf (text, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
}

static void
weir_export_append_json_character (GString    *text,
                                   const char *at,
                                   const char *end)
{
  static const char specials[] = "\"\\\n\r\t";
  static const char letters[] = "\"\\nrt";
  const char *special = *at != '\0' ? strchr (specials, *at) : NULL;
  gunichar c = g_utf8_get_char (at);

  if (special != NULL)
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, letters[special - specials]);
    }
  else if (weir_escape_is_hidden (c))
    weir_export_append_json_code (text, c);
  else
    g_string_append_len (text, at, end - at);
}

static gboolean
weir_is_json_plain (char byte)
{
  return (guchar) byte >= 0x20 && (guchar) byte < 0x7f && byte != '"' && byte != '\\';
}

static gsize
weir_measure_json_plain (const char *bytes,
                         gsize       length)
{
  gsize i = 0;

  while (i < length && weir_is_json_plain (bytes[i]))
    i++;

  return i;
}

static void
weir_export_append_json_plain (GString    *text,
                               const char *bytes,
                               gsize       length)
{
  g_string_append_c (text, '"');
  weir_string_append_len (text, bytes, length);
  g_string_append_c (text, '"');
}

/**
 * weir_export_append_json_text:
 * @text: where to
 * @bytes: (array length=length): text
 * @length: of it
 *
 * Appends a JSON string with its quotes. JSON has no way to write bytes that
 * are not UTF-8; where there may be some, use weir_export_append_json_member().
 * Here they become what weir_escape_dup_data() makes of them.
 */
void
weir_export_append_json_text (GString    *text,
                              const char *bytes,
                              gsize       length)
{
  g_autofree char *escaped = NULL;
  const char *at = bytes;
  const char *end;

  if (weir_measure_json_plain (bytes, length) == length)
    {
      weir_export_append_json_plain (text, bytes, length);
      return;
    }

  if (!weir_escape_is_utf8 (bytes, length))
    at = escaped = weir_escape_dup_data (bytes, length, FALSE, &length);
  end = at + length;
  g_string_append_c (text, '"');
  while (at < end)
    {
      gsize n_plain = weir_measure_json_plain (at, (gsize) (end - at));

      weir_string_append_len (text, at, n_plain);
      at += n_plain;
      if (at < end)
        {
          const char *next = *at != '\0' ? g_utf8_next_char (at) : at + 1;

          weir_export_append_json_character (text, at, next);
          at = next;
        }
    }
  g_string_append_c (text, '"');
}

static void
weir_export_append_base64_string (GString    *text,
                                  const char *bytes,
                                  gsize       length)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) bytes, length);

  g_string_append_printf (text, "\"%s\"", encoded);
}

/**
 * weir_export_append_json_member:
 * @text: where to
 * @name: of the member
 * @bytes: (array length=length) (nullable): its value, bytes from anywhere; %NULL is null
 * @length: how many
 *
 * Appends a member of a JSON object without losing anything: bytes that are
 * UTF-8 are a string; others are null, and a second member, its name with
 * "_base64" behind it, has them in base64.
 */
void
weir_export_append_json_member (GString    *text,
                                const char *name,
                                const char *bytes,
                                gsize       length)
{
  gboolean is_plain = bytes != NULL && weir_measure_json_plain (bytes, length) == length;
  gboolean is_text = is_plain || (bytes != NULL && weir_escape_is_utf8 (bytes, length));

  weir_export_append_json_text (text, name, strlen (name));
  g_string_append_c (text, ':');
  if (is_plain)
    weir_export_append_json_plain (text, bytes, length);
  else if (is_text)
    weir_export_append_json_text (text, bytes, length);
  else
    g_string_append (text, "null");

  if (bytes != NULL && !is_text)
    {
      g_autofree char *second = g_strconcat (name, "_base64", NULL);

      g_string_append_c (text, ',');
      weir_export_append_json_text (text, second, strlen (second));
      g_string_append_c (text, ':');
      weir_export_append_base64_string (text, bytes, length);
    }
}

static void
weir_export_append_json_value (GString                *text,
                               const WeirExportColumn *column,
                               const WeirValue        *value)
{
  if (weir_value_is_null (value))
    g_string_append (text, "null");
  else if (column->type == WEIR_EXPORT_TIME)
    {
      g_string_append_c (text, '"');
      weir_export_append_time (text, value->as_int);
      g_string_append_c (text, '"');
    }
  else if (column->type == WEIR_EXPORT_BLOB)
    weir_export_append_base64_string (text, value->as_text, value->length);
  else
    weir_value_append_text (value, text);
}

static void
weir_export_append_json_cell (GString                *text,
                              const WeirExportColumn *column,
                              const WeirValue        *value)
{
  if (value->type == WEIR_VALUE_TEXT && column->type != WEIR_EXPORT_BLOB)
    {
      weir_export_append_json_member (text, column->name, value->length > 0 ? value->as_text : "", value->length);
      return;
    }

  weir_export_append_json_text (text, column->name, strlen (column->name));
  g_string_append_c (text, ':');
  weir_export_append_json_value (text, column, value);
}

/**
 * weir_export_append_json_row:
 * @text: text to append to
 * @columns: (array length=n_columns): columns
 * @n_columns: how many
 * @values: (array length=n_columns): one value a column
 *
 * Appends a row as one JSON object and a newline (NDJSON).
 */
void
weir_export_append_json_row (GString                *text,
                             const WeirExportColumn *columns,
                             guint                   n_columns,
                             const WeirValue        *values)
{
  g_string_append_c (text, '{');
  for (guint i = 0; i < n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_json_cell (text, &columns[i], &values[i]);
    }
  g_string_append (text, "}\n");
}
