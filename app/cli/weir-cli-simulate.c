#include "config.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-simulation.h"
#include "app/cli/weir-cli.h"

WeirCliExit
weir_cli_simulate (GStrv argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(WeirCliConnection) connection = { 0 };
  g_autoptr(WeirSettings) settings = NULL;
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;
  WeirCliSimulation simulation;
  gboolean done;

  weir_cli_simulation_init (&simulation);
  g_option_context_set_summary (context, _("Produces the demo's stocks, sensors, payments and trades, some of them late, doubled "
                                           "or broken, into\nstock-prices, iot_data, transaction_data, fraud_alerts, "
                                           "trading_data and conn-events."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli simulate -b localhost:9092 --rate 1000 --duration 10m --seed 7\n"
      "  weir-cli simulate -b localhost:9092 --feeds stocks,sensors --history 1h\n");
  weir_cli_simulation_add_options (&simulation, context);
  weir_cli_connection_add_options (&connection, context);

  done = weir_cli_parse (context, &rest, &error) && weir_cli_simulation_finish (&simulation, &error);
  if (done)
    settings = weir_cli_connection_get_settings (&connection, &error);
  done = settings != NULL && weir_cli_simulation_run (&simulation, settings, NULL, &connection, &error);
  weir_cli_simulation_clear (&simulation);

  return done ? WEIR_CLI_DONE : weir_cli_report (error);
}
