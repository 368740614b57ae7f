#include "config.h"

#include "data/source/weir-source-private.h"

/*
 * Where the partitions end that are being read, as a sign that their leaders live. Each leader is asked by itself: one
 * that is silent keeps no other from being heard. Partitions that have none are not asked about, as librdkafka would
 * wait for one; weir-source-watch.c says so in time.
 */

/* Between two questions, and after one without an answer. */
#define ALIVE_USEC (5 * G_TIME_SPAN_SECOND)
#define AGAIN_USEC G_TIME_SPAN_SECOND

/**
 * weir_source_leaders_add:
 * @self: a source
 * @id: a broker that leads a partition of a topic, or %WEIR_LEADER_NONE
 *
 * Has it asked from now on.
 */
void
weir_source_leaders_add (WeirSource *self,
                         gint32      id)
{
  if (id == WEIR_LEADER_NONE)
    return;

  for (guint i = 0; i < self->leaders->len; i++)
    if (g_array_index (self->leaders, WeirSourceLeader, i).id == id)
      return;

  g_array_append_vals (self->leaders, &(WeirSourceLeader) {
    .id = id,
    .next_usec = g_get_monotonic_time () + G_TIME_SPAN_SECOND,
  }, 1);
}

typedef struct
{
  gint32                           leader;
  rd_kafka_topic_partition_list_t *list;
} Led;

static void
add_led (WeirSource          *self,
         WeirSourcePartition *partition,
         gpointer             user_data)
{
  const Led *led = user_data;

  if (partition->state == WEIR_PARTITION_FETCHING && weir_source_partition_get_leader (partition) == led->leader)
    rd_kafka_topic_partition_list_add (led->list, partition->topic->name, partition->number);
}

static void
ask (WeirSource *self,
     guint       index,
     gint64      now_usec)
{
  WeirSourceLeader *leader = &g_array_index (self->leaders, WeirSourceLeader, index);
  Led led = { leader->id, rd_kafka_topic_partition_list_new (8) };

  weir_source_foreach_partition (self, add_led, &led);
  leader->next_usec = now_usec + AGAIN_USEC;
  leader->stop_asked = self->stop_passed;
  if (led.list->cnt > 0)
    {
      leader->asked = TRUE;
      self->n_leaders_asked++;
      weir_source_ask_offsets (self, WEIR_QUESTION_ALIVE, index, RD_KAFKA_OFFSET_SPEC_LATEST, led.list);
    }
  rd_kafka_topic_partition_list_destroy (led.list);
}

/**
 * weir_source_leaders_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Asks those whose turn it is. Now and then.
 */
void
weir_source_leaders_step (WeirSource *self,
                          gint64      now_usec)
{
  for (guint i = 0; i < self->leaders->len; i++)
    {
      const WeirSourceLeader *leader = &g_array_index (self->leaders, WeirSourceLeader, i);

      if (!leader->asked && (now_usec >= leader->next_usec || self->stop_passed != leader->stop_asked))
        ask (self, i, now_usec);
    }
}

/**
 * weir_source_leaders_ask_soon:
 * @self: a source
 * @id: the leader of a partition whose end is in doubt, or %WEIR_LEADER_NONE
 * @after_usec: when
 */
void
weir_source_leaders_ask_soon (WeirSource *self,
                              gint32      id,
                              gint64      after_usec)
{
  gint64 next_usec = g_get_monotonic_time () + after_usec;

  for (guint i = 0; i < self->leaders->len; i++)
    {
      WeirSourceLeader *leader = &g_array_index (self->leaders, WeirSourceLeader, i);

      if (leader->id == id)
        leader->next_usec = MIN (leader->next_usec, next_usec);
    }
}

/**
 * weir_source_leaders_answer:
 * @self: a source
 * @index: which of its leaders was asked
 * @answered: whether an answer came
 */
void
weir_source_leaders_answer (WeirSource *self,
                            guint       index,
                            gboolean    answered)
{
  WeirSourceLeader *leader = &g_array_index (self->leaders, WeirSourceLeader, index);
  gint64 alive_usec = MIN (ALIVE_USEC, self->silence_usec / 3);

  leader->asked = FALSE;
  leader->next_usec = g_get_monotonic_time () + (answered ? alive_usec : MIN (AGAIN_USEC, alive_usec));
  self->n_leaders_asked--;
  /* Another may lead by now. */
  if (!answered)
    self->next_topics_usec = 0;
}
