#include "config.h"

#include "app/pages/weir-alert-silences.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-journal-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "app/pages/weir-silence-window.h"

struct _WeirAlertSilences
{
  GtkBox             parent_instance;

  WeirScope         *scope;     /* owned */
  GtkFilterListModel *listed;  /* owned: all of the monitor's */
  GtkStack          *stack;     /* child, as those below */
  GtkColumnView     *view;
};

G_DEFINE_FINAL_TYPE (WeirAlertSilences, weir_alert_silences, GTK_TYPE_BOX)

static const WeirJournalFacts *
get_facts (gpointer item)
{
  return weir_journal_entry_get_facts (item);
}

static char *
text_rule (gpointer     item,
           const char **style_class)
{
  const char *rule = get_facts (item)->rule;

  *style_class = "strong";
  return g_strdup (rule != NULL ? rule : _("All rules"));
}

static char *
text_keys (gpointer     item,
           const char **style_class)
{
  const WeirJournalFacts *facts = get_facts (item);

  if (facts->pattern != NULL)
    return g_strdup (facts->pattern);

  return facts->key != NULL ? weir_entry_dup_key (facts) : g_strdup (_("all keys"));
}

static char *
text_until (gpointer     item,
            const char **style_class)
{
  gint64 until_usec = get_facts (item)->until_usec;

  return until_usec != 0 ? weir_dup_clock (until_usec) : g_strdup (_("until it is ended"));
}

static char *
text_times (gpointer     item,
            const char **style_class)
{
  const char *times = get_facts (item)->times;

  return g_strdup (times != NULL ? times : _("always"));
}

static char *
text_since (gpointer     item,
            const char **style_class)
{
  *style_class = "secondary";
  return weir_dup_clock (get_facts (item)->at_usec);
}

static char *
text_remark (gpointer     item,
             const char **style_class)
{
  *style_class = "secondary";
  return weir_entry_dup_remark (get_facts (item));
}

static void
on_end_clicked (GtkButton *button,
                WeirScope *scope)
{
  WeirJournalEntry *entry = g_object_get_data (G_OBJECT (button), "entry");
  WeirMonitor *monitor = weir_scope_get_monitor (scope);

  if (monitor != NULL)
    weir_monitor_unmute (monitor, get_facts (entry)->number, g_get_real_name ());
}

static GtkWidget *
create_end (gpointer user_data)
{
  GtkWidget *button = gtk_button_new_with_label (_("End"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (on_end_clicked), user_data);

  return button;
}

static void
update_end (GtkWidget *cell,
            gpointer   item,
            gpointer   user_data)
{
  const WeirJournalFacts *facts = get_facts (item);
  g_autofree char *spoken = g_strdup_printf (_("End the silence of %s"), facts->rule != NULL ? facts->rule : _("all rules"));

  g_object_set_data_full (G_OBJECT (cell), "entry", g_object_ref (item), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
on_new_clicked (WeirAlertSilences *self)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (weir_silence_window_new (parent, self->scope, NULL, NULL)));
}

static void
on_monitor_changed (WeirAlertSilences *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  gtk_filter_list_model_set_model (self->listed, monitor != NULL ? weir_monitor_get_silences (monitor) : NULL);
  weir_alert_silences_update (self);
}

static void
weir_alert_silences_dispose (GObject *object)
{
  WeirAlertSilences *self = WEIR_ALERT_SILENCES (object);

  g_clear_object (&self->listed);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_alert_silences_parent_class)->dispose (object);
}

static void
weir_alert_silences_class_init (WeirAlertSilencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_alert_silences_dispose;
}

static void
weir_alert_silences_init (WeirAlertSilences *self)
{
}

static GtkWidget *
create_line (WeirAlertSilences *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_("Of these alerts there are no notices; they fire and end as before."));
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_New Silence…"));

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "secondary");
  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_new_clicked), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static void
add_columns (WeirAlertSilences *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Rule"), .chars = 16, .expand = TRUE, .text = text_rule },
    { .title = _("Keys"), .chars = 14, .text = text_keys },
    { .title = _("Until"), .chars = 17, .text = text_until },
    { .title = _("At Times"), .chars = 20, .text = text_times, .gives_way = 2 },
    { .title = _("Since"), .chars = 17, .text = text_since, .gives_way = 3 },
    { .title = _("Who and Why"), .chars = 16, .expand = TRUE, .text = text_remark, .gives_way = 1 },
    { .title = "", .create = create_end, .update = update_end, .user_data = self->scope },
  };

  weir_table_add_columns (self->view, columns, G_N_ELEMENTS (columns));
}

static GtkWidget *
create_table (WeirAlertSilences *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-table");
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Silences"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scroller, "weir-card");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "weir-alerts-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("No Silences"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _("Notices are given of every alert."));
  gtk_widget_add_css_class (empty, "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, scroller, "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);

  return GTK_WIDGET (self->stack);
}

GtkWidget *
weir_alert_silences_new (WeirScope *scope)
{
  WeirAlertSilences *self = g_object_new (WEIR_TYPE_ALERT_SILENCES, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 12, NULL);

  self->scope = g_object_ref (scope);
  self->listed = gtk_filter_list_model_new (NULL, NULL);
  gtk_box_append (GTK_BOX (self), create_line (self));
  gtk_box_append (GTK_BOX (self), create_table (self));
  weir_table_set_list (self->view, G_LIST_MODEL (self->listed));
  add_columns (self);
  g_signal_connect_object (scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);

  return GTK_WIDGET (self);
}

guint
weir_alert_silences_get_n (WeirAlertSilences *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT_SILENCES (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->listed));
}

void
weir_alert_silences_update (WeirAlertSilences *self)
{
  g_return_if_fail (WEIR_IS_ALERT_SILENCES (self));

  gtk_stack_set_visible_child_name (self->stack, weir_alert_silences_get_n (self) > 0 ? "list" : "empty");
  weir_table_fit (self->view);
}
