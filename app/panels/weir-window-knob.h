#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirWindowKnob:
 *
 * How long the windows of a chart are, in a panel's head: turning the wheel over
 * it, or choosing from its menu, cuts the whole range anew, from a second to a day.
 *
 * Signals: ::changed () when another length was chosen.
 */
#define WEIR_TYPE_WINDOW_KNOB (weir_window_knob_get_type ())
G_DECLARE_FINAL_TYPE (WeirWindowKnob, weir_window_knob, WEIR, WINDOW_KNOB, AdwBin)

/* @own_usec: how long the windows of the stream are; (transfer floating). */
GtkWidget *weir_window_knob_new       (gint64          own_usec);
/* 0: as the stream has them. */
gint64     weir_window_knob_get_width (WeirWindowKnob *self);
/* Longer windows, or shorter ones where @steps is negative. */
void       weir_window_knob_turn      (WeirWindowKnob *self,
                                       int             steps);

G_END_DECLS
