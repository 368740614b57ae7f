#include "config.h"

#include "data/screen/weir-row-tail.h"

#include <string.h>

#include "data/alert/weir-rule-text.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-time.h"
#include "data/store/weir-export-text.h"
#include "data/window/weir-value-copy.h"
#include "data/screen/weir-tail-message.h"
#include "data/screen/weir-tail.h"

typedef struct
{
  gint32      partition;
  gint64      offset;
  gint64      time_usec;
  WeirTrail   trail;
  GByteArray *bytes;        /* owned: the values, their texts, then the key */
  gsize       key_length;
  guint       n_values;
} Slot;

struct _WeirRowTail
{
  WeirStreamSchema *schema;     /* owned reference */
  Slot            slots[WEIR_TAIL_MAX];
  guint64         n_added;
  guint64         n_taken;
};

/*< private >
 * weir_row_tail_new:
 * @schema: the stream's
 *
 * Returns: (transfer full): an empty tail
 */
WeirRowTail *
weir_row_tail_new (WeirStreamSchema *schema)
{
  WeirRowTail *self = g_new0 (WeirRowTail, 1);

  self->schema = weir_stream_schema_ref (schema);
  for (guint i = 0; i < WEIR_TAIL_MAX; i++)
    self->slots[i].bytes = g_byte_array_new ();

  return self;
}

/*< private >
 * weir_row_tail_free:
 * @self: (transfer full): a tail
 */
void
weir_row_tail_free (WeirRowTail *self)
{
  for (guint i = 0; i < WEIR_TAIL_MAX; i++)
    g_byte_array_unref (self->slots[i].bytes);
  weir_stream_schema_unref (self->schema);
  g_free (self);
}

/*< private >
 * weir_row_tail_add:
 * @self: a tail
 * @record: a row
 * @trail: what it was made of
 *
 * Copies a row, over the oldest if there are too many.
 */
void
weir_row_tail_add (WeirRowTail      *self,
                   const WeirRecord *record,
                   const WeirTrail  *trail)
{
  Slot *slot = &self->slots[self->n_added++ % WEIR_TAIL_MAX];
  char *key;

  slot->partition = record->message->partition;
  slot->offset = record->message->offset;
  slot->time_usec = record->time_usec;
  slot->trail = *trail;
  slot->n_values = record->n_values;
  slot->key_length = record->key_length;

  /* At once: the values point to their texts, which must not move. */
  g_byte_array_set_size (slot->bytes, weir_values_get_size (record->values, record->n_values) + record->key_length);
  key = weir_values_copy (record->values, record->n_values, (WeirValue *) slot->bytes->data);
  memcpy (key, record->key, record->key_length);
}

static void
append_time (GString    *text,
             const char *name,
             gint64      time_usec)
{
  char time[32];

  weir_time_format_iso (time_usec, time);
  g_string_append_printf (text, "\"%s\":\"%s\"", name, time);
}

static void
append_side (GString             *text,
             const char          *name,
             const WeirTrailStep *step)
{
  g_string_append_printf (text, ",\"%s\":", name);
  if (step->topic == NULL)
    {
      g_string_append (text, "null");
      return;
    }

  g_string_append (text, "{\"topic\":");
  weir_export_append_json_text (text, step->topic, strlen (step->topic));
  g_string_append_printf (text, ",\"partition\":%d,\"offset\":%" G_GINT64_FORMAT ",", step->partition, step->offset);
  append_time (text, "time", step->time_usec);
  g_string_append_c (text, '}');
}

static void
append_trail (GString         *text,
              const WeirTrail *trail)
{
  if (trail->stream == NULL)
    {
      append_side (text, "left", &trail->sides[WEIR_JOIN_SIDE_LEFT]);
      append_side (text, "right", &trail->sides[WEIR_JOIN_SIDE_RIGHT]);
      return;
    }

  g_string_append (text, ",\"window\":{\"stream\":");
  weir_export_append_json_text (text, trail->stream, strlen (trail->stream));
  g_string_append_c (text, ',');
  append_time (text, "start", trail->start_usec);
  g_string_append_c (text, ',');
  append_time (text, "end", trail->end_usec);
  g_string_append_c (text, '}');
}

static void
append_values (GString          *text,
               const WeirRecord *record,
               GStrv             names)
{
  g_string_append (text, ",\"values\":{");
  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_json_text (text, names[i], strlen (names[i]));
      g_string_append_c (text, ':');
      if (value->type == WEIR_VALUE_MISSING || value->type == WEIR_VALUE_NULL)
        g_string_append (text, "null");
      else if (value->type == WEIR_VALUE_TEXT)
        weir_export_append_json_text (text, value->as_text, value->length);
      else
        weir_value_append_text (value, text);
    }
  g_string_append_c (text, '}');
}

/* A row of JSON such as no topic holds: the key, where it is from, and its values. */
static char *
dup_text (const WeirRecord *record,
          const WeirTrail  *trail,
          GStrv             names)
{
  GString *text = g_string_new ("{\"key\":");

  weir_export_append_json_text (text, record->key, record->key_length);
  g_string_append_c (text, ',');
  append_time (text, "time", record->time_usec);
  append_trail (text, trail);
  append_values (text, record, names);
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

static WeirTailMessage *
message_new (WeirRowTail *self,
             Slot        *slot)
{
  const WeirRecord record = {
    .time_usec = slot->time_usec,
    .key = (const char *) slot->bytes->data + slot->bytes->len - slot->key_length,
    .key_length = slot->key_length,
    .values = (const WeirValue *) slot->bytes->data,
    .n_values = slot->n_values,
  };
  g_autofree char *text = dup_text (&record, &slot->trail, self->schema->names);
  const WeirMessage row = {
    .topic = self->schema->config->name,
    .partition = slot->partition,
    .offset = slot->offset,
    .time_usec = slot->time_usec,
    .key = record.key,
    .key_length = record.key_length,
    .payload = text,
    .payload_length = strlen (text),
  };
  WeirTailMessage *message = weir_tail_message_new (&row, row.payload_length);
  GString *decoded = g_string_new (NULL);

  weir_rule_text_append_record (decoded, &record, (const char * const *) self->schema->names,
                                (const char * const *) self->schema->units);
  message->decoded = g_string_free (decoded, FALSE);

  return message;
}

/*< private >
 * weir_row_tail_take:
 * @self: a tail
 * @messages: (element-type WeirTailMessage): gets what was added since the last call
 *
 * Puts the newest rows into words, oldest of them first. Their topic is the
 * stream's name; their text says where the records they were made of stand.
 */
void
weir_row_tail_take (WeirRowTail *self,
                    GPtrArray   *messages)
{
  guint64 first = self->n_added > WEIR_TAIL_MAX ? self->n_added - WEIR_TAIL_MAX : 0;

  for (guint64 i = MAX (first, self->n_taken); i < self->n_added; i++)
    g_ptr_array_add (messages, message_new (self, &self->slots[i % WEIR_TAIL_MAX]));

  self->n_taken = self->n_added;
}
