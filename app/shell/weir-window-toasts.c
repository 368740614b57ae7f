#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"

/* What the window says in a dialog or a toast. */

void
weir_window_show_error (WeirWindow *self,
                        const char *title,
                        const char *text)
{
  g_autofree char *sentence = weir_dup_sentence (text);
  GtkWidget *dialog;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  dialog = adw_message_dialog_new (GTK_WINDOW (self), title, sentence);
  gtk_window_set_application (GTK_WINDOW (dialog), gtk_window_get_application (GTK_WINDOW (self)));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
weir_window_show_toast (WeirWindow *self,
                        const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  g_return_if_fail (WEIR_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
on_show_in_folder (const char *uri)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  const char *uris[] = { uri, NULL };

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                            "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""),
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
free_uri (gpointer  uri,
          GClosure *closure)
{
  g_free (uri);
}

void
weir_window_show_file_toast (WeirWindow *self,
                             const char *text,
                             const char *path)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);
  char *uri = g_filename_to_uri (path, NULL, NULL);

  g_return_if_fail (WEIR_IS_WINDOW (self));

  adw_toast_set_button_label (toast, _("Show in Folder"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_show_in_folder), uri, free_uri, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
