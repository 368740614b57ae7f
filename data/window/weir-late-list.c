#include "config.h"

#include "data/window/weir-late-list.h"

#include <math.h>
#include <string.h>

/**
 * weir_late_list_init:
 * @self: memory to fill
 *
 * Makes an empty list. Clear with weir_late_list_clear().
 */
void
weir_late_list_init (WeirLateList *self)
{
  *self = (WeirLateList){ 0 };
  self->records = g_new0 (WeirLateRecord, WEIR_LATE_LIST_MAX);
  self->delays = g_new0 (guint64, WEIR_DELAY_BUCKETS);
}

/**
 * weir_late_list_clear:
 * @self: a list
 */
void
weir_late_list_clear (WeirLateList *self)
{
  g_clear_pointer (&self->records, g_free);
  g_clear_pointer (&self->delays, g_free);
}

/**
 * weir_late_list_add:
 * @self: a list
 * @record: the record
 * @delay_usec: how far behind its partition's stream time; negative: how far
 *   ahead of the broker's
 * @future: whether it is from the future
 *
 * Keeps a copy; past %WEIR_LATE_LIST_MAX the oldest is forgotten, and counted.
 */
void
weir_late_list_add (WeirLateList     *self,
                    const WeirRecord *record,
                    gint64            delay_usec,
                    gboolean          future)
{
  WeirLateRecord *entry;
  gsize length;

  if (self->n_records == WEIR_LATE_LIST_MAX)
    {
      self->first = (self->first + 1) % WEIR_LATE_LIST_MAX;
      self->n_records--;
      self->n_forgotten++;
    }

  entry = &self->records[(self->first + self->n_records++) % WEIR_LATE_LIST_MAX];
  *entry = (WeirLateRecord){ .topic_index = record->message->topic_index,
                             .partition = record->message->partition,
                             .offset = record->message->offset,
                             .time_usec = record->time_usec,
                             .delay_usec = delay_usec,
                             .future = future };

  /* Not in the middle of a character. */
  length = MIN (record->key_length, sizeof entry->key - 1);
  while (length > 0 && length < record->key_length && ((guchar) record->key[length] & 0xc0) == 0x80)
    length--;
  memcpy (entry->key, record->key, length);
}

/**
 * weir_late_list_copy:
 * @self: a list
 * @records: (out caller-allocates) (array length=max): where to
 * @max: room in @records
 * @n_forgotten: (out) (optional): how many fell out of the list
 *
 * Copies the last @max entries, the oldest of them first.
 *
 * Returns: how many
 */
guint
weir_late_list_copy (const WeirLateList *self,
                     WeirLateRecord     *records,
                     guint               max,
                     guint64            *n_forgotten)
{
  guint n = MIN (max, self->n_records);

  for (guint i = 0; i < n; i++)
    records[i] = self->records[(self->first + self->n_records - n + i) % WEIR_LATE_LIST_MAX];
  if (n_forgotten != NULL)
    *n_forgotten = self->n_forgotten;

  return n;
}

/* The largest delay of a bucket. */
static gint64
weir_delay_get_upper (guint bucket)
{
  guint octave = bucket >> WEIR_DELAY_STEPS_BITS;
  guint64 steps = bucket & ((1u << WEIR_DELAY_STEPS_BITS) - 1);

  if (octave == 0)
    return (gint64) steps;

  octave--;
  return (gint64) MIN (((steps + 1 + (1u << WEIR_DELAY_STEPS_BITS)) << octave) - 1, (guint64) G_MAXINT64);
}

/**
 * weir_late_list_dup_delays:
 * @self: a list
 *
 * Returns: (transfer full) (element-type WeirDelayBucket): the delays of all
 *   records that were out of order, ascending, without empty buckets
 */
GArray *
weir_late_list_dup_delays (const WeirLateList *self)
{
  GArray *delays = g_array_new (FALSE, FALSE, sizeof (WeirDelayBucket));

  for (guint i = 0; i < WEIR_DELAY_BUCKETS; i++)
    {
      WeirDelayBucket bucket = { .upper_usec = weir_delay_get_upper (i), .n_records = self->delays[i] };

      if (bucket.n_records == 0)
        continue;
      bucket.lower_usec = i > 0 ? weir_delay_get_upper (i - 1) + 1 : 0;
      g_array_append_val (delays, bucket);
    }

  return delays;
}

/**
 * weir_late_list_suggest_grace:
 * @self: a list
 * @n_records: all records there were, those in order included
 * @share: 0 to 1
 *
 * A record no further behind than the grace is in time for every window.
 *
 * Returns: the smallest grace, rounded up by at most 4 %, that @share of the
 *   records would have been in time with
 */
gint64
weir_late_list_suggest_grace (const WeirLateList *self,
                              guint64             n_records,
                              double              share)
{
  double wanted = ceil (share * (double) n_records);
  double kept = (double) (n_records - self->n_delayed);

  if (kept >= wanted)
    return 0;

  for (guint i = 0; i < WEIR_DELAY_BUCKETS; i++)
    {
      kept += (double) self->delays[i];
      if (kept >= wanted)
        return weir_delay_get_upper (i);
    }

  return G_MAXINT64;
}
