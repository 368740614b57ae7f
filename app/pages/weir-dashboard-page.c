#include "config.h"

#include "app/pages/weir-dashboard-page.h"

#include <glib/gi18n.h>

#include "app/panels/weir-cards.h"
#include "app/panels/weir-panel-layout.h"

struct _WeirDashboardPage
{
  AdwBin                     parent_instance;

  WeirScope               *scope;   /* owned */
  const WeirDashboardConfig *config;    /* the workspace's */
};

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

  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_dashboard_page_parent_class)->dispose (object);
}

static void
weir_dashboard_page_class_init (WeirDashboardPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_dashboard_page_dispose;
}

static void
weir_dashboard_page_init (WeirDashboardPage *self)
{
}

static GtkWidget *
create_empty_page (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Nothing to Chart"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("No field of this topic's records is a number. The records are on the page Messages."));

  return page;
}

GtkWidget *
weir_dashboard_page_new (WeirScope               *scope,
                         const WeirDashboardConfig *config)
{
  WeirDashboardPage *self = g_object_new (WEIR_TYPE_DASHBOARD_PAGE, NULL);
  GtkWidget *panels = g_object_new (weir_panels_get_type (), NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->scope = g_object_ref (scope);
  self->config = config;
  for (guint i = 0; i < config->panels->len; i++)
    gtk_widget_set_parent (weir_card_new_for_panel (scope, g_ptr_array_index (config->panels, i)), panels);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), panels);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  if (config->panels->len == 0)
    adw_bin_set_child (ADW_BIN (self), create_empty_page ());

  return GTK_WIDGET (self);
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
