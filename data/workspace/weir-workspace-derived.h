#pragma once

#include "data/workspace/weir-stream-plan.h"
#include "data/workspace/weir-workspace-load.h"

G_BEGIN_DECLS

/**
 * WeirWorkspaceDerived:
 * @reader: where errors go
 * @object: the stream in the document
 * @config: the stream
 * @sources: what it reads
 * @plan: (nullable): of a top's source; then a field is one of its columns, else one of the sources' fields
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
  WeirStreamPlan      *plan;
} WeirWorkspaceDerived;

/* The window a top ranks, and the column it ranks by. */
void weir_workspace_derived_check_top      (const WeirWorkspaceDerived *self);
/* Where each field comes from; all there are where none is named. */
void weir_workspace_derived_resolve_fields (const WeirWorkspaceDerived *self);

G_END_DECLS
