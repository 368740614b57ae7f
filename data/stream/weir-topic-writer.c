#include "config.h"

#include "data/stream/weir-topic-writer.h"

/* What was sent is waited for so often, so that a group's offsets can be committed. */
#define FLUSH_USEC G_TIME_SPAN_SECOND

/*< private >
 * weir_topic_writer_init:
 * @self: not yet a writer
 * @producer: what sends; kept
 */
void
weir_topic_writer_init (WeirTopicWriter *self,
                        WeirProducer    *producer)
{
  *self = (WeirTopicWriter) { .producer = g_object_ref (producer) };
}

/*< private >
 * weir_topic_writer_clear:
 * @self: a writer
 */
void
weir_topic_writer_clear (WeirTopicWriter *self)
{
  g_clear_object (&self->producer);
  g_clear_error (&self->error);
}

/*< private >
 * weir_topic_writer_send:
 * @self: a writer
 * @message: copied
 *
 * Waits where the producer's queue is full.
 *
 * Returns: %FALSE if it is not sent, now or after an earlier error
 */
gboolean
weir_topic_writer_send (WeirTopicWriter   *self,
                        const WeirMessage *message)
{
  return self->error == NULL && weir_producer_send (self->producer, message, TRUE, &self->error);
}

/*< private >
 * weir_topic_writer_check:
 * @self: a writer
 * @error: return location for the first error
 *
 * Returns: %FALSE with @error if something was not sent
 */
gboolean
weir_topic_writer_check (WeirTopicWriter  *self,
                         GError          **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static void
flush (WeirTopicWriter *self)
{
  if (self->error == NULL)
    weir_producer_flush (self->producer, 0, NULL, NULL, &self->error);
}

/*< private >
 * weir_topic_writer_end_batch:
 * @self: a writer
 * @clock: the sink's
 * @error: return location for the first error
 *
 * Waits each second until all is acknowledged; not within transactions, whose commit
 * waits itself.
 *
 * Returns: %FALSE with @error if something was not sent
 */
gboolean
weir_topic_writer_end_batch (WeirTopicWriter      *self,
                             const WeirSinkClock  *clock,
                             GError              **error)
{
  weir_producer_poll (self->producer);
  if (!weir_producer_is_transactional (self->producer) && clock->monotonic_usec - self->flushed_usec >= FLUSH_USEC)
    {
      self->flushed_usec = clock->monotonic_usec;
      flush (self);
    }

  return weir_topic_writer_check (self, error);
}

/*< private >
 * weir_topic_writer_finish:
 * @self: a writer
 * @error: return location for the first error
 *
 * Waits until all is acknowledged.
 *
 * Returns: %FALSE with @error if something was not sent
 */
gboolean
weir_topic_writer_finish (WeirTopicWriter  *self,
                          GError          **error)
{
  flush (self);

  return weir_topic_writer_check (self, error);
}

/*< private >
 * weir_topic_writer_is_delivered:
 * @self: a writer
 *
 * Returns: whether all that was sent is acknowledged
 */
gboolean
weir_topic_writer_is_delivered (WeirTopicWriter *self)
{
  WeirProducerCounts counts;

  weir_producer_get_counts (self->producer, &counts);

  return self->error == NULL && counts.n_delivered == counts.n_sent;
}
