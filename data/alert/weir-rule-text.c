#include "config.h"

#include "data/alert/weir-rule-text.h"

#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "data/decode/weir-escape.h"

/* A no-break space, so that a number never leaves its unit at a line's end; the narrow one is not seen in every font. */
#define UNIT_SPACE "\302\240"

/* Bytes of a text that are shown. */
#define TEXT_SHOWN_MAX 512

/* What a person reads has the decimal mark of the locale. */
static void
append_localized (GString    *text,
                  const char *digits)
{
  const char *point = strchr (digits, '.');

  if (point == NULL)
    {
      g_string_append (text, digits);
      return;
    }
  g_string_append_len (text, digits, point - digits);
  g_string_append (text, nl_langinfo (RADIXCHAR));
  g_string_append (text, point + 1);
}

/* Six significant digits, but never fewer than two decimals and never trailing zeros. */
static void
append_double (GString *text,
               double   value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE + 32];
  char format[8];
  double size = fabs (value);
  int decimals;

  if (size != 0 && (size < 1e-6 || size >= 1e15))
    {
      append_localized (text, g_ascii_formatd (digits, sizeof digits, "%.6g", value));
      return;
    }

  decimals = size == 0 ? 0 : CLAMP (5 - (int) floor (log10 (size)), 2, 11);
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, value);
  if (strchr (digits, '.') != NULL)
    {
      char *end = digits + strlen (digits);

      while (end[-1] == '0')
        *--end = '\0';
      if (end[-1] == '.')
        *--end = '\0';
    }
  append_localized (text, digits);
}

/*< private >
 * weir_rule_text_append_limit:
 * @text: a string
 * @limit: what a value is measured against, as it stands in the rule: "> 40.5"
 *
 * Appends it as an alert shows it: a number has the decimal mark of the locale.
 */
void
weir_rule_text_append_limit (GString    *text,
                             const char *limit)
{
  const char *number = limit + strcspn (limit, "+-.0123456789");
  const char *rest = number + strspn (number, "+-.0123456789eE");

  /* A field or a text may have points, too. */
  if (number[strcspn (number, ".")] == '\0' || rest[strspn (rest, " <>=!")] != '\0'
      || strspn (limit, " <>=!") != (gsize) (number - limit))
    {
      g_string_append (text, limit);
      return;
    }
  append_localized (text, limit);
}

/* Up to 64 MiB come as one text: no list or label can show that. */
static void
append_text (GString         *text,
             const WeirValue *value)
{
  gsize shown = MIN (value->length, TEXT_SHOWN_MAX);
  g_autofree char *valid = NULL, *line = NULL;

  /* Not within a character. */
  while (shown > 0 && shown < value->length && (value->as_text[shown] & 0xc0) == 0x80)
    shown--;
  valid = g_utf8_make_valid (value->as_text, (gssize) shown);
  line = weir_escape_dup_line (valid);
  g_string_append (text, line);
  if (shown < value->length)
    g_string_append (text, "…");
}

/*< private >
 * weir_rule_text_append_value:
 * @text: a string
 * @value: a value; text in it may be cut in the middle of a character
 * @unit: (nullable): its unit
 *
 * Appends a value as an alert shows it: a text in one line, cut where it is long.
 */
void
weir_rule_text_append_value (GString         *text,
                             const WeirValue *value,
                             const char      *unit)
{
  switch (value->type)
    {
    case WEIR_VALUE_DOUBLE:
      append_double (text, value->as_double);
      break;
    case WEIR_VALUE_INT:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, value->as_int);
      break;
    case WEIR_VALUE_BOOL:
      g_string_append (text, value->as_int ? "true" : "false");
      return;
    case WEIR_VALUE_TEXT:
      append_text (text, value);
      return;
    default:
      g_string_append (text, "–");
      return;
    }

  if (unit != NULL && unit[0] != '\0')
    g_string_append_printf (text, UNIT_SPACE "%s", unit);
}

/*< private >
 * weir_rule_text_append_record:
 * @text: a string
 * @record: a record
 * @names: names of its values
 * @units: their units
 *
 * Appends "price 131.94 USD · volume 20": the values a record has.
 */
void
weir_rule_text_append_record (GString            *text,
                              const WeirRecord   *record,
                              const char * const *names,
                              const char * const *units)
{
  gboolean first = TRUE;

  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      if (value->type == WEIR_VALUE_MISSING || value->type == WEIR_VALUE_NULL)
        continue;
      g_string_append_printf (text, "%s%s ", first ? "" : " · ", names[i]);
      weir_rule_text_append_value (text, value, units[i]);
      first = FALSE;
    }
}
