#include "config.h"

#include "data/store/weir-csv-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-durable.h"
#include "data/store/weir-export-text.h"

#define STATE_ENDING    ".weir"
#define STATE_FIRST     "weir-csv 1"
#define STATE_MAX_BYTES (64 * 1024 * 1024)
/* While a disk is full: how often it is tried again, and how often it is looked whether to end. */
#define RETRY_USEC      G_TIME_SPAN_SECOND
#define LOOK_USEC       (50 * G_TIME_SPAN_MILLISECOND)

struct _WeirCsvLog
{
  char             *path;       /* owned */
  char             *state_path; /* owned */
  WeirExportColumn *columns;    /* owned, names too */
  guint             n_columns;
  WeirCsvFlags      flags;
  GCancellable     *cancellable; /* owned, nullable */
  void            (*say) (const char *text, gpointer user_data);
  gpointer          user_data;

  int               fd;         /* appends; has the lock */
  gint64            length;     /* committed bytes */
  GHashTable       *topics;     /* owned: name to a table of partition to the next offset, owned */
  GString          *text;       /* owned: rows that are not written yet */
  gboolean          moved;      /* an offset is not committed yet */
};

static gboolean
fail (WeirCsvLog *self,
      int         code,
      GError    **error)
{
  g_set_error (error, G_FILE_ERROR, code == EDQUOT ? G_FILE_ERROR_NOSPC : g_file_error_from_errno (code),
               _("%s cannot be written: %s"), self->path, g_strerror (code));

  return FALSE;
}

static gboolean
refuse (WeirCsvLog *self,
        const char *reason,
        GError    **error)
{
  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED, _("%s: %s; name another file"), self->path, reason);

  return FALSE;
}

static void
set_next (WeirCsvLog *self,
          const char *topic,
          gint32      partition,
          gint64      next)
{
  GHashTable *partitions = g_hash_table_lookup (self->topics, topic);

  if (partitions == NULL)
    {
      partitions = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      g_hash_table_insert (self->topics, g_strdup (topic), partitions);
    }
  g_hash_table_replace (partitions, GINT_TO_POINTER (partition), g_memdup2 (&next, sizeof next));
}

/**
 * weir_csv_log_get_next:
 * @self: a log
 * @topic: a topic
 * @partition: a partition of it
 *
 * Returns: the offset that comes next, -1 if it has no record of the partition
 */
gint64
weir_csv_log_get_next (WeirCsvLog *self,
                       const char *topic,
                       gint32      partition)
{
  GHashTable *partitions = g_hash_table_lookup (self->topics, topic);
  const gint64 *next = partitions != NULL ? g_hash_table_lookup (partitions, GINT_TO_POINTER (partition)) : NULL;

  return next != NULL ? *next : -1;
}

/* A line is PARTITION, the next offset and the topic's name, which has no line end. */
static gboolean
parse_place (WeirCsvLog *self,
             const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, "\t", 3);
  g_autofree char *topic = NULL;
  gint64 partition;
  gint64 next;

  if (g_strv_length (words) != 3 || !g_ascii_string_to_signed (words[0], 10, 0, G_MAXINT32, &partition, NULL) ||
      !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &next, NULL))
    return FALSE;

  topic = g_uri_unescape_string (words[2], NULL);
  if (topic == NULL)
    return FALSE;
  set_next (self, topic, (gint32) partition, next);

  return TRUE;
}

static gboolean
parse_state (WeirCsvLog  *self,
             char        *text,
             GError     **error)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_lines = g_strv_length (lines);

  /* A last line of its own tells that nothing is missing. */
  if (n_lines < 4 || !g_str_equal (lines[0], STATE_FIRST) || !g_str_equal (lines[n_lines - 2], ".") ||
      !g_ascii_string_to_signed (lines[1], 10, 0, G_MAXINT64, &self->length, NULL))
    return refuse (self, _("the file with its committed length, beside it, was changed by another program"), error);

  for (guint i = 2; i < n_lines - 2; i++)
    if (!parse_place (self, lines[i]))
      return refuse (self, _("the file with its committed length, beside it, was changed by another program"), error);

  return TRUE;
}

static gboolean
save_state (WeirCsvLog  *self,
            GError     **error)
{
  g_autoptr(GString) text = g_string_new (STATE_FIRST "\n");
  GHashTableIter topics;
  gpointer topic;
  gpointer partitions;

  g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", self->length);
  g_hash_table_iter_init (&topics, self->topics);
  while (g_hash_table_iter_next (&topics, &topic, &partitions))
    {
      g_autofree char *name = g_uri_escape_string (topic, NULL, FALSE);
      GHashTableIter iter;
      gpointer partition;
      gpointer next;

      g_hash_table_iter_init (&iter, partitions);
      while (g_hash_table_iter_next (&iter, &partition, &next))
        g_string_append_printf (text, "%d\t%" G_GINT64_FORMAT "\t%s\n", GPOINTER_TO_INT (partition), *(const gint64 *) next, name);
    }
  g_string_append (text, ".\n");

  return g_file_set_contents_full (self->state_path, text->str, (gssize) text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}

static gboolean
open_file (WeirCsvLog  *self,
           gint64      *size,
           GError     **error)
{
  struct stat status;

  self->fd = open (self->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    return fail (self, errno, error);
  if (!S_ISREG (status.st_mode))
    return refuse (self, _("it is no regular file"), error);
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_BUSY, _("%s is being written by another process"), self->path);
      return FALSE;
    }

  *size = status.st_size;

  return TRUE;
}

static char *
dup_header (WeirCsvLog *self)
{
  GString *header = g_string_new (NULL);

  weir_export_append_csv_header (header, self->columns, self->n_columns, self->flags);

  return g_string_free (header, FALSE);
}

/* What was begun with other columns is not continued with these. */
static gboolean
check_header (WeirCsvLog  *self,
              GError     **error)
{
  g_autofree char *header = dup_header (self);
  gsize length = strlen (header);
  g_autofree char *found = g_malloc0 (length + 1);

  if (pread (self->fd, found, length, 0) == (gssize) length && memcmp (found, header, length) == 0)
    return TRUE;

  return refuse (self, _("its columns are others than those asked for"), error);
}

/* Where it goes on, or where it begins. */
static gboolean
open_state (WeirCsvLog  *self,
            gint64       size,
            GError     **error)
{
  g_autofree char *text = NULL;

  if (!g_file_test (self->state_path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *header = dup_header (self);

      /* A header alone was written by a process that was killed just then. */
      if (size > (gint64) strlen (header) || (size > 0 && !check_header (self, NULL)))
        return refuse (self, _("it is there already, and was not written by this command"), error);
      if (size == 0)
        g_string_append (self->text, header);
      self->length = size;
      return TRUE;
    }

  text = weir_bounded_file_read (self->state_path, STATE_MAX_BYTES, TRUE, NULL, error);
  if (text == NULL || !parse_state (self, text, error))
    return FALSE;
  if (size < self->length)
    return refuse (self, _("it is shorter than what was written: another program cut it"), error);
  if (!check_header (self, error))
    return FALSE;

  return ftruncate (self->fd, self->length) == 0 || fail (self, errno, error);
}

/**
 * weir_csv_log_new:
 * @spec: which file, with which columns; copied
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Opens a file, or begins it; what was written and not committed is cut off.
 *
 * Returns: (transfer full) (nullable): the log
 */
WeirCsvLog *
weir_csv_log_new (const WeirCsvLogSpec  *spec,
                  GError               **error)
{
  g_autoptr(WeirCsvLog) self = g_new0 (WeirCsvLog, 1);
  gint64 size = 0;

  self->fd = -1;
  self->path = g_strdup (spec->path);
  self->state_path = g_strconcat (spec->path, STATE_ENDING, NULL);
  self->columns = g_new0 (WeirExportColumn, spec->n_columns);
  self->n_columns = spec->n_columns;
  for (guint i = 0; i < spec->n_columns; i++)
    self->columns[i] = (WeirExportColumn) { g_strdup (spec->columns[i].name), spec->columns[i].type };
  self->flags = spec->raw ? WEIR_CSV_RAW : 0;
  g_set_object (&self->cancellable, spec->cancellable);
  self->say = spec->say;
  self->user_data = spec->user_data;
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->text = g_string_new (NULL);

  return open_file (self, &size, error) && open_state (self, size, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * weir_csv_log_free:
 * @self: (nullable) (transfer full): a log; what was not committed is read again by the next one
 */
void
weir_csv_log_free (WeirCsvLog *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->topics);
  g_string_free (self->text, TRUE);
  g_free (self->state_path);
  g_free (self->path);
  g_free (self);
}

/**
 * weir_csv_log_dup_resume:
 * @self: a log
 * @topics: (array zero-terminated=1): topics, by their numbers in the intake
 *
 * Returns: (transfer full) (element-type WeirIntakePosition): where reading goes
 *   on in the partitions it has records of
 */
GArray *
weir_csv_log_dup_resume (WeirCsvLog         *self,
                         const char * const *topics)
{
  GArray *resume = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  for (guint i = 0; topics[i] != NULL; i++)
    {
      GHashTable *partitions = g_hash_table_lookup (self->topics, topics[i]);
      GHashTableIter iter;
      gpointer partition;
      gpointer next;

      if (partitions == NULL)
        continue;
      g_hash_table_iter_init (&iter, partitions);
      while (g_hash_table_iter_next (&iter, &partition, &next))
        {
          const WeirIntakePosition position = { i, GPOINTER_TO_INT (partition), *(const gint64 *) next };

          g_array_append_val (resume, position);
        }
    }

  return resume;
}

/**
 * weir_csv_log_pass:
 * @self: a log
 * @message: a record, of which a row may follow
 *
 * Goes past a record, whether it has a row or not.
 *
 * Returns: %FALSE if that happened before: its row is there
 */
gboolean
weir_csv_log_pass (WeirCsvLog        *self,
                   const WeirMessage *message)
{
  if (message->offset < weir_csv_log_get_next (self, message->topic, message->partition))
    return FALSE;

  set_next (self, message->topic, message->partition, message->offset + 1);
  self->moved = TRUE;

  return TRUE;
}

/**
 * weir_csv_log_add_row:
 * @self: a log
 * @values: one for each column
 *
 * Adds a row; weir_csv_log_commit() writes it.
 */
void
weir_csv_log_add_row (WeirCsvLog      *self,
                      const WeirValue *values)
{
  weir_export_append_csv_row (self->text, self->columns, self->n_columns, values, self->flags);
}

/* In one call where the system takes it so: who reads the file meanwhile sees whole lines. */
static gboolean
append_text (WeirCsvLog  *self,
             GError     **error)
{
  gsize n_written = 0;

  while (n_written < self->text->len)
    {
      gssize n = write (self->fd, self->text->str + n_written, self->text->len - n_written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int code = errno;

          /* What is left of it is cut off later, if it cannot be now. */
          if (ftruncate (self->fd, self->length) != 0)
            return fail (self, code, error);
          return fail (self, code, error);
        }
      n_written += (gsize) n;
    }

  return fsync (self->fd) == 0 || fail (self, errno, error);
}

static gboolean
write_all (WeirCsvLog  *self,
           GError     **error)
{
  gint64 length = self->length;

  if (!append_text (self, error))
    return FALSE;

  self->length += (gint64) self->text->len;
  if (save_state (self, error))
    {
      g_string_truncate (self->text, 0);
      self->moved = FALSE;
      return TRUE;
    }

  /* The rows are not committed: they are written again with the next try. */
  self->length = length;
  if (ftruncate (self->fd, length) != 0 && error != NULL && *error == NULL)
    return fail (self, errno, error);

  return FALSE;
}

static gboolean
wait_for_room (WeirCsvLog *self)
{
  gint64 end_usec = g_get_monotonic_time () + RETRY_USEC;

  while (g_get_monotonic_time () < end_usec)
    {
      if (g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
      g_usleep (LOOK_USEC);
    }

  return TRUE;
}

static void
tell (WeirCsvLog *self,
      const char *format)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", self->path, format);

  if (self->say != NULL)
    self->say (text, self->user_data);
}

/**
 * weir_csv_log_commit:
 * @self: a log
 * @error: return location of a #GFileError, or of %G_IO_ERROR_CANCELLED
 *
 * Writes the rows that were added, and what comes next. Waits while the disk is
 * full. Blocks until the disk has it.
 *
 * Returns: whether it has
 */
gboolean
weir_csv_log_commit (WeirCsvLog  *self,
                     GError     **error)
{
  gboolean full = FALSE;

  while (!weir_csv_log_is_idle (self))
    {
      g_autoptr(GError) local_error = NULL;

      if (write_all (self, &local_error))
        break;
      if (!weir_durable_is_full (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!full)
        tell (self, _("the disk is full: recording waits, at the place where it is, until there is room"));
      full = TRUE;
      if (!wait_for_room (self))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, local_error->message);
          return FALSE;
        }
    }
  if (full)
    tell (self, _("there is room again: recording goes on"));

  return TRUE;
}

/**
 * weir_csv_log_is_idle:
 * @self: a log
 *
 * Returns: whether all that it was given is committed
 */
gboolean
weir_csv_log_is_idle (WeirCsvLog *self)
{
  return self->text->len == 0 && !self->moved;
}

/**
 * weir_csv_log_get_waiting:
 * @self: a log
 *
 * Returns: bytes of the rows that are not written yet
 */
gsize
weir_csv_log_get_waiting (WeirCsvLog *self)
{
  return self->text->len;
}
