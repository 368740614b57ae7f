#include "config.h"

#include "data/source/weir-retention.h"

/* How long a partition's end may take to be known: it is asked of this process. */
#define ANSWER_MSEC 200

/* Where a partition ended at a time. */
typedef struct
{
  gint64 time_usec;
  gint64 end;
} Mark;

typedef struct
{
  const char *topic;      /* borrowed from the list of topics */
  gint32      partition;
  GArray     *marks;      /* owned, of Mark, oldest first */
} Kept;

struct _WeirRetention
{
  WeirBroker   *broker;   /* owned reference */
  WeirProducer *producer; /* owned reference */
  gint64        retention_usec;
  GStrv         topics;   /* owned */
  GArray       *kept;     /* owned, of Kept */
  guint         next;     /* to be looked at */
};

static void
kept_clear (gpointer data)
{
  Kept *kept = data;

  g_array_unref (kept->marks);
}

/**
 * weir_retention_new:
 * @broker: the embedded broker
 * @producer: how to ask it where a partition ends
 * @topics: (array zero-terminated=1): topics of @broker
 * @n_partitions: of each of them
 * @retention_usec: how long records stay at least
 *
 * Returns: (transfer full): what forgets their records
 */
WeirRetention *
weir_retention_new (WeirBroker         *broker,
                    WeirProducer       *producer,
                    const char * const *topics,
                    guint               n_partitions,
                    gint64              retention_usec)
{
  WeirRetention *self = g_new0 (WeirRetention, 1);

  self->broker = g_object_ref (broker);
  self->producer = g_object_ref (producer);
  self->retention_usec = retention_usec;
  self->topics = g_strdupv ((GStrv) topics);
  self->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (self->kept, kept_clear);
  for (guint i = 0; self->topics[i] != NULL; i++)
    for (guint j = 0; j < n_partitions; j++)
      {
        Kept kept = { self->topics[i], (gint32) j, g_array_new (FALSE, FALSE, sizeof (Mark)) };

        g_array_append_val (self->kept, kept);
      }

  return self;
}

/* Deletes what was there at the last mark that is old enough. */
static void
kept_forget (Kept       *kept,
             WeirBroker *broker,
             gint64      before_usec)
{
  guint n_old = 0;

  while (n_old < kept->marks->len && g_array_index (kept->marks, Mark, n_old).time_usec <= before_usec)
    n_old++;
  if (n_old == 0)
    return;

  /* A partition of which nothing can be deleted stays as it is: the broker bounds it by its size. */
  weir_broker_delete_records (broker, kept->topic, kept->partition, g_array_index (kept->marks, Mark, n_old - 1).end, NULL);
  g_array_remove_range (kept->marks, 0, n_old);
}

/**
 * weir_retention_look:
 * @self: a retention
 * @now_usec: any clock
 *
 * Looks at one partition, the next at each call, so that a call takes no more
 * than some milliseconds.
 */
void
weir_retention_look (WeirRetention *self,
                     gint64         now_usec)
{
  Kept *kept;
  Mark mark = { .time_usec = now_usec };

  g_return_if_fail (self != NULL);

  if (self->kept->len == 0)
    return;

  kept = &g_array_index (self->kept, Kept, self->next);
  self->next = (self->next + 1) % self->kept->len;
  mark.end = weir_producer_query_end (self->producer, kept->topic, kept->partition, ANSWER_MSEC);
  if (mark.end > 0)
    g_array_append_val (kept->marks, mark);
  kept_forget (kept, self->broker, now_usec - self->retention_usec);
}

/**
 * weir_retention_free:
 * @self: (transfer full) (nullable): a retention
 */
void
weir_retention_free (WeirRetention *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->kept);
  g_strfreev (self->topics);
  g_object_unref (self->producer);
  g_object_unref (self->broker);
  g_free (self);
}
