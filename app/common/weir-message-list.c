#include "config.h"

#include "app/common/weir-message-list.h"

/* What a condition holds for stays listed, beyond what the tail keeps. */
#define MAX_MATCHES 1000

struct _WeirMessageList
{
  GObject          parent_instance;

  WeirStreamView  *stream;   /* owned, nullable */
  WeirMessagesKind kind;
  GPtrArray       *items;    /* of WeirMessageItem, oldest first */
  WeirRecordFilter *filter;  /* owned, nullable: everything is listed */
  WeirMessageItem *newest;   /* owned, nullable: of those that were looked at */
  GArray          *headers;  /* owned, of WeirHeader: of the record that is looked at */
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
  g_clear_object (&self->newest);
  g_clear_pointer (&self->filter, weir_record_filter_free);
  g_ptr_array_unref (self->items);
  g_array_unref (self->headers);

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
  self->headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));
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

/* Those of the source that are newer than what was looked at, newest first. */
static GPtrArray *
dup_newer (WeirMessageList *self)
{
  GPtrArray *newer = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = get_source_length (self); i > 0; i--)
    {
      g_autoptr(WeirMessageItem) item = create_item (self, i - 1);

      if (self->newest != NULL && weir_message_item_equal (self->newest, item))
        break;
      g_ptr_array_add (newer, g_steal_pointer (&item));
    }

  return newer;
}

static void
clear (WeirMessageList *self)
{
  guint n = self->items->len;

  g_clear_object (&self->newest);
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

void
weir_message_list_set (WeirMessageList  *self,
                       WeirStreamView   *stream,
                       WeirMessagesKind  kind)
{
  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  if (stream == self->stream && kind == self->kind)
    return;

  g_set_object (&self->stream, stream);
  self->kind = kind;
  clear (self);
}

void
weir_message_list_set_filter (WeirMessageList  *self,
                              WeirRecordFilter *filter)
{
  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  g_clear_pointer (&self->filter, weir_record_filter_free);
  self->filter = filter;
  if (self->kind != WEIR_MESSAGES_EXCERPT)
    clear (self);
}

WeirRecordFilter *
weir_message_list_get_filter (WeirMessageList *self)
{
  g_return_val_if_fail (WEIR_IS_MESSAGE_LIST (self), NULL);

  return self->filter;
}

void
weir_message_list_show (WeirMessageList *self,
                        WeirStreamView  *stream,
                        GPtrArray       *messages)
{
  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  g_set_object (&self->stream, stream);
  self->kind = WEIR_MESSAGES_EXCERPT;
  clear (self);
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (self->items, weir_message_item_new_tail (g_ptr_array_index (messages, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->items->len);
}

/* Oldest first: functions that remember see the records as they came. */
static void
remove_unwanted (WeirMessageList *self,
                 GPtrArray       *newer)
{
  for (guint i = newer->len; i > 0; i--)
    {
      WeirMessage message;

      weir_message_item_fill (g_ptr_array_index (newer, i - 1), &message, self->headers);
      if (!weir_record_filter_shows (self->filter, &message))
        g_ptr_array_remove_index (newer, i - 1);
    }
}

static void
remove_oldest (WeirMessageList *self,
               guint            n_kept,
               guint            n_newer)
{
  guint n_before = self->items->len;
  guint n_gone = n_before + n_newer > n_kept ? MIN (n_before + n_newer - n_kept, n_before) : 0;

  if (n_gone == 0)
    return;

  g_ptr_array_remove_range (self->items, 0, n_gone);
  g_list_model_items_changed (G_LIST_MODEL (self), n_before - n_gone, n_gone, 0);
}

void
weir_message_list_follow (WeirMessageList *self)
{
  g_autoptr(GPtrArray) newer = NULL;

  g_return_if_fail (WEIR_IS_MESSAGE_LIST (self));

  if (self->stream == NULL || self->kind == WEIR_MESSAGES_EXCERPT)
    return;

  newer = dup_newer (self);
  if (newer->len > 0)
    g_set_object (&self->newest, g_ptr_array_index (newer, 0));
  if (self->filter != NULL)
    remove_unwanted (self, newer);
  remove_oldest (self, self->filter != NULL ? MAX_MATCHES : get_source_length (self), newer->len);
  if (newer->len == 0)
    return;

  for (guint i = newer->len; i > 0; i--)
    g_ptr_array_add (self->items, g_object_ref (g_ptr_array_index (newer, i - 1)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, newer->len);
}
