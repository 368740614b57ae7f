#include "config.h"

#include "data/source/weir-simulator.h"

#include "data/source/weir-simulated-feeds.h"

#include <string.h>

#define N_FEEDS 5

/* A record that arrives later than it is made: late, a duplicate or an alert. */
typedef struct
{
  const char *topic;
  char       *key;      /* owned */
  char       *payload;  /* owned */
  gsize       payload_length;
  gint64      time_usec;
  gint64      produced_usec;
  guint64     sequence; /* ties go in the order they were put off */
} Delayed;

struct _WeirSimulator
{
  GObject                parent_instance;

  WeirSimulatorSpec      spec;
  WeirSimulatedMarket   *market;    /* owned */
  WeirSimulatedSensors  *sensors;   /* owned */
  WeirSimulatedPayments *payments;  /* owned */
  WeirRandom             schedule[N_FEEDS];
  WeirRandom             fate;
  double                 next_usec[N_FEEDS];  /* since the start, so that fractions add up */
  GSequence             *delayed;   /* (element-type Delayed), by produced_usec */
  guint64                n_delayed;
  Delayed               *current;   /* owned, nullable: the one just handed out */
  WeirDraft              draft;
};

/* Share of all records; the order is that of the bits of WeirFeeds. */
static const double shares[N_FEEDS] = { 0.45, 0.20, 0.10, 0.10, 0.15 };

G_DEFINE_FINAL_TYPE (WeirSimulator, weir_simulator, G_TYPE_OBJECT)

static void
delayed_free (Delayed *delayed)
{
  g_free (delayed->key);
  g_free (delayed->payload);
  g_free (delayed);
}

static int
delayed_compare (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const Delayed *left = a;
  const Delayed *right = b;

  if (left->produced_usec != right->produced_usec)
    return left->produced_usec < right->produced_usec ? -1 : 1;

  return left->sequence < right->sequence ? -1 : left->sequence > right->sequence;
}

static void
weir_simulator_finalize (GObject *object)
{
  WeirSimulator *self = WEIR_SIMULATOR (object);

  weir_simulated_market_free (self->market);
  weir_simulated_sensors_free (self->sensors);
  weir_simulated_payments_free (self->payments);
  g_sequence_free (self->delayed);
  g_clear_pointer (&self->current, delayed_free);
  g_string_free (self->draft.payload, TRUE);
  g_string_free (self->draft.alert, TRUE);

  G_OBJECT_CLASS (weir_simulator_parent_class)->finalize (object);
}

static void
weir_simulator_class_init (WeirSimulatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_simulator_finalize;
}

static void
weir_simulator_init (WeirSimulator *self)
{
  self->delayed = g_sequence_new ((GDestroyNotify) delayed_free);
  self->draft.payload = g_string_new (NULL);
  self->draft.alert = g_string_new (NULL);
}

/* Mean time between two records of a feed. */
static double
mean_usec (WeirSimulator *self,
           guint          feed)
{
  double chosen = 0.0;

  for (guint i = 0; i < N_FEEDS; i++)
    if (self->spec.feeds & (1u << i))
      chosen += shares[i];

  return 1e6 * chosen / (self->spec.records_per_second * shares[feed]);
}

/**
 * weir_simulator_new:
 * @spec: what to simulate; copied
 *
 * Returns: (transfer full): a simulator at the start of its virtual time
 */
WeirSimulator *
weir_simulator_new (const WeirSimulatorSpec *spec)
{
  WeirSimulator *self;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail ((spec->feeds & WEIR_FEED_ALL) != 0, NULL);
  g_return_val_if_fail (spec->records_per_second > 0.0, NULL);

  self = g_object_new (WEIR_TYPE_SIMULATOR, NULL);
  self->spec = *spec;
  /* Streams of their own, so that leaving a feed out does not change another. */
  self->market = weir_simulated_market_new (spec->seed * 1000 + 100);
  self->sensors = weir_simulated_sensors_new (spec->seed * 1000 + 200);
  self->payments = weir_simulated_payments_new (spec->seed * 1000 + 300);
  weir_random_init (&self->fate, spec->seed * 1000 + 400);
  for (guint i = 0; i < N_FEEDS; i++)
    {
      weir_random_init (&self->schedule[i], spec->seed * 1000 + 500 + i);
      self->next_usec[i] = weir_random_wait (&self->schedule[i], mean_usec (self, i));
    }

  return self;
}

/**
 * weir_simulator_set_rate:
 * @self: a simulator
 * @records_per_second: of all feeds together, from here on
 *
 * Changes how thick the records come: thin for a past that is only filled in,
 * thick for the present.
 */
void
weir_simulator_set_rate (WeirSimulator *self,
                         double         records_per_second)
{
  g_return_if_fail (WEIR_IS_SIMULATOR (self));
  g_return_if_fail (records_per_second > 0.0);

  self->spec.records_per_second = records_per_second;
}

static guint
earliest_feed (WeirSimulator *self)
{
  guint earliest = N_FEEDS;

  for (guint i = 0; i < N_FEEDS; i++)
    if ((self->spec.feeds & (1u << i))
        && (earliest == N_FEEDS || self->next_usec[i] < self->next_usec[earliest]))
      earliest = i;

  return earliest;
}

static void
put_off (WeirSimulator *self,
         const char    *topic,
         const GString *payload,
         gint64         time_usec,
         gint64         produced_usec)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->topic = topic;
  delayed->key = g_strdup (self->draft.key);
  delayed->payload = g_memdup2 (payload->str, payload->len + 1);
  delayed->payload_length = payload->len;
  delayed->time_usec = time_usec;
  delayed->produced_usec = produced_usec;
  delayed->sequence = self->n_delayed++;
  g_sequence_insert_sorted (self->delayed, delayed, delayed_compare, NULL);
}

/* The ways in which real producers break their records. */
static void
break_payload (WeirSimulator *self)
{
  GString *payload = self->draft.payload;

  switch (weir_random_below (&self->fate, 4))
    {
    case 0:
      g_string_truncate (payload, payload->len / 2);
      break;
    case 1:
      g_string_assign (payload, "device rebooting");
      break;
    case 2:
      g_string_replace (payload, ": ", ": NaN, \"x\": ", 2);
      break;
    default:
      g_string_append (payload, "}{");
      break;
    }
}

/* FALSE if the record is put off, to arrive late. */
static gboolean
decide_fate (WeirSimulator *self,
             gint64         now_usec)
{
  /* Always as many numbers, so that one rate does not change what the others hit. */
  double malformed = weir_random_unit (&self->fate);
  double late = weir_random_unit (&self->fate);
  double duplicate = weir_random_unit (&self->fate);
  double delay = weir_random_unit (&self->fate);

  if (malformed < self->spec.malformed_rate)
    break_payload (self);
  if (duplicate < self->spec.duplicate_rate)
    put_off (self, self->draft.topic, self->draft.payload, now_usec,
             now_usec + (gint64) ((0.05 + 2.0 * delay) * 1e6));
  if (late < self->spec.late_rate)
    {
      /* Mostly seconds, at times minutes. */
      put_off (self, self->draft.topic, self->draft.payload, now_usec,
               now_usec + (gint64) ((2.0 + 240.0 * delay * delay * delay) * 1e6));
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_draft (WeirSimulator *self,
            guint          feed,
            gint64         now_usec)
{
  g_string_truncate (self->draft.payload, 0);
  g_string_truncate (self->draft.alert, 0);

  switch (1u << feed)
    {
    case WEIR_FEED_STOCKS:
      weir_simulated_market_stock (self->market, now_usec, &self->draft);
      return TRUE;
    case WEIR_FEED_SENSORS:
      return weir_simulated_sensors_next (self->sensors, now_usec, &self->draft);
    case WEIR_FEED_PAYMENTS:
      weir_simulated_payments_next (self->payments, now_usec, &self->draft);
      return TRUE;
    case WEIR_FEED_TRADING:
      weir_simulated_market_trade (self->market, now_usec, &self->draft);
      return TRUE;
    case WEIR_FEED_TICKERS:
      weir_simulated_market_ticker (self->market, now_usec, &self->draft);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
take_delayed (WeirSimulator *self,
              gint64         before_usec,
              WeirSimulated *simulated)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->delayed);
  Delayed *delayed = g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);

  if (delayed == NULL || delayed->produced_usec > before_usec)
    return FALSE;

  self->current = g_memdup2 (delayed, sizeof *delayed);
  delayed->key = NULL;
  delayed->payload = NULL;
  g_sequence_remove (first);
  *simulated = (WeirSimulated) {
    .topic = self->current->topic,
    .key = self->current->key,
    .key_length = strlen (self->current->key),
    .payload = self->current->payload,
    .payload_length = self->current->payload_length,
    .time_usec = self->current->time_usec,
    .produced_usec = self->current->produced_usec,
  };
  return TRUE;
}

/**
 * weir_simulator_next:
 * @self: a simulator
 * @simulated: (out): the next record, in the order in which they are produced
 *
 * There is always a next one.
 */
void
weir_simulator_next (WeirSimulator *self,
                     WeirSimulated *simulated)
{
  g_return_if_fail (WEIR_IS_SIMULATOR (self));
  g_return_if_fail (simulated != NULL);

  g_clear_pointer (&self->current, delayed_free);

  for (;;)
    {
      guint feed = earliest_feed (self);
      gint64 now_usec = self->spec.start_usec + (gint64) self->next_usec[feed];

      if (take_delayed (self, now_usec, simulated))
        return;

      self->next_usec[feed] += weir_random_wait (&self->schedule[feed], mean_usec (self, feed));
      if (!make_draft (self, feed, now_usec))
        continue;
      if (self->draft.alert->len > 0)
        put_off (self, WEIR_TOPIC_FRAUD, self->draft.alert, now_usec,
                 now_usec + (gint64) (weir_random_range (&self->fate, 0.05, 0.4) * 1e6));
      if (!decide_fate (self, now_usec))
        continue;

      *simulated = (WeirSimulated) {
        .topic = self->draft.topic,
        .key = self->draft.key,
        .key_length = strlen (self->draft.key),
        .payload = self->draft.payload->str,
        .payload_length = self->draft.payload->len,
        .time_usec = now_usec,
        .produced_usec = now_usec,
      };
      return;
    }
}

/**
 * weir_simulator_topics:
 * @feeds: which feeds
 *
 * Returns: (transfer container): the names of their topics, %NULL-terminated; free with g_free()
 */
const char **
weir_simulator_topics (WeirFeeds feeds)
{
  static const char * const names[N_FEEDS] = {
    WEIR_TOPIC_STOCKS, WEIR_TOPIC_SENSORS, WEIR_TOPIC_PAYMENTS, WEIR_TOPIC_TRADING, WEIR_TOPIC_TICKERS,
  };
  const char **topics = g_new0 (const char *, N_FEEDS + 2);
  guint length = 0;

  for (guint i = 0; i < N_FEEDS; i++)
    if (feeds & (1u << i))
      topics[length++] = names[i];
  if (feeds & WEIR_FEED_PAYMENTS)
    topics[length++] = WEIR_TOPIC_FRAUD;

  return topics;
}

/**
 * weir_draft_add_number:
 * @payload: text to append to
 * @value: a finite number
 * @decimals: digits after the point
 *
 * Appends @value in the C locale, whatever the user's is.
 */
void
weir_draft_add_number (GString *payload,
                       double   value,
                       guint    decimals)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char format[] = "%.0f";

  format[2] = (char) ('0' + MIN (decimals, 9));
  g_string_append (payload, g_ascii_formatd (text, sizeof text, format, value));
}
