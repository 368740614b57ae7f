#include "config.h"

#include "data/stream/weir-stream-private.h"

#include <glib/gi18n-lib.h>

/**
 * weir_stream_fill_decoder_spec:
 * @schema: a stream's
 * @spec: (out caller-allocates): how its payloads are decoded; borrows from @schema
 */
void
weir_stream_fill_decoder_spec (WeirStreamSchema  *schema,
                               WeirDecoderSpec *spec)
{
  const WeirStreamConfig *config = schema->config;

  *spec = (WeirDecoderSpec) {
    .format = config->format,
    .key_path = config->key_path,
    .time_basis = config->time_basis,
    .time_path = config->time_path,
    .time_unit = config->time_unit,
    .zone = config->zone,
    .field_paths = (const char * const *) schema->paths,
    .csv_columns = (const char * const *) config->csv_columns,
    .csv_separator = config->csv_separator,
  };
}

static gboolean
add_decoder (WeirStream  *self,
             GError     **error)
{
  WeirDecoderSpec spec;

  weir_stream_fill_decoder_spec (self->schema, &spec);
  self->decoder = weir_decoder_new (&spec, error);

  return self->decoder != NULL;
}

static gboolean
set_up (WeirStream  *self,
        gsize        max_bytes,
        GError     **error)
{
  if (self->schema->config->derived == NULL)
    return add_decoder (self, error) && weir_stream_add_windows (self, max_bytes, error);

  self->derivation_bytes = max_bytes / 2;

  return weir_stream_add_windows (self, max_bytes - self->derivation_bytes, error);
}

static void
init_sinks (WeirStreamSinks *sinks)
{
  sinks->records = g_ptr_array_new ();
  sinks->dead_letters = g_ptr_array_new ();
  sinks->rows = g_ptr_array_new ();
  sinks->late = g_ptr_array_new ();
  sinks->alerts = g_ptr_array_new ();
  sinks->alert_changes = g_ptr_array_new ();
  sinks->gaps = g_ptr_array_new ();
}

static void
clear_sinks (WeirStreamSinks *sinks)
{
  g_ptr_array_unref (sinks->records);
  g_ptr_array_unref (sinks->dead_letters);
  g_ptr_array_unref (sinks->rows);
  g_ptr_array_unref (sinks->late);
  g_ptr_array_unref (sinks->alerts);
  g_ptr_array_unref (sinks->alert_changes);
  g_ptr_array_unref (sinks->gaps);
}

/*< private >
 * weir_stream_new:
 * @schema: the stream's
 * @index: its number in the topology
 * @max_bytes: memory for keys and panes; of a derived stream half of it for what it is made of
 * @error: return location for an error
 *
 * Makes a stream ready for its first record, on any thread; from then on it
 * belongs to the consumer thread. Errors are those of the decoder and of the
 * window engine, with the stream's name before them.
 *
 * Returns: (transfer full) (nullable): a stream
 */
WeirStream *
weir_stream_new (WeirStreamSchema  *schema,
                 guint            index,
                 gsize            max_bytes,
                 GError         **error)
{
  g_autoptr(WeirStream) self = g_new0 (WeirStream, 1);

  self->schema = weir_stream_schema_ref (schema);
  self->index = index;
  init_sinks (&self->sinks);
  self->windows = g_array_new (FALSE, TRUE, sizeof (WeirStreamWindow));
  g_array_set_clear_func (self->windows, weir_stream_window_clear);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_free);
  self->record_readers = g_array_new (FALSE, FALSE, sizeof (WeirStreamReader));
  self->row_readers = g_array_new (FALSE, FALSE, sizeof (WeirStreamReader));
  if (schema->rows->len > 0)
    self->variables = g_new0 (WeirValue, weir_stream_schema_get_row (schema, 0)->n_values + 1);
  self->stream_time_usec = WEIR_NO_TIME;
  self->arrival_usec = WEIR_NO_TIME;
  self->alive_usec = WEIR_NO_TIME;
  self->first_usec = G_MININT64;
  self->end_usec = G_MAXINT64;

  if (!set_up (self, max_bytes, error))
    {
      g_prefix_error (error, _("Stream “%s”: "), schema->config->name);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/*< private >
 * weir_stream_free:
 * @self: (transfer full): a stream
 */
void
weir_stream_free (WeirStream *self)
{
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_clear_pointer (&self->time_decoder, weir_decoder_free);
  g_clear_pointer (&self->keys, weir_key_numbers_free);
  g_clear_pointer (&self->derivation, weir_derivation_free);
  g_clear_pointer (&self->windows, g_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->record_readers, g_array_unref);
  g_clear_pointer (&self->row_readers, g_array_unref);
  clear_sinks (&self->sinks);
  g_clear_pointer (&self->schema, weir_stream_schema_unref);
  g_free (self->variables);
  g_free (self);
}

static void
ensure_keys (WeirStream *self)
{
  if (self->keys == NULL)
    self->keys = weir_key_numbers_new ();
}

static void
read_source (WeirStream   *self,
             WeirJoinSide  side,
             WeirStream   *source)
{
  const WeirStreamReader reader = { self->derivation, side };

  self->sources[side] = source;
  if (self->schema->config->derived->kind == WEIR_DERIVED_TOP)
    g_array_append_val (source->row_readers, reader);
  else
    g_array_append_val (source->record_readers, reader);
}

/*< private >
 * weir_stream_derive:
 * @self: a derived stream
 * @left: what it reads
 * @right: (nullable): the other stream of a join, or the table
 * @error: return location for an error
 *
 * Connects a derived stream with its sources, which must live as long and run on
 * the same thread. Once, before any of them had a record.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR if the join cannot be made
 */
gboolean
weir_stream_derive (WeirStream  *self,
                    WeirStream  *left,
                    WeirStream  *right,
                    GError     **error)
{
  switch (self->schema->config->derived->kind)
    {
    case WEIR_DERIVED_TOP:
      self->derivation = weir_derived_top_new (self, self->schema, left->schema, self->derivation_bytes);
      break;
    case WEIR_DERIVED_JOIN:
      self->derivation = weir_derived_join_new (self, self->schema, self->derivation_bytes, error);
      break;
    case WEIR_DERIVED_TABLE:
      self->derivation = weir_derived_table_new (self, self->schema, self->derivation_bytes);
      break;
    default:
      g_assert_not_reached ();
    }
  if (self->derivation == NULL)
    return FALSE;

  read_source (self, WEIR_JOIN_SIDE_LEFT, left);
  if (right != NULL)
    read_source (self, WEIR_JOIN_SIDE_RIGHT, right);

  return TRUE;
}

/*< private >
 * weir_stream_start:
 * @self: a stream
 *
 * Once all derived streams and sinks are connected and before the first record: rows of
 * a top and of a join are one partition, in order, and it is named here. Those
 * of a table stand where the stream's records do.
 */
void
weir_stream_start (WeirStream *self)
{
  if (self->windows->len == 1 && self->keys == NULL && self->rules->len == 0 && self->sinks.records->len == 0
      && self->record_readers->len == 0 && self->row_readers->len == 0)
    self->only_engine = g_array_index (self->windows, WeirStreamWindow, 0).engine;
  if (self->derivation != NULL && !self->derivation->methods->follows)
    weir_stream_set_partition (self, 0, 0, TRUE);
}

static void
add_if (GPtrArray *sinks,
        WeirSink  *sink,
        gboolean   wanted)
{
  if (wanted)
    g_ptr_array_add (sinks, sink);
}

static void
on_alert_change (const WeirAlertChange *change,
                 gpointer               user_data)
{
  WeirStream *self = user_data;

  for (guint i = 0; i < self->sinks.alert_changes->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.alert_changes, i);

      sink->methods->alert_change (sink, self->index, change);
    }
}

/*< private >
 * weir_stream_add_sink:
 * @self: a stream that had no record yet
 * @sink: gets what comes of it; must live as long
 */
void
weir_stream_add_sink (WeirStream *self,
                      WeirSink   *sink)
{
  const WeirSinkMethods *methods = sink->methods;

  add_if (self->sinks.records, sink, methods->record != NULL);
  add_if (self->sinks.dead_letters, sink, methods->dead_letter != NULL);
  add_if (self->sinks.rows, sink, methods->row != NULL);
  add_if (self->sinks.late, sink, methods->late != NULL);
  add_if (self->sinks.alerts, sink, methods->alert != NULL);
  add_if (self->sinks.alert_changes, sink, methods->alert_change != NULL);
  for (guint i = 0; methods->alert_change != NULL && i < self->rules->len; i++)
    weir_rule_set_change_func (g_ptr_array_index (self->rules, i), on_alert_change, self);
  add_if (self->sinks.gaps, sink, methods->gap != NULL);
  if (sink->wants_keys)
    ensure_keys (self);
  if (methods->late != NULL)
    weir_stream_follow_late (self);
}

/*< private >
 * weir_stream_add_rule:
 * @self: a stream that had no record yet
 * @config: a rule about it
 * @index: its number among the workspace's rules
 * @replay: see #WeirRuleSpec
 * @error: return location for an error
 *
 * Returns: %FALSE with %WEIR_RULE_ERROR if the rule cannot be used
 */
gboolean
weir_stream_add_rule (WeirStream            *self,
                      const WeirRuleConfig  *config,
                      guint                  index,
                      gboolean               replay,
                      GError               **error)
{
  WeirRuleSpec spec = {
    .index = index,
    .name = config->name,
    .kind = config->kind,
    .fire = config->fire,
    .clear = config->clear,
    .for_usec = config->for_usec,
    .keep_firing_usec = config->keep_firing_usec,
    .silence_usec = config->silence_usec,
    .replay = replay,
    .names = (const char * const *) self->schema->names,
    .units = (const char * const *) self->schema->units,
  };
  WeirRule *rule;

  if (weir_rule_kind_is_of_rows (spec.kind) && self->windows->len > 0)
    {
      const WeirRowSchema *row = weir_stream_schema_get_row (self->schema, 0);

      spec.names = (const char * const *) row->variables;
      spec.units = weir_row_schema_get_variable_units (row);
    }
  if (weir_rule_kind_is_of_rows (spec.kind) && self->windows->len == 0)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s” is about windows, but stream “%s” has none: give it one"),
                   config->name, self->schema->config->name);
      return FALSE;
    }

  rule = weir_rule_new (&spec, error);
  if (rule == NULL)
    return FALSE;
  g_ptr_array_add (self->rules, rule);
  if (spec.kind == WEIR_RULE_SILENCE)
    ensure_keys (self);

  return TRUE;
}

static void
fill_window_counters (WeirStream         *self,
                      WeirStreamCounters *counters)
{
  for (guint i = self->windows->len; i > 0; i--)
    {
      WeirWindowEngine *engine = g_array_index (self->windows, WeirStreamWindow, i - 1).engine;

      /* The first spec's are read last, and stay. */
      weir_window_engine_get_counters (engine, &counters->windows);
      counters->watermark_usec = weir_window_engine_get_watermark (engine);
      counters->n_bytes += counters->windows.n_bytes;
      counters->n_other_records = MAX (counters->n_other_records, counters->windows.n_other_records);
      counters->n_shed_records = MAX (counters->n_shed_records, counters->windows.n_shed_records);
      counters->n_windows += counters->windows.n_windows;
    }
}

/*< private >
 * weir_stream_get_counters:
 * @self: a stream
 * @counters: (out caller-allocates): what it has counted so far; what only the screen counts is zero
 *
 * Consumer thread.
 */
void
weir_stream_get_counters (WeirStream         *self,
                          WeirStreamCounters *counters)
{
  *counters = (WeirStreamCounters) {
    .n_records = self->n_records,
    .n_dead = self->n_dead,
    .n_tombstones = self->n_tombstones,
    .stream_time_usec = self->stream_time_usec,
    .watermark_usec = self->stream_time_usec,
    .suggested_grace_usec = self->grace_usec,
    .windows.n_future = self->n_future,
  };
  fill_window_counters (self, counters);
  if (self->decoder != NULL)
    counters->windows.n_refused_values += weir_decoder_get_n_refused_values (self->decoder);
  if (self->derivation == NULL)
    return;

  counters->derived.n_rows = self->derivation->n_rows;
  self->derivation->methods->get_counters (self->derivation, &counters->derived);
  counters->n_bytes += counters->derived.n_bytes;
}

/*< private >
 * weir_stream_get_field_usage:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): whether its fields are in its records, to be
 *   read on the consumer thread before the next record; %NULL: it is derived
 */
WeirFieldUsage *
weir_stream_get_field_usage (WeirStream *self)
{
  return self->decoder != NULL ? weir_decoder_get_field_usage (self->decoder) : NULL;
}

/*< private >
 * weir_stream_get_n_fired:
 * @self: a stream
 *
 * Returns: how often its rules fired
 */
guint64
weir_stream_get_n_fired (WeirStream *self)
{
  guint64 n_fired = 0;

  for (guint i = 0; i < self->rules->len; i++)
    {
      WeirRule *rule = g_ptr_array_index (self->rules, i);

      n_fired += weir_rule_get_n_fired (rule) + weir_rule_get_n_overflowed (rule);
    }

  return n_fired;
}

/*< private >
 * weir_stream_get_rules:
 * @self: a stream
 *
 * Returns: (transfer none) (element-type WeirRule): its rules; consumer thread
 */
GPtrArray *
weir_stream_get_rules (WeirStream *self)
{
  return self->rules;
}

/*< private >
 * weir_stream_give_alerts:
 * @self: a stream
 *
 * Gives the sinks what changed about alerts since the last call. Consumer thread.
 */
void
weir_stream_give_alerts (WeirStream *self)
{
  g_autoptr(GPtrArray) events = NULL;

  if (self->rules->len == 0)
    return;

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);
  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_take_events (g_ptr_array_index (self->rules, i), events);
  for (guint i = 0; i < self->sinks.alerts->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks.alerts, i);

      for (guint j = 0; j < events->len; j++)
        sink->methods->alert (sink, self->index, g_ptr_array_index (events, j));
    }
}

/*< private >
 * weir_stream_get_schema:
 * @self: a stream
 *
 * Returns: (transfer none): what follows from its config
 */
WeirStreamSchema *
weir_stream_get_schema (WeirStream *self)
{
  return self->schema;
}

/*< private >
 * weir_stream_get_keys:
 * @self: a stream with a sink that wants the numbers of keys
 *
 * Returns: (transfer none) (nullable): its keys
 */
WeirKeyNumbers *
weir_stream_get_keys (WeirStream *self)
{
  return self->keys;
}

/*< private >
 * weir_stream_get_engine:
 * @self: a stream
 * @window: one of its window specs
 *
 * Returns: (transfer none): the engine, to be read on the consumer thread
 */
WeirWindowEngine *
weir_stream_get_engine (WeirStream *self,
                        guint       window)
{
  return g_array_index (self->windows, WeirStreamWindow, window).engine;
}

/*< private >
 * weir_stream_take_rankings:
 * @self: a stream
 * @newest: (inout): set where there is a newer ranking of the newest window; the old one is released
 * @final: (inout): the same of the newest window that is final
 *
 * Of a derived stream that ranks keys. Consumer thread.
 *
 * Returns: whether either was set
 */
gboolean
weir_stream_take_rankings (WeirStream   *self,
                           WeirRanking **newest,
                           WeirRanking **final)
{
  if (self->derivation == NULL || self->derivation->methods->take_rankings == NULL)
    return FALSE;

  return self->derivation->methods->take_rankings (self->derivation, newest, final);
}
