#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A longer one is refused; a topic's name has at most 249 characters. */
#define WEIR_TOPIC_PATTERN_MAX_BYTES 255

/**
 * WeirTopicPattern:
 *
 * A name of topics that begins with "^": as in librdkafka and kcat it is an
 * extended regular expression of POSIX, which a topic's name has to begin with.
 * Unchanging, any thread.
 */
typedef struct _WeirTopicPattern WeirTopicPattern;

gboolean          weir_topic_is_pattern      (const char              *name);
WeirTopicPattern *weir_topic_pattern_new     (const char              *text,
                                              GError                 **error);
void              weir_topic_pattern_free    (WeirTopicPattern        *self);
gboolean          weir_topic_pattern_matches (const WeirTopicPattern  *self,
                                              const char              *topic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopicPattern, weir_topic_pattern_free)

G_END_DECLS
