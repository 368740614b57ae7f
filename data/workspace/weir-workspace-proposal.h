#pragma once

#include "data/decode/weir-inferred-schema.h"
#include "data/workspace/weir-workspace-edit.h"

G_BEGIN_DECLS

/* What Weir would make of topics it was pointed at: streams and dashboards, as the objects that stand for them in a file. */

JsonNode      *weir_proposal_create_stream     (const WeirInferredSchema  *schema,
                                                const char                *topic,
                                                const char                *connection);
JsonNode      *weir_proposal_create_dashboard  (JsonNode                  *stream);
JsonNode      *weir_proposal_create_connection (WeirSettings              *settings,
                                                const char                *group,
                                                const char                *file);
WeirWorkspace *weir_proposal_add               (WeirWorkspace             *workspace,
                                                JsonNode                  *connection,
                                                WeirSettings              *settings,
                                                GPtrArray                 *streams,
                                                GError                   **error);

G_END_DECLS
