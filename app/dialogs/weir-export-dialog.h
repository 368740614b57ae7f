#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirExportDialog:
 *
 * Takes windows away as a file: asks what and where, shows how far it is.
 *
 * Signals: ::exported (char *text, char *path): a sentence, and the file.
 */
#define WEIR_TYPE_EXPORT_DIALOG (weir_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirExportDialog, weir_export_dialog, WEIR, EXPORT_DIALOG, AdwWindow)

GtkWidget *weir_export_dialog_new (GtkWindow *parent,
                                   WeirScope *scope);

G_END_DECLS
