#pragma once

#include "app/common/weir-scope.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirProposals:
 *
 * A topic that was empty when it was opened is watched raw. Once it has records
 * they are looked at as those of any topic that is opened, and the stream and its
 * dashboard become what is proposed for them; a dashboard that was changed
 * meanwhile stays. The change can be undone.
 *
 * Signals: ::proposed (char *text): a sentence for the user.
 */
#define WEIR_TYPE_PROPOSALS (weir_proposals_get_type ())
G_DECLARE_FINAL_TYPE (WeirProposals, weir_proposals, WEIR, PROPOSALS, GObject)

/* For the raw streams that the workspace of @history has now. */
WeirProposals *weir_proposals_new (WeirScope            *scope,
                                   WeirWorkspaceHistory *history);

G_END_DECLS
