#include "config.h"

#include "data/screen/weir-stream-late.h"

#define MAX_LATE_RECORDS 500

static GArray *
dup_late (WeirWindowEngine *engine)
{
  GArray *late = g_array_sized_new (FALSE, FALSE, sizeof (WeirLateRecord), MAX_LATE_RECORDS);
  guint n;

  g_array_set_size (late, MAX_LATE_RECORDS);
  n = weir_window_engine_copy_late (engine, (WeirLateRecord *) late->data, MAX_LATE_RECORDS, NULL);
  g_array_set_size (late, n);

  return late;
}

/*< private >
 * weir_stream_late_tell:
 * @self: what was told before
 * @engine: of the stream's first window spec
 * @counters: the engine's, now
 * @update: where to
 *
 * Puts the late list and the delays into @update if there were more since.
 * Consumer thread.
 */
void
weir_stream_late_tell (WeirStreamLate           *self,
                       WeirWindowEngine         *engine,
                       const WeirWindowCounters *counters,
                       WeirStreamUpdate         *update)
{
  /* A record that only some of its windows refused is listed too. */
  guint64 n_late = counters->n_late_pairs + counters->n_late_records + counters->n_future;

  if (n_late != self->n_late)
    {
      self->n_late = n_late;
      g_clear_pointer (&update->late, g_array_unref);
      update->late = dup_late (engine);
    }

  if (counters->n_disordered != self->n_disordered)
    {
      self->n_disordered = counters->n_disordered;
      g_clear_pointer (&update->delays, g_array_unref);
      update->delays = weir_window_engine_dup_delays (engine);
    }
}
