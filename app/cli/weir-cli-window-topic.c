#include "config.h"

#include "app/cli/weir-cli-window-topic.h"

#include <glib/gi18n.h>

#include "data/source/weir-topic-pattern.h"

/* Looking at every open session may take a while: at most this part of the time. */
#define LOOK_SHARE 20
/* Without rows the group's place is still to be seen. */
#define COMMIT_USEC (5 * G_TIME_SPAN_SECOND)

/* First word of what stands beside the group's offsets, and which version of it. */
#define PLACE_WORD "weir-windows"
#define PLACE_VERSION "1"
#define PLACE_N_WORDS 6

void
weir_cli_window_topic_add_options (WeirCliWindowTopic *self,
                                   GOptionContext     *context)
{
  const GOptionEntry entries[] = {
    { "to-topic", 0, 0, G_OPTION_ARG_STRING, &self->topic,
      N_("Write final rows into this topic as JSON, under their keys; it has to be there"), N_("TOPIC") },
    { "exactly-once", 0, 0, G_OPTION_ARG_STRING, &self->transaction_id,
      N_("By Kafka transactions, under this ID: each final row once, whatever is killed; the group is -G, or has the same name"),
      N_("ID") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static const char *
find_problem (WeirCliWindowTopic   *self,
              WeirCliStreamOptions *streams,
              gboolean              early,
              const char           *late_file)
{
  if (self->topic == NULL)
    return self->transaction_id != NULL ? _("--exactly-once is for rows that go into a topic: add --to-topic") : NULL;
  if (streams->output != NULL || streams->file != NULL)
    return _("rows go into a topic or somewhere else: leave --output and -O out, or --to-topic");
  if (early)
    return _("--to-topic writes final rows alone: leave --emit updates out");
  if (streams->export != NULL)
    return _("an export goes to a file: leave --to-topic out");
  if (streams->input.topics != NULL && g_strv_contains ((const char * const *) streams->input.topics, self->topic))
    return _("the topic that is read cannot be the one that is written: it would never end");
  if (self->transaction_id == NULL)
    return NULL;
  if (*self->transaction_id == '\0')
    return _("--exactly-once needs an ID that stays the same from run to run");
  if (weir_cli_input_is_file (&streams->input))
    return _("a file keeps no place where the next run goes on: leave --exactly-once out");
  if (late_file != NULL)
    return _("what is read again after an end would be in --late twice: leave it out with --exactly-once");
  if (streams->input.max_records > 0)
    return _("-c counts what is read again, too: leave it out with --exactly-once");

  return NULL;
}

gboolean
weir_cli_window_topic_check (WeirCliWindowTopic    *self,
                             WeirCliStreamOptions  *streams,
                             gboolean               early,
                             const char            *late_file,
                             GError               **error)
{
  const char *problem = find_problem (self, streams, early, late_file);

  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

void
weir_cli_window_topic_take_group (WeirCliWindowTopic *self,
                                  WeirCliInput       *input)
{
  if (self->transaction_id == NULL)
    return;

  self->group = input->group != NULL ? g_steal_pointer (&input->group) : g_strdup (self->transaction_id);
  if (input->start.kind == WEIR_POSITION_STORED)
    input->start.kind = WEIR_POSITION_BEGINNING;
}

static gboolean
has_delta (const WeirWindowConfig *window)
{
  for (guint i = 0; i < window->aggregates->len; i++)
    if (g_array_index (window->aggregates, WeirAggregate, i).kind == WEIR_AGGREGATE_DELTA)
      return TRUE;

  return FALSE;
}

/* Another definition has other rows: its places would leave some out. */
static char *
dup_definition (const WeirStreamConfig *config,
                const WeirWindowConfig *window)
{
  const WeirWindowSpec *spec = &window->spec;
  g_auto(GStrv) columns = weir_window_config_dup_columns (window, config->fields);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  g_string_append_printf (text, "%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n%s\n", spec->kind,
                          spec->size_usec, spec->advance_usec, spec->grace_usec, spec->zone,
                          config->key_path != NULL ? config->key_path : "");
  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", columns[i]);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, -1);

  return g_strndup (sum, 16);
}

gboolean
weir_cli_window_topic_check_window (WeirCliWindowTopic      *self,
                                    const WeirStreamConfig  *config,
                                    const WeirWindowConfig  *window,
                                    GError                 **error)
{
  const char *problem = NULL;

  if (self->transaction_id == NULL)
    return TRUE;

  if (config->derived != NULL)
    problem = _("windows over a derived stream cannot be built again from offsets: leave --exactly-once out");
  else if (window->indicators->len > 0 || has_delta (window))
    problem = _("indicators and delta depend on all rows before: leave them out with --exactly-once");
  for (guint i = 0; problem == NULL && config->topics[i] != NULL; i++)
    if (weir_topic_is_pattern (config->topics[i]))
      problem = _("--exactly-once keeps a place in each topic: name them, in place of a pattern");
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);
  else
    self->definition = dup_definition (config, window);

  return problem == NULL;
}

gboolean
weir_cli_window_topic_open (WeirCliWindowTopic  *self,
                            WeirCliTask         *task,
                            GError             **error)
{
  WeirCliConnection *connection = &task->options->connection;
  guint deadline_msec = weir_cli_connection_get_deadline_msec (connection);
  g_autoptr(WeirSettings) settings = NULL;

  if (self->topic == NULL)
    return TRUE;

  self->task = task;
  /* Of a file there is no connection yet. */
  settings = task->options->description.settings != NULL ? g_object_ref (task->options->description.settings)
                                                         : weir_cli_connection_get_settings (connection, error);
  if (settings == NULL)
    return FALSE;
  self->producer = weir_producer_new_reliable (settings, self->transaction_id, error);
  if (self->producer == NULL)
    return FALSE;
  if (weir_producer_count_partitions (self->producer, self->topic, deadline_msec, error) == 0)
    {
      g_prefix_error (error, _("nothing was written: "));
      return FALSE;
    }

  return self->transaction_id == NULL || weir_producer_begin_transactions (self->producer, deadline_msec, error);
}

static guint
find_topic (WeirCliWindowTopic *self,
            const char         *name)
{
  const char * const *topics = weir_topology_get_topics (self->task->topology);
  guint i = 0;

  while (topics[i] != NULL && !g_str_equal (topics[i], name))
    i++;

  return topics[i] != NULL ? i : G_MAXUINT;
}

static gboolean
take_place (WeirCliWindowTopic   *self,
            const WeirGroupPlace *place,
            GError              **error)
{
  g_auto(GStrv) words = g_strsplit (place->metadata != NULL ? place->metadata : "", " ", -1);
  WeirIntakePosition position = { find_topic (self, place->topic), place->partition, place->offset };
  gint64 numbers[3];
  gboolean ours = g_strv_length (words) == PLACE_N_WORDS && g_str_equal (words[0], PLACE_WORD) &&
                  g_str_equal (words[1], PLACE_VERSION) && g_strcmp0 (words[2], self->definition) == 0;

  for (guint i = 0; ours && i < G_N_ELEMENTS (numbers); i++)
    ours = g_ascii_string_to_signed (words[3 + i], 10, G_MININT64, G_MAXINT64, &numbers[i], NULL);
  if (!ours)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("group “%s” has places of something else than these windows: take another with -G, or another ID"), self->group);
      return FALSE;
    }
  if (position.topic_index == G_MAXUINT)
    return TRUE;

  g_array_append_val (self->known, position);
  position.offset = numbers[0];
  g_array_append_val (self->resume, position);
  weir_window_engine_restore_partition (self->engine, position.topic_index, position.partition, numbers[0], numbers[1],
                                        place->offset);
  weir_window_engine_restore (self->engine, numbers[2]);

  return TRUE;
}

static gint64
get_known (WeirCliWindowTopic       *self,
           const WeirIntakePosition *position)
{
  for (guint i = 0; i < self->known->len; i++)
    {
      const WeirIntakePosition *known = &g_array_index (self->known, WeirIntakePosition, i);

      if (known->topic_index == position->topic_index && known->partition == position->partition)
        return known->offset;
    }

  return -1;
}

/* From where each partition has to be read again, should this run end now. */
static void
look (WeirCliWindowTopic *self,
      const GArray       *positions)
{
  gint64 needed_usec = weir_window_engine_get_needed_usec (self->engine);
  gint64 final_usec = weir_window_engine_get_final_usec (self->engine);
  const char * const *topics = weir_topology_get_topics (self->task->topology);

  g_ptr_array_set_size (self->places, 0);
  for (guint i = 0; i < positions->len; i++)
    {
      const WeirIntakePosition *position = &g_array_index (positions, WeirIntakePosition, i);
      gint64 from = position->offset;
      gint64 stream_usec;
      g_autofree char *metadata = NULL;

      if (position->offset < 0)
        continue;
      weir_window_engine_find_place (self->engine, position->topic_index, position->partition, needed_usec, &from, &stream_usec);
      metadata = g_strdup_printf ("%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, PLACE_WORD,
                                  PLACE_VERSION, self->definition, from, stream_usec, final_usec);
      g_ptr_array_add (self->places, weir_group_place_new (topics[position->topic_index], position->partition,
                                                           MAX (position->offset, get_known (self, position)), metadata));
    }
}

/* Consumer thread, in a handler: what was given out up to now, and where that leaves the group, become visible at once. */
static gboolean
on_deliver (GArray    *positions,
            gpointer   user_data,
            GError   **error)
{
  WeirCliWindowTopic *self = user_data;
  guint64 n_rows = weir_cli_window_sink_get_n_rows (self->rows);
  gint64 now_usec = g_get_monotonic_time ();
  gint64 wait_usec = n_rows > self->n_committed ? self->look_cost_usec * LOOK_SHARE : COMMIT_USEC;

  if (!self->task->finished && now_usec - self->committed_usec < wait_usec)
    return TRUE;

  look (self, positions);
  self->look_cost_usec = g_get_monotonic_time () - now_usec;
  self->committed_usec = now_usec;
  self->n_committed = n_rows;

  return self->places->len == 0 || weir_producer_commit_places (self->producer, self->group, self->places, error);
}

gboolean
weir_cli_window_topic_begin (WeirCliWindowTopic  *self,
                             WeirCliWindowSink   *rows,
                             GError             **error)
{
  g_autoptr(GPtrArray) places = NULL;

  if (self->transaction_id == NULL)
    return TRUE;

  self->rows = rows;
  self->engine = weir_stream_get_engine (weir_topology_get_stream (self->task->topology, self->task->stream), 0);
  self->resume = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  self->known = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_group_place_free);
  weir_window_engine_keep_places (self->engine);
  places = weir_producer_read_places (self->producer, self->group,
                                      weir_cli_connection_get_deadline_msec (&self->task->options->connection), error);
  if (places == NULL)
    return FALSE;

  for (guint i = 0; i < places->len; i++)
    if (!take_place (self, g_ptr_array_index (places, i), error))
      return FALSE;

  self->task->resume = self->resume;
  self->task->deliver = on_deliver;
  self->task->deliver_data = self;

  return TRUE;
}

void
weir_cli_window_topic_clear (WeirCliWindowTopic *self)
{
  g_clear_object (&self->producer);
  g_clear_pointer (&self->topic, g_free);
  g_clear_pointer (&self->transaction_id, g_free);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->definition, g_free);
  g_clear_pointer (&self->resume, g_array_unref);
  g_clear_pointer (&self->known, g_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
}
