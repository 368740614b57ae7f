#include "data/lag/weir-lag-book.h"
#include "data/source/weir-source-error.h"
#include "data/store/weir-lag-intake.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define SECOND G_USEC_PER_SEC
#define MINUTE (G_GINT64_CONSTANT (60) * SECOND)

/* The intake of lag without a cluster: what it remembers, and what it refuses. */

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  g_string_append_printf (user_data, "%s %u %.*s %.*s\n", message->topic, message->topic_index, (int) message->key_length,
                          message->key, (int) message->payload_length, message->payload);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED)
    g_string_append_printf (user_data, "assigned %s\n", event->topic);
  if (event->kind == WEIR_INTAKE_EVENT_ENDED)
    g_string_append_printf (user_data, "ended %s\n", event->error != NULL ? event->error->message : "");
}

static const WeirIntakeHandler handler = { on_message, NULL, on_event };

static void
test_other_topics_are_refused (void)
{
  const char *const wrong[] = { "orders", "^.*", "groups", NULL };
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");

  for (guint i = 0; i < 2; i++)
    {
      const WeirLagIntakeSpec spec = { .settings = settings, .topics = wrong + i, .period_usec = SECOND };
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_lag_intake_new (&spec, &handler, NULL, &error));
      g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
      g_assert_nonnull (strstr (error->message, wrong[i]));
    }
}

/* By time, from the time that is asked for, the whole groups alone. */
static void
test_what_was_before_comes_first (void)
{
  const char *const topics[] = { "partitions", "groups", NULL };
  g_autofree char *folder = g_dir_make_tmp ("weir-lag-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history", NULL);
  g_autoptr(WeirSettings) settings = weir_settings_new ("127.0.0.1:1");
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(GString) told = g_string_new (NULL);
  g_autoptr(WeirIntake) intake = NULL;
  g_autoptr(GArray) status = NULL;
  gint64 hour_usec = g_get_real_time () / (60 * MINUTE) * 60 * MINUTE - 60 * MINUTE;
  g_autoptr(GDateTime) hour = g_date_time_new_from_unix_utc (hour_usec / SECOND);
  g_autofree char *day = g_date_time_format (hour, "%Y-%m-%dT%H");
  g_autofree char *wanted = NULL;
  const WeirLagIntakeSpec spec = {
    .settings = settings, .topics = topics, .period_usec = SECOND, .history = path, .from_usec = hour_usec + MINUTE,
    .max_records = 3,
  };

  for (gint64 i = 0; i < 3; i++)
    {
      weir_lag_book_add_point (book, "b", "", &(WeirLagPoint) { hour_usec + i * MINUTE, 10 * i, 0.5 });
      weir_lag_book_add_point (book, "a", "", &(WeirLagPoint) { hour_usec + i * MINUTE, -1, NAN });
      weir_lag_book_add_point (book, "a", "orders", &(WeirLagPoint) { hour_usec + i * MINUTE, 7, 0.5 });
    }
  g_assert_true (weir_lag_book_save_file (book, path, NULL));

  intake = weir_lag_intake_new (&spec, &handler, told, NULL);
  weir_intake_start (intake);
  weir_intake_join (intake);
  wanted = g_strdup_printf ("assigned partitions\n"
                            "assigned groups\n"
                            "groups 1 a {\"group\":\"a\",\"lag\":null,\"lag_seconds\":null,\"time\":\"%s:01:00.000000Z\"}\n"
                            "groups 1 b {\"group\":\"b\",\"lag\":10,\"lag_seconds\":0.5,\"time\":\"%s:01:00.000000Z\"}\n"
                            "groups 1 a {\"group\":\"a\",\"lag\":null,\"lag_seconds\":null,\"time\":\"%s:02:00.000000Z\"}\n"
                            "ended \n", day, day, day);
  g_assert_cmpstr (told->str, ==, wanted);

  /* Offsets are times, and rise. */
  status = weir_intake_dup_status (intake);
  g_assert_cmpint (g_array_index (status, WeirPartitionStatus, 1).position, ==, hour_usec + 2 * MINUTE + 1);
  g_assert_cmpint (g_array_index (status, WeirPartitionStatus, 1).high, ==, hour_usec + 2 * MINUTE + 1);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag-intake/other-topics-are-refused", test_other_topics_are_refused);
  g_test_add_func ("/lag-intake/what-was-before-comes-first", test_what_was_before_comes_first);

  return g_test_run ();
}
