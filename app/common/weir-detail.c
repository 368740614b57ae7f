#include "config.h"

#include "app/common/weir-detail.h"

#include "app/common/weir-payload-view.h"

#define MAX_FACT_CHARS 48

struct _WeirDetail
{
  GtkBox              parent_instance;

  GtkLabel           *title_label;
  GtkButton          *action_button;
  GtkButton          *close_button;
  GtkFlowBox         *facts;
  WeirPayloadView    *parts;
};

enum
{
  CLOSED,
  ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirDetail, weir_detail, GTK_TYPE_BOX)

static void
on_close_clicked (WeirDetail *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_action_clicked (WeirDetail *self)
{
  g_signal_emit (self, signals[ACTION], 0);
}

static void
weir_detail_class_init (WeirDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTION] = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (WEIR_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, WeirDetail, action_button);
  gtk_widget_class_bind_template_child (widget_class, WeirDetail, close_button);
  gtk_widget_class_bind_template_child (widget_class, WeirDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, WeirDetail, parts);
}

static void
weir_detail_init (WeirDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->close_button, "clicked", G_CALLBACK (on_close_clicked), self);
  g_signal_connect_swapped (self->action_button, "clicked", G_CALLBACK (on_action_clicked), self);
}

void
weir_detail_begin (WeirDetail *self,
                   const char *title)
{
  GtkWidget *child;

  g_return_if_fail (WEIR_IS_DETAIL (self));

  gtk_label_set_label (self->title_label, title);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_flow_box_remove (self->facts, child);
  weir_payload_view_clear (self->parts);
  weir_detail_set_action (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
weir_detail_add_fact (WeirDetail *self,
                      const char *name,
                      const char *text)
{
  GtkWidget *box, *name_label, *text_label;

  g_return_if_fail (WEIR_IS_DETAIL (self));

  if (text == NULL || *text == '\0')
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  name_label = gtk_label_new (name);
  text_label = gtk_label_new (text);
  gtk_widget_add_css_class (name_label, "name");
  gtk_widget_add_css_class (text_label, "number");
  gtk_label_set_xalign (GTK_LABEL (name_label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (text_label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (text_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text_label), PANGO_WRAP_WORD_CHAR);
  /* A long one must not make the window higher: two lines, and all of it in a tooltip. */
  gtk_label_set_max_width_chars (GTK_LABEL (text_label), MAX_FACT_CHARS);
  gtk_label_set_lines (GTK_LABEL (text_label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (text_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (text_label, g_utf8_strlen (text, -1) > MAX_FACT_CHARS ? text : NULL);
  gtk_label_set_selectable (GTK_LABEL (text_label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text_label), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), text_label);
  gtk_flow_box_append (self->facts, box);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
}

void
weir_detail_take_fact (WeirDetail *self,
                       const char *name,
                       char       *text)
{
  g_autofree char *owned = text;

  weir_detail_add_fact (self, name, owned);
}

void
weir_detail_add_part (WeirDetail *self,
                      const char *name,
                      GBytes     *bytes,
                      gsize       length)
{
  g_return_if_fail (WEIR_IS_DETAIL (self));

  weir_payload_view_add_part (self->parts, name, bytes, length);
}

void
weir_detail_set_action (WeirDetail *self,
                        const char *label)
{
  g_return_if_fail (WEIR_IS_DETAIL (self));

  gtk_widget_set_visible (GTK_WIDGET (self->action_button), label != NULL);
  gtk_button_set_label (self->action_button, label != NULL ? label : "");
}
