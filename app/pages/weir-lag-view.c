#include "config.h"

#include "app/pages/weir-lag-view.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-lag-words.h"
#include "app/pages/weir-cluster-page.h"
#include "app/pages/weir-group-page.h"
#include "app/pages/weir-groups-page.h"
#include "app/pages/weir-lag-page.h"
#include "app/pages/weir-topic-page.h"
#include "app/pages/weir-topics-page.h"

/* The lists, in the order of their buttons. */
static const struct
{
  const char *name;
  const char *label;
} lists[] = {
  { "groups", N_("_Groups") },
  { "partitions", N_("_Partitions") },
  { "topics", N_("_Topics") },
  { "cluster", N_("_Cluster") },
};

struct _WeirLagView
{
  AdwBin           parent_instance;

  WeirScope       *scope;         /* owned */
  GtkStack        *head;          /* what list it is, or the way back */
  GtkStack        *stack;
  GtkToggleButton *buttons[G_N_ELEMENTS (lists)];
  GtkLabel        *title_label;
  WeirClusterModel *model;        /* owned */
  WeirGroupPage   *group_page;
  WeirTopicPage   *topic_page;
  char            *list;          /* owned: the list to go back to */
  gboolean         chosen;        /* by a person: it stays, whatever there is */
};

enum
{
  PROP_0,
  PROP_SCOPE,
  N_PROPS
};

enum
{
  RESET_OFFSETS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (WeirLagView, weir_lag_view, ADW_TYPE_BIN)

static gboolean
is_list (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_strcmp0 (lists[i].name, name) == 0)
      return TRUE;

  return FALSE;
}

static void
show_list (WeirLagView *self,
           const char  *name)
{
  if (!is_list (name))
    return;

  if (g_strcmp0 (self->list, name) != 0)
    {
      g_free (self->list);
      self->list = g_strdup (name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    gtk_toggle_button_set_active (self->buttons[i], g_str_equal (lists[i].name, self->list));
  gtk_stack_set_visible_child_name (self->stack, self->list);
  gtk_stack_set_visible_child_name (self->head, "lists");
  weir_group_page_set_row (self->group_page, NULL);
  weir_topic_page_set_topic (self->topic_page, 0, NULL);
}

static void
open_detail (WeirLagView *self,
             const char  *page,
             const char  *name)
{
  g_autofree char *title = weir_lag_words_dup_name (name);

  self->chosen = TRUE;
  gtk_label_set_label (self->title_label, title);
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_stack_set_visible_child_name (self->head, "detail");
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->head), GTK_DIR_TAB_FORWARD);
}

/* -- actions -- */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirLagView *self = WEIR_LAG_VIEW (widget);

  if (is_list (gtk_stack_get_visible_child_name (self->stack)))
    return;

  show_list (self, self->list);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WEIR_LAG_VIEW (widget)->chosen = TRUE;
  show_list (WEIR_LAG_VIEW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_group_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  WeirLagView *self = WEIR_LAG_VIEW (widget);
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  WeirLagGroupRow *row;
  const char *group;
  guint connection;

  g_variant_get (parameter, "(u^&ay)", &connection, &group);
  row = monitor != NULL ? weir_lag_overview_find (weir_monitor_get_groups (monitor), connection, group) : NULL;
  if (row == NULL)
    return;

  weir_group_page_set_row (self->group_page, row);
  open_detail (self, "group", group);
}

static void
open_topic_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  WeirLagView *self = WEIR_LAG_VIEW (widget);
  const char *topic;
  guint connection;

  g_variant_get (parameter, "(u&s)", &connection, &topic);
  weir_topic_page_set_topic (self->topic_page, connection, topic);
  open_detail (self, "topic", topic);
}

static void
reset_offsets_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  const char *group;
  guint connection;

  g_variant_get (parameter, "(u^&ay)", &connection, &group);
  g_signal_emit (widget, signals[RESET_OFFSETS], 0, connection, group);
}

/* Of what is to be seen. */
static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWidget *shown = gtk_stack_get_visible_child (WEIR_LAG_VIEW (widget)->stack);

  if (WEIR_IS_PAGE (shown))
    gtk_widget_activate_action (shown, "page.find", NULL);
}

/* -- the widget -- */

/* Without groups there is more to see among partitions. */
static void
on_pulse (WeirLagView *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  if (!self->chosen && monitor != NULL && g_list_model_get_n_items (G_LIST_MODEL (weir_monitor_get_groups (monitor))) > 0)
    {
      self->chosen = TRUE;
      show_list (self, "groups");
    }
}

static void
on_monitor_changed (WeirLagView *self)
{
  self->chosen = FALSE;
  show_list (self, "partitions");
}

static void
on_button_toggled (WeirLagView     *self,
                   GtkToggleButton *button)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (self->buttons[i] == button && gtk_toggle_button_get_active (button) && g_strcmp0 (self->list, lists[i].name) != 0)
      gtk_widget_activate_action (GTK_WIDGET (self), "lag.show", "s", lists[i].name);
}

static GtkWidget *
create_lists (WeirLagView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_mnemonic (_(lists[i].label));

      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
      if (i > 0)
        gtk_toggle_button_set_group (self->buttons[i], self->buttons[0]);
      weir_accessible_use_label (button);
      gtk_box_append (GTK_BOX (box), button);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_button_toggled), self, G_CONNECT_SWAPPED);
    }

  return box;
}

static GtkWidget *
create_detail_head (WeirLagView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new_from_icon_name ("go-previous-symbolic");

  gtk_widget_set_tooltip_text (button, _("Back to the List (Alt+Left)"));
  weir_accessible_set_name (button, _("Back to the list"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "lag.back");
  self->title_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->title_label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (self->title_label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->title_label), "weir-title");
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title_label));

  return box;
}

static void
weir_lag_view_constructed (GObject *object)
{
  WeirLagView *self = WEIR_LAG_VIEW (object);

  G_OBJECT_CLASS (weir_lag_view_parent_class)->constructed (object);

  self->model = weir_cluster_model_new (self->scope);
  gtk_stack_add_named (self->stack, weir_groups_page_new (self->scope), "groups");
  gtk_stack_add_named (self->stack, weir_lag_page_new (self->scope), "partitions");
  gtk_stack_add_named (self->stack, weir_topics_page_new (self->scope, self->model), "topics");
  gtk_stack_add_named (self->stack, weir_cluster_page_new (self->scope, self->model), "cluster");
  self->group_page = WEIR_GROUP_PAGE (weir_group_page_new (self->scope));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->group_page), "group");
  self->topic_page = WEIR_TOPIC_PAGE (weir_topic_page_new (self->scope, self->model));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->topic_page), "topic");
  g_signal_connect_object (self->scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);
}

static void
weir_lag_view_dispose (GObject *object)
{
  WeirLagView *self = WEIR_LAG_VIEW (object);

  if (self->scope != NULL)
    g_signal_handlers_disconnect_by_data (self->scope, object);
  g_clear_pointer (&self->list, g_free);

  G_OBJECT_CLASS (weir_lag_view_parent_class)->dispose (object);

  if (self->model != NULL)
    g_object_run_dispose (G_OBJECT (self->model));
  g_clear_object (&self->model);
  g_clear_object (&self->scope);
}

static void
weir_lag_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_SCOPE)
    WEIR_LAG_VIEW (object)->scope = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
weir_lag_view_class_init (WeirLagViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = weir_lag_view_constructed;
  object_class->dispose = weir_lag_view_dispose;
  object_class->set_property = weir_lag_view_set_property;

  properties[PROP_SCOPE] = g_param_spec_object ("scope", NULL, NULL, WEIR_TYPE_SCOPE,
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[RESET_OFFSETS] = g_signal_new ("reset-offsets", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "lag.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "lag.show", "s", show_action);
  gtk_widget_class_install_action (widget_class, "lag.open-group", "(uay)", open_group_action);
  gtk_widget_class_install_action (widget_class, "lag.open-topic", "(us)", open_topic_action);
  gtk_widget_class_install_action (widget_class, "lag.reset-offsets", "(uay)", reset_offsets_action);
  gtk_widget_class_install_action (widget_class, "page.find", NULL, find_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "lag.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "lag.back", NULL);
}

static void
weir_lag_view_init (WeirLagView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->head = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_margin_top (GTK_WIDGET (self->head), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self->head), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->head), 12);
  gtk_stack_add_named (self->head, create_lists (self), "lists");
  gtk_stack_add_named (self->head, create_detail_head (self), "detail");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
weir_lag_view_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_LAG_VIEW, "scope", scope, NULL);
}
