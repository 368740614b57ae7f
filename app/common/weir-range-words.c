#include "config.h"

#include "app/common/weir-range-words.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

/* A range that ends longer ago than this is shown by its times instead of "Last …". */
#define NOW_USEC G_TIME_SPAN_HOUR

static char *
dup_clock (WeirTimeRange *range,
           gint64         time_usec)
{
  gint64 span_usec = weir_time_range_get_span (range);

  return weir_format_clock (time_usec, weir_time_range_get_zone (range),
                            span_usec > G_TIME_SPAN_HOUR ? G_TIME_SPAN_MINUTE : (gint64) G_TIME_SPAN_SECOND);
}

char *
weir_dup_range_time (WeirTimeRange *range,
                     gint64         time_usec)
{
  g_autofree char *date = weir_format_date (time_usec, weir_time_range_get_zone (range), g_get_real_time ());
  g_autofree char *clock = dup_clock (range, time_usec);

  return date != NULL ? g_strdup_printf ("%s %s", date, clock) : g_steal_pointer (&clock);
}

char *
weir_dup_range (WeirTimeRange *range)
{
  gint64 begin_usec = weir_time_range_get_begin (range);
  gint64 end_usec = weir_time_range_get_end (range);
  g_autofree char *span = NULL, *begin = NULL, *end = NULL, *begin_date = NULL, *end_date = NULL;

  if (weir_time_range_get_live (range) && g_get_real_time () - end_usec < NOW_USEC)
    {
      span = weir_dup_span (weir_time_range_get_span (range));
      /* Translators: the time range of the charts, "Last 15 min" */
      return g_strdup_printf (_("Last %s"), span);
    }

  begin = weir_dup_range_time (range, begin_usec);
  begin_date = weir_format_date (begin_usec, weir_time_range_get_zone (range), g_get_real_time ());
  end_date = weir_format_date (end_usec, weir_time_range_get_zone (range), g_get_real_time ());
  /* The day stands once where both are of one. */
  end = g_strcmp0 (begin_date, end_date) == 0 ? dup_clock (range, end_usec) : weir_dup_range_time (range, end_usec);

  return g_strdup_printf ("%s–%s", begin, end);
}
