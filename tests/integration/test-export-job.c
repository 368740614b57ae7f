#include "config.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

#include "app/dialogs/weir-export-job.h"
#include "data/view/weir-stream-view-private.h"
#include "topology-fixture.h"

/* The program and weir-cli write the same file of the same records, byte for byte. */

#define N_RECORDS 4000
#define DAY_USEC  G_TIME_SPAN_DAY

#define STREAMS                                                                                                        \
  "\"streams\": [ { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","        \
  "  \"time\": { \"basis\": \"field\", \"field\": \"at\", \"unit\": \"ms\" },"                                          \
  "  \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" }, { \"name\": \"volume\" }, { \"name\": \"venue\", \"type\": \"text\" } ]," \
  "  \"windows\": [ { \"size\": \"1m\", \"grace\": \"5s\", \"aggregates\": [\"sum(volume)\", \"mean(price)\","           \
  "      \"p99(price)\", \"vwap(price, volume)\", \"distinct(venue)\", \"last(price)\"],"                               \
  "      \"indicators\": [\"ema(price_mean,5)\", \"rsi(price_last,14)\"] },"                                            \
  "    { \"size\": \"5m\", \"advance\": \"1m\" }, { \"kind\": \"session\", \"gap\": \"2s\" },"                          \
  "    { \"kind\": \"sliding\", \"size\": \"1s\", \"aggregates\": [] } ] } ]"

static const char *program;

typedef struct
{
  const char       *file;
  WeirExportFormat  format;
  guint             window;
  gboolean          with_state;
} Case;

static const Case cases[] = {
  { "tumbling.csv", WEIR_EXPORT_CSV, 0, FALSE },
  { "tumbling.parquet", WEIR_EXPORT_PARQUET, 0, FALSE },
  { "state.csv", WEIR_EXPORT_CSV, 0, TRUE },
  { "state.parquet", WEIR_EXPORT_PARQUET, 0, TRUE },
  { "hopping.csv.gz", WEIR_EXPORT_CSV, 1, FALSE },
  { "hopping.parquet", WEIR_EXPORT_PARQUET, 1, FALSE },
  { "session.csv", WEIR_EXPORT_CSV, 2, FALSE },
  { "sliding.csv", WEIR_EXPORT_CSV, 3, TRUE },
};

typedef struct
{
  char            *folder;
  char            *workspace;
  char            *records;
  TopologyFixture *topology;
  WeirStreamView  *view;
  gint64           n_rows;     /* of the last export; -1 while it is written */
} Fixture;

static char *
dup_line (guint i)
{
  static const char * const keys[] = { "AB", "=1+1", "M\xc3\xbcller, \\\"x\\\"", "", "a\xf0\x9f\x98\x80" };
  guint at_msec = i * 137 - (i % 7 == 0 ? 4000 : 0) + 5000;

  if (i % 611 == 5)
    return g_strdup ("{ \"symbol\": \"AB\", \"at\": \"never\" }");
  if (i % 13 == 0)
    return g_strdup_printf ("{ \"symbol\": \"%s\", \"at\": %u, \"volume\": %u, \"venue\": \"X\" }", keys[i % G_N_ELEMENTS (keys)],
                            at_msec, i);

  return g_strdup_printf ("{ \"symbol\": \"%s\", \"at\": %u, \"price\": %u.%02u, \"volume\": %u, \"venue\": \"V%u\" }",
                          keys[i % G_N_ELEMENTS (keys)], at_msec, 100 + i % 17, i % 100, i % 41, i % 23);
}

/* All is read, and every window is closed. */
static void
watch (Fixture *self)
{
  WeirStream *stream = topology_fixture_find (self->topology, "prices");
  g_autoptr(GError) error = NULL;
  guint n_items = G_MAXUINT;

  g_assert_true (weir_topology_finish (self->topology->topology, &error));
  g_assert_no_error (error);
  self->view = weir_stream_view_new (weir_stream_get_schema (stream), 64 * 1024 * 1024);
  g_assert_true (weir_stream_view_apply (self->view, topology_fixture_look (self->topology, "prices"), &n_items));
}

static void
set_up (Fixture       *self,
        gconstpointer  user_data)
{
  const char *text = "{ \"weir\": 1, \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"b:1\" } ], " STREAMS " }";
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("weir-export-XXXXXX", &error);
  self->workspace = g_build_filename (self->folder, "workspace.json", NULL);
  self->records = g_build_filename (self->folder, "records.ndjson", NULL);
  self->topology = topology_fixture_new (STREAMS);
  topology_fixture_partition (self->topology, "prices", 0, TRUE);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autofree char *line = dup_line (i);

      topology_fixture_send (self->topology, "prices", 0, i, NULL, line);
      g_string_append_printf (lines, "%s\n", line);
    }
  watch (self);

  g_assert_true (g_file_set_contents (self->records, lines->str, (gssize) lines->len, &error));
  g_assert_true (g_file_set_contents (self->workspace, text, -1, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  user_data)
{
  g_autoptr(GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_object_unref (self->view);
  topology_fixture_free (self->topology);
  g_free (self->folder);
  g_free (self->workspace);
  g_free (self->records);
}

static void
on_exported (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  ((Fixture *) user_data)->n_rows = weir_export_job_finish (result, &error);
  g_assert_no_error (error);
}

static void
export_by_program (Fixture    *self,
                   const Case *one,
                   const char *path)
{
  const WeirExportRequest request = {
    .path = path,
    .format = one->format,
    .window = one->window,
    .begin_usec = -DAY_USEC,
    .end_usec = DAY_USEC,
    .final_only = TRUE,
    .with_state = one->with_state,
    .topics = "prices",
  };

  self->n_rows = -1;
  weir_export_job_async (self->view, &request, NULL, NULL, on_exported, self);
  while (self->n_rows < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (self->n_rows, >, 0);
}

static void
export_by_cli (Fixture    *self,
               const Case *one,
               const char *path)
{
  g_autofree char *index = g_strdup_printf ("%u", one->window);
  const char *argv[] = { program, "windows", "--workspace", self->workspace, "--stream", "prices", "--input", self->records,
                         "--index", index, "-q", "-O", path, one->with_state ? "--state" : NULL, NULL };
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error));
  /* With dead letters. */
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 4);
}

static void
test_export_job_writes_what_the_command_line_does (Fixture       *self,
                                                   gconstpointer  user_data)
{
  const Case *one = user_data;
  g_autofree char *ours = g_build_filename (self->folder, one->file, NULL);
  g_autofree char *name = g_strconcat ("cli-", one->file, NULL);
  g_autofree char *theirs = g_build_filename (self->folder, name, NULL);
  g_autofree char *our_bytes = NULL, *their_bytes = NULL;
  gsize n_ours, n_theirs;

  export_by_program (self, one, ours);
  export_by_cli (self, one, theirs);
  g_assert_true (g_file_get_contents (ours, &our_bytes, &n_ours, NULL));
  g_assert_true (g_file_get_contents (theirs, &their_bytes, &n_theirs, NULL));
  g_assert_cmpmem (our_bytes, n_ours, their_bytes, n_theirs);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/export-job/writes-what-the-command-line-does/", cases[i].file, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_export_job_writes_what_the_command_line_does, tear_down);
    }

  return g_test_run ();
}
