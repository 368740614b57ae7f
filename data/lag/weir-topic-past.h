#pragma once

#include "data/lag/weir-cluster.h"
#include "data/series/weir-series.h"

G_BEGIN_DECLS

/* Of so many topics at most. */
#define WEIR_TOPIC_PAST_N_TOPICS 500

/**
 * WeirTopicPast:
 *
 * How far the topics of one cluster were, a point a minute of a day, kept over
 * restarts: what their rates over time follow from. One thread at a time.
 */
typedef struct _WeirTopicPast WeirTopicPast;

WeirTopicPast *weir_topic_past_new      (void);
void           weir_topic_past_free     (WeirTopicPast      *self);
void           weir_topic_past_take     (WeirTopicPast      *self,
                                         const WeirCluster  *cluster);
gboolean       weir_topic_past_has      (WeirTopicPast      *self,
                                         const char         *topic);
void           weir_topic_past_fill     (WeirTopicPast      *self,
                                         const char         *topic,
                                         WeirSeries         *rates);
void           weir_topic_past_put_before (WeirTopicPast    *self,
                                         WeirTopicPast      *earlier);
GBytes        *weir_topic_past_save     (WeirTopicPast      *self);
WeirTopicPast *weir_topic_past_restore  (GBytes             *bytes,
                                         gint64              now_usec);
char          *weir_topic_past_dup_path (const char         *bootstrap);
WeirTopicPast *weir_topic_past_read_file (const char        *path,
                                         GError            **error);
gboolean       weir_topic_past_write_file (const char       *path,
                                         GBytes             *bytes,
                                         GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopicPast, weir_topic_past_free)

G_END_DECLS
