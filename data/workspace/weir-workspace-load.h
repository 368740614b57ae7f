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
  GPtrArray *queries;
  GPtrArray *alert_filters;
} WeirWorkspaceParts;

void weir_workspace_parts_init        (WeirWorkspaceParts  *parts);
void weir_workspace_parts_clear       (WeirWorkspaceParts  *parts);

void weir_workspace_load              (WeirWorkspaceReader *reader,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_connections  (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_streams      (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_windows      (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       WeirStreamConfig    *config);
gboolean weir_workspace_load_aggregates (WeirWorkspaceReader *reader,
                                         JsonNode            *object,
                                         WeirStreamConfig    *config);
void weir_workspace_load_derived      (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       WeirStreamConfig    *config);
void weir_workspace_resolve_derived   (WeirWorkspaceReader *reader,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_rules        (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_dashboards   (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);

void weir_workspace_load_queries      (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);
void weir_workspace_load_alert_filters (WeirWorkspaceReader *reader,
                                       JsonNode            *root,
                                       WeirWorkspaceParts  *parts);

void weir_workspace_load_panel_series (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       WeirWorkspaceParts  *parts,
                                       WeirPanelConfig     *panel);

gpointer weir_workspace_find_named    (GPtrArray           *configs,
                                       const char          *name);
char    *weir_workspace_load_name     (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       GPtrArray           *configs,
                                       const char          *example);
void     weir_workspace_check_named   (WeirWorkspaceReader *reader,
                                       JsonNode            *object,
                                       const char          *member,
                                       GPtrArray           *configs,
                                       const char          *name);

void weir_connection_config_free      (WeirConnectionConfig *config);
void weir_stream_config_free          (WeirStreamConfig     *config);
void weir_rule_config_free            (WeirRuleConfig       *config);
void weir_dashboard_config_free       (WeirDashboardConfig  *config);

G_END_DECLS
