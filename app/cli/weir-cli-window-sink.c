#include "config.h"

#include "app/cli/weir-cli-window-sink.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-row-sorter.h"
#include "app/cli/weir-cli-row-topic.h"
#include "app/cli/weir-cli-sink.h"
#include "data/workspace/weir-row-layout.h"

struct _WeirCliWindowSink
{
  WeirCliSink            base;        /* first */
  WeirCliWindowSinkSpec  spec;
  WeirCliRowTopic        topic;       /* where rows go in place of the output */
  WeirTopology          *topology;    /* borrowed */
  WeirRowLayout         *layout;      /* owned: the columns */
  WeirCliRowSorter      *sorter;      /* owned, NULL: rows go out as they come */
  WeirTop               *top;         /* owned, NULL: all keys are wanted. Not a derived stream: rows keep their columns */
  gint64                 ranked_usec; /* start of the window that is being ranked */
  guint64                n_rows;
  guint64                n_unranked;
  WeirValue             *cells;       /* owned; of the row being written */
};

static void
weir_cli_window_sink_write (WeirCliWindowSink   *self,
                            const WeirWindowRow *row,
                            guint                rank)
{
  if (self->base.error != NULL)
    return;

  weir_row_layout_fill (self->layout, row, rank, self->cells);
  if (self->spec.topic != NULL)
    weir_cli_row_topic_add (&self->topic, row, self->cells);
  else
    weir_cli_sink_add_row (&self->base, self->cells);
}

static void
on_sorted_row (const WeirWindowRow *row,
               gpointer             user_data)
{
  weir_cli_window_sink_write (user_data, row, 0);
}

static void
on_ranked_row (const WeirTopRow *row,
               gpointer          user_data)
{
  weir_cli_window_sink_write (user_data, &row->row, row->rank);
}

/* Final rows come window by window: at the next one's first the one before is whole, and need not wait. */
static void
weir_cli_window_sink_rank (WeirCliWindowSink   *self,
                           const WeirWindowRow *row)
{
  if (!self->spec.with_updates && row->start_usec != self->ranked_usec)
    weir_top_flush (self->top, on_ranked_row, self);

  self->ranked_usec = row->start_usec;
  weir_top_add (self->top, row);
}

static void
weir_cli_window_sink_row (WeirSink            *sink,
                          guint                stream,
                          guint                window,
                          const WeirWindowRow *row)
{
  WeirCliWindowSink *self = (WeirCliWindowSink *) sink;
  gboolean early = row->state == WEIR_WINDOW_OPEN || row->state == WEIR_WINDOW_RETRACTED;

  if (stream != self->spec.stream || window != self->spec.window || (early && !self->spec.with_updates))
    return;

  self->n_rows += !early;
  if (self->top != NULL)
    weir_cli_window_sink_rank (self, row);
  else if (self->sorter != NULL)
    weir_cli_row_sorter_add (self->sorter, row);
  else
    weir_cli_window_sink_write (self, row, 0);
}

static gboolean
weir_cli_window_sink_batch_end (WeirSink             *sink,
                                const WeirSinkClock  *clock,
                                GError              **error)
{
  WeirCliWindowSink *self = (WeirCliWindowSink *) sink;

  if (self->top != NULL)
    weir_top_flush (self->top, on_ranked_row, self);

  if (self->spec.topic != NULL)
    return weir_topic_writer_end_batch (&self->topic.writer, clock, error);

  return weir_cli_sink_batch_end (sink, clock, error);
}

static void
weir_cli_window_sink_note_records (WeirCliWindowSink *self)
{
  g_autofree char *n_records = NULL;
  WeirStreamCounters counters;

  weir_stream_get_counters (weir_topology_get_stream (self->topology, self->spec.stream), &counters);
  n_records = g_strdup_printf ("%" G_GUINT64_FORMAT, counters.n_records);
  weir_cli_output_set_note (self->base.output, "weir.records", n_records);
}

static gboolean
weir_cli_window_sink_finish (WeirSink  *sink,
                             GError   **error)
{
  WeirCliWindowSink *self = (WeirCliWindowSink *) sink;
  WeirTopCounters counters = { 0 };

  if (self->sorter != NULL)
    weir_cli_row_sorter_flush (self->sorter);
  if (self->top != NULL)
    {
      weir_top_flush (self->top, on_ranked_row, self);
      weir_top_get_counters (self->top, &counters);
      self->n_unranked = counters.n_refused;
    }

  if (self->spec.topic != NULL)
    return weir_topic_writer_finish (&self->topic.writer, error);

  weir_cli_window_sink_note_records (self);

  return weir_cli_sink_finish (sink, error);
}

static gboolean
weir_cli_window_sink_is_delivered (WeirSink *sink)
{
  WeirCliWindowSink *self = (WeirCliWindowSink *) sink;

  return self->spec.topic != NULL ? weir_topic_writer_is_delivered (&self->topic.writer) : weir_cli_sink_is_delivered (sink);
}

static const WeirSinkMethods methods = {
  .row = weir_cli_window_sink_row,
  .batch_end = weir_cli_window_sink_batch_end,
  .finish = weir_cli_window_sink_finish,
  .is_delivered = weir_cli_window_sink_is_delivered,
};

static gboolean
weir_cli_window_sink_open (WeirCliWindowSink *self,
                           WeirRowSchema     *schema,
                           GError           **error)
{
  WeirRowLayoutFlags flags = WEIR_ROW_LAYOUT_NONE;
  WeirCliOutput *output;

  if (self->top != NULL)
    flags |= WEIR_ROW_LAYOUT_RANKED;
  if (self->spec.with_updates)
    flags |= WEIR_ROW_LAYOUT_EARLY;
  if (self->spec.with_state)
    flags |= WEIR_ROW_LAYOUT_STATE;
  self->layout = weir_row_layout_new (schema, flags);
  self->cells = g_new0 (WeirValue, self->layout->n_columns);
  if (!weir_cli_output_check_names (self->layout->columns, self->layout->n_columns, _("ask for it once"), error))
    return FALSE;

  if (self->spec.topic != NULL)
    {
      weir_cli_row_topic_init (&self->topic, self->spec.producer, self->spec.topic, self->layout->columns, self->layout->n_columns);
      weir_cli_sink_init (&self->base, &methods, NULL);
      return TRUE;
    }

  output = weir_cli_output_new (&self->spec.output, self->layout->columns, self->layout->n_columns, error);
  if (output == NULL)
    return FALSE;

  weir_cli_sink_init (&self->base, &methods, output);
  self->base.waits = self->sorter != NULL;

  return TRUE;
}

WeirCliWindowSink *
weir_cli_window_sink_new (const WeirCliWindowSinkSpec *spec,
                          WeirTopology                *topology,
                          GError                     **error)
{
  g_autoptr(WeirCliWindowSink) self = g_new0 (WeirCliWindowSink, 1);
  WeirStream *stream = weir_topology_get_stream (topology, spec->stream);
  WeirRowSchema *schema = weir_stream_schema_get_row (weir_stream_get_schema (stream), spec->window);

  self->spec = *spec;
  self->topology = topology;
  if (spec->top.n_ranks > 0)
    self->top = weir_top_new (&spec->top);
  if (spec->sorted)
    self->sorter = weir_cli_row_sorter_new (schema->n_values, on_sorted_row, self);
  if (!weir_cli_window_sink_open (self, schema, error))
    return NULL;

  weir_window_engine_set_emit_updates (weir_stream_get_engine (stream, spec->window), spec->with_updates);
  weir_topology_add_sink (topology, &self->base.sink);

  return g_steal_pointer (&self);
}

void
weir_cli_window_sink_set_note (WeirCliWindowSink *self,
                               const char        *name,
                               const char        *value)
{
  if (self->base.output != NULL)
    weir_cli_output_set_note (self->base.output, name, value);
}

guint64
weir_cli_window_sink_get_n_rows (WeirCliWindowSink *self)
{
  return self->n_rows;
}

guint64
weir_cli_window_sink_get_n_unranked (WeirCliWindowSink *self)
{
  return self->n_unranked;
}

void
weir_cli_window_sink_free (WeirCliWindowSink *self)
{
  if (self == NULL)
    return;

  weir_cli_row_topic_clear (&self->topic);
  weir_cli_sink_clear (&self->base);
  g_clear_pointer (&self->layout, weir_row_layout_free);
  g_clear_pointer (&self->sorter, weir_cli_row_sorter_free);
  g_clear_pointer (&self->top, weir_top_free);
  g_clear_pointer (&self->cells, g_free);
  g_free (self);
}
