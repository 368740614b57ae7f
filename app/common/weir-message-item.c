#include "config.h"

#include "app/common/weir-message-item.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-words.h"
#include "data/decode/weir-escape.h"
#include "widgets/weir-format.h"

struct _WeirMessageItem
{
  GObject          parent_instance;

  WeirTailMessage *message;     /* owned, nullable */
  WeirDeadLetter  *letter;      /* owned, nullable */

  const char      *topic;       /* interned */
  gint32           partition;
  gint64           offset;
  gint64           time_usec;
  char            *key;
  char            *text;
  const char      *style;       /* static */
};

G_DEFINE_FINAL_TYPE (WeirMessageItem, weir_message_item, G_TYPE_OBJECT)

static void
weir_message_item_finalize (GObject *object)
{
  WeirMessageItem *self = WEIR_MESSAGE_ITEM (object);

  g_clear_pointer (&self->message, weir_tail_message_unref);
  g_clear_pointer (&self->letter, weir_dead_letter_unref);
  g_free (self->key);
  g_free (self->text);

  G_OBJECT_CLASS (weir_message_item_parent_class)->finalize (object);
}

static void
weir_message_item_class_init (WeirMessageItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_message_item_finalize;
}

static void
weir_message_item_init (WeirMessageItem *self)
{
}

WeirMessageItem *
weir_message_item_new_tail (WeirTailMessage *message)
{
  WeirMessageItem *self = g_object_new (WEIR_TYPE_MESSAGE_ITEM, NULL);

  self->message = weir_tail_message_ref (message);
  self->topic = message->topic;
  self->partition = message->partition;
  self->offset = message->offset;
  self->time_usec = message->dead ? message->record_time_usec : message->time_usec;
  self->style = message->dead ? "critical" : NULL;

  return self;
}

static char *
dup_escaped_bytes (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes != NULL ? weir_escape_dup_page (data, length) : NULL;
}

WeirMessageItem *
weir_message_item_new_dead (WeirDeadLetter *letter)
{
  WeirMessageItem *self = g_object_new (WEIR_TYPE_MESSAGE_ITEM, NULL);
  const char *word = weir_word_of_decode_error (letter->reason);

  self->letter = weir_dead_letter_ref (letter);
  self->topic = g_intern_string (letter->topic);
  self->partition = letter->partition;
  self->offset = letter->offset;
  self->time_usec = letter->arrival_usec;
  self->key = dup_escaped_bytes (letter->key);
  self->text = letter->detail != NULL ? g_strdup_printf ("%s: %s", word, letter->detail) : g_strdup (word);

  return self;
}

WeirMessageItem *
weir_message_item_new_late (const WeirLateRecord *record,
                            const char           *topic)
{
  WeirMessageItem *self = g_object_new (WEIR_TYPE_MESSAGE_ITEM, NULL);
  g_autofree char *delay = weir_format_duration (ABS (record->delay_usec));

  self->topic = g_intern_string (topic);
  self->partition = record->partition;
  self->offset = record->offset;
  self->time_usec = record->time_usec;
  self->key = g_strdup (record->key);
  /* Translators: how late a record was, or how far ahead of the broker's time */
  self->text = g_strdup_printf (record->future ? _("%s ahead") : _("%s late"), delay);
  self->style = record->future ? "warning" : NULL;

  return self;
}

const char *
weir_message_item_get_topic (WeirMessageItem *self)
{
  return self->topic;
}

gint32
weir_message_item_get_partition (WeirMessageItem *self)
{
  return self->partition;
}

gint64
weir_message_item_get_offset (WeirMessageItem *self)
{
  return self->offset;
}

gint64
weir_message_item_get_time_usec (WeirMessageItem *self)
{
  return self->time_usec;
}

const char *
weir_message_item_get_key (WeirMessageItem *self)
{
  if (self->message != NULL)
    return self->message->stream_key != NULL ? self->message->stream_key : self->message->key;

  return self->key;
}

const char *
weir_message_item_get_record_key (WeirMessageItem *self)
{
  return self->message != NULL ? self->message->key : self->key;
}

const char *
weir_message_item_get_text (WeirMessageItem *self)
{
  return self->message != NULL ? self->message->decoded : self->text;
}

const char *
weir_message_item_get_style (WeirMessageItem *self)
{
  return self->style;
}

GBytes *
weir_message_item_get_payload (WeirMessageItem *self)
{
  if (self->message != NULL)
    return self->message->payload;

  return self->letter != NULL ? self->letter->payload : NULL;
}

GBytes *
weir_message_item_get_key_bytes (WeirMessageItem *self)
{
  if (self->message != NULL)
    return self->message->key_bytes;

  return self->letter != NULL ? self->letter->key : NULL;
}

GPtrArray *
weir_message_item_get_headers (WeirMessageItem *self)
{
  return self->message != NULL ? self->message->headers : NULL;
}

WeirTailMessage *
weir_message_item_get_message (WeirMessageItem *self)
{
  return self->message;
}

gint64
weir_message_item_get_record_time_usec (WeirMessageItem *self)
{
  return self->message != NULL ? self->message->record_time_usec : WEIR_NO_TIME;
}

char *
weir_message_item_dup_raw (WeirMessageItem *self)
{
  return dup_escaped_bytes (weir_message_item_get_payload (self));
}

gsize
weir_message_item_get_length (WeirMessageItem *self)
{
  if (self->message != NULL)
    return self->message->payload_length;
  if (self->letter != NULL)
    return self->letter->payload_length;

  return 0;
}

static void
borrow_bytes (GBytes      *bytes,
              const char **data,
              gsize       *length)
{
  if (bytes != NULL)
    *data = g_bytes_get_data (bytes, length);
  if (bytes != NULL && *data == NULL)
    *data = "";
}

void
weir_message_item_fill (WeirMessageItem *self,
                        WeirMessage     *message,
                        GArray          *headers)
{
  if (self->message != NULL)
    {
      weir_tail_message_fill (self->message, message, headers);
      return;
    }

  *message = (WeirMessage) {
    .topic = self->topic,
    .partition = self->partition,
    .offset = self->offset,
    .time_usec = self->time_usec,
    .arrival_usec = self->time_usec,
    .key = self->key,
    .key_length = self->key != NULL ? strlen (self->key) : 0,
  };
  borrow_bytes (weir_message_item_get_key_bytes (self), &message->key, &message->key_length);
  borrow_bytes (weir_message_item_get_payload (self), &message->payload, &message->payload_length);
}

gboolean
weir_message_item_equal (WeirMessageItem *self,
                         WeirMessageItem *other)
{
  return self->offset == other->offset && self->partition == other->partition && self->topic == other->topic;
}

static gboolean
payload_contains (WeirMessageItem *self,
                  const char      *wanted)
{
  GBytes *payload = weir_message_item_get_payload (self);
  gsize length;
  const char *bytes;

  if (payload == NULL)
    return FALSE;

  bytes = g_bytes_get_data (payload, &length);

  return bytes != NULL && memmem (bytes, length, wanted, strlen (wanted)) != NULL;
}

gboolean
weir_message_item_contains (WeirMessageItem *self,
                            const char      *wanted)
{
  const char *key = weir_message_item_get_key (self);
  const char *text = weir_message_item_get_text (self);

  return (key != NULL && strstr (key, wanted) != NULL)
         || (text != NULL && strstr (text, wanted) != NULL)
         || payload_contains (self, wanted);
}
