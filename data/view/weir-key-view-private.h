#pragma once

#include "data/view/weir-key-view.h"
#include "data/screen/weir-stream-update.h"

G_BEGIN_DECLS

WeirKeyView *weir_key_view_new           (const char         *key,
                                          gsize               key_length,
                                          guint               color_index,
                                          guint               n_fields,
                                          guint               n_candles);
WeirKeyView *weir_key_view_new_other     (guint               n_candles);
void         weir_key_view_set_n_records (WeirKeyView        *self,
                                          guint64             n_records);
void         weir_key_view_set_last      (WeirKeyView        *self,
                                          guint64             n_records,
                                          const WeirLast     *lasts);
gboolean     weir_key_view_has_series    (WeirKeyView        *self);
WeirSeries  *weir_key_view_ensure_series (WeirKeyView        *self,
                                          guint               field);
void         weir_key_view_drop_series   (WeirKeyView        *self);
void         weir_key_view_take_over     (WeirKeyView        *self,
                                          WeirKeyView        *newer);
gboolean     weir_key_view_was_dropped   (WeirKeyView        *self);
void         weir_key_view_emit_changed  (WeirKeyView        *self);
gsize        weir_key_view_get_n_bytes   (WeirKeyView        *self);

/* Whether it waits for weir_key_view_emit_changed() already; the stream view's note. */
gboolean     weir_key_view_mark          (WeirKeyView        *self);

G_END_DECLS
