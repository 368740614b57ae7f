#include "config.h"

#include "data/store/weir-recorder-buffer.h"

#include <string.h>

/* The first block is small, as a day may have one record; later ones are as large as all before them. */
#define BLOCK_MIN_BYTES 4096
#define BLOCK_MAX_BYTES (1024 * 1024)

/*< private >
 * weir_recorder_buffer_new:
 * @day: of all its records
 * @n_fields: values of each
 *
 * Returns: (transfer full): an empty buffer
 */
WeirRecorderBuffer *
weir_recorder_buffer_new (gint64 day,
                          guint  n_fields)
{
  WeirRecorderBuffer *self = g_new0 (WeirRecorderBuffer, 1);

  self->day = day;
  self->n_fields = n_fields;
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirRecorderRow));
  self->values = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  self->blocks = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/*< private >
 * weir_recorder_buffer_free:
 * @self: (transfer full): a buffer
 */
void
weir_recorder_buffer_free (WeirRecorderBuffer *self)
{
  g_array_unref (self->rows);
  g_array_unref (self->values);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

static char *
take_room (WeirRecorderBuffer *self,
           gsize               length)
{
  char *room;

  /* Headers are structs. */
  length = (length + 7) & ~(gsize) 7;
  if (length > self->n_room)
    {
      gsize size = MAX (CLAMP (self->n_blocks_bytes, BLOCK_MIN_BYTES, BLOCK_MAX_BYTES), length);

      self->room = g_malloc (size);
      self->n_room = size;
      self->n_blocks_bytes += size;
      g_ptr_array_add (self->blocks, self->room);
    }

  room = self->room;
  self->room += length;
  self->n_room -= length;

  return room;
}

static const char *
keep (WeirRecorderBuffer *self,
      const char         *bytes,
      gsize               length)
{
  char *kept;

  if (bytes == NULL)
    return NULL;

  /* One of length 0 is not null. */
  kept = take_room (self, MAX (length, 1));
  memcpy (kept, bytes, length);

  return kept;
}

static void
keep_headers (WeirRecorderBuffer *self,
              const WeirMessage  *message,
              WeirRecorderRow    *row)
{
  WeirHeader header;
  WeirHeader *headers;
  guint n = 0;

  while (weir_message_get_header (message, n, &header))
    n++;
  if (n == 0)
    return;

  headers = (WeirHeader *) (gpointer) take_room (self, n * sizeof (WeirHeader));
  for (guint i = 0; i < n && weir_message_get_header (message, i, &header); i++)
    {
      headers[i].name = keep (self, header.name, strlen (header.name) + 1);
      headers[i].value = keep (self, header.value, header.length);
      headers[i].length = header.length;
    }
  row->headers = headers;
  row->n_headers = n;
}

static void
keep_values (WeirRecorderBuffer *self,
             const WeirValue    *values)
{
  guint first = self->values->len;

  if (values == NULL)
    {
      /* All zero is a missing one. */
      g_array_set_size (self->values, first + self->n_fields);
      memset (&g_array_index (self->values, WeirValue, first), 0, self->n_fields * sizeof (WeirValue));
      return;
    }

  g_array_append_vals (self->values, values, self->n_fields);
  for (guint i = first; i < self->values->len; i++)
    {
      WeirValue *value = &g_array_index (self->values, WeirValue, i);

      if (value->type == WEIR_VALUE_TEXT)
        value->as_text = keep (self, value->as_text, value->length);
    }
}

/*< private >
 * weir_recorder_buffer_add:
 * @self: a buffer
 * @message: a record behind those it has; copied
 * @values: (nullable) (array): of its fields; copied. %NULL: none could be decoded
 */
void
weir_recorder_buffer_add (WeirRecorderBuffer *self,
                          const WeirMessage  *message,
                          const WeirValue    *values)
{
  WeirRecorderRow row = {
    .offset = message->offset,
    .time_usec = message->time_usec,
    .key = keep (self, message->key, message->key_length),
    .value = keep (self, message->payload, message->payload_length),
    .key_length = (guint32) message->key_length,
    .value_length = (guint32) message->payload_length,
    .time_kind = weir_message_get_time_kind (message),
  };

  keep_headers (self, message, &row);
  if (self->n_fields > 0)
    keep_values (self, values);
  g_array_append_val (self->rows, row);
}

/*< private >
 * weir_recorder_buffer_get_bytes:
 * @self: a buffer
 *
 * Returns: the memory it takes
 */
gsize
weir_recorder_buffer_get_bytes (const WeirRecorderBuffer *self)
{
  return self->n_blocks_bytes + self->rows->len * sizeof (WeirRecorderRow) + self->values->len * sizeof (WeirValue);
}
