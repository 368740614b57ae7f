#include "config.h"

#include "data/decode/weir-number.h"

#include <float.h>
#include <math.h>

const double weir_number_exact_powers[] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

#define MAX_EXACT_MANTISSA (G_GUINT64_CONSTANT (1) << 53)

/**
 * weir_number_scan_exponent:
 * @cursor: the `e` or `E`
 * @number: what was read before it
 *
 * Adds the exponent of a literal to @number. The byte behind the literal must
 * be readable, as in [func@number_scan].
 *
 * Returns: (nullable): the first byte behind it, %NULL if it has no digits
 */
const char *
weir_number_scan_exponent (const char *cursor,
                           WeirNumber *number)
{
  gboolean negative;
  const char *first;
  gint32 exponent = 0;

  cursor++;
  negative = *cursor == '-';
  if (*cursor == '-' || *cursor == '+')
    cursor++;

  first = cursor;
  for (; *cursor >= '0' && *cursor <= '9'; cursor++)
    exponent = MIN (exponent * 10 + (*cursor - '0'), WEIR_NUMBER_MAX_EXPONENT);

  number->is_integer = FALSE;
  number->exponent += negative ? -exponent : exponent;

  return cursor > first ? cursor : NULL;
}

/* How many of the eight bytes, from the first on, are decimal digits. */
static guint
weir_number_count_digits8 (guint64 word)
{
  guint64 x = word ^ G_GUINT64_CONSTANT (0x3030303030303030);
  guint64 others = ((x + G_GUINT64_CONSTANT (0x7676767676767676)) | x) & G_GUINT64_CONSTANT (0x8080808080808080);

  return others != 0 ? (guint) __builtin_ctzll (others) / 8 : 8;
}

/* The value of the first @n_digits (1 to 8) bytes, all digits: pairs, then fours, then all eight. */
static guint64
weir_number_convert8 (guint64 word,
                      guint   n_digits)
{
  guint64 x = (word ^ G_GUINT64_CONSTANT (0x3030303030303030)) << (64 - 8 * n_digits);

  x = (x * 10 + (x >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  x = (x * 100 + (x >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  return (x * 10000 + (x >> 32)) & G_GUINT64_CONSTANT (0xffffffff);
}

/* Eight bytes from @cursor on, zeros behind @limit: nothing is read outside [@first, @limit]. */
static guint64
weir_number_load_up_to (const char *cursor,
                        const char *first,
                        const char *limit)
{
  guint64 word = 0;

  if (G_LIKELY (limit - cursor >= 7))
    return weir_number_load8 (cursor);
  if (G_LIKELY (limit - first >= 7))
    return weir_number_load8 (limit - 7) >> (8 * (7 - (limit - cursor)));

  for (guint i = 0; cursor + i <= limit; i++)
    word |= (guint64) (guchar) cursor[i] << (8 * i);
  return word;
}

/* Reads digits into the mantissa. Past 19 the mantissa is worth nothing, but the count goes on. */
static const char *
weir_number_scan_digits (const char *cursor,
                         const char *first,
                         const char *limit,
                         guint64    *mantissa,
                         guint32    *n_digits)
{
  static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };
  guint n_read;

  do
    {
      guint64 word = weir_number_load_up_to (cursor, first, limit);

      n_read = weir_number_count_digits8 (word);
      if (G_UNLIKELY (n_read == 0))
        break;
      *mantissa = *mantissa * powers[n_read] + weir_number_convert8 (word, n_read);
      *n_digits += n_read;
      cursor += n_read;
    }
  while (n_read == 8);

  return cursor;
}

/**
 * weir_number_scan_any:
 * @cursor: the first byte of the literal
 * @first: the first byte that may be read, at or before @cursor
 * @limit: the last byte that may be read; it belongs to no number
 * @number: (out): what was read
 *
 * [func@number_scan] for any number, eight bytes at a time.
 *
 * Returns: (nullable): the first byte behind the literal, %NULL if it breaks the grammar
 */
const char *
weir_number_scan_any (const char *cursor,
                      const char *first,
                      const char *limit,
                      WeirNumber *number)
{
  WeirNumber read = { .negative = *cursor == '-', .is_integer = TRUE };
  const char *digits = cursor + read.negative;
  const char *fraction;

  cursor = weir_number_scan_digits (digits, first, limit, &read.mantissa, &read.n_digits);
  if (G_UNLIKELY (cursor == digits || (*digits == '0' && cursor - digits > 1)))
    return NULL;

  if (*cursor == '.')
    {
      fraction = ++cursor;
      cursor = weir_number_scan_digits (cursor, first, limit, &read.mantissa, &read.n_digits);
      if (G_UNLIKELY (cursor == fraction))
        return NULL;
      read.is_integer = FALSE;
      read.exponent = (gint32) MAX (fraction - cursor, -WEIR_NUMBER_MAX_EXPONENT);
    }

  *number = read;
  if (G_UNLIKELY ((*cursor | 0x20) == 'e'))
    return weir_number_scan_exponent (cursor, number);

  return cursor;
}

/**
 * weir_number_parse:
 * @text: (array length=length): a text, one byte behind which is readable and belongs to no number
 * @length: bytes in @text
 * @number: (out): the number
 *
 * Reads a text that is nothing but one number literal of JSON. Any thread.
 *
 * Returns: %FALSE if it is something else
 */
gboolean
weir_number_parse (const char *text,
                   gsize       length,
                   WeirNumber *number)
{
  if (length == 0 || (*text != '-' && !g_ascii_isdigit (*text)))
    return FALSE;

  return weir_number_scan_any (text, text, text + length, number) == text + length;
}

/* strtod reads to the end of what looks like a number, and the text is not NUL-terminated. */
static double
round_by_strtod (const char *text,
                 gsize       length)
{
  char short_copy[128];
  g_autofree char *long_copy = NULL;
  char *copy = short_copy;

  if (length >= sizeof short_copy)
    copy = long_copy = g_malloc (length + 1);
  memcpy (copy, text, length);
  copy[length] = '\0';

  return g_ascii_strtod (copy, NULL);
}

#if LDBL_MANT_DIG == 64
/* Up to 10^27 a power of ten has a mantissa of 64 bits (5^27 < 2^64), so one multiplication or
 * division rounds once, to 64 bits, and is off by half a unit there at most. Rounding that again
 * to 53 bits gives the double nearest to the true number unless a halfway point between two
 * doubles lies that near: those have 10000000000 in the last 11 bits, exactly what is refused. */
static gboolean
round_by_long_double (guint64  mantissa,
                      gint     exponent,
                      double  *rounded)
{
  static const long double powers[] = {
    1e0L, 1e1L, 1e2L, 1e3L, 1e4L, 1e5L, 1e6L, 1e7L, 1e8L, 1e9L, 1e10L, 1e11L, 1e12L, 1e13L,
    1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L,
  };
  long double quotient;
  guint64 bits;

  if (ABS (exponent) >= (gint) G_N_ELEMENTS (powers))
    return FALSE;

  quotient = exponent < 0 ? mantissa / powers[-exponent] : mantissa * powers[exponent];
  memcpy (&bits, &quotient, sizeof bits);
  if ((bits & 0x7ff) == 0x400)
    return FALSE;

  *rounded = (double) quotient;
  return TRUE;
}
#else
static gboolean
round_by_long_double (guint64  mantissa,
                      gint     exponent,
                      double  *rounded)
{
  return FALSE;
}
#endif

/* Correctly rounded. Mantissa and power both exact: the one operation rounds (Clinger 1990). */
static double
number_to_double (const WeirNumber *number,
                  const char       *text,
                  gsize             length)
{
  double magnitude;

  if (G_UNLIKELY (number->n_digits > WEIR_NUMBER_MAX_DIGITS))
    return round_by_strtod (text, length);

  if (number->mantissa <= MAX_EXACT_MANTISSA && ABS (number->exponent) <= WEIR_NUMBER_MAX_EXACT_POWER)
    magnitude = number->exponent < 0 ? (double) number->mantissa / weir_number_exact_powers[-number->exponent]
                                     : (double) number->mantissa * weir_number_exact_powers[number->exponent];
  else if (number->mantissa == 0)
    magnitude = 0;
  else if (!round_by_long_double (number->mantissa, number->exponent, &magnitude))
    return round_by_strtod (text, length);

  return number->negative ? -magnitude : magnitude;
}

/**
 * weir_number_to_any_value:
 * @number: a number
 * @text: (array length=length): its literal
 * @length: bytes in @text
 * @value: (out): an INT, or a DOUBLE correctly rounded
 *
 * Makes a value of a literal: integers stay exact, what has a point or an
 * exponent is a double, and so is -0, whose sign an integer has no room for.
 * Any thread.
 *
 * Returns: why @value was left as it was, if it was
 */
WeirNumberFit
weir_number_to_any_value (const WeirNumber *number,
                          const char       *text,
                          gsize             length,
                          WeirValue        *value)
{
  double rounded;

  if (number->is_integer && !(number->negative && number->mantissa == 0 && number->n_digits == 1))
    {
      guint64 bound = (guint64) G_MAXINT64 + number->negative;

      if (number->n_digits > WEIR_NUMBER_MAX_DIGITS || number->mantissa > bound)
        return WEIR_NUMBER_INTEGER_TOO_LONG;

      value->type = WEIR_VALUE_INT;
      value->as_int = (gint64) (number->negative ? -number->mantissa : number->mantissa);
      return WEIR_NUMBER_FITS;
    }

  rounded = number_to_double (number, text, length);
  if (!isfinite (rounded))
    return WEIR_NUMBER_NOT_FINITE;

  value->type = WEIR_VALUE_DOUBLE;
  value->as_double = rounded;
  return WEIR_NUMBER_FITS;
}

/* The first 19 digits that count, read again from a literal with more of them. */
static void
read_significant (const char *text,
                  gsize       length,
                  WeirNumber *number,
                  gboolean   *more)
{
  gboolean fraction = FALSE;
  guint n_kept = 0;

  number->mantissa = 0;
  number->exponent = 0;
  for (gsize i = 0; i < length && (text[i] | 0x20) != 'e'; i++)
    {
      if (text[i] == '.')
        fraction = TRUE;
      if (!g_ascii_isdigit (text[i]))
        continue;
      if (n_kept < WEIR_NUMBER_MAX_DIGITS)
        {
          number->mantissa = number->mantissa * 10 + (guint64) (text[i] - '0');
          n_kept += number->mantissa > 0;
          number->exponent -= fraction;
        }
      else
        {
          *more |= text[i] != '0';
          number->exponent += !fraction;
        }
    }
}

/* The exponent as written, which read_significant() leaves out. */
static gint32
read_exponent (const char *text,
               gsize       length)
{
  WeirNumber number = { 0 };
  const char *letter = memchr (text, 'e', length);

  if (letter == NULL)
    letter = memchr (text, 'E', length);
  if (letter != NULL)
    weir_number_scan_exponent (letter, &number);

  return number.exponent;
}

/* magnitude / 10^n_places, to the nearest integer or towards zero or away from it. */
static guint64
divide_rounding (guint64  magnitude,
                 gint     n_places,
                 gboolean more,
                 gboolean negative,
                 gboolean to_floor)
{
  guint64 divisor = 1, quotient, rest;

  if (n_places > WEIR_NUMBER_MAX_DIGITS)
    {
      more |= magnitude > 0;
      return to_floor && negative && more ? 1 : 0;
    }
  for (gint i = 0; i < n_places; i++)
    divisor *= 10;
  quotient = magnitude / divisor;
  rest = magnitude % divisor;

  if (to_floor)
    return quotient + (negative && (rest > 0 || more));
  if (rest > divisor - rest || (rest == divisor - rest && divisor > 1 && (!negative || more)))
    quotient++;

  return quotient;
}

/**
 * weir_number_scale:
 * @number: a number
 * @text: (array length=length): its literal
 * @length: bytes in @text
 * @scale: power of ten to multiply by
 * @to_floor: round towards minus infinity rather than to the nearest
 * @scaled: (out): the integer
 *
 * Computes @number · 10^@scale as an integer, in decimal arithmetic: no double
 * comes in between, so 1594512094.3859746 seconds are exactly
 * 1594512094385975 µs. Halves go up. Any thread.
 *
 * Returns: %FALSE if the result does not fit into 64 bits
 */
gboolean
weir_number_scale (const WeirNumber *number,
                   const char       *text,
                   gsize             length,
                   gint              scale,
                   gboolean          to_floor,
                   gint64           *scaled)
{
  WeirNumber significant = *number;
  gboolean more = FALSE;
  guint64 magnitude;
  gint exponent;

  if (G_UNLIKELY (number->n_digits > WEIR_NUMBER_MAX_DIGITS))
    {
      read_significant (text, length, &significant, &more);
      significant.exponent += read_exponent (text, length);
    }

  magnitude = significant.mantissa;
  exponent = significant.exponent + scale;
  if (exponent < 0)
    magnitude = divide_rounding (magnitude, -exponent, more, number->negative, to_floor);
  for (; exponent > 0 && magnitude > 0; exponent--)
    if (__builtin_mul_overflow (magnitude, 10, &magnitude))
      return FALSE;
  if (magnitude > (guint64) G_MAXINT64)
    return FALSE;

  *scaled = number->negative ? -(gint64) magnitude : (gint64) magnitude;
  return TRUE;
}
