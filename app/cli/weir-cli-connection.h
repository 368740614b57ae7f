#pragma once

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirCliConnection: kcat's options about reaching a cluster. On the stack, zeroed.
 */
typedef struct
{
  char     *brokers;
  GStrv     pairs;
  char     *file;
  int       timeout_seconds;
  gboolean  quiet;
  gboolean  progress;
  gboolean  limits_run;        /* set before add_options: --timeout ends the whole run */
} WeirCliConnection;

void          weir_cli_connection_add_options (WeirCliConnection *self,
                                               GOptionContext    *context);
/* (transfer full) */
WeirSettings *weir_cli_connection_get_settings (WeirCliConnection *self,
                                                GError           **error);
/* (transfer full): @base, what a workspace says of the connection, as the command line would have it; NULL: nothing said */
WeirSettings *weir_cli_connection_get_settings_over (WeirCliConnection *self,
                                                     WeirSettings      *base,
                                                     GError           **error);
/* -F, -X and -b onto @settings; the second also warns of secrets among them, once. */
gboolean      weir_cli_connection_fill        (WeirCliConnection *self,
                                               WeirSettings      *settings,
                                               GError           **error);
gboolean      weir_cli_connection_apply       (WeirCliConnection *self,
                                               WeirSettings      *settings,
                                               GError           **error);
/* Whether any option is about a cluster. */
gboolean      weir_cli_connection_is_given    (WeirCliConnection *self);
guint         weir_cli_connection_get_deadline_msec (WeirCliConnection *self);
/* Whether a line of progress belongs on standard error. */
gboolean      weir_cli_connection_shows_progress (WeirCliConnection *self);
void          weir_cli_connection_clear       (WeirCliConnection *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliConnection, weir_cli_connection_clear)

G_END_DECLS
