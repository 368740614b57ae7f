#pragma once

#include <gio/gio.h>

#include "data/screen/weir-tail-message.h"
#include "data/store/weir-exporter.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

void   weir_message_export_async  (WeirStreamSchema     *schema,
                                   GPtrArray            *messages,
                                   const char           *path,
                                   WeirExportFormat      format,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gint64 weir_message_export_finish (GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
