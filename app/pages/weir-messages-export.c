#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "data/screen/weir-message-export.h"
#include "data/store/weir-export-name.h"
#include "widgets/weir-format.h"

/* Writes what is selected, or all that is listed, to a file. */

static void
tell (WeirMessagesPage *self,
      const char       *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
}

static void
on_exported (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(WeirMessagesPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n_rows = weir_message_export_finish (result, &error);
  g_autofree char *count = weir_format_count ((guint64) MAX (n_rows, 0));
  g_autofree char *text = g_strdup_printf (ngettext ("%s record exported", "%s records exported", (gulong) MAX (n_rows, 0)), count);

  tell (self, error != NULL ? error->message : text);
}

/* Oldest first, as they came. */
static GPtrArray *
dup_messages (WeirMessagesPage *self)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_tail_message_unref);
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = n; i > 0; i--)
    {
      g_autoptr(WeirMessageItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i - 1);
      WeirTailMessage *message = weir_message_item_get_message (item);

      if (message != NULL && (gtk_bitset_is_empty (selected) || gtk_bitset_contains (selected, i - 1)))
        g_ptr_array_add (messages, weir_tail_message_ref (message));
    }

  return messages;
}

static void
write_file (WeirMessagesPage *self,
            GPtrArray        *messages,
            const char       *path)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_autoptr(GError) error = NULL;
  WeirExportFormat format;

  if (stream == NULL)
    return;
  if (!weir_export_name_find_format (path, NULL, WEIR_EXPORT_CSV, &format, &error))
    {
      tell (self, error->message);
      return;
    }

  weir_message_export_async (weir_stream_view_get_schema (stream), messages, path, format, NULL, on_exported, g_object_ref (self));
}

static void
on_response (GtkNativeDialog  *dialog,
             int               response,
             WeirMessagesPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      write_file (self, g_object_get_data (G_OBJECT (dialog), "messages"), g_file_peek_path (file));
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
weir_messages_page_export (WeirMessagesPage *self)
{
  g_autoptr(GPtrArray) messages = dup_messages (self);
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog;
  g_autofree char *name = NULL;

  if (stream == NULL || messages->len == 0)
    {
      tell (self, _("There are no records to export"));
      return;
    }

  name = g_strconcat (weir_stream_view_get_config (stream)->name, ".csv", NULL);
  dialog = gtk_file_chooser_native_new (_("Export Records: CSV, NDJSON or Parquet"), GTK_WINDOW (root),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  /* What was listed when it was asked for: the list moves on meanwhile. */
  g_object_set_data_full (G_OBJECT (dialog), "messages", g_steal_pointer (&messages), (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
