#pragma once

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

gboolean weir_export_name_find_format (const char             *path,
                                       const WeirExportFormat *wanted,
                                       WeirExportFormat        usual,
                                       WeirExportFormat       *format,
                                       GError                **error);

G_END_DECLS
