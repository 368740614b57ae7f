#include "config.h"

#include "app/panels/weir-card-range.h"

struct _WeirCardRange
{
  WeirTimeRange *shared;      /* owned */
  WeirTimeRange *own;         /* owned */
  gulong         shared_ids[2];
  gulong         own_id;
  gint64         end_usec;    /* where it was put last */
  gboolean       copying;     /* between the two, already */
};

static void
follow (WeirCardRange *self)
{
  gint64 end_usec = weir_time_range_get_end (self->shared);
  gboolean untouched = weir_time_range_get_live (self->own) || weir_time_range_get_end (self->own) == self->end_usec;

  weir_time_range_set_zone (self->own, weir_time_range_get_zone (self->shared));
  weir_time_range_advance (self->own, weir_time_range_get_now (self->shared));
  if (!untouched)
    return;

  if (weir_time_range_get_live (self->shared))
    weir_time_range_set_live (self->own, TRUE);
  else
    weir_time_range_set (self->own, end_usec - weir_time_range_get_span (self->own), end_usec);
  self->end_usec = weir_time_range_get_end (self->own);
}

static void
copy_cursors (WeirCardRange *self,
              WeirTimeRange *from,
              WeirTimeRange *to)
{
  if (self->copying)
    return;

  self->copying = TRUE;
  weir_time_range_set_crosshair (to, weir_time_range_get_crosshair (from));
  for (guint i = 0; i < WEIR_N_CURSORS; i++)
    weir_time_range_set_cursor (to, i, weir_time_range_get_cursor (from, i));
  self->copying = FALSE;
}

static void
on_shared_crosshair (WeirCardRange *self)
{
  copy_cursors (self, self->shared, self->own);
}

static void
on_own_crosshair (WeirCardRange *self)
{
  copy_cursors (self, self->own, self->shared);
}

WeirCardRange *
weir_card_range_new (WeirTimeRange *shared,
                     gint64         span_usec)
{
  WeirCardRange *self = g_new0 (WeirCardRange, 1);

  self->shared = g_object_ref (shared);
  self->own = weir_time_range_new (span_usec);
  self->end_usec = weir_time_range_get_end (self->own);
  self->shared_ids[0] = g_signal_connect_swapped (shared, "changed", G_CALLBACK (follow), self);
  self->shared_ids[1] = g_signal_connect_swapped (shared, "crosshair-changed", G_CALLBACK (on_shared_crosshair), self);
  self->own_id = g_signal_connect_swapped (self->own, "crosshair-changed", G_CALLBACK (on_own_crosshair), self);
  follow (self);

  return self;
}

void
weir_card_range_free (WeirCardRange *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->shared_ids); i++)
    g_signal_handler_disconnect (self->shared, self->shared_ids[i]);
  g_signal_handler_disconnect (self->own, self->own_id);
  g_object_unref (self->shared);
  g_object_unref (self->own);
  g_free (self);
}

WeirTimeRange *
weir_card_range_get (WeirCardRange *self)
{
  return self->own;
}
