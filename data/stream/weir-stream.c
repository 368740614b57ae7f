#include "config.h"

#include "data/stream/weir-stream-private.h"

#include <glib/gi18n-lib.h>

/* Early values, messages and the late list are looked at this often; values and counters at every publish. */
#define SLOW_USEC (50 * G_TIME_SPAN_MILLISECOND)

/* Taking early values may use one part in so many of the consumer thread. */
#define SLOW_SHARE 20

#define MAX_DEAD_LETTERS 1000
#define MAX_DEAD_BYTES   (16 * 1024 * 1024)

static void
fill_decoder_spec (const WeirStreamSchema *plan,
                   WeirDecoderSpec      *spec)
{
  const WeirStreamConfig *config = plan->config;

  *spec = (WeirDecoderSpec) {
    .format = config->format,
    .key_path = config->key_path,
    .time_basis = config->time_basis,
    .time_path = config->time_path,
    .time_unit = config->time_unit,
    .zone = config->zone,
    .field_paths = (const char * const *) plan->paths,
    .csv_columns = (const char * const *) config->csv_columns,
    .csv_separator = config->csv_separator,
  };
}

/* What a stream of topics has and a derived one has not: payloads. */
static gboolean
add_decoder (WeirStream  *self,
             GError     **error)
{
  WeirDecoderSpec spec;

  fill_decoder_spec (self->plan, &spec);
  self->tail = weir_tail_new (self->plan, &spec);
  self->decoder = weir_decoder_new (&spec, error);

  return self->decoder != NULL;
}

static gboolean
set_up (WeirStream  *self,
        gsize        max_bytes,
        GError     **error)
{
  if (self->plan->config->derived == NULL)
    return add_decoder (self, error) && weir_stream_add_windows (self, max_bytes, error);

  self->row_tail = weir_row_tail_new (self->plan);
  self->derivation_bytes = max_bytes / 2;

  return weir_stream_add_windows (self, max_bytes - self->derivation_bytes, error);
}

/*< private >
 * weir_stream_new:
 * @plan: the stream's
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
weir_stream_new (WeirStreamSchema  *plan,
                 gsize            max_bytes,
                 GError         **error)
{
  g_autoptr(WeirStream) self = g_new0 (WeirStream, 1);

  self->plan = weir_stream_schema_ref (plan);
  self->keys = weir_stream_keys_new (plan);
  self->dead = weir_dead_letters_new (MAX_DEAD_LETTERS, MAX_DEAD_BYTES);
  self->windows = g_array_new (FALSE, TRUE, sizeof (WeirStreamWindow));
  g_array_set_clear_func (self->windows, weir_stream_window_clear);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_free);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (WeirStreamGap));
  self->open_gaps = g_array_new (FALSE, FALSE, sizeof (WeirStreamOpenGap));
  self->record_readers = g_array_new (FALSE, FALSE, sizeof (WeirStreamReader));
  self->row_readers = g_array_new (FALSE, FALSE, sizeof (WeirStreamReader));
  if (plan->rows->len > 0)
    self->variables = g_new0 (WeirValue, weir_stream_schema_get_row (plan, 0)->n_values + 1);
  self->stream_time_usec = WEIR_NO_TIME;
  self->arrival_usec = WEIR_NO_TIME;
  self->alive_usec = WEIR_NO_TIME;
  self->update = weir_stream_update_new (plan);

  if (!set_up (self, max_bytes, error))
    {
      g_prefix_error (error, _("Stream “%s”: "), plan->config->name);
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
  g_clear_pointer (&self->keys, weir_stream_keys_free);
  g_clear_pointer (&self->tail, weir_tail_free);
  g_clear_pointer (&self->row_tail, weir_row_tail_free);
  g_clear_pointer (&self->derivation, weir_derivation_free);
  g_clear_pointer (&self->dead, weir_dead_letters_free);
  g_clear_pointer (&self->windows, g_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_clear_pointer (&self->open_gaps, g_array_unref);
  g_clear_pointer (&self->record_readers, g_array_unref);
  g_clear_pointer (&self->row_readers, g_array_unref);
  g_clear_pointer (&self->update, weir_stream_update_free);
  g_clear_pointer (&self->plan, weir_stream_schema_unref);
  g_free (self->variables);
  g_free (self);
}

static void
read_source (WeirStream   *self,
             WeirJoinSide  side,
             WeirStream   *source)
{
  const WeirStreamReader reader = { self->derivation, side };

  self->sources[side] = source;
  if (self->plan->config->derived->kind == WEIR_DERIVED_TOP)
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
 * Connects a derived stream with its sources, which must live as long and be
 * fed on the same thread. Once, before any of them had a record.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR if the join cannot be made
 */
gboolean
weir_stream_derive (WeirStream  *self,
                    WeirStream  *left,
                    WeirStream  *right,
                    GError     **error)
{
  switch (self->plan->config->derived->kind)
    {
    case WEIR_DERIVED_TOP:
      self->derivation = weir_derived_top_new (self, self->plan, left->plan, self->derivation_bytes);
      break;
    case WEIR_DERIVED_JOIN:
      self->derivation = weir_derived_join_new (self, self->plan, self->derivation_bytes, error);
      break;
    case WEIR_DERIVED_TABLE:
      self->derivation = weir_derived_table_new (self, self->plan, self->derivation_bytes);
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
 * Once all derived streams are connected and before the first record: rows of
 * a top and of a join are one partition, in order, and it is named here. Those
 * of a table stand where the stream's records do.
 */
void
weir_stream_start (WeirStream *self)
{
  const WeirDerivedConfig *derived = self->plan->config->derived;

  if (derived != NULL && derived->kind != WEIR_DERIVED_TABLE)
    weir_stream_set_partition (self, 0, 0, TRUE);
}

/*< private >
 * weir_stream_set_record_func:
 * @self: a stream
 * @func: (scope notified) (nullable): gets each record that decodes, or row of a derived stream
 * @user_data: for @func
 *
 * For programs that want all of them, not only what a screen shows. Called on
 * the thread that feeds the stream; before the first record.
 */
void
weir_stream_set_record_func (WeirStream           *self,
                             WeirStreamRecordFunc  func,
                             gpointer              user_data)
{
  self->record_func = func;
  self->record_data = user_data;
}

/*< private >
 * weir_stream_set_row_func:
 * @self: a stream
 * @window: one of its window specs
 * @func: (scope notified) (nullable): gets each final row
 * @user_data: for @func
 *
 * As weir_stream_set_record_func(), for one window's rows.
 */
void
weir_stream_set_row_func (WeirStream        *self,
                          guint              window,
                          WeirWindowRowFunc  func,
                          gpointer           user_data)
{
  self->row_window = window;
  self->row_func = func;
  self->row_data = user_data;
}

/*< private >
 * weir_stream_touch:
 * @self: a derived stream
 *
 * There is something new to be looked at that is no record. Consumer thread.
 */
void
weir_stream_touch (WeirStream *self)
{
  self->dirty = TRUE;
  self->slow_dirty = TRUE;
}

static gboolean
parse_kind (const char   *text,
            WeirRuleKind *kind)
{
  static const char * const words[] = { "record", "window", "topic", "silence" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], text))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

/*< private >
 * weir_stream_add_rule:
 * @self: a stream that had no record yet
 * @config: a rule about it
 * @index: its number among the workspace's rules
 * @error: return location for an error
 *
 * Returns: %FALSE with %WEIR_RULE_ERROR if the rule cannot be used
 */
gboolean
weir_stream_add_rule (WeirStream            *self,
                      const WeirRuleConfig  *config,
                      guint                  index,
                      GError               **error)
{
  WeirRuleSpec spec = {
    .index = index,
    .name = config->name,
    .fire = config->fire,
    .clear = config->clear,
    .for_usec = config->for_usec,
    .silence_usec = config->silence_usec,
    .names = (const char * const *) self->plan->names,
    .units = (const char * const *) self->plan->units,
  };
  WeirRule *rule;

  if (!parse_kind (config->kind, &spec.kind))
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s”: “%s” is no kind of rule; there are record, window, topic and silence"),
                   config->name, config->kind);
      return FALSE;
    }

  if (spec.kind == WEIR_RULE_WINDOW && self->windows->len > 0)
    {
      const WeirRowSchema *row = weir_stream_schema_get_row (self->plan, 0);

      spec.names = (const char * const *) row->variables;
      spec.units = weir_row_schema_get_variable_units (row);
    }
  if (spec.kind == WEIR_RULE_WINDOW && self->windows->len == 0)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC,
                   _("Rule “%s” is about windows, but stream “%s” has none: give it one"),
                   config->name, self->plan->config->name);
      return FALSE;
    }

  rule = weir_rule_new (&spec, error);
  if (rule == NULL)
    return FALSE;
  g_ptr_array_add (self->rules, rule);

  return TRUE;
}

/* What costs more than a frame should: not oftener than its share of the thread allows. */
static void
look_slowly (WeirStream            *self,
             const WeirStreamClock *clock)
{
  WeirWindowCounters counters;
  gint64 spent_usec;

  weir_stream_look_at_windows (self);
  if (self->tail != NULL)
    weir_tail_take (self->tail, self->update->messages);
  if (self->row_tail != NULL)
    weir_row_tail_take (self->row_tail, self->update->messages);
  if (self->derivation != NULL && self->derivation->methods->take_rankings != NULL)
    self->derivation->methods->take_rankings (self->derivation, self->update);
  if (self->windows->len > 0)
    {
      WeirWindowEngine *engine = g_array_index (self->windows, WeirStreamWindow, 0).engine;

      weir_window_engine_get_counters (engine, &counters);
      weir_stream_late_tell (&self->late, engine, &counters, self->update);
    }

  spent_usec = g_get_monotonic_time () - clock->monotonic_usec;
  self->next_slow_usec = clock->monotonic_usec + MAX (SLOW_USEC, spent_usec * SLOW_SHARE);
  self->slow_dirty = FALSE;
}

/* The number under which the first spec's rows name the key of those without room, if it has rows. */
static guint
find_other_key (WeirStream *self)
{
  const WeirStreamWindow *window = &g_array_index (self->windows, WeirStreamWindow, 0);
  guint32 other = weir_window_engine_get_other_key (window->engine);
  guint id = other < window->key_ids->len ? g_array_index (window->key_ids, guint, other) : 0;

  return id > 0 ? id - 1 : G_MAXUINT;
}

static void
fill_derived_counters (WeirDerivation     *derivation,
                       WeirStreamCounters *counters)
{
  counters->derived.n_rows = derivation->n_rows;
  derivation->methods->get_counters (derivation, &counters->derived);
  counters->n_bytes += counters->derived.n_bytes;
}

static void
fill_counters (WeirStream *self)
{
  WeirStreamUpdate *update = self->update;
  WeirStreamCounters *counters = &update->counters;

  counters->n_records = self->n_records;
  counters->n_dead = weir_dead_letters_get_n_total (self->dead);
  counters->stream_time_usec = self->stream_time_usec;
  counters->watermark_usec = self->stream_time_usec;
  counters->suggested_grace_usec = self->grace_usec;
  counters->windows.n_future = self->n_future;
  counters->n_bytes = 0;
  counters->n_other_records = 0;
  counters->n_shed_records = 0;
  update->n_windows = 0;

  for (guint i = self->windows->len; i > 0; i--)
    {
      WeirWindowEngine *engine = g_array_index (self->windows, WeirStreamWindow, i - 1).engine;

      /* The first spec's are read last, and stay. */
      weir_window_engine_get_counters (engine, &counters->windows);
      counters->watermark_usec = weir_window_engine_get_watermark (engine);
      counters->n_bytes += counters->windows.n_bytes;
      counters->n_other_records = MAX (counters->n_other_records, counters->windows.n_other_records);
      counters->n_shed_records = MAX (counters->n_shed_records, counters->windows.n_shed_records);
      update->n_windows += counters->windows.n_windows;
    }
  if (counters->windows.n_other_records > 0)
    update->other_key = find_other_key (self);

  if (self->derivation != NULL)
    fill_derived_counters (self->derivation, counters);

  update->n_fired = 0;
  for (guint i = 0; i < self->rules->len; i++)
    {
      WeirRule *rule = g_ptr_array_index (self->rules, i);

      update->n_fired += weir_rule_get_n_fired (rule) + weir_rule_get_n_overflowed (rule);
      weir_rule_take_events (rule, update->alerts);
    }
}

/*< private >
 * weir_stream_publish:
 * @self: a stream
 * @clock: where time stands
 *
 * Hands over what happened since the last call. Consumer thread.
 *
 * Returns: (transfer full) (nullable): it; %NULL if nothing did
 */
WeirStreamUpdate *
weir_stream_publish (WeirStream            *self,
                     const WeirStreamClock *clock)
{
  WeirStreamUpdate *update;

  if (clock->second)
    weir_stream_advance (self, clock);
  if (self->slow_dirty && clock->monotonic_usec >= self->next_slow_usec)
    look_slowly (self, clock);
  if (!self->dirty && !self->gaps_dirty && !clock->second)
    return NULL;

  fill_counters (self);
  weir_stream_keys_publish (self->keys, self->update);
  if (self->gaps_dirty)
    self->update->gaps = g_array_copy (self->gaps);
  self->dirty = FALSE;
  self->gaps_dirty = FALSE;

  update = g_steal_pointer (&self->update);
  self->update = weir_stream_update_new (self->plan);

  return update;
}
