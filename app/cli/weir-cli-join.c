#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-dead-letters.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-join-options.h"
#include "app/cli/weir-cli-output.h"
#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli.h"
#include "data/window/weir-table-join.h"

#define ADVANCE_USEC G_TIME_SPAN_SECOND

/* key and time of the row; then of each side its time, partition and offset before its values. */
#define N_ROW_COLUMNS 2
#define N_PLACE_COLUMNS 3

/* At work. Belongs to the consumer thread until the source ended. */
typedef struct
{
  WeirCliRun          run;          /* first: see WeirCliRun */
  WeirDecoder        *decoders[WEIR_JOIN_N_SIDES];
  guint               n_values[WEIR_JOIN_N_SIDES];
  gboolean            own_key[WEIR_JOIN_N_SIDES];   /* the record's, not a field */
  WeirStreamJoin     *streams;      /* NULL: a table join */
  WeirTableJoin      *table;
  gboolean            loading;      /* the table is read, and nothing else */
  gboolean            twins;        /* one topic is both sides */
  guint64             n_records;
  guint64             n_rows;
  WeirCliDeadLetters *dead_letters;
  WeirCliOutput      *output;
  WeirValue          *row;
  gint64              advanced_usec;
  GError             *error;        /* of the output */
} WeirCliJoin;

/* @record NULL: the side has no partner. Returns the place behind what was written. */
static WeirValue *
weir_cli_join_write_side (WeirValue            *cell,
                          const WeirJoinRecord *record,
                          guint                 n_values)
{
  guint n_columns = N_PLACE_COLUMNS + n_values;

  if (record == NULL)
    {
      for (guint i = 0; i < n_columns; i++)
        cell[i] = (WeirValue){ .type = WEIR_VALUE_NULL };
      return cell + n_columns;
    }

  *cell++ = weir_value_of_int (record->time_usec);
  *cell++ = weir_value_of_int (record->partition);
  *cell++ = weir_value_of_int (record->offset);
  for (guint i = 0; i < n_values; i++)
    *cell++ = record->values[i];

  return cell;
}

static void
on_row (const WeirJoinRow *row,
        gpointer           user_data)
{
  WeirCliJoin *self = user_data;
  WeirValue *cell = self->row;

  if (self->error != NULL)
    return;

  self->n_rows++;
  *cell++ = weir_value_of_text (row->key, row->key_length);
  *cell++ = weir_value_of_int (row->time_usec);
  cell = weir_cli_join_write_side (cell, row->left, self->n_values[WEIR_JOIN_SIDE_LEFT]);
  weir_cli_join_write_side (cell, row->right, self->n_values[WEIR_JOIN_SIDE_RIGHT]);
  weir_cli_output_add_row (self->output, self->row, &self->error);
}

/* A tombstone removes its key from the table; which one, only the record's own key can tell. */
static gboolean
weir_cli_join_remove (WeirCliJoin       *self,
                      WeirJoinSide       side,
                      const WeirMessage *message)
{
  if (self->table == NULL || side != WEIR_JOIN_SIDE_RIGHT || message->payload != NULL ||
      (message->key == NULL && !self->own_key[side]))
    return FALSE;

  weir_table_join_remove (self->table, message, message->key != NULL ? message->key : "", message->key_length);

  return TRUE;
}

static void
weir_cli_join_feed (WeirCliJoin       *self,
                    WeirJoinSide       side,
                    const WeirMessage *message)
{
  /* However the source counts its topics. */
  WeirMessage placed = *message;
  WeirRecord record;
  WeirDecodeError reason;

  placed.topic_index = side;
  if (weir_cli_join_remove (self, side, &placed))
    return;

  if (!weir_decoder_decode (self->decoders[side], &placed, &record, &reason))
    {
      weir_cli_dead_letters_add (self->dead_letters, message, reason, weir_decoder_get_detail (self->decoders[side]));
      return;
    }

  if (self->streams != NULL)
    weir_stream_join_add (self->streams, side, &record);
  else if (side == WEIR_JOIN_SIDE_LEFT)
    weir_table_join_add_stream (self->table, &record);
  else
    weir_table_join_add_table (self->table, &record);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliJoin *self = user_data;
  WeirJoinSide side = self->loading || message->topic_index > 0 ? WEIR_JOIN_SIDE_RIGHT : WEIR_JOIN_SIDE_LEFT;

  self->n_records++;
  weir_cli_join_feed (self, side, message);
  if (self->twins)
    weir_cli_join_feed (self, WEIR_JOIN_SIDE_RIGHT, message);
}

static void
on_batch_end (gpointer user_data)
{
  WeirCliJoin *self = user_data;
  gint64 now_usec = g_get_real_time ();

  if (self->streams != NULL && now_usec - self->advanced_usec >= ADVANCE_USEC)
    {
      weir_stream_join_advance (self->streams, now_usec);
      self->advanced_usec = now_usec;
    }

  if (self->error == NULL)
    weir_cli_output_flush (self->output, &self->error);
  if (self->error == NULL)
    self->error = weir_cli_dead_letters_steal_error (self->dead_letters);
  if (self->error != NULL)
    weir_cli_run_fail (&self->run, g_error_copy (self->error));
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirCliJoin *self = user_data;
  WeirJoinSide side = event->topic_index > 0 ? WEIR_JOIN_SIDE_RIGHT : WEIR_JOIN_SIDE_LEFT;
  gboolean begins = event->kind == WEIR_INTAKE_EVENT_ASSIGNED;
  gboolean ends = event->kind == WEIR_INTAKE_EVENT_REVOKED || event->kind == WEIR_INTAKE_EVENT_PARTITION_DONE;

  if (self->streams != NULL && (begins || ends))
    {
      weir_stream_join_set_partition (self->streams, side, side, event->partition, begins);
      if (self->twins)
        weir_stream_join_set_partition (self->streams, WEIR_JOIN_SIDE_RIGHT, WEIR_JOIN_SIDE_RIGHT, event->partition, begins);
    }

  weir_cli_run_event (&self->run, event);
}

static void
weir_cli_join_append_columns (WeirCliJoinOptions *options,
                              WeirJoinSide        side,
                              GArray             *columns)
{
  const WeirExportColumn places[N_PLACE_COLUMNS] = {
    { "event_time", WEIR_EXPORT_TIME },
    { "partition", WEIR_EXPORT_INTEGER },
    { "offset", WEIR_EXPORT_INTEGER },
  };
  const char *prefix = side == WEIR_JOIN_SIDE_LEFT ? "left" : "right";
  const char * const *fields = options->sides[side].decode.spec.field_paths;

  for (guint i = 0; i < N_PLACE_COLUMNS; i++)
    {
      WeirExportColumn column = { g_strdup_printf ("%s_%s", prefix, places[i].name), places[i].type };

      g_array_append_val (columns, column);
    }

  /* A field is whatever each record has there. */
  for (guint i = 0; fields[i] != NULL; i++)
    {
      WeirExportColumn column = { g_strdup_printf ("%s_%s", prefix, fields[i]), WEIR_EXPORT_TEXT };

      g_array_append_val (columns, column);
    }
}

static void
weir_export_column_clear (gpointer data)
{
  WeirExportColumn *column = data;

  g_free ((char *) column->name);
}

static gboolean
weir_cli_join_check_columns (const GArray *columns,
                             GError      **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = g_array_index (columns, WeirExportColumn, i).name;

      if (g_hash_table_add (names, (char *) name))
        continue;
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("there would be two columns “%s”; leave the value out of --value"), name);
      return FALSE;
    }

  return TRUE;
}

static WeirCliOutput *
weir_cli_join_open_output (WeirCliJoinOptions *options,
                           GError            **error)
{
  const WeirExportColumn fixed[N_ROW_COLUMNS] = {
    { g_strdup ("key"), WEIR_EXPORT_TEXT },
    { g_strdup ("time"), WEIR_EXPORT_TIME },
  };
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));

  g_array_set_clear_func (columns, weir_export_column_clear);
  g_array_append_vals (columns, fixed, N_ROW_COLUMNS);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_cli_join_append_columns (options, side, columns);

  if (!weir_cli_join_check_columns (columns, error))
    return NULL;

  return weir_cli_output_new (options->output, options->file, (const WeirExportColumn *) columns->data, columns->len,
                              options->csv_raw, error);
}

static gboolean
weir_cli_join_open (WeirCliJoin        *self,
                    WeirCliJoinOptions *options,
                    GError            **error)
{
  const WeirCliJoining *joining = &options->joining;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      const WeirDecoderSpec *spec = &options->sides[side].decode.spec;

      self->decoders[side] = weir_decoder_new (spec, error);
      if (self->decoders[side] == NULL)
        return FALSE;
      self->n_values[side] = g_strv_length ((GStrv) spec->field_paths);
      self->own_key[side] = spec->key_path == NULL;
    }

  self->twins = g_str_equal (options->sides[WEIR_JOIN_SIDE_LEFT].topic, options->sides[WEIR_JOIN_SIDE_RIGHT].topic);
  self->row = g_new0 (WeirValue, N_ROW_COLUMNS + WEIR_JOIN_N_SIDES * N_PLACE_COLUMNS +
                                   self->n_values[WEIR_JOIN_SIDE_LEFT] + self->n_values[WEIR_JOIN_SIDE_RIGHT]);
  if (joining->table)
    {
      self->table = weir_table_join_new (joining->spec.type, joining->spec.max_bytes);
      weir_table_join_set_row_func (self->table, on_row, self);
    }
  else
    {
      self->streams = weir_stream_join_new (&joining->spec, error);
      if (self->streams == NULL)
        return FALSE;
      weir_stream_join_set_row_func (self->streams, on_row, self);
    }

  self->dead_letters = weir_cli_dead_letters_new (options->dead_letters_file, error);
  if (self->dead_letters == NULL)
    return FALSE;

  self->output = weir_cli_join_open_output (options, error);

  return self->output != NULL;
}

static void
weir_cli_join_close (WeirCliJoin *self)
{
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    g_clear_pointer (&self->decoders[side], weir_decoder_free);
  g_clear_pointer (&self->streams, weir_stream_join_free);
  g_clear_pointer (&self->table, weir_table_join_free);
  g_clear_pointer (&self->dead_letters, weir_cli_dead_letters_free);
  g_clear_pointer (&self->output, weir_cli_output_free);
  g_clear_pointer (&self->row, g_free);
  g_clear_error (&self->error);
}

/* Says when memory did not suffice; sets @incomplete when rows are missing for it. */
static char *
weir_cli_join_describe_table (WeirCliJoin *self,
                              GString     *json,
                              gboolean    *incomplete)
{
  WeirTableJoinCounters counters;

  weir_table_join_get_counters (self->table, &counters);
  *incomplete = counters.n_refused > 0;
  g_string_append_printf (json,
                          ",\"missing\":%" G_GUINT64_FORMAT ",\"table_records\":%" G_GUINT64_FORMAT
                          ",\"table_refused\":%" G_GUINT64_FORMAT,
                          counters.n_missing, counters.n_table, counters.n_refused);

  if (*incomplete)
    weir_cli_say (_("%" PRIu64 " records of the table were refused: it is larger than --memory"),
                  counters.n_refused);

  return g_strdup_printf (_("%" PRIu64 " without a value in the table"), counters.n_missing);
}

static char *
weir_cli_join_describe_streams (WeirCliJoin *self,
                                GString     *json,
                                gboolean    *incomplete)
{
  WeirStreamJoinCounters counters;
  guint64 n_left;
  guint64 n_right;

  weir_stream_join_get_counters (self->streams, &counters);
  n_left = counters.n_unmatched[WEIR_JOIN_SIDE_LEFT];
  n_right = counters.n_unmatched[WEIR_JOIN_SIDE_RIGHT];
  *incomplete = counters.n_evicted > 0;
  g_string_append_printf (json,
                          ",\"pairs\":%" G_GUINT64_FORMAT ",\"unmatched_left\":%" G_GUINT64_FORMAT
                          ",\"unmatched_right\":%" G_GUINT64_FORMAT ",\"late_records\":%" G_GUINT64_FORMAT
                          ",\"late_partial\":%" G_GUINT64_FORMAT ",\"future\":%" G_GUINT64_FORMAT
                          ",\"evicted\":%" G_GUINT64_FORMAT ",\"unordered\":%" G_GUINT64_FORMAT,
                          counters.n_pairs, n_left, n_right, counters.n_late_records, counters.n_late_partial,
                          counters.n_future, counters.n_evicted, counters.n_unordered);

  if (counters.n_evicted > 0 || counters.n_unordered > 0)
    weir_cli_say (_("%" PRIu64 " records were forgotten before their time and %" PRIu64
                    " rows are out of order: what waits is larger than --memory"),
                  counters.n_evicted, counters.n_unordered);

  return g_strdup_printf (_("%" PRIu64 " pairs, %" PRIu64 " left and %" PRIu64
                            " right without partner, %" PRIu64 " late records, %" PRIu64
                            " beyond grace, %" PRIu64 " from the future"),
                          counters.n_pairs, n_left, n_right, counters.n_late_records, counters.n_late_partial,
                          counters.n_future);
}

static gboolean
weir_cli_join_summarize (WeirCliJoin        *self,
                         WeirCliJoinOptions *options,
                         gboolean           *incomplete,
                         GError            **error)
{
  guint64 n_dead = weir_cli_dead_letters_get_n (self->dead_letters);
  g_autoptr(GString) json = g_string_new (NULL);
  g_autofree char *text = NULL;

  g_string_append_printf (json, "{\"records\":%" G_GUINT64_FORMAT ",\"rows\":%" G_GUINT64_FORMAT, self->n_records,
                          self->n_rows);
  if (self->table != NULL)
    text = weir_cli_join_describe_table (self, json, incomplete);
  else
    text = weir_cli_join_describe_streams (self, json, incomplete);
  g_string_append_printf (json, ",\"dead_letters\":%" G_GUINT64_FORMAT "}\n", n_dead);

  if (!options->connection.quiet)
    weir_cli_say (_("%" PRIu64 " records read, %" PRIu64 " rows, %s, %" PRIu64 " dead letters"),
                  self->n_records, self->n_rows, text, n_dead);

  return options->summary_file == NULL || weir_cli_output_save_summary (options->summary_file, json, error);
}

/* A table is read to its end before the stream begins, so that a bounded run is reproducible; a live one then reads it
 * on from its beginning, which changes nothing until what is new comes. */
static gboolean
weir_cli_join_read (WeirCliJoin        *self,
                    WeirCliJoinOptions *options,
                    WeirSettings       *settings,
                    GError            **error)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const char *left = options->sides[WEIR_JOIN_SIDE_LEFT].topic;
  const char *right = options->sides[WEIR_JOIN_SIDE_RIGHT].topic;
  const char *topics[] = { left, self->twins ? NULL : right, NULL };
  const char *tables[] = { right, NULL };
  WeirSourceSpec spec = { .settings = settings };

  weir_cli_input_fill (&options->input, &spec);
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  if (self->table != NULL)
    {
      WeirSourceSpec load = spec;

      load.topics = tables;
      load.partition = -1;
      load.start = (WeirPosition){ WEIR_POSITION_BEGINNING, 0 };
      load.stop = (WeirPosition){ WEIR_POSITION_END, 0 };
      load.max_records = 0;
      self->loading = TRUE;
      if (!weir_cli_run (&self->run, &load, &handler, &options->connection, error))
        return FALSE;
      self->loading = FALSE;

      if (weir_cli_input_is_bounded (&options->input))
        topics[1] = NULL;
      spec.first_whole_topic = 1;
    }

  spec.topics = topics;

  return weir_cli_run (&self->run, &spec, &handler, &options->connection, error);
}

static gboolean
weir_cli_join_finish (WeirCliJoin *self,
                      GError     **error)
{
  if (self->streams != NULL)
    weir_stream_join_finish (self->streams);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  return weir_cli_dead_letters_finish (self->dead_letters, error) && weir_cli_output_finish (self->output, error);
}

static WeirCliExit
weir_cli_join_run (WeirCliJoin        *self,
                   WeirCliJoinOptions *options,
                   WeirSettings       *settings)
{
  g_autoptr(GError) error = NULL;
  gboolean incomplete = FALSE;

  if (!weir_cli_join_open (self, options, &error))
    return weir_cli_report (error);

  if (weir_cli_join_read (self, options, settings, &error))
    weir_cli_join_finish (self, &error);
  else
    weir_cli_output_flush (self->output, NULL);

  if (error != NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_join_summarize (self, options, &incomplete, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_join_summarize (self, options, &incomplete, &error))
    return weir_cli_report (error);

  incomplete |= self->run.n_gaps > 0 || weir_cli_dead_letters_get_n (self->dead_letters) > 0;

  return incomplete ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

WeirCliExit
weir_cli_join (GStrv argv)
{
  WeirCliJoinOptions options = { 0 };
  WeirCliJoin join = { 0 };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_input_init (&options.input);
  if (weir_cli_join_options_parse (&options, argv, &settings, &error))
    code = weir_cli_join_run (&join, &options, settings);
  else
    code = weir_cli_report (error);

  weir_cli_join_close (&join);
  weir_cli_join_options_clear (&options);

  return code;
}
