#pragma once

#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

/**
 * WeirDeadLetter:
 *
 * A record that did not decode, with its raw bytes (up to
 * %WEIR_DEAD_LETTER_MAX_BYTES; payload_length tells the true size).
 * Immutable, reference-counted: other threads may use it.
 */
typedef struct
{
  gatomicrefcount refs;
  char           *topic;
  gint32          partition;
  gint64          offset;
  gint64          arrival_usec;
  WeirDecodeError reason;
  char           *detail;
  GBytes         *key;        /* nullable */
  GBytes         *payload;    /* nullable; may be cut */
  gsize           payload_length;
} WeirDeadLetter;

#define WEIR_DEAD_LETTER_MAX_BYTES 65536

WeirDeadLetter *weir_dead_letter_new   (const WeirMessage *message,
                                        WeirDecodeError    reason,
                                        const char        *detail);
WeirDeadLetter *weir_dead_letter_ref   (WeirDeadLetter    *self);
void            weir_dead_letter_unref (WeirDeadLetter    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDeadLetter, weir_dead_letter_unref)

/**
 * WeirDeadLetters:
 *
 * The bounded list of a stream's dead letters: the oldest go first, the number
 * forgotten is known, counts per reason never forget. Used by one thread.
 */
typedef struct _WeirDeadLetters WeirDeadLetters;

WeirDeadLetters *weir_dead_letters_new           (guint              max_letters,
                                                  gsize              max_bytes);
void             weir_dead_letters_free          (WeirDeadLetters   *self);
WeirDeadLetter  *weir_dead_letters_add           (WeirDeadLetters   *self,
                                                  const WeirMessage *message,
                                                  WeirDecodeError    reason,
                                                  const char        *detail);   /* (transfer none) */
guint64          weir_dead_letters_get_n_total   (WeirDeadLetters   *self);
guint64          weir_dead_letters_get_n_reason  (WeirDeadLetters   *self,
                                                  WeirDecodeError    reason);
guint64          weir_dead_letters_get_n_forgotten (WeirDeadLetters *self);
guint            weir_dead_letters_get_length    (WeirDeadLetters   *self);
WeirDeadLetter  *weir_dead_letters_get           (WeirDeadLetters   *self,
                                                  guint              i);        /* oldest first, (transfer none) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDeadLetters, weir_dead_letters_free)

G_END_DECLS
