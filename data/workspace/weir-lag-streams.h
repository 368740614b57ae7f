#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* Lag as streams of a workspace: what a person would write into the file to have panels and rules of it. */

gboolean       weir_lag_streams_can_add (WeirWorkspace  *workspace);
WeirWorkspace *weir_lag_streams_add     (WeirWorkspace  *workspace,
                                         GError        **error);

G_END_DECLS
