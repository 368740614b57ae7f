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

#include "app/cli/weir-cli.h"

#define BUFFER_BYTES (256 * 1024)
/* A quote that is never closed makes one record of the rest of the file. */
#define RECORD_MAX_BYTES (64 * 1024 * 1024)

struct _WeirCliFile
{
  char    *name;
  gzFile   file;
  gint64   size_bytes;       /* on the disk; 0 unknown */
  gboolean csv;
  char    *buffer;
  gsize    first;
  gsize    end;
  guint64  n_lines;          /* begun */
  guint64  record_line;
};

WeirCliFile *
weir_cli_file_new (const char *path,
                   gboolean    csv,
                   GError    **error)
{
  gboolean standard = g_str_equal (path, "-");
  int fd = standard ? dup (STDIN_FILENO) : open (path, O_RDONLY | O_CLOEXEC);
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
  self->file = gzdopen (fd, "rb");
  self->csv = csv;
  self->buffer = g_malloc (BUFFER_BYTES);

  return self;
}

static gboolean
weir_cli_file_fill (WeirCliFile *self,
                    GError     **error)
{
  int n = gzread (self->file, self->buffer, BUFFER_BYTES);
  int code = Z_OK;
  const char *message = gzerror (self->file, &code);

  self->first = 0;
  self->end = MAX (n, 0);
  if (n > 0)
    return TRUE;

  /* A gzip file that was cut off ends as if it were whole, but for this. */
  if (n < 0 || code != Z_OK)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, _("%s cannot be read: line %" PRIu64 ": %s"),
                 self->name, self->n_lines + 1, code == Z_ERRNO ? g_strerror (errno) : message);

  return FALSE;
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

  return CLAMP ((double) gzoffset (self->file) / self->size_bytes, 0.0, 1.0);
}

void
weir_cli_file_free (WeirCliFile *self)
{
  if (self == NULL)
    return;

  gzclose_r (self->file);
  g_free (self->buffer);
  g_free (self->name);
  g_free (self);
}
