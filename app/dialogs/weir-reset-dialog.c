#include "config.h"

#include "app/dialogs/weir-reset-dialog.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-screen-zone.h"
#include "app/common/weir-table.h"
#include "app/dialogs/weir-reset-job.h"
#include "data/decode/weir-duration.h"
#include "widgets/weir-format.h"

/* Where to, in the words of kafka-consumer-groups. */
static const struct
{
  const char          *label;
  WeirOffsetResetKind  kind;
  const char          *hint;    /* what the entry is for; NULL: there is none */
  gboolean             is_back; /* the time is given by how long ago it was */
} kinds[] = {
  { N_("To earliest"), WEIR_OFFSET_RESET_TO_EARLIEST, NULL },
  { N_("To latest"), WEIR_OFFSET_RESET_TO_LATEST, NULL },
  { N_("To date and time"), WEIR_OFFSET_RESET_TO_DATETIME, N_("2026-01-31T12:00:00Z, or 2h ago as -2h") },
  { N_("By duration"), WEIR_OFFSET_RESET_TO_DATETIME, N_("back from now: 2h, or PT2H"), TRUE },
  { N_("Shift by"), WEIR_OFFSET_RESET_SHIFT_BY, N_("records; back as -100") },
  { N_("To offset"), WEIR_OFFSET_RESET_TO_OFFSET, N_("the offset, in every partition") },
  { N_("From file"), WEIR_OFFSET_RESET_TO_GIVEN, N_("lines of topic,partition,offset") },
};

struct _WeirResetDialog
{
  AdwWindow          parent_instance;

  AdwWindowTitle    *window_title;
  GtkButton         *cancel_button;
  GtkButton         *reset_button;
  GtkDropDown       *kind_drop;
  GtkEntry          *value_entry;
  GtkEntry          *topics_entry;
  GtkButton         *file_button;
  GtkButton         *plan_button;
  GtkColumnView     *view;
  GtkLabel          *note_label;

  WeirSettings      *settings;      /* owned */
  char              *group;         /* owned */
  GPtrArray         *changes;       /* owned reference, nullable: what was shown, and would be done */
  GListStore        *items;         /* owned, of WeirItem of WeirOffsetChange */
  GCancellable      *cancellable;   /* owned: of the plan on its way */
  char              *path;          /* owned, nullable: where the offsets of before go */
  GtkFileChooserNative *chooser;    /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WeirResetDialog, weir_reset_dialog, ADW_TYPE_WINDOW)

/* -- what would be done -- */

static const WeirOffsetChange *
change_of (gpointer item)
{
  return weir_item_get (item);
}

static char *
text_topic (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_name (change_of (item)->topic);
}

static char *
text_partition (gpointer     item,
                const char **style_class)
{
  return g_strdup_printf ("%d", change_of (item)->partition);
}

static char *
text_before (gpointer     item,
             const char **style_class)
{
  return weir_lag_words_dup_count (change_of (item)->before);
}

static char *
text_after (gpointer     item,
            const char **style_class)
{
  g_autofree char *count = weir_lag_words_dup_count (change_of (item)->offset);

  *style_class = "strong";
  return g_strdup_printf ("→ %s", count);
}

static char *
text_difference (gpointer     item,
                 const char **style_class)
{
  const WeirOffsetChange *change = change_of (item);

  *style_class = "secondary";
  return change->before >= 0 ? weir_format_signed ((double) (change->offset - change->before), 0) : g_strdup ("–");
}

static char *
text_note (gpointer     item,
           const char **style_class)
{
  *style_class = "warning";
  return g_strdup (change_of (item)->note != NULL ? change_of (item)->note : "");
}

static void
add_columns (WeirResetDialog *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Topic"), .chars = 16, .expand = TRUE, .text = text_topic },
    { .title = _("Partition"), .chars = 5, .xalign = 1, .text = text_partition },
    { .title = _("Current offset"), .chars = 10, .xalign = 1, .text = text_before },
    { .title = _("New offset"), .chars = 11, .xalign = 1, .text = text_after },
    { .title = _("Change"), .chars = 9, .xalign = 1, .text = text_difference },
    { .title = "", .chars = 18, .expand = TRUE, .text = text_note },
  };

  weir_table_add_columns (self->view, columns, G_N_ELEMENTS (columns));
}

static void
say (WeirResetDialog *self,
     const char      *style_class,
     const char      *text)
{
  const char *classes[] = { style_class, NULL };

  gtk_label_set_label (self->note_label, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->note_label), classes);
}

/* Changes that are shown are those that would be done; NULL: there are none any more. */
static void
show_changes (WeirResetDialog *self,
              GPtrArray       *changes)
{
  g_autoptr(GPtrArray) before = self->changes;

  self->changes = changes != NULL ? g_ptr_array_ref (changes) : NULL;
  weir_item_store_set (self->items, changes != NULL ? (const gconstpointer *) changes->pdata : NULL,
                       changes != NULL ? changes->len : 0);
  weir_table_refresh (self->view);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset_button), changes != NULL && changes->len > 0);
}

static void
on_planned (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(WeirResetDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) changes = weir_reset_plan_finish (result, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->plan_button), TRUE);
  show_changes (self, changes);
  if (error != NULL)
    text = g_strdup_printf ("▲ %s", error->message);
  else if (changes->len == 0)
    text = g_strdup (_("The group has committed no offset: there is nothing to change."));
  else
    text = g_strdup_printf (ngettext ("Nothing was changed yet. Reset commits the new offset of %u partition.",
                                      "Nothing was changed yet. Reset commits the new offsets of %u partitions.", changes->len),
                            changes->len);
  say (self, error != NULL ? "warning" : "secondary", text);
}

static guint
get_kind (WeirResetDialog *self)
{
  return MIN (gtk_drop_down_get_selected (self->kind_drop), G_N_ELEMENTS (kinds) - 1);
}

static gboolean
parse_duration (const char  *text,
                gint64      *value,
                GError     **error)
{
  gint64 duration_usec;

  if (!weir_duration_parse_iso (text, &duration_usec) && !weir_duration_parse (text, &duration_usec, error))
    return FALSE;
  *value = g_get_real_time () - duration_usec;

  return TRUE;
}

static gboolean
parse_value (WeirResetDialog  *self,
             gint64           *value,
             GError          **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->value_entry));
  GTimeZone *zone = weir_screen_zone_get ();

  switch (kinds[get_kind (self)].kind)
    {
    case WEIR_OFFSET_RESET_TO_DATETIME:
      if (kinds[get_kind (self)].is_back)
        return parse_duration (text, value, error);
      return weir_time_parse_when (text, zone, g_get_real_time (), value, error);
    case WEIR_OFFSET_RESET_SHIFT_BY:
      return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, error);
    case WEIR_OFFSET_RESET_TO_OFFSET:
      return g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, value, error);
    default:
      return TRUE;
    }
}

/* NULL without an error: all of them. */
static GPtrArray *
parse_topics (WeirResetDialog  *self,
              gint64            value,
              GError          **error)
{
  g_auto(GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->topics_entry)), " ;", -1);
  g_autoptr(GPtrArray) scope = weir_offset_changes_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !weir_offset_changes_add_topic (scope, words[i], value))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no topic; write orders, or orders:0,1"), words[i]);
        return NULL;
      }

  return scope->len > 0 ? g_steal_pointer (&scope) : NULL;
}

static void
forget_plan (WeirResetDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  show_changes (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plan_button), TRUE);
}

static void
on_plan_clicked (WeirResetDialog *self)
{
  WeirOffsetResetKind kind = kinds[get_kind (self)].kind;
  const char *path = kind == WEIR_OFFSET_RESET_TO_GIVEN ? gtk_editable_get_text (GTK_EDITABLE (self->value_entry)) : NULL;
  g_autoptr(GPtrArray) scope = NULL;
  g_autoptr(GError) error = NULL;
  gint64 value = 0;

  forget_plan (self);
  if (parse_value (self, &value, &error) && path == NULL)
    scope = parse_topics (self, value, &error);
  if (error != NULL)
    {
      g_autofree char *text = g_strdup_printf ("▲ %s", error->message);

      say (self, "warning", text);
      return;
    }

  gtk_widget_set_sensitive (GTK_WIDGET (self->plan_button), FALSE);
  say (self, "secondary", _("Asking the brokers…"));
  weir_reset_plan_async (self->settings, self->group, kind, value, scope, path, self->cancellable, on_planned, g_object_ref (self));
}

/* -- doing it -- */

static void
on_executed (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(WeirResetDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (weir_reset_execute_finish (result, &error))
    /* Translators: a file */
    text = g_strdup_printf (_("✓ Done. The offsets of before are in %s; From file takes it back."), self->path);
  else
    text = g_strdup_printf ("▲ %s", error->message);
  say (self, error != NULL ? "warning" : "ok", text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plan_button), TRUE);
  gtk_button_set_label (self->cancel_button, _("_Close"));
}

static void
on_reset_clicked (WeirResetDialog *self)
{
  g_autofree char *name = weir_offset_changes_dup_file_name (self->group);

  g_free (self->path);
  self->path = g_build_filename (g_get_user_data_dir (), "weir", "offsets", name, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset_button), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plan_button), FALSE);
  say (self, "secondary", _("Resetting…"));
  weir_reset_execute_async (self->settings, self->group, self->changes, self->path, on_executed, g_object_ref (self));
}

/* -- what is chosen -- */

static void
on_kind_changed (WeirResetDialog *self)
{
  guint kind = get_kind (self);

  gtk_widget_set_visible (GTK_WIDGET (self->value_entry), kinds[kind].hint != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->topics_entry), kinds[kind].kind != WEIR_OFFSET_RESET_TO_GIVEN);
  gtk_widget_set_visible (GTK_WIDGET (self->file_button), kinds[kind].kind == WEIR_OFFSET_RESET_TO_GIVEN);
  gtk_entry_set_placeholder_text (self->value_entry, kinds[kind].hint != NULL ? _(kinds[kind].hint) : NULL);
  weir_accessible_set_name (GTK_WIDGET (self->value_entry), _(kinds[kind].label));
  gtk_editable_set_text (GTK_EDITABLE (self->value_entry), "");
  forget_plan (self);
  say (self, "secondary", _("Nothing is changed before you have seen what each offset would become. The group must have no members."));
}

static void
on_value_changed (WeirResetDialog *self)
{
  forget_plan (self);
}

static void
on_file_chosen (WeirResetDialog *self,
                int              response)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->value_entry), path);
  g_clear_object (&self->chooser);
}

static void
on_file_clicked (WeirResetDialog *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Offsets of Before"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- the window -- */

static void
weir_reset_dialog_dispose (GObject *object)
{
  WeirResetDialog *self = WEIR_RESET_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_reset_dialog_parent_class)->dispose (object);
}

static void
weir_reset_dialog_finalize (GObject *object)
{
  WeirResetDialog *self = WEIR_RESET_DIALOG (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->items);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->group);
  g_free (self->path);

  G_OBJECT_CLASS (weir_reset_dialog_parent_class)->finalize (object);
}

static void
weir_reset_dialog_class_init (WeirResetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_reset_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_reset_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-reset-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, reset_button);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, kind_drop);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, value_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, topics_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, file_button);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, plan_button);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, view);
  gtk_widget_class_bind_template_child (widget_class, WeirResetDialog, note_label);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_reset_dialog_init (WeirResetDialog *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->items = weir_item_store_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_use_label (GTK_WIDGET (self->cancel_button));
  weir_accessible_use_label (GTK_WIDGET (self->reset_button));
  weir_accessible_use_label (GTK_WIDGET (self->file_button));
  weir_accessible_use_label (GTK_WIDGET (self->plan_button));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Offsets, before and after"));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (labels, _(kinds[i].label));
  gtk_drop_down_set_model (self->kind_drop, G_LIST_MODEL (labels));
  weir_accessible_set_name (GTK_WIDGET (self->kind_drop), _("Where to"));
  weir_table_set_list (self->view, G_LIST_MODEL (self->items));
  add_columns (self);

  g_signal_connect_swapped (self->kind_drop, "notify::selected", G_CALLBACK (on_kind_changed), self);
  weir_accessible_set_name (GTK_WIDGET (self->topics_entry), _("Topics"));
  g_signal_connect_swapped (self->value_entry, "changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect_swapped (self->topics_entry, "changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect_swapped (self->topics_entry, "activate", G_CALLBACK (on_plan_clicked), self);
  g_signal_connect_swapped (self->value_entry, "activate", G_CALLBACK (on_plan_clicked), self);
  g_signal_connect_swapped (self->file_button, "clicked", G_CALLBACK (on_file_clicked), self);
  g_signal_connect_swapped (self->plan_button, "clicked", G_CALLBACK (on_plan_clicked), self);
  g_signal_connect_swapped (self->reset_button, "clicked", G_CALLBACK (on_reset_clicked), self);
  on_kind_changed (self);
}

GtkWidget *
weir_reset_dialog_new (GtkWindow    *parent,
                       WeirSettings *settings,
                       const char   *group)
{
  WeirResetDialog *self = g_object_new (WEIR_TYPE_RESET_DIALOG, "transient-for", parent, NULL);
  g_autofree char *name = weir_lag_words_dup_name (group);

  self->settings = g_object_ref (settings);
  self->group = g_strdup (group);
  adw_window_title_set_subtitle (self->window_title, name);

  return GTK_WIDGET (self);
}
