#include "collector.h"

#include "data/source/weir-source-private.h"

#include <string.h>

/* A log that was cut, as librdkafka tells it after an unclean leader election, which the embedded broker has none of. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  WeirIntake *intake;
  guint       n_records;
  gboolean    told;
  gint64      gap_from;
  gint64      gap_to;
  gint64      next;      /* offset behind the gap */
} Reader;

static void
tell_truncation (WeirSource *source)
{
  static char words[] = "Partition log truncation detected at offset 100 (leader epoch 1): broker end offset is 50 "
                        "(offset leader epoch 0). Reset to INVALID.: Local: Partition log truncation detected by broker "
                        "(broker 3)";
  WeirSourceTopic *topic = g_ptr_array_index (source->topics, 0);
  rd_kafka_message_t message = {
    .err = RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
    .rkt = topic->handle,
    .payload = words,
    .len = strlen (words),
  };

  weir_source_take (&message, source);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Reader *self = user_data;

  self->n_records++;
  if (self->gap_to >= 0 && self->next < 0)
    self->next = message->offset;
}

static void
on_batch_end (gpointer user_data)
{
  Reader *self = user_data;

  if (self->n_records == 100 && !self->told)
    {
      self->told = TRUE;
      tell_truncation (WEIR_SOURCE (self->intake));
    }
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Reader *self = user_data;

  if (event->kind != WEIR_INTAKE_EVENT_GAP)
    return;
  g_assert_cmpint (event->reason, ==, WEIR_INTAKE_REASON_TRUNCATED);
  self->gap_from = event->from;
  self->gap_to = event->to;
}

/* More has come by then than was cut off, or less: it goes on where the log diverged. */
static void
test_goes_on_where_it_diverged (gconstpointer user_data)
{
  static const char * const topics[] = { "t", NULL };
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  g_autoptr(WeirBroker) broker = weir_broker_new (1, NULL);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirSourceSpec spec = collector_spec (settings, topics);
  Reader reader = { .gap_from = -1, .gap_to = -1, .next = -1 };

  spec.group = user_data;
  spec.max_records = 100 + 50;
  weir_broker_create_topic (broker, "t", 1, NULL);
  produce_numbers (settings, "t", 0, 0, 100, BASE_USEC);
  reader.intake = weir_source_new (&spec, &handler, &reader, NULL);
  weir_intake_start (reader.intake);
  weir_intake_join (reader.intake);
  g_assert_finalize_object (reader.intake);

  g_assert_cmpint (reader.gap_from, ==, 100);
  g_assert_cmpint (reader.gap_to, ==, 50);
  g_assert_cmpint (reader.next, ==, 50);
  g_assert_cmpuint (reader.n_records, ==, 150);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/source-truncation/goes-on-where-it-diverged", NULL, test_goes_on_where_it_diverged);
  g_test_add_data_func ("/source-truncation/group/goes-on-where-it-diverged", "g", test_goes_on_where_it_diverged);

  return g_test_run ();
}
