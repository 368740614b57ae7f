#include "config.h"

#include "data/base/weir-gzip.h"

#include <zlib.h>

/* deflateInit2(): the largest window, in gzip's wrapping. */
#define WINDOW_BITS   (15 + 16)
#define MEMORY_LEVEL  8
#define STEP_BYTES    (64 * 1024)
/* deflate() counts in unsigned int. */
#define INPUT_MAX     (1u << 30)

struct _WeirGzip
{
  z_stream stream;
};

/**
 * weir_gzip_new:
 *
 * Returns: (transfer full): a stream without bytes
 */
WeirGzip *
weir_gzip_new (void)
{
  WeirGzip *self = g_new0 (WeirGzip, 1);

  /* Nothing but a lack of memory can fail, and that ends the program in GLib too. */
  if (deflateInit2 (&self->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    g_error ("zlib: %s", self->stream.msg != NULL ? self->stream.msg : "no memory");

  return self;
}

/* Until deflate() leaves room in its output, which says that it has no more to give. */
static void
weir_gzip_run (WeirGzip *self,
               int       flush,
               GString  *packed)
{
  do
    {
      gsize length = packed->len;

      g_string_set_size (packed, length + STEP_BYTES);
      self->stream.next_out = (Bytef *) packed->str + length;
      self->stream.avail_out = STEP_BYTES;
      deflate (&self->stream, flush);
      g_string_truncate (packed, packed->len - self->stream.avail_out);
    }
  while (self->stream.avail_out == 0);
}

/**
 * weir_gzip_add:
 * @self: a stream
 * @bytes: what comes next
 * @length: how many
 * @last: whether nothing comes after them
 * @packed: what is ready by now is appended here
 */
void
weir_gzip_add (WeirGzip   *self,
               const char *bytes,
               gsize       length,
               gboolean    last,
               GString    *packed)
{
  g_return_if_fail (self != NULL && packed != NULL);

  while (length > INPUT_MAX)
    {
      weir_gzip_add (self, bytes, INPUT_MAX, FALSE, packed);
      bytes += INPUT_MAX;
      length -= INPUT_MAX;
    }

  self->stream.next_in = (Bytef *) bytes;
  self->stream.avail_in = (uInt) length;
  weir_gzip_run (self, last ? Z_FINISH : Z_NO_FLUSH, packed);
}

/**
 * weir_gzip_free:
 * @self: (nullable): a stream
 */
void
weir_gzip_free (WeirGzip *self)
{
  if (self == NULL)
    return;

  deflateEnd (&self->stream);
  g_free (self);
}
