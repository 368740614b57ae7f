#include "config.h"

#include "data/alert/weir-call-memory.h"

#include <math.h>

#include "data/window/weir-hash.h"

#define MILLION 1e6

static const WeirValue missing = { .type = WEIR_VALUE_MISSING };

static gboolean
is_null (const WeirValue *value)
{
  return value->type == WEIR_VALUE_MISSING || value->type == WEIR_VALUE_NULL;
}

static gsize
get_text_bytes (const WeirValue *value)
{
  return value->type == WEIR_VALUE_TEXT ? value->length : 0;
}

static void
kept_clear (WeirKeptValue *self)
{
  if (self->value.type == WEIR_VALUE_TEXT)
    g_free ((char *) self->value.as_text);
  self->value = missing;
}

static void
kept_set (WeirKeptValue       *self,
          const WeirValue     *value,
          const WeirCallInput *input)
{
  kept_clear (self);
  self->value = *value;
  self->time_usec = input->time_usec;
  if (value->type == WEIR_VALUE_TEXT)
    {
      self->value.length = MIN (value->length, WEIR_CALL_TEXT_MAX);
      self->value.as_text = g_memdup2 (value->as_text, self->value.length + (self->value.length == 0));
    }
}

static void
kept_free (gpointer data)
{
  kept_clear (data);
  g_free (data);
}

/*< private >
 * weir_call_memory_clear:
 * @self: what a function remembered
 * @kind: of the function
 *
 * Frees it.
 */
void
weir_call_memory_clear (WeirCallMemory *self,
                        WeirMemoryKind  kind)
{
  switch (kind)
    {
    case WEIR_MEMORY_PREV:
      kept_clear (&self->kept);
      break;
    case WEIR_MEMORY_AGO:
      if (self->past != NULL)
        g_queue_free_full (g_steal_pointer (&self->past), kept_free);
      break;
    case WEIR_MEMORY_FIRST_SEEN:
      g_clear_pointer (&self->seen, g_hash_table_unref);
      break;
    case WEIR_MEMORY_NONE:
    case WEIR_MEMORY_ELAPSED:
    case WEIR_MEMORY_EWMA:
    case WEIR_MEMORY_EWMA_ZSCORE:
    case WEIR_MEMORY_DISTANCE:
    case WEIR_MEMORY_SPEED:
      break;
    default:
      weir_samples_clear (&self->samples);
      break;
    }
}

/* prev (x): the value of the key's record before this one that had one. */
static WeirValue
add_prev (WeirCallMemory      *self,
          const WeirCallInput *input,
          WeirValue           *before,
          gsize               *n_bytes)
{
  WeirValue result = self->kept.value;

  if (input->late)
    return missing;
  if (is_null (input->arguments))
    return result;

  *before = result;
  self->kept.value = missing;
  kept_set (&self->kept, input->arguments, input);
  *n_bytes += get_text_bytes (&self->kept.value) - get_text_bytes (before);

  return result;
}

static void
keep_past (WeirCallMemory      *self,
           const WeirCallInput *input)
{
  WeirKeptValue *kept = g_new0 (WeirKeptValue, 1);
  GList *after = self->past->tail;

  kept_set (kept, input->arguments, input);
  while (after != NULL && ((WeirKeptValue *) after->data)->time_usec > kept->time_usec)
    after = after->prev;
  if (after != NULL)
    g_queue_insert_after (self->past, after, kept);
  else
    g_queue_push_head (self->past, kept);
}

static gsize
get_kept_bytes (const WeirKeptValue *kept)
{
  return sizeof (WeirKeptValue) + sizeof (GList) + get_text_bytes (&kept->value);
}

/* ago (x, d): the value at the newest time less d: of the last record up to then that had one. */
static WeirValue
add_ago (WeirCallMemory      *self,
         const WeirCallInput *input,
         gsize               *n_bytes,
         guint64             *n_forgotten)
{
  gint64 then_usec = input->newest_usec - input->node->span_usec;
  WeirKeptValue *first;

  if (self->past == NULL)
    self->past = g_queue_new ();
  if (!is_null (input->arguments))
    {
      keep_past (self, input);
      *n_bytes += sizeof (WeirKeptValue) + sizeof (GList) + get_text_bytes (input->arguments);
    }

  while (self->past->length > 1)
    {
      gboolean over = ((WeirKeptValue *) self->past->head->next->data)->time_usec <= then_usec;

      if (!over && self->past->length <= WEIR_CALL_PAST_MAX)
        break;
      *n_forgotten += !over;
      first = g_queue_pop_head (self->past);
      *n_bytes -= get_kept_bytes (first);
      kept_free (first);
    }

  first = g_queue_peek_head (self->past);

  return first != NULL && first->time_usec <= then_usec ? first->value : missing;
}

/* elapsed (): seconds of event time since the key's record before this one. */
static WeirValue
add_elapsed (WeirCallMemory      *self,
             const WeirCallInput *input)
{
  if (input->late || !self->begun)
    return missing;

  return weir_function_number ((double) (input->time_usec - self->time_usec) / MILLION);
}

/* An infinite score is the largest number that there is. */
static WeirValue
score_of (double number,
          double centre,
          double spread)
{
  if (spread > 0)
    return weir_function_number (CLAMP ((number - centre) / spread, -G_MAXDOUBLE, G_MAXDOUBLE));
  if (number == centre)
    return weir_function_number (0);

  return weir_function_number (number > centre ? G_MAXDOUBLE : -G_MAXDOUBLE);
}

/* How @number stands to the samples before it: (x − mean) / s, or 0.6745 (x − median) / MAD (Iglewicz and Hoaglin, 1993). */
static WeirValue
compute_score (WeirSamples    *samples,
               WeirMemoryKind  kind,
               double          number)
{
  double median;

  if (samples->n < WEIR_CALL_ENOUGH)
    return missing;
  if (kind == WEIR_MEMORY_ZSCORE)
    return score_of (number, samples->mean, weir_samples_get_stddev (samples));

  median = weir_samples_get_median (samples);

  return score_of (number, median, weir_samples_get_mad (samples, median) / 0.6745);
}

/* What the samples say once this record is among them. */
static WeirValue
compute_of_span (WeirSamples    *samples,
                 WeirMemoryKind  kind)
{
  gint64 first_usec;
  gint64 last_usec;
  double first;
  double last;

  if (kind == WEIR_MEMORY_COUNT)
    return weir_value_of_int (samples->n);
  if (samples->n == 0)
    return missing;

  first = weir_samples_get (samples, 0, &first_usec);
  last = weir_samples_get (samples, samples->n - 1, &last_usec);
  switch (kind)
    {
    case WEIR_MEMORY_SUM:
      return weir_function_number (weir_samples_get_sum (samples));
    case WEIR_MEMORY_MEAN:
      return weir_function_number (samples->mean);
    case WEIR_MEMORY_MIN:
      return weir_function_number (weir_samples_get_least (samples));
    case WEIR_MEMORY_MAX:
      return weir_function_number (weir_samples_get_greatest (samples));
    case WEIR_MEMORY_STDDEV:
      return weir_function_number (weir_samples_get_stddev (samples));
    case WEIR_MEMORY_MEDIAN:
      return weir_function_number (weir_samples_get_median (samples));
    case WEIR_MEMORY_CHANGE:
      return weir_function_number (last - first);
    case WEIR_MEMORY_CHANGE_PCT:
      return weir_function_number (100 * (last - first) / fabs (first));
    case WEIR_MEMORY_RATE:
      return weir_function_number ((last - first) / ((double) (last_usec - first_usec) / MILLION));
    default:
      g_assert_not_reached ();
    }
}

/* FALSE: it is none, and not among the samples. */
static gboolean
get_sample (const WeirCallInput *input,
            double              *number)
{
  const WeirValue *value = input->arguments;

  if (input->node->function->memory == WEIR_MEMORY_COUNT)
    {
      *number = 1;
      return input->n_arguments == 0 || weir_expression_get_truth (*value) == WEIR_TRUTH_TRUE;
    }
  if (!weir_value_is_number (value))
    return FALSE;

  *number = weir_value_get_double (value);

  return TRUE;
}

static gboolean
needs_order (WeirMemoryKind kind)
{
  return kind == WEIR_MEMORY_MIN || kind == WEIR_MEMORY_MAX || kind == WEIR_MEMORY_MEDIAN || kind == WEIR_MEMORY_RZSCORE;
}

static WeirValue
add_sample (WeirCallMemory      *self,
            const WeirCallInput *input,
            gsize               *n_bytes,
            guint64             *n_forgotten)
{
  WeirMemoryKind kind = input->node->function->memory;
  gboolean scores = kind == WEIR_MEMORY_ZSCORE || kind == WEIR_MEMORY_RZSCORE;
  gint64 from_usec = input->newest_usec - input->node->span_usec;
  gsize n_bytes_before = weir_samples_get_n_bytes (&self->samples);
  WeirValue score = missing;
  double number;

  weir_samples_expire (&self->samples, from_usec);
  if (get_sample (input, &number))
    {
      if (scores)
        score = compute_score (&self->samples, kind, number);
      if (input->time_usec >= from_usec)
        *n_forgotten += weir_samples_add (&self->samples, input->time_usec, number, needs_order (kind));
    }
  *n_bytes += weir_samples_get_n_bytes (&self->samples) - n_bytes_before;

  return scores ? score : compute_of_span (&self->samples, kind);
}

/*
 * The average before this record, weighted by time: w = 1 − exp (−Δt / d), mean += w (x − mean)
 * (Eckner, “Algorithms for unevenly spaced time series”, 2019), and the variance that goes with
 * it: v = (1 − w) (v + w (x − mean)²) (Finch, “Incremental calculation of weighted mean and
 * variance”, 2009).
 */
static WeirValue
add_average (WeirCallMemory      *self,
             const WeirCallInput *input)
{
  WeirMemoryKind kind = input->node->function->memory;
  WeirValue result = missing;
  double number;
  double weight;
  double distance;

  if (input->late || !weir_value_is_number (input->arguments))
    return missing;

  number = weir_value_get_double (input->arguments);
  if (kind == WEIR_MEMORY_EWMA && self->average.n > 0)
    result = weir_function_number (self->average.mean);
  if (kind == WEIR_MEMORY_EWMA_ZSCORE && self->average.n >= WEIR_CALL_ENOUGH)
    result = score_of (number, self->average.mean, sqrt (self->average.variance));

  weight = self->average.n == 0 ? 1 : -expm1 ((double) (self->time_usec - input->time_usec) / (double) input->node->span_usec);
  distance = number - self->average.mean;
  self->average.mean += weight * distance;
  self->average.variance = (1 - weight) * (self->average.variance + weight * distance * distance);
  self->average.n++;
  self->begun = TRUE;
  self->time_usec = input->time_usec;

  return result;
}

/* distance_km, speed_kmh: from the key's place before this one. */
static WeirValue
add_place (WeirCallMemory      *self,
           const WeirCallInput *input)
{
  WeirValue places[] = { self->place.latitude, self->place.longitude, input->arguments[0], input->arguments[1] };
  WeirValue distance = missing;
  double hours = (double) (input->time_usec - self->time_usec) / G_TIME_SPAN_HOUR;

  if (input->late || !weir_value_is_number (&places[2]) || !weir_value_is_number (&places[3]))
    return missing;

  if (self->begun)
    distance = weir_function_great_circle_km (places, G_N_ELEMENTS (places), NULL);
  self->place.latitude = places[2];
  self->place.longitude = places[3];
  self->begun = TRUE;
  self->time_usec = input->time_usec;
  if (distance.type == WEIR_VALUE_MISSING || input->node->function->memory == WEIR_MEMORY_DISTANCE)
    return distance;

  return score_of (distance.as_double, 0, hours);
}

static guint64
hash_of (const WeirValue *value)
{
  double number = weir_value_get_double (value);

  if (value->type == WEIR_VALUE_TEXT)
    return weir_hash_bytes (value->as_text, value->length, 0);

  /* 1 and 1.0 are one value, true is another. */
  return weir_hash_bytes ((const char *) &number, sizeof number, value->type == WEIR_VALUE_BOOL ? 2 : 1);
}

/* first_seen (x): the key never had this value; by a hash of 64 bits. */
static WeirValue
add_seen (WeirCallMemory      *self,
          const WeirCallInput *input,
          gsize               *n_bytes,
          guint64             *n_forgotten)
{
  gpointer hash;
  gboolean known;

  if (is_null (input->arguments))
    return missing;

  if (self->seen == NULL)
    self->seen = g_hash_table_new (NULL, NULL);
  hash = GSIZE_TO_POINTER (hash_of (input->arguments));
  known = g_hash_table_contains (self->seen, hash);
  if (!known && g_hash_table_size (self->seen) >= WEIR_CALL_SEEN_MAX)
    {
      ++*n_forgotten;
      return missing;
    }
  if (!known)
    {
      g_hash_table_add (self->seen, hash);
      *n_bytes += 2 * sizeof hash;
    }

  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = !known };
}

/*< private >
 * weir_call_memory_add:
 * @self: what a function remembers of a key
 * @input: what a record gives to it
 * @before: (inout): of prev: takes over the text that is returned; the caller frees it before the next
 * @n_bytes: (inout): the memory of all keys
 * @n_forgotten: (inout): values that had no room
 *
 * Remembers, and computes the function for this record.
 *
 * Returns: its result; a text lives until the next call
 */
WeirValue
weir_call_memory_add (WeirCallMemory      *self,
                      const WeirCallInput *input,
                      WeirValue           *before,
                      gsize               *n_bytes,
                      guint64             *n_forgotten)
{
  WeirValue result;

  switch (input->node->function->memory)
    {
    case WEIR_MEMORY_PREV:
      return add_prev (self, input, before, n_bytes);
    case WEIR_MEMORY_AGO:
      return add_ago (self, input, n_bytes, n_forgotten);
    case WEIR_MEMORY_ELAPSED:
      result = add_elapsed (self, input);
      if (!input->late)
        self->time_usec = input->time_usec;
      self->begun = TRUE;
      return result;
    case WEIR_MEMORY_EWMA:
    case WEIR_MEMORY_EWMA_ZSCORE:
      return add_average (self, input);
    case WEIR_MEMORY_DISTANCE:
    case WEIR_MEMORY_SPEED:
      return add_place (self, input);
    case WEIR_MEMORY_FIRST_SEEN:
      return add_seen (self, input, n_bytes, n_forgotten);
    case WEIR_MEMORY_NONE:
      g_assert_not_reached ();
    default:
      return add_sample (self, input, n_bytes, n_forgotten);
    }
}

/*< private >
 * weir_call_memory_get_n_bytes:
 * @self: what a function remembers of a key
 * @kind: of the function
 *
 * Returns: the memory that it owns
 */
gsize
weir_call_memory_get_n_bytes (WeirCallMemory *self,
                              WeirMemoryKind  kind)
{
  gsize n_bytes = 0;

  switch (kind)
    {
    case WEIR_MEMORY_PREV:
      return get_text_bytes (&self->kept.value);
    case WEIR_MEMORY_AGO:
      for (GList *link = self->past != NULL ? self->past->head : NULL; link != NULL; link = link->next)
        n_bytes += get_kept_bytes (link->data);
      return n_bytes;
    case WEIR_MEMORY_FIRST_SEEN:
      return self->seen != NULL ? g_hash_table_size (self->seen) * 2 * sizeof (gpointer) : 0;
    case WEIR_MEMORY_NONE:
    case WEIR_MEMORY_ELAPSED:
    case WEIR_MEMORY_EWMA:
    case WEIR_MEMORY_EWMA_ZSCORE:
    case WEIR_MEMORY_DISTANCE:
    case WEIR_MEMORY_SPEED:
      return 0;
    default:
      return weir_samples_get_n_bytes (&self->samples);
    }
}
