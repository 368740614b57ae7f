#pragma once

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-input.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliStreamOptions: what a stream of a workspace is asked for. On the stack, zeroed.
 */
typedef struct
{
  WeirCliConnection  connection;
  WeirCliInput       input;
  char              *workspace;
  char              *stream;
  int                window;
  char              *output;
  char              *file;
  gboolean           csv_raw;
  gboolean           with_state;
} WeirCliStreamOptions;

/* @windows: for the verb of that name. (transfer full) (nullable): what @argv asks for, its input open. */
WeirTopology *weir_cli_stream_options_parse        (WeirCliStreamOptions *self,
                                                    GStrv                 argv,
                                                    gboolean              windows,
                                                    GError              **error);
/* (transfer none): what follows from the stream's description */
WeirStreamSchema *weir_cli_stream_options_get_schema   (WeirCliStreamOptions *self,
                                                    WeirTopology         *topology);
/* (transfer full): the workspace's connection, as the command line would have it */
WeirSettings *weir_cli_stream_options_get_settings (WeirCliStreamOptions *self,
                                                    WeirTopology         *topology,
                                                    GError              **error);
void          weir_cli_stream_options_clear        (WeirCliStreamOptions *self);

G_END_DECLS
