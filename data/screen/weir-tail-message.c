#include "config.h"

#include "data/screen/weir-tail-message.h"

/**
 * weir_tail_message_ref:
 * @self: a message
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirTailMessage *
weir_tail_message_ref (WeirTailMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_tail_message_unref:
 * @self: (transfer full): a message
 *
 * Any thread.
 */
void
weir_tail_message_unref (WeirTailMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->key);
  g_free (self->stream_key);
  g_free (self->text);
  g_free (self->decoded);
  g_free (self);
}
