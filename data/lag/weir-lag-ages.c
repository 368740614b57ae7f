#include "config.h"

#include "data/lag/weir-lag-ages.h"

#include <string.h>

#define POLL_MSEC 50
/* So many partitions are read at once. */
#define READINGS_MAX 256
/* What was read is true for so long: compaction may take the record. */
#define TRUE_USEC (G_TIME_SPAN_MINUTE)

/* A place whose next record is wanted: several groups may stand there. */
typedef struct
{
  GPtrArray        *lags;   /* owned, of borrowed WeirGroupLag */
  rd_kafka_topic_partition_t partition; /* what finds it; its topic is a lag's */
  guint             rank;   /* how many places of this partition come before */
  gboolean          anew;   /* it was read before */
  rd_kafka_topic_t *topic;  /* owned, nullable: being read */
} Place;

static gboolean
is_over (WeirLagAdmin *admin)
{
  return g_get_monotonic_time () >= admin->deadline_usec || g_cancellable_is_cancelled (admin->cancellable);
}

static const WeirGroupLag *
lag_of (const Place *place)
{
  return g_ptr_array_index (place->lags, 0);
}

static void
place_free (gpointer data)
{
  Place *place = data;

  g_ptr_array_unref (place->lags);
  g_free (place);
}

/* The offset that will be read next: what was deleted before it will not be. */
static gint64
next_of (const WeirGroupLag *lag)
{
  return MAX (lag->committed, lag->low);
}

/* -- what was found -- */

static void
set_record (WeirGroupLag *lag,
            gint64        record_usec,
            gint64        read_usec)
{
  lag->record_usec = record_usec;
  lag->read_usec = read_usec;
  lag->lag_usec = record_usec >= 0 ? MAX (g_get_real_time () - record_usec, 0) : -1;
}

/* No record lies between @next and the end: only marks of transactions, or what was aborted. */
static void
set_nothing_left (WeirGroupLag *lag,
                  gint64        read_usec)
{
  lag->lag = 0;
  lag->lag_usec = 0;
  lag->read_usec = read_usec;
}

static void
set_end (WeirGroupLag *lag,
         gint64        read_to,
         gint64        read_usec)
{
  if (read_to >= lag->end)
    set_nothing_left (lag, read_usec);
  else
    lag->held = lag->end - read_to;
}

/* Takes over what was found at the same place before. */
static gboolean
take_previous (WeirGroupLag       *lag,
               const WeirGroupLag *before,
               gint64              now_usec)
{
  if (before == NULL || before->read_usec == 0 || before->committed != lag->committed || before->low != lag->low
      || before->end > lag->end)
    return FALSE;

  if (before->record_usec >= 0)
    set_record (lag, before->record_usec, before->read_usec);
  else if (before->lag == 0 && before->end == lag->end)
    set_nothing_left (lag, before->read_usec);
  else
    return FALSE;

  return now_usec - before->read_usec < TRUE_USEC;
}

/* -- where to read -- */

/* Unread places first; of one partition only one place can be read at a time. */
static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *x = *(const Place * const *) a;
  const Place *y = *(const Place * const *) b;

  if (x->anew != y->anew)
    return x->anew - y->anew;

  return (x->rank > y->rank) - (x->rank < y->rank);
}

static void
add_place (GPtrArray    *places,
           GHashTable   *by_place,
           GHashTable   *ranks,
           WeirGroupLag *lag,
           gboolean      anew)
{
  g_autofree char *partition = g_strdup_printf ("%d/%s", lag->partition, lag->topic);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", next_of (lag), partition);
  Place *place = g_hash_table_lookup (by_place, key);

  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      place->lags = g_ptr_array_new ();
      place->partition.topic = lag->topic;
      place->partition.partition = lag->partition;
      place->anew = anew;
      place->rank = GPOINTER_TO_UINT (g_hash_table_lookup (ranks, partition));
      g_hash_table_insert (ranks, g_steal_pointer (&partition), GUINT_TO_POINTER (place->rank + 1));
      g_hash_table_insert (by_place, g_steal_pointer (&key), place);
      g_ptr_array_add (places, place);
    }
  g_ptr_array_add (place->lags, lag);
}

static GPtrArray *
find_places (WeirLagSnapshot       *snapshot,
             const WeirLagSnapshot *previous)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);
  g_autoptr(GHashTable) by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) ranks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < snapshot->lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (snapshot->lags, i);
      const WeirGroupLag *before = previous != NULL ? weir_lag_snapshot_find (previous, lag) : NULL;

      if (lag->lag == 0)
        lag->lag_usec = 0;
      else if (lag->lag > 0 && !take_previous (lag, before, snapshot->time_usec))
        add_place (places, by_place, ranks, lag, lag->read_usec > 0);
    }
  g_ptr_array_sort (places, compare_places);

  return places;
}

/* -- reading -- */

static void
end_reading (GHashTable *readings,
             Place      *place)
{
  rd_kafka_consume_stop (place->topic, place->partition.partition);
  g_clear_pointer (&place->topic, rd_kafka_topic_destroy);
  g_hash_table_remove (readings, &place->partition);
}

/* Begins to read places from @first on, of one partition one; returns where it left off. */
static guint
start_round (WeirLagAdmin *admin,
             GHashTable   *readings,
             GPtrArray    *places,
             guint         first)
{
  guint i;

  for (i = first; i < places->len && g_hash_table_size (readings) < READINGS_MAX; i++)
    {
      Place *place = g_ptr_array_index (places, i);
      const WeirGroupLag *lag = lag_of (place);

      if (g_hash_table_contains (readings, &place->partition))
        break;

      place->topic = rd_kafka_topic_new (admin->client, lag->topic, NULL);
      if (place->topic == NULL)
        continue;
      if (rd_kafka_consume_start_queue (place->topic, lag->partition, next_of (lag), admin->queue) == 0)
        g_hash_table_insert (readings, &place->partition, place);
      else
        g_clear_pointer (&place->topic, rd_kafka_topic_destroy);
    }

  return i;
}

static void
take_message (GHashTable         *readings,
              rd_kafka_message_t *message)
{
  rd_kafka_timestamp_type_t type;
  rd_kafka_topic_partition_t wanted = { .partition = message->partition };
  gint64 now_usec = g_get_real_time ();
  gint64 time_msec;
  Place *place;

  if (message->rkt == NULL)
    return;

  wanted.topic = (char *) rd_kafka_topic_name (message->rkt);
  place = g_hash_table_lookup (readings, &wanted);
  if (place == NULL)
    return;

  time_msec = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? rd_kafka_message_timestamp (message, &type) : -1;
  for (guint i = 0; i < place->lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (place->lags, i);

      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= lag->end)
        set_nothing_left (lag, now_usec);
      else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        set_record (lag, time_msec >= 0 ? time_msec * 1000 : -1, now_usec);
      else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        set_end (lag, message->offset, now_usec);
    }
  end_reading (readings, place);
}

static void
end_round (GHashTable *readings)
{
  g_autoptr(GList) places = g_hash_table_get_values (readings);

  for (GList *l = places; l != NULL; l = l->next)
    end_reading (readings, l->data);
}

/*< private >
 * weir_lag_ages_read:
 * @admin: a conversation
 * @snapshot: gets the ages of its partitions
 * @previous: (nullable): the look before
 *
 * Reads, for each partition with a lag, the next record from the committed
 * offset on and sets the age to now − its timestamp, never below 0: the lag in
 * time, not interpolated. Where there is no record up to the end, there is no
 * lag. What @previous found at the same place holds for a minute. What is not
 * read, because the deadline passed or there is too much of it, stays unknown;
 * the next look begins with that.
 */
void
weir_lag_ages_read (WeirLagAdmin          *admin,
                    WeirLagSnapshot       *snapshot,
                    const WeirLagSnapshot *previous)
{
  g_autoptr(GPtrArray) places = find_places (snapshot, previous);
  g_autoptr(GHashTable) readings = g_hash_table_new (weir_lag_partition_hash, weir_lag_partition_equal);

  g_ptr_array_set_size (places, MIN (places->len, WEIR_LAG_RECORDS_MAX));
  for (guint next = 0; next < places->len && !is_over (admin);)
    {
      next = start_round (admin, readings, places, next);
      while (g_hash_table_size (readings) > 0 && !is_over (admin))
        {
          rd_kafka_message_t *message = rd_kafka_consume_queue (admin->queue, POLL_MSEC);

          if (message == NULL)
            continue;
          take_message (readings, message);
          rd_kafka_message_destroy (message);
        }
      end_round (readings);
    }
}
