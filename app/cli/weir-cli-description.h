#pragma once

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-decode.h"
#include "app/cli/weir-cli-input.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirCliDescription:
 *
 * The streams a verb puts to work: those of a workspace file, or what the
 * options say of topics and files. On the stack, zeroed.
 */
typedef struct
{
  WeirWorkspace *workspace;   /* owned */
  WeirSettings  *settings;    /* owned, nullable: a file is read */
  gint64         lag_usec;    /* 0: topics are read; else the lag of groups, so often */
  gboolean       from_file;   /* the workspace is a file's */
  GHashTable    *inferred;    /* owned, nullable, of names: streams whose fields are inferred */
} WeirCliDescription;

/* Loads the workspace, if one was named; @stream: whose connection is wanted, with a workspace. @decode: what a workspace
 * says itself. */
gboolean          weir_cli_description_open        (WeirCliDescription *self,
                                                    WeirCliInput       *input,
                                                    WeirCliDecode      *decode,
                                                    const char         *stream,
                                                    WeirCliConnection  *connection,
                                                    GError            **error);
/* A stream that the options describe. (transfer none) */
WeirStreamConfig *weir_cli_description_add_stream  (WeirCliDescription *self,
                                                    const char         *name,
                                                    const char * const *topics,
                                                    WeirCliDecode      *decode);
/* What takes its records from @left and @right, with the fields of both. (transfer none) */
WeirStreamConfig *weir_cli_description_add_derived (WeirCliDescription *self,
                                                    const char         *name,
                                                    WeirDerivedKind     kind,
                                                    WeirStreamConfig   *left,
                                                    WeirStreamConfig   *right);
/* A stream of the workspace. (transfer none) (nullable) */
WeirStreamConfig *weir_cli_description_find_stream (WeirCliDescription *self,
                                                    const char         *name,
                                                    GError            **error);
/* The zone of a stream's times, of a derived one that of its source. (transfer none) (nullable) */
const char       *weir_cli_description_get_zone    (WeirCliDescription     *self,
                                                    const WeirStreamConfig *config);
/* Whether the first records told the fields of a stream. */
gboolean          weir_cli_description_is_inferred (WeirCliDescription *self,
                                                    const char         *name);
void              weir_cli_description_clear       (WeirCliDescription *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliDescription, weir_cli_description_clear)

G_END_DECLS
