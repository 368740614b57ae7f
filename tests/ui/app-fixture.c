#include "app-fixture.h"

#include <string.h>

#include "app/pages/weir-dashboard-page.h"

/* Streams of the two topics, a rule, and a dashboard of each. */
const char app_workspace[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"title\": \"Prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" },"
  "      \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" }, { \"name\": \"volume\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\" } ] },"
  "    { \"name\": \"old\", \"connection\": \"c\", \"topics\": [\"old\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" } ] } ],"
  "  \"rules\": [ { \"name\": \"high\", \"title\": \"Too high\", \"stream\": \"prices\", \"kind\": \"record\","
  "                 \"severity\": \"critical\", \"condition\": { \"fire\": \"price > 1000\" } } ],"
  "  \"dashboards\": ["
  "    { \"name\": \"prices\", \"title\": \"Prices\", \"panels\": ["
  "      { \"kind\": \"lines\", \"title\": \"Change\", \"stream\": \"prices\", \"fields\": [\"price\"], \"relative\": true,"
  "        \"row\": 0, \"column\": 0, \"width\": 8, \"height\": 4 },"
  "      { \"kind\": \"movers\", \"title\": \"Movers\", \"stream\": \"prices\", \"fields\": [\"price\"],"
  "        \"row\": 0, \"column\": 8, \"width\": 4, \"height\": 4 } ] },"
  "    { \"name\": \"old\", \"title\": \"Old\", \"panels\": ["
  "      { \"kind\": \"lines\", \"title\": \"Old prices\", \"stream\": \"old\", \"fields\": [\"price\"],"
  "        \"row\": 0, \"column\": 0, \"width\": 8, \"height\": 4 } ] } ] }";

void
app_fixture_init (AppFixture *self)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  self->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (self->broker, "prices", 2, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (self->broker, "old", 1, &error);
  g_assert_no_error (error);
  settings = weir_broker_create_settings (self->broker);
  self->producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);

  self->start_usec = (g_get_real_time () / MINUTE - 14) * MINUTE;
  self->scope = weir_scope_new (g_get_monotonic_time ());
  self->window = gtk_window_new ();
}

void
app_fixture_clear (AppFixture *self)
{
  weir_scope_set_clock (self->scope, NULL);
  weir_scope_set_monitor (self->scope, NULL);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->scope);
  g_clear_object (&self->producer);
  g_clear_object (&self->broker);
}

void
app_fixture_watch (AppFixture *self,
                   const char *workspace)
{
  g_autoptr(GString) text = g_string_new (workspace);
  g_autoptr(WeirWorkspace) parsed = NULL;
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;

  g_string_replace (text, "BOOTSTRAP", weir_broker_get_bootstrap (self->broker), 0);
  parsed = weir_workspace_new_from_data (text->str, -1, "test", &error);
  g_assert_no_error (error);
  monitor = weir_monitor_new (parsed, &error);
  g_assert_no_error (error);
  weir_scope_set_monitor (self->scope, monitor);
}

void
app_fixture_send (AppFixture *self,
                  const char *topic,
                  const char *key,
                  gint64      time_usec,
                  double      price,
                  int         volume)
{
  g_autofree char *payload = NULL;
  g_autoptr(GError) error = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  WeirMessage message = { .topic = topic, .partition = 0, .key = "k", .key_length = 1 };

  payload = g_strdup_printf ("{ \"symbol\": \"%s\", \"price\": %s, \"volume\": %d, \"ts\": %" G_GINT64_FORMAT " }", key,
                             g_ascii_dtostr (number, sizeof number, price), volume, time_usec);
  message.payload = payload;
  message.payload_length = strlen (payload);
  message.time_usec = WEIR_NO_TIME;
  weir_producer_send (self->producer, &message, TRUE, &error);
  g_assert_no_error (error);
}

void
app_fixture_flush (AppFixture *self)
{
  g_autoptr(GError) error = NULL;

  weir_producer_flush (self->producer, 30000, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
app_fixture_await (AppFixture   *self,
                   AppCondition  condition,
                   gpointer      user_data)
{
  while (!condition (self, user_data))
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  const char *stream;
  guint64     n_records;
} Wanted;

static gboolean
has_records (AppFixture *self,
             gpointer    user_data)
{
  const Wanted *wanted = user_data;
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  WeirStreamCounters counters;

  weir_monitor_take (monitor);
  weir_stream_view_get_counters (weir_monitor_find_stream (monitor, wanted->stream), &counters);

  return counters.n_records >= wanted->n_records;
}

void
app_fixture_await_records (AppFixture *self,
                           const char *stream,
                           guint64     n_records)
{
  app_fixture_await (self, has_records, &(Wanted) { stream, n_records });
}

static gboolean
is_drawn (AppFixture *self,
          gpointer    child)
{
  return gtk_widget_get_mapped (child) && gtk_widget_get_width (child) > 0;
}

void
app_fixture_show (AppFixture *self,
                  GtkWidget  *child,
                  int         width_px,
                  int         height_px)
{
  gtk_window_set_default_size (GTK_WINDOW (self->window), width_px, height_px);
  gtk_window_set_child (GTK_WINDOW (self->window), child);
  gtk_window_present (GTK_WINDOW (self->window));
  weir_scope_set_clock (self->scope, gtk_widget_get_frame_clock (self->window));
  app_fixture_await (self, is_drawn, child);
}

GtkWidget *
app_dashboard_new (WeirScope *scope,
                   guint      i)
{
  WeirWorkspace *workspace = weir_monitor_get_workspace (weir_scope_get_monitor (scope));
  g_autoptr(WeirWorkspaceHistory) history = weir_workspace_history_new (workspace);
  const WeirDashboardConfig *config = g_ptr_array_index (weir_workspace_get_dashboards (workspace), i);

  return weir_dashboard_page_new (scope, history, config->name);
}

gpointer
app_find (gpointer root,
          GType    type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = app_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The first inside @root of which @fits is so. (nullable) */
static gpointer
find_where (gpointer    root,
            gboolean    (*fits) (gpointer widget, const char *text),
            const char *text)
{
  if (fits (root, text))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find_where (child, fits, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_button (gpointer    widget,
           const char *label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) && g_strcmp0 (gtk_button_get_label (widget), label) == 0;
}

static gboolean
is_row (gpointer    widget,
        const char *title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (widget), title) == 0;
}

GtkWidget *
app_find_button (gpointer    root,
                 const char *label)
{
  return find_where (root, is_button, label);
}

GtkWidget *
app_find_row (gpointer    root,
              const char *title)
{
  return find_where (root, is_row, title);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));

  return NULL;
}

gboolean
app_has_text (gpointer    root,
              const char *text)
{
  const char *own = text_of (root);

  /* The second for the pages of a stack that are not shown. */
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return FALSE;
  if (own != NULL && strstr (own, text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (app_has_text (child, text))
      return TRUE;

  return FALSE;
}
