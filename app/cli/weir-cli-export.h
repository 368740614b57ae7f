#pragma once

#include "app/cli/weir-cli.h"
#include "data/store/weir-provenance.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_CLI_EXPORT_RECORDS,
  WEIR_CLI_EXPORT_WINDOWS,
  WEIR_CLI_EXPORT_ALERTS,
  WEIR_CLI_EXPORT_LATE,
  WEIR_CLI_EXPORT_DEAD_LETTERS,
  WEIR_CLI_EXPORT_LAG,
} WeirCliExportWhat;

/* See weir-cli-stream-options.h. */
typedef struct _WeirCliStreamOptions WeirCliStreamOptions;

/**
 * WeirCliExport:
 * @what: what is exported
 * @definition: owned: words of the command line that describe it, see weir-cli-definition.h
 * @provenance: owned: where the rows come from; filled while they are made
 * @offsets: owned, nullable: what --offsets says
 * @ranges: owned, nullable, of WeirProvenanceRange: these are read and nothing else; no topic: the only one
 *
 * What makes a verb's result an export: the verb reads to an end, and says where its rows come from.
 */
typedef struct
{
  WeirCliExportWhat  what;
  GStrv              definition;
  WeirProvenance    *provenance;
  GStrv              offsets;
  GArray            *ranges;
} WeirCliExport;

void         weir_cli_export_add_options   (WeirCliExport      *self,
                                            GOptionContext     *context);
/* After parsing. */
gboolean     weir_cli_export_finish        (WeirCliExport      *self,
                                            guint               n_topics,
                                            GError            **error);
/* Says what the rows are defined by. */
void         weir_cli_export_describe      (WeirCliExport        *self,
                                            WeirCliStreamOptions *options);
/* Positions of the ranges among @topics, from their begins or ends. (transfer full) (nullable) */
GArray      *weir_cli_export_dup_positions (WeirCliExport      *self,
                                            const char * const *topics,
                                            gboolean            ends);
/* The word that stands for it, or NULL. */
const char  *weir_cli_export_get_word      (WeirCliExportWhat   what);
gboolean     weir_cli_export_find          (const char         *word,
                                            WeirCliExportWhat  *what);
/* With @argv[0] the word of what is exported. */
WeirCliExit  weir_cli_export_run           (WeirCliExport      *self,
                                            GStrv               argv);
void         weir_cli_export_clear         (WeirCliExport      *self);

/* The verbs that carry it out; @export: (nullable): the plain verb. */
WeirCliExit  weir_cli_tail_as              (GStrv               argv,
                                            WeirCliExport      *export);
WeirCliExit  weir_cli_windows_as           (GStrv               argv,
                                            WeirCliExport      *export);
WeirCliExit  weir_cli_alerts_as            (GStrv               argv,
                                            WeirCliExport      *export);
WeirCliExit  weir_cli_lag_as               (GStrv               argv,
                                            WeirCliExport      *export);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliExport, weir_cli_export_clear)

G_END_DECLS
