#include "config.h"

#include "app/dialogs/weir-rule-numbers.h"

#include <glib/gi18n.h>

#include "app/common/weir-screen-zone.h"
#include "data/alert/weir-condition-threshold.h"
#include "widgets/weir-format.h"

/* Days that are shown, the newest first. */
#define DAYS_MAX 31
#define LIST_PX  150

struct _WeirRuleNumbers
{
  AdwBin   parent_instance;

  GtkGrid *grid;      /* child */
  guint    n_rows;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The order of the columns. */
static const WeirRuleVariant columns[] = { WEIR_RULE_VARIANT_LOWER, WEIR_RULE_VARIANT_THIS, WEIR_RULE_VARIANT_HIGHER };

G_DEFINE_FINAL_TYPE (WeirRuleNumbers, weir_rule_numbers, ADW_TYPE_BIN)

static void
weir_rule_numbers_class_init (WeirRuleNumbersClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
weir_rule_numbers_init (WeirRuleNumbers *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 24);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_widget_set_halign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->grid));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_PX);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

static void
clear (WeirRuleNumbers *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_rows = 0;
}

static void
add_cell (WeirRuleNumbers *self,
          int              column,
          const char      *text,
          const char      *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0f : 1.0f);
  gtk_widget_add_css_class (label, "number");
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  gtk_grid_attach (self->grid, label, column, (int) self->n_rows, 1, 1);
}

static void
on_clicked (GtkButton       *button,
            WeirRuleNumbers *self)
{
  const double *value = g_object_get_data (G_OBJECT (button), "value");

  g_signal_emit (self, signals[CHOSEN], 0, *value);
}

/* A threshold that can be taken. */
static void
add_choice (WeirRuleNumbers *self,
            int              column,
            double           value,
            const char      *text)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  g_autofree char *name = g_strdup_printf (_("Use the threshold %s"), text);

  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "number");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "value", g_memdup2 (&value, sizeof value), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_grid_attach (self->grid, button, column, (int) self->n_rows, 1, 1);
}

static void
add_heading (WeirRuleNumbers     *self,
             const WeirRuleTrial *trial)
{
  const char *words[] = { _("Next Lower"), _("This Rule"), _("Next Higher") };

  add_cell (self, 0, _("Fired"), "secondary");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (trial->has_threshold || columns[i] == WEIR_RULE_VARIANT_THIS)
      add_cell (self, (int) i + 1, words[i], "secondary");
  self->n_rows++;
  if (!trial->has_threshold)
    return;

  add_cell (self, 0, _("Threshold"), "secondary");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = weir_condition_threshold_format (trial->thresholds[columns[i]]);

      if (columns[i] == WEIR_RULE_VARIANT_THIS)
        add_cell (self, (int) i + 1, text, "strong");
      else
        add_choice (self, (int) i + 1, trial->thresholds[columns[i]], text);
    }
  self->n_rows++;
}

static void
add_row (WeirRuleNumbers     *self,
         const WeirRuleTrial *trial,
         const char          *name,
         const guint64       *n_fired)
{
  add_cell (self, 0, name, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *count = weir_format_count (n_fired[columns[i]]);

      if (trial->has_threshold || columns[i] == WEIR_RULE_VARIANT_THIS)
        add_cell (self, (int) i + 1, count, columns[i] == WEIR_RULE_VARIANT_THIS ? "strong" : NULL);
    }
  self->n_rows++;
}

static char *
dup_day (gint64 time_usec)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_usec / G_USEC_PER_SEC);
  g_autoptr(GDateTime) day = g_date_time_to_timezone (utc, weir_screen_zone_get ());

  return g_date_time_format (day, "%a %Y-%m-%d");
}

GtkWidget *
weir_rule_numbers_new (void)
{
  return g_object_new (WEIR_TYPE_RULE_NUMBERS, NULL);
}

void
weir_rule_numbers_show (WeirRuleNumbers     *self,
                        const WeirRuleTrial *trial)
{
  guint n_days = trial->days->len;

  g_return_if_fail (WEIR_IS_RULE_NUMBERS (self));

  clear (self);
  add_heading (self, trial);
  add_row (self, trial, _("In all"), trial->n_fired);
  for (guint i = 0; i < MIN (n_days, DAYS_MAX); i++)
    {
      const WeirRuleTrialDay *day = &g_array_index (trial->days, WeirRuleTrialDay, n_days - 1 - i);
      g_autofree char *name = dup_day (day->begin_usec);

      add_row (self, trial, name, day->n_fired);
    }
}
