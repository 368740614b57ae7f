#pragma once

#include "data/series/weir-candles.h"
#include "data/series/weir-series.h"

G_BEGIN_DECLS

/**
 * WeirKeyView:
 *
 * What the screen knows of one key of a stream. Its color_index is given when
 * the key is first seen and never changes. Main thread only.
 */
#define WEIR_TYPE_KEY_VIEW (weir_key_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirKeyView, weir_key_view, WEIR, KEY_VIEW, GObject)

const char  *weir_key_view_get_key         (WeirKeyView *self);
guint        weir_key_view_get_color_index (WeirKeyView *self);
WeirSeries  *weir_key_view_get_series      (WeirKeyView *self,
                                            guint        field);
WeirCandles *weir_key_view_get_candles     (WeirKeyView *self);
double       weir_key_view_get_last        (WeirKeyView *self,
                                            guint        field,
                                            gint64      *time_usec);
guint64      weir_key_view_get_n_records   (WeirKeyView *self);
gboolean     weir_key_view_get_is_other    (WeirKeyView *self);

G_END_DECLS
