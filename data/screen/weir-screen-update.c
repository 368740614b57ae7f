#include "config.h"

#include "data/screen/weir-screen-update.h"

#define MAX_NOTES 256

static void
note_free (gpointer data)
{
  WeirScreenNote *note = data;

  g_free (note->text);
  g_free (note);
}

/*< private >
 * weir_screen_update_new:
 * @n_streams: of the topology
 *
 * Returns: (transfer full): an update that says nothing
 */
WeirScreenUpdate *
weir_screen_update_new (guint n_streams)
{
  WeirScreenUpdate *self = g_new0 (WeirScreenUpdate, 1);

  self->n_streams = n_streams;
  self->streams = g_new0 (WeirStreamUpdate *, n_streams);
  self->notes = g_ptr_array_new_with_free_func (note_free);

  return self;
}

/*< private >
 * weir_screen_update_free:
 * @self: (transfer full): an update
 */
void
weir_screen_update_free (WeirScreenUpdate *self)
{
  for (guint i = 0; i < self->n_streams; i++)
    g_clear_pointer (&self->streams[i], weir_stream_update_free);
  g_free (self->streams);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/*< private >
 * weir_screen_update_merge:
 * @self: an update that was not taken
 * @newer: (transfer full): what happened after it
 *
 * Merges @newer into @self. Bounded.
 */
void
weir_screen_update_merge (WeirScreenUpdate *self,
                          WeirScreenUpdate *newer)
{
  for (guint i = 0; i < self->n_streams; i++)
    {
      WeirStreamUpdate *update = g_steal_pointer (&newer->streams[i]);

      if (self->streams[i] == NULL)
        self->streams[i] = update;
      else if (update != NULL)
        weir_stream_update_merge (self->streams[i], update);
    }

  self->n_gaps += newer->n_gaps;
  g_ptr_array_extend_and_steal (self->notes, g_ptr_array_ref (newer->notes));
  if (self->notes->len > MAX_NOTES)
    g_ptr_array_remove_range (self->notes, 0, self->notes->len - MAX_NOTES);

  weir_screen_update_free (newer);
}

/*< private >
 * weir_screen_update_add_note:
 * @self: an update
 * @kind: what is noted
 * @event: what it is about
 * @severity: how bad it is
 * @text: (transfer full) (nullable): a sentence
 */
void
weir_screen_update_add_note (WeirScreenUpdate      *self,
                             WeirScreenNoteKind     kind,
                             const WeirIntakeEvent *event,
                             WeirSeverity           severity,
                             char                  *text)
{
  WeirScreenNote *note = g_new0 (WeirScreenNote, 1);

  note->kind = kind;
  note->state = event->state;
  note->since_usec = event->since_usec;
  note->topic = g_intern_string (event->topic);
  note->topic_index = event->topic_index;
  note->partition = event->partition;
  note->severity = severity;
  note->text = text;
  g_ptr_array_add (self->notes, note);
}
