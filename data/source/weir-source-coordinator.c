#include "config.h"

#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/*
 * A member that has nothing to read yet: its coordinator may be silent, or other members may keep it waiting. The first
 * is a failure, which may end a bounded run. The second passes, though it may take as long as a session lasts, where
 * a member was killed: it is only said. So the coordinator is asked now and then for the offsets of the group.
 */

#define ASK_USEC (5 * G_TIME_SPAN_SECOND)
#define AGAIN_USEC G_TIME_SPAN_SECOND

/**
 * weir_source_coordinator_await:
 * @self: a source of a group
 *
 * It has no partitions: from now on it waits for some.
 */
void
weir_source_coordinator_await (WeirSource *self)
{
  if (self->group_wait_usec != 0)
    return;

  self->group_wait_usec = g_get_monotonic_time ();
  self->said_waiting = FALSE;
}

/**
 * weir_source_coordinator_heard:
 * @self: a source of a group
 * @assigned: whether it was an assignment that came
 *
 * Its coordinator lives.
 */
void
weir_source_coordinator_heard (WeirSource *self,
                               gboolean    assigned)
{
  self->coordinator_usec = g_get_monotonic_time ();
  self->offsets_missing = FALSE;
  if (assigned)
    self->group_wait_usec = 0;
  g_clear_error (&self->group_failure);
}

static void
say_silent (WeirSource *self)
{
  self->group_failure =
    g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                 /* Translators: name of a group, seconds */
                 _("group “%s”: its coordinator has not answered for %d s, so nothing can be read; it is tried again"),
                 self->group, (int) (self->silence_usec / G_TIME_SPAN_SECOND));
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .partition = -1,
    .error = self->group_failure,
    .text = self->group_failure->message,
  });
  weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, self->group_failure->message);
}

static void
say_waiting (WeirSource *self)
{
  g_autoptr(GError) error =
    g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                 /* Translators: name of a group, seconds */
                 _("group “%s”: no partition was given to this member for %d s; members that do not answer are waited for, "
                   "up to their session.timeout.ms and max.poll.interval.ms, or there are more members than partitions"),
                 self->group, (int) (self->stall_usec / G_TIME_SPAN_SECOND));

  self->said_waiting = TRUE;
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

/**
 * weir_source_coordinator_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Asks the coordinator and says what keeps the member waiting. Now and then.
 */
void
weir_source_coordinator_step (WeirSource *self,
                              gint64      now_usec)
{
  gboolean waiting = self->group_wait_usec != 0 || self->offsets_missing;

  if (!self->subscribed || !waiting || (self->state != WEIR_INTAKE_STATE_CONNECTED && self->group_failure == NULL))
    {
      self->coordinator_usec = now_usec;
      return;
    }

  if (!self->group_asked && now_usec >= self->next_group_usec)
    {
      self->group_asked = TRUE;
      weir_source_ask_committed (self, WEIR_QUESTION_GROUP, 0, NULL);
    }

  if (self->group_failure == NULL && now_usec - self->coordinator_usec >= self->silence_usec)
    say_silent (self);
  else if (self->group_failure == NULL && self->group_wait_usec != 0 && !self->said_waiting
           && now_usec - self->group_wait_usec >= self->stall_usec)
    say_waiting (self);
}

/**
 * weir_source_coordinator_answer:
 * @self: a source of a group
 * @answered: whether an answer came
 */
void
weir_source_coordinator_answer (WeirSource *self,
                                gboolean    answered)
{
  gint64 ask_usec = MIN (ASK_USEC, self->silence_usec / 3);

  self->group_asked = FALSE;
  self->next_group_usec = g_get_monotonic_time () + (answered ? ask_usec : MIN (AGAIN_USEC, ask_usec));
  if (answered)
    weir_source_coordinator_heard (self, FALSE);
}
