#pragma once

#include <gtk/gtk.h>

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirDelayHistogram: how late records came, as bars over a logarithmic axis of delays, with a mark where a grace ends.
 */
#define WEIR_TYPE_DELAY_HISTOGRAM (weir_delay_histogram_get_type ())
G_DECLARE_FINAL_TYPE (WeirDelayHistogram, weir_delay_histogram, WEIR, DELAY_HISTOGRAM, GtkWidget)

GtkWidget *weir_delay_histogram_new        (void);
void       weir_delay_histogram_set_delays (WeirDelayHistogram    *self,
                                            const WeirDelayBucket *delays,
                                            guint                  n_delays,
                                            gint64                 grace_usec);
guint      weir_delay_histogram_get_n_bars (WeirDelayHistogram    *self);
guint64    weir_delay_histogram_get_bar    (WeirDelayHistogram    *self,
                                            guint                  bar,
                                            gint64                *lower_usec,
                                            gint64                *upper_usec);

G_END_DECLS
