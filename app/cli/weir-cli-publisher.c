#include "config.h"

#include "app/cli/weir-cli-publisher.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>

#include "app/cli/weir-cli-interrupt.h"

/* How long a record may wait for a broker that was there when we began. */
#define MESSAGE_TIMEOUT_MSEC "60000"
#define RECORDS_PER_LOOK     256
/* How long a full queue is given to empty a little. */
#define FULL_USEC            (5 * G_TIME_SPAN_MILLISECOND)
#define CLOSE_MSEC           1000
#define PAUSE_MAX_USEC       (20 * G_TIME_SPAN_MILLISECOND)
#define PROGRESS_USEC        (500 * G_TIME_SPAN_MILLISECOND)

gboolean
weir_cli_publisher_parse_speed (WeirCliPublisher  *self,
                                const char        *text,
                                GError           **error)
{
  char *end = NULL;

  if (text == NULL || g_str_equal (text, "max"))
    return TRUE;

  self->speed = g_ascii_strtod (text, &end);
  if (end != text && (*end == '\0' || g_str_equal (end, "x")) && self->speed > 0 && self->speed < 1e9)
    return TRUE;

  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--speed takes a factor, as 1x or 60x, or max"));

  return FALSE;
}

gboolean
weir_cli_publisher_open (WeirCliPublisher   *self,
                         WeirCliConnection  *connection,
                         GError            **error)
{
  g_autoptr(WeirSettings) settings = weir_cli_connection_get_settings (connection, error);

  self->connection = connection;
  if (settings == NULL)
    return FALSE;

  if (weir_settings_get (settings, "message.timeout.ms") == NULL)
    weir_settings_set (settings, "message.timeout.ms", MESSAGE_TIMEOUT_MSEC);
  self->producer = weir_producer_new (settings, error);

  return self->producer != NULL;
}

/* A topic that there is not would be found out with the first record, after half a minute. */
gboolean
weir_cli_publisher_open_topic (WeirCliPublisher  *self,
                               const char        *topic,
                               int                n_partitions,
                               gint32             partition,
                               GError           **error)
{
  guint deadline_msec = weir_cli_connection_get_deadline_msec (self->connection);
  guint n_there = MAX (n_partitions, 0);

  if (n_there > 0)
    {
      if (!weir_producer_create_topic (self->producer, topic, n_there, deadline_msec, error))
        return FALSE;
    }
  else
    {
      n_there = weir_producer_count_partitions (self->producer, topic, deadline_msec, error);
      if (n_there == 0)
        {
          g_prefix_error (error, _("nothing was published (--partitions N makes a topic): "));
          return FALSE;
        }
    }

  if (partition >= (gint64) n_there)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("topic “%s” has %u partitions, from 0 on: there is no %d"),
                 topic, n_there, partition);

  return partition < (gint64) n_there;
}

gboolean
weir_cli_publisher_look (WeirCliPublisher  *self,
                         GError           **error)
{
  gint64 now_usec = g_get_monotonic_time ();

  weir_producer_poll (self->producer);

  if (weir_cli_connection_shows_progress (self->connection) && now_usec - self->shown_usec > PROGRESS_USEC)
    {
      double share = self->file != NULL ? weir_text_file_get_share (self->file) : -1;

      self->shown_usec = now_usec;
      fprintf (stderr, _("\r%" PRIu64 " records"), self->n_records);
      if (share >= 0)
        fprintf (stderr, ", %d %%  ", (int) (share * 100));
    }

  return !g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error);
}

gboolean
weir_cli_publisher_pace (WeirCliPublisher  *self,
                         gint64             time_usec,
                         GError           **error)
{
  gint64 due_usec;
  gint64 left_usec;

  if (self->speed <= 0 || time_usec == WEIR_NO_TIME)
    return TRUE;

  if (self->begun_usec == 0)
    {
      self->begun_usec = g_get_monotonic_time ();
      self->first_usec = time_usec;
    }

  due_usec = self->begun_usec + (gint64) ((time_usec - self->first_usec) / self->speed);
  while ((left_usec = due_usec - g_get_monotonic_time ()) > 0)
    {
      if (!weir_cli_publisher_look (self, error))
        return FALSE;
      g_usleep (MIN (left_usec, PAUSE_MAX_USEC));
    }

  return TRUE;
}

/* Waits while the queue is full, but not past an interruption. */
static gboolean
enqueue (WeirCliPublisher   *self,
         const WeirMessage  *message,
         GError            **refused,
         GError            **error)
{
  g_autoptr(GError) problem = NULL;

  while (!weir_producer_send (self->producer, message, FALSE, &problem))
    {
      /* Too large, say: the others can be sent all the same. */
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (refused, g_steal_pointer (&problem));
          return TRUE;
        }

      g_clear_error (&problem);
      if (!weir_cli_publisher_look (self, error))
        return FALSE;
      g_usleep (FULL_USEC);
    }

  return TRUE;
}

/* The first record tells whether there is a broker at all. */
gboolean
weir_cli_publisher_send (WeirCliPublisher   *self,
                         const WeirMessage  *message,
                         GError            **refused,
                         GError            **error)
{
  if (!enqueue (self, message, refused, error))
    return FALSE;
  if (++self->n_records == 1)
    return weir_cli_publisher_flush (self, weir_cli_connection_get_deadline_msec (self->connection), error);

  return self->n_records % RECORDS_PER_LOOK != 0 || weir_cli_publisher_look (self, error);
}

static gboolean
on_flush_progress (guint64  n_waiting,
                   gpointer user_data)
{
  return weir_cli_publisher_look (user_data, NULL);
}

gboolean
weir_cli_publisher_flush (WeirCliPublisher  *self,
                          guint              timeout_msec,
                          GError           **error)
{
  g_autoptr(GError) problem = NULL;

  if (weir_producer_flush (self->producer, timeout_msec, on_flush_progress, self, &problem))
    return TRUE;

  if (!g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error))
    g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/* Whoever goes on later has to know what the broker has. */
WeirCliExit
weir_cli_publisher_report (WeirCliPublisher *self,
                           const GError     *error)
{
  WeirProducerCounts counts = { 0 };

  if (self->producer != NULL)
    {
      /* What is on its way may be told of in a moment; why it failed is known already. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_producer_flush (self->producer, CLOSE_MSEC, NULL, NULL, NULL);
      weir_producer_get_counts (self->producer, &counts);
      weir_cli_say (ngettext ("%" PRIu64 " record published before, %" PRIu64 " sent and not acknowledged",
                              "%" PRIu64 " records published before, %" PRIu64 " sent and not acknowledged", (gulong) counts.n_delivered),
                    counts.n_delivered, counts.n_sent - counts.n_delivered);
    }

  return weir_cli_report (error);
}

void
weir_cli_publisher_say_moved (WeirCliPublisher *self)
{
  WeirProducerCounts counts;

  weir_producer_get_counts (self->producer, &counts);
  if (counts.n_moved > 0)
    weir_cli_say (ngettext ("%" PRIu64 " record was sent with a time 1 ms off its own, which is 1970-01-01T00:00:00: Kafka's clients "
                            "take it for none",
                            "%" PRIu64 " records were sent with a time 1 ms off theirs, which is 1970-01-01T00:00:00: Kafka's clients "
                            "take it for none", (gulong) counts.n_moved), counts.n_moved);
}

void
weir_cli_publisher_clear (WeirCliPublisher *self)
{
  g_clear_object (&self->producer);
}
