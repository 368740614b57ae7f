#pragma once

#include <adwaita.h>

#include "data/stream/weir-topic-sample.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirPreviewDialog:
 *
 * Topics that were looked into, each to be changed and watched at what comes of
 * it, until they are right; then they become streams of a workspace.
 *
 * Signals: ::watch (WeirWorkspace *workspace, gint64 span_usec): a workspace to
 * open, or NULL where the streams were added to the open one; and in which time
 * range they are seen.
 */
#define WEIR_TYPE_PREVIEW_DIALOG (weir_preview_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirPreviewDialog, weir_preview_dialog, WEIR, PREVIEW_DIALOG, AdwWindow)

/**
 * WeirPreviewSpec: what is previewed. Copied.
 * @samples: (element-type WeirTopicSample): at least one
 * @settings: (nullable): of the cluster
 * @group: (nullable): consumer group
 * @file: (nullable): in place of a cluster
 * @open: (nullable): the workspace that is open, which the streams can be added to
 */
typedef struct
{
  GPtrArray            *samples;
  WeirSettings         *settings;
  const char           *group;
  const char           *file;
  WeirWorkspaceHistory *open;
} WeirPreviewSpec;

GtkWidget *weir_preview_dialog_new (GtkWindow             *parent,
                                    const WeirPreviewSpec *spec);

G_END_DECLS
