#pragma once

#include "data/workspace/weir-consent.h"
#include "data/workspace/weir-workspace-reader.h"

G_BEGIN_DECLS

/* What the parts of a file become; lists of the configs of weir-workspace.h. */
typedef struct
{
  GPtrArray *connections;
  GPtrArray *consents;        /* of WeirConsent: what connections ask for */
  GPtrArray *streams;
  GPtrArray *stream_objects;  /* borrowed JsonNode: where each stream stands in the document */
  GHashTable *broken;         /* borrowed WeirStreamConfig: refused, so that what follows from them is not known */
  GPtrArray *rules;
  GPtrArray *dashboards;
} WeirWorkspaceParts;

void weir_workspace_parts_init        (WeirWorkspaceParts  *parts);
void weir_workspace_parts_clear       (WeirWorkspaceParts  *parts);

/* Each reads one list of @root and appends to its part; weir_workspace_load() calls all. */
void weir_workspace_load              (WeirWorkspaceReader *reader,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_connections  (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_streams      (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
/* What "windows" says of a stream, except for what is computed in them. */
void weir_workspace_load_windows      (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       WeirStreamConfig    *config);
/* What is computed in them, once the stream's fields are known; FALSE if something was refused. */
gboolean weir_workspace_load_aggregates (WeirWorkspaceReader *reader,
                                         JsonNode            *object,
                                         WeirStreamConfig    *config);
/* What "derived" says of a stream, names not looked up yet. */
void weir_workspace_load_derived      (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       WeirStreamConfig    *config);
/* Once all streams are known: what derived ones read, and the fields that come of it. */
void weir_workspace_resolve_derived   (WeirWorkspaceReader *reader,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_rules        (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_dashboards   (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);

/* All configs begin with their name. (transfer none) (nullable) */
gpointer weir_workspace_find_named    (GPtrArray           *configs,
                                       const char          *name);
/* Reads the required member "name", noting it if it is taken already. */
char    *weir_workspace_load_name     (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       GPtrArray           *configs,
                                       const char          *example);
/* Notes it when @name (of member @member) stands in no config of @configs. */
void     weir_workspace_check_named   (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       const char          *member,
                                       GPtrArray           *configs,
                                       const char          *name);

void weir_connection_config_free      (WeirConnectionConfig *config);
void weir_stream_config_free          (WeirStreamConfig     *config);
void weir_rule_config_free            (WeirRuleConfig       *config);
void weir_panel_config_free           (WeirPanelConfig      *config);
void weir_dashboard_config_free       (WeirDashboardConfig  *config);

G_END_DECLS
