#include "config.h"

#include "data/source/weir-topic-pattern.h"
#include "data/view/weir-stream-view-private.h"

/* Where the records of a stream stand. */

/**
 * weir_stream_view_get_topic:
 * @self: a stream
 * @topic_index: a number of a topic that a record had
 *
 * Returns: (transfer none): the topic's name; empty if no record of it came
 */
const char *
weir_stream_view_get_topic (WeirStreamView *self,
                            guint           topic_index)
{
  const char *topic = NULL;

  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  if (self->topics != NULL && topic_index < self->topics->len)
    topic = g_ptr_array_index (self->topics, topic_index);

  return topic != NULL ? topic : "";
}

/**
 * weir_stream_view_find_topic:
 * @self: a stream
 *
 * Returns: (transfer none): one of the topics it reads; where they are found by a
 *   pattern one that a record came of, empty until then
 */
const char *
weir_stream_view_find_topic (WeirStreamView *self)
{
  const char *first;

  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  first = weir_stream_view_get_config (self)->topics[0];
  if (first != NULL && !weir_topic_is_pattern (first))
    return first;

  for (guint i = 0; self->topics != NULL && i < self->topics->len; i++)
    if (g_ptr_array_index (self->topics, i) != NULL)
      return g_ptr_array_index (self->topics, i);

  return "";
}

/**
 * weir_stream_view_find_offsets:
 * @self: a stream
 * @begin_usec: a begin, event time
 * @end_usec: an end, which does not belong to it
 *
 * Returns: (transfer full) (element-type WeirOffsetRange): where the records of that
 *   time stand, of those that were read, with others between them
 */
GArray *
weir_stream_view_find_offsets (WeirStreamView *self,
                               gint64          begin_usec,
                               gint64          end_usec)
{
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (self), NULL);

  return weir_offset_index_find (self->offsets, begin_usec, end_usec);
}
