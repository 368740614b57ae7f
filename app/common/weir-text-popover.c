#include "config.h"

#include "app/common/weir-text-popover.h"

#include "app/common/weir-accessible.h"

#define NAME_CHARS    60
#define HEIGHT_MAX_PX 320

/* Of a list. */
typedef struct
{
  GCallback chosen;
  GWeakRef  object;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_weak_ref_clear (&choice->object);
  g_free (choice);
}

static void
on_activated (GtkListBox    *list,
              GtkListBoxRow *row,
              gpointer       user_data)
{
  Choice *choice = g_object_get_data (G_OBJECT (list), "choice");
  g_autoptr(GObject) object = g_weak_ref_get (&choice->object);
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (row), "text"));

  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER)));
  if (object != NULL)
    ((void (*) (gpointer, const char *)) choice->chosen) (object, text);
}

static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *line = g_strdup (text);

  gtk_label_set_label (GTK_LABEL (label), g_strdelimit (line, "\n\t", ' '));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);

  return label;
}

static GtkWidget *
create_list (const char         *name,
             const char         *nothing,
             const char * const *texts)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), gtk_label_new (nothing));
  weir_accessible_set_name (list, name);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      gtk_list_box_append (GTK_LIST_BOX (list), create_label (texts[i]));
      g_object_set_data_full (G_OBJECT (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) i)), "text",
                              g_strdup (texts[i]), g_free);
    }

  return list;
}

void
weir_text_popover_fill (GtkMenuButton      *button,
                        const char         *name,
                        const char         *nothing,
                        const char * const *texts,
                        GCallback           chosen,
                        GObject            *object)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = create_list (name, nothing, texts);
  Choice *choice = g_new0 (Choice, 1);

  choice->chosen = chosen;
  g_weak_ref_init (&choice->object, object);
  g_object_set_data_full (G_OBJECT (list), "choice", choice, choice_free);
  g_signal_connect (list, "row-activated", G_CALLBACK (on_activated), NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT_MAX_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (button, popover);
}
