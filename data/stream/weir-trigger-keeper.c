#include "config.h"

#include "data/stream/weir-trigger-keeper.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "data/stream/weir-recording-job.h"

#define FOLDER "captures"
/* Records come a moment after their time. */
#define SETTLE_USEC (2 * G_TIME_SPAN_SECOND)
/* What fired before the program is captured if that is not longer ago. */
#define MISSED_USEC (10 * G_TIME_SPAN_MINUTE)
#define STEP_USEC   (G_TIME_SPAN_SECOND / 2)
#define RETRY_USEC  (15 * G_TIME_SPAN_SECOND)
#define TRIES_MAX   20
/* Firings that wait for their turn. */
#define PENDING_MAX 1000

/* A rule with a trigger. */
typedef struct
{
  const WeirRuleConfig *config;     /* borrowed */
  gboolean              spent;      /* single: it has had its firing */
  gint64                until_usec; /* up to where its last capture reaches */
} Trigger;

/* What is to be captured. */
typedef struct
{
  Trigger *trigger;     /* borrowed */
  guint64  number;      /* of the firing's entry, 0: none fired */
  char    *key;         /* owned, nullable */
  gsize    key_length;
  gint64   from_usec;
  gint64   to_usec;
  gint64   next_usec;   /* wall clock: not before */
  guint    n_tries;
} Pending;

struct _WeirTriggerKeeper
{
  WeirWorkspace    *workspace;    /* owned reference */
  WeirAlertJournal *journal;      /* owned reference */
  GPtrArray        *triggers;     /* owned, of Trigger */
  GQueue            pending;      /* owned, of Pending; the first is at work while there is a job */
  WeirRecordingJob *job;          /* owned, nullable */
  char             *name;         /* owned, nullable: of the folder that the job fills */
  char             *problem;      /* owned, nullable */
  gint64            begun_usec;   /* wall clock */
  gint64            stepped_usec; /* wall clock */
};

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_free (pending->key);
  g_free (pending);
}

/* @problem: (transfer full) (nullable) */
static void
set_problem (WeirTriggerKeeper *self,
             char              *problem)
{
  g_free (self->problem);
  self->problem = problem;
}

/**
 * weir_trigger_keeper_new: (skip)
 * @workspace: whose rules; kept
 * @journal: whose firings; kept; it has a folder
 *
 * Returns: (transfer full) (nullable): a keeper; %NULL if no rule has a trigger
 */
WeirTriggerKeeper *
weir_trigger_keeper_new (WeirWorkspace    *workspace,
                         WeirAlertJournal *journal)
{
  GPtrArray *rules = weir_workspace_get_rules (workspace);
  g_autoptr(GPtrArray) triggers = g_ptr_array_new_with_free_func (g_free);
  WeirTriggerKeeper *self;

  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);
      Trigger *trigger;

      if (rule->trigger_mode == WEIR_TRIGGER_OFF)
        continue;
      trigger = g_new0 (Trigger, 1);
      trigger->config = rule;
      trigger->until_usec = G_MININT64;
      g_ptr_array_add (triggers, trigger);
    }
  if (triggers->len == 0)
    return NULL;

  self = g_new0 (WeirTriggerKeeper, 1);
  self->workspace = g_object_ref (workspace);
  self->journal = weir_alert_journal_ref (journal);
  self->triggers = g_steal_pointer (&triggers);
  self->begun_usec = g_get_real_time ();
  g_queue_init (&self->pending);

  return self;
}

static void
drop_job (WeirTriggerKeeper *self)
{
  if (self->job == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->job, self);
  weir_recording_job_stop (self->job);
  g_clear_object (&self->job);
}

/**
 * weir_trigger_keeper_free: (skip)
 * @self: (transfer full): a keeper
 *
 * A capture that is being made is made again by the next keeper.
 */
void
weir_trigger_keeper_free (WeirTriggerKeeper *self)
{
  drop_job (self);
  g_queue_clear_full (&self->pending, pending_free);
  g_ptr_array_unref (self->triggers);
  g_object_unref (self->workspace);
  weir_alert_journal_unref (self->journal);
  g_free (self->name);
  g_free (self->problem);
  g_free (self);
}

static Trigger *
find_trigger (WeirTriggerKeeper *self,
              const char        *rule)
{
  for (guint i = 0; rule != NULL && i < self->triggers->len; i++)
    if (g_str_equal (((Trigger *) g_ptr_array_index (self->triggers, i))->config->name, rule))
      return g_ptr_array_index (self->triggers, i);

  return NULL;
}

static void
plan (WeirTriggerKeeper      *self,
      Trigger                *trigger,
      const WeirJournalFacts *facts,
      gint64                  time_usec)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->trigger = trigger;
  pending->from_usec = time_usec - trigger->config->trigger_before_usec;
  pending->to_usec = time_usec + trigger->config->trigger_after_usec;
  if (facts != NULL)
    {
      pending->number = facts->number;
      pending->key = g_memdup2 (facts->key, facts->key_length + 1);
      pending->key_length = facts->key_length;
    }
  trigger->until_usec = MAX (trigger->until_usec, pending->to_usec);
  g_queue_push_tail (&self->pending, pending);
}

static void
add_firing (WeirTriggerKeeper      *self,
            Trigger                *trigger,
            const WeirJournalFacts *facts)
{
  /* What lies in a capture of the rule is in there. */
  if (facts->past || facts->state != WEIR_ALERT_FIRING || facts->before == WEIR_ALERT_RECOVERING || trigger->spent
      || facts->time_usec < trigger->until_usec)
    return;

  trigger->spent = trigger->config->trigger_mode == WEIR_TRIGGER_SINGLE;
  if (facts->at_usec < self->begun_usec - MISSED_USEC)
    return;
  if (self->pending.length >= PENDING_MAX)
    set_problem (self, g_strdup (_("Records around some alerts are not kept: too many fire at once")));
  else
    plan (self, trigger, facts, facts->time_usec);
}

/* It has been made. */
static void
drop_pending (WeirTriggerKeeper *self,
              guint64            number)
{
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    {
      Pending *pending = link->data;

      if (pending->number != number || number == 0 || (self->job != NULL && link == self->pending.head))
        continue;
      pending_free (pending);
      g_queue_delete_link (&self->pending, link);
      return;
    }
}

/**
 * weir_trigger_keeper_add: (skip)
 * @self: a keeper
 * @entry: the next entry of the journal, from its first on
 *
 * Takes what is to be captured, what was, and which rules are armed again.
 */
void
weir_trigger_keeper_add (WeirTriggerKeeper *self,
                         WeirJournalEntry  *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  Trigger *trigger = find_trigger (self, facts->rule);

  if (trigger == NULL)
    return;

  if (facts->kind == WEIR_JOURNAL_CHANGE)
    add_firing (self, trigger, facts);
  else if (facts->kind == WEIR_JOURNAL_CAPTURED)
    {
      drop_pending (self, facts->about);
      trigger->until_usec = MAX (trigger->until_usec, facts->until_usec);
    }
  else if (facts->kind == WEIR_JOURNAL_ARMED)
    trigger->spent = FALSE;
}

/**
 * weir_trigger_keeper_dup_folder: (skip)
 * @journal: (type filename): the folder of a journal
 * @name: (nullable): of a capture, as its entry notes it; %NULL: of all
 *
 * Returns: (transfer full) (type filename): where it is
 */
char *
weir_trigger_keeper_dup_folder (const char *journal,
                                const char *name)
{
  return g_build_filename (journal, FOLDER, name, NULL);
}

static guint64
measure_folder (const char *path,
                guint      *n_folders)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  guint64 n_bytes = 0;
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf info;

      if (g_lstat (child, &info) != 0)
        continue;
      if (S_ISDIR (info.st_mode))
        {
          (*n_folders)++;
          n_bytes += measure_folder (child, &(guint) { 0 });
        }
      else
        n_bytes += (guint64) info.st_size;
    }

  return n_bytes;
}

static gboolean
has_room (WeirTriggerKeeper *self,
          const char        *folder)
{
  guint n_captures = 0;
  guint64 n_bytes = measure_folder (folder, &n_captures);

  if (n_captures < WEIR_TRIGGER_MAX_CAPTURES && n_bytes < WEIR_TRIGGER_MAX_BYTES)
    return TRUE;

  set_problem (self, g_strdup_printf (_("Records around alerts are not kept any more: %s is full. Move captures away."), folder));

  return FALSE;
}

static void
note_capture (WeirTriggerKeeper *self,
              const Pending     *pending)
{
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new (WEIR_JOURNAL_CAPTURED, pending->trigger->config->name,
                                                              pending->key, pending->key_length);
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);

  facts->about = pending->number;
  facts->until_usec = pending->to_usec;
  facts->note = g_strdup (self->name);
  weir_alert_journal_add (self->journal, entry);
}

static void
on_ended (WeirRecordingJob *job,
          gpointer          user_data)
{
  WeirTriggerKeeper *self = user_data;
  Pending *pending = g_queue_peek_head (&self->pending);
  WeirRecordingStatus status = { 0 };

  weir_recording_job_get_status (job, &status);
  if (status.state == WEIR_RECORDING_DONE)
    {
      set_problem (self, NULL);
      note_capture (self, pending);
    }
  else
    {
      set_problem (self, g_strdup_printf (_("Records around an alert of “%s” are not kept yet: %s"),
                                          pending->trigger->config->title, status.text));
      pending->next_usec = g_get_real_time () + RETRY_USEC;
      pending->n_tries++;
    }
  if (status.state == WEIR_RECORDING_DONE || pending->n_tries >= TRIES_MAX)
    pending_free (g_queue_pop_head (&self->pending));
  g_free (status.text);
  g_clear_object (&self->job);
}

static void
begin (WeirTriggerKeeper *self,
       Pending           *pending)
{
  g_autofree char *all = weir_trigger_keeper_dup_folder (weir_alert_journal_get_folder (self->journal), NULL);
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;
  WeirRecordingJobSpec spec = {
    .workspace = self->workspace,
    .stream = pending->trigger->config->stream,
    .start = { WEIR_POSITION_TIME, pending->from_usec },
    .stop = { WEIR_POSITION_TIME, pending->to_usec },
  };

  g_free (self->name);
  self->name = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GUINT64_FORMAT, pending->to_usec, pending->number);
  if (!has_room (self, all))
    {
      pending_free (g_queue_pop_head (&self->pending));
      return;
    }

  folder = g_build_filename (all, self->name, NULL);
  spec.folder = folder;
  self->job = weir_recording_job_new (&spec, &error);
  if (self->job == NULL)
    {
      set_problem (self, g_strdup_printf (_("Records around an alert of “%s” cannot be kept: %s"),
                                          pending->trigger->config->title, error->message));
      pending_free (g_queue_pop_head (&self->pending));
      return;
    }

  g_signal_connect (self->job, "ended", G_CALLBACK (on_ended), self);
  weir_recording_job_start (self->job);
}

/* Where nothing fires for so long, what is then is captured all the same. */
static void
plan_auto (WeirTriggerKeeper *self,
           gint64             now_usec)
{
  for (guint i = 0; i < self->triggers->len; i++)
    {
      Trigger *trigger = g_ptr_array_index (self->triggers, i);
      gint64 last_usec = MAX (trigger->until_usec, self->begun_usec);

      if (trigger->config->trigger_mode == WEIR_TRIGGER_AUTO && now_usec - last_usec >= trigger->config->trigger_every_usec)
        plan (self, trigger, NULL, now_usec);
    }
}

/* A capture of a flood stops at its bound. */
static void
bound_job (WeirTriggerKeeper *self)
{
  WeirRecordingStatus status = { 0 };

  weir_recording_job_get_status (self->job, &status);
  if (status.n_bytes >= WEIR_TRIGGER_CAPTURE_BYTES)
    weir_recording_job_stop (self->job);
  g_free (status.text);
}

/**
 * weir_trigger_keeper_step: (skip)
 * @self: a keeper
 * @now_usec: wall clock
 *
 * Goes on, now and then.
 */
void
weir_trigger_keeper_step (WeirTriggerKeeper *self,
                          gint64             now_usec)
{
  Pending *pending;

  if (now_usec - self->stepped_usec < STEP_USEC)
    return;

  self->stepped_usec = now_usec;
  if (self->job != NULL)
    {
      bound_job (self);
      return;
    }

  plan_auto (self, now_usec);
  pending = g_queue_peek_head (&self->pending);
  if (pending != NULL && now_usec >= MAX (pending->to_usec + SETTLE_USEC, pending->next_usec))
    begin (self, pending);
}

/**
 * weir_trigger_keeper_dup_problem: (skip)
 * @self: a keeper
 *
 * Returns: (transfer full) (nullable): why records are not kept, in a sentence
 */
char *
weir_trigger_keeper_dup_problem (WeirTriggerKeeper *self)
{
  return g_strdup (self->problem);
}
