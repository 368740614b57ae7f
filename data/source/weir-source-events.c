#include "config.h"

#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* What the handler is told that is no record: consumer thread only. */

void
weir_source_emit (WeirSource            *self,
                  const WeirIntakeEvent *event)
{
  if (self->handler.event != NULL && !self->closing)
    self->handler.event (event, self->user_data);
}

void
weir_source_emit_partition (WeirSource          *self,
                            WeirIntakeEventKind  kind,
                            WeirSourcePartition *partition,
                            gint64               from,
                            gint64               to,
                            const char          *text)
{
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = kind,
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .from = from,
    .to = to,
    .text = text,
  });
}

static const char *
get_why (WeirIntakeReason reason,
         gboolean         ahead)
{
  switch (reason)
    {
    case WEIR_INTAKE_REASON_EXPIRED:
      return _("the broker deleted these records before they were read");
    case WEIR_INTAKE_REASON_TRUNCATED:
      return ahead ? _("the log was truncated: they were in it when reading began")
                   : _("the log was truncated: records that were read from it no longer exist");
    case WEIR_INTAKE_REASON_RECREATED:
      return _("the topic was deleted and created anew; it is read from its beginning");
    case WEIR_INTAKE_REASON_DAMAGED:
      return _("these records are damaged and cannot be read");
    case WEIR_INTAKE_REASON_TOO_LARGE:
      return _("they cannot be decompressed: they are damaged, or have too many bytes for receive.message.max.bytes; "
               "a larger value may let them be read");
    case WEIR_INTAKE_REASON_NONE:
    default:
      return NULL;
    }
}

static char *
dup_gap_text (const WeirSourcePartition *partition,
              gint64                     from,
              gint64                     to,
              WeirIntakeReason           reason)
{
  if (to > from)
    /* Translators: topic, partition, first and last offset, and why */
    return g_strdup_printf (_("%s [%d]: offsets %" PRId64 " to %" PRId64 " are missing: %s"),
                            partition->topic->name, partition->number, from, to - 1, get_why (reason, TRUE));

  /* Translators: topic, partition, an offset and a lower one, and why */
  return g_strdup_printf (_("%s [%d]: from offset %" PRId64 " reading goes back to %" PRId64 ": %s"),
                          partition->topic->name, partition->number, from, to, get_why (reason, FALSE));
}

/* Offsets [from, to) are missing; to is where reading goes on. */
void
weir_source_emit_gap (WeirSource          *self,
                      WeirSourcePartition *partition,
                      gint64               from,
                      gint64               to,
                      WeirIntakeReason     reason)
{
  g_autofree char *text = dup_gap_text (partition, from, to, reason);

  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_GAP,
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .from = from,
    .to = to,
    .reason = reason,
    .text = text,
  });
}

/* PARTIAL comes again with another text. FORBIDDEN stays until a broker accepts us: that brokers then disconnect is no news. */
void
weir_source_set_state (WeirSource      *self,
                       WeirIntakeState  state,
                       const char      *text)
{
  if ((self->state == state && state != WEIR_INTAKE_STATE_PARTIAL)
      || (self->state == WEIR_INTAKE_STATE_FORBIDDEN && state == WEIR_INTAKE_STATE_DISCONNECTED))
    return;

  if (self->state != state)
    self->since_usec = g_get_real_time ();
  self->state = state;
  /* The reason of the next loss is its own. */
  if (state == WEIR_INTAKE_STATE_CONNECTED)
    {
      self->answered = TRUE;
      g_clear_pointer (&self->last_reason, g_free);
    }
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_STATE,
    .state = state,
    .since_usec = self->since_usec,
    .partition = -1,
    .text = text,
  });
}
