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
/* Field by its index in the stream's config. (transfer none) (nullable): text fields, and keys past the chart cap, have none. */
WeirSeries  *weir_key_view_get_series      (WeirKeyView *self,
                                            guint        field);
/* Candles of the first window spec over the first number field. (transfer none) */
WeirCandles *weir_key_view_get_candles     (WeirKeyView *self);
double       weir_key_view_get_last        (WeirKeyView *self,
                                            guint        field,
                                            gint64      *time_usec);
guint64      weir_key_view_get_n_records   (WeirKeyView *self);
/* Whether it stands for all keys that had no room, "(other)"; it has candles but no last values and no series. */
gboolean     weir_key_view_get_is_other    (WeirKeyView *self);

G_END_DECLS
