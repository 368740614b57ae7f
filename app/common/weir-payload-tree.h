#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirPayloadTree:
 *
 * What a JSON payload holds, as a tree whose objects and arrays open and close.
 */
#define WEIR_TYPE_PAYLOAD_TREE (weir_payload_tree_get_type ())
G_DECLARE_FINAL_TYPE (WeirPayloadTree, weir_payload_tree, WEIR, PAYLOAD_TREE, GtkBox)

GtkWidget *weir_payload_tree_new (void);
/* FALSE, and an empty tree, where it is no JSON object or array. */
gboolean   weir_payload_tree_set (WeirPayloadTree *self,
                                  const char      *bytes,
                                  gsize            length);

G_END_DECLS
