#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/stream/weir-preview.h"
#include "data/view/weir-monitor.h"
#include "data/workspace/weir-workspace-proposal.h"

/* A file as the source of a workspace: looked into, proposed for, previewed, and watched to its end. */

#define ROWS                                                      \
  "time,symbol,price\n"                                           \
  "2024-05-01T12:00:00Z,AAA,10\n"                                 \
  "2024-05-01T12:00:20Z,BBB,5\n"                                  \
  "2024-05-01T12:00:10Z,AAA,12\n"                                 \
  "2024-05-01T12:01:00Z,AAA,11.5\n"                               \
  "2024-05-01T12:01:30Z,BBB,4\n"                                  \
  "2024-05-01T12:03:00Z,AAA,13\n"                                 \
  "2024-05-01T12:00:05Z,AAA,99\n"                                 \
  "2024-05-01T12:03:30Z,BBB,6\n"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("weir-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "prices.csv", NULL);
  g_file_set_contents (self->path, ROWS, -1, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
}

static WeirTopicSample *
read_sample (Fixture *self)
{
  const WeirConnectionConfig connection = { .name = self->path, .file = self->path };
  g_autoptr(GError) error = NULL;
  WeirTopicSample *sample = weir_topic_sample_read (&connection, "prices.csv", NULL, &error);

  g_assert_no_error (error);

  return sample;
}

/* What Weir would make of the file. */
static WeirWorkspace *
propose (Fixture         *self,
         WeirTopicSample *sample)
{
  g_autoptr(WeirWorkspace) empty = weir_workspace_new ();
  g_autoptr(JsonNode) connection = weir_proposal_create_connection (NULL, NULL, self->path);
  g_autoptr(GPtrArray) streams = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr(GError) error = NULL;
  WeirWorkspace *workspace;

  g_ptr_array_add (streams, weir_proposal_create_stream (sample->schema, sample->topic, "prices.csv"));
  workspace = weir_proposal_add (empty, connection, NULL, streams, &error);
  g_assert_no_error (error);

  return workspace;
}

static void
test_sample (Fixture      *self,
             gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  const WeirInferredField *price;

  g_assert_cmpuint (sample->messages->len, ==, 8);
  g_assert_nonnull (sample->schema);
  g_assert_cmpstr (sample->schema->key_path, ==, "symbol");
  g_assert_cmpstr (sample->schema->time_path, ==, "time");
  g_assert_cmpuint (sample->fields->fields->len, ==, 3);
  price = g_ptr_array_index (sample->fields->fields, 2);
  g_assert_cmpstr (price->path, ==, "price");
  g_assert_cmpuint (price->n_numbers, ==, 8);
  g_assert_cmpuint (price->n_examples, ==, 3);
  g_assert_cmpstr (price->examples[0], ==, "10");
  g_assert_cmpstr (price->examples[2], ==, "12");
}

static void
test_proposal (Fixture      *self,
               gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  g_autoptr(WeirWorkspace) workspace = propose (self, sample);
  const WeirConnectionConfig *connection = g_ptr_array_index (weir_workspace_get_connections (workspace), 0);
  const WeirStreamConfig *stream = g_ptr_array_index (weir_workspace_get_streams (workspace), 0);
  const WeirDashboardConfig *dashboard = g_ptr_array_index (weir_workspace_get_dashboards (workspace), 0);

  g_assert_cmpstr (connection->file, ==, self->path);
  g_assert_cmpstr (stream->connection, ==, "prices.csv");
  g_assert_cmpstr (stream->key_path, ==, "symbol");
  g_assert_cmpuint (dashboard->panels->len, ==, 3);
}

/* Of two clusters the same words are the same connection; a taken name gets a number. */
static void
test_proposal_joins_what_is_open (Fixture      *self,
                                  gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  g_autoptr(WeirWorkspace) empty = weir_workspace_new ();
  g_autoptr(WeirSettings) settings = weir_settings_new ("a:1");
  g_autoptr(JsonNode) connection = weir_proposal_create_connection (settings, "", NULL);
  g_autoptr(GPtrArray) streams = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr(WeirSettings) others = weir_settings_new ("b:1");
  g_autoptr(JsonNode) other = weir_proposal_create_connection (others, "", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) one = NULL;
  g_autoptr(WeirWorkspace) two = NULL;
  g_autoptr(WeirWorkspace) three = NULL;
  g_autoptr(WeirWorkspace) back = NULL;
  g_autoptr(WeirWorkspace) again = NULL;
  WeirConnectionConfig *config;

  weir_settings_set (settings, "sasl.password", "first");
  weir_settings_set (others, "sasl.password", "second");
  g_ptr_array_add (streams, weir_proposal_create_stream (sample->schema, "t", "kafka"));
  one = weir_proposal_add (empty, connection, settings, streams, &error);
  g_assert_no_error (error);
  two = weir_proposal_add (one, connection, settings, streams, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (weir_workspace_get_connections (two)->len, ==, 1);
  g_assert_cmpstr (((WeirStreamConfig *) g_ptr_array_index (weir_workspace_get_streams (two), 1))->name, ==, "t 2");

  three = weir_proposal_add (two, other, others, streams, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (weir_workspace_get_connections (three)->len, ==, 2);
  g_assert_cmpstr (((WeirStreamConfig *) g_ptr_array_index (weir_workspace_get_streams (three), 2))->connection, ==, "kafka 2");
  g_assert_null (strstr (weir_workspace_get_text (three), "second"));

  /* Undone and redone, each cluster is reached as before. */
  back = weir_workspace_reread (three, weir_workspace_get_text (two), &error);
  g_assert_no_error (error);
  config = g_ptr_array_index (weir_workspace_get_connections (back), 0);
  g_assert_cmpstr (weir_settings_get (config->settings, "sasl.password"), ==, "first");
  again = weir_workspace_reread (back, weir_workspace_get_text (three), &error);
  g_assert_no_error (error);
  config = g_ptr_array_index (weir_workspace_get_connections (again), 1);
  g_assert_cmpstr (weir_settings_get (config->settings, "sasl.password"), ==, "second");
}

static void
test_preview (Fixture      *self,
              gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  g_autoptr(WeirWorkspace) workspace = propose (self, sample);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirPreview) preview = weir_preview_new (sample, workspace, "prices.csv", &error);
  const WeirPreviewRecord *record;
  const WeirPreviewRow *row;
  const WeirPreviewWindow *window;

  g_assert_no_error (error);
  g_assert_cmpuint (preview->n_records, ==, 8);
  g_assert_cmpuint (preview->n_dead, ==, 0);
  record = g_ptr_array_index (preview->records, 3);
  g_assert_cmpstr (record->key, ==, "AAA");
  g_assert_cmpint (record->offset, ==, 3);
  g_assert_cmpstr (record->cells[0], ==, "11.5");
  g_assert_cmpfloat (record->numbers[0], ==, 11.5);

  /* Minutes 0 and 1 of both keys, minute 3 of both; the record of 12:00:05 is far beyond the grace of 5 s. */
  window = g_ptr_array_index (preview->windows, 0);
  g_assert_cmpuint (window->n_rows, ==, 6);
  g_assert_cmpuint (window->n_late_pairs, ==, 1);
  g_assert_cmpint (window->grace_usec, >=, 175 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (window->grace_usec, <=, 182 * G_TIME_SPAN_SECOND);
  row = g_ptr_array_index (preview->rows, 0);
  g_assert_cmpstr (row->key, ==, "AAA");
  g_assert_cmpuint (row->count, ==, 2);
  g_assert_cmpint (row->end_usec - row->start_usec, ==, G_TIME_SPAN_MINUTE);
}

/* What the user changes shows: another key, and what does not decode. */
static void
test_preview_of_changes (Fixture      *self,
                         gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  g_autoptr(JsonNode) connection = weir_proposal_create_connection (NULL, NULL, self->path);
  g_autoptr(JsonNode) stream = weir_proposal_create_stream (sample->schema, sample->topic, "prices.csv");
  g_autoptr(GPtrArray) streams = g_ptr_array_new ();
  g_autoptr(WeirWorkspace) empty = weir_workspace_new ();
  g_autoptr(WeirWorkspace) workspace = NULL;
  g_autoptr(WeirPreview) preview = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (json_object_get_object_member (json_node_get_object (stream), "time"), "unit", "ms");
  g_ptr_array_add (streams, stream);
  workspace = weir_proposal_add (empty, connection, NULL, streams, &error);
  g_assert_no_error (error);
  preview = weir_preview_new (sample, workspace, "prices.csv", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (preview->n_records, ==, 0);
  g_assert_cmpuint (preview->n_dead, ==, 8);
  g_assert_nonnull (preview->dead);
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static gboolean
is_through (WeirMonitor *monitor)
{
  WeirConnectionStatus status;

  weir_monitor_take (monitor);
  weir_monitor_get_connection (monitor, 0, &status);
  g_free (status.text);

  return status.state == WEIR_INTAKE_STATE_ENDED || status.state == WEIR_INTAKE_STATE_FAILED;
}

static void
count_row (const WeirWindowRow *row,
           gpointer             user_data)
{
  guint *n = user_data;

  g_assert_cmpint (row->state, !=, WEIR_WINDOW_OPEN);
  (*n)++;
}

/* Every window is closed when the file ends, and what was read stays. */
static void
test_monitor (Fixture      *self,
              gconstpointer data)
{
  g_autoptr(WeirTopicSample) sample = read_sample (self);
  g_autoptr(WeirWorkspace) workspace = propose (self, sample);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirMonitor) monitor = weir_monitor_new (workspace, &error);
  WeirStreamCounters counters;
  WeirConnectionStatus status;
  WeirStreamView *view;
  guint n = 0;

  g_assert_no_error (error);
  weir_monitor_set_wakeup (monitor, on_wakeup, NULL);
  weir_monitor_start (monitor, 15 * G_TIME_SPAN_MINUTE);
  while (!is_through (monitor))
    g_main_context_iteration (NULL, TRUE);
  weir_monitor_take (monitor);

  weir_monitor_get_connection (monitor, 0, &status);
  g_assert_cmpint (status.state, ==, WEIR_INTAKE_STATE_ENDED);
  g_assert_cmpstr (status.bootstrap, ==, self->path);
  g_free (status.text);
  view = weir_monitor_find_stream (monitor, "prices.csv");
  weir_stream_view_get_counters (view, &counters);
  g_assert_cmpuint (counters.n_records, ==, 8);
  weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, TRUE, count_row, &n);
  g_assert_cmpuint (n, ==, 6);

  /* All is read already. */
  weir_monitor_reach_back (monitor, G_TIME_SPAN_DAY);
  g_assert_false (weir_monitor_is_reaching_back (monitor));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/file-connection/sample", Fixture, NULL, set_up, test_sample, tear_down);
  g_test_add ("/file-connection/proposal", Fixture, NULL, set_up, test_proposal, tear_down);
  g_test_add ("/file-connection/proposal-joins", Fixture, NULL, set_up, test_proposal_joins_what_is_open, tear_down);
  g_test_add ("/file-connection/preview", Fixture, NULL, set_up, test_preview, tear_down);
  g_test_add ("/file-connection/preview-changes", Fixture, NULL, set_up, test_preview_of_changes, tear_down);
  g_test_add ("/file-connection/monitor", Fixture, NULL, set_up, test_monitor, tear_down);

  return g_test_run ();
}
