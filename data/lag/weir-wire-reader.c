#include "config.h"

#include "data/lag/weir-wire-reader.h"

/*< private >
 * weir_wire_reader_init:
 * @self: uninitialised
 * @bytes: an answer, that outlives @self
 */
void
weir_wire_reader_init (WeirWireReader *self,
                       GBytes         *bytes)
{
  *self = (WeirWireReader) { 0 };
  self->data = g_bytes_get_data (bytes, &self->length);
}

/*< private >
 * weir_wire_reader_read_number:
 * @self: a reader
 * @n_bytes: of the number, at most 8
 *
 * Returns: a number with a sign
 */
gint64
weir_wire_reader_read_number (WeirWireReader *self,
                              guint           n_bytes)
{
  guint64 number = 0;

  if (self->failed || self->length - self->at < n_bytes)
    {
      self->failed = TRUE;
      return 0;
    }

  for (guint i = 0; i < n_bytes; i++)
    number = number << 8 | self->data[self->at++];

  /* The sign of the first byte. */
  return n_bytes < 8 ? (gint64) (number << (64 - 8 * n_bytes)) >> (64 - 8 * n_bytes) : (gint64) number;
}

static char *
read_bytes (WeirWireReader *self,
            gint64          length)
{
  char *text;

  if (self->failed || length < 0 || (gsize) length > self->length - self->at)
    {
      self->failed = TRUE;
      return NULL;
    }

  text = g_strndup ((const char *) self->data + self->at, (gsize) length);
  self->at += (gsize) length;

  return text;
}

/*< private >
 * weir_wire_reader_read_text:
 * @self: a reader
 *
 * Returns: (transfer full) (nullable): a text; %NULL also for one that is none
 */
char *
weir_wire_reader_read_text (WeirWireReader *self)
{
  gint64 length = weir_wire_reader_read_number (self, 2);

  return length == -1 && !self->failed ? NULL : read_bytes (self, length);
}

/*< private >
 * weir_wire_reader_read_varint:
 * @self: a reader
 *
 * Returns: an unsigned number of variable length, of at most 32 bits
 */
gint64
weir_wire_reader_read_varint (WeirWireReader *self)
{
  guint64 number = 0;

  for (guint shift = 0; shift < 35; shift += 7)
    {
      guint8 byte = (guint8) weir_wire_reader_read_number (self, 1);

      number |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return number <= G_MAXUINT32 ? (gint64) number : (self->failed = TRUE, 0);
    }
  self->failed = TRUE;

  return 0;
}

/*< private >
 * weir_wire_reader_read_compact_count:
 * @self: a reader
 *
 * Returns: of how many items a list consists, -1 where there is none
 */
gint64
weir_wire_reader_read_compact_count (WeirWireReader *self)
{
  gint64 count = weir_wire_reader_read_varint (self);

  return self->failed ? 0 : count - 1;
}

/*< private >
 * weir_wire_reader_read_compact_text:
 * @self: a reader
 *
 * Returns: (transfer full) (nullable): as weir_wire_reader_read_text(), with a length of variable length
 */
char *
weir_wire_reader_read_compact_text (WeirWireReader *self)
{
  gint64 length = weir_wire_reader_read_compact_count (self);

  return length == -1 ? NULL : read_bytes (self, length);
}

/*< private >
 * weir_wire_reader_skip:
 * @self: a reader
 * @n_bytes: that are of no interest
 */
void
weir_wire_reader_skip (WeirWireReader *self,
                       gsize           n_bytes)
{
  if (self->failed || n_bytes > self->length - self->at)
    self->failed = TRUE;
  else
    self->at += n_bytes;
}

/*< private >
 * weir_wire_reader_skip_tags:
 * @self: a reader
 *
 * Leaves out the tagged fields, which end each structure of a newer answer.
 */
void
weir_wire_reader_skip_tags (WeirWireReader *self)
{
  gint64 n = weir_wire_reader_read_varint (self);

  for (gint64 i = 0; i < n && !self->failed; i++)
    {
      weir_wire_reader_read_varint (self);
      weir_wire_reader_skip (self, (gsize) weir_wire_reader_read_varint (self));
    }
}
