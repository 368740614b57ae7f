#include "config.h"

#include "data/store/weir-text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define BUFFER_BYTES (256 * 1024)
/* A quote that is never closed makes one record of the rest of the file. */
#define RECORD_MAX_BYTES (64 * 1024 * 1024)
#define WAIT_MSEC 200
#define MAGIC_MAX_BYTES 4
/* zlib: a gzip header, the largest window. */
#define GZIP_WINDOW_BITS (16 + 15)

typedef enum
{
  COMPRESSION_NONE,
  COMPRESSION_GZIP,
  COMPRESSION_ZSTD,
} Compression;

/* By its first bytes, whatever its name is. */
static const struct
{
  Compression compression;
  const char *magic;
  gsize       length;
} magics[] = {
  { COMPRESSION_GZIP, "\x1f\x8b", 2 },
  { COMPRESSION_ZSTD, "\x28\xb5\x2f\xfd", 4 },
};

struct _WeirTextFile
{
  char             *name;         /* owned: for messages */
  GCancellable     *cancellable;  /* owned, nullable */
  int               fd;
  gint64            size_bytes;   /* on the disk; 0 unknown */
  gint64            n_read_bytes; /* of it */
  guint             wait_msec;
  WeirTextFileFunc  waiting_func; /* nullable */
  gpointer          waiting_data;

  char             *raw;          /* owned: as it is in the file */
  gsize             n_raw;
  gboolean          at_end;       /* of the file */
  gboolean          known;        /* whether it is compressed */
  Compression       compression;
  gboolean          between;      /* two compressed streams, or before the first */
  z_stream          inflater;     /* of gzip */
  ZSTD_DStream     *unpacker;     /* owned; of zstd */

  char             *plain;        /* owned; of a compressed one: decompressed */
  const char       *buffer;       /* raw or plain */
  gsize             first;
  gsize             end;
  gboolean          begun;        /* a mark of the byte order was looked for */
  guint64           n_lines;      /* begun */
  guint64           record_line;
};

/**
 * weir_text_file_new:
 * @path: a file; “-” is standard input
 * @cancellable: (nullable): ends waiting for a pipe
 * @error: return location of a %G_FILE_ERROR
 *
 * Opens a file. A FIFO is opened without waiting for its writer.
 *
 * Returns: (transfer full): the file, %NULL with @error set
 */
WeirTextFile *
weir_text_file_new (const char    *path,
                    GCancellable  *cancellable,
                    GError       **error)
{
  gboolean standard = g_str_equal (path, "-");
  int fd = standard ? dup (STDIN_FILENO) : open (path, O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  WeirTextFile *self;
  struct stat status;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("%s cannot be read: %s"), path,
                   g_strerror (errno));
      return NULL;
    }

  self = g_new0 (WeirTextFile, 1);
  self->name = g_strdup (standard ? _("standard input") : path);
  g_set_object (&self->cancellable, cancellable);
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    self->size_bytes = status.st_size;
  self->fd = fd;
  self->wait_msec = WAIT_MSEC;
  self->raw = g_malloc (BUFFER_BYTES);

  return self;
}

/**
 * weir_text_file_free:
 * @self: (transfer full) (nullable): a file
 */
void
weir_text_file_free (WeirTextFile *self)
{
  if (self == NULL)
    return;

  if (self->compression == COMPRESSION_GZIP)
    inflateEnd (&self->inflater);
  ZSTD_freeDStream (self->unpacker);
  close (self->fd);
  g_clear_object (&self->cancellable);
  g_free (self->plain);
  g_free (self->raw);
  g_free (self->name);
  g_free (self);
}

/**
 * weir_text_file_get_name:
 * @self: a file
 *
 * Returns: (transfer none): its path, or words for standard input
 */
const char *
weir_text_file_get_name (WeirTextFile *self)
{
  return self->name;
}

/**
 * weir_text_file_set_waiting_func:
 * @self: a file
 * @wait_msec: how often @func is called
 * @func: (nullable): called while a pipe has nothing to read
 * @user_data: for @func
 */
void
weir_text_file_set_waiting_func (WeirTextFile     *self,
                                 guint             wait_msec,
                                 WeirTextFileFunc  func,
                                 gpointer          user_data)
{
  self->wait_msec = wait_msec;
  self->waiting_func = func;
  self->waiting_data = user_data;
}

static gboolean
refuse (WeirTextFile  *self,
        const char    *problem,
        GError       **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("%s cannot be read: line %" PRIu64 ": %s"),
               self->name, self->n_lines + 1, problem);

  return FALSE;
}

/* Until there is something to read, or the wait is cancelled. */
static gboolean
await_input (WeirTextFile  *self,
             GError       **error)
{
  GPollFD fds[] = { { .fd = self->fd, .events = G_IO_IN }, { .fd = -1 } };
  gboolean pollable = self->cancellable != NULL && g_cancellable_make_pollfd (self->cancellable, &fds[1]);
  int n;

  /* A signal ends the wait before its cancellation is there: only a descriptor's answer counts. */
  while ((n = g_poll (fds, pollable ? 2 : 1, (int) self->wait_msec)) == 0 || (n < 0 && errno == EINTR))
    if (n == 0 && self->waiting_func != NULL)
      self->waiting_func (self->waiting_data);
  if (pollable)
    g_cancellable_release_fd (self->cancellable);

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* Adds what is there to the raw bytes, at least one of them unless the file ends. */
static gboolean
read_raw (WeirTextFile  *self,
          GError       **error)
{
  gssize n;

  do
    {
      if (!await_input (self, error))
        return FALSE;
      n = read (self->fd, self->raw + self->n_raw, BUFFER_BYTES - self->n_raw);
    }
  while (n < 0 && (errno == EINTR || errno == EAGAIN));

  if (n < 0)
    return refuse (self, g_strerror (errno), error);

  self->n_raw += n;
  self->n_read_bytes += n;
  self->at_end = n == 0;

  return TRUE;
}

/* What the first bytes are those of, as far as they are there; NONE: no compression's. */
static guint
find_magic (WeirTextFile *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (self->n_raw > 0 && memcmp (self->raw, magics[i].magic, MIN (self->n_raw, magics[i].length)) == 0)
      return i;

  return G_N_ELEMENTS (magics);
}

static gboolean
open_compressed (WeirTextFile  *self,
                 Compression    compression,
                 GError       **error)
{
  if (compression == COMPRESSION_ZSTD)
    self->unpacker = ZSTD_createDStream ();
  if (compression == COMPRESSION_ZSTD ? self->unpacker == NULL : inflateInit2 (&self->inflater, GZIP_WINDOW_BITS) != Z_OK)
    return refuse (self, _("there is no memory to decompress it"), error);

  self->compression = compression;
  self->between = TRUE;
  self->plain = g_malloc (BUFFER_BYTES);

  return TRUE;
}

static gboolean
look_at_format (WeirTextFile  *self,
                GError       **error)
{
  guint magic;

  while (!self->at_end && (self->n_raw == 0 || (self->n_raw < MAGIC_MAX_BYTES && (magic = find_magic (self)) < G_N_ELEMENTS (magics) &&
                                                self->n_raw < magics[magic].length)))
    if (!read_raw (self, error))
      return FALSE;

  self->known = TRUE;
  magic = find_magic (self);
  if (magic == G_N_ELEMENTS (magics) || self->n_raw < magics[magic].length)
    return TRUE;

  return open_compressed (self, magics[magic].compression, error);
}

/* FALSE at the end, or with @error set. */
static gboolean
fill_plain (WeirTextFile  *self,
            GError       **error)
{
  if (self->n_raw == 0 && !self->at_end && !read_raw (self, error))
    return FALSE;

  self->buffer = self->raw;
  self->end = self->n_raw;
  self->n_raw = 0;

  return self->end > 0;
}

static gboolean
unpack_some (WeirTextFile  *self,
             GError       **error)
{
  ZSTD_inBuffer input = { self->raw, self->n_raw, 0 };
  ZSTD_outBuffer output = { self->plain, BUFFER_BYTES, 0 };
  size_t left = ZSTD_decompressStream (self->unpacker, &output, &input);

  if (ZSTD_isError (left))
    return refuse (self, ZSTD_getErrorName (left), error);

  self->between = left == 0;
  self->end = output.pos;
  self->n_raw -= input.pos;
  memmove (self->raw, self->raw + input.pos, self->n_raw);

  return TRUE;
}

static gboolean
inflate_some (WeirTextFile  *self,
              GError       **error)
{
  z_stream *inflater = &self->inflater;
  int code;

  inflater->next_in = (Bytef *) self->raw;
  inflater->avail_in = self->n_raw;
  inflater->next_out = (Bytef *) self->plain;
  inflater->avail_out = BUFFER_BYTES;
  code = inflate (inflater, Z_SYNC_FLUSH);

  self->between = code == Z_STREAM_END;
  self->end = BUFFER_BYTES - inflater->avail_out;
  self->n_raw = inflater->avail_in;
  memmove (self->raw, inflater->next_in, self->n_raw);
  if (code == Z_STREAM_END)
    code = inflateReset (inflater);

  return code == Z_OK || code == Z_BUF_ERROR
    || refuse (self, inflater->msg != NULL ? inflater->msg : _("the compressed data is damaged"), error);
}

/* FALSE at the end, or with @error set. A file that was cut off does not end as if it were whole. */
static gboolean
fill_compressed (WeirTextFile  *self,
                 GError       **error)
{
  self->buffer = self->plain;
  self->end = 0;
  while (self->end == 0)
    {
      if (self->n_raw == 0 && !self->at_end && !read_raw (self, error))
        return FALSE;
      /* Zeros fill a tape's last block. */
      if (self->between && (self->n_raw > 0 ? self->compression == COMPRESSION_GZIP && self->raw[0] == '\0' : self->at_end))
        return FALSE;
      if (self->n_raw == 0 && self->at_end)
        return refuse (self, _("unexpected end of file"), error);
      if (!(self->compression == COMPRESSION_GZIP ? inflate_some (self, error) : unpack_some (self, error)))
        return FALSE;
    }

  return TRUE;
}

/* FALSE at the end, or with @error set. */
static gboolean
fill (WeirTextFile  *self,
      GError       **error)
{
  self->first = 0;
  self->end = 0;
  if (!self->known && !look_at_format (self, error))
    return FALSE;

  return self->compression != COMPRESSION_NONE ? fill_compressed (self, error) : fill_plain (self, error);
}

/**
 * weir_text_file_peek:
 * @self: a file
 * @first: (out): its next byte that is no white space, NUL if there is none in sight
 * @error: return location for an error
 *
 * Looks at what comes without reading it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
weir_text_file_peek (WeirTextFile  *self,
                     char          *first,
                     GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  gsize position;

  *first = '\0';
  if (self->first == self->end && !fill (self, &local_error))
    {
      gboolean at_end = local_error == NULL;

      if (!at_end)
        g_propagate_error (error, g_steal_pointer (&local_error));
      return at_end;
    }

  position = self->first;
  if (self->end - position >= 3 && memcmp (self->buffer + position, "\xef\xbb\xbf", 3) == 0)
    position += 3;
  while (position < self->end && g_ascii_isspace (self->buffer[position]))
    position++;
  if (position < self->end)
    *first = self->buffer[position];

  return TRUE;
}

/* Appends up to and including the next line end. FALSE if there is nothing more. */
static gboolean
append_line (WeirTextFile  *self,
             GString       *record,
             GError       **error)
{
  gsize start = record->len;

  for (;;)
    {
      const char *newline;
      gsize length;

      if (self->first == self->end && !fill (self, error))
        break;

      newline = memchr (self->buffer + self->first, '\n', self->end - self->first);
      length = newline != NULL ? (gsize) (newline + 1 - (self->buffer + self->first)) : self->end - self->first;
      g_string_append_len (record, self->buffer + self->first, length);
      self->first += length;
      if (newline != NULL || record->len > RECORD_MAX_BYTES)
        break;
    }

  self->n_lines += record->len > start;

  return record->len > start;
}

static gboolean
is_open_quote (const GString *record,
               gsize          start,
               gboolean       open)
{
  for (gsize i = start; i < record->len; i++)
    open ^= record->str[i] == '"';

  return open;
}

static void
chomp (GString *record)
{
  if (record->len > 0 && record->str[record->len - 1] == '\n')
    g_string_truncate (record, record->len - 1);
  if (record->len > 0 && record->str[record->len - 1] == '\r')
    g_string_truncate (record, record->len - 1);
}

/* TRUE with bytes in @record, FALSE at the end or with @error set. */
static gboolean
read_lines (WeirTextFile  *self,
            gboolean       csv,
            GString       *record,
            GError       **error)
{
  gboolean open = FALSE;
  gsize start;

  do
    {
      start = record->len;
      if (!append_line (self, record, error))
        return start > 0;

      if (!self->begun && g_str_has_prefix (record->str, "\xef\xbb\xbf"))
        g_string_erase (record, 0, 3);
      self->begun = TRUE;
      open = csv && is_open_quote (record, start, open);
    }
  while (open && record->len <= RECORD_MAX_BYTES);

  return TRUE;
}

/**
 * weir_text_file_read:
 * @self: a file
 * @csv: whether a line end inside quotes belongs to a record
 * @record: filled; without its line end
 * @error: return location for %G_IO_ERROR_CANCELLED or another %G_IO_ERROR
 *
 * Reads the next record. A pipe's is given as soon as its line has come.
 *
 * Returns: %FALSE at the end, or with @error set
 */
gboolean
weir_text_file_read (WeirTextFile  *self,
                     gboolean       csv,
                     GString       *record,
                     GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean any;

  g_string_truncate (record, 0);
  self->record_line = self->n_lines + 1;
  any = read_lines (self, csv, record, &local_error);

  if (local_error == NULL && record->len > RECORD_MAX_BYTES)
    g_set_error (&local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("%s: the record on line %" PRIu64 " is longer than 64 MiB; is a quote missing?"),
                 self->name, self->record_line);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  chomp (record);

  return any;
}

/**
 * weir_text_file_get_line:
 * @self: a file
 *
 * Returns: the line the record read last began on, from 1 on
 */
guint64
weir_text_file_get_line (WeirTextFile *self)
{
  return self->record_line;
}

/**
 * weir_text_file_get_share:
 * @self: a file
 *
 * Returns: the share of the file that was read, 0 to 1; -1 if its size is not known
 */
double
weir_text_file_get_share (WeirTextFile *self)
{
  if (self->size_bytes <= 0)
    return -1;

  return CLAMP ((double) self->n_read_bytes / self->size_bytes, 0.0, 1.0);
}
