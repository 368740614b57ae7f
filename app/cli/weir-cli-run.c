#include "config.h"

#include "app/cli/weir-cli-run.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli.h"
#include "data/source/weir-topic-pattern.h"
#include "data/store/weir-export-text.h"

#define PROGRESS_MSEC  500
/* Gaps that are listed; the rest is counted. */
#define GAPS_MAX 1000

/* Any thread, also before the main thread waits. */
static void
weir_cli_run_end (WeirCliRun *self)
{
  g_atomic_int_set (&self->ended, TRUE);
  g_main_context_wakeup (NULL);
}

static gboolean
on_progress (gpointer user_data)
{
  WeirCliRun *self = user_data;
  g_autoptr(GArray) status = weir_intake_dup_status (self->intake);
  guint64 n_records = 0;
  gint64 n_left = 0;

  for (guint i = 0; i < status->len; i++)
    {
      const WeirPartitionStatus *partition = &g_array_index (status, WeirPartitionStatus, i);

      n_records += partition->n_records;
      if (partition->high >= 0 && partition->position >= 0)
        n_left += MAX (partition->high - partition->position, 0);
    }

  /* Translators: a line of progress: records read, records still to be read. */
  fprintf (stderr, _("\r%" PRIu64 " records, %" PRId64 " behind the end   "), n_records, n_left);

  return G_SOURCE_CONTINUE;
}

void
weir_cli_run_fail (WeirCliRun *self,
                   GError     *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);

  weir_intake_end (self->intake);
}

/* A failure may come as that of a partition and as the state of the connection. */
static void
weir_cli_run_say_once (WeirCliRun *self,
                       const char *text)
{
  if (g_strcmp0 (text, self->said) != 0)
    weir_cli_say ("%s", text);
  g_free (self->said);
  self->said = g_strdup (text);
}

static void
weir_cli_run_note_assigned (WeirCliRun            *self,
                            const WeirIntakeEvent *event)
{
  if (!self->endless)
    return;
  if (self->read == NULL)
    self->read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->read, g_strdup (event->topic));
}

/* A name that was misspelt ends a run at once; a topic that was read, and is deleted, may be made anew. */
static gboolean
weir_cli_run_waits_for (WeirCliRun            *self,
                        const WeirIntakeEvent *event)
{
  if (!self->endless || event->topic == NULL)
    return FALSE;

  return weir_topic_is_pattern (event->topic) ||
         (g_error_matches (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC) && self->read != NULL &&
          g_hash_table_contains (self->read, event->topic));
}

static void
weir_cli_run_note_error (WeirCliRun            *self,
                         const WeirIntakeEvent *event)
{
  if (weir_cli_run_waits_for (self, event))
    weir_cli_say (_("%s; it is waited for"), event->error->message);
  else if (g_error_matches (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC) ||
      g_error_matches (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN))
    weir_cli_run_fail (self, g_error_copy (event->error));
  else
    weir_cli_run_say_once (self, event->error->message);
}

static void
weir_cli_run_note_recovered (WeirCliRun            *self,
                             const WeirIntakeEvent *event)
{
  g_clear_pointer (&self->said, g_free);
  if (self->quiet || event->topic == NULL)
    return;

  if (event->partition >= 0)
    weir_cli_say (_("topic “%s” partition %d can be read again"), event->topic, event->partition);
  else
    weir_cli_say (_("topic “%s” can be read again"), event->topic);
}

gboolean
weir_cli_run_is_over (WeirCliRun            *self,
                      const WeirIntakeEvent *event)
{
  if (event->kind == WEIR_INTAKE_EVENT_STATE)
    return event->state == WEIR_INTAKE_STATE_ENDED && g_atomic_int_get (&self->interrupted);

  return event->kind == WEIR_INTAKE_EVENT_ENDED;
}

static void
weir_cli_run_say_gap (const WeirIntakeEvent *event)
{
  if (event->text != NULL)
    weir_cli_say ("%s", event->text);
  else
    weir_cli_say (_("%s [%d]: the records from offset %" PRId64 " up to %" PRId64 " are lost"),
                  event->topic, event->partition, event->from, event->to);
}

static void
weir_cli_run_note_gap (WeirCliRun            *self,
                       const WeirIntakeEvent *event)
{
  self->n_gaps++;
  if (self->n_gaps > GAPS_MAX)
    return;

  if (self->gaps == NULL)
    self->gaps = g_string_new (NULL);
  else
    g_string_append_c (self->gaps, ',');
  g_string_append (self->gaps, "{\"topic\":");
  weir_export_append_json_text (self->gaps, event->topic, strlen (event->topic));
  g_string_append_printf (self->gaps,
                          ",\"partition\":%d,\"from\":%" PRId64 ",\"to\":%" PRId64 ",\"reason\":\"%s\"}",
                          event->partition, event->from, event->to, weir_intake_get_reason_word (event->reason));
}

void
weir_cli_run_event (WeirCliRun            *self,
                    const WeirIntakeEvent *event)
{
  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_STATE:
      if (event->state == WEIR_INTAKE_STATE_DISCONNECTED && event->text != NULL && !self->quiet)
        weir_cli_run_say_once (self, event->text);
      if (weir_cli_run_is_over (self, event))
        weir_cli_run_end (self);
      break;

    case WEIR_INTAKE_EVENT_GAP:
      weir_cli_run_note_gap (self, event);
      weir_cli_run_say_gap (event);
      break;

    case WEIR_INTAKE_EVENT_ERROR:
      weir_cli_run_note_error (self, event);
      break;

    case WEIR_INTAKE_EVENT_ENDED:
      if (event->error != NULL && self->error == NULL)
        self->error = g_error_copy (event->error);
      weir_cli_run_end (self);
      break;

    case WEIR_INTAKE_EVENT_ASSIGNED:
      weir_cli_run_note_assigned (self, event);
      break;

    case WEIR_INTAKE_EVENT_PARTITION_DONE:
      if (event->text != NULL)
        weir_cli_say ("%s [%d]: %s", event->topic, event->partition, event->text);
      break;

    case WEIR_INTAKE_EVENT_RECOVERED:
      weir_cli_run_note_recovered (self, event);
      break;

    case WEIR_INTAKE_EVENT_FOUND:
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_TOPIC_FOUND:
    default:
      break;
    }
}

static void
weir_cli_run_loop (WeirCliRun        *self,
                   WeirCliConnection *connection)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  gboolean progress = weir_cli_connection_shows_progress (connection);
  guint id = progress ? g_timeout_add (PROGRESS_MSEC, on_progress, self) : 0;

  weir_intake_start (self->intake);
  while (!g_atomic_int_get (&self->ended))
    {
      if (g_cancellable_is_cancelled (interrupt) && !g_atomic_int_get (&self->interrupted))
        {
          g_atomic_int_set (&self->interrupted, TRUE);
          weir_intake_stop (self->intake);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  weir_intake_join (self->intake);

  g_clear_pointer (&self->said, g_free);
  g_clear_handle_id (&id, g_source_remove);
  if (progress)
    fprintf (stderr, "\r\033[K");
}

gboolean
weir_cli_run (WeirCliRun         *self,
              WeirIntake         *intake,
              WeirCliConnection  *connection,
              GError            **error)
{
  self->quiet = connection->quiet;
  self->ended = FALSE;
  self->intake = intake;
  weir_cli_run_loop (self, connection);
  g_clear_object (&self->intake);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  return !g_cancellable_set_error_if_cancelled (weir_cli_interrupt_get (), error);
}
