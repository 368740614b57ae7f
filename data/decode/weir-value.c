#include "config.h"

#include "data/decode/weir-value.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "data/base/weir-string.h"

#define DOUBLE_TEXT_BYTES 40

/* Powers of ten that a double holds exactly. */
static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11 };

/* Before @cursor; returns where they begin. */
static char *
write_digits_before (char    *cursor,
                     guint64  number)
{
  static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495"
                              "051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

  while (number >= 100)
    {
      cursor -= 2;
      memcpy (cursor, &pairs[number % 100 * 2], 2);
      number /= 100;
    }
  if (number < 10)
    *--cursor = (char) ('0' + number);
  else
    {
      cursor -= 2;
      memcpy (cursor, &pairs[number * 2], 2);
    }

  return cursor;
}

/* The last @n_decimals digits stand behind a point. */
static void
append_unsigned (GString *text,
                 guint64  magnitude,
                 gboolean negative,
                 guint    n_decimals)
{
  char digits[48];
  char *end = digits + sizeof digits;
  char *cursor = write_digits_before (end, magnitude);

  if (n_decimals > 0)
    {
      while ((guint) (end - cursor) <= n_decimals)
        *--cursor = '0';
      memmove (cursor - 1, cursor, (gsize) (end - cursor) - n_decimals);
      cursor--;
      end[-(gssize) n_decimals - 1] = '.';
    }
  if (negative)
    *--cursor = '-';
  weir_string_append_len (text, cursor, (gsize) (end - cursor));
}

/* Most doubles in records have few decimals: m/10^k with m below 2^53 and k up to 22 is read back
 * as the correctly rounded quotient, so if that is the number, its digits are m's. The smallest k
 * that does it has the fewest digits. */
static gboolean
append_short_decimal (GString *text,
                      double   magnitude,
                      gboolean negative)
{
  if (magnitude < 1e-5 && magnitude != 0)
    return FALSE;

  for (guint k = 0; k < G_N_ELEMENTS (powers); k++)
    {
      double scaled = nearbyint (magnitude * powers[k]);

      if (scaled >= 9007199254740992.0)
        return FALSE;
      if (scaled / powers[k] == magnitude)
        {
          append_unsigned (text, (guint64) scaled, negative, k);
          return TRUE;
        }
    }

  return FALSE;
}

/* printf writes e+300 and e-05; the sign and the zeros say nothing. */
static void
append_without_exponent_padding (GString    *text,
                                 const char *formatted)
{
  const char *exponent = strchr (formatted, 'e');

  if (exponent == NULL)
    {
      g_string_append (text, formatted);
      return;
    }

  g_string_append_len (text, formatted, exponent + 1 - formatted);
  exponent++;
  if (*exponent == '-')
    g_string_append_c (text, '-');
  exponent++;
  while (*exponent == '0')
    exponent++;
  g_string_append (text, exponent);
}

/* 15 digits are always kept by a normal double and 17 always suffice; a denormal may need but one. */
static void
append_double (GString *text,
               double   value)
{
  char formatted[DOUBLE_TEXT_BYTES];
  guint n_digits = fabs (value) < DBL_MIN ? 1 : 15;

  if (!isfinite (value) || append_short_decimal (text, fabs (value), signbit (value)))
    return;

  for (; n_digits <= 17; n_digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%ug", n_digits);
      g_ascii_formatd (formatted, sizeof formatted, format, value);
      if (g_ascii_strtod (formatted, NULL) == value)
        break;
    }

  append_without_exponent_padding (text, formatted);
}

/**
 * weir_value_append_text:
 * @value: a value
 * @text: the string it is added to
 *
 * Writes @value as the machine-readable outputs have it, whatever the locale:
 * integers exactly, doubles in the fewest digits that read back to the same
 * double (100, 0.1, 1e300, -0), booleans as true and false, text as it is.
 * MISSING, NULL and what is not finite add nothing. Any thread.
 */
void
weir_value_append_text (const WeirValue *value,
                        GString         *text)
{
  g_return_if_fail (value != NULL && text != NULL);

  switch ((WeirValueType) value->type)
    {
    case WEIR_VALUE_INT:
      append_unsigned (text, value->as_int < 0 ? -(guint64) value->as_int : (guint64) value->as_int,
                       value->as_int < 0, 0);
      break;

    case WEIR_VALUE_DOUBLE:
      append_double (text, value->as_double);
      break;

    case WEIR_VALUE_BOOL:
      g_string_append (text, value->as_int ? "true" : "false");
      break;

    case WEIR_VALUE_TEXT:
      weir_string_append_len (text, value->as_text, value->length);
      break;

    case WEIR_VALUE_MISSING:
    case WEIR_VALUE_NULL:
    default:
      break;
    }
}
