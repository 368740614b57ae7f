#include "config.h"

#include "data/lag/weir-lag-book.h"

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/lag/weir-lag-course.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HISTORY_MAX_BYTES ((gsize) 256 << 20)
/* Its first word is a version. */
#define HISTORY_WORD "weir-lag-history-2"
#define HISTORY_ITEM "(ayayi" WEIR_LAG_COURSE_TYPE ")"
#define HISTORY_TYPE "(sa" HISTORY_ITEM "a" WEIR_LAG_PAST_TYPE ")"

typedef struct
{
  WeirGroupLag  place;      /* which group, topic and partition; its texts are interned references */
  WeirLagCourse course;
  gint64        seen_usec;  /* wall clock of the last put */
} Entry;

struct _WeirLagBook
{
  GHashTable *entries;      /* owned: of Entry */
  GHashTable *pasts;        /* owned: of WeirLagPast */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_ref_string_release (entry->place.group);
  g_ref_string_release (entry->place.topic);
  g_free (entry);
}

static guint
hash_past (gconstpointer data)
{
  const WeirLagPast *past = data;

  return g_str_hash (past->group) * 31 + g_str_hash (past->topic);
}

static gboolean
equal_pasts (gconstpointer a,
             gconstpointer b)
{
  const WeirLagPast *x = a;
  const WeirLagPast *y = b;

  return g_str_equal (x->group, y->group) && g_str_equal (x->topic, y->topic);
}

/**
 * weir_lag_book_new:
 *
 * Returns: (transfer full): an empty book
 */
WeirLagBook *
weir_lag_book_new (void)
{
  WeirLagBook *self = g_new0 (WeirLagBook, 1);

  self->entries = g_hash_table_new_full (weir_group_lag_hash, weir_group_lag_equal, entry_free, NULL);
  self->pasts = g_hash_table_new_full (hash_past, equal_pasts, (GDestroyNotify) weir_lag_past_free, NULL);

  return self;
}

/**
 * weir_lag_book_free:
 * @self: (transfer full): a book
 */
void
weir_lag_book_free (WeirLagBook *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->pasts);
  g_free (self);
}

static Entry *
ensure_entry (WeirLagBook        *self,
              const WeirGroupLag *place)
{
  Entry *entry = g_hash_table_lookup (self->entries, place);

  if (entry != NULL)
    return entry;

  entry = g_new0 (Entry, 1);
  entry->place.group = g_ref_string_new_intern (place->group);
  entry->place.topic = g_ref_string_new_intern (place->topic);
  entry->place.partition = place->partition;
  g_hash_table_add (self->entries, entry);

  return entry;
}

/**
 * weir_lag_book_put:
 * @self: a book
 * @lag: one partition of a group
 * @now_usec: wall clock of the look, later than those before
 * @numbers: (out): what is known of it
 *
 * Remembers one partition of a look, and computes what follows from it and from
 * those before: see weir_lag_course_compute().
 */
void
weir_lag_book_put (WeirLagBook        *self,
                   const WeirGroupLag *lag,
                   gint64              now_usec,
                   WeirLagNumbers     *numbers)
{
  Entry *entry;

  g_return_if_fail (self != NULL && lag != NULL && numbers != NULL);

  entry = ensure_entry (self, lag);
  entry->seen_usec = now_usec;
  weir_lag_course_add (&entry->course, lag, now_usec);
  weir_lag_course_compute (&entry->course, lag, now_usec, numbers);
}

static gboolean
is_old (gpointer key,
        gpointer value,
        gpointer user_data)
{
  return ((const Entry *) key)->seen_usec < *(const gint64 *) user_data;
}

static gboolean
is_over (gpointer key,
         gpointer value,
         gpointer user_data)
{
  return weir_lag_past_is_over (key, *(const gint64 *) user_data);
}

/**
 * weir_lag_book_drop:
 * @self: a book
 * @before_usec: wall clock
 *
 * Forgets partitions that were last put before @before_usec: the broker no
 * longer tells of them; and lags of more than a day before.
 */
void
weir_lag_book_drop (WeirLagBook *self,
                    gint64       before_usec)
{
  g_return_if_fail (self != NULL);

  g_hash_table_foreach_remove (self->entries, is_old, &before_usec);
  g_hash_table_foreach_remove (self->pasts, is_over, &before_usec);
}

/**
 * weir_lag_book_add_point:
 * @self: a book
 * @group: a group
 * @topic: one of its topics, "" for all of them together
 * @point: how far it is
 *
 * Remembers a lag, a point a minute; nothing of a line more than
 * %WEIR_LAG_PAST_N_LINES.
 */
void
weir_lag_book_add_point (WeirLagBook        *self,
                         const char         *group,
                         const char         *topic,
                         const WeirLagPoint *point)
{
  const WeirLagPast wanted = { .group = (char *) group, .topic = (char *) topic };
  WeirLagPast *past;

  g_return_if_fail (self != NULL && group != NULL && topic != NULL && point != NULL);

  past = g_hash_table_lookup (self->pasts, &wanted);
  if (past == NULL && g_hash_table_size (self->pasts) == WEIR_LAG_PAST_N_LINES)
    return;

  if (past == NULL)
    {
      past = weir_lag_past_new (group, topic);
      g_hash_table_add (self->pasts, past);
    }
  weir_lag_past_add (past, point);
}

/**
 * weir_lag_book_list_pasts:
 * @self: a book
 *
 * Returns: (transfer container) (element-type WeirLagPast): the lags it remembers, in no order; its own
 */
GPtrArray *
weir_lag_book_list_pasts (WeirLagBook *self)
{
  GPtrArray *pasts = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer past;

  g_return_val_if_fail (self != NULL, pasts);

  g_hash_table_iter_init (&iter, self->pasts);
  while (g_hash_table_iter_next (&iter, &past, NULL))
    g_ptr_array_add (pasts, past);

  return pasts;
}

/* -- over a restart -- */

static GVariant *
entries_to_variant (WeirLagBook *self)
{
  GVariantBuilder list;
  GHashTableIter iter;
  gpointer key;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" HISTORY_ITEM));
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Entry *entry = key;

      g_variant_builder_add (&list, "(^ay^ayi@" WEIR_LAG_COURSE_TYPE ")", entry->place.group, entry->place.topic,
                             entry->place.partition, weir_lag_course_to_variant (&entry->course));
    }

  return g_variant_builder_end (&list);
}

static GVariant *
pasts_to_variant (WeirLagBook *self)
{
  GVariantBuilder list;
  GHashTableIter iter;
  gpointer past;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" WEIR_LAG_PAST_TYPE));
  g_hash_table_iter_init (&iter, self->pasts);
  while (g_hash_table_iter_next (&iter, &past, NULL))
    g_variant_builder_add_value (&list, weir_lag_past_to_variant (past));

  return g_variant_builder_end (&list);
}

/**
 * weir_lag_book_save:
 * @self: a book
 *
 * What is remembered: at most ten commits and ten looks of each partition, and
 * a day of lags a minute apart.
 *
 * Returns: (transfer full): bytes for weir_lag_book_restore(), on machines of the same byte order
 */
GBytes *
weir_lag_book_save (WeirLagBook *self)
{
  g_autoptr(GVariant) history = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  history = g_variant_ref_sink (g_variant_new ("(s@a" HISTORY_ITEM "@a" WEIR_LAG_PAST_TYPE ")", HISTORY_WORD,
                                               entries_to_variant (self), pasts_to_variant (self)));

  return g_variant_get_data_as_bytes (history);
}

static gboolean
restore_entries (WeirLagBook *self,
                 GVariant    *list,
                 gint64       now_usec)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr(GVariant) variant = NULL;
      WeirGroupLag place = { .partition = -1 };
      WeirLagCourse course;
      Entry *entry;

      g_variant_get_child (list, i, "(^&ay^&ayi@" WEIR_LAG_COURSE_TYPE ")", &place.group, &place.topic, &place.partition,
                           &variant);
      if (place.partition < 0 || !weir_lag_course_from_variant (&course, variant))
        return FALSE;
      entry = ensure_entry (self, &place);
      entry->course = course;
      entry->seen_usec = now_usec;
    }

  return TRUE;
}

static gboolean
restore_pasts (WeirLagBook *self,
               GVariant    *list,
               gint64       now_usec)
{
  gsize n = g_variant_n_children (list);

  for (gsize i = 0; i < n && i < WEIR_LAG_PAST_N_LINES; i++)
    {
      g_autoptr(GVariant) variant = g_variant_get_child_value (list, i);
      WeirLagPast *past = weir_lag_past_from_variant (variant);

      if (past == NULL)
        return FALSE;
      if (weir_lag_past_is_over (past, now_usec))
        weir_lag_past_free (past);
      else
        g_hash_table_replace (self->pasts, past, past);
    }

  return TRUE;
}

/**
 * weir_lag_book_restore:
 * @self: a book
 * @history: what weir_lag_book_save() gave, also that of another program's run
 * @now_usec: wall clock
 *
 * Remembers what was saved, so that groups can be classified at the next look.
 * Partitions that it does not find are forgotten.
 *
 * Returns: whether @history is one; else some of it may be remembered
 */
gboolean
weir_lag_book_restore (WeirLagBook *self,
                       GBytes      *history,
                       gint64       now_usec)
{
  g_autoptr(GVariant) variant = NULL;
  g_autoptr(GVariant) entries = NULL;
  g_autoptr(GVariant) pasts = NULL;
  const char *word;

  g_return_val_if_fail (self != NULL && history != NULL, FALSE);

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (HISTORY_TYPE), history, FALSE));
  if (g_bytes_get_size (history) == 0 || !g_variant_is_normal_form (variant))
    return FALSE;
  g_variant_get (variant, "(&s@a" HISTORY_ITEM "@a" WEIR_LAG_PAST_TYPE ")", &word, &entries, &pasts);

  return g_str_equal (word, HISTORY_WORD) && restore_entries (self, entries, now_usec)
         && restore_pasts (self, pasts, now_usec);
}

/**
 * weir_lag_book_save_file:
 * @self: a book
 * @path: a file, which is replaced
 * @error: return location for an error of weir_output_file_save()
 *
 * weir_lag_book_save() into a file. Blocks.
 *
 * Returns: whether it was written
 */
gboolean
weir_lag_book_save_file (WeirLagBook  *self,
                         const char   *path,
                         GError      **error)
{
  g_autoptr(GBytes) history = weir_lag_book_save (self);
  gsize length;
  const char *bytes = g_bytes_get_data (history, &length);

  return weir_output_file_save (path, bytes, length, error);
}

/**
 * weir_lag_book_restore_file:
 * @self: an empty book
 * @path: a file; one that is not there is no history yet
 * @error: return location for an error: those of reading it, and %G_IO_ERROR_INVALID_DATA where it is none
 *
 * weir_lag_book_restore() from a file. Blocks.
 *
 * Returns: whether what there is was read; else the book is empty or holds a part
 */
gboolean
weir_lag_book_restore_file (WeirLagBook  *self,
                            const char   *path,
                            GError      **error)
{
  g_autoptr(GBytes) history = NULL;
  char *bytes;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  bytes = weir_bounded_file_read (path, HISTORY_MAX_BYTES, TRUE, &length, error);
  if (bytes == NULL)
    return FALSE;

  history = g_bytes_new_take (bytes, length);
  if (weir_lag_book_restore (self, history, g_get_real_time ()))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("%s was not written by this program, or is damaged: remove it, or name another file"), path);

  return FALSE;
}

/**
 * weir_lag_book_dup_path:
 * @bootstrap: (nullable): how a cluster is reached
 *
 * Returns: (transfer full) (type filename): where the program keeps what it remembers of that cluster, in the user's folder
 *   for states; it need not be there
 */
char *
weir_lag_book_dup_path (const char *bootstrap)
{
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, bootstrap != NULL ? bootstrap : "", -1);

  return g_build_filename (g_get_user_state_dir (), "weir", "lag", name, NULL);
}
