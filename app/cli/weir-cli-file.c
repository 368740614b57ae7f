#include "config.h"

#include "app/cli/weir-cli-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli.h"

#define BUFFER_BYTES (256 * 1024)
/* A quote that is never closed makes one record of the rest of the file. */
#define RECORD_MAX_BYTES (64 * 1024 * 1024)
#define WAIT_MSEC 200
#define GZIP_FIRST_BYTE  0x1f
#define GZIP_SECOND_BYTE 0x8b
/* zlib: a gzip header, the largest window. */
#define GZIP_WINDOW_BITS (16 + 15)

struct _WeirCliFile
{
  char            *name;
  int              fd;
  gint64           size_bytes;   /* on the disk; 0 unknown */
  gint64           n_read_bytes; /* of it */
  WeirCliFileFunc  waiting_func; /* nullable */
  gpointer         waiting_data;
  gboolean         csv;

  char            *raw;          /* as it is in the file */
  gsize            n_raw;
  gboolean         at_end;       /* of the file */
  gboolean         known;        /* whether it is compressed */
  gboolean         compressed;
  gboolean         between;      /* two gzip streams, or before the first */
  z_stream         inflater;

  char            *plain;        /* of a compressed one: decompressed */
  const char      *buffer;       /* raw or plain */
  gsize            first;
  gsize            end;
  guint64          n_lines;      /* begun */
  guint64          record_line;
};

WeirCliFile *
weir_cli_file_new (const char *path,
                   gboolean    csv,
                   GError    **error)
{
  gboolean standard = g_str_equal (path, "-");
  int fd = standard ? dup (STDIN_FILENO) : open (path, O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  WeirCliFile *self;
  struct stat status;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("%s cannot be read: %s"), path,
                   g_strerror (errno));
      return NULL;
    }

  self = g_new0 (WeirCliFile, 1);
  self->name = g_strdup (standard ? _("standard input") : path);
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    self->size_bytes = status.st_size;
  self->fd = fd;
  self->csv = csv;
  self->raw = g_malloc (BUFFER_BYTES);

  return self;
}

void
weir_cli_file_set_waiting_func (WeirCliFile     *self,
                                WeirCliFileFunc  func,
                                gpointer         user_data)
{
  self->waiting_func = func;
  self->waiting_data = user_data;
}

static gboolean
weir_cli_file_refuse (WeirCliFile *self,
                      const char  *problem,
                      GError     **error)
{
  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("%s cannot be read: line %" PRIu64 ": %s"),
               self->name, self->n_lines + 1, problem);

  return FALSE;
}

/* Until there is something to read, or an interruption. */
static gboolean
weir_cli_file_await (WeirCliFile *self,
                     GError     **error)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  GPollFD fds[] = { { .fd = self->fd, .events = G_IO_IN }, { .fd = -1 } };
  gboolean pollable = g_cancellable_make_pollfd (interrupt, &fds[1]);
  int n;

  /* A signal ends the wait before its cancellation is there: only a descriptor's answer counts. */
  while ((n = g_poll (fds, pollable ? 2 : 1, WAIT_MSEC)) == 0 || (n < 0 && errno == EINTR))
    if (n == 0 && self->waiting_func != NULL)
      self->waiting_func (self->waiting_data);
  if (pollable)
    g_cancellable_release_fd (interrupt);

  return !g_cancellable_set_error_if_cancelled (interrupt, error);
}

/* Adds what is there to the raw bytes, at least one of them unless the file ends. */
static gboolean
weir_cli_file_read_raw (WeirCliFile *self,
                        GError     **error)
{
  gssize n;

  do
    {
      if (!weir_cli_file_await (self, error))
        return FALSE;
      n = read (self->fd, self->raw + self->n_raw, BUFFER_BYTES - self->n_raw);
    }
  while (n < 0 && (errno == EINTR || errno == EAGAIN));

  if (n < 0)
    return weir_cli_file_refuse (self, g_strerror (errno), error);

  self->n_raw += n;
  self->n_read_bytes += n;
  self->at_end = n == 0;

  return TRUE;
}

/* By its first two bytes, whatever its name is. */
static gboolean
weir_cli_file_look_at_format (WeirCliFile *self,
                              GError     **error)
{
  while (!self->at_end && (self->n_raw == 0 || (self->n_raw == 1 && (guint8) self->raw[0] == GZIP_FIRST_BYTE)))
    if (!weir_cli_file_read_raw (self, error))
      return FALSE;

  self->known = TRUE;
  self->compressed = self->n_raw >= 2 && (guint8) self->raw[0] == GZIP_FIRST_BYTE && (guint8) self->raw[1] == GZIP_SECOND_BYTE;
  if (self->compressed)
    {
      self->between = TRUE;
      self->plain = g_malloc (BUFFER_BYTES);
      if (inflateInit2 (&self->inflater, GZIP_WINDOW_BITS) != Z_OK)
        return weir_cli_file_refuse (self, _("there is no memory to decompress it"), error);
    }

  return TRUE;
}

/* FALSE at the end, or with @error set. */
static gboolean
weir_cli_file_fill_plain (WeirCliFile *self,
                          GError     **error)
{
  if (self->n_raw == 0 && !self->at_end && !weir_cli_file_read_raw (self, error))
    return FALSE;

  self->buffer = self->raw;
  self->end = self->n_raw;
  self->n_raw = 0;

  return self->end > 0;
}

static gboolean
weir_cli_file_inflate (WeirCliFile *self,
                       GError     **error)
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

  return code == Z_OK || code == Z_BUF_ERROR ||
         weir_cli_file_refuse (self, inflater->msg != NULL ? inflater->msg : _("the compressed data is damaged"), error);
}

/* FALSE at the end, or with @error set. A file that was cut off does not end as if it were whole. */
static gboolean
weir_cli_file_fill_compressed (WeirCliFile *self,
                               GError     **error)
{
  self->buffer = self->plain;
  self->end = 0;
  while (self->end == 0)
    {
      if (self->n_raw == 0 && !self->at_end && !weir_cli_file_read_raw (self, error))
        return FALSE;
      /* Zeros fill a tape's last block. */
      if (self->between && (self->n_raw > 0 ? self->raw[0] == '\0' : self->at_end))
        return FALSE;
      if (self->n_raw == 0 && self->at_end)
        return weir_cli_file_refuse (self, _("unexpected end of file"), error);
      if (!weir_cli_file_inflate (self, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_file_fill (WeirCliFile *self,
                    GError     **error)
{
  self->first = 0;
  self->end = 0;
  if (!self->known && !weir_cli_file_look_at_format (self, error))
    return FALSE;

  return self->compressed ? weir_cli_file_fill_compressed (self, error) : weir_cli_file_fill_plain (self, error);
}

/* Appends up to and including the next line end. FALSE if there is nothing more. */
static gboolean
weir_cli_file_append_line (WeirCliFile *self,
                           GString     *record,
                           GError     **error)
{
  gsize start = record->len;

  for (;;)
    {
      const char *newline;
      gsize length;

      if (self->first == self->end && !weir_cli_file_fill (self, error))
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
weir_cli_file_is_open_quote (const GString *record,
                             gsize          start,
                             gboolean       open)
{
  for (gsize i = start; i < record->len; i++)
    open ^= record->str[i] == '"';

  return open;
}

static void
weir_cli_file_chomp (GString *record)
{
  if (record->len > 0 && record->str[record->len - 1] == '\n')
    g_string_truncate (record, record->len - 1);
  if (record->len > 0 && record->str[record->len - 1] == '\r')
    g_string_truncate (record, record->len - 1);
}

gboolean
weir_cli_file_read (WeirCliFile *self,
                    GString     *record,
                    GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean open = FALSE;
  gsize start;

  g_string_truncate (record, 0);
  self->record_line = self->n_lines + 1;
  do
    {
      start = record->len;
      if (!weir_cli_file_append_line (self, record, &local_error))
        break;

      if (self->record_line == 1 && start == 0 && g_str_has_prefix (record->str, "\xef\xbb\xbf"))
        g_string_erase (record, 0, 3);
      open = self->csv && weir_cli_file_is_open_quote (record, start, open);
    }
  while (open && record->len <= RECORD_MAX_BYTES);

  if (local_error == NULL && record->len > RECORD_MAX_BYTES)
    g_set_error (&local_error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED,
                 _("%s: the record on line %" PRIu64 " is longer than 64 MiB; is a quote missing?"),
                 self->name, self->record_line);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (record->len == 0)
    return FALSE;

  weir_cli_file_chomp (record);

  return TRUE;
}

guint64
weir_cli_file_get_line (WeirCliFile *self)
{
  return self->record_line;
}

double
weir_cli_file_get_share (WeirCliFile *self)
{
  if (self->size_bytes <= 0)
    return -1;

  return CLAMP ((double) self->n_read_bytes / self->size_bytes, 0.0, 1.0);
}

void
weir_cli_file_free (WeirCliFile *self)
{
  if (self == NULL)
    return;

  if (self->plain != NULL)
    inflateEnd (&self->inflater);
  close (self->fd);
  g_free (self->plain);
  g_free (self->raw);
  g_free (self->name);
  g_free (self);
}
