#include "config.h"

#include "topology-fixture.h"

#include <string.h>

static guint
find_topic (TopologyFixture *self,
            const char      *topic)
{
  const char * const *topics = weir_topology_get_topics (self->topology);

  for (guint i = 0; topics[i] != NULL; i++)
    if (g_str_equal (topics[i], topic))
      return i;

  g_assert_not_reached ();
}

WeirStream *
topology_fixture_find (TopologyFixture *self,
                       const char      *stream)
{
  return weir_topology_get_stream (self->topology, weir_topology_find (self->topology, stream));
}

static void
add_updates (TopologyFixture *self)
{
  self->updates = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_update_free);
  for (guint i = 0; i < weir_topology_get_n_streams (self->topology); i++)
    {
      WeirStream *stream = weir_topology_get_stream (self->topology, i);

      g_ptr_array_add (self->updates, weir_stream_update_new (weir_stream_get_schema (stream)));
    }
}

TopologyFixture *
topology_fixture_new (const char *streams)
{
  g_autofree char *text = g_strdup_printf ("{ \"weir\": 1, \"connections\": [{ \"name\": \"c\", \"bootstrap\": \"b:1\" }], %s }",
                                           streams);
  TopologyFixture *self = g_new0 (TopologyFixture, 1);
  g_autoptr(WeirWorkspace) workspace = NULL;
  WeirTopologySpec spec = { .connection = "c", .with_rules = TRUE };
  g_autoptr(GError) error = NULL;

  workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  spec.workspace = workspace;
  self->topology = weir_topology_new (&spec, &error);
  g_assert_no_error (error);
  self->wake = weir_wake_new ();
  self->screen = weir_screen_sink_new (self->topology, "c", self->wake);
  weir_topology_start (self->topology);
  self->now_usec = 1000 * G_TIME_SPAN_DAY;
  self->gaps = g_string_new (NULL);
  add_updates (self);

  return self;
}

void
topology_fixture_free (TopologyFixture *self)
{
  weir_topology_free (self->topology);
  weir_screen_sink_free (self->screen);
  weir_wake_unref (self->wake);
  g_ptr_array_unref (self->updates);
  g_string_free (self->gaps, TRUE);
  g_free (self);
}

void
topology_fixture_send (TopologyFixture *self,
                       const char      *stream,
                       gint32           partition,
                       gint64           offset,
                       const char      *key,
                       const char      *json)
{
  const WeirMessage message = {
    .topic = stream,
    .topic_index = find_topic (self, stream),
    .partition = partition,
    .offset = offset,
    .time_usec = self->now_usec,
    .arrival_usec = self->now_usec,
    .key = key,
    .key_length = key != NULL ? strlen (key) : 0,
    .payload = json,
    .payload_length = json != NULL ? strlen (json) : 0,
  };

  weir_topology_add_message (self->topology, &message);
}

static void
add_event (TopologyFixture     *self,
           const char          *stream,
           gint32               partition,
           WeirIntakeEventKind  kind)
{
  const WeirIntakeEvent event = {
    .kind = kind,
    .topic = stream,
    .topic_index = find_topic (self, stream),
    .partition = partition,
  };

  weir_topology_add_event (self->topology, &event);
}

void
topology_fixture_partition (TopologyFixture *self,
                            const char      *stream,
                            gint32           partition,
                            gboolean         active)
{
  add_event (self, stream, partition, active ? WEIR_INTAKE_EVENT_ASSIGNED : WEIR_INTAKE_EVENT_REVOKED);
}

void
topology_fixture_find_partition (TopologyFixture *self,
                                 const char      *stream,
                                 gint32           partition)
{
  add_event (self, stream, partition, WEIR_INTAKE_EVENT_FOUND);
}

void
topology_fixture_gap (TopologyFixture *self,
                      const char      *stream,
                      gint32           partition,
                      gint64           from,
                      gint64           to)
{
  const WeirIntakeEvent event = {
    .kind = WEIR_INTAKE_EVENT_GAP,
    .topic = stream,
    .topic_index = find_topic (self, stream),
    .partition = partition,
    .from = from,
    .to = to,
  };

  weir_topology_add_event (self->topology, &event);
}

static void
take (TopologyFixture *self)
{
  g_autoptr(WeirScreenUpdate) update = weir_screen_sink_take (self->screen);

  for (guint i = 0; update != NULL && i < update->notes->len; i++)
    {
      const WeirScreenNote *note = g_ptr_array_index (update->notes, i);

      if (note->kind == WEIR_SCREEN_NOTE_GAP)
        g_string_append_printf (self->gaps, "%s\n", note->text);
    }
  for (guint i = 0; update != NULL && i < update->n_streams; i++)
    if (update->streams[i] != NULL)
      weir_stream_update_merge (g_ptr_array_index (self->updates, i), g_steal_pointer (&update->streams[i]));
}

void
topology_fixture_tick (TopologyFixture *self)
{
  g_autoptr(GError) error = NULL;

  self->now_usec += G_USEC_PER_SEC;
  g_assert_true (weir_topology_end_batch (self->topology, self->now_usec, self->now_usec, &error));
  g_assert_no_error (error);
  take (self);
}

WeirStreamUpdate *
topology_fixture_look (TopologyFixture *self,
                       const char      *stream)
{
  guint i = weir_topology_find (self->topology, stream);
  WeirStreamUpdate *update = g_ptr_array_index (self->updates, i);

  take (self);
  weir_stream_update_merge (update, weir_screen_sink_look (self->screen, i));

  return update;
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
topology_fixture_dup_rows (WeirStreamUpdate *update,
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
