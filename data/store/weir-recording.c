#include "config.h"

#include "data/store/weir-recording.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define TOPIC_PREFIX "topic="
#define DATE_PREFIX  "date="
/* What Hive, Spark and DuckDB take for null. */
#define NO_DATE      "__HIVE_DEFAULT_PARTITION__"
#define DAY_USEC     (24 * G_TIME_SPAN_HOUR)
/* 0001-01-01 and 9999-12-31, in days since 1970. */
#define FIRST_DAY    G_GINT64_CONSTANT (-719162)
#define LAST_DAY     G_GINT64_CONSTANT (2932896)

/**
 * weir_recording_get_day:
 * @time_usec: a record's own time (µs UTC), or %WEIR_NO_TIME
 *
 * Returns: the day it lies in, since 1970; %G_MININT64 if it is none that a calendar has
 */
gint64
weir_recording_get_day (gint64 time_usec)
{
  gint64 day = time_usec / DAY_USEC - (time_usec % DAY_USEC < 0);

  return day >= FIRST_DAY && day <= LAST_DAY ? day : G_MININT64;
}

/**
 * weir_recording_dup_topic_folder:
 * @topic: a topic's name, whatever stands in it
 *
 * Returns: (transfer full): the name of its folder
 */
char *
weir_recording_dup_topic_folder (const char *topic)
{
  GString *name = g_string_new (TOPIC_PREFIX);

  for (; *topic != '\0'; topic++)
    if (g_ascii_isalnum (*topic) || strchr ("._-", *topic) != NULL)
      g_string_append_c (name, *topic);
    else
      g_string_append_printf (name, "%%%02X", (guchar) *topic);

  return g_string_free (name, FALSE);
}

/**
 * weir_recording_dup_topic:
 * @folder_name: a folder's name
 *
 * Returns: (transfer full) (nullable): the topic whose folder it is
 */
char *
weir_recording_dup_topic (const char *folder_name)
{
  if (!g_str_has_prefix (folder_name, TOPIC_PREFIX) || folder_name[strlen (TOPIC_PREFIX)] == '\0')
    return NULL;

  return g_uri_unescape_string (folder_name + strlen (TOPIC_PREFIX), NULL);
}

/**
 * weir_recording_dup_date_folder:
 * @day: of weir_recording_get_day()
 *
 * Returns: (transfer full): the name of the folder of that day
 */
char *
weir_recording_dup_date_folder (gint64 day)
{
  g_autoptr(GDateTime) date = NULL;

  if (day == G_MININT64)
    return g_strdup (DATE_PREFIX NO_DATE);

  date = g_date_time_new_from_unix_utc (day * (DAY_USEC / G_USEC_PER_SEC));

  return g_strdup_printf (DATE_PREFIX "%04d-%02d-%02d", g_date_time_get_year (date), g_date_time_get_month (date),
                          g_date_time_get_day_of_month (date));
}

/**
 * weir_recording_dup_file_name:
 * @partition: a partition
 * @first: offset of the first record
 * @last: offset of the last record
 *
 * Returns: (transfer full): the file's name, without its folder
 */
char *
weir_recording_dup_file_name (gint32 partition,
                              gint64 first,
                              gint64 last)
{
  return g_strdup_printf ("%d-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT WEIR_RECORDING_ENDING, partition, first, last);
}

static gboolean
parse_number (const char **text,
              char         end,
              gint64       max,
              gint64      *number)
{
  char *rest = NULL;

  errno = 0;
  *number = g_ascii_isdigit (**text) ? g_ascii_strtoll (*text, &rest, 10) : -1;
  if (*number < 0 || errno != 0 || *number > max || *rest != end)
    return FALSE;

  *text = rest + 1;

  return TRUE;
}

/**
 * weir_recording_parse_file_name:
 * @name: a file's name, without its folder
 * @file: (out): its partition and offsets; its name is left alone
 *
 * Returns: whether it is a name that weir_recording_dup_file_name() makes
 */
gboolean
weir_recording_parse_file_name (const char        *name,
                                WeirRecordingFile *file)
{
  const char *text = name;
  g_autofree char *again = NULL;
  gint64 partition;

  if (!parse_number (&text, '-', G_MAXINT32, &partition) || !parse_number (&text, '-', G_MAXINT64, &file->first) ||
      !parse_number (&text, '.', G_MAXINT64, &file->last) || file->first > file->last)
    return FALSE;

  /* 007 and 7 would be two files of one name. */
  file->partition = (gint32) partition;
  again = weir_recording_dup_file_name (file->partition, file->first, file->last);

  return g_str_equal (name, again);
}

static GDir *
open_folder (const char  *path,
             GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  GDir *folder = g_dir_open (path, 0, &local_error);

  if (folder == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), _("%s cannot be read: "), path);

  return folder;
}

static gint
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/**
 * weir_recording_list_topics:
 * @folder: (type filename): a recording
 * @error: return location of a #GFileError
 *
 * Returns: (transfer full) (nullable): the topics it has, in the order of their names
 */
GStrv
weir_recording_list_topics (const char  *folder,
                            GError     **error)
{
  g_autoptr(GDir) entries = open_folder (folder, error);
  GPtrArray *topics;
  const char *name;

  if (entries == NULL)
    return NULL;

  topics = g_ptr_array_new ();
  while ((name = g_dir_read_name (entries)) != NULL)
    {
      char *topic = weir_recording_dup_topic (name);

      if (topic != NULL)
        g_ptr_array_add (topics, topic);
    }
  g_ptr_array_sort (topics, compare_strings);
  g_ptr_array_add (topics, NULL);

  return (GStrv) g_ptr_array_free (topics, FALSE);
}

static gint
compare_files (gconstpointer a,
               gconstpointer b)
{
  const WeirRecordingFile *left = a;
  const WeirRecordingFile *right = b;

  if (left->partition != right->partition)
    return left->partition < right->partition ? -1 : 1;
  if (left->first != right->first)
    return left->first < right->first ? -1 : 1;
  if (left->last != right->last)
    return left->last < right->last ? -1 : 1;

  return strcmp (left->name, right->name);
}

static void
file_clear (gpointer data)
{
  g_clear_pointer (&((WeirRecordingFile *) data)->name, g_free);
}

/* A pipe of such a name would be waited for by who opens it. */
static gboolean
is_regular (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
list_date (const char  *topic_folder,
           const char  *date,
           GArray      *files,
           GPtrArray   *strangers,
           GError     **error)
{
  g_autofree char *path = g_build_filename (topic_folder, date, NULL);
  g_autoptr(GDir) entries = open_folder (path, error);
  const char *name;

  if (entries == NULL)
    return FALSE;

  while ((name = g_dir_read_name (entries)) != NULL)
    {
      WeirRecordingFile file = { 0 };

      if (*name == '.')
        continue;
      if (weir_recording_parse_file_name (name, &file) && is_regular (path, name))
        {
          g_array_append_val (files, file);
          g_array_index (files, WeirRecordingFile, files->len - 1).name = g_build_filename (date, name, NULL);
        }
      else if (strangers != NULL)
        g_ptr_array_add (strangers, g_build_filename (path, name, NULL));
    }

  return TRUE;
}

/**
 * weir_recording_list_files:
 * @topic_folder: (type filename): the folder of a topic
 * @strangers: (nullable) (element-type filename): gets the files that are none of a recording
 * @error: return location of a #GFileError
 *
 * Opens no file.
 *
 * Returns: (transfer full) (nullable) (element-type WeirRecordingFile): the
 *   files by partition and offset; none if there is no such folder
 */
GArray *
weir_recording_list_files (const char  *topic_folder,
                           GPtrArray   *strangers,
                           GError     **error)
{
  g_autoptr(GArray) files = g_array_new (FALSE, FALSE, sizeof (WeirRecordingFile));
  g_autoptr(GDir) entries = NULL;
  const char *name;

  g_array_set_clear_func (files, file_clear);
  if (!g_file_test (topic_folder, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&files);

  entries = open_folder (topic_folder, error);
  if (entries == NULL)
    return NULL;

  while ((name = g_dir_read_name (entries)) != NULL)
    if (g_str_has_prefix (name, DATE_PREFIX) && !list_date (topic_folder, name, files, strangers, error))
      return NULL;
  g_array_sort (files, compare_files);

  return g_steal_pointer (&files);
}
