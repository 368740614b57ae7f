#pragma once

#include "app/cli/weir-cli-connection.h"
#include "data/source/weir-simulated-producer.h"

G_BEGIN_DECLS

/**
 * WeirCliSimulation: options about what is simulated. On the stack.
 */
typedef struct
{
  char                      *feeds;
  char                      *duration;
  char                      *history;
  double                     history_rate;
  int                        n_partitions;
  gint64                     seed;
  double                     rate;
  double                     late_rate;
  double                     duplicate_rate;
  double                     malformed_rate;

  WeirSimulatedProducerSpec  spec;   /* made by finish */
} WeirCliSimulation;

void     weir_cli_simulation_init        (WeirCliSimulation *self);
void     weir_cli_simulation_add_options (WeirCliSimulation *self,
                                          GOptionContext    *context);
/* After parsing. */
gboolean weir_cli_simulation_finish      (WeirCliSimulation *self,
                                          GError           **error);
/* Produces until its time is over or the program is interrupted, which is no error where the simulation has no end. */
gboolean weir_cli_simulation_run         (WeirCliSimulation *self,
                                          WeirSettings      *settings,
                                          WeirBroker        *broker,      /* nullable */
                                          WeirCliConnection *connection,
                                          GError           **error);
void     weir_cli_simulation_clear       (WeirCliSimulation *self);

G_END_DECLS
