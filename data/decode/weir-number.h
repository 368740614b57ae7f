#pragma once

#include <string.h>

#include "data/decode/weir-value.h"

G_BEGIN_DECLS

/**
 * WeirNumber:
 * @mantissa: its digits without the point, unless there are more than %WEIR_NUMBER_MAX_DIGITS
 * @exponent: the number is mantissa · 10^exponent
 * @n_digits: digits written, leading zeros included
 * @negative: whether it begins with a minus
 * @is_integer: whether it has neither a point nor an exponent
 *
 * A number literal of JSON, read but not yet rounded to anything.
 */
typedef struct
{
  guint64 mantissa;
  gint32  exponent;
  guint32 n_digits;
  guint8  negative;
  guint8  is_integer;
} WeirNumber;

/* 10^19 − 1 is the largest run of nines that 64 bits hold. */
#define WEIR_NUMBER_MAX_DIGITS 19

/* Past this no digit of a double is left, whatever the mantissa: the exponent stays here. */
#define WEIR_NUMBER_MAX_EXPONENT 1000000

/**
 * WeirNumberFit: whether a number found room in a value.
 */
typedef enum
{
  WEIR_NUMBER_FITS,
  WEIR_NUMBER_INTEGER_TOO_LONG,   /* an integer beyond 64 bits */
  WEIR_NUMBER_NOT_FINITE,         /* 1e400 */
} WeirNumberFit;

/* The powers of ten that a double holds exactly, 10^0 to 10^22. */
#define WEIR_NUMBER_MAX_EXACT_POWER 22
extern const double weir_number_exact_powers[WEIR_NUMBER_MAX_EXACT_POWER + 1];

WeirNumberFit weir_number_to_any_value    (const WeirNumber *number,
                                           const char       *text,
                                           gsize             length,
                                           WeirValue        *value);
gboolean      weir_number_parse           (const char       *text,
                                           gsize             length,
                                           WeirNumber       *number);
gboolean      weir_number_scale           (const WeirNumber *number,
                                           const char       *text,
                                           gsize             length,
                                           gint              scale,
                                           gboolean          to_floor,
                                           gint64           *scaled);
const char   *weir_number_scan_exponent   (const char       *cursor,
                                           WeirNumber       *number);

static inline guint64
weir_number_load8 (const char *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* How many of the eight bytes, from the first on, are decimal digits. */
static inline guint
weir_number_count_digits8 (guint64 word)
{
  guint64 x = word ^ G_GUINT64_CONSTANT (0x3030303030303030);
  guint64 others = ((x + G_GUINT64_CONSTANT (0x7676767676767676)) | x) & G_GUINT64_CONSTANT (0x8080808080808080);

  return others != 0 ? (guint) __builtin_ctzll (others) / 8 : 8;
}

/* The value of the first @n_digits (1 to 8) bytes, all digits: pairs, then fours, then all eight. */
static inline guint64
weir_number_convert8 (guint64 word,
                      guint   n_digits)
{
  guint64 x = (word ^ G_GUINT64_CONSTANT (0x3030303030303030)) << (64 - 8 * n_digits);

  x = (x * 10 + (x >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  x = (x * 100 + (x >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  return (x * 10000 + (x >> 32)) & G_GUINT64_CONSTANT (0xffffffff);
}

/* Eight bytes from @cursor on, zeros behind @limit: nothing is read outside [@first, @limit]. */
static inline guint64
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
static inline const char *
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
 * weir_number_scan:
 * @cursor: the first byte of the literal
 * @first: the first byte that may be read, at or before @cursor
 * @limit: the last byte that may be read; it belongs to no number
 * @number: (out): what was read
 *
 * Reads a number literal by JSON's grammar. On the hot path, hence here.
 *
 * Returns: (nullable): the first byte behind the literal, %NULL if it breaks the grammar
 */
G_ALWAYS_INLINE static inline const char *
weir_number_scan (const char *cursor,
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
 * weir_number_to_value:
 * @number: a number
 * @text: (array length=length): its literal
 * @length: bytes in @text
 * @value: (out): an INT, or a DOUBLE correctly rounded
 *
 * [func@number_to_any_value] with its usual cases in line: an integer of at
 * most 18 digits, a decimal fraction of at most 15.
 *
 * Returns: why @value was left as it was, if it was
 */
static inline WeirNumberFit
weir_number_to_value (const WeirNumber *number,
                      const char       *text,
                      gsize             length,
                      WeirValue        *value)
{
  gint64 mantissa = (gint64) number->mantissa;

  if (number->is_integer && number->n_digits <= 18 && mantissa != 0)
    {
      value->type = WEIR_VALUE_INT;
      value->as_int = number->negative ? -mantissa : mantissa;
      return WEIR_NUMBER_FITS;
    }

  if (G_LIKELY (!number->is_integer && number->n_digits <= 15
                && (guint32) -number->exponent <= WEIR_NUMBER_MAX_EXACT_POWER))
    {
      double magnitude = (double) mantissa / weir_number_exact_powers[-number->exponent];

      value->type = WEIR_VALUE_DOUBLE;
      value->as_double = number->negative ? -magnitude : magnitude;
      return WEIR_NUMBER_FITS;
    }

  return weir_number_to_any_value (number, text, length, value);
}

G_END_DECLS
