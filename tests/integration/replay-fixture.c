#include "replay-fixture.h"

#include "monitor-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"retention\": \"1d\","
  "      \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"10s\", \"grace\": \"3s\" },"
  "                     { \"kind\": \"session\", \"gap\": \"4s\", \"grace\": \"3s\" } ] } ],"
  "  \"rules\": [ { \"name\": \"high\", \"stream\": \"prices\", \"kind\": \"record\","
  "                 \"condition\": { \"fire\": \"price > 590\", \"clear\": \"price < 300\" } },"
  "               { \"name\": \"busy\", \"stream\": \"prices\", \"kind\": \"window\","
  "                 \"condition\": { \"fire\": \"price_max > 595\" } } ] }";

/* A key is in one partition, as Kafka has it. */
static void
send_record (ReplayFixture *self,
             gint32   partition,
             gint64   time_usec,
             guint    price)
{
  g_autofree char *payload = g_strdup_printf ("{ \"symbol\": \"S%u-%d\", \"price\": %u, \"ts\": %" G_GINT64_FORMAT " }", price % 7,
                                              partition, price, time_usec);
  const WeirMessage message = {
    .topic = "prices",
    .partition = partition,
    .payload = payload,
    .payload_length = strlen (payload),
    .time_usec = time_usec,
  };
  g_autoptr(GError) error = NULL;

  g_assert_true (weir_producer_send (self->producer, &message, FALSE, &error));
  g_assert_no_error (error);
}

/* Some come late, some too late for their window. */
gint64
replay_time_of (ReplayFixture *self,
         guint    i)
{
  return self->start_usec + (gint64) i * SECOND / 2 - (i % 11 == 0 ? 2 * SECOND : 0) - (i % 97 == 96 ? 30 * SECOND : 0);
}

void
replay_fixture_init (ReplayFixture *self)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("weir-replay-XXXXXX", NULL);
  self->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  g_assert_true (weir_broker_create_topic (self->broker, "prices", 2, &error));
  settings = weir_broker_create_settings (self->broker);
  self->producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);
  self->start_usec = (g_get_real_time () / (60 * SECOND) - 120) * 60 * SECOND;
  for (guint i = 0; i < N_RECORDS; i++)
    send_record (self, (gint32) (i % 2), replay_time_of (self, i), i * 389 % 600);
  for (gint32 partition = 0; partition < 2; partition++)
    send_record (self, partition, self->start_usec + FAR_SECONDS * SECOND, 1);
  g_assert_true (weir_producer_flush (self->producer, 30000, NULL, NULL, &error));
  g_assert_no_error (error);

  text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (self->broker));
  self->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
replay_fixture_clear (ReplayFixture *self)
{
  g_clear_object (&self->producer);
  g_clear_object (&self->workspace);
  g_clear_object (&self->broker);
  remove_tree (self->folder);
  g_free (self->folder);
}

gboolean
replay_on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
replay_await_records (WeirMonitor *monitor,
               guint64      n)
{
  guint tick = g_timeout_add (5, replay_on_tick, NULL);

  while (monitor_fixture_count_records (monitor, "prices") < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  GPtrArray *texts = user_data;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, row->key, row->start_usec,
                          row->end_usec, row->count);
  for (guint i = 0; i < row->n_values; i++)
    g_string_append_printf (text, " %d:%.17g:%" G_GINT64_FORMAT, row->values[i].type,
                            row->values[i].type == WEIR_VALUE_DOUBLE ? row->values[i].as_double : 0.0,
                            row->values[i].type == WEIR_VALUE_DOUBLE ? 0 : row->values[i].as_int);
  g_ptr_array_add (texts, g_string_free (text, FALSE));
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static char *
join (GPtrArray *texts)
{
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);

  return g_strjoinv ("\n", (char **) texts->pdata);
}

/* Those of all windows but that of the last records, by key and time. */
char *
replay_dup_final_rows (ReplayFixture     *self,
                WeirMonitor *monitor,
                guint        window)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  weir_stream_view_foreach_row (weir_monitor_find_stream (monitor, "prices"), window, G_MININT64,
                                self->start_usec + (FAR_SECONDS - 60) * SECOND, TRUE, on_row, texts);
  g_assert_cmpuint (texts->len, >, 20);

  return join (texts);
}

char *
replay_dup_alerts (WeirMonitor *monitor)
{
  GListModel *alerts = weir_monitor_get_alerts (monitor);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      g_ptr_array_add (texts, g_strdup_printf ("%s %s %s %s %d/%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %d",
                                               weir_alert_get_rule (alert), weir_alert_get_key (alert), weir_alert_get_value (alert),
                                               weir_alert_get_limit (alert), weir_alert_get_partition (alert),
                                               weir_alert_get_offset (alert), weir_alert_get_event_usec (alert),
                                               (guint) weir_alert_get_n_firings (alert), weir_alert_get_resolved_usec (alert) == 0));
    }
  g_assert_cmpuint (texts->len, >, 3);

  return join (texts);
}
