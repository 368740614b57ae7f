#pragma once

#include <gio/gio.h>

#include "data/workspace/weir-series-config.h"

G_BEGIN_DECLS

/**
 * WeirValueItem:
 *
 * A value that charts can show: a field of the records of a stream, or a column
 * of its windows.
 */
#define WEIR_TYPE_VALUE_ITEM (weir_value_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirValueItem, weir_value_item, WEIR, VALUE_ITEM, GObject)

/* @window: (nullable): the windows' name; NULL: the records */
WeirValueItem          *weir_value_item_new        (const char    *stream,
                                                    const char    *window,
                                                    const char    *value);
const WeirSeriesConfig *weir_value_item_get_config (WeirValueItem *self);
/* (transfer full): where it comes from, "stock-prices · 1m" */
char                   *weir_value_item_dup_place  (WeirValueItem *self);
/* Whether each of the words of a search, casefolded, is somewhere in its name or place. */
gboolean                weir_value_item_matches    (WeirValueItem      *self,
                                                    const char * const *words);

G_END_DECLS
