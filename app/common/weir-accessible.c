#include "config.h"

#include "app/common/weir-accessible.h"

#include <adwaita.h>

/* A row to choose from has two lists, one of them in a popover; a group of rows has one. */
static void
name_lists (GtkWidget  *widget,
            const char *name)
{
  if (GTK_IS_LIST_VIEW (widget) || GTK_IS_LIST_BOX (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_lists (child, name);
}

void
weir_accessible_set_name (GtkWidget  *widget,
                          const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (ADW_IS_COMBO_ROW (widget) || ADW_IS_PREFERENCES_GROUP (widget))
    name_lists (widget, name);
  if (!GTK_IS_DROP_DOWN (widget) && !GTK_IS_COLUMN_VIEW (widget))
    return;

  /* The button of the one, head and list of the other. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
weir_accessible_use_label (GtkWidget *button)
{
  g_return_if_fail (GTK_IS_WIDGET (button));

  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}
