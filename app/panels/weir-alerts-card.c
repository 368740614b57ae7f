#include "config.h"

#include "app/panels/weir-alerts-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-record-choice.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

#define MAX_ROWS 12

/* One row: sign, rule and key over value and place, and an age. */
typedef struct
{
  GtkWidget *row;
  GtkLabel  *sign;
  GtkLabel  *rule;     /* and key */
  GtkLabel  *detail;
  GtkLabel  *age;
  WeirAlert *alert;    /* owned, nullable */
} Row;

struct _WeirAlertsCard
{
  WeirCard    parent_instance;

  GtkListBox *list;
  GtkWidget  *empty;
  Row         rows[MAX_ROWS];
};

G_DEFINE_FINAL_TYPE (WeirAlertsCard, weir_alerts_card, WEIR_TYPE_CARD)

static GtkLabel *
append_label (GtkWidget  *box,
              const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static void
create_row (WeirAlertsCard *self,
            Row            *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->sign = append_label (box, "weir-alert-sign");
  gtk_widget_set_valign (GTK_WIDGET (row->sign), GTK_ALIGN_START);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  row->rule = append_label (texts, NULL);
  gtk_label_set_wrap (row->rule, TRUE);
  gtk_label_set_wrap_mode (row->rule, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (row->rule, 2);
  gtk_label_set_ellipsize (row->rule, PANGO_ELLIPSIZE_END);
  row->detail = append_label (texts, "secondary");
  gtk_widget_add_css_class (GTK_WIDGET (row->detail), "small");
  gtk_widget_add_css_class (GTK_WIDGET (row->detail), "number");
  gtk_label_set_ellipsize (row->detail, PANGO_ELLIPSIZE_END);
  row->age = append_label (box, "number");
  gtk_widget_add_css_class (GTK_WIDGET (row->age), "secondary");
  gtk_widget_set_valign (GTK_WIDGET (row->age), GTK_ALIGN_START);

  row->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_widget_set_visible (row->row, FALSE);
  gtk_list_box_append (self->list, row->row);
}

/* The parts that are there, with dots between. */
static char *
join (const char *first,
      const char *second,
      const char *third)
{
  const char *parts[4] = { NULL };
  guint n = 0;

  if (first != NULL && *first != '\0')
    parts[n++] = first;
  if (second != NULL)
    parts[n++] = second;
  if (third != NULL)
    parts[n++] = third;

  return g_strjoinv (" · ", (char **) parts);
}

static char *
dup_detail (WeirAlert *alert)
{
  g_autofree char *place = weir_dup_record_place (weir_alert_get_topic (alert), weir_alert_get_partition (alert),
                                                  weir_alert_get_offset (alert));
  const char *value = weir_alert_get_value (alert);
  const char *limit = weir_alert_get_limit (alert);
  g_autofree char *limited = NULL;

  if (limit != NULL && *limit != '\0')
    /* Translators: the limit that an alert's value passed */
    limited = g_strdup_printf (_("limit %s"), limit);

  return join (value, limited, place);
}

/* The rule in bold and the key; a tooltip has what two lines have no room for. */
static void
fill_title (Row       *row,
            WeirAlert *alert)
{
  g_autofree char *text = g_strdup_printf ("%s  %s", weir_alert_get_title (alert), weir_alert_get_key (alert));
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  if (g_strcmp0 (gtk_label_get_label (row->rule), text) == 0)
    return;

  bold->end_index = (guint) strlen (weir_alert_get_title (alert));
  pango_attr_list_insert (attributes, bold);
  gtk_label_set_attributes (row->rule, attributes);
  gtk_label_set_label (row->rule, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->rule), text);
}

static void
fill_row (Row       *row,
          WeirAlert *alert)
{
  gboolean firing = weir_alert_get_resolved_usec (alert) == 0;
  WeirState state = firing ? weir_state_of_severity (weir_alert_get_severity (alert)) : weir_state_of_alert (alert);
  const char *classes[] = { "weir-alert-sign", state.style_class, NULL };
  gint64 end_usec = firing ? g_get_real_time () : weir_alert_get_resolved_usec (alert);
  g_autofree char *detail = dup_detail (alert);
  g_autofree char *age = weir_format_elapsed (end_usec - weir_alert_get_since_usec (alert));
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s, %s", state.word, weir_alert_get_title (alert),
                                             weir_alert_get_key (alert), detail);

  g_set_object (&row->alert, alert);
  gtk_label_set_label (row->sign, state.sign);
  gtk_widget_set_css_classes (GTK_WIDGET (row->sign), classes);
  fill_title (row, alert);
  gtk_label_set_label (row->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->detail), detail);
  gtk_label_set_label (row->age, age);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_subtitle (WeirAlertsCard *self,
                 guint           n_firing)
{
  g_autofree char *count = weir_format_count (n_firing);
  g_autofree char *text = g_strdup_printf (ngettext ("%s firing", "%s firing", n_firing), count);

  weir_card_set_subtitle (WEIR_CARD (self), text);
}

static void
weir_alerts_card_pulse (WeirCard *card)
{
  WeirAlertsCard *self = WEIR_ALERTS_CARD (card);
  WeirMonitor *monitor = weir_scope_get_monitor (weir_card_get_scope (card));
  const char *stream = weir_card_get_config (card)->stream;
  GListModel *alerts = monitor != NULL ? weir_monitor_get_alerts (monitor) : NULL;
  guint n = alerts != NULL ? g_list_model_get_n_items (alerts) : 0;
  guint n_rows = 0, n_firing = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      if (stream != NULL && *stream != '\0' && g_strcmp0 (weir_alert_get_stream (alert), stream) != 0)
        continue;
      n_firing += weir_alert_get_resolved_usec (alert) == 0;
      if (n_rows < MAX_ROWS)
        fill_row (&self->rows[n_rows++], alert);
    }

  for (guint i = 0; i < MAX_ROWS; i++)
    gtk_widget_set_visible (self->rows[i].row, i < n_rows);
  gtk_widget_set_visible (self->empty, n_rows == 0);
  update_subtitle (self, n_firing);
}

static void
on_row_activated (GtkListBox     *list,
                  GtkListBoxRow  *row,
                  WeirAlertsCard *self)
{
  for (guint i = 0; i < MAX_ROWS; i++)
    if (self->rows[i].row == GTK_WIDGET (row) && self->rows[i].alert != NULL)
      weir_record_choice_open_alert (weir_card_get_scope (WEIR_CARD (self)), self->rows[i].alert);
}

static void
weir_alerts_card_bind (WeirCard *card)
{
  WeirAlertsCard *self = WEIR_ALERTS_CARD (card);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "weir-rows");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Alerts"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  for (guint i = 0; i < MAX_ROWS; i++)
    create_row (self, &self->rows[i]);

  self->empty = gtk_label_new (_("✓ Nothing fires, and nothing did lately."));
  gtk_widget_add_css_class (self->empty, "weir-empty");
  gtk_widget_set_margin_top (self->empty, 12);
  gtk_widget_set_margin_bottom (self->empty, 16);

  gtk_box_append (GTK_BOX (box), self->empty);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  weir_card_set_body (card, scrolled, "list");
  weir_card_set_is_list (card, TRUE);
}

static void
weir_alerts_card_dispose (GObject *object)
{
  WeirAlertsCard *self = WEIR_ALERTS_CARD (object);

  for (guint i = 0; i < MAX_ROWS; i++)
    g_clear_object (&self->rows[i].alert);

  G_OBJECT_CLASS (weir_alerts_card_parent_class)->dispose (object);
}

static void
weir_alerts_card_class_init (WeirAlertsCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_alerts_card_dispose;
  WEIR_CARD_CLASS (klass)->bind = weir_alerts_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_alerts_card_pulse;
}

static void
weir_alerts_card_init (WeirAlertsCard *self)
{
}
