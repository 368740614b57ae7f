#include "config.h"

#include "app/pages/weir-detail-page.h"

#include "app/common/weir-accessible.h"
#include "app/common/weir-table.h"

typedef struct
{
  GtkLabel        *state_label;
  GtkLabel        *facts_label;
  GtkBox          *actions;
  GtkFlowBox      *figures;
  AdwBin          *chart_bin;
  GtkBox          *buttons;
  GtkLabel        *note_label;
  GtkStack        *stack;

  WeirScope       *scope;   /* owned */
  WeirLineChart   *chart;   /* nullable */
  GPtrArray       *views;   /* owned, of GtkColumnView */
  GtkToggleButton *first;   /* nullable: the others' group is its */
} WeirDetailPagePrivate;

enum
{
  PROP_0,
  PROP_SCOPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WeirDetailPage, weir_detail_page, ADW_TYPE_BIN)

static void
on_pulse (WeirDetailPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    weir_detail_page_update (self);
}

static void
on_button_toggled (WeirDetailPage  *self,
                   GtkToggleButton *button)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  if (!gtk_toggle_button_get_active (button))
    return;

  gtk_stack_set_visible_child_name (priv->stack, gtk_widget_get_name (GTK_WIDGET (button)));
  weir_detail_page_update (self);
}

static void
weir_detail_page_constructed (GObject *object)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (WEIR_DETAIL_PAGE (object));

  G_OBJECT_CLASS (weir_detail_page_parent_class)->constructed (object);

  if (priv->chart != NULL)
    weir_chart_set_time_range (WEIR_CHART (priv->chart), weir_scope_get_wall_range (priv->scope));
  g_signal_connect_object (priv->scope, "pulse", G_CALLBACK (on_pulse), object, G_CONNECT_SWAPPED);
}

static void
weir_detail_page_dispose (GObject *object)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (WEIR_DETAIL_PAGE (object));

  g_clear_object (&priv->scope);

  G_OBJECT_CLASS (weir_detail_page_parent_class)->dispose (object);
}

static void
weir_detail_page_finalize (GObject *object)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (WEIR_DETAIL_PAGE (object));

  g_ptr_array_unref (priv->views);

  G_OBJECT_CLASS (weir_detail_page_parent_class)->finalize (object);
}

static void
weir_detail_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (WEIR_DETAIL_PAGE (object));

  if (prop_id == PROP_SCOPE)
    priv->scope = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
weir_detail_page_class_init (WeirDetailPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = weir_detail_page_constructed;
  object_class->dispose = weir_detail_page_dispose;
  object_class->finalize = weir_detail_page_finalize;
  object_class->set_property = weir_detail_page_set_property;

  properties[PROP_SCOPE] = g_param_spec_object ("scope", NULL, NULL, WEIR_TYPE_SCOPE,
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-detail-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, state_label);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, facts_label);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, actions);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, figures);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, chart_bin);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, buttons);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, note_label);
  gtk_widget_class_bind_template_child_private (widget_class, WeirDetailPage, stack);
}

static void
weir_detail_page_init (WeirDetailPage *self)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  priv->views = g_ptr_array_new ();
}

WeirScope *
weir_detail_page_get_scope (WeirDetailPage *self)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_DETAIL_PAGE (self), NULL);

  return priv->scope;
}

WeirLineChart *
weir_detail_page_add_chart (WeirDetailPage *self,
                            const char     *title,
                            const char     *unit,
                            const char     *name)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_DETAIL_PAGE (self) && priv->chart == NULL, NULL);

  priv->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_title (WEIR_CHART (priv->chart), title, unit);
  weir_accessible_set_name (GTK_WIDGET (priv->chart), name);
  adw_bin_set_child (priv->chart_bin, GTK_WIDGET (priv->chart));

  return priv->chart;
}

GtkColumnView *
weir_detail_page_add_list (WeirDetailPage *self,
                           const char     *id,
                           const char     *label,
                           const char     *name)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);
  GtkWidget *view = gtk_column_view_new (NULL);
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkToggleButton *button = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_mnemonic (label));

  g_return_val_if_fail (WEIR_IS_DETAIL_PAGE (self), NULL);

  gtk_widget_add_css_class (view, "weir-table");
  weir_accessible_set_name (view, name);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), view);
  gtk_stack_add_named (priv->stack, window, id);
  g_ptr_array_add (priv->views, view);

  gtk_widget_set_name (GTK_WIDGET (button), id);
  weir_accessible_use_label (GTK_WIDGET (button));
  if (priv->first == NULL)
    priv->first = button;
  else
    gtk_toggle_button_set_group (button, priv->first);
  gtk_toggle_button_set_active (priv->first, TRUE);
  gtk_box_append (priv->buttons, GTK_WIDGET (button));
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_button_toggled), self, G_CONNECT_SWAPPED);

  return GTK_COLUMN_VIEW (view);
}

GtkLabel *
weir_detail_page_add_figure (WeirDetailPage *self,
                             const char     *name)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *value = gtk_label_new ("–");
  GtkWidget *label = gtk_label_new (name);

  g_return_val_if_fail (WEIR_IS_DETAIL_PAGE (self), NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_widget_add_css_class (label, "secondary");
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (value, "strong");
  gtk_widget_add_css_class (value, "number");
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_append (priv->figures, box);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (priv->figures), TRUE);

  return GTK_LABEL (value);
}

void
weir_detail_page_add_action (WeirDetailPage *self,
                             GtkWidget      *button)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_DETAIL_PAGE (self));

  weir_accessible_use_label (button);
  gtk_box_append (priv->actions, button);
}

void
weir_detail_page_set_state (WeirDetailPage *self,
                            const char     *text,
                            const char     *style_class)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);
  const char *classes[] = { style_class, "strong", NULL };

  g_return_if_fail (WEIR_IS_DETAIL_PAGE (self));

  gtk_label_set_label (priv->state_label, text);
  gtk_widget_set_css_classes (GTK_WIDGET (priv->state_label), classes);
}

void
weir_detail_page_set_facts (WeirDetailPage *self,
                            const char     *text,
                            const char     *tooltip)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_DETAIL_PAGE (self));

  gtk_label_set_label (priv->facts_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->facts_label), tooltip);
}

void
weir_detail_page_set_note (WeirDetailPage *self,
                           const char     *text)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_DETAIL_PAGE (self));

  gtk_label_set_label (priv->note_label, text);
}

const char *
weir_detail_page_get_shown (WeirDetailPage *self)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_val_if_fail (WEIR_IS_DETAIL_PAGE (self), NULL);

  return gtk_stack_get_visible_child_name (priv->stack);
}

void
weir_detail_page_update (WeirDetailPage *self)
{
  WeirDetailPagePrivate *priv = weir_detail_page_get_instance_private (self);

  g_return_if_fail (WEIR_IS_DETAIL_PAGE (self));

  WEIR_DETAIL_PAGE_GET_CLASS (self)->update (self);
  if (priv->chart != NULL && weir_scope_is_look (priv->scope))
    weir_line_chart_hold_figures (priv->chart);
  for (guint i = 0; i < priv->views->len; i++)
    weir_table_update (g_ptr_array_index (priv->views, i));
}
