#pragma once

#include "app/cli/weir-cli-description.h"
#include "app/cli/weir-cli-export.h"
#include "app/cli/weir-cli-output.h"

G_BEGIN_DECLS

/**
 * WeirCliStreamOptions:
 *
 * What every verb that reads streams can be asked for: where records come from,
 * what they hold, where results go. On the stack, zeroed.
 */
struct _WeirCliStreamOptions
{
  WeirCliConnection  connection;
  WeirCliInput       input;
  WeirCliDecode      decode;
  char              *output;
  char              *file;
  gboolean           csv_raw;
  char              *summary_file;
  char              *dead_letters_file;
  gboolean           writes_kafka;  /* set before finish: results go to a broker, so a file is read with -b too */
  WeirCliDescription description;   /* made by the verb, of the rest */
  char              *stream;        /* in the description: whose results are wanted */
  WeirCliExport     *export;        /* borrowed, nullable, set after init: the result is an export */
};

/**
 * WeirCliStreamHelp: what --help says of the results of a verb.
 * @output: of --output
 * @words: what it takes
 */
typedef struct
{
  const char *output;
  const char *words;
} WeirCliStreamHelp;

void              weir_cli_stream_options_init        (WeirCliStreamOptions    *self);
/* @help: (nullable): %NULL: results are no rows, and there is no --output, -O and --csv-raw. */
void              weir_cli_stream_options_add_options (WeirCliStreamOptions    *self,
                                                       GOptionContext          *context,
                                                       const WeirCliStreamHelp *help);
/* After parsing; @rest are the words that are no options. @late_file: (nullable): another file that is written. */
gboolean          weir_cli_stream_options_finish      (WeirCliStreamOptions    *self,
                                                       GStrv                    rest,
                                                       const char              *late_file,
                                                       GError                 **error);
/* The stream that the options describe, or that of the workspace. @sample: the first records may say what they hold.
 * (transfer none) (nullable) */
WeirStreamConfig *weir_cli_stream_options_describe    (WeirCliStreamOptions    *self,
                                                       gboolean                 sample,
                                                       GError                 **error);
/* Borrows from @self. */
WeirCliOutputSpec weir_cli_stream_options_get_output  (WeirCliStreamOptions    *self);
/* What is exported is this. */
gboolean          weir_cli_stream_options_exports     (WeirCliStreamOptions    *self,
                                                       WeirCliExportWhat        what);
void              weir_cli_stream_options_clear       (WeirCliStreamOptions    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliStreamOptions, weir_cli_stream_options_clear)

G_END_DECLS
