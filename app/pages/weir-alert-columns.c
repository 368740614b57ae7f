#include "config.h"

#include "app/pages/weir-alert-columns.h"

#include <glib/gi18n.h>

#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

static char *
text_severity (gpointer     item,
               const char **style_class)
{
  WeirState state = weir_state_of_severity (weir_alert_get_severity (item));

  *style_class = weir_alert_get_resolved_usec (item) == 0 ? state.style_class : "secondary";
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_state (gpointer     item,
            const char **style_class)
{
  WeirState state = weir_state_of_alert (item);

  *style_class = state.style_class;
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_rule (gpointer     item,
           const char **style_class)
{
  *style_class = weir_alert_get_resolved_usec (item) == 0 ? "strong" : NULL;
  return g_strdup (weir_alert_get_title (item));
}

static char *
text_key (gpointer     item,
          const char **style_class)
{
  return g_strdup (weir_alert_get_key (item));
}

static char *
text_value (gpointer     item,
            const char **style_class)
{
  return g_strdup (weir_alert_get_value (item));
}

static char *
text_limit (gpointer     item,
            const char **style_class)
{
  *style_class = "secondary";
  return g_strdup (weir_alert_get_limit (item));
}

static char *
text_since (gpointer     item,
            const char **style_class)
{
  return weir_dup_clock (weir_alert_get_since_usec (item));
}

static char *
text_age (gpointer     item,
          const char **style_class)
{
  gint64 end_usec = weir_alert_get_resolved_usec (item);

  *style_class = "secondary";
  return weir_format_elapsed ((end_usec != 0 ? end_usec : g_get_real_time ()) - weir_alert_get_since_usec (item));
}

static char *
text_record (gpointer     item,
             const char **style_class)
{
  char *place = weir_dup_record_place (weir_alert_get_topic (item), weir_alert_get_partition (item),
                                       weir_alert_get_offset (item));

  *style_class = "secondary";
  return place != NULL ? place : g_strdup ("–");
}

static void
on_acknowledge_clicked (GtkButton *button,
                        WeirScope *scope)
{
  WeirAlert *alert = g_object_get_data (G_OBJECT (button), "alert");
  WeirMonitor *monitor = weir_scope_get_monitor (scope);

  if (monitor == NULL)
    return;

  weir_monitor_acknowledge (monitor, alert, g_get_real_name (), NULL);
  gtk_button_set_label (button, _("✓ Seen"));
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
}

static GtkWidget *
create_acknowledge (gpointer user_data)
{
  GtkWidget *button = gtk_button_new_with_label (_("Acknowledge"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (on_acknowledge_clicked), user_data);

  return button;
}

static void
update_acknowledge (GtkWidget *cell,
                    gpointer   item,
                    gpointer   user_data)
{
  gboolean seen = weir_alert_get_acknowledged (item);
  gboolean firing = weir_alert_get_resolved_usec (item) == 0;
  g_autofree char *spoken = NULL;

  if (g_object_get_data (G_OBJECT (cell), "alert") != item)
    {
      /* Translators: the rule and the key of an alert */
      spoken = g_strdup_printf (_("Acknowledge %s, %s"), weir_alert_get_title (item), weir_alert_get_key (item));
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }

  g_object_set_data_full (G_OBJECT (cell), "alert", g_object_ref (item), g_object_unref);
  gtk_button_set_label (GTK_BUTTON (cell), seen ? _("✓ Seen") : _("Acknowledge"));
  gtk_widget_set_sensitive (cell, firing && !seen);
  /* Transparent rather than hidden, or the column would change its width. */
  gtk_widget_set_opacity (cell, firing ? 1.0 : 0.0);
}

static double
key_severity (gpointer item)
{
  return (double) weir_alert_get_severity (item);
}

static double
key_state (gpointer item)
{
  return (double) weir_alert_get_state (item);
}

static double
key_since (gpointer item)
{
  return (double) weir_alert_get_since_usec (item);
}

static double
key_age (gpointer item)
{
  gint64 end_usec = weir_alert_get_resolved_usec (item);

  return (double) ((end_usec != 0 ? end_usec : g_get_real_time ()) - weir_alert_get_since_usec (item));
}

static int
compare_rules (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return g_strcmp0 (weir_alert_get_title ((gpointer) a), weir_alert_get_title ((gpointer) b));
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return g_strcmp0 (weir_alert_get_key ((gpointer) a), weir_alert_get_key ((gpointer) b));
}

static char *
text_assignee (gpointer     item,
               const char **style_class)
{
  return g_strdup (weir_alert_get_assignee (item));
}

GtkColumnViewColumn *
weir_alert_columns_add (GtkColumnView *view,
                        WeirScope     *scope)
{
  const WeirTableColumn columns[] = {
    { .title = _("Severity"), .chars = 10, .text = text_severity, .gives_way = 4, .key = key_severity },
    { .title = _("State"), .chars = 11, .text = text_state, .key = key_state },
    { .title = _("Rule"), .chars = 18, .expand = TRUE, .text = text_rule, .compare = compare_rules },
    { .title = _("Key"), .chars = 10, .text = text_key, .compare = compare_keys },
    { .title = _("Value"), .chars = 18, .expand = TRUE, .text = text_value, .gives_way = 1 },
    { .title = _("Limit"), .chars = 7, .xalign = 1, .text = text_limit, .gives_way = 5 },
    { .title = _("Since"), .chars = 8, .xalign = 1, .text = text_since, .gives_way = 3, .key = key_since },
    { .title = _("For"), .chars = 6, .xalign = 1, .text = text_age, .gives_way = 2, .key = key_age },
    { .title = _("Record"), .chars = 19, .text = text_record, .gives_way = 6 },
    { .title = _("Assigned To"), .chars = 10, .text = text_assignee, .gives_way = 7 },
    { .title = "", .create = create_acknowledge, .update = update_acknowledge, .user_data = scope },
  };
  GtkColumnViewColumn *limits = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column = weir_table_add_column (view, &columns[i]);

      if (columns[i].text == text_limit)
        limits = column;
    }
  weir_table_align_titles (view);

  return limits;
}
