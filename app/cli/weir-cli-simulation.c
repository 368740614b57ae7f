#include "config.h"

#include "app/cli/weir-cli-simulation.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli.h"
#include "data/source/weir-source.h"

#define LOOK_MSEC 200

typedef struct
{
  const char *name;
  WeirFeeds   feed;
} WeirCliFeed;

static const WeirCliFeed feed_names[] = {
  { "stocks", WEIR_FEED_STOCKS },
  { "sensors", WEIR_FEED_SENSORS },
  { "payments", WEIR_FEED_PAYMENTS },
  { "trading", WEIR_FEED_TRADING },
  { "tickers", WEIR_FEED_TICKERS },
  { "all", WEIR_FEED_ALL },
};

void
weir_cli_simulation_init (WeirCliSimulation *self)
{
  const WeirSimulatorSpec defaults = WEIR_SIMULATOR_SPEC_INIT;

  *self = (WeirCliSimulation){
    .seed = (gint64) defaults.seed,
    .rate = defaults.records_per_second,
    .late_rate = defaults.late_rate,
    .duplicate_rate = defaults.duplicate_rate,
    .malformed_rate = defaults.malformed_rate,
    .history_rate = 20.0,
    .n_partitions = 4,
    .spec.simulator = defaults,
  };
}

void
weir_cli_simulation_add_options (WeirCliSimulation *self,
                                 GOptionContext    *context)
{
  const GOptionEntry entries[] = {
    { "feeds", 0, 0, G_OPTION_ARG_STRING, &self->feeds, N_("stocks, sensors, payments, trading, tickers or all (default)"),
      N_("FEED,…") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self->seed, N_("The same seed gives the same records (default 1)"), N_("N") },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &self->rate, N_("Records per second, all feeds together (default 200)"), N_("N") },
    { "duration", 0, 0, G_OPTION_ARG_STRING, &self->duration, N_("How long (default: until interrupted)"), N_("TIME") },
    { "history", 0, 0, G_OPTION_ARG_STRING, &self->history, N_("Fill in so much past first"), N_("TIME") },
    { "history-rate", 0, 0, G_OPTION_ARG_DOUBLE, &self->history_rate,
      N_("Records per second of the past (default 20)"), N_("N") },
    { "late", 0, 0, G_OPTION_ARG_DOUBLE, &self->late_rate, N_("Share that comes late (default 0.002)"), N_("SHARE") },
    { "duplicates", 0, 0, G_OPTION_ARG_DOUBLE, &self->duplicate_rate,
      N_("Share that comes twice (default 0.001)"), N_("SHARE") },
    { "malformed", 0, 0, G_OPTION_ARG_DOUBLE, &self->malformed_rate,
      N_("Share that is broken (default 0.0005)"), N_("SHARE") },
    { "partitions", 0, 0, G_OPTION_ARG_INT, &self->n_partitions, N_("Of topics that do not exist yet (default 4)"), N_("N") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
weir_cli_simulation_parse_feeds (WeirCliSimulation *self,
                                 GError           **error)
{
  g_auto(GStrv) words = g_strsplit (self->feeds != NULL ? self->feeds : "all", ",", -1);
  WeirFeeds feeds = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      WeirFeeds found = 0;

      for (guint j = 0; j < G_N_ELEMENTS (feed_names); j++)
        if (g_str_equal (feed_names[j].name, words[i]))
          found = feed_names[j].feed;

      if (found == 0)
        {
          g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                       _("“%s” is no feed; there are stocks, sensors, payments, trading, tickers and all"), words[i]);
          return FALSE;
        }
      feeds |= found;
    }

  self->spec.simulator.feeds = feeds;

  return TRUE;
}

static gboolean
weir_cli_simulation_check_rates (WeirCliSimulation *self,
                                 GError           **error)
{
  const double shares[] = { self->late_rate, self->duplicate_rate, self->malformed_rate };

  if (!(self->rate > 0 && self->rate <= 1e6 && self->history_rate > 0 && self->history_rate <= 1e6))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("a rate is a number above 0, up to a million"));
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    if (!(shares[i] >= 0 && shares[i] <= 1))
      {
        g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("a share is a number from 0 to 1, as 0.01"));
        return FALSE;
      }

  return TRUE;
}

gboolean
weir_cli_simulation_finish (WeirCliSimulation *self,
                            GError           **error)
{
  WeirSimulatorSpec *simulator = &self->spec.simulator;

  if (!weir_cli_simulation_parse_feeds (self, error) || !weir_cli_simulation_check_rates (self, error))
    return FALSE;

  if (!weir_cli_parse_duration (self->duration, FALSE, &self->spec.duration_usec, error) ||
      !weir_cli_parse_duration (self->history, FALSE, &self->spec.history_usec, error))
    return FALSE;

  simulator->seed = (guint64) self->seed;
  simulator->records_per_second = self->rate;
  simulator->late_rate = self->late_rate;
  simulator->duplicate_rate = self->duplicate_rate;
  simulator->malformed_rate = self->malformed_rate;
  self->spec.history_records_per_second = self->history_rate;
  self->spec.n_partitions = MAX (self->n_partitions, 0);

  return TRUE;
}

static gboolean
on_look (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until it has ended; TRUE. FALSE when nothing was taken in time, or by an interruption. */
static gboolean
weir_cli_simulation_wait (WeirSimulatedProducer *producer,
                          WeirCliConnection     *connection)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  gint64 deadline_usec = g_get_monotonic_time () + 1000 * (gint64) weir_cli_connection_get_deadline_msec (connection);
  gboolean progress = weir_cli_connection_shows_progress (connection);
  guint id = g_timeout_add (LOOK_MSEC, on_look, NULL);
  WeirProducerCounts counts = { 0 };

  while (weir_simulated_producer_get_phase (producer) != WEIR_SIMULATED_PRODUCER_ENDED && !g_cancellable_is_cancelled (interrupt))
    {
      g_main_context_iteration (NULL, TRUE);
      weir_simulated_producer_get_counts (producer, &counts);
      if (counts.n_delivered == 0 && g_get_monotonic_time () > deadline_usec)
        break;
      if (progress)
        fprintf (stderr, _("\r%" PRIu64 " records "), counts.n_delivered);
    }

  g_source_remove (id);
  if (progress)
    fprintf (stderr, "\r\033[K");

  return weir_simulated_producer_get_phase (producer) == WEIR_SIMULATED_PRODUCER_ENDED;
}

gboolean
weir_cli_simulation_run (WeirCliSimulation *self,
                         WeirSettings      *settings,
                         WeirBroker        *broker,
                         WeirCliConnection *connection,
                         GError           **error)
{
  g_autoptr(WeirSimulatedProducer) producer = NULL;
  g_autoptr(GError) failure = NULL;
  WeirProducerCounts counts;
  gboolean ended;

  self->spec.settings = settings;
  self->spec.broker = broker;
  self->spec.timeout_msec = weir_cli_connection_get_deadline_msec (connection);
  producer = weir_simulated_producer_new (&self->spec, error);
  if (producer == NULL)
    return FALSE;

  weir_simulated_producer_start (producer);
  ended = weir_cli_simulation_wait (producer, connection);
  failure = weir_simulated_producer_dup_error (producer);
  weir_simulated_producer_stop (producer);
  weir_simulated_producer_join (producer);
  weir_simulated_producer_get_counts (producer, &counts);

  if (failure == NULL && counts.n_delivered == 0 && !g_cancellable_is_cancelled (weir_cli_interrupt_get ()))
    failure = weir_simulated_producer_dup_error (producer);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (!connection->quiet)
    weir_cli_say (ngettext ("%" PRIu64 " record simulated", "%" PRIu64 " records simulated", (gulong) counts.n_delivered), counts.n_delivered);

  return ended || self->spec.duration_usec == 0 ||
         !g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error);
}

void
weir_cli_simulation_clear (WeirCliSimulation *self)
{
  g_clear_pointer (&self->feeds, g_free);
  g_clear_pointer (&self->duration, g_free);
  g_clear_pointer (&self->history, g_free);
}
