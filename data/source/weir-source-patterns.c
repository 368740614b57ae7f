#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"
#include "data/source/weir-topic-listing.h"

#include <glib/gi18n-lib.h>

/*
 * Topics that stand for others: “^quotes-” is all topics whose names begin so, those that are made later too. Consumer
 * thread only.
 *
 * A pattern has a number among the topics, as every topic that was asked for, but no partitions. Topics that it matches
 * get the numbers behind all of those. Without a group we look for them ourselves, now and then; a group's coordinator
 * finds them, too, and what it gives us may be new to us.
 */

/* Says what is read for the sake of a pattern; more than one may match. */
static void
say_found (WeirSource        *self,
           WeirSourceTopic   *topic,
           WeirSourcePattern *pattern)
{
  g_autofree char *text = g_strdup_printf (_("topic “%s” matches “%s”"), topic->name, pattern->topic->name);

  pattern->n_matched++;
  topic->whole |= pattern->topic->whole;
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_TOPIC_FOUND,
    .topic = topic->name,
    .topic_index = topic->index,
    .pattern_index = pattern->topic->index,
    .partition = -1,
    .text = text,
  });
}

static gboolean
matches (const WeirSourcePattern *pattern,
         const char              *name)
{
  return weir_topic_pattern_matches (pattern->pattern, name);
}

static WeirSourceTopic *
add_topic (WeirSource *self,
           const char *name)
{
  WeirSourceTopic *topic = weir_source_topic_new (name, self->topics->len);

  topic->found = TRUE;
  topic->handle = rd_kafka_topic_new (self->handle, name, NULL);
  /* All that is in it came while we were reading. */
  topic->late = self->names_known;
  g_ptr_array_add (self->topics, topic);
  self->next_topics_usec = 0;

  return topic;
}

/* A topic that a pattern matches is read; TRUE if it is one. */
static gboolean
take_name (WeirSource *self,
           const char *name)
{
  WeirSourceTopic *topic = NULL;

  for (guint i = 0; i < self->patterns->len; i++)
    {
      WeirSourcePattern *pattern = g_ptr_array_index (self->patterns, i);

      if (!matches (pattern, name))
        continue;
      topic = weir_source_find_topic (self, name);
      if (topic == NULL)
        topic = add_topic (self, name);
      if (topic->n_patterns <= i)
        say_found (self, topic, pattern);
      topic->n_patterns = MAX (topic->n_patterns, i + 1);
    }

  if (topic != NULL && topic->dropped)
    {
      topic->dropped = FALSE;
      self->next_topics_usec = 0;
    }

  return topic != NULL;
}

/**
 * weir_source_patterns_ensure:
 * @self: a source of a group
 * @name: a topic whose partitions the group gave us
 *
 * The group's coordinator may know a topic before we do, and, with the newer
 * protocol, matches by rules of its own.
 *
 * Returns: (transfer none) (nullable): the topic; %NULL if nothing stands for it
 */
WeirSourceTopic *
weir_source_patterns_ensure (WeirSource *self,
                             const char *name)
{
  WeirSourceTopic *topic = weir_source_find_topic (self, name);

  if (topic != NULL || self->patterns->len == 0)
    return topic;

  if (!take_name (self, name))
    say_found (self, add_topic (self, name), g_ptr_array_index (self->patterns, 0));

  return weir_source_find_topic (self, name);
}

static void
fail_pattern (WeirSource        *self,
              WeirSourcePattern *pattern)
{
  g_autoptr(GError) error = NULL;

  if (pattern->topic->error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  pattern->topic->error = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  error = weir_source_topic_error_new (pattern->topic);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = pattern->topic->name,
    .topic_index = pattern->topic->index,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

static void
take_names (WeirSource         *self,
            const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    take_name (self, names[i]);

  for (guint i = 0; i < self->patterns->len; i++)
    {
      WeirSourcePattern *pattern = g_ptr_array_index (self->patterns, i);

      if (pattern->n_matched == 0)
        fail_pattern (self, pattern);
      else
        weir_source_recover_topic (self, pattern->topic);
    }
  self->names_known = TRUE;
}

static void
finish_listing (WeirSource *self,
                gint64      now_usec)
{
  rd_kafka_resp_err_t native;
  g_auto(GStrv) names = weir_topic_listing_finish (g_steal_pointer (&self->listing), &native);

  weir_source_judge_answer (self, native, names != NULL);
  if (names != NULL)
    take_names (self, (const char * const *) names);

  self->n_listing_failures = names != NULL ? 0 : self->n_listing_failures + 1;
  self->next_names_usec = now_usec + (names != NULL ? self->topics_usec : weir_source_retry_usec (self->n_listing_failures));
}

/**
 * weir_source_patterns_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Looks for topics that patterns match. Now and then.
 *
 * Returns: whether it is known which topics are to be read
 */
gboolean
weir_source_patterns_step (WeirSource *self,
                           gint64      now_usec)
{
  if (self->patterns->len == 0)
    return TRUE;

  if (self->listing == NULL && now_usec >= self->next_names_usec)
    self->listing = weir_topic_listing_start (self->handle);
  else if (self->listing != NULL && weir_topic_listing_is_done (self->listing))
    finish_listing (self, now_usec);

  return self->names_known;
}

/**
 * weir_source_patterns_add:
 * @self: a source that is being made
 * @topic: a pattern, as a topic
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Returns: %FALSE if it is no pattern
 */
gboolean
weir_source_patterns_add (WeirSource       *self,
                          WeirSourceTopic  *topic,
                          GError          **error)
{
  WeirTopicPattern *compiled = weir_topic_pattern_new (topic->name, error);
  WeirSourcePattern *pattern;

  if (compiled == NULL)
    return FALSE;

  topic->is_pattern = TRUE;
  pattern = g_new0 (WeirSourcePattern, 1);
  pattern->pattern = compiled;
  pattern->topic = topic;
  g_ptr_array_add (self->patterns, pattern);

  return TRUE;
}

/**
 * weir_source_pattern_free:
 * @pattern: (transfer full): a pattern
 */
void
weir_source_pattern_free (WeirSourcePattern *pattern)
{
  weir_topic_pattern_free (pattern->pattern);
  g_free (pattern);
}

static void
drop_partition (WeirSource          *self,
                WeirSourcePartition *partition)
{
  if (partition->state == WEIR_PARTITION_FETCHING && !self->subscribed)
    rd_kafka_consume_stop (partition->topic->handle, partition->number);
  if (partition->state != WEIR_PARTITION_GONE && partition->state != WEIR_PARTITION_DONE)
    weir_source_emit_partition (self, WEIR_INTAKE_EVENT_REVOKED, partition, partition->position, partition->high, NULL);
  weir_source_partition_set_state (partition, WEIR_PARTITION_GONE);
}

/**
 * weir_source_patterns_drop:
 * @self: a source
 * @topic: one that does not exist any more
 *
 * A topic that only a pattern stands for may go as it came: that is no error.
 *
 * Returns: whether it is such a topic
 */
gboolean
weir_source_patterns_drop (WeirSource      *self,
                           WeirSourceTopic *topic)
{
  if (!topic->found)
    return FALSE;

  topic->dropped = TRUE;
  for (guint i = 0; i < topic->partitions->len; i++)
    {
      WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition != NULL)
        drop_partition (self, partition);
    }
  weir_source_check_finished (self);

  return TRUE;
}
