#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * Hashing by folded 64×64→128-bit products, the idea of wyhash and MUM (public domain): one multiplication mixes
 * 16 bytes, and every output bit depends on every input bit. Not cryptographic; callers seed it so that key sets that
 * collide in one process do not in the next.
 */

#define WEIR_HASH_C0 G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
#define WEIR_HASH_C1 G_GUINT64_CONSTANT (0xd6e8feb86659fd93)

static inline guint64
weir_hash_mix (guint64 a,
               guint64 b)
{
  unsigned __int128 product = (unsigned __int128) a * b;

  return (guint64) product ^ (guint64) (product >> 64);
}

static inline guint64
weir_hash_load64 (const char *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return word;
}

static inline guint64
weir_hash_load32 (const char *bytes)
{
  guint32 word;

  memcpy (&word, bytes, sizeof word);
  return word;
}

/* Two words that, together with @length, tell all of at most 16 bytes. */
static inline void
weir_hash_pack (const char *bytes,
                gsize       length,
                guint64    *a,
                guint64    *b)
{
  *a = *b = 0;
  if (length >= 8)
    {
      *a = weir_hash_load64 (bytes);
      *b = weir_hash_load64 (bytes + length - 8);
    }
  else if (length >= 4)
    *a = weir_hash_load32 (bytes) | weir_hash_load32 (bytes + length - 4) << 32;
  else if (length > 0)
    *a = (guint8) bytes[0] | (guint64) (guint8) bytes[length / 2] << 8 | (guint64) (guint8) bytes[length - 1] << 16;
}

/* The bytes that weir_hash_pack() made words of. */
static inline void
weir_hash_unpack (guint64 a,
                  guint64 b,
                  gsize   length,
                  char   *bytes)
{
  if (length >= 8 && length <= 16)
    {
      memcpy (bytes, &a, 8);
      memcpy (bytes + length - 8, &b, 8);
    }
  else if (length >= 4)
    {
      memcpy (bytes, &a, 4);
      memcpy (bytes + length - 4, (const char *) &a + 4, 4);
    }
  else if (length > 0)
    {
      bytes[length / 2] = (char) (a >> 8);
      bytes[length - 1] = (char) (a >> 16);
      bytes[0] = (char) a;
    }
}

static inline guint64
weir_hash_words (guint64 a,
                 guint64 b,
                 guint64 length,
                 guint64 seed)
{
  return weir_hash_mix (weir_hash_mix (a ^ WEIR_HASH_C0 ^ seed, b ^ WEIR_HASH_C1), length ^ seed ^ WEIR_HASH_C1);
}

static inline guint64
weir_hash_bytes (const char *bytes,
                 gsize       length,
                 guint64     seed)
{
  guint64 state = seed;
  gsize left = length;
  guint64 a;
  guint64 b;

  for (; left > 16; left -= 16, bytes += 16)
    state
      = weir_hash_mix (weir_hash_load64 (bytes) ^ WEIR_HASH_C0 ^ state, weir_hash_load64 (bytes + 8) ^ WEIR_HASH_C1);

  weir_hash_pack (bytes, left, &a, &b);
  return weir_hash_words (a, b, length, state);
}

G_END_DECLS
