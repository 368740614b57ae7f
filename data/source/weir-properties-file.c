#include "config.h"

#include "data/source/weir-properties-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/source/weir-property.h"
#include "data/source/weir-source-error.h"

G_GNUC_PRINTF (2, 3)
static void
set_error (GError     **error,
           const char  *format,
           ...)
{
  va_list arguments;

  if (error == NULL)
    return;
  va_start (arguments, format);
  *error = g_error_new_valist (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, format, arguments);
  va_end (arguments);
}

/* The four digits of `\u00e4`; -1 if there are not four. */
static int
parse_unit (const char *digits)
{
  int unit = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (digits[i]))
        return -1;
      unit = 16 * unit + g_ascii_xdigit_value (digits[i]);
    }

  return unit;
}

/* One character written as `\u00e4`, or as two of them; @in stands on the backslash and is moved behind it. */
static gboolean
append_unicode (GString     *out,
                const char **in,
                GError     **error)
{
  int unit = parse_unit (*in + 2);
  int low;

  if (unit >= 0xd800 && unit < 0xdc00 && (*in)[6] == '\\' && (*in)[7] == 'u')
    {
      low = parse_unit (*in + 8);
      unit = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : -1;
      *in += 6;
    }
  if (unit <= 0 || (unit >= 0xd800 && unit < 0xe000))
    {
      set_error (error, _("\\u wants four hexadecimal digits of a character, as in \\u00e4"));
      return FALSE;
    }

  g_string_append_unichar (out, (gunichar) unit);
  *in += 6;
  return TRUE;
}

/* Java's escapes: `\:` `\=` `\n` `\u00e4` …; NULL with @error set. */
static char *
unescape (const char  *text,
          GError     **error)
{
  g_autoptr(GString) out = g_string_new (NULL);

  while (*text != '\0')
    {
      if (text[0] == '\\' && text[1] == 'u')
        {
          if (!append_unicode (out, &text, error))
            return NULL;
          continue;
        }
      if (text[0] == '\\' && text[1] != '\0')
        {
          text++;
          g_string_append_c (out, *text == 'n' ? '\n' : *text == 't' ? '\t' : *text == 'r' ? '\r' : *text == 'f' ? '\f' : *text);
        }
      else
        g_string_append_c (out, *text);
      text++;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Where a name ends: before `=`, a space or, for Java, `:`; what Java escapes belongs to it. */
static gsize
get_name_length (const char *line,
                 gboolean    java)
{
  gsize i = 0;

  while (line[i] != '\0' && !g_ascii_isspace (line[i]) && line[i] != '=' && (!java || line[i] != ':'))
    i += java && line[i] == '\\' && line[i + 1] != '\0' ? 2 : 1;

  return i;
}

/* Under the one name that counts, so that of two names for one property the later line wins. */
static void
insert (GHashTable *properties,
        const char *name,
        char       *value)
{
  g_hash_table_insert (properties, g_strdup (weir_property_get_canonical (name)), value);
}

/* One logical line into @properties; comments and empty lines give nothing. */
static gboolean
parse_line (GHashTable  *properties,
            char        *line,
            gboolean     java,
            GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *plain = NULL;
  char *value;
  gboolean separated;

  g_strstrip (line);
  if (*line == '\0' || *line == '#' || (java && *line == '!'))
    return TRUE;

  name = g_strndup (line, get_name_length (line, java));
  value = g_strchug (line + strlen (name));
  separated = *value == '=' || (java && *value == ':');
  if (separated)
    value = g_strchug (value + 1);

  /* “name value”, as Java reads it; what is no name of a property is a line gone wrong. */
  if (*name == '\0' || (!separated && !java && (*value == '\0' || strchr (name, '.') == NULL)))
    {
      set_error (error, _("expected name=value, a comment (#) or an empty line"));
      return FALSE;
    }

  if (!java)
    {
      insert (properties, name, g_strdup (value));
      return TRUE;
    }

  plain = unescape (name, error);
  value = plain != NULL ? unescape (value, error) : NULL;
  if (value != NULL)
    insert (properties, plain, value);

  return value != NULL;
}

static gboolean
ends_open (const char *line)
{
  gsize n_backslashes = 0;
  gsize length = strlen (line);

  while (n_backslashes < length && line[length - 1 - n_backslashes] == '\\')
    n_backslashes++;

  return n_backslashes % 2 == 1;
}

/* Java's own reading takes such files for Latin-1; ones written today are UTF-8. */
static char *
dup_text (const char  *content,
          gsize        length,
          const char  *path,
          GError     **error)
{
  if (memchr (content, '\0', length) != NULL)
    {
      set_error (error, _("%s: is no text in UTF-8; save it as UTF-8"), path);
      return NULL;
    }
  if (g_utf8_validate (content, (gssize) length, NULL))
    return g_strndup (content, length);

  return g_convert (content, (gssize) length, "UTF-8", "ISO-8859-1", NULL, NULL, error);
}

/**
 * weir_properties_file_parse:
 * @properties: (element-type utf8 utf8): where names and values go
 * @content: what stands in the file
 * @length: its bytes
 * @path: the file, for errors; named `*.properties` it is read by Java's rules (`:`, `!`, escapes)
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Reads kcat's configuration or a Java client's properties. Any thread.
 *
 * Returns: %FALSE with @error set; it names file and line
 */
gboolean
weir_properties_file_parse (GHashTable  *properties,
                            const char  *content,
                            gsize        length,
                            const char  *path,
                            GError     **error)
{
  gboolean java = g_str_has_suffix (path, ".properties");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  content = weir_bounded_file_skip_mark (content, &length);
  text = dup_text (content, length, path, error);
  if (text == NULL)
    return FALSE;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(GString) logical = g_string_new (g_strchomp (lines[i]));
      guint first = i;

      while (ends_open (logical->str) && lines[i + 1] != NULL)
        {
          g_string_truncate (logical, logical->len - 1);
          g_string_append (logical, g_strstrip (lines[++i]));
        }

      if (!parse_line (properties, logical->str, java, error))
        {
          g_prefix_error (error, "%s:%u: ", path, first + 1);
          return FALSE;
        }
    }

  return TRUE;
}
