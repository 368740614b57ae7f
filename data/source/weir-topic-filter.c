#include "config.h"

#include "data/source/weir-topic-filter.h"

struct _WeirTopicFilter
{
  GHashTable *names;      /* owned, of char */
  GPtrArray  *patterns;   /* owned, of WeirTopicPattern */
  gboolean    all;
};

/**
 * weir_topic_filter_new:
 * @topics: (array zero-terminated=1) (nullable): names, or patterns, which begin with "^"; %NULL: all topics
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Returns: (transfer full) (nullable): a filter, or %NULL with @error set if a pattern is none
 */
WeirTopicFilter *
weir_topic_filter_new (const char * const  *topics,
                       GError             **error)
{
  g_autoptr(WeirTopicFilter) self = g_new0 (WeirTopicFilter, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_topic_pattern_free);
  self->all = topics == NULL;
  for (guint i = 0; topics != NULL && topics[i] != NULL; i++)
    {
      WeirTopicPattern *pattern;

      if (!weir_topic_is_pattern (topics[i]))
        {
          g_hash_table_add (self->names, g_strdup (topics[i]));
          continue;
        }

      pattern = weir_topic_pattern_new (topics[i], error);
      if (pattern == NULL)
        return NULL;
      g_ptr_array_add (self->patterns, pattern);
    }

  return g_steal_pointer (&self);
}

/**
 * weir_topic_filter_free:
 * @self: (nullable) (transfer full): a filter
 */
void
weir_topic_filter_free (WeirTopicFilter *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->names);
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

/**
 * weir_topic_filter_has:
 * @self: a filter
 * @topic: a topic's name
 *
 * Returns: whether @topic is one of those wanted
 */
gboolean
weir_topic_filter_has (const WeirTopicFilter *self,
                       const char            *topic)
{
  if (self->all || g_hash_table_contains (self->names, topic))
    return TRUE;

  for (guint i = 0; i < self->patterns->len; i++)
    if (weir_topic_pattern_matches (g_ptr_array_index (self->patterns, i), topic))
      return TRUE;

  return FALSE;
}
