#include "config.h"

#include "data/store/weir-recording-commit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-durable.h"
#include "data/base/weir-leftover.h"
#include "data/store/weir-exporter.h"
#include "data/store/weir-recording.h"

#define COMMIT_PREFIX  ".weir-commit-"
#define LOCK_PREFIX    ".weir-lock-"
#define LIST_MAX_BYTES (64 * 1024 * 1024)

/**
 * weir_recording_dup_prefix:
 * @partition: a partition
 *
 * Returns: (transfer full): what the names of its temporary files begin with,
 *   see weir_leftover_dup_template()
 */
char *
weir_recording_dup_prefix (gint32 partition)
{
  return g_strdup_printf (".weir-%d-", partition);
}

/**
 * weir_recording_lock:
 * @topic_folder: (type filename): the folder of a topic
 * @partition: a partition
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Takes the right to record a partition, until the descriptor is closed.
 *
 * Returns: the descriptor, or -1 if another process has it
 */
int
weir_recording_lock (const char  *topic_folder,
                     gint32       partition,
                     GError     **error)
{
  g_autofree char *name = g_strdup_printf (LOCK_PREFIX "%d", partition);
  g_autofree char *path = g_build_filename (topic_folder, name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("%s cannot be written: %s"), path, g_strerror (errno));
      return -1;
    }

  /* A file system without locks: other processes cannot be seen there. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return fd;

  close (fd);
  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_BUSY,
               /* Translators: a folder, and a partition's number */
               _("%s: partition %d is being recorded there by another process; end it, or record into another folder"),
               topic_folder, partition);

  return -1;
}

static char *
dup_list_path (const char *topic_folder,
               gint32      partition)
{
  g_autofree char *name = g_strdup_printf (COMMIT_PREFIX "%d", partition);

  return g_build_filename (topic_folder, name, NULL);
}

static gboolean
apply_move (const char  *topic_folder,
            const char  *temporary,
            const char  *name,
            GError     **error)
{
  g_autofree char *from = g_build_filename (topic_folder, temporary, NULL);
  g_autofree char *to = g_build_filename (topic_folder, name, NULL);

  /* Renamed before this run, or before an error of this one. */
  if (!g_file_test (from, G_FILE_TEST_EXISTS) && g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;

  return weir_durable_rename (from, to, error);
}

static gboolean
write_list (const char    *path,
            const GArray  *moves,
            GError       **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < moves->len; i++)
    {
      const WeirRecordingMove *move = &g_array_index (moves, WeirRecordingMove, i);

      g_string_append_printf (text, "%s\t%s\n", move->temporary, move->name);
    }
  /* An end, so that a list that another program cut is not taken for whole. */
  g_string_append (text, ".\n");

  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0666, error);
}

/**
 * weir_recording_commit:
 * @topic_folder: (type filename): the folder of a topic
 * @partition: a partition whose lock is held
 * @moves: (element-type WeirRecordingMove): synced files that become part of the recording together, or not at all
 * @error: return location of a #GFileError
 *
 * May be called again with the same @moves after an error.
 *
 * Returns: whether they are
 */
gboolean
weir_recording_commit (const char    *topic_folder,
                       gint32         partition,
                       const GArray  *moves,
                       GError       **error)
{
  g_autofree char *list = dup_list_path (topic_folder, partition);

  if (moves->len > 1 && !write_list (list, moves, error))
    return FALSE;

  for (guint i = 0; i < moves->len; i++)
    {
      const WeirRecordingMove *move = &g_array_index (moves, WeirRecordingMove, i);

      if (!apply_move (topic_folder, move->temporary, move->name, error))
        return FALSE;
    }

  return moves->len <= 1 || weir_durable_remove (list, error);
}

/* A name below the topic's folder, as this program writes it: nothing else is renamed. */
static gboolean
is_name (const char *path,
         gboolean    temporary,
         gint32      partition)
{
  g_auto(GStrv) parts = g_strsplit (path, G_DIR_SEPARATOR_S, -1);
  g_autofree char *prefix = weir_recording_dup_prefix (partition);
  WeirRecordingFile file;

  if (g_strv_length (parts) != 2 || !g_str_has_prefix (parts[0], "date="))
    return FALSE;
  if (temporary)
    return g_str_has_prefix (parts[1], prefix);

  return weir_recording_parse_file_name (parts[1], &file) && file.partition == partition;
}

static gboolean
refuse_list (const char  *path,
             GError     **error)
{
  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED,
               _("%s was changed by another program: the files it names cannot be made part of the recording; "
                 "put it back, or record into another folder"), path);

  return FALSE;
}

static gboolean
carry_out (const char  *topic_folder,
           gint32       partition,
           const char  *path,
           GError     **error)
{
  gsize length = 0;
  g_autofree char *text = weir_bounded_file_read (path, LIST_MAX_BYTES, TRUE, &length, error);
  g_auto(GStrv) lines = NULL;

  if (text == NULL)
    return FALSE;
  if (!g_str_has_suffix (text, "\n.\n"))
    return refuse_list (path, error);

  text[length - 3] = '\0';
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');

      if (tab == NULL)
        return refuse_list (path, error);
      *tab = '\0';
      if (!is_name (lines[i], TRUE, partition) || !is_name (tab + 1, FALSE, partition))
        return refuse_list (path, error);
      if (!apply_move (topic_folder, lines[i], tab + 1, error))
        return FALSE;
    }

  return weir_durable_remove (path, error);
}

static void
collect (const char *topic_folder,
         gint32      partition)
{
  g_autoptr(GDir) entries = g_dir_open (topic_folder, 0, NULL);
  g_autofree char *prefix = weir_recording_dup_prefix (partition);
  g_autofree char *unfinished = g_strdup_printf (COMMIT_PREFIX "%d.", partition);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *folder = g_build_filename (topic_folder, name, NULL);

      if (g_str_has_prefix (name, "date="))
        weir_leftover_collect (folder, prefix);
      /* A list that was being written; nothing is lost if it stays. */
      else if (g_str_has_prefix (name, unfinished))
        g_unlink (folder);
    }
}

/**
 * weir_recording_recover:
 * @topic_folder: (type filename): the folder of a topic
 * @partition: a partition whose lock was just taken
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Completes the commit of a process that has ended, and removes what it had not
 * committed.
 *
 * Returns: whether the partition's file names are now those of its recording
 */
gboolean
weir_recording_recover (const char  *topic_folder,
                        gint32       partition,
                        GError     **error)
{
  g_autofree char *path = dup_list_path (topic_folder, partition);

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !carry_out (topic_folder, partition, path, error))
    return FALSE;
  collect (topic_folder, partition);

  return TRUE;
}

/**
 * weir_recording_list_partitions:
 * @topic_folder: (type filename): the folder of a topic
 *
 * Returns: (transfer full) (element-type gint32): the partitions that were ever
 *   recorded there, in no order; none if there is no such folder
 */
GArray *
weir_recording_list_partitions (const char *topic_folder)
{
  GArray *partitions = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr(GDir) entries = g_dir_open (topic_folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      gint64 number;

      if (g_str_has_prefix (name, LOCK_PREFIX) &&
          g_ascii_string_to_signed (name + strlen (LOCK_PREFIX), 10, 0, G_MAXINT32, &number, NULL))
        {
          gint32 partition = (gint32) number;

          g_array_append_val (partitions, partition);
        }
    }

  return partitions;
}
