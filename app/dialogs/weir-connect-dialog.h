#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirConnectDialog:
 *
 * Points a window at any Kafka: samples topics, shows what they seem to hold,
 * and watches them.
 *
 * Signals: ::watch (WeirWorkspace *workspace, gint64 span_usec): what to watch, and in which time range it is seen.
 */
#define WEIR_TYPE_CONNECT_DIALOG (weir_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirConnectDialog, weir_connect_dialog, WEIR, CONNECT_DIALOG, AdwWindow)

GtkWidget *weir_connect_dialog_new (GtkWindow *parent);

G_END_DECLS
