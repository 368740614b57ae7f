#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirSilenceWindow:
 *
 * A form for a silence: of which rule and keys there are to be no notices, for how
 * long or at which times of each week, and why. The alerts themselves go on.
 */
#define WEIR_TYPE_SILENCE_WINDOW (weir_silence_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirSilenceWindow, weir_silence_window, WEIR, SILENCE_WINDOW, AdwWindow)

/* @rule: (nullable): its name; @key: (nullable): as it is shown */
GtkWidget *weir_silence_window_new (GtkWindow  *parent,
                                    WeirScope  *scope,
                                    const char *rule,
                                    const char *key);

G_END_DECLS
