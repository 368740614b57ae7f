#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirItem:
 *
 * An item of a list model that stands for a plain value, which is borrowed: who
 * fills the list keeps the values as long as they are in it.
 */
#define WEIR_TYPE_ITEM (weir_item_get_type ())
G_DECLARE_FINAL_TYPE (WeirItem, weir_item, WEIR, ITEM, GObject)

gconstpointer weir_item_get       (WeirItem            *self);
GListStore   *weir_item_store_new (void);
/* Puts @values into @store: items that are there take others in place, so that a list stays where it is. */
void          weir_item_store_set (GListStore          *store,
                                   const gconstpointer *values,
                                   guint                n_values);

G_END_DECLS
