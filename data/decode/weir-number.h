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

WeirNumberFit weir_number_to_value        (const WeirNumber *number,
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

/* Reads digits into the mantissa. Past 19 the mantissa is worth nothing, but the count goes on. */
static inline const char *
weir_number_scan_digits (const char *cursor,
                         const char *limit,
                         WeirNumber *number)
{
  static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };

  while (limit - cursor >= 8)
    {
      guint64 word = weir_number_load8 (cursor);
      guint n_digits = weir_number_count_digits8 (word);

      if (n_digits == 0)
        return cursor;
      number->mantissa = number->mantissa * powers[n_digits] + weir_number_convert8 (word, n_digits);
      number->n_digits += n_digits;
      cursor += n_digits;
      if (n_digits < 8)
        return cursor;
    }

  for (; *cursor >= '0' && *cursor <= '9'; cursor++)
    {
      number->mantissa = number->mantissa * 10 + (guint64) (*cursor - '0');
      number->n_digits++;
    }

  return cursor;
}

/**
 * weir_number_scan:
 * @cursor: the first byte of the literal
 * @limit: a byte that belongs to no number, at or behind which nothing is read
 * @number: (out): what was read
 *
 * Reads a number literal by JSON's grammar. On the hot path, hence here.
 *
 * Returns: (nullable): the first byte behind the literal, %NULL if it breaks the grammar
 */
static inline const char *
weir_number_scan (const char *cursor,
                  const char *limit,
                  WeirNumber *number)
{
  const char *first;
  const char *fraction;

  number->mantissa = 0;
  number->exponent = 0;
  number->n_digits = 0;
  number->is_integer = TRUE;
  number->negative = *cursor == '-';
  cursor += number->negative;

  first = cursor;
  cursor = weir_number_scan_digits (cursor, limit, number);
  if (G_UNLIKELY (cursor == first || (*first == '0' && cursor - first > 1)))
    return NULL;

  if (*cursor == '.')
    {
      fraction = ++cursor;
      cursor = weir_number_scan_digits (cursor, limit, number);
      if (G_UNLIKELY (cursor == fraction))
        return NULL;
      number->is_integer = FALSE;
      number->exponent = (gint32) MAX (fraction - cursor, -WEIR_NUMBER_MAX_EXPONENT);
    }

  if (G_UNLIKELY ((*cursor | 0x20) == 'e'))
    return weir_number_scan_exponent (cursor, number);

  return cursor;
}

G_END_DECLS
