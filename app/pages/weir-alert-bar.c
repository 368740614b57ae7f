#include "config.h"

#include "app/pages/weir-alert-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/pages/weir-silence-window.h"
#include "widgets/weir-format.h"

struct _WeirAlertBar
{
  GtkBox     parent_instance;

  WeirScope *scope;               /* owned */
  GPtrArray *alerts;              /* owned, nullable */
  GtkLabel  *count_label;         /* child, as those below */
  GtkWidget *acknowledge_button;
  GtkWidget *note_button;
};

G_DEFINE_FINAL_TYPE (WeirAlertBar, weir_alert_bar, GTK_TYPE_BOX)

static gboolean
can_acknowledge (WeirAlert *alert)
{
  return weir_alert_get_resolved_usec (alert) == 0 && !weir_alert_get_acknowledged (alert);
}

static void
update (WeirAlertBar *self)
{
  guint n = self->alerts->len;
  guint n_open = 0;
  g_autofree char *count = weir_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s selected", "%s selected", n), count);

  for (guint i = 0; i < n; i++)
    n_open += can_acknowledge (g_ptr_array_index (self->alerts, i));
  gtk_label_set_label (self->count_label, text);
  gtk_widget_set_sensitive (self->acknowledge_button, n_open > 0);
  gtk_widget_set_sensitive (self->note_button, n_open > 0);
}

static void
acknowledge (WeirAlertBar *self,
             const char   *note)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; monitor != NULL && i < self->alerts->len; i++)
    {
      WeirAlert *alert = g_ptr_array_index (self->alerts, i);

      if (!can_acknowledge (alert))
        continue;
      weir_monitor_acknowledge (monitor, alert, g_get_real_name (), note);
      n++;
    }
  text = g_strdup_printf (ngettext ("%u alert acknowledged", "%u alerts acknowledged", n), n);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
  update (self);
}

static void
on_acknowledge_clicked (WeirAlertBar *self)
{
  acknowledge (self, NULL);
}

/* -- a text is asked for first -- */

typedef void (*TextFunc) (WeirAlertBar *self,
                          const char   *text);

static void
on_text_response (AdwMessageDialog *dialog,
                  const char       *response,
                  WeirAlertBar     *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  TextFunc *func = g_object_get_data (G_OBJECT (dialog), "func");

  if (g_str_equal (response, "take"))
    (*func) (self, text);
}

static void
ask_text (WeirAlertBar *self,
          const char   *heading,
          const char   *body,
          const char   *label,
          TextFunc      func)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  GtkWidget *entry = gtk_entry_new ();

  gtk_window_set_application (GTK_WINDOW (dialog), gtk_window_get_application (parent));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  weir_accessible_set_name (entry, heading);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "take", label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "take", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "take");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "func", g_memdup2 (&func, sizeof func), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_text_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
on_note_clicked (WeirAlertBar *self)
{
  ask_text (self, _("Acknowledge with a Note"), _("It stands with the alerts and in the journal, under your name."),
            _("_Acknowledge"), acknowledge);
}

static void
assign (WeirAlertBar *self,
        const char   *text)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  for (guint i = 0; monitor != NULL && i < self->alerts->len; i++)
    weir_monitor_assign (monitor, g_ptr_array_index (self->alerts, i), *text != '\0' ? text : NULL);
}

static void
on_assign_clicked (WeirAlertBar *self)
{
  ask_text (self, _("Assign"), _("Who is to take care of it? Empty: no one in particular."), _("_Assign"), assign);
}

static void
write_note (WeirAlertBar *self,
            const char   *text)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  for (guint i = 0; monitor != NULL && *text != '\0' && i < self->alerts->len; i++)
    weir_monitor_write_note (monitor, g_ptr_array_index (self->alerts, i), g_get_real_name (), text);
}

static void
on_write_clicked (WeirAlertBar *self)
{
  ask_text (self, _("Write a Note"), _("It stands in the history of the alerts, under your name."), _("_Write"), write_note);
}

/* What is common to all that are selected. */
static void
on_silence_clicked (WeirAlertBar *self)
{
  WeirAlert *first = g_ptr_array_index (self->alerts, 0);
  const char *rule = weir_alert_get_rule (first);
  const char *key = weir_alert_get_key (first);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  for (guint i = 1; i < self->alerts->len; i++)
    {
      WeirAlert *alert = g_ptr_array_index (self->alerts, i);

      if (g_strcmp0 (weir_alert_get_rule (alert), rule) != 0)
        rule = NULL;
      if (g_strcmp0 (weir_alert_get_key (alert), key) != 0)
        key = NULL;
    }
  gtk_window_present (GTK_WINDOW (weir_silence_window_new (parent, self->scope, rule, key)));
}

static void
weir_alert_bar_dispose (GObject *object)
{
  WeirAlertBar *self = WEIR_ALERT_BAR (object);

  g_clear_pointer (&self->alerts, g_ptr_array_unref);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_alert_bar_parent_class)->dispose (object);
}

static void
weir_alert_bar_class_init (WeirAlertBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_alert_bar_dispose;
}

static void
weir_alert_bar_init (WeirAlertBar *self)
{
}

static GtkWidget *
add_button (WeirAlertBar *self,
            const char   *label,
            GCallback     on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);
  gtk_box_append (GTK_BOX (self), button);

  return button;
}

GtkWidget *
weir_alert_bar_new (WeirScope *scope)
{
  WeirAlertBar *self = g_object_new (WEIR_TYPE_ALERT_BAR, "spacing", 6, NULL);

  self->scope = g_object_ref (scope);
  self->alerts = g_ptr_array_new ();
  self->count_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self), "weir-card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "alert-bar");
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "strong");
  gtk_widget_set_margin_end (GTK_WIDGET (self->count_label), 6);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->count_label));
  self->acknowledge_button = add_button (self, _("Ac_knowledge"), G_CALLBACK (on_acknowledge_clicked));
  self->note_button = add_button (self, _("Acknowledge with _Note…"), G_CALLBACK (on_note_clicked));
  add_button (self, _("A_ssign…"), G_CALLBACK (on_assign_clicked));
  add_button (self, _("_Write a Note…"), G_CALLBACK (on_write_clicked));
  add_button (self, _("S_ilence…"), G_CALLBACK (on_silence_clicked));
  update (self);

  return GTK_WIDGET (self);
}

void
weir_alert_bar_set_alerts (WeirAlertBar *self,
                           GPtrArray    *alerts)
{
  g_return_if_fail (WEIR_IS_ALERT_BAR (self) && alerts != NULL);

  g_ptr_array_ref (alerts);
  g_ptr_array_unref (self->alerts);
  self->alerts = alerts;
  update (self);
}
