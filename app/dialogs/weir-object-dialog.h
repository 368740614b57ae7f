#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirObjectDialog:
 *
 * A form in which a stream or a connection of the workspace is described. What is wrong
 * with it is said in the form; what is right becomes one change of the history.
 */
#define WEIR_TYPE_OBJECT_DIALOG (weir_object_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirObjectDialog, weir_object_dialog, WEIR, OBJECT_DIALOG, AdwWindow)

/* The stream @name; NULL: a new one that is derived from others. */
GtkWidget *weir_object_dialog_new_stream (GtkWindow            *parent,
                                          WeirWorkspaceHistory *history,
                                          const char           *name);
/* The connection @name. */
GtkWidget *weir_object_dialog_new_connection (GtkWindow            *parent,
                                              WeirWorkspaceHistory *history,
                                              const char           *name);

G_END_DECLS
