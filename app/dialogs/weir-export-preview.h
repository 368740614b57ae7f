#pragma once

#include <adwaita.h>

#include "app/dialogs/weir-export-job.h"

G_BEGIN_DECLS

/**
 * WeirExportPreview:
 *
 * What an export would write: how many rows, of a CSV about how many bytes, and
 * the first rows.
 */
#define WEIR_TYPE_EXPORT_PREVIEW (weir_export_preview_get_type ())
G_DECLARE_FINAL_TYPE (WeirExportPreview, weir_export_preview, WEIR, EXPORT_PREVIEW, AdwBin)

/* @stream: (nullable): nothing is exported */
void weir_export_preview_show (WeirExportPreview       *self,
                               WeirStreamView          *stream,
                               const WeirExportRequest *request);

G_END_DECLS
