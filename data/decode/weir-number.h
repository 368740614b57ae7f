#pragma once

#include <string.h>

#include "data/decode/weir-bytes16.h"
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
 * WeirNumberFit: whether a number fits in a value.
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
const char   *weir_number_scan_any        (const char       *cursor,
                                           const char       *first,
                                           const char       *limit,
                                           WeirNumber       *number);
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

#ifdef WEIR_HAVE_BYTES16
/* The usual literal: its 15 digits at most end within sixteen bytes, and 17 readable ones are before its end. NULL: not
 * of that kind, or broken. */
G_ALWAYS_INLINE static inline const char *
weir_number_scan_short (const char *digits,
                        const char *first,
                        const char *limit,
                        WeirNumber *number)
{
  gssize beyond = 15 - (limit - digits);
  guint others;
  guint n_whole;
  guint n_fraction = 0;
  const char *end;

  /* Near the limit, the last sixteen bytes instead; the limit itself is no digit. */
  if (G_LIKELY (beyond <= 0))
    others = weir_bytes16_find_others (digits);
  else if (limit - first >= 15)
    others = weir_bytes16_find_others (limit - 15) >> beyond;
  else
    return NULL;

  /* No digit at all, or perhaps more than these. */
  n_whole = (guint) __builtin_ctz (others | 1u << 16);
  if (G_UNLIKELY (n_whole - 1 >= 15))
    return NULL;
  end = digits + n_whole;
  number->is_integer = *end != '.';
  if (!number->is_integer)
    {
      others = others >> (n_whole + 1);
      n_fraction = (guint) __builtin_ctz (others | 1u << 16);
      if (G_UNLIKELY (n_fraction - 1 >= 15))
        return NULL;
      end += 1 + n_fraction;
    }

  if (G_UNLIKELY ((*digits == '0' && n_whole > 1) || end - first < 17))
    return NULL;

  number->n_digits = n_whole + n_fraction;
  number->exponent = -(gint32) n_fraction;
  number->mantissa = number->is_integer ? weir_bytes16_convert_whole (end, n_whole)
                                        : weir_bytes16_convert_fraction (end, number->n_digits, n_fraction);
  return end;
}
#endif

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
#ifdef WEIR_HAVE_BYTES16
  const char *end;

  number->negative = *cursor == '-';
  end = weir_number_scan_short (cursor + number->negative, first, limit, number);
  if (G_LIKELY (end != NULL && (*end | 0x20) != 'e'))
    return end;
#endif

  return weir_number_scan_any (cursor, first, limit, number);
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
