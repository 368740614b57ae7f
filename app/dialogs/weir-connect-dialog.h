#pragma once

#include "app/shell/weir-window.h"

G_BEGIN_DECLS

/**
 * WeirConnectDialog:
 *
 * Points a window at any Kafka: samples topics, shows what they seem to hold,
 * and watches them.
 */
#define WEIR_TYPE_CONNECT_DIALOG (weir_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirConnectDialog, weir_connect_dialog, WEIR, CONNECT_DIALOG, AdwWindow)

GtkWidget *weir_connect_dialog_new (WeirWindow *window);

G_END_DECLS
