#pragma once

#include "data/source/weir-source.h"
#include "data/stream/weir-stream.h"

G_BEGIN_DECLS

/**
 * WeirTopicRoutes:
 * @names: owned; then %NULL: topics and patterns that were asked for
 * @readers: owned; of each topic the streams that read it, borrowed; those of topics that patterns match come behind
 * @n_whole: how many topics, the last, are read from their beginning
 *
 * Which streams read which topics of one source, by the topics' numbers in it.
 */
typedef struct
{
  GPtrArray *names;
  GPtrArray *readers;
  guint      n_whole;
} WeirTopicRoutes;

void weir_topic_routes_init       (WeirTopicRoutes        *self);
void weir_topic_routes_clear      (WeirTopicRoutes        *self);
void weir_topic_routes_add        (WeirTopicRoutes        *self,
                                   WeirStream             *stream,
                                   const char * const     *topics);
void weir_topic_routes_read_whole (WeirTopicRoutes        *self,
                                   const char             *topic);
void weir_topic_routes_find       (WeirTopicRoutes        *self,
                                   guint                   topic_index,
                                   guint                   pattern_index);
void weir_topic_routes_fill       (const WeirTopicRoutes  *self,
                                   WeirSourceSpec         *spec);

/* (element-type WeirStream), borrowed */
static inline GPtrArray *
weir_topic_routes_get_readers (const WeirTopicRoutes *self,
                               guint                  topic_index)
{
  return g_ptr_array_index (self->readers, topic_index);
}

/* (array zero-terminated=1) */
static inline const char * const *
weir_topic_routes_get_names (const WeirTopicRoutes *self)
{
  return (const char * const *) self->names->pdata;
}

G_END_DECLS
