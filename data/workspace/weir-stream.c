#include "config.h"

#include "data/workspace/weir-stream.h"

#include "data/window/weir-future.h"
#include "data/workspace/weir-stream-keys.h"
#include "data/workspace/weir-stream-late.h"
#include "data/workspace/weir-tail.h"

#include <glib/gi18n-lib.h>

/* Early values, messages and the late list are looked at this often; values and counters at every publish. */
#define SLOW_USEC (50 * G_TIME_SPAN_MILLISECOND)

/* Taking early values may use one part in so many of the consumer thread. */
#define SLOW_SHARE 20

#define MAX_DEAD_LETTERS     1000
#define MAX_DEAD_BYTES       (16 * 1024 * 1024)
#define MAX_GAPS             256
#define GRACE_SHARE          0.999

/* The end of the year 9999. */
#define MAX_TIME_SECONDS     G_GINT64_CONSTANT (253402300799)

typedef struct
{
  WeirStream       *stream;     /* borrowed */
  guint             index;
  WeirWindowEngine *engine;     /* owned */
  GArray           *key_ids;    /* owned, of guint: engine's key id → ours + 1, in order of first row; 0: none yet */
  guint             n_keys;
} Window;

/* A gap whose far side has not been seen yet. */
typedef struct
{
  guint  gap;
  guint  topic_index;
  gint32 partition;
} OpenGap;

struct _WeirStream
{
  WeirStreamPlan   *plan;           /* owned reference */
  WeirDecoder      *decoder;        /* owned */
  WeirStreamKeys   *keys;           /* owned */
  WeirTail         *tail;           /* owned */
  WeirDeadLetters  *dead;           /* owned */
  GArray           *windows;        /* owned, of Window */
  GPtrArray        *rules;          /* owned, of WeirRule */
  GArray           *gaps;           /* owned, of WeirStreamGap */
  GArray           *open_gaps;      /* owned, of OpenGap */
  WeirValue        *variables;      /* owned: scratch for window rules */
  gint64            max_ahead_usec; /* negative: no guard */

  WeirStreamUpdate *update;         /* owned: what goes out next */
  guint64           n_records;
  guint64           n_future;
  WeirStreamLate    late;
  gint64            stream_time_usec;
  gint64            arrival_usec;
  gint64            grace_usec;
  gint64            next_slow_usec; /* monotonic */
  gboolean          dirty;          /* records came since the last publish */
  gboolean          slow_dirty;     /* and since the last slow look */
  gboolean          gaps_dirty;
};

static void
window_clear (gpointer data)
{
  Window *window = data;

  g_clear_pointer (&window->engine, weir_window_engine_free);
  g_clear_pointer (&window->key_ids, g_array_unref);
}

static guint
window_key (Window              *window,
            const WeirWindowRow *row)
{
  guint *id;

  if (row->key_id >= window->key_ids->len)
    g_array_set_size (window->key_ids, row->key_id + 1);

  id = &g_array_index (window->key_ids, guint, row->key_id);
  if (*id == 0)
    {
      *id = ++window->n_keys;
      g_ptr_array_add (window->stream->update->windows[window->index].keys,
                       g_ref_string_new_len (row->key, row->key_length));
    }

  return *id - 1;
}

/* Window rules see "count" before the columns. */
static void
judge_row (WeirStream          *self,
           const WeirWindowRow *row)
{
  self->variables[0] = (WeirValue) { .type = WEIR_VALUE_INT, .as_int = row->count };
  for (guint i = 0; i < row->n_values; i++)
    self->variables[i + 1] = row->values[i];

  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_add_row (g_ptr_array_index (self->rules, i), row, self->variables);
}

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  Window *window = user_data;
  WeirStream *self = window->stream;
  WeirRowTable *rows = &self->update->windows[window->index].rows;
  const WeirRowHead head = {
    .key_id = window_key (window, row),
    .state = row->state,
    .start_usec = row->start_usec,
    .end_usec = row->end_usec,
    .count = row->count,
  };

  if (window->index == 0)
    judge_row (self, row);

  if (rows->heads->len < WEIR_STREAM_UPDATE_MAX_ROWS)
    weir_row_table_put (rows, &head, row->values);
  else
    self->update->n_shed++;
  self->dirty = TRUE;
}

static void
fill_decoder_spec (const WeirStreamPlan *plan,
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

static gboolean
add_windows (WeirStream  *self,
             gsize        max_bytes,
             GError     **error)
{
  GArray *specs = self->plan->config->windows;
  GArray *aggregates = self->plan->aggregates;

  /* Windows are given to the engines as user data, so the array must not move again. */
  g_array_set_size (self->windows, specs->len);
  for (guint i = 0; i < specs->len; i++)
    {
      Window *window = &g_array_index (self->windows, Window, i);
      WeirWindowSpec spec = g_array_index (specs, WeirWindowSpec, i);

      if (spec.max_bytes == 0)
        spec.max_bytes = max_bytes / specs->len;
      window->stream = self;
      window->index = i;
      window->key_ids = g_array_new (FALSE, TRUE, sizeof (guint));
      window->engine = weir_window_engine_new (&spec, (const WeirAggregate *) aggregates->data, aggregates->len, error);
      if (window->engine == NULL)
        return FALSE;
      weir_window_engine_set_row_func (window->engine, on_row, window);
    }

  if (specs->len > 0)
    self->max_ahead_usec = g_array_index (specs, WeirWindowSpec, 0).max_ahead_usec;
  if (self->max_ahead_usec == 0)
    self->max_ahead_usec = WEIR_MAX_AHEAD_DEFAULT_USEC;

  return TRUE;
}

/*< private >
 * weir_stream_new:
 * @plan: the stream's
 * @max_bytes: memory for keys and panes
 * @error: return location for an error
 *
 * Makes a stream ready for its first record, on any thread; from then on it
 * belongs to the consumer thread. Errors are those of the decoder and of the
 * window engine, with the stream's name before them.
 *
 * Returns: (transfer full) (nullable): a stream
 */
WeirStream *
weir_stream_new (WeirStreamPlan  *plan,
                 gsize            max_bytes,
                 GError         **error)
{
  g_autoptr(WeirStream) self = g_new0 (WeirStream, 1);
  WeirDecoderSpec spec;

  self->plan = weir_stream_plan_ref (plan);
  self->keys = weir_stream_keys_new (plan);
  self->dead = weir_dead_letters_new (MAX_DEAD_LETTERS, MAX_DEAD_BYTES);
  self->windows = g_array_new (FALSE, TRUE, sizeof (Window));
  g_array_set_clear_func (self->windows, window_clear);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_free);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (WeirStreamGap));
  self->open_gaps = g_array_new (FALSE, FALSE, sizeof (OpenGap));
  self->variables = g_new0 (WeirValue, plan->aggregates->len + 1);
  self->stream_time_usec = WEIR_NO_TIME;
  self->arrival_usec = WEIR_NO_TIME;
  self->update = weir_stream_update_new (plan);

  fill_decoder_spec (plan, &spec);
  self->tail = weir_tail_new (plan, &spec);
  self->decoder = weir_decoder_new (&spec, error);
  if (self->decoder == NULL || !add_windows (self, max_bytes, error))
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
  g_clear_pointer (&self->dead, weir_dead_letters_free);
  g_clear_pointer (&self->windows, g_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_clear_pointer (&self->open_gaps, g_array_unref);
  g_clear_pointer (&self->update, weir_stream_update_free);
  g_clear_pointer (&self->plan, weir_stream_plan_unref);
  g_free (self->variables);
  g_free (self);
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

  if (spec.kind == WEIR_RULE_WINDOW)
    {
      spec.names = (const char * const *) self->plan->variables;
      spec.units = (const char * const *) self->plan->variable_units;
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

static void
add_dead (WeirStream        *self,
          const WeirMessage *message,
          WeirDecodeError    reason)
{
  const char *detail = weir_decoder_get_detail (self->decoder);
  WeirDeadLetter *letter = weir_dead_letters_add (self->dead, message, reason, detail);
  GPtrArray *letters = self->update->letters;
  g_autofree char *why = g_strdup_printf ("%s: %s", weir_decode_error_get_text (reason), detail);

  if (letters->len >= WEIR_STREAM_UPDATE_MAX_LETTERS)
    g_ptr_array_remove_index (letters, 0);
  g_ptr_array_add (letters, weir_dead_letter_ref (letter));
  weir_tail_add (self->tail, message, message->time_usec, why);
}

/* By the window engine's rule; a time no calendar writes in four digits is as little to be believed. */
static gboolean
is_future (WeirStream       *self,
           const WeirRecord *record)
{
  return ABS (record->time_usec / G_USEC_PER_SEC) > MAX_TIME_SECONDS
    || weir_record_is_future (record, self->max_ahead_usec);
}

static void
add_values (WeirStream       *self,
            const WeirRecord *record,
            guint             key_id)
{
  WeirBuckets *buckets = &self->update->buckets;

  if (key_id == G_MAXUINT)
    return;

  for (guint i = 0; i < record->n_values; i++)
    {
      if (!self->plan->is_number[i] || !weir_value_is_number (&record->values[i]))
        continue;
      /* A good part at once, so that making room stays rare. */
      if (buckets->buckets->len >= WEIR_STREAM_UPDATE_MAX_BUCKETS)
        self->update->n_shed += weir_buckets_make_room (buckets, WEIR_STREAM_UPDATE_MAX_BUCKETS / 4 * 3);
      weir_buckets_add (buckets, key_id, i, record->time_usec, weir_value_get_double (&record->values[i]));
    }
}

/* The first record behind a gap is its far side. */
static void
close_gaps (WeirStream       *self,
            const WeirRecord *record)
{
  for (guint i = self->open_gaps->len; i > 0; i--)
    {
      const OpenGap *open = &g_array_index (self->open_gaps, OpenGap, i - 1);
      WeirStreamGap *gap = &g_array_index (self->gaps, WeirStreamGap, open->gap);

      if (open->topic_index != record->message->topic_index || open->partition != record->message->partition)
        continue;
      if (gap->begin_usec == WEIR_NO_TIME)
        gap->begin_usec = record->time_usec;
      gap->end_usec = MAX (gap->begin_usec, record->time_usec);
      g_array_remove_index_fast (self->open_gaps, i - 1);
      self->gaps_dirty = TRUE;
    }
}

static void
add_record (WeirStream       *self,
            const WeirRecord *record)
{
  gboolean future = is_future (self, record);
  guint key_id = weir_stream_keys_add (self->keys, record, future);

  /* One broken clock must not move the charts, nor fire an alert, ten years from now. */
  if (future)
    {
      self->n_future++;
    }
  else
    {
      self->stream_time_usec = MAX (self->stream_time_usec, record->time_usec);
      add_values (self, record, key_id);
      for (guint i = 0; i < self->rules->len; i++)
        weir_rule_add_record (g_ptr_array_index (self->rules, i), record, key_id);
      if (self->open_gaps->len > 0)
        close_gaps (self, record);
    }

  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_add (g_array_index (self->windows, Window, i).engine, record);
}

/*< private >
 * weir_stream_add_message:
 * @self: a stream
 * @message: a record of one of its topics
 *
 * Consumer thread.
 */
void
weir_stream_add_message (WeirStream        *self,
                         const WeirMessage *message)
{
  WeirDecodeError reason;
  WeirRecord record;

  self->n_records++;
  self->arrival_usec = message->arrival_usec;
  self->update->newest_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;
  self->dirty = TRUE;
  self->slow_dirty = TRUE;

  if (!weir_decoder_decode (self->decoder, message, &record, &reason))
    {
      add_dead (self, message, reason);
      return;
    }

  weir_tail_add (self->tail, message, record.time_usec, NULL);
  add_record (self, &record);
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
    weir_window_engine_set_partition (g_array_index (self->windows, Window, i).engine, topic_index, partition, active);
}

/*< private >
 * weir_stream_add_gap:
 * @self: a stream
 * @topic_index: the topic's number in the source
 * @partition: a partition of it
 * @from: first offset lost
 * @to: first offset that is not
 *
 * Consumer thread.
 */
void
weir_stream_add_gap (WeirStream *self,
                     guint       topic_index,
                     gint32      partition,
                     gint64      from,
                     gint64      to)
{
  const WeirStreamGap gap = { self->stream_time_usec, self->stream_time_usec, partition, from, to };
  OpenGap open = { self->gaps->len, topic_index, partition };

  if (self->gaps->len >= MAX_GAPS)
    {
      g_array_remove_index (self->gaps, 0);
      g_array_set_size (self->open_gaps, 0);
      open.gap--;
    }

  g_array_append_val (self->gaps, gap);
  g_array_append_val (self->open_gaps, open);
  self->gaps_dirty = TRUE;
}

static void
advance (WeirStream            *self,
         const WeirStreamClock *clock)
{
  const WeirRuleClock rule_clock = {
    .now_usec = clock->now_usec,
    .arrival_usec = self->arrival_usec,
    .stream_time_usec = self->stream_time_usec,
    .watermark_usec = self->windows->len > 0
                        ? weir_window_engine_get_watermark (g_array_index (self->windows, Window, 0).engine)
                        : self->stream_time_usec,
    .behind = clock->behind,
  };

  for (guint i = 0; i < self->windows->len; i++)
    weir_window_engine_advance (g_array_index (self->windows, Window, i).engine, clock->now_usec);
  for (guint i = 0; i < self->rules->len; i++)
    weir_rule_advance (g_ptr_array_index (self->rules, i), &rule_clock);
  if (self->windows->len > 0)
    self->grace_usec = weir_window_engine_suggest_grace (g_array_index (self->windows, Window, 0).engine, GRACE_SHARE);
}

/* What costs more than a frame should: not oftener than its share of the thread allows. */
static void
look_slowly (WeirStream            *self,
             const WeirStreamClock *clock)
{
  WeirWindowCounters counters;
  gint64 spent_usec;

  for (guint i = 0; i < self->windows->len; i++)
    {
      Window *window = &g_array_index (self->windows, Window, i);

      weir_window_engine_take_changed (window->engine, on_row, window);
    }
  weir_tail_take (self->tail, self->update->messages);
  if (self->windows->len > 0)
    {
      WeirWindowEngine *engine = g_array_index (self->windows, Window, 0).engine;

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
  const Window *window = &g_array_index (self->windows, Window, 0);
  guint32 other = weir_window_engine_get_other_key (window->engine);
  guint id = other < window->key_ids->len ? g_array_index (window->key_ids, guint, other) : 0;

  return id > 0 ? id - 1 : G_MAXUINT;
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
      WeirWindowEngine *engine = g_array_index (self->windows, Window, i - 1).engine;

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
    advance (self, clock);
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
