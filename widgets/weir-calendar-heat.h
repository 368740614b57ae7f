#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirCalendarHeat:
 *
 * How often something happened on each day, as a calendar: a column a week, a row
 * a weekday, the number in each day and a colour behind it. As many weeks as fit,
 * the newest at the right. Arrow keys go from day to day, Enter or a click chooses
 * one, Escape none.
 *
 * Signals: ::day-chosen (guint julian): a day as a #GDate counts it; 0: none any more.
 */
#define WEIR_TYPE_CALENDAR_HEAT (weir_calendar_heat_get_type ())
G_DECLARE_FINAL_TYPE (WeirCalendarHeat, weir_calendar_heat, WEIR, CALENDAR_HEAT, GtkWidget)

GtkWidget *weir_calendar_heat_new        (void);
void       weir_calendar_heat_set_counts (WeirCalendarHeat *self,
                                          guint             last_julian,
                                          const guint      *counts,
                                          guint             n_counts);
void       weir_calendar_heat_choose     (WeirCalendarHeat *self,
                                          guint             julian);
guint      weir_calendar_heat_get_chosen (WeirCalendarHeat *self);

G_END_DECLS
