#include "config.h"

#include "app/shell/weir-window-private.h"

/* From a picture to its records, and back. */

/* Shows the page of messages. Returns the title of the page that is left for it; NULL when it was shown already. */
static char *
show_messages (WeirWindow *self)
{
  GtkWidget *page = self->page != NULL ? gtk_stack_get_child_by_name (self->stack, self->page) : NULL;

  if (page == NULL || page == GTK_WIDGET (self->messages_page))
    return NULL;

  g_free (self->origin_page);
  self->origin_page = g_strdup (self->page);
  g_set_weak_pointer (&self->origin_focus, gtk_window_get_focus (GTK_WINDOW (self)));
  weir_window_show_page (self, "messages");
  gtk_widget_child_focus (GTK_WIDGET (self->messages_page), GTK_DIR_TAB_FORWARD);

  return g_strdup (gtk_stack_page_get_title (gtk_stack_get_page (self->stack, page)));
}

/* What was chosen on another page can be gone back to. Last, as another stream on the page of messages forgets it. */
static void
set_origin (WeirWindow *self,
            const char *title)
{
  if (title != NULL)
    weir_messages_page_set_origin (self->messages_page, title);
}

static void
on_span_chosen (WeirWindow *self,
                const char *stream,
                const char *key,
                gint64      begin_usec,
                gint64      end_usec)
{
  g_autofree char *title = show_messages (self);

  weir_messages_page_show_span (self->messages_page, stream, key, begin_usec, end_usec);
  set_origin (self, title);
}

static void
on_record_chosen (WeirWindow *self,
                  const char *stream,
                  const char *topic,
                  int         partition,
                  gint64      offset)
{
  g_autofree char *title = show_messages (self);

  weir_messages_page_show_record (self->messages_page, stream, topic, partition, offset);
  set_origin (self, title);
}

void
weir_window_leave_messages (WeirWindow *self)
{
  g_autofree char *page = g_steal_pointer (&self->origin_page);

  if (page == NULL || gtk_stack_get_child_by_name (self->stack, page) == NULL)
    return;

  weir_window_show_page (self, page);
  if (self->origin_focus != NULL)
    gtk_widget_grab_focus (self->origin_focus);
}

/* Wherever the keyboard is. */
static void
go_to_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  if (weir_scope_get_monitor (self->scope) == NULL)
    return;

  weir_window_show_page (self, "messages");
  gtk_widget_activate_action (GTK_WIDGET (self->messages_page), "messages.go-to", NULL);
}

void
weir_window_class_install_record_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.go-to", NULL, go_to_action);
}

void
weir_window_follow_choices (WeirWindow *self)
{
  g_signal_connect_object (self->scope, "span-chosen", G_CALLBACK (on_span_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "record-chosen", G_CALLBACK (on_record_chosen), self, G_CONNECT_SWAPPED);
}
