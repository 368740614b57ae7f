#pragma once

#include <adwaita.h>

#include "data/stream/weir-preview.h"

G_BEGIN_DECLS

/**
 * WeirPreviewView:
 *
 * What a stream makes of a sample: a chart of one of its numbers, the decoded
 * records, and the windows that closed.
 */
#define WEIR_TYPE_PREVIEW_VIEW (weir_preview_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirPreviewView, weir_preview_view, WEIR, PREVIEW_VIEW, GtkBox)

GtkWidget *weir_preview_view_new  (void);
/* Shows @preview, which is not kept. */
void       weir_preview_view_show (WeirPreviewView   *self,
                                   const WeirPreview *preview);

G_END_DECLS
