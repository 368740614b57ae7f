#include "config.h"

#include "data/stream/weir-stream-private.h"

/*
 * The windows of a stream, and what follows from their rows and from wall time.
 */

#define GRACE_SHARE 0.999

void
weir_stream_window_clear (gpointer data)
{
  WeirStreamWindow *window = data;

  g_clear_pointer (&window->engine, weir_window_engine_free);
  g_clear_pointer (&window->indicators, weir_indicator_stage_free);
}

/* Window rules see "count" before the columns. */
static void
evaluate_rules (WeirStream          *self,
           const WeirWindowRow *row)
{
  self->variables[0] = (WeirValue) { .type = WEIR_VALUE_INT, .as_int = row->count };
  for (guint i = 0; i < row->n_values; i++)
    self->variables[i + 1] = row->values[i];

  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_add_row (g_ptr_array_index (self->rules, i), row, self->variables);
}

/* To those that rank this window's keys. What stands for the keys without room is none, so it has no rank. */
static void
give_to_readers (WeirStreamWindow    *window,
                 const WeirWindowRow *row)
{
  GArray *readers = window->stream->row_readers;

  if (readers->len == 0 || row->key_id == weir_window_engine_get_other_key (window->engine))
    return;

  for (guint i = 0; i < readers->len; i++)
    {
      WeirDerivation *derivation = g_array_index (readers, WeirStreamReader, i).derivation;

      if (derivation->config->window == window->index)
        derivation->methods->add_row (derivation, row);
    }
}

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  WeirStreamWindow *window = user_data;
  WeirStream *self = window->stream;

  if (window->indicators != NULL)
    row = weir_indicator_stage_apply (window->indicators, row);
  if (window->index == 0 && self->rules->len > 0)
    evaluate_rules (self, row);

  for (guint i = 0; i < self->sinks.rows->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.rows, i);

      sink->methods->row (sink, self->index, window->index, row);
    }

  give_to_readers (window, row);
}

static gboolean
open_window (WeirStreamWindow        *window,
             const WeirStreamConfig  *stream,
             const WeirWindowConfig  *config,
             gsize                    max_bytes,
             GError                 **error)
{
  const GArray *indicators = config->indicators;
  WeirWindowSpec spec = config->spec;

  if (spec.max_bytes == 0)
    spec.max_bytes = max_bytes;
  /* Times of derived rows are whatever their sources have. */
  if (spec.resolution_usec == 0 && stream->derived == NULL)
    spec.resolution_usec = weir_window_spec_get_resolution (stream->time_basis, stream->time_unit);
  if (indicators->len > 0)
    {
      /* A quarter of the memory: indicators keep little of each key. */
      window->indicators = weir_indicator_stage_new ((const WeirIndicatorSpec *) indicators->data, indicators->len,
                                                     config->aggregates->len, MAX (spec.max_bytes / 4, 1));
      spec.max_bytes -= spec.max_bytes / 4;
    }

  window->engine = weir_window_engine_new (&spec, (const WeirAggregate *) config->aggregates->data,
                                           config->aggregates->len, error);

  return window->engine != NULL;
}

/*< private >
 * weir_stream_add_windows:
 * @self: a stream that has none
 * @max_bytes: memory for keys and panes of all
 * @error: return location
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR if a spec cannot be used
 */
gboolean
weir_stream_add_windows (WeirStream  *self,
                         gsize        max_bytes,
                         GError     **error)
{
  GPtrArray *configs = self->schema->config->windows;

  /* Windows are given to the engines as user data, so the array must not move again. */
  g_array_set_size (self->windows, configs->len);
  for (guint i = 0; i < configs->len; i++)
    {
      WeirStreamWindow *window = &g_array_index (self->windows, WeirStreamWindow, i);

      window->stream = self;
      window->index = i;
      if (!open_window (window, self->schema->config, g_ptr_array_index (configs, i), max_bytes / configs->len, error))
        return FALSE;
      weir_window_engine_set_row_func (window->engine, on_row, window);
    }

  self->max_ahead_usec = self->schema->config->max_ahead_usec;
  if (self->max_ahead_usec == 0 && configs->len > 0)
    self->max_ahead_usec = weir_stream_config_get_window (self->schema->config, 0)->spec.max_ahead_usec;
  if (self->max_ahead_usec == 0)
    self->max_ahead_usec = WEIR_MAX_AHEAD_DEFAULT_USEC;

  return TRUE;
}

static void
on_late (const WeirRecord *record,
         gint64            delay_usec,
         gboolean          future,
         gpointer          user_data)
{
  const WeirStreamWindow *window = user_data;
  const GPtrArray *sinks = window->stream->sinks.late;

  for (guint i = 0; i < sinks->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (sinks, i);

      sink->methods->late (sink, window->stream->index, window->index, record, delay_usec, future);
    }
}

/*< private >
 * weir_stream_follow_late:
 * @self: a stream with a sink that takes late records
 */
void
weir_stream_follow_late (WeirStream *self)
{
  for (guint i = 0; i < self->windows->len; i++)
    {
      WeirStreamWindow *window = &g_array_index (self->windows, WeirStreamWindow, i);

      weir_window_engine_set_late_func (window->engine, on_late, window);
    }
}

/* The engines have given out all rows for now: windows that are complete can be ranked. */
static void
flush_readers (WeirStream *self)
{
  for (guint i = 0; i < self->row_readers->len; i++)
    {
      WeirDerivation *derivation = g_array_index (self->row_readers, WeirStreamReader, i).derivation;

      derivation->methods->flush (derivation, self->now_usec);
    }
}

/*< private >
 * weir_stream_add_to_windows:
 * @self: a stream
 * @record: a record of it
 */
void
weir_stream_add_to_windows (WeirStream       *self,
                            const WeirRecord *record)
{
  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_add (g_array_index (self->windows, WeirStreamWindow, i).engine, record);

  flush_readers (self);
}

/*< private >
 * weir_stream_set_partition:
 * @self: a stream
 * @topic_index: the topic's number in the source
 * @partition: a partition of it
 * @active: whether records will come from it
 *
 * Consumer thread.
 */
void
weir_stream_set_partition (WeirStream *self,
                           guint       topic_index,
                           gint32      partition,
                           gboolean    active)
{
  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_set_partition (g_array_index (self->windows, WeirStreamWindow, i).engine, topic_index, partition, active);
  flush_readers (self);

  for (guint i = 0; i < self->record_readers->len; i++)
    {
      const WeirStreamReader *reader = &g_array_index (self->record_readers, WeirStreamReader, i);

      weir_derivation_set_partition (reader->derivation, reader->side, topic_index, partition, active);
    }
}

/*< private >
 * weir_stream_keep_partition:
 * @self: a stream
 * @topic_index: the topic's number
 * @partition: a partition of it
 * @now_usec: wall time
 *
 * The partition is not idle though it had no record. Consumer thread.
 */
void
weir_stream_keep_partition (WeirStream *self,
                            guint       topic_index,
                            gint32      partition,
                            gint64      now_usec)
{
  self->alive_usec = MAX (self->alive_usec, now_usec);
  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_keep_partition (g_array_index (self->windows, WeirStreamWindow, i).engine, topic_index, partition, now_usec);

  for (guint i = 0; i < self->record_readers->len; i++)
    {
      const WeirStreamReader *reader = &g_array_index (self->record_readers, WeirStreamReader, i);

      weir_derivation_keep_partition (reader->derivation, reader->side, topic_index, partition, now_usec);
    }
}

/* After how long without records the sources themselves hold nothing back any more. */
static gint64
get_idle_after (WeirStream *self)
{
  const WeirDerivedConfig *derived = self->schema->config->derived;
  gint64 idle_after_usec = 0;

  if (derived->kind == WEIR_DERIVED_TOP)
    idle_after_usec = weir_stream_config_get_window (self->sources[WEIR_JOIN_SIDE_LEFT]->schema->config, derived->window)
                        ->spec.idle_after_usec;
  if (idle_after_usec < 0)
    return G_MAXINT64;

  return idle_after_usec > 0 ? idle_after_usec : WEIR_IDLE_AFTER_DEFAULT_USEC;
}

/* Rows may be rare, a ranking's say, while records come all the time: a derived stream is idle only if its sources are. */
static void
keep_alive (WeirStream *self,
            gint64      now_usec)
{
  gboolean alive = FALSE;

  if (self->derivation->methods->follows)
    {
      self->alive_usec = MAX (self->alive_usec, self->sources[WEIR_JOIN_SIDE_LEFT]->alive_usec);
      return;
    }

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (self->sources[side] != NULL && self->sources[side]->alive_usec != WEIR_NO_TIME
        && now_usec - self->sources[side]->alive_usec <= get_idle_after (self))
      alive = TRUE;

  if (alive)
    weir_stream_keep_partition (self, 0, 0, now_usec);
}

/* The sources first: rows that they release now are still records of this stream. */
static void
advance_sources (WeirStream            *self,
                 const WeirSinkClock *clock)
{
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (self->sources[side] != NULL)
      weir_stream_advance (self->sources[side], clock);

  if (self->derivation->methods->advance != NULL)
    self->derivation->methods->advance (self->derivation, clock->now_usec);
  keep_alive (self, clock->now_usec);
}

static void
advance_rules (WeirStream            *self,
               const WeirSinkClock *clock)
{
  const WeirRuleClock rule_clock = {
    .now_usec = clock->now_usec,
    .arrival_usec = self->arrival_usec,
    .stream_time_usec = self->stream_time_usec,
    .watermark_usec = self->windows->len > 0
                        ? weir_window_engine_get_watermark (g_array_index (self->windows, WeirStreamWindow, 0).engine)
                        : self->stream_time_usec,
    .behind = clock->behind,
  };

  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_advance (g_ptr_array_index (self->rules, i), &rule_clock);
}

/*< private >
 * weir_stream_advance:
 * @self: a stream
 * @clock: where time stands; once a second
 *
 * Lets wall time pass for it and, before, for what it is made of. Called twice
 * with one clock it does nothing. Consumer thread.
 */
void
weir_stream_advance (WeirStream            *self,
                     const WeirSinkClock *clock)
{
  if (self->advanced_usec == clock->monotonic_usec)
    return;

  self->advanced_usec = clock->monotonic_usec;
  self->now_usec = clock->now_usec;
  if (self->derivation != NULL)
    advance_sources (self, clock);

  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_advance (g_array_index (self->windows, WeirStreamWindow, i).engine, clock->now_usec);
  flush_readers (self);
  advance_rules (self, clock);
  if (self->windows->len > 0)
    self->grace_usec = weir_window_engine_suggest_grace (g_array_index (self->windows, WeirStreamWindow, 0).engine, GRACE_SHARE);
}

/*< private >
 * weir_stream_get_open_usec:
 * @self: a stream
 *
 * Returns: the event time from which on records may still be part of something
 *   that is not final; %G_MAXINT64: none is, %G_MININT64: any may be
 */
gint64
weir_stream_get_open_usec (WeirStream *self)
{
  gint64 open_usec = G_MAXINT64;

  /* A join keeps records of its sources. */
  if (self->derivation != NULL && self->schema->config->derived->kind == WEIR_DERIVED_JOIN && !self->finished)
    return G_MININT64;

  for (guint i = 0; i < self->windows->len; i++)
    open_usec = MIN (open_usec, weir_window_engine_get_open_usec (g_array_index (self->windows, WeirStreamWindow, i).engine));

  return open_usec;
}

/*< private >
 * weir_stream_get_newest_usec:
 * @self: a stream
 *
 * Returns: the largest event time that is in its windows, %WEIR_NO_TIME if there is none
 */
gint64
weir_stream_get_newest_usec (WeirStream *self)
{
  gint64 newest_usec = WEIR_NO_TIME;

  for (guint i = 0; i < self->windows->len; i++)
    newest_usec = MAX (newest_usec,
                       weir_window_engine_get_stream_time (g_array_index (self->windows, WeirStreamWindow, i).engine));

  return newest_usec;
}

/*< private >
 * weir_stream_get_n_without_indicators:
 * @self: a stream
 * @window: one of its windows
 *
 * Returns: final rows that got no indicators, because there was no room for their keys
 */
guint64
weir_stream_get_n_without_indicators (WeirStream *self,
                                      guint       window)
{
  WeirIndicatorStage *indicators = g_array_index (self->windows, WeirStreamWindow, window).indicators;

  return indicators != NULL ? weir_indicator_stage_get_n_refused (indicators) : 0;
}

/*< private >
 * weir_stream_finish:
 * @self: a stream
 *
 * The end of input, for it and first for what it is made of: no join waits for
 * a partner any more, and every window is closed. Consumer thread, or the thread
 * that adds messages.
 */
void
weir_stream_finish (WeirStream *self)
{
  if (self->finished)
    return;

  self->finished = TRUE;
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (self->sources[side] != NULL)
      weir_stream_finish (self->sources[side]);
  if (self->derivation != NULL && self->derivation->methods->finish != NULL)
    self->derivation->methods->finish (self->derivation);

  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_finish (g_array_index (self->windows, WeirStreamWindow, i).engine);
  flush_readers (self);
  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_end (g_ptr_array_index (self->rules, i), self->stream_time_usec);
}

/*< private >
 * weir_stream_give_early_rows:
 * @self: a stream
 *
 * Gives the early rows of what changed since the last call to whatever takes
 * rows. Consumer thread.
 */
void
weir_stream_give_early_rows (WeirStream *self)
{
  for (guint i = 0; i < self->windows->len; i++)
    {
      WeirStreamWindow *window = &g_array_index (self->windows, WeirStreamWindow, i);

      weir_window_engine_take_changed (window->engine, on_row, window);
    }
  flush_readers (self);
}
