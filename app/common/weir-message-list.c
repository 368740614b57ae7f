#include "config.h"

#include "app/common/weir-message-list.h"

struct _WeirMessageList
{
  GObject          parent_instance;

  WeirStreamView  *stream;   /* owned, nullable */
  WeirMessagesKind kind;
  GPtrArray       *items;    /* of WeirMessageItem, oldest first */
};

static GType
weir_message_list_get_item_type (GListModel *model)
{
  return WEIR_TYPE_MESSAGE_ITEM;
}

static guint
weir_message_list_get_n_items (GListModel *model)
{
  return WEIR_MESSAGE_LIST (model)->items->len;
}

static gpointer
weir_message_list_get_item (GListModel *model,
                            guint       position)
{
  WeirMessageList *self = WEIR_MESSAGE_LIST (model);

  if (position >= self->items->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->items, self->items->len - 1 - position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = weir_message_list_get_item_type;
  iface->get_n_items = weir_message_list_get_n_items;
  iface->get_item = weir_message_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirMessageList, weir_message_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
weir_message_list_finalize (GObject *object)
{
  WeirMessageList *self = WEIR_MESSAGE_LIST (object);

  g_clear_object (&self->stream);
  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (weir_message_list_parent_class)->finalize (object);
}

static void
weir_message_list_class_init (WeirMessageListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_message_list_finalize;
}

static void
weir_message_list_init (WeirMessageList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

WeirMessageList *
weir_message_list_new (void)
{
  return g_object_new (WEIR_TYPE_MESSAGE_LIST, NULL);
}

static guint
get_source_length (WeirMessageList *self)
{
  switch (self->kind)
    {
    case WEIR_MESSAGES_DEAD:
      return weir_stream_view_get_dead_letters (self->stream)->len;
    case WEIR_MESSAGES_LATE:
      return weir_stream_view_get_late (self->stream)->len;
    case WEIR_MESSAGES_TAIL:
    default:
      return weir_stream_view_get_messages (self->stream)->len;
    }
}

static WeirMessageItem *
create_item (WeirMessageList *self,
             guint            i)
{
  const WeirLateRecord *late;

  switch (self->kind)
    {
    case WEIR_MESSAGES_DEAD:
      return weir_message_item_new_dead (g_ptr_array_index (weir_stream_view_get_dead_letters (self->stream), i));
    case WEIR_MESSAGES_LATE:
      late = &g_array_index (weir_stream_view_get_late (self->stream), WeirLateRecord, i);
      return weir_message_item_new_late (late, weir_stream_view_get_topic (self->stream, late->topic_index));
    case WEIR_MESSAGES_TAIL:
    default:
      return weir_message_item_new_tail (g_ptr_array_index (weir_stream_view_get_messages (self->stream), i));
    }
}

/* How many of the source's items, counted from its end, are newer than what the list has. */
static GPtrArray *
dup_newer (WeirMessageList *self)
{
  GPtrArray *newer = g_ptr_array_new_with_free_func (g_object_unref);
  WeirMessageItem *newest = NULL;

  if (self->items->len > 0)
    newest = g_ptr_array_index (self->items, self->items->len - 1);

  for (guint i = get_source_length (self); i > 0; i--)
    {
      g_autoptr(WeirMessageItem) item = create_item (self, i - 1);

      if (newest != NULL && weir_message_item_equal (newest, item))
        break;
      g_ptr_array_add (newer, g_steal_pointer (&item));
    }

  return newer;
}

void
weir_message_list_set (WeirMessageList  *self,
                       WeirStreamView   *stream,
                       WeirMessagesKind  kind)
{
  guint n = self->items->len;

  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  if (stream == self->stream && kind == self->kind)
    return;

  g_set_object (&self->stream, stream);
  self->kind = kind;
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

void
weir_message_list_follow (WeirMessageList *self)
{
  g_autoptr(GPtrArray) newer = NULL;
  guint n_source, n_before, n_gone;

  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  if (self->stream == NULL)
    return;

  newer = dup_newer (self);
  n_source = get_source_length (self);
  n_before = self->items->len;
  n_gone = n_before + newer->len > n_source ? n_before + newer->len - n_source : 0;

  if (n_gone > 0)
    {
      g_ptr_array_remove_range (self->items, 0, n_gone);
      g_list_model_items_changed (G_LIST_MODEL (self), n_before - n_gone, n_gone, 0);
    }
  if (newer->len == 0)
    return;

  for (guint i = newer->len; i > 0; i--)
    g_ptr_array_add (self->items, g_object_ref (g_ptr_array_index (newer, i - 1)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, newer->len);
}
