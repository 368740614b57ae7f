#pragma once

#include <gio/gio.h>

#include "data/view/weir-key-view.h"

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

/* (transfer full): takes @key, as gtk_map_list_model_new() wants it; @fields are borrowed, n_fields <= 8;
 * @volume_field: what its volume is summed of, -1: nothing. */
WeirKeyRow  *weir_key_row_new           (WeirKeyView *key,
                                         const int   *fields,
                                         guint        n_fields,
                                         int          volume_field);
/* The @i-th field is a flag: it is shown as true or false. */
void         weir_key_row_set_flag      (WeirKeyRow  *self,
                                         guint        i);
/* Figures of all @rows (of WeirKeyRow) over [begin, end). */
void         weir_key_rows_update       (GListModel  *rows,
                                         gint64       begin_usec,
                                         gint64       end_usec);
WeirKeyView *weir_key_row_get_view      (WeirKeyRow  *self);
WeirSeries  *weir_key_row_get_series    (gpointer     item);
double       weir_key_row_get_last      (WeirKeyRow  *self,
                                         guint        i);
/* The same, with as many decimals as the largest of the column needs. (transfer full) */
char        *weir_key_row_dup_last      (WeirKeyRow  *self,
                                         guint        i);
/* How a table names the key, and in which style. (transfer full) */
char        *weir_key_row_dup_name      (gpointer     item,
                                         const char **style_class);
/* By key; what stands for keys without room comes first. */
int          weir_key_row_compare_names (gconstpointer a,
                                         gconstpointer b,
                                         gpointer      user_data);
/* How old that value is at the end of the range; -1: there is none. */
gint64       weir_key_row_get_age_usec  (WeirKeyRow  *self);
/* % from the first to the last value in the range, of the first field. */
double       weir_key_row_get_change    (WeirKeyRow  *self);
/* What the volumes in the range sum up to, NaN without one. */
double       weir_key_row_get_volume    (WeirKeyRow  *self);

G_END_DECLS
