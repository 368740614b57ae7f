#include "config.h"

#include "data/lag/weir-topic-past.h"

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/lag/weir-lag-book.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define PAST_MAX_BYTES ((gsize) 64 << 20)
/* Its first word is a version. */
#define PAST_WORD  "weir-topic-past-1"
#define POINT_TYPE "(xx)"
#define TOPIC_TYPE "(aya" POINT_TYPE ")"
#define PAST_TYPE  "(sa" TOPIC_TYPE ")"

typedef struct
{
  gint64 time_usec;
  gint64 ends;        /* sum of the ends of all partitions */
} Point;

struct _WeirTopicPast
{
  GHashTable *topics;   /* owned: name → GArray of Point, by time */
};

/**
 * weir_topic_past_new:
 *
 * Returns: (transfer full): a past of no topic
 */
WeirTopicPast *
weir_topic_past_new (void)
{
  WeirTopicPast *self = g_new0 (WeirTopicPast, 1);

  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  return self;
}

/**
 * weir_topic_past_free:
 * @self: (transfer full): a past
 */
void
weir_topic_past_free (WeirTopicPast *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->topics);
  g_free (self);
}

static const Point *
last_of (GArray *points)
{
  return points->len > 0 ? &g_array_index (points, Point, points->len - 1) : NULL;
}

static void
add_point (WeirTopicPast *self,
           const char    *topic,
           gint64         time_usec,
           gint64         ends)
{
  GArray *points = g_hash_table_lookup (self->topics, topic);
  const Point point = { time_usec, ends };

  if (points == NULL && g_hash_table_size (self->topics) == WEIR_TOPIC_PAST_N_TOPICS)
    return;

  if (points == NULL)
    {
      points = g_array_new (FALSE, FALSE, sizeof (Point));
      g_hash_table_insert (self->topics, g_strdup (topic), points);
    }
  if (points->len > 0 && time_usec < last_of (points)->time_usec + WEIR_LAG_PAST_STEP_USEC)
    return;
  if (points->len == WEIR_LAG_PAST_N_POINTS)
    g_array_remove_index (points, 0);
  g_array_append_val (points, point);
}

static gboolean
is_over (gpointer key,
         gpointer value,
         gpointer user_data)
{
  const Point *last = last_of (value);

  return last == NULL || *(const gint64 *) user_data - last->time_usec > (gint64) WEIR_LAG_PAST_N_POINTS * WEIR_LAG_PAST_STEP_USEC;
}

/**
 * weir_topic_past_take:
 * @self: a past
 * @cluster: a look, later than those before
 *
 * Remembers how far each topic is, unless it was remembered within the last
 * minute; nothing of topics beyond %WEIR_TOPIC_PAST_N_TOPICS and of Kafka's own.
 * Topics that were not told of for a day are forgotten.
 */
void
weir_topic_past_take (WeirTopicPast     *self,
                      const WeirCluster *cluster)
{
  gint64 now_usec;

  g_return_if_fail (self != NULL && cluster != NULL);

  now_usec = cluster->time_usec;
  g_hash_table_foreach_remove (self->topics, is_over, &now_usec);
  for (guint i = 0; i < cluster->topics->len; i++)
    {
      const WeirClusterTopic *topic = g_ptr_array_index (cluster->topics, i);
      gint64 ends = weir_cluster_sum_ends (topic);

      if (!topic->internal && ends >= 0)
        add_point (self, topic->name, now_usec, ends);
    }
}

/**
 * weir_topic_past_has:
 * @self: a past
 * @topic: a topic
 *
 * Returns: whether a rate of it is known
 */
gboolean
weir_topic_past_has (WeirTopicPast *self,
                     const char    *topic)
{
  GArray *points;

  g_return_val_if_fail (self != NULL && topic != NULL, FALSE);

  points = g_hash_table_lookup (self->topics, topic);

  return points != NULL && points->len > 1;
}

/**
 * weir_topic_past_fill:
 * @self: a past
 * @topic: a topic
 * @rates: gets its rates, in records/s
 *
 * The mean rate between each two points, so nothing that came between is
 * missing, not even what came while no program looked. There is none across a
 * topic that was made anew.
 */
void
weir_topic_past_fill (WeirTopicPast *self,
                      const char    *topic,
                      WeirSeries    *rates)
{
  GArray *points;

  g_return_if_fail (self != NULL && topic != NULL && WEIR_IS_SERIES (rates));

  points = g_hash_table_lookup (self->topics, topic);
  for (guint i = 1; points != NULL && i < points->len; i++)
    {
      const Point *before = &g_array_index (points, Point, i - 1);
      const Point *after = before + 1;
      double rate = (double) (after->ends - before->ends) * G_USEC_PER_SEC / (double) (after->time_usec - before->time_usec);

      if (after->ends < before->ends)
        continue;
      /* What lies between two points that are far from each other is a mean, all along. */
      if (after->time_usec - before->time_usec > 2 * WEIR_LAG_PAST_STEP_USEC)
        weir_series_add (rates, before->time_usec + WEIR_LAG_PAST_STEP_USEC, rate);
      weir_series_add (rates, after->time_usec, rate);
    }
  weir_series_emit_changed (rates);
}

/**
 * weir_topic_past_put_before:
 * @self: what was seen since the program started
 * @earlier: what was read from a file
 *
 * Remembers what @earlier has of the time before. @earlier is of no use afterwards.
 */
void
weir_topic_past_put_before (WeirTopicPast *self,
                            WeirTopicPast *earlier)
{
  GHashTableIter iter;
  gpointer name, value;

  g_return_if_fail (self != NULL && earlier != NULL);

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      GArray *points = value;

      for (guint i = 0; i < points->len; i++)
        add_point (earlier, name, g_array_index (points, Point, i).time_usec, g_array_index (points, Point, i).ends);
    }
  g_hash_table_unref (self->topics);
  self->topics = g_hash_table_ref (earlier->topics);
}

/* -- over a restart -- */

/**
 * weir_topic_past_save:
 * @self: a past
 *
 * Returns: (transfer full): bytes for weir_topic_past_restore(), on machines of the same byte order
 */
GBytes *
weir_topic_past_save (WeirTopicPast *self)
{
  g_autoptr(GVariant) variant = NULL;
  GVariantBuilder list;
  GHashTableIter iter;
  gpointer name, points;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" TOPIC_TYPE));
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, &name, &points))
    g_variant_builder_add (&list, "(^ay@a" POINT_TYPE ")", name,
                           g_variant_new_fixed_array (G_VARIANT_TYPE (POINT_TYPE), ((GArray *) points)->data,
                                                      ((GArray *) points)->len, sizeof (Point)));
  variant = g_variant_ref_sink (g_variant_new ("(s@a" TOPIC_TYPE ")", PAST_WORD, g_variant_builder_end (&list)));

  return g_variant_get_data_as_bytes (variant);
}

static gboolean
restore_topic (WeirTopicPast *self,
               GVariant      *variant)
{
  g_autoptr(GVariant) list = NULL;
  const char *name;
  const Point *points;
  gsize n;

  g_variant_get (variant, "(^&ay@a" POINT_TYPE ")", &name, &list);
  points = g_variant_get_fixed_array (list, &n, sizeof (Point));
  for (gsize i = 0; i < n; i++)
    {
      if (points[i].time_usec < 0 || points[i].ends < 0 || (i > 0 && points[i].time_usec <= points[i - 1].time_usec))
        return FALSE;
      add_point (self, name, points[i].time_usec, points[i].ends);
    }

  return TRUE;
}

/**
 * weir_topic_past_restore:
 * @bytes: what weir_topic_past_save() gave, from anywhere
 * @now_usec: wall clock
 *
 * Returns: (transfer full) (nullable): the past they hold; %NULL where they are none
 */
WeirTopicPast *
weir_topic_past_restore (GBytes *bytes,
                         gint64  now_usec)
{
  g_autoptr(WeirTopicPast) self = weir_topic_past_new ();
  g_autoptr(GVariant) variant = NULL;
  g_autoptr(GVariant) list = NULL;
  const char *word;

  g_return_val_if_fail (bytes != NULL, NULL);

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PAST_TYPE), bytes, FALSE));
  if (g_bytes_get_size (bytes) == 0 || !g_variant_is_normal_form (variant))
    return NULL;
  g_variant_get (variant, "(&s@a" TOPIC_TYPE ")", &word, &list);
  if (!g_str_equal (word, PAST_WORD))
    return NULL;

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr(GVariant) topic = g_variant_get_child_value (list, i);

      if (!restore_topic (self, topic))
        return NULL;
    }
  g_hash_table_foreach_remove (self->topics, is_over, &now_usec);

  return g_steal_pointer (&self);
}

/**
 * weir_topic_past_dup_path:
 * @bootstrap: (nullable): how a cluster is reached
 *
 * Returns: (transfer full) (type filename): where the program keeps what it remembers of the topics of that cluster
 */
char *
weir_topic_past_dup_path (const char *bootstrap)
{
  g_autofree char *path = weir_lag_book_dup_path (bootstrap);

  return g_strconcat (path, ".topics", NULL);
}

/**
 * weir_topic_past_read_file:
 * @path: a file; one that is not there is a past of no topic
 * @error: return location for an error: those of reading it, and %G_IO_ERROR_INVALID_DATA where it is none
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): what it holds
 */
WeirTopicPast *
weir_topic_past_read_file (const char  *path,
                           GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  WeirTopicPast *self;
  char *text;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return weir_topic_past_new ();

  text = weir_bounded_file_read (path, PAST_MAX_BYTES, TRUE, &length, error);
  if (text == NULL)
    return NULL;

  bytes = g_bytes_new_take (text, length);
  self = weir_topic_past_restore (bytes, g_get_real_time ());
  if (self == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("%s was not written by this program, or is damaged: remove it, or name another file"), path);

  return self;
}

/**
 * weir_topic_past_write_file:
 * @path: a file, which is replaced
 * @bytes: of weir_topic_past_save()
 * @error: return location for an error
 *
 * Makes the folder, too, where it is not there. Blocks.
 *
 * Returns: whether it was written
 */
gboolean
weir_topic_past_write_file (const char  *path,
                            GBytes      *bytes,
                            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  return weir_output_file_save (path, data, length, error);
}
