#include "data/store/weir-file-intake.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* What an intake said, each call a line: filled by its thread, awaited by the test. */
typedef struct
{
  WeirIntake      *intake;
  char            *folder;
  char            *path;
  GString         *said;         /* guarded by mutex */
  guint            n_records;    /* guarded by mutex */
  guint            end_after;    /* the handler ends it there; 0: never */
  pthread_mutex_t  mutex;
  pthread_cond_t   changed;
} Fixture;

static void
say (Fixture    *self,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
say (Fixture    *self,
     const char *format,
     ...)
{
  va_list arguments;

  pthread_mutex_lock (&self->mutex);
  va_start (arguments, format);
  g_string_append_vprintf (self->said, format, arguments);
  va_end (arguments);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Fixture *self = user_data;

  g_assert_cmpuint (message->topic_index, ==, 0);
  g_assert_cmpint (message->partition, ==, 0);
  g_assert_cmpint (message->time_usec, ==, WEIR_NO_TIME);
  g_assert_null (message->key);
  g_assert_null (message->native);
  say (self, "%d %.*s\n", (int) message->offset, (int) message->payload_length, message->payload);
  if (++self->n_records == self->end_after)
    weir_intake_end (self->intake);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Fixture *self = user_data;

  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_ASSIGNED:
      say (self, "assigned %s\n", event->topic);
      break;
    case WEIR_INTAKE_EVENT_GAP:
      g_assert_cmpint (event->reason, ==, WEIR_INTAKE_REASON_DAMAGED);
      say (self, "gap %d-%d %s\n", (int) event->from, (int) event->to, event->text);
      break;
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
      say (self, "done %d\n", (int) event->from);
      break;
    case WEIR_INTAKE_EVENT_STATE:
      if (event->state == WEIR_INTAKE_STATE_ENDED)
        say (self, "state ended\n");
      break;
    case WEIR_INTAKE_EVENT_ENDED:
      say (self, "ended%s%s\n", event->error != NULL ? ": " : "", event->error != NULL ? event->error->message : "");
      break;
    case WEIR_INTAKE_EVENT_FOUND:
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_ERROR:
    case WEIR_INTAKE_EVENT_RECOVERED:
    default:
      g_assert_not_reached ();
    }
}

static const WeirIntakeHandler handler = { .message = on_message, .event = on_event };

static void
set_up (Fixture       *self,
        gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("weir-file-intake-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "prices", NULL);
  self->said = g_string_new (NULL);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  user_data)
{
  if (self->intake != NULL)
    g_assert_finalize_object (self->intake);
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_string_free (self->said, TRUE);
  g_free (self->path);
  g_free (self->folder);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->mutex);
}

static void
start (Fixture            *self,
       WeirFileIntakeSpec  spec)
{
  g_autoptr(GError) error = NULL;

  spec.path = self->path;
  self->intake = weir_file_intake_new (&spec, &handler, self, &error);
  g_assert_no_error (error);
  weir_intake_start (self->intake);
}

static void
read_file (Fixture            *self,
           WeirFileIntakeSpec  spec)
{
  start (self, spec);
  weir_intake_join (self->intake);
}

static void
write_file (Fixture    *self,
            const char *content)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (self->path, content, -1, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const char         *name;
  const char         *content;
  WeirFileIntakeSpec  spec;
  const char         *said;
} Case;

#define SAID(records, count) "assigned prices\n" records "done " count "\nstate ended\nended\n"

static const char * const two_columns[] = { "a", "b", NULL };

static const Case cases[] = {
  { "csv", "a,b\n1,x\n2.50,\"y, z\"\n,\"\"\n", { 0 }, SAID ("0 {\"a\":1,\"b\":\"x\"}\n1 {\"a\":2.50,\"b\":\"y, z\"}\n2 {\"a\":null,\"b\":\"\"}\n", "3") },
  { "ndjson", "{\"a\":1}\n\n  {\"a\":2}\r\n{\"a\":3}", { 0 }, SAID ("0 {\"a\":1}\n1   {\"a\":2}\n2 {\"a\":3}\n", "3") },
  { "line-breaks-in-quotes", "a,b\n1,\"x\ny\"\n2,z\n", { 0 }, SAID ("0 {\"a\":1,\"b\":\"x\\ny\"}\n1 {\"a\":2,\"b\":\"z\"}\n", "2") },
  { "byte-order-mark", "\xef\xbb\xbf"
                       "a\n1\n",
    { 0 },
    SAID ("0 {\"a\":1}\n", "1") },
  { "byte-order-mark-of-ndjson", "\xef\xbb\xbf{}\n", { 0 }, SAID ("0 {}\n", "1") },
  { "semicolons", "a;b\n1;\"2,5\"\n", { 0 }, SAID ("0 {\"a\":1,\"b\":\"2,5\"}\n", "1") },
  { "tabs", "a\tb\n1\t2\n", { 0 }, SAID ("0 {\"a\":1,\"b\":2}\n", "1") },
  { "named-separator", "a|b\n1|2\n", { .separator = '|' }, SAID ("0 {\"a\":1,\"b\":2}\n", "1") },
  { "named-columns", "1,2\n3,4\n", { .columns = two_columns }, SAID ("0 {\"a\":1,\"b\":2}\n1 {\"a\":3,\"b\":4}\n", "2") },
  { "lines", "1,2\n3,4\n", { .format = WEIR_ROW_FORMAT_LINES }, SAID ("0 1,2\n1 3,4\n", "2") },
  { "header-only", "a,b\n", { 0 }, SAID ("", "0") },
  { "empty", "", { 0 }, SAID ("", "0") },
  { "rows-that-do-not-fit", "a,b\n1,2\n3\n4,5,6\n7,8\n9\n", { 0 }, SAID ("0 {\"a\":1,\"b\":2}\ngap 1-3 prices: line 3 cannot be read: it has 1 cells, the columns are 2\n3 {\"a\":7,\"b\":8}\n"
                                                                         "gap 4-5 prices: line 6 cannot be read: it has 1 cells, the columns are 2\n",
                                                                         "5") },
  { "bytes-that-are-no-text", "a,b\nM\xfcller,1\nx,2\n", { 0 }, SAID ("gap 0-1 prices: line 2 cannot be read: it is not UTF-8, as JSON has to be; convert the file, as with "
                                                                      "“iconv -f LATIN1 -t UTF-8”\n1 {\"a\":\"x\",\"b\":2}\n",
                                                                      "2") },
  { "number-of-records", "a\n1\n2\n3\n", { .max_records = 2 }, "assigned prices\n0 {\"a\":1}\n1 {\"a\":2}\nstate ended\nended\n" },
};

static void
test_file_intake_reads (Fixture       *self,
                        gconstpointer  user_data)
{
  const Case *one = user_data;

  write_file (self, one->content);
  read_file (self, one->spec);
  g_assert_cmpstr (self->said->str, ==, one->said);
}

static void
add_gzip (Fixture    *self,
          const char *content,
          gsize       n_cut)
{
  gzFile file = gzopen (self->path, "ab");
  struct stat status;

  g_assert_cmpint (gzwrite (file, content, strlen (content)), ==, strlen (content));
  g_assert_cmpint (gzclose (file), ==, Z_OK);
  g_assert_cmpint (stat (self->path, &status), ==, 0);
  g_assert_cmpint (truncate (self->path, status.st_size - (off_t) n_cut), ==, 0);
}

/* The name does not say so; several gzip streams in a row are one file. */
static void
test_file_intake_reads_gzip (Fixture       *self,
                             gconstpointer  user_data)
{
  add_gzip (self, "a\n1\n", 0);
  add_gzip (self, "2\n", 0);
  read_file (self, (WeirFileIntakeSpec) { 0 });
  g_assert_cmpstr (self->said->str, ==, SAID ("0 {\"a\":1}\n1 {\"a\":2}\n", "2"));
}

static void
test_file_intake_gzip_cut_off_is_an_error (Fixture       *self,
                                           gconstpointer  user_data)
{
  g_autofree char *expected = NULL;

  add_gzip (self, "a\n1\n", 4);
  read_file (self, (WeirFileIntakeSpec) { 0 });
  expected = g_strdup_printf ("assigned prices\n0 {\"a\":1}\nstate ended\nended: %s cannot be read: line 3: "
                              "unexpected end of file\n", self->path);
  g_assert_cmpstr (self->said->str, ==, expected);
}

static void
test_file_intake_refuses_a_file_that_is_not_there (Fixture       *self,
                                                   gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  WeirFileIntakeSpec spec = { .path = self->path };

  g_assert_null (weir_file_intake_new (&spec, &handler, self, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_file_intake_handler_can_end_it (Fixture       *self,
                                     gconstpointer  user_data)
{
  write_file (self, "a\n1\n2\n3\n");
  self->end_after = 2;
  read_file (self, (WeirFileIntakeSpec) { 0 });
  g_assert_cmpstr (self->said->str, ==, "assigned prices\n0 {\"a\":1}\n1 {\"a\":2}\nstate ended\nended\n");
}

static void
await (Fixture    *self,
       const char *text)
{
  pthread_mutex_lock (&self->mutex);
  while (strstr (self->said->str, text) == NULL)
    pthread_cond_wait (&self->changed, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
}

/* Lines come while the writer is still there, and a stop ends the wait for the next. */
static void
test_file_intake_follows_a_fifo (Fixture       *self,
                                 gconstpointer  user_data)
{
  int fd;

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  start (self, (WeirFileIntakeSpec) { 0 });
  fd = open (self->path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (write (fd, "a\n1\n2", 5), ==, 5);
  await (self, "0 {\"a\":1}\n");
  g_assert_cmpint (write (fd, "3\n", 2), ==, 2);
  await (self, "1 {\"a\":23}\n");

  weir_intake_stop (self->intake);
  weir_intake_join (self->intake);
  close (fd);
  g_assert_cmpstr (self->said->str, ==, "assigned prices\n0 {\"a\":1}\n1 {\"a\":23}\nstate ended\n");
}

static void
test_file_intake_stops_before_a_fifo_has_a_writer (Fixture       *self,
                                                   gconstpointer  user_data)
{
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  start (self, (WeirFileIntakeSpec) { 0 });
  weir_intake_stop (self->intake);
  weir_intake_join (self->intake);
  g_assert_cmpstr (self->said->str, ==, "state ended\n");
}

static void
test_file_intake_tells_its_position (Fixture       *self,
                                     gconstpointer  user_data)
{
  g_autoptr(GArray) status = NULL;
  WeirPartitionStatus *one;

  write_file (self, "a\n1\n2\n");
  read_file (self, (WeirFileIntakeSpec) { 0 });
  status = weir_intake_dup_status (self->intake);
  g_assert_cmpuint (status->len, ==, 1);
  one = &g_array_index (status, WeirPartitionStatus, 0);
  g_assert_cmpstr (one->topic, ==, "prices");
  g_assert_cmpint (one->position, ==, 2);
  g_assert_cmpint (one->high, ==, 2);
  g_assert_cmpint (one->committed, ==, -1);
  g_assert_cmpuint (one->n_records, ==, 2);
  g_assert_cmpuint (one->n_bytes, ==, strlen ("{\"a\":1}{\"a\":2}"));
}

#define ADD(path, function) g_test_add ("/file-intake/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/file-intake/reads/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_file_intake_reads, tear_down);
    }
  ADD ("reads-gzip", test_file_intake_reads_gzip);
  ADD ("gzip-cut-off-is-an-error", test_file_intake_gzip_cut_off_is_an_error);
  ADD ("refuses-a-file-that-is-not-there", test_file_intake_refuses_a_file_that_is_not_there);
  ADD ("handler-can-end-it", test_file_intake_handler_can_end_it);
  ADD ("follows-a-fifo", test_file_intake_follows_a_fifo);
  ADD ("stops-before-a-fifo-has-a-writer", test_file_intake_stops_before_a_fifo_has_a_writer);
  ADD ("tells-its-position", test_file_intake_tells_its_position);

  return g_test_run ();
}
