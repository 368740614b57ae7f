#include "config.h"

#include "app/pages/weir-silence-window.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"

struct _WeirSilenceWindow
{
  AdwWindow    parent_instance;

  WeirScope   *scope;      /* owned */
  GStrv        rules;      /* owned: names, in the order of the list behind its first entry */
  AdwComboRow *rule;       /* child, as those below */
  GtkEditable *key;
  AdwComboRow *span;
  GtkEditable *times;
  GtkEditable *note;
  GtkLabel    *message;
};

G_DEFINE_FINAL_TYPE (WeirSilenceWindow, weir_silence_window, ADW_TYPE_WINDOW)

/* 0: until it is ended. */
static const gint64 spans_usec[] = {
  G_TIME_SPAN_HOUR, 4 * G_TIME_SPAN_HOUR, G_TIME_SPAN_DAY, 7 * G_TIME_SPAN_DAY, 0,
};

static char *
dup_entered (GtkEditable *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);

  return text;
}

static WeirJournalEntry *
create_silence (WeirSilenceWindow *self)
{
  guint chosen = adw_combo_row_get_selected (self->rule);
  guint span = adw_combo_row_get_selected (self->span);
  WeirJournalEntry *entry = weir_journal_entry_new (WEIR_JOURNAL_MUTED, chosen > 0 ? self->rules[chosen - 1] : NULL, NULL, 0);
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);

  facts->pattern = dup_entered (self->key);
  facts->times = dup_entered (self->times);
  facts->note = dup_entered (self->note);
  facts->by = g_strdup (g_get_real_name ());
  if (span < G_N_ELEMENTS (spans_usec) && spans_usec[span] > 0)
    facts->until_usec = g_get_real_time () + spans_usec[span];

  return entry;
}

static void
on_apply_clicked (WeirSilenceWindow *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_autoptr(WeirJournalEntry) silence = create_silence (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (monitor != NULL && weir_monitor_mute (monitor, silence, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  sentence = weir_dup_sentence (error != NULL ? error->message : _("nothing is watched any more"));
  gtk_label_set_label (self->message, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
}

static void
weir_silence_window_dispose (GObject *object)
{
  g_clear_object (&WEIR_SILENCE_WINDOW (object)->scope);

  G_OBJECT_CLASS (weir_silence_window_parent_class)->dispose (object);
}

static void
weir_silence_window_finalize (GObject *object)
{
  g_strfreev (WEIR_SILENCE_WINDOW (object)->rules);

  G_OBJECT_CLASS (weir_silence_window_parent_class)->finalize (object);
}

static void
weir_silence_window_class_init (WeirSilenceWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_silence_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_silence_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_silence_window_init (WeirSilenceWindow *self)
{
}

static GtkEditable *
add_entry (AdwPreferencesGroup *group,
           const char          *title,
           const char          *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  adw_preferences_group_add (group, row);

  return GTK_EDITABLE (row);
}

static AdwComboRow *
add_combo (AdwPreferencesGroup *group,
           const char          *title,
           GtkStringList       *entries,
           guint                selected)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (entries));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  weir_accessible_set_name (row, title);
  adw_preferences_group_add (group, row);

  return ADW_COMBO_ROW (row);
}

static void
add_rules (WeirSilenceWindow   *self,
           AdwPreferencesGroup *group,
           const char          *wanted)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  GPtrArray *rules = monitor != NULL ? weir_workspace_get_rules (weir_monitor_get_workspace (monitor)) : NULL;
  g_autoptr(GtkStringList) entries = gtk_string_list_new ((const char *[]) { _("All Rules"), NULL });
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  guint selected = 0;

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);

      gtk_string_list_append (entries, rule->title);
      g_strv_builder_add (names, rule->name);
      if (g_strcmp0 (rule->name, wanted) == 0)
        selected = i + 1;
    }
  self->rules = g_strv_builder_end (names);
  self->rule = add_combo (group, _("Rule"), entries, selected);
}

static void
add_spans (WeirSilenceWindow   *self,
           AdwPreferencesGroup *group)
{
  g_autoptr(GtkStringList) entries = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans_usec); i++)
    {
      g_autofree char *span = spans_usec[i] > 0 ? weir_dup_span (spans_usec[i]) : NULL;

      gtk_string_list_append (entries, span != NULL ? span : _("Until It Is Ended"));
    }
  self->span = add_combo (group, _("For"), entries, 0);
}

static GtkWidget *
create_button (WeirSilenceWindow *self,
               const char        *label,
               GCallback          on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);

  return button;
}

static GtkWidget *
create_bar (WeirSilenceWindow *self)
{
  AdwHeaderBar *bar = ADW_HEADER_BAR (adw_header_bar_new ());
  GtkWidget *apply = create_button (self, _("_Silence"), G_CALLBACK (on_apply_clicked));

  gtk_widget_add_css_class (apply, "suggested-action");
  adw_header_bar_set_show_start_title_buttons (bar, FALSE);
  adw_header_bar_set_show_end_title_buttons (bar, FALSE);
  adw_header_bar_pack_start (bar, create_button (self, _("_Cancel"), G_CALLBACK (gtk_window_close)));
  adw_header_bar_pack_end (bar, apply);

  return GTK_WIDGET (bar);
}

GtkWidget *
weir_silence_window_new (GtkWindow  *parent,
                         WeirScope  *scope,
                         const char *rule,
                         const char *key)
{
  WeirSilenceWindow *self = g_object_new (WEIR_TYPE_SILENCE_WINDOW, "transient-for", parent, "modal", TRUE,
                                          "destroy-with-parent", TRUE, "default-width", 480, "title", _("Silence"),
                                          "application", gtk_window_get_application (parent), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  self->scope = g_object_ref (scope);
  adw_preferences_group_set_description (group, _("There are no notices of these alerts. They fire and end as before, and are listed."));
  add_rules (self, group, rule);
  self->key = add_entry (group, _("Key, * for any characters (empty: all)"), key);
  add_spans (self, group);
  self->times = add_entry (group, _("Only at Times, as mon-fri 22:00-06:00 (empty: always)"), NULL);
  self->note = add_entry (group, _("Why"), NULL);
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_add_css_class (form, "rule-form");
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (form), GTK_WIDGET (group));
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), form);
  adw_window_set_content (ADW_WINDOW (self), box);

  return GTK_WIDGET (self);
}
