#include "config.h"

#include "data/stream/weir-topic-routes.h"

#include <string.h>

/*< private >
 * weir_topic_routes_init:
 * @self: memory to fill
 */
void
weir_topic_routes_init (WeirTopicRoutes *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->n_whole = 0;
  g_ptr_array_add (self->names, NULL);
}

/*< private >
 * weir_topic_routes_clear:
 * @self: what weir_topic_routes_init() filled
 */
void
weir_topic_routes_clear (WeirTopicRoutes *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->readers, g_ptr_array_unref);
}

static guint
ensure_topic (WeirTopicRoutes *self,
              const char      *topic)
{
  guint n = self->readers->len;

  for (guint i = 0; i < n; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), topic))
      return i;

  g_ptr_array_insert (self->names, (gint) n, g_strdup (topic));
  g_ptr_array_add (self->readers, g_ptr_array_new ());

  return n;
}

/*< private >
 * weir_topic_routes_add:
 * @self: routes of a source that has not started
 * @stream: a stream; must live as long
 * @topics: (array zero-terminated=1): what it reads
 *
 * Several streams may read one topic.
 */
void
weir_topic_routes_add (WeirTopicRoutes    *self,
                       WeirStream         *stream,
                       const char * const *topics)
{
  for (guint i = 0; topics[i] != NULL; i++)
    {
      GPtrArray *readers = weir_topic_routes_get_readers (self, ensure_topic (self, topics[i]));

      if (!g_ptr_array_find (readers, stream, NULL))
        g_ptr_array_add (readers, stream);
    }
}

static void
move_to_end (GPtrArray *array,
             guint      i,
             guint      n)
{
  gpointer moved = array->pdata[i];

  memmove (&array->pdata[i], &array->pdata[i + 1], (n - i - 1) * sizeof moved);
  array->pdata[n - 1] = moved;
}

/*< private >
 * weir_topic_routes_read_whole:
 * @self: routes of a source that has not started
 * @topic: a topic that one of the streams reads
 *
 * Without a group @topic is read from its beginning, wherever the others
 * start, and before them. Once all streams were added.
 */
void
weir_topic_routes_read_whole (WeirTopicRoutes *self,
                              const char      *topic)
{
  guint n = self->readers->len;

  for (guint i = 0; i < n - self->n_whole; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), topic))
      {
        move_to_end (self->names, i, n);
        move_to_end (self->readers, i, n);
        self->n_whole++;
        return;
      }
}

/*< private >
 * weir_topic_routes_find:
 * @self: routes
 * @topic_index: a topic
 * @pattern_index: a pattern that matches it
 *
 * Who reads the pattern reads the topic.
 */
void
weir_topic_routes_find (WeirTopicRoutes *self,
                        guint            topic_index,
                        guint            pattern_index)
{
  GPtrArray *wanted = weir_topic_routes_get_readers (self, pattern_index);
  GPtrArray *readers;

  while (self->readers->len <= topic_index)
    g_ptr_array_add (self->readers, g_ptr_array_new ());

  readers = weir_topic_routes_get_readers (self, topic_index);
  for (guint i = 0; i < wanted->len; i++)
    if (!g_ptr_array_find (readers, g_ptr_array_index (wanted, i), NULL))
      g_ptr_array_add (readers, g_ptr_array_index (wanted, i));
}

/*< private >
 * weir_topic_routes_fill:
 * @self: routes
 * @spec: (inout): whose group and start are set: gets the topics, and which of them are read whole
 */
void
weir_topic_routes_fill (const WeirTopicRoutes *self,
                        WeirSourceSpec        *spec)
{
  spec->topics = weir_topic_routes_get_names (self);
  if (spec->group != NULL || self->n_whole == 0)
    return;

  if (self->n_whole == self->names->len - 1)
    spec->start = (WeirPosition) { WEIR_POSITION_BEGINNING, 0 };
  else
    spec->first_whole_topic = self->names->len - 1 - self->n_whole;
}
