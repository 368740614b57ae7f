#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-derived-words.h"
#include "app/common/weir-words.h"
#include "data/decode/weir-escape.h"
#include "widgets/weir-format.h"

/* What the page says of one record. */

static char *
dup_length (gsize length)
{
  g_autofree char *count = weir_format_count (length);

  return length > 0 ? g_strdup_printf (ngettext ("%s byte", "%s bytes", length), count) : NULL;
}

static char *
dup_header_value (const WeirTailHeader *header)
{
  gsize length = 0;
  const char *bytes = header->value != NULL ? g_bytes_get_data (header->value, &length) : NULL;

  if (header->value == NULL)
    return g_strdup (_("null"));

  return weir_escape_dup (bytes != NULL ? bytes : "", length, WEIR_ESCAPE_KEY_MAX);
}

static void
add_headers (WeirMessagesPage *self,
             GPtrArray        *headers)
{
  for (guint i = 0; headers != NULL && i < headers->len; i++)
    {
      const WeirTailHeader *header = g_ptr_array_index (headers, i);
      g_autofree char *shown = weir_escape_dup_line (header->name);
      /* Translators: name of a header of a record */
      g_autofree char *name = g_strdup_printf (_("Header %s"), shown);
      g_autofree char *value = dup_header_value (header);

      weir_detail_add_fact (self->detail, name, *value != '\0' ? value : _("(empty)"));
    }
}

static void
add_parts (WeirMessagesPage *self,
           WeirMessageItem  *item)
{
  GPtrArray *headers = weir_message_item_get_headers (item);
  GBytes *key = weir_message_item_get_key_bytes (item);

  weir_detail_add_part (self->detail, _("Payload"), weir_message_item_get_payload (item), weir_message_item_get_length (item));
  weir_detail_add_part (self->detail, _("Record key"), key, key != NULL ? g_bytes_get_size (key) : 0);
  for (guint i = 0; headers != NULL && i < headers->len; i++)
    {
      const WeirTailHeader *header = g_ptr_array_index (headers, i);
      g_autofree char *shown = weir_escape_dup_line (header->name);
      g_autofree char *name = g_strdup_printf (_("Header %s"), shown);

      weir_detail_add_part (self->detail, name, header->value, header->length);
    }
}

static const char *
get_text_title (WeirMessagesPage *self,
                WeirMessageItem  *item)
{
  WeirTailMessage *message = weir_message_item_get_message (item);

  if (message != NULL && message->dead)
    return _("Reason");

  return gtk_column_view_column_get_title (self->columns[WEIR_MESSAGES_COLUMN_TEXT]);
}

void
weir_messages_page_show_item (WeirMessagesPage *self,
                              WeirMessageItem  *item)
{
  g_autofree char *title = weir_dup_record_place (weir_message_item_get_topic (item),
                                                  weir_message_item_get_partition (item),
                                                  weir_message_item_get_offset (item));
  const char *key = weir_message_item_get_key (item);
  const char *record_key = weir_message_item_get_record_key (item);
  gint64 record_usec = weir_message_item_get_record_time_usec (item);
  gboolean kept = weir_message_item_get_payload (item) != NULL || weir_message_item_get_message (item) != NULL;

  weir_detail_begin (self->detail, title != NULL ? title : "");
  weir_detail_add_fact (self->detail, _("Key"), key != NULL ? key : _("null"));
  /* Translators: the key that a record has in Kafka, where the stream takes a field for its key */
  if (g_strcmp0 (key, record_key) != 0)
    weir_detail_add_fact (self->detail, _("Record key"), record_key != NULL ? record_key : _("null"));
  weir_detail_take_fact (self->detail, weir_messages_page_get_kind (self) == WEIR_MESSAGES_DEAD ? _("Read") : _("Event time"),
                         weir_dup_full_time (weir_message_item_get_time_usec (item)));
  if (record_usec != WEIR_NO_TIME && record_usec != weir_message_item_get_time_usec (item))
    weir_detail_take_fact (self->detail, _("Record time"), weir_dup_full_time (record_usec));
  weir_detail_take_fact (self->detail, _("Payload"), dup_length (weir_message_item_get_length (item)));
  weir_detail_add_fact (self->detail, get_text_title (self, item), weir_message_item_get_text (item));
  add_headers (self, weir_message_item_get_headers (item));
  if (weir_messages_page_is_derived (self))
    {
      g_autofree char *raw = weir_message_item_dup_raw (item);

      weir_derived_add_facts (self->detail, raw);
    }
  if (kept)
    add_parts (self, item);
}
