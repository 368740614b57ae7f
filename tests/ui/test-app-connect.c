#include "config.h"

#include <math.h>
#include <string.h>

#include "app-fixture.h"
#include "app/common/weir-cells-view.h"
#include "app/dialogs/weir-connect-dialog.h"
#include "app/dialogs/weir-preview-dialog.h"
#include "app/dialogs/weir-preview-pane.h"
#include "app/dialogs/weir-sample-job.h"
#include "app/dialogs/weir-topic-chooser.h"
#include "data/lag/weir-topic-catalogue.h"

/* From a cluster's address to streams of a workspace. */

static void
send_prices (AppFixture *fixture)
{
  for (guint i = 0; i < 30; i++)
    app_fixture_send (fixture, "prices", i % 2 == 0 ? "AAA" : "BBB", fixture->start_usec + i * 5 * SECOND, 100 + i, 7);
  app_fixture_flush (fixture);
}

static void
test_catalogue (void)
{
  AppFixture fixture;
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirTopicCatalogue) before = NULL;
  g_autoptr(WeirTopicCatalogue) now = NULL;
  const WeirTopicEntry *entry;

  app_fixture_init (&fixture);
  settings = weir_broker_create_settings (fixture.broker);
  before = weir_topic_catalogue_read (settings, NULL, &error);
  g_assert_no_error (error);
  send_prices (&fixture);
  now = weir_topic_catalogue_read (settings, NULL, &error);
  g_assert_no_error (error);

  entry = weir_topic_catalogue_find (now, "prices");
  g_assert_nonnull (entry);
  g_assert_cmpuint (entry->n_partitions, ==, 2);
  g_assert_cmpint (entry->n_records, ==, 30);
  g_assert_cmpint (weir_topic_catalogue_find (now, "old")->n_records, ==, 0);
  g_assert_null (weir_topic_catalogue_find (now, "none"));
  g_assert_cmpfloat (weir_topic_catalogue_get_rate (now, before, "prices"), >, 0.0);
  g_assert_cmpfloat (weir_topic_catalogue_get_rate (now, before, "old"), ==, 0.0);
  g_assert_true (isnan (weir_topic_catalogue_get_rate (now, NULL, "prices")));
  app_fixture_clear (&fixture);
}

/* Nothing listens there: the error says where, what, and what to do. */
static void
test_catalogue_without_a_broker (void)
{
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirTopicCatalogue) none = weir_topic_catalogue_read (settings, NULL, &error);

  g_assert_null (none);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1:1"));
  g_assert_nonnull (strstr (error->message, "Connection refused"));
  g_assert_nonnull (strstr (error->message, "check the address"));
}

typedef struct
{
  AppFixture     base;
  GtkWidget     *dialog;
  WeirWorkspace *workspace;   /* owned, nullable: what was to be watched */
  guint          n_watched;
  gint64         span_usec;
} Connect;

static void
on_watch (Connect       *connect,
          WeirWorkspace *workspace,
          gint64         span_usec)
{
  connect->n_watched++;
  connect->span_usec = span_usec;
  g_set_object (&connect->workspace, workspace);
}

static gboolean
lists_topics (AppFixture *fixture,
              gpointer    chooser)
{
  return weir_topic_chooser_get_n_listed (chooser) == 2;
}

static GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }

  return NULL;
}

static gboolean
has_preview (AppFixture *fixture,
             gpointer    user_data)
{
  return find_window (WEIR_TYPE_PREVIEW_DIALOG) != NULL;
}

static gboolean
is_settled (AppFixture *fixture,
            gpointer    pane)
{
  return weir_preview_pane_is_settled (pane);
}

static void
open_topics (Connect              *connect,
             WeirWorkspaceHistory *open)
{
  WeirTopicChooser *chooser;

  gtk_window_present (GTK_WINDOW (connect->base.window));
  connect->dialog = weir_connect_dialog_new (GTK_WINDOW (connect->base.window), open);
  g_signal_connect_swapped (connect->dialog, "watch", G_CALLBACK (on_watch), connect);
  gtk_window_present (GTK_WINDOW (connect->dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (connect->dialog, "Bootstrap servers, host:port")),
                         weir_broker_get_bootstrap (connect->base.broker));
  g_signal_emit_by_name (app_find_button (connect->dialog, "_Connect"), "clicked");
  chooser = app_find (connect->dialog, WEIR_TYPE_TOPIC_CHOOSER);
  app_fixture_await (&connect->base, lists_topics, chooser);
  weir_topic_chooser_choose (chooser, "prices", TRUE);
}

static WeirPreviewPane *
open_preview (Connect *connect)
{
  WeirPreviewPane *pane;

  g_signal_emit_by_name (app_find_button (connect->dialog, "_Look Into Them"), "clicked");
  app_fixture_await (&connect->base, has_preview, NULL);
  pane = app_find (find_window (WEIR_TYPE_PREVIEW_DIALOG), WEIR_TYPE_PREVIEW_PANE);
  app_fixture_await (&connect->base, is_settled, pane);

  return pane;
}

/* The proposal is corrected where it is seen, and what comes of it is seen at once. */
static void
test_topic_becomes_a_stream (void)
{
  Connect connect = { 0 };
  WeirPreviewPane *pane;
  WeirCellsView *records;
  const WeirStreamConfig *stream;
  const WeirWindowConfig *window;

  app_fixture_init (&connect.base);
  send_prices (&connect.base);
  open_topics (&connect, NULL);
  pane = open_preview (&connect);

  records = app_find (pane, WEIR_TYPE_CELLS_VIEW);
  g_assert_cmpuint (weir_cells_view_get_n_rows (records), ==, 30);
  g_assert_cmpstr (weir_cells_view_get_text (records, 0, 1), ==, "AAA");
  g_assert_true (app_has_text (pane, "30 records decoded"));

  /* The record's own key, which is "k" of each. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (pane, "Key")), 0);
  app_fixture_await (&connect.base, is_settled, pane);
  g_assert_cmpstr (weir_cells_view_get_text (records, 0, 1), ==, "k");

  /* A mistake says so, and cannot be watched. */
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (pane, "Size, as 1m")), "1x");
  app_fixture_await (&connect.base, is_settled, pane);
  g_assert_false (weir_preview_pane_is_valid (pane));
  g_assert_true (app_has_text (pane, "1x"));
  g_assert_false (gtk_widget_get_sensitive (app_find_button (find_window (WEIR_TYPE_PREVIEW_DIALOG), "_Watch")));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (pane, "Size, as 1m")), "30s");
  app_fixture_await (&connect.base, is_settled, pane);
  g_assert_true (weir_preview_pane_is_valid (pane));

  g_signal_emit_by_name (app_find_button (find_window (WEIR_TYPE_PREVIEW_DIALOG), "_Watch"), "clicked");
  g_assert_cmpuint (connect.n_watched, ==, 1);
  stream = g_ptr_array_index (weir_workspace_get_streams (connect.workspace), 0);
  g_assert_cmpstr (stream->topics[0], ==, "prices");
  g_assert_null (stream->key_path);
  g_assert_cmpstr (stream->time_path, ==, "ts");
  window = g_ptr_array_index (stream->windows, 0);
  g_assert_cmpint (window->spec.size_usec, ==, 30 * SECOND);
  g_assert_cmpint (connect.span_usec, >, 0);

  g_clear_object (&connect.workspace);
  app_fixture_clear (&connect.base);
}

/* Into the workspace that is open, as a change that can be undone. */
static void
test_streams_are_added_to_what_is_open (void)
{
  Connect connect = { 0 };
  g_autoptr(WeirWorkspaceHistory) history = NULL;
  g_autofree char *before = NULL;

  app_fixture_init (&connect.base);
  send_prices (&connect.base);
  app_fixture_watch (&connect.base, app_workspace);
  history = weir_workspace_history_new (weir_monitor_get_workspace (weir_scope_get_monitor (connect.base.scope)));
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (history)));
  open_topics (&connect, history);
  open_preview (&connect);
  g_signal_emit_by_name (app_find_button (find_window (WEIR_TYPE_PREVIEW_DIALOG), "_Watch"), "clicked");

  g_assert_cmpuint (connect.n_watched, ==, 1);
  g_assert_null (connect.workspace);
  g_assert_cmpstr (weir_workspace_history_get_undo_label (history), ==, "Add Stream");
  g_assert_cmpuint (weir_workspace_get_streams (weir_workspace_history_get_workspace (history))->len, ==, 3);
  g_assert_cmpuint (weir_workspace_get_dashboards (weir_workspace_history_get_workspace (history))->len, ==, 3);
  g_assert_true (weir_workspace_history_undo (history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (history)), ==, before);
  app_fixture_clear (&connect.base);
}

static gboolean
has_no_dialog (AppFixture *fixture,
               gpointer    user_data)
{
  return find_window (WEIR_TYPE_CONNECT_DIALOG) == NULL;
}

/* Escape empties the search for topics, and closes the dialog where nothing is searched for. */
static void
test_escape_closes_the_list_of_topics (void)
{
  Connect connect = { 0 };
  GtkWidget *search;

  app_fixture_init (&connect.base);
  app_fixture_send (&connect.base, "prices", "AAA", connect.base.start_usec, 1.0, 1);
  app_fixture_flush (&connect.base);
  open_topics (&connect, NULL);
  search = app_find (connect.dialog, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "pri");
  g_signal_emit_by_name (search, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_nonnull (find_window (WEIR_TYPE_CONNECT_DIALOG));
  g_signal_emit_by_name (search, "stop-search");
  app_fixture_await (&connect.base, has_no_dialog, NULL);
  app_fixture_clear (&connect.base);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-connect/catalogue", test_catalogue);
  g_test_add_func ("/app-connect/no-broker", test_catalogue_without_a_broker);
  g_test_add_func ("/app-connect/stream", test_topic_becomes_a_stream);
  g_test_add_func ("/app-connect/added", test_streams_are_added_to_what_is_open);
  g_test_add_func ("/app-connect/escape", test_escape_closes_the_list_of_topics);

  return g_test_run ();
}
