#include "config.h"

#include "app/cli/weir-cli-task.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/store/weir-file-intake.h"
#include "data/store/weir-recording-intake.h"
#include "data/workspace/weir-connection-intake.h"
#include "data/workspace/weir-workspace-load.h"

/* As many names of topics as a person reads. */
#define FOUND_NAMES_MAX 20
/* As often as kcat and Java's consumer commit. */
#define COMMIT_USEC (5 * G_TIME_SPAN_SECOND)
/* As often as Kafka Streams commits its transactions: others see nothing before that. */
#define DELIVER_USEC (100 * G_TIME_SPAN_MILLISECOND)

/* What a record of a file has for a time is in it. */
static gboolean
weir_cli_task_check_times (WeirCliTask  *self,
                           GError      **error)
{
  for (guint i = 0; i < weir_topology_get_n_streams (self->topology); i++)
    {
      const WeirStreamConfig *config = weir_stream_get_schema (weir_topology_get_stream (self->topology, i))->config;

      if (config->derived != NULL || (config->time_basis == WEIR_TIME_BASIS_FIELD && config->format != WEIR_FORMAT_RAW))
        continue;
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("records of a file have no time of their own: name the field that is it with --time, for --from and --to"));
      return FALSE;
    }

  return TRUE;
}

/* A broker and a recording look records up by their own times; those of files are read, and left out. */
static gboolean
weir_cli_task_bound_files (WeirCliTask  *self,
                           GError      **error)
{
  const WeirCliInput *input = &self->options->input;
  gboolean starts = input->start.kind == WEIR_POSITION_TIME;
  gboolean stops = input->stop.kind == WEIR_POSITION_TIME;

  if (input->files == NULL || (!starts && !stops))
    return TRUE;
  if (!weir_cli_task_check_times (self, error))
    return FALSE;

  weir_topology_set_times (self->topology, starts ? input->start.value : G_MININT64, stops ? input->stop.value : G_MAXINT64);

  return TRUE;
}

/* They may be what is exported; else a file of them is one besides. */
static gboolean
weir_cli_task_open_dead_letters (WeirCliTask  *self,
                                 gboolean      tells,
                                 GError      **error)
{
  WeirCliStreamOptions *options = self->options;
  WeirCliOutputSpec spec = {
    .path = options->dead_letters_file,
    .otherwise = WEIR_EXPORT_NDJSON,
    .outlives_interrupt = TRUE,
  };
  gboolean exported = weir_cli_stream_options_exports (options, WEIR_CLI_EXPORT_DEAD_LETTERS);
  gboolean kept = exported || options->dead_letters_file != NULL;

  if (!tells && !kept)
    return TRUE;

  if (exported)
    spec = weir_cli_stream_options_get_output (options);
  self->dead_letters = weir_cli_dead_letters_new (self->topology, kept ? &spec : NULL, error);

  return self->dead_letters != NULL;
}

/* What it is defined by, and where it is read. */
static void
weir_cli_task_open_export (WeirCliTask *self)
{
  WeirCliStreamOptions *options = self->options;
  WeirCliInput *input = &options->input;
  WeirCliExport *export = options->export;
  const char * const *topics = weir_topology_get_topics (self->topology);

  self->origin = weir_cli_origin_sink_new (self->topology, self->stream, export, &self->run);
  self->begins = input->start.kind != WEIR_POSITION_TIME ? weir_cli_export_dup_positions (export, topics, FALSE) : NULL;
  self->ends = weir_cli_export_dup_positions (export, topics, TRUE);
  self->resume = self->begins;
  weir_cli_export_describe (export, options);
}

gboolean
weir_cli_task_open (WeirCliTask           *self,
                    WeirCliStreamOptions  *options,
                    gboolean               tells_dead,
                    GError               **error)
{
  const WeirStreamConfig *config = weir_workspace_find_named (weir_workspace_get_streams (options->description.workspace),
                                                              options->stream);
  const WeirTopologySpec spec = {
    .workspace = options->description.workspace,
    .connection = self->whole ? config->connection : NULL,
    .stream = self->whole ? NULL : options->stream,
    .with_rules = self->rules != WEIR_CLI_TASK_RULES_NONE,
    .replay = self->rules == WEIR_CLI_TASK_RULES_REPLAY,
    .rules_only = self->whole,
  };

  self->options = options;
  self->topology = weir_topology_new (&spec, error);
  if (self->topology == NULL)
    return FALSE;

  if (!weir_cli_task_bound_files (self, error))
    return FALSE;

  self->stream = weir_topology_find (self->topology, options->stream);
  if (options->export != NULL)
    weir_cli_task_open_export (self);

  return weir_cli_task_open_dead_letters (self, tells_dead, error);
}

static void
weir_cli_task_end_batch (WeirCliTask *self)
{
  GError *error = NULL;

  if (!weir_topology_end_batch (self->topology, g_get_real_time (), g_get_monotonic_time (), &error))
    weir_cli_run_fail (&self->run, error);
}

/* What was read up to some moment may be committed once nothing that it went into is open any more. */
static void
weir_cli_task_commit_delivered (WeirCliTask *self)
{
  if (self->delivery == NULL || !weir_topology_is_delivered (self->topology) ||
      weir_topology_get_open_usec (self->topology) <= self->delivery_usec)
    return;

  weir_intake_commit_positions (self->run.intake, self->delivery);
  g_clear_pointer (&self->delivery, g_array_unref);
}

/* One moment is waited for at a time, so that it comes however long windows stay open. */
static void
weir_cli_task_mark (WeirCliTask *self)
{
  g_clear_pointer (&self->delivery, g_array_unref);
  self->delivery = weir_intake_dup_positions (self->run.intake);
  self->delivery_usec = weir_topology_get_newest_usec (self->topology);
  weir_cli_task_commit_delivered (self);
}

static void
weir_cli_task_commit_limited (WeirCliTask *self)
{
  g_autoptr(GArray) positions = weir_intake_dup_positions (self->run.intake);

  self->limit (positions, self->limit_data);
  weir_intake_commit_positions (self->run.intake, positions);
}

static void
weir_cli_task_deliver (WeirCliTask *self)
{
  g_autoptr(GArray) positions = weir_intake_dup_positions (self->run.intake);
  GError *error = NULL;

  /* What failed is not made visible. */
  if (self->run.error == NULL && !self->deliver (positions, self->deliver_data, &error))
    weir_cli_run_fail (&self->run, error);
}

/* As a member of a group, or by itself. */
static gboolean
weir_cli_task_commits (WeirCliTask *self)
{
  return self->options->input.group != NULL || self->deliver != NULL;
}

static void
weir_cli_task_commit_if_due (WeirCliTask *self)
{
  gint64 monotonic_usec = g_get_monotonic_time ();

  if (!weir_cli_task_commits (self))
    return;

  if (self->deliver != NULL)
    {
      if (monotonic_usec - self->looked_usec < DELIVER_USEC)
        return;
      self->looked_usec = monotonic_usec;
      weir_cli_task_deliver (self);
      return;
    }

  if (self->limit == NULL)
    weir_cli_task_commit_delivered (self);
  if (monotonic_usec - self->looked_usec < COMMIT_USEC || self->delivery != NULL)
    return;

  self->looked_usec = monotonic_usec;
  if (self->limit != NULL)
    weir_cli_task_commit_limited (self);
  else
    weir_cli_task_mark (self);
}

/* The last commit: what is not delivered by now is read again by the next member. */
static void
weir_cli_task_commit_now (WeirCliTask *self)
{
  if (!weir_cli_task_commits (self))
    return;

  if (self->deliver != NULL)
    {
      weir_cli_task_deliver (self);
      return;
    }
  if (self->limit != NULL)
    {
      weir_cli_task_commit_limited (self);
      return;
    }
  weir_cli_task_commit_delivered (self);
  weir_cli_task_mark (self);
}

static void
on_batch_end (gpointer user_data)
{
  WeirCliTask *self = user_data;

  weir_cli_task_end_batch (self);
  weir_cli_task_commit_if_due (self);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliTask *self = user_data;

  weir_topology_add_message (self->topology, message);
}

/* Files are read one after the other, each a topic of its own. */
static void
on_file_message (const WeirMessage *message,
                 gpointer           user_data)
{
  WeirCliTask *self = user_data;
  WeirMessage placed = *message;

  placed.topic_index += self->first_topic;
  self->n_file_records++;
  weir_topology_add_message (self->topology, &placed);
}

/* The end of the run. An interruption leaves no half result of a bounded one; what a live one has is whole. */
static void
weir_cli_task_finish (WeirCliTask *self)
{
  /* A write that waited for its reader is what an interruption ended, and no failure of the other outputs. */
  gboolean cut = g_error_matches (self->run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean interrupted = cut || g_atomic_int_get (&self->run.interrupted);
  g_autoptr(GError) error = NULL;
  gboolean whole;

  if (self->finished || (self->run.error != NULL && !cut) || (interrupted && self->bounded))
    return;

  self->finished = TRUE;
  if (interrupted)
    whole = weir_topology_stop (self->topology, &error);
  else
    whole = weir_topology_finish (self->topology, &error);
  if (whole)
    weir_cli_task_commit_now (self);
  else if (!cut)
    self->run.error = g_steal_pointer (&error);
}

/* Patterns match many at once: one line for all of them. */
static void
weir_cli_task_say_found (WeirCliTask *self)
{
  g_autofree char *more = self->n_found > FOUND_NAMES_MAX
                            ? g_strdup_printf (_(" and %u more"), self->n_found - FOUND_NAMES_MAX) : g_strdup ("");

  if (!self->run.quiet)
    weir_cli_say (_("topics that match: %s%s"), self->found->str, more);
  g_string_free (g_steal_pointer (&self->found), TRUE);
  self->n_found = 0;
}

static void
weir_cli_task_note_found (WeirCliTask           *self,
                          const WeirIntakeEvent *event)
{
  if (self->found == NULL)
    self->found = g_string_new (NULL);
  if (self->n_found++ < FOUND_NAMES_MAX)
    g_string_append_printf (self->found, "%s%s", self->found->len > 0 ? ", " : "", event->topic);
}

/* That many records are enough, those of all files together. */
static gboolean
weir_cli_task_has_enough (WeirCliTask *self)
{
  gint64 max_records = self->options->input.max_records;

  return max_records > 0 && self->n_file_records >= max_records;
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirCliTask *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_TOPIC_FOUND)
    weir_cli_task_note_found (self, event);
  else if (self->found != NULL)
    weir_cli_task_say_found (self);
  weir_topology_add_event (self->topology, event);
  if (event->kind == WEIR_INTAKE_EVENT_REVOKED)
    {
      weir_cli_task_end_batch (self);
      weir_cli_task_commit_now (self);
    }
  if (event->kind == WEIR_INTAKE_EVENT_ENDED && event->error != NULL && self->run.error == NULL)
    self->run.error = g_error_copy (event->error);
  if (weir_cli_run_is_over (&self->run, event) && (!self->more || weir_cli_task_has_enough (self)))
    weir_cli_task_finish (self);
  weir_cli_run_event (&self->run, event);
}

static void
on_file_event (const WeirIntakeEvent *event,
               gpointer               user_data)
{
  WeirCliTask *self = user_data;
  WeirIntakeEvent placed = *event;

  /* All were announced before the first was read. */
  if (event->kind == WEIR_INTAKE_EVENT_ASSIGNED)
    return;

  if (event->topic != NULL)
    placed.topic_index += self->first_topic;
  on_event (&placed, self);
}

/* Where an export's ranges have a file, whose only partition is 0; -1: nowhere. */
static gint64
find_file (const GArray *positions,
           guint         file)
{
  for (guint i = 0; positions != NULL && i < positions->len; i++)
    if (g_array_index (positions, WeirIntakePosition, i).topic_index == file)
      return g_array_index (positions, WeirIntakePosition, i).offset;

  return -1;
}

static gint64
weir_cli_task_get_first (WeirCliTask *self,
                         guint        file)
{
  const WeirPosition *start = &self->options->input.start;

  return find_file (self->begins, file) >= 0          ? find_file (self->begins, file)
         : start->kind == WEIR_POSITION_OFFSET        ? start->value
                                                      : 0;
}

static void
weir_cli_task_announce_files (WeirCliTask *self)
{
  const WeirCliInput *input = &self->options->input;
  const char * const *topics = weir_topology_get_topics (self->topology);

  for (guint i = 0; input->files[i] != NULL && topics[i] != NULL; i++)
    {
      const WeirIntakeEvent event = {
        .kind = WEIR_INTAKE_EVENT_ASSIGNED,
        .state = WEIR_INTAKE_STATE_CONNECTED,
        .topic = topics[i],
        .topic_index = i,
        .from = weir_cli_task_get_first (self, i),
        .to = -1,
      };

      weir_topology_add_event (self->topology, &event);
    }
}

static guint64
weir_cli_task_get_max_records (WeirCliTask *self,
                               guint        file)
{
  gint64 max_records = self->options->input.max_records;

  if (find_file (self->ends, file) >= 0)
    return (guint64) (find_file (self->ends, file) - weir_cli_task_get_first (self, file));

  return max_records > 0 ? (guint64) max_records - self->n_file_records : 0;
}

static gboolean
weir_cli_task_read_file (WeirCliTask  *self,
                         guint         i,
                         GError      **error)
{
  const WeirCliInput *input = &self->options->input;
  const WeirIntakeHandler handler = { on_file_message, on_batch_end, on_file_event };
  const WeirFileIntakeSpec spec = {
    .path = input->files[i],
    .first = weir_cli_task_get_first (self, i),
    .max_records = weir_cli_task_get_max_records (self, i),
  };
  WeirIntake *intake = weir_file_intake_new (&spec, &handler, self, error);

  self->first_topic = i;

  return intake != NULL && weir_cli_run (&self->run, intake, &self->options->connection, error);
}

static gboolean
weir_cli_task_read_files (WeirCliTask  *self,
                          GError      **error)
{
  const WeirCliInput *input = &self->options->input;
  guint n_files = g_strv_length (input->files);
  guint n_topics = g_strv_length ((GStrv) weir_topology_get_topics (self->topology));

  if (n_files > n_topics)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("there are %u files for %u topics: name each file once, in the order of the topics"), n_files, n_topics);
      return FALSE;
    }

  weir_cli_task_announce_files (self);
  for (guint i = 0; input->files[i] != NULL && !weir_cli_task_has_enough (self); i++)
    {
      self->more = input->files[i + 1] != NULL;
      if (!weir_cli_task_read_file (self, i, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_task_read_recording (WeirCliTask  *self,
                              GError      **error)
{
  const WeirCliInput *input = &self->options->input;
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec source = { .start = input->start };
  WeirRecordingIntakeSpec spec = {
    .folder = input->recording,
    .topics = weir_topology_get_topics (self->topology),
    .partition = input->partition,
    .stop = input->stop,
    .resume = self->resume,
    .limits = self->ends,
    .max_records = input->max_records,
  };
  WeirIntake *intake;

  weir_topology_fill (self->topology, &source);
  spec.start = source.start;
  spec.first_whole_topic = source.first_whole_topic;
  intake = weir_recording_intake_new (&spec, &handler, self, error);

  return intake != NULL && weir_cli_run (&self->run, intake, &self->options->connection, error);
}

static gboolean
weir_cli_task_read_kafka (WeirCliTask  *self,
                          GError      **error)
{
  WeirCliStreamOptions *options = self->options;
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const WeirConnectionConfig connection = {
    .settings = options->description.settings,
    .lag_usec = options->description.lag_usec,
  };
  WeirSourceSpec spec = { 0 };
  WeirIntake *intake;

  weir_cli_input_fill (&options->input, &spec);
  weir_topology_fill (self->topology, &spec);
  spec.resume = self->resume;
  spec.limits = self->ends;
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  intake = weir_connection_intake_new (&connection, &spec, &handler, self, error);

  return intake != NULL && weir_cli_run (&self->run, intake, &self->options->connection, error);
}

/* Consumer thread: nothing else writes while the intake runs. */
static void
on_output_waiting (gpointer user_data)
{
  WeirCliTask *self = user_data;

  if (self->run.intake != NULL)
    weir_intake_keep_alive (self->run.intake);
}

static gboolean
weir_cli_task_read (WeirCliTask  *self,
                    GError      **error)
{
  const WeirCliInput *input = &self->options->input;

  if (input->recording != NULL)
    return weir_cli_task_read_recording (self, error);

  return input->files != NULL ? weir_cli_task_read_files (self, error) : weir_cli_task_read_kafka (self, error);
}

gboolean
weir_cli_task_run (WeirCliTask  *self,
                   GError      **error)
{
  WeirCliInput *input = &self->options->input;
  gboolean done;

  self->bounded = weir_cli_input_is_bounded (input);
  self->run.endless = input->stop.kind == WEIR_POSITION_NEVER;
  weir_topology_start (self->topology);
  weir_cli_stdout_set_waiting_func (on_output_waiting, self);
  done = weir_cli_task_read (self, error);
  weir_cli_stdout_set_waiting_func (NULL, NULL);

  return done;
}

void
weir_cli_task_say_fields (WeirCliTask         *self,
                          WeirCliFieldsDetail  detail)
{
  self->misses = weir_cli_fields_say (self->topology, &self->options->description,
                                      self->options->connection.quiet ? WEIR_CLI_FIELDS_ABSENT : detail);
}

/* Of all streams: those of a join have its records. */
static guint64
weir_cli_task_count_tombstones (WeirCliTask *self)
{
  guint64 n_tombstones = 0;

  for (guint i = 0; i < weir_topology_get_n_streams (self->topology); i++)
    {
      WeirStreamCounters counters;

      weir_stream_get_counters (weir_topology_get_stream (self->topology, i), &counters);
      n_tombstones += counters.n_tombstones;
    }

  return n_tombstones;
}

void
weir_cli_task_say_tombstones (WeirCliTask *self)
{
  guint64 n_tombstones = weir_cli_task_count_tombstones (self);

  if (n_tombstones > 0 && !self->options->connection.quiet)
    weir_cli_say (ngettext ("%" PRIu64 " tombstone, which is a record without a value, makes no row", "%" PRIu64 " tombstones, which are records without a value, make no row", (gulong) n_tombstones), n_tombstones);
}

gboolean
weir_cli_task_save_summary (WeirCliTask     *self,
                            WeirCliSummary  *summary,
                            GError         **error)
{
  weir_cli_summary_note (summary, "tombstones", weir_cli_task_count_tombstones (self));
  weir_cli_fields_append_json (self->topology, weir_cli_summary_get_text (summary));
  weir_cli_summary_note (summary, "n_gaps", self->run.n_gaps);
  if (self->run.gaps != NULL)
    g_string_append_printf (weir_cli_summary_get_text (summary), ",\"gaps\":[%s]", self->run.gaps->str);

  return weir_cli_summary_save (summary, self->options->summary_file, error);
}

WeirCliExit
weir_cli_task_get_exit (WeirCliTask *self,
                        gboolean     lacks)
{
  if (self->misses)
    return WEIR_CLI_FAILED;

  return lacks || self->run.n_gaps > 0 || weir_topology_get_n_dead (self->topology) > 0 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

guint64
weir_cli_task_say_short (WeirCliTask *self)
{
  WeirStreamCounters counters;
  guint64 n_short;

  weir_cli_task_get_counters (self, &counters);
  n_short = counters.derived.n_evicted + counters.derived.n_refused + counters.derived.n_unordered;
  if (n_short > 0)
    weir_cli_say (ngettext ("%" PRIu64 " record or row had no room for its time: the stream's max_bytes gives more", "%" PRIu64 " records or rows had no room for their time: the stream's max_bytes gives more", (gulong) n_short), n_short);

  return n_short;
}

void
weir_cli_task_get_counters (WeirCliTask        *self,
                            WeirStreamCounters *counters)
{
  weir_stream_get_counters (weir_topology_get_stream (self->topology, self->stream), counters);
}

void
weir_cli_task_clear (WeirCliTask *self)
{
  g_clear_pointer (&self->topology, weir_topology_free);
  g_clear_pointer (&self->dead_letters, weir_cli_dead_letters_free);
  g_clear_pointer (&self->origin, weir_cli_origin_sink_free);
  g_clear_pointer (&self->begins, g_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);
  g_clear_pointer (&self->delivery, g_array_unref);
  if (self->found != NULL)
    g_string_free (g_steal_pointer (&self->found), TRUE);
  g_clear_error (&self->run.error);
  g_clear_pointer (&self->run.read, g_hash_table_unref);
  if (self->run.gaps != NULL)
    g_string_free (g_steal_pointer (&self->run.gaps), TRUE);
}
