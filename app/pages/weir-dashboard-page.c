#include "config.h"

#include "app/pages/weir-dashboard-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-cards.h"
#include "app/panels/weir-panel-layout.h"

G_DEFINE_FINAL_TYPE (WeirDashboardPage, weir_dashboard_page, ADW_TYPE_BIN)

/* The cards' parent: it only has a layout of its own. */
typedef struct
{
  GtkWidget parent_instance;
} WeirPanels;

typedef struct
{
  GtkWidgetClass parent_class;
} WeirPanelsClass;

static GType weir_panels_get_type (void);
G_DEFINE_FINAL_TYPE (WeirPanels, weir_panels, GTK_TYPE_WIDGET)

static void
weir_panels_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (weir_panels_parent_class)->dispose (object);
}

static void
weir_panels_class_init (WeirPanelsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_panels_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), WEIR_TYPE_PANEL_LAYOUT);
}

static void
weir_panels_init (WeirPanels *self)
{
  gtk_widget_set_margin_start (GTK_WIDGET (self), WEIR_PANEL_SPACING_PX);
  gtk_widget_set_margin_end (GTK_WIDGET (self), WEIR_PANEL_SPACING_PX);
  gtk_widget_set_margin_top (GTK_WIDGET (self), WEIR_PANEL_SPACING_PX);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), WEIR_PANEL_SPACING_PX);
}

static void
weir_dashboard_page_dispose (GObject *object)
{
  WeirDashboardPage *self = WEIR_DASHBOARD_PAGE (object);

  g_clear_weak_pointer (&self->aim);
  g_clear_object (&self->scope);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (weir_dashboard_page_parent_class)->dispose (object);
}

static void
weir_dashboard_page_finalize (GObject *object)
{
  WeirDashboardPage *self = WEIR_DASHBOARD_PAGE (object);

  g_clear_object (&self->workspace);
  g_ptr_array_unref (self->cards);
  g_free (self->name);

  G_OBJECT_CLASS (weir_dashboard_page_parent_class)->finalize (object);
}

static void
weir_dashboard_page_class_init (WeirDashboardPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_dashboard_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_dashboard_page_finalize;
  g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  weir_dashboard_page_install (GTK_WIDGET_CLASS (klass));
}

static GtkWidget *
create_empty_page (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Add Panel"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "weir-dashboard-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Nothing Is Shown Here Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("A panel shows fields of a stream. All records are on the page Messages."));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  weir_accessible_use_label (button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dashboard.add-panel");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);

  return page;
}

static void
weir_dashboard_page_init (WeirDashboardPage *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->cards = g_ptr_array_new ();
  self->panels = g_object_new (weir_panels_get_type (), NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->panels);

  self->stack = gtk_stack_new ();
  gtk_widget_set_hexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "panels");
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty_page (), "empty");

  weir_dashboard_page_create_bar (self);
  weir_dashboard_page_accept_values (self);
  gtk_widget_set_vexpand (row, TRUE);
  gtk_box_append (GTK_BOX (row), self->stack);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->side));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (column), row);
  adw_bin_set_child (ADW_BIN (self), column);
}

GtkWidget *
weir_dashboard_page_new (WeirScope            *scope,
                         WeirWorkspaceHistory *history,
                         const char           *name)
{
  WeirDashboardPage *self = g_object_new (WEIR_TYPE_DASHBOARD_PAGE, NULL);

  self->scope = g_object_ref (scope);
  self->history = g_object_ref (history);
  self->name = g_strdup (name);
  weir_dashboard_page_update (self);

  return GTK_WIDGET (self);
}

static const WeirDashboardConfig *
find_config (WeirDashboardPage *self,
             WeirWorkspace     *workspace)
{
  GPtrArray *dashboards = weir_workspace_get_dashboards (workspace);

  for (guint i = 0; i < dashboards->len; i++)
    if (g_strcmp0 (((const WeirDashboardConfig *) g_ptr_array_index (dashboards, i))->name, self->name) == 0)
      return g_ptr_array_index (dashboards, i);

  return NULL;
}

/* A card of before that shows what @panel says, taken out of @old; best the one that stood at @index. */
static WeirCard *
take_card (GPtrArray             *old,
           guint                  index,
           const WeirPanelConfig *panel)
{
  for (guint i = 0; i < old->len; i++)
    {
      guint at = (index + i) % old->len;
      WeirCard *card = g_ptr_array_index (old, at);

      if (card != NULL && weir_panel_config_shows_same (weir_card_get_config (card), panel))
        {
          g_ptr_array_index (old, at) = NULL;
          weir_card_move (card, panel);
          return card;
        }
    }

  return NULL;
}

static WeirCard *
create_card (WeirDashboardPage     *self,
             const WeirPanelConfig *panel)
{
  GtkWidget *card = weir_card_new_for_panel (self->scope, panel);

  gtk_widget_set_parent (card, self->panels);
  weir_dashboard_page_watch_card (self, WEIR_CARD (card));
  weir_card_set_editing (WEIR_CARD (card), self->editing);

  return WEIR_CARD (card);
}

static void
update_cards (WeirDashboardPage *self)
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->cards);
  GtkWidget *before = NULL;

  self->cards = g_ptr_array_new ();
  for (guint i = 0; i < self->config->panels->len; i++)
    {
      const WeirPanelConfig *panel = g_ptr_array_index (self->config->panels, i);
      WeirCard *card = take_card (old, i, panel);

      if (card == NULL)
        card = create_card (self, panel);
      /* The focus goes through them in their order. */
      gtk_widget_insert_after (GTK_WIDGET (card), self->panels, before);
      before = GTK_WIDGET (card);
      g_ptr_array_add (self->cards, card);
    }

  for (guint i = 0; i < old->len; i++)
    if (g_ptr_array_index (old, i) != NULL)
      gtk_widget_unparent (g_ptr_array_index (old, i));
}

gboolean
weir_dashboard_page_update (WeirDashboardPage *self)
{
  WeirWorkspace *workspace;
  g_autoptr(WeirWorkspace) old = NULL;
  const WeirDashboardConfig *config;

  g_return_val_if_fail (WEIR_IS_DASHBOARD_PAGE (self), FALSE);

  workspace = weir_workspace_history_get_workspace (self->history);
  config = find_config (self, workspace);
  if (config == NULL)
    return FALSE;

  /* The cards' configs are the old one's until they are moved. */
  old = g_steal_pointer (&self->workspace);
  self->workspace = g_object_ref (workspace);
  self->config = config;
  update_cards (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), config->panels->len > 0 ? "panels" : "empty");
  weir_dashboard_page_update_sheet (self);
  weir_dashboard_page_update_values (self);

  return TRUE;
}

const WeirDashboardConfig *
weir_dashboard_page_get_config (WeirDashboardPage *self)
{
  g_return_val_if_fail (WEIR_IS_DASHBOARD_PAGE (self), NULL);

  return self->config;
}

GStrv
weir_dashboard_page_dup_streams (WeirDashboardPage *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (WEIR_IS_DASHBOARD_PAGE (self), NULL);

  for (guint i = 0; i < self->config->panels->len; i++)
    {
      const WeirPanelConfig *panel = g_ptr_array_index (self->config->panels, i);

      if (panel->stream != NULL && *panel->stream != '\0')
        g_strv_builder_add (builder, panel->stream);
      for (guint j = 0; j < panel->series->len; j++)
        g_strv_builder_add (builder, ((const WeirSeriesConfig *) g_ptr_array_index (panel->series, j))->stream);
    }

  return g_strv_builder_end (builder);
}

static void
append_once (GString    *text,
             const char *name)
{
  if (name == NULL || strstr (text->str, name) != NULL)
    return;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, name);
}

/* Of a derived stream those of what it is made of; circles are refused when a workspace is read. */
static void
append_topics (GString        *text,
               WeirMonitor    *monitor,
               WeirStreamView *stream)
{
  const WeirStreamConfig *config = weir_stream_view_get_config (stream);

  if (config->derived == NULL)
    {
      append_once (text, config->topics[0]);
      return;
    }

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      const char *name = config->derived->sources[side];
      WeirStreamView *source = name != NULL ? weir_monitor_find_stream (monitor, name) : NULL;

      if (source != NULL)
        append_topics (text, monitor, source);
    }
}

char *
weir_dashboard_page_dup_source (WeirDashboardPage *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  GString *text = g_string_new (NULL);
  const char *connection = NULL;

  for (guint i = 0; monitor != NULL && i < self->config->panels->len; i++)
    {
      const WeirPanelConfig *panel = g_ptr_array_index (self->config->panels, i);
      WeirStreamView *stream = panel->stream != NULL ? weir_monitor_find_stream (monitor, panel->stream) : NULL;

      if (stream == NULL)
        continue;

      append_topics (text, monitor, stream);
      connection = weir_stream_view_get_config (stream)->connection;
    }
  append_once (text, connection);

  return g_string_free (text, FALSE);
}
