#include "config.h"

#include "data/base/weir-journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-durable.h"

/* Hexadecimal digits of a line's SHA-256 that stand before it, and a space. */
#define CHECK_DIGITS 16
#define CHECK_LENGTH (CHECK_DIGITS + 1)

/* A part is never larger than this, whatever it was told to hold. */
#define PART_MAX_BYTES (64 * 1024 * 1024)

struct _WeirJournalFile
{
  char    *folder;      /* owned */
  int      lock;        /* a file that is locked while the journal is open, or -1 */
  int      fd;          /* the newest part, or -1 */
  char    *path;        /* owned: of the newest part */
  guint    number;      /* of the newest part */
  gint64   n_bytes;     /* of it, all whole lines */
  gint64   part_bytes;
  guint64  n_damaged;
};

G_DEFINE_QUARK (weir-journal-file-error-quark, weir_journal_file_error)

static gboolean
fail (const char  *path,
      int          code,
      GError     **error)
{
  g_set_error (error, WEIR_JOURNAL_FILE_ERROR, WEIR_JOURNAL_FILE_ERROR_FAILED, _("%s cannot be written: %s"), path,
               g_strerror (code));

  return FALSE;
}

static void
fill_check (const char *line,
            gsize       length,
            char        check[CHECK_DIGITS + 1])
{
  g_autofree char *whole = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) line, length);

  g_strlcpy (check, whole, CHECK_DIGITS + 1);
}

static char *
dup_part_path (const char *folder,
               guint       number)
{
  g_autofree char *name = g_strdup_printf ("%08u.journal", number);

  return g_build_filename (folder, name, NULL);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint x = *(const guint *) a;
  guint y = *(const guint *) b;

  return (x > y) - (x < y);
}

/* Numbers of the parts that are there, in order. */
static GArray *
list_parts (const char *folder)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *end = NULL;
      guint64 number = g_ascii_strtoull (name, &end, 10);
      guint part = (guint) number;

      if (number > 0 && number < G_MAXUINT && strlen (name) == strlen ("00000001.journal") && g_strcmp0 (end, ".journal") == 0)
        g_array_append_val (numbers, part);
    }
  g_array_sort (numbers, compare_numbers);

  return numbers;
}

/* Returns whether the line is whole. */
static gboolean
read_line (const char          *line,
           gsize                length,
           WeirJournalLineFunc  func,
           gpointer             user_data)
{
  char check[CHECK_DIGITS + 1];
  g_autofree char *text = NULL;

  if (length < CHECK_LENGTH || line[CHECK_DIGITS] != ' ')
    return FALSE;
  fill_check (line + CHECK_LENGTH, length - CHECK_LENGTH, check);
  if (memcmp (check, line, CHECK_DIGITS) != 0)
    return FALSE;

  text = g_strndup (line + CHECK_LENGTH, length - CHECK_LENGTH);
  func (text, length - CHECK_LENGTH, user_data);

  return TRUE;
}

/* @n_whole: bytes up to the end of the last whole line */
static gboolean
read_part (const char           *path,
           WeirJournalLineFunc   func,
           gpointer              user_data,
           gint64               *n_whole,
           guint64              *n_damaged,
           GError              **error)
{
  g_autofree char *bytes = NULL;
  gsize length, at = 0;

  bytes = weir_bounded_file_read (path, PART_MAX_BYTES, TRUE, &length, error);
  if (bytes == NULL)
    return FALSE;

  *n_whole = 0;
  while (at < length)
    {
      const char *end = memchr (bytes + at, '\n', length - at);
      gsize line_length = end != NULL ? (gsize) (end - bytes) - at : length - at;

      if (end != NULL && read_line (bytes + at, line_length, func, user_data))
        *n_whole = (gint64) (at + line_length + 1);
      else
        (*n_damaged)++;
      at += line_length + 1;
    }

  return TRUE;
}

/**
 * weir_journal_file_read:
 * @folder: (type filename): where a journal is
 * @func: takes its lines, oldest first
 * @user_data: for @func
 * @n_damaged: (out): lines that were not whole
 * @error: return location for an error
 *
 * Reads a journal without opening it: another program may keep it meanwhile.
 *
 * Returns: %FALSE if a part cannot be read
 */
gboolean
weir_journal_file_read (const char           *folder,
                        WeirJournalLineFunc   func,
                        gpointer              user_data,
                        guint64              *n_damaged,
                        GError              **error)
{
  g_autoptr(GArray) parts = list_parts (folder);

  *n_damaged = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *path = dup_part_path (folder, g_array_index (parts, guint, i));
      gint64 n_whole;

      if (!read_part (path, func, user_data, &n_whole, n_damaged, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
lock (WeirJournalFile  *self,
      GError          **error)
{
  g_autofree char *path = g_build_filename (self->folder, "lock", NULL);

  self->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return fail (path, errno, error);
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail (path, errno, error);

  g_set_error (error, WEIR_JOURNAL_FILE_ERROR, WEIR_JOURNAL_FILE_ERROR_LOCKED,
               _("%s is kept by another window or program"), self->folder);

  return FALSE;
}

static gboolean
open_part (WeirJournalFile  *self,
           guint             number,
           int               flags,
           GError          **error)
{
  g_autofree char *path = dup_part_path (self->folder, number);
  int fd = open (path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0600);

  if (fd < 0)
    return fail (path, errno, error);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = fd;
  self->number = number;
  g_free (self->path);
  self->path = g_steal_pointer (&path);

  return TRUE;
}

static gboolean
read_parts (WeirJournalFile      *self,
            WeirJournalLineFunc   func,
            gpointer              user_data,
            GError              **error)
{
  g_autoptr(GArray) parts = list_parts (self->folder);
  gint64 n_whole = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *path = dup_part_path (self->folder, g_array_index (parts, guint, i));

      if (!read_part (path, func, user_data, &n_whole, &self->n_damaged, error))
        return FALSE;
    }

  if (!open_part (self, parts->len > 0 ? g_array_index (parts, guint, parts->len - 1) : 1, O_CREAT, error))
    return FALSE;

  /* What a killed program left of its last line. */
  if (ftruncate (self->fd, n_whole) != 0)
    return fail (self->path, errno, error);
  self->n_bytes = n_whole;

  return weir_durable_sync (self->folder, error);
}

/**
 * weir_journal_file_open:
 * @folder: (type filename): where it is; made if it is not there
 * @part_bytes: how large a part grows
 * @func: takes the lines that are there, oldest first
 * @user_data: for @func
 * @error: return location for an error
 *
 * Opens a journal to be added to, and reads what is in it.
 *
 * Returns: (transfer full) (nullable): the journal
 */
WeirJournalFile *
weir_journal_file_open (const char           *folder,
                        gsize                 part_bytes,
                        WeirJournalLineFunc   func,
                        gpointer              user_data,
                        GError              **error)
{
  g_autoptr(WeirJournalFile) self = g_new0 (WeirJournalFile, 1);

  self->folder = g_strdup (folder);
  self->lock = -1;
  self->fd = -1;
  self->part_bytes = (gint64) MIN (part_bytes, PART_MAX_BYTES / 2);

  /* What alerts were about is the user's own. */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail (folder, errno, error);
      return NULL;
    }
  if (!lock (self, error) || !read_parts (self, func, user_data, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_journal_file_free:
 * @self: (transfer full): a journal
 */
void
weir_journal_file_free (WeirJournalFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

/**
 * weir_journal_file_append_line:
 * @block: lines as they stand in the file
 * @line: (array length=length): a line, without a newline in it
 * @length: of it
 *
 * Adds a line to @block, with its checksum. Any thread.
 */
void
weir_journal_file_append_line (GString    *block,
                               const char *line,
                               gsize       length)
{
  char check[CHECK_DIGITS + 1];

  fill_check (line, length, check);
  g_string_append (block, check);
  g_string_append_c (block, ' ');
  g_string_append_len (block, line, (gssize) length);
  g_string_append_c (block, '\n');
}

static gboolean
write_all (int            fd,
           const GString *block)
{
  gsize n_written = 0;

  while (n_written < block->len)
    {
      gssize n = write (fd, block->str + n_written, block->len - n_written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      n_written += (gsize) n;
    }

  return fdatasync (fd) == 0;
}

/**
 * weir_journal_file_write:
 * @self: a journal
 * @block: lines made by weir_journal_file_append_line()
 * @error: return location for an error
 *
 * Adds lines, and waits until the disk has them. Where that fails none of them
 * is there, and it may be tried again.
 *
 * Returns: whether they are there
 */
gboolean
weir_journal_file_write (WeirJournalFile  *self,
                         const GString    *block,
                         GError          **error)
{
  int code;

  if (write_all (self->fd, block))
    {
      self->n_bytes += (gint64) block->len;
      return TRUE;
    }

  /* Half a line would make the next one unreadable. */
  code = errno;
  if (ftruncate (self->fd, self->n_bytes) != 0)
    g_debug ("%s: %s", self->path, g_strerror (errno));

  return fail (self->path, code, error);
}

/**
 * weir_journal_file_is_full:
 * @self: a journal
 *
 * Returns: whether its newest part is as large as it may be: begin another
 */
gboolean
weir_journal_file_is_full (WeirJournalFile *self)
{
  return self->n_bytes >= self->part_bytes;
}

static void
remove_old_parts (WeirJournalFile *self)
{
  g_autoptr(GArray) parts = list_parts (self->folder);

  for (guint i = 0; i + WEIR_JOURNAL_FILE_PARTS < parts->len; i++)
    {
      g_autofree char *path = dup_part_path (self->folder, g_array_index (parts, guint, i));

      if (g_unlink (path) != 0)
        g_debug ("%s: %s", path, g_strerror (errno));
    }
}

/**
 * weir_journal_file_begin_part:
 * @self: a journal
 * @block: what the new part begins with: all that is still needed of older ones
 * @error: return location for an error
 *
 * Begins a part, and removes the oldest ones once the disk has it. Where that
 * fails the journal goes on in the part that it has.
 *
 * Returns: whether there is a new part
 */
gboolean
weir_journal_file_begin_part (WeirJournalFile  *self,
                              const GString    *block,
                              GError          **error)
{
  g_autofree char *path = dup_part_path (self->folder, self->number + 1);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean written = fd >= 0 && write_all (fd, block);
  int code = errno;

  if (fd >= 0)
    close (fd);
  if (!written)
    {
      g_unlink (path);
      return fail (path, code, error);
    }
  if (!weir_durable_sync (self->folder, error) || !open_part (self, self->number + 1, 0, error))
    return FALSE;

  self->n_bytes = (gint64) block->len;
  remove_old_parts (self);

  return TRUE;
}

/**
 * weir_journal_file_get_n_damaged:
 * @self: a journal
 *
 * Returns: how many lines were not whole when it was opened
 */
guint64
weir_journal_file_get_n_damaged (WeirJournalFile *self)
{
  return self->n_damaged;
}
