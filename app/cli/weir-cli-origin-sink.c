#include "config.h"

#include "app/cli/weir-cli-origin-sink.h"

struct _WeirCliOriginSink
{
  WeirSink       sink;       /* first */
  WeirTopology  *topology;   /* borrowed */
  guint          stream;
  WeirCliExport *export;     /* borrowed */
  WeirCliRun    *run;        /* borrowed */
  GArray        *begun;      /* owned, of WeirIntakePosition: where partitions began */
  GArray        *done;       /* owned, of WeirIntakePosition: where those ended that are through */
};

static WeirIntakePosition *
find_position (GArray *positions,
               guint   topic_index,
               gint32  partition)
{
  for (guint i = 0; i < positions->len; i++)
    {
      WeirIntakePosition *position = &g_array_index (positions, WeirIntakePosition, i);

      if (position->topic_index == topic_index && position->partition == partition)
        return position;
    }

  return NULL;
}

/* A partition that is looked for anew is announced again. */
static void
on_event (WeirSink              *sink,
          const WeirIntakeEvent *event)
{
  WeirCliOriginSink *self = (WeirCliOriginSink *) sink;
  const WeirIntakePosition position = { event->topic_index, event->partition, event->from };

  if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED && find_position (self->begun, event->topic_index, event->partition) == NULL)
    g_array_append_val (self->begun, position);
  else if (event->kind == WEIR_INTAKE_EVENT_PARTITION_DONE &&
           find_position (self->done, event->topic_index, event->partition) == NULL)
    g_array_append_val (self->done, position);
}

/* What was handed out; of a file that is through it was said. */
static void
add_ranges (WeirCliOriginSink *self)
{
  const char * const *topics = weir_topology_get_topics (self->topology);
  g_autoptr(GArray) positions = self->run->intake != NULL ? weir_intake_dup_positions (self->run->intake) : NULL;

  for (guint i = 0; i < self->begun->len; i++)
    {
      const WeirIntakePosition *begun = &g_array_index (self->begun, WeirIntakePosition, i);
      const WeirIntakePosition *end = find_position (self->done, begun->topic_index, begun->partition);

      if (end == NULL && positions != NULL)
        end = find_position (positions, begun->topic_index, begun->partition);
      weir_provenance_add_range (self->export->provenance, topics[begun->topic_index], begun->partition, begun->offset,
                                 end != NULL ? MAX (end->offset, begun->offset) : begun->offset);
    }
}

static void
add_counters (WeirCliOriginSink *self)
{
  WeirProvenance *provenance = self->export->provenance;
  WeirStreamCounters counters;

  weir_stream_get_counters (weir_topology_get_stream (self->topology, self->stream), &counters);
  weir_provenance_set_int (provenance, "records", (gint64) weir_topology_get_n_records (self->topology));
  weir_provenance_set_int (provenance, "dead_letters", (gint64) weir_topology_get_n_dead (self->topology));
  weir_provenance_set_int (provenance, "late_records", (gint64) (counters.windows.n_late_records + counters.derived.n_late_records));
  weir_provenance_set_int (provenance, "late_pairs", (gint64) counters.windows.n_late_pairs);
  weir_provenance_set_int (provenance, "future", (gint64) counters.windows.n_future);
  weir_provenance_set_int (provenance, "gaps", (gint64) self->run->n_gaps);
  weir_provenance_set_time (provenance, "watermark", weir_topology_get_newest_usec (self->topology));
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  WeirCliOriginSink *self = (WeirCliOriginSink *) sink;

  weir_provenance_set_texts (self->export->provenance, "topics", weir_topology_get_topics (self->topology));
  add_ranges (self);
  add_counters (self);

  return TRUE;
}

static const WeirSinkMethods methods = {
  .event = on_event,
  .finish = on_finish,
};

WeirCliOriginSink *
weir_cli_origin_sink_new (WeirTopology  *topology,
                          guint          stream,
                          WeirCliExport *export,
                          WeirCliRun    *run)
{
  WeirCliOriginSink *self = g_new0 (WeirCliOriginSink, 1);

  self->sink.methods = &methods;
  self->topology = topology;
  self->stream = stream;
  self->export = export;
  self->run = run;
  self->begun = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  self->done = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  weir_topology_add_sink (topology, &self->sink);

  return self;
}

void
weir_cli_origin_sink_free (WeirCliOriginSink *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->begun);
  g_array_unref (self->done);
  g_free (self);
}
