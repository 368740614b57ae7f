#include "config.h"

#include "data/decode/weir-dead-letters.h"

#include <string.h>

/* What a letter costs beside its bytes: its structure, strings and GBytes. */
#define LETTER_OVERHEAD_BYTES 256

struct _WeirDeadLetters
{
  GQueue  letters;     /* owned, oldest at the head */
  guint   max_letters;
  gsize   max_bytes;
  gsize   size_bytes;
  guint64 n_total;
  guint64 n_reason[WEIR_DECODE_N_ERRORS];
};

static GBytes *
copy_bytes (const char *bytes,
            gsize       length)
{
  return bytes != NULL ? g_bytes_new (bytes, MIN (length, WEIR_DEAD_LETTER_MAX_BYTES)) : NULL;
}

/**
 * weir_dead_letter_new:
 * @message: the record
 * @reason: why it did not decode
 * @detail: (nullable): a sentence about it
 *
 * Copies what is to be kept of a record. Any thread.
 *
 * Returns: (transfer full): a letter
 */
WeirDeadLetter *
weir_dead_letter_new (const WeirMessage *message,
                      WeirDecodeError    reason,
                      const char        *detail)
{
  WeirDeadLetter *self;

  g_return_val_if_fail (message != NULL, NULL);

  self = g_new0 (WeirDeadLetter, 1);
  g_atomic_ref_count_init (&self->refs);
  self->topic = g_strdup (message->topic);
  self->partition = message->partition;
  self->offset = message->offset;
  self->arrival_usec = message->arrival_usec;
  self->reason = reason;
  self->detail = g_strdup (detail != NULL ? detail : "");
  self->key = copy_bytes (message->key, message->key_length);
  self->payload = copy_bytes (message->payload, message->payload_length);
  self->payload_length = message->payload_length;

  return self;
}

/**
 * weir_dead_letter_ref:
 * @self: a letter
 *
 * Returns: (transfer full): @self. Any thread
 */
WeirDeadLetter *
weir_dead_letter_ref (WeirDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * weir_dead_letter_unref:
 * @self: (transfer full): a letter
 *
 * Releases it; any thread.
 */
void
weir_dead_letter_unref (WeirDeadLetter *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->topic);
  g_free (self->detail);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

static gsize
letter_size (const WeirDeadLetter *letter)
{
  return LETTER_OVERHEAD_BYTES + strlen (letter->detail)
         + (letter->key != NULL ? g_bytes_get_size (letter->key) : 0)
         + (letter->payload != NULL ? g_bytes_get_size (letter->payload) : 0);
}

/**
 * weir_dead_letters_new:
 * @max_letters: how many are kept, at least 1
 * @max_bytes: how much memory they may take; the newest one is kept in any case
 *
 * Returns: (transfer full): an empty list
 */
WeirDeadLetters *
weir_dead_letters_new (guint max_letters,
                       gsize max_bytes)
{
  WeirDeadLetters *self;

  g_return_val_if_fail (max_letters > 0, NULL);

  self = g_new0 (WeirDeadLetters, 1);
  g_queue_init (&self->letters);
  self->max_letters = max_letters;
  self->max_bytes = max_bytes;

  return self;
}

/**
 * weir_dead_letters_free:
 * @self: (nullable) (transfer full): a list
 *
 * Frees the list and its references to the letters.
 */
void
weir_dead_letters_free (WeirDeadLetters *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->letters, (GDestroyNotify) weir_dead_letter_unref);
  g_free (self);
}

/**
 * weir_dead_letters_add:
 * @self: a list
 * @message: a record that did not decode
 * @reason: why
 * @detail: (nullable): a sentence about it
 *
 * Keeps a record, and forgets the oldest ones past the list's bounds.
 *
 * Returns: (transfer none): the letter; valid until the next one is added
 */
WeirDeadLetter *
weir_dead_letters_add (WeirDeadLetters   *self,
                       const WeirMessage *message,
                       WeirDecodeError    reason,
                       const char        *detail)
{
  WeirDeadLetter *letter;

  g_return_val_if_fail (self != NULL && message != NULL, NULL);
  g_return_val_if_fail (reason < WEIR_DECODE_N_ERRORS, NULL);

  letter = weir_dead_letter_new (message, reason, detail);
  g_queue_push_tail (&self->letters, letter);
  self->size_bytes += letter_size (letter);
  self->n_total++;
  self->n_reason[reason]++;

  while (self->letters.length > 1
         && (self->letters.length > self->max_letters || self->size_bytes > self->max_bytes))
    {
      WeirDeadLetter *oldest = g_queue_pop_head (&self->letters);

      self->size_bytes -= letter_size (oldest);
      weir_dead_letter_unref (oldest);
    }

  return letter;
}

/**
 * weir_dead_letters_get_n_total:
 * @self: a list
 *
 * Returns: how many letters were ever added
 */
guint64
weir_dead_letters_get_n_total (WeirDeadLetters *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_total;
}

/**
 * weir_dead_letters_get_n_reason:
 * @self: a list
 * @reason: a reason
 *
 * Returns: how many letters were ever added for @reason
 */
guint64
weir_dead_letters_get_n_reason (WeirDeadLetters *self,
                                WeirDecodeError  reason)
{
  g_return_val_if_fail (self != NULL && reason < WEIR_DECODE_N_ERRORS, 0);

  return self->n_reason[reason];
}

/**
 * weir_dead_letters_get_n_forgotten:
 * @self: a list
 *
 * Returns: how many letters had to go to keep the bounds
 */
guint64
weir_dead_letters_get_n_forgotten (WeirDeadLetters *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_total - self->letters.length;
}

/**
 * weir_dead_letters_get_length:
 * @self: a list
 *
 * Returns: how many letters it holds
 */
guint
weir_dead_letters_get_length (WeirDeadLetters *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->letters.length;
}

/**
 * weir_dead_letters_get:
 * @self: a list
 * @i: position, 0 is the oldest
 *
 * Returns: (transfer none) (nullable): the letter there, %NULL past the end;
 *   take a reference to keep it or hand it to another thread
 */
WeirDeadLetter *
weir_dead_letters_get (WeirDeadLetters *self,
                       guint            i)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_queue_peek_nth (&self->letters, i);
}
