#include "config.h"

#include "data/store/weir-export-text.h"

#include <string.h>

#include "data/decode/weir-decoder.h"

/*
 * weir_export_escape_text:
 *
 * A file of text has one encoding: bytes that are not UTF-8 become `\xNN`, in
 * every format alike. Columns of raw bytes are %WEIR_EXPORT_BLOB.
 */
char *
weir_export_escape_text (const char *bytes,
                         gsize       length,
                         gboolean    escape_nul,
                         gsize      *escaped_length)
{
  const char *end = bytes + length;
  GString *text;

  if (g_utf8_validate_len (bytes, length, NULL) && (!escape_nul || memchr (bytes, '\0', length) == NULL))
    return NULL;

  text = g_string_sized_new (length + 16);
  while (bytes < end)
    {
      const char *valid_end;

      g_utf8_validate_len (bytes, end - bytes, &valid_end);
      g_string_append_len (text, bytes, valid_end - bytes);
      bytes = valid_end;
      if (bytes == end)
        break;

      /* g_utf8_validate_len() stops at a NUL too, which is UTF-8 all the same. */
      if (*bytes == '\0' && !escape_nul)
        g_string_append_c (text, '\0');
      else
        g_string_append_printf (text, "\\x%02x", (guchar) *bytes);
      bytes++;
    }

  *escaped_length = text->len;

  return g_string_free (text, FALSE);
}

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

/* OWASP's list of what makes a spreadsheet calculate ("CSV Injection"). */
static gboolean
weir_is_formula (const char *bytes,
                 gsize       length)
{
  return length > 0 && (bytes[0] == '\0' || strchr ("=+-@\t\r", bytes[0]) != NULL) &&
         !weir_is_signed_number (bytes, length);
}

/* Nothing in it needs quotes, escaping or an apostrophe: nearly every cell. */
static gboolean
weir_is_plain (const char *bytes,
               gsize       length)
{
  if (length == 0 || strchr ("=+-@", bytes[0]) != NULL)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (bytes[i] < ' ' || bytes[i] == ',' || bytes[i] == '"' || bytes[i] == 0x7f)
      return FALSE;

  return TRUE;
}

static void
weir_export_append_csv_text (GString    *text,
                             const char *bytes,
                             gsize       length,
                             gboolean    raw)
{
  gboolean formula = !raw && weir_is_formula (bytes, length);
  g_autofree char *escaped = NULL;
  gboolean quoted;

  if (weir_is_plain (bytes, length))
    {
      g_string_append_len (text, bytes, length);
      return;
    }

  escaped = weir_export_escape_text (bytes, length, TRUE, &length);
  if (escaped != NULL)
    bytes = escaped;

  quoted = length == 0;
  for (gsize i = 0; i < length && !quoted; i++)
    quoted = bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '\n' || bytes[i] == '\r';

  g_string_append (text, quoted ? formula ? "\"'" : "\"" : formula ? "'" : "");
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

  g_string_append_len (text, buffer, length);
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

/* Nothing between two commas is null; the empty text has its quotes. */
void
weir_export_append_csv_header (GString                *text,
                               const WeirExportColumn *columns,
                               guint                   n_columns,
                               gboolean                raw)
{
  for (guint i = 0; i < n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_csv_text (text, columns[i].name, strlen (columns[i].name), raw);
    }

  g_string_append_c (text, '\n');
}

void
weir_export_append_csv_row (GString                *text,
                            const WeirExportColumn *columns,
                            guint                   n_columns,
                            const WeirValue        *values,
                            gboolean                raw)
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
        weir_export_append_csv_text (text, values[i].as_text, values[i].length, raw);
      else
        weir_value_append_text (&values[i], text);
    }

  g_string_append_c (text, '\n');
}

static void
weir_export_append_json_byte (GString *text,
                              char     byte)
{
  switch (byte)
    {
    case '"':
      g_string_append (text, "\\\"");
      break;
    case '\\':
      g_string_append (text, "\\\\");
      break;
    case '\n':
      g_string_append (text, "\\n");
      break;
    case '\r':
      g_string_append (text, "\\r");
      break;
    case '\t':
      g_string_append (text, "\\t");
      break;
    default:
      if ((guchar) byte < 0x20)
        g_string_append_printf (text, "\\u%04x", byte);
      else
        g_string_append_c (text, byte);
    }
}

void
weir_export_append_json_text (GString    *text,
                              const char *bytes,
                              gsize       length)
{
  g_autofree char *escaped = weir_export_escape_text (bytes, length, FALSE, &length);

  if (escaped != NULL)
    bytes = escaped;

  g_string_append_c (text, '"');
  for (gsize i = 0; i < length; i++)
    weir_export_append_json_byte (text, bytes[i]);
  g_string_append_c (text, '"');
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
    {
      g_string_append_c (text, '"');
      weir_export_append_base64 (text, value);
      g_string_append_c (text, '"');
    }
  else if (value->type == WEIR_VALUE_TEXT)
    weir_export_append_json_text (text, value->as_text, value->length);
  else
    weir_value_append_text (value, text);
}

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
      weir_export_append_json_text (text, columns[i].name, strlen (columns[i].name));
      g_string_append_c (text, ':');
      weir_export_append_json_value (text, &columns[i], &values[i]);
    }
  g_string_append (text, "}\n");
}
