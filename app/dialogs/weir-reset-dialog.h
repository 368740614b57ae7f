#pragma once

#include <adwaita.h>

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirResetDialog:
 *
 * Sets a consumer group's offsets anew: it shows what each partition's offset is
 * and what it would be, and does it when that is confirmed. Refused while the
 * group has members. What was before goes into a file.
 */
#define WEIR_TYPE_RESET_DIALOG (weir_reset_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirResetDialog, weir_reset_dialog, WEIR, RESET_DIALOG, AdwWindow)

GtkWidget *weir_reset_dialog_new (GtkWindow    *parent,
                                  WeirSettings *settings,
                                  const char   *group);

G_END_DECLS
