#pragma once

#include "data/workspace/weir-row-schema.h"
#include "data/workspace/weir-workspace-load.h"

G_BEGIN_DECLS

/**
 * WeirWorkspaceDerived:
 * @reader: where errors go
 * @object: the stream in the document
 * @config: the stream
 * @sources: what it reads
 * @row: (nullable): of the windows a top ranks; then a field is one of their columns, else one of the sources' fields
 *
 * A derived stream whose sources were found, while its parts are looked up. On
 * the stack; everything is borrowed.
 */
typedef struct
{
  WeirWorkspaceReader *reader;
  JsonNode            *object;
  WeirStreamConfig    *config;
  WeirStreamConfig    *sources[WEIR_JOIN_N_SIDES];
  WeirRowSchema       *row;
} WeirWorkspaceDerived;

gboolean weir_workspace_derived_find_window (const WeirWorkspaceDerived *self);
void weir_workspace_derived_check_by       (const WeirWorkspaceDerived *self);
void weir_workspace_derived_resolve_fields (const WeirWorkspaceDerived *self);

G_END_DECLS
