#include "config.h"

#include "app/common/weir-item.h"

struct _WeirItem
{
  GObject       parent_instance;

  gconstpointer value;
};

G_DEFINE_FINAL_TYPE (WeirItem, weir_item, G_TYPE_OBJECT)

static void
weir_item_class_init (WeirItemClass *klass)
{
}

static void
weir_item_init (WeirItem *self)
{
}

gconstpointer
weir_item_get (WeirItem *self)
{
  g_return_val_if_fail (WEIR_IS_ITEM (self), NULL);

  return self->value;
}

GListStore *
weir_item_store_new (void)
{
  return g_list_store_new (WEIR_TYPE_ITEM);
}

void
weir_item_store_set (GListStore          *store,
                     const gconstpointer *values,
                     guint                n_values)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MIN (n_old, n_values); i++)
    {
      g_autoptr(WeirItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      item->value = values[i];
    }
  for (guint i = n_old; i < n_values; i++)
    {
      WeirItem *item = g_object_new (WEIR_TYPE_ITEM, NULL);

      item->value = values[i];
      g_ptr_array_add (added, item);
    }
  if (n_old != n_values)
    g_list_store_splice (store, MIN (n_old, n_values), n_old > n_values ? n_old - n_values : 0, added->pdata, added->len);
}
