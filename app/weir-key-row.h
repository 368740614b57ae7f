#pragma once

#include "data/workspace/weir-key-view.h"

G_BEGIN_DECLS

#define WEIR_KEY_ROW_MAX_FIELDS 8

/**
 * WeirKeyRow:
 *
 * A key with the figures a table shows of it, brought up to date by
 * weir_key_row_update(). Figures are NaN where they are unknown.
 */
#define WEIR_TYPE_KEY_ROW (weir_key_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirKeyRow, weir_key_row, WEIR, KEY_ROW, GObject)

/* (transfer full): takes @key, as gtk_map_list_model_new() wants it; @fields are borrowed, n_fields <= 8. */
WeirKeyRow  *weir_key_row_new           (WeirKeyView *key,
                                         const int   *fields,
                                         guint        n_fields);
/* Figures over [begin, end). */
void         weir_key_row_update        (WeirKeyRow  *self,
                                         gint64       begin_usec,
                                         gint64       end_usec);
WeirKeyView *weir_key_row_get_view      (WeirKeyRow  *self);
WeirSeries  *weir_key_row_get_series    (WeirKeyRow  *self);
double       weir_key_row_get_last      (WeirKeyRow  *self,
                                         guint        i);
gint64       weir_key_row_get_last_usec (WeirKeyRow  *self);
/* % from the first to the last value in the range, of the first field. */
double       weir_key_row_get_change    (WeirKeyRow  *self);
double       weir_key_row_get_volume    (WeirKeyRow  *self);

G_END_DECLS
