#include "config.h"

#include "stream-bench.h"

#include <string.h>

static guint
find_index (StreamBench *self,
            const char  *stream)
{
  GPtrArray *configs = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < configs->len; i++)
    if (g_str_equal (((WeirStreamConfig *) g_ptr_array_index (configs, i))->name, stream))
      return i;

  g_assert_not_reached ();
}

WeirStream *
stream_bench_find (StreamBench *self,
                   const char  *stream)
{
  return g_ptr_array_index (self->streams, find_index (self, stream));
}

static void
derive (StreamBench            *self,
        const WeirStreamConfig *config)
{
  const WeirDerivedConfig *derived = config->derived;
  const char *right = derived->sources[WEIR_JOIN_SIDE_RIGHT];
  g_autoptr(GError) error = NULL;

  weir_stream_derive (stream_bench_find (self, config->name),
                      stream_bench_find (self, derived->sources[WEIR_JOIN_SIDE_LEFT]),
                      right != NULL ? stream_bench_find (self, right) : NULL, &error);
  g_assert_no_error (error);
}

StreamBench *
stream_bench_new (const char *streams)
{
  g_autofree char *text = g_strdup_printf ("{ \"weir\": 1, \"connections\": [{ \"name\": \"c\", \"bootstrap\": \"b:1\" }], %s }",
                                           streams);
  StreamBench *self = g_new0 (StreamBench, 1);
  g_autoptr(GError) error = NULL;
  GPtrArray *configs;

  self->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_free);
  self->updates = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_update_free);
  self->now_usec = 1000 * G_TIME_SPAN_DAY;
  configs = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < configs->len; i++)
    {
      g_autoptr(WeirStreamSchema) plan = weir_stream_schema_new (g_ptr_array_index (configs, i));

      g_ptr_array_add (self->streams, weir_stream_new (plan, plan->config->max_bytes, &error));
      g_assert_no_error (error);
      g_ptr_array_add (self->updates, weir_stream_update_new (plan));
    }
  for (guint i = 0; i < configs->len; i++)
    if (((WeirStreamConfig *) g_ptr_array_index (configs, i))->derived != NULL)
      derive (self, g_ptr_array_index (configs, i));
  for (guint i = 0; i < configs->len; i++)
    weir_stream_start (g_ptr_array_index (self->streams, i));

  return self;
}

void
stream_bench_free (StreamBench *self)
{
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->updates);
  g_object_unref (self->workspace);
  g_free (self);
}

void
stream_bench_send (StreamBench *self,
                   const char  *stream,
                   gint32       partition,
                   gint64       offset,
                   const char  *key,
                   const char  *json)
{
  const WeirMessage message = {
    .topic = stream,
    .topic_index = find_index (self, stream),
    .partition = partition,
    .offset = offset,
    .time_usec = self->now_usec,
    .arrival_usec = self->now_usec,
    .key = key,
    .key_length = key != NULL ? strlen (key) : 0,
    .payload = json,
    .payload_length = json != NULL ? strlen (json) : 0,
  };

  weir_stream_add_message (stream_bench_find (self, stream), &message);
}

void
stream_bench_partition (StreamBench *self,
                        const char  *stream,
                        gint32       partition,
                        gboolean     active)
{
  weir_stream_set_partition (stream_bench_find (self, stream), find_index (self, stream), partition, active);
}

static void
publish (StreamBench *self,
         guint        i,
         gboolean     second)
{
  const WeirStreamClock clock = { .now_usec = self->now_usec, .monotonic_usec = self->now_usec, .second = second };
  WeirStreamUpdate *update = weir_stream_publish (g_ptr_array_index (self->streams, i), &clock);

  if (update != NULL)
    weir_stream_update_merge (g_ptr_array_index (self->updates, i), update);
}

void
stream_bench_tick (StreamBench *self)
{
  self->now_usec += G_USEC_PER_SEC;
  for (guint i = 0; i < self->streams->len; i++)
    publish (self, i, TRUE);
}

WeirStreamUpdate *
stream_bench_look (StreamBench *self,
                   const char  *stream)
{
  guint i = find_index (self, stream);

  weir_stream_touch (g_ptr_array_index (self->streams, i));
  self->now_usec += G_USEC_PER_SEC;
  publish (self, i, FALSE);

  return g_ptr_array_index (self->updates, i);
}

typedef struct
{
  const WeirRowHead *head;
  const char        *key;
  guint              row;
} Line;

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const Line *line_a = a;
  const Line *line_b = b;

  if (line_a->head->start_usec != line_b->head->start_usec)
    return line_a->head->start_usec < line_b->head->start_usec ? -1 : 1;

  return strcmp (line_a->key, line_b->key);
}

char *
stream_bench_dup_rows (WeirStreamUpdate *update,
                       guint             window)
{
  g_autoptr(GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  const WeirRowTable *rows = &update->windows[window].rows;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->heads->len; i++)
    {
      const WeirRowHead *head = weir_row_table_get_head (rows, i);
      const Line line = { head, g_ptr_array_index (update->windows[window].keys, head->key_id), i };

      if (head->state != WEIR_WINDOW_OPEN)
        g_array_append_val (lines, line);
    }
  g_array_sort (lines, compare_lines);

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);
      const WeirValue *values = weir_row_table_get_values (rows, line->row);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, line->key,
                              line->head->start_usec / G_USEC_PER_SEC, line->head->end_usec / G_USEC_PER_SEC,
                              line->head->count);
      for (guint j = 0; j < rows->n_values; j++)
        {
          g_string_append_c (text, ' ');
          weir_value_append_text (&values[j], text);
        }
      g_string_append_c (text, ';');
    }

  return g_string_free (text, FALSE);
}
