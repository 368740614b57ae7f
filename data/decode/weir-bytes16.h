#pragma once

#include <glib.h>

/*
 * Sixteen bytes at a time, with what every x86-64 has (SSE2). Elsewhere WEIR_HAVE_BYTES16 is not defined and callers go
 * by eight bytes or by one. Bit i of a mask is byte i.
 */

#ifdef __SSE2__
#define WEIR_HAVE_BYTES16

#include <emmintrin.h>

G_BEGIN_DECLS

static inline __m128i
weir_bytes16_load (const char *bytes)
{
  return _mm_loadu_si128 ((const __m128i *) bytes);
}

/* Which are a quote, a backslash, a control character or not ASCII. */
static inline guint
weir_bytes16_find_special (const char *bytes)
{
  __m128i loaded = weir_bytes16_load (bytes);
  __m128i quotes = _mm_cmpeq_epi8 (loaded, _mm_set1_epi8 ('"'));
  __m128i escapes = _mm_cmpeq_epi8 (loaded, _mm_set1_epi8 ('\\'));
  __m128i others = _mm_cmplt_epi8 (loaded, _mm_set1_epi8 (0x20));    /* signed: 0x80 and up too */

  return (guint) _mm_movemask_epi8 (_mm_or_si128 (_mm_or_si128 (quotes, escapes), others));
}

/* Which are not a decimal digit. */
static inline guint
weir_bytes16_find_others (const char *bytes)
{
  __m128i values = _mm_sub_epi8 (weir_bytes16_load (bytes), _mm_set1_epi8 ('0'));

  return (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (_mm_max_epu8 (values, _mm_set1_epi8 (10)), values));
}

/* Which are the same. */
static inline guint
weir_bytes16_compare (const char *left,
                      const char *right)
{
  return (guint) _mm_movemask_epi8 (_mm_cmpeq_epi8 (weir_bytes16_load (left), weir_bytes16_load (right)));
}

/* All ones in the last @n bytes. */
static inline __m128i
weir_bytes16_get_last (guint n)
{
  static const guint8 ramp[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  };

  return weir_bytes16_load ((const char *) ramp + n);
}

/* The number that sixteen digits, values and not characters, write: pairs, then fours, then eights. */
static inline guint64
weir_bytes16_convert (__m128i digits)
{
  __m128i tens = _mm_and_si128 (digits, _mm_set1_epi16 (0xff));
  __m128i pairs = _mm_add_epi16 (_mm_mullo_epi16 (tens, _mm_set1_epi16 (10)), _mm_srli_epi16 (digits, 8));
  __m128i fours = _mm_madd_epi16 (pairs, _mm_set1_epi32 (1 << 16 | 100));
  __m128i packed = _mm_packs_epi32 (fours, fours);
  guint64 eights = (guint64) _mm_cvtsi128_si64 (_mm_madd_epi16 (packed, _mm_set1_epi32 (1 << 16 | 10000)));

  return (eights & G_MAXUINT32) * 100000000 + (eights >> 32);
}

/* The number that the last @n_digits before @end write, 16 at most; 16 bytes before @end are readable. */
static inline guint64
weir_bytes16_convert_whole (const char *end,
                            guint       n_digits)
{
  __m128i values = _mm_sub_epi8 (weir_bytes16_load (end - 16), _mm_set1_epi8 ('0'));

  return weir_bytes16_convert (_mm_and_si128 (values, weir_bytes16_get_last (n_digits)));
}

/* The same of digits with a point among them, @n_fraction behind it; 17 bytes before @end are readable. */
static inline guint64
weir_bytes16_convert_fraction (const char *end,
                               guint       n_digits,
                               guint       n_fraction)
{
  __m128i zeros = _mm_set1_epi8 ('0');
  __m128i behind = weir_bytes16_get_last (n_fraction);
  __m128i fraction = _mm_and_si128 (behind, _mm_sub_epi8 (weir_bytes16_load (end - 16), zeros));
  __m128i whole = _mm_andnot_si128 (behind, _mm_sub_epi8 (weir_bytes16_load (end - 17), zeros));

  return weir_bytes16_convert (_mm_and_si128 (_mm_or_si128 (fraction, whole), weir_bytes16_get_last (n_digits)));
}

G_END_DECLS
#endif
