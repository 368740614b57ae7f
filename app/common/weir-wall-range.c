#include "config.h"

#include "app/common/weir-wall-range.h"

static void
follow (WeirTimeRange *changed,
        WeirTimeRange *other)
{
  gboolean live = weir_time_range_get_live (changed);

  if (live != weir_time_range_get_live (other))
    weir_time_range_set_live (other, live);
}

WeirTimeRange *
weir_wall_range_new (WeirTimeRange *range)
{
  WeirTimeRange *self;

  g_return_val_if_fail (WEIR_IS_TIME_RANGE (range), NULL);

  self = weir_time_range_new (weir_time_range_get_span (range));
  weir_time_range_advance (self, g_get_real_time ());
  g_signal_connect_object (self, "changed", G_CALLBACK (follow), range, 0);
  g_signal_connect_object (range, "changed", G_CALLBACK (follow), self, 0);

  return self;
}

void
weir_wall_range_advance (WeirTimeRange *self,
                         WeirTimeRange *range)
{
  gint64 span_usec = weir_time_range_get_span (range);

  if (!weir_time_range_get_live (self))
    return;

  if (weir_time_range_get_span (self) != span_usec)
    weir_time_range_set_span (self, span_usec);
  weir_time_range_advance (self, g_get_real_time ());
}
