#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-simulation.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/source/weir-broker.h"

/* "a:4,b:8" */
static gboolean
weir_cli_broker_create_topics (WeirBroker *broker,
                               const char *list,
                               GError    **error)
{
  g_auto(GStrv) topics = g_strsplit (list, ",", -1);

  for (guint i = 0; topics[i] != NULL; i++)
    {
      char *colon = strrchr (topics[i], ':');
      guint64 n_partitions = 1;

      if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, 10000, &n_partitions, NULL))
        {
          g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                       _("“%s” is no topic with a number of partitions; write e.g. prices:4"), topics[i]);
          return FALSE;
        }

      if (colon != NULL)
        *colon = '\0';
      if (!weir_broker_create_topic (broker, topics[i], n_partitions, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_broker_simulate (WeirBroker *broker,
                          GError    **error)
{
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirCliConnection connection = { .quiet = TRUE };
  WeirCliSimulation simulation;

  weir_settings_set (settings, "linger.ms", WEIR_SIMULATED_PRODUCER_EMBEDDED_LINGER_MSEC);
  weir_cli_simulation_init (&simulation);
  simulation.spec.retention_usec = WEIR_SIMULATED_PRODUCER_EMBEDDED_RETENTION_USEC;

  return weir_cli_simulation_finish (&simulation, error) &&
         weir_cli_simulation_run (&simulation, settings, broker, &connection, error);
}

static gboolean
weir_cli_broker_run (const char *topics,
                     gboolean    demo,
                     GError    **error)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  g_autoptr(WeirBroker) broker = weir_broker_new (1, error);
  g_autofree char *address = NULL;

  if (broker == NULL || (topics != NULL && !weir_cli_broker_create_topics (broker, topics, error)))
    return FALSE;

  address = g_strconcat (weir_broker_get_bootstrap (broker), "\n", NULL);
  if (!weir_cli_stdout_write (address, strlen (address), error))
    return FALSE;

  if (demo && !weir_cli_broker_simulate (broker, error))
    return FALSE;

  while (!g_cancellable_is_cancelled (interrupt))
    g_main_context_iteration (NULL, TRUE);

  return TRUE;
}

WeirCliExit
weir_cli_broker (GStrv argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autofree char *topics = NULL;
  gboolean demo = FALSE;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "topics", 0, 0, G_OPTION_ARG_STRING, &topics, N_("Topics to begin with; others come when they are written to"),
      N_("TOPIC[:PARTITIONS],…") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &demo, N_("Fill it with the records of “weir-cli simulate”"), NULL },
    { NULL }
  };

  g_option_context_set_summary (context, _("Runs the embedded broker until it is interrupted and prints its address. It keeps "
                                           "5 MiB a partition."));
  g_option_context_set_description (context, "Examples:\n  weir-cli broker --topics prices:4,alerts:1\n  weir-cli broker --demo\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!weir_cli_parse (context, &rest, &error) || !weir_cli_broker_run (topics, demo, &error))
    return weir_cli_report (error);

  return WEIR_CLI_DONE;
}
