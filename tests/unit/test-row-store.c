#include "data/screen/weir-buckets.h"
#include "data/view/weir-row-store.h"

#define MINUTE (60 * G_USEC_PER_SEC)

static void
put (WeirRowStore   *store,
     guint           key_id,
     gint64          start_usec,
     WeirWindowState state,
     double          value)
{
  const WeirRowHead head = { key_id, state, start_usec, start_usec + MINUTE, 1 };
  const WeirValue values[] = { { .type = WEIR_VALUE_DOUBLE, .as_double = value } };

  weir_row_store_put (store, &head, values);
}

static void
append_row (const WeirWindowRow *row,
            gpointer             user_data)
{
  g_string_append_printf (user_data, "%" G_GINT64_FORMAT ":%.*s=%g%s ", row->start_usec / MINUTE, (int) row->key_length,
                          row->key, row->values[0].as_double, row->state == WEIR_WINDOW_OPEN ? "?" : "");
}

static char *
rows_of (WeirRowStore *store,
         gint64        begin_usec,
         gint64        end_usec,
         gboolean      final_only)
{
  GString *text = g_string_new (NULL);

  weir_row_store_foreach (store, begin_usec, end_usec, final_only, append_row, text);

  return g_string_free (text, FALSE);
}

static WeirRowStore *
store_new (gint64 retention_usec,
           gsize  max_bytes)
{
  WeirRowStore *store = weir_row_store_new (1, retention_usec, max_bytes);

  weir_row_store_add_key (store, g_ref_string_new ("b"));
  weir_row_store_add_key (store, g_ref_string_new ("a"));
  weir_row_store_add_key (store, g_ref_string_new ("B"));

  return store;
}

static void
test_rows_stand_by_start_and_key (void)
{
  g_autoptr(WeirRowStore) store = store_new (0, 1 << 20);
  g_autofree char *all = NULL;
  g_autofree char *final = NULL;
  g_autofree char *range = NULL;

  put (store, 0, 2 * MINUTE, WEIR_WINDOW_OPEN, 1);
  put (store, 0, 1 * MINUTE, WEIR_WINDOW_FINAL, 2);
  put (store, 1, 1 * MINUTE, WEIR_WINDOW_OPEN, 3);
  put (store, 2, 1 * MINUTE, WEIR_WINDOW_FINAL_IDLE, 4);
  put (store, 1, 1 * MINUTE, WEIR_WINDOW_OPEN, 5);
  put (store, 1, 0, WEIR_WINDOW_FINAL, 6);

  all = rows_of (store, G_MININT64, G_MAXINT64, FALSE);
  g_assert_cmpstr (all, ==, "0:a=6 1:B=4 1:a=5? 1:b=2 2:b=1? ");
  final = rows_of (store, G_MININT64, G_MAXINT64, TRUE);
  g_assert_cmpstr (final, ==, "0:a=6 1:B=4 1:b=2 ");
  range = rows_of (store, 1 * MINUTE, 2 * MINUTE, FALSE);
  g_assert_cmpstr (range, ==, "1:B=4 1:a=5? 1:b=2 ");
}

static void
test_rows_of_one_key (void)
{
  g_autoptr(WeirRowStore) store = store_new (0, 1 << 20);
  g_autoptr(WeirRowStore) newer = weir_row_store_new (1, 0, 1 << 20);
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(GString) later = g_string_new (NULL);

  put (store, 0, 0, WEIR_WINDOW_FINAL, 1);
  put (store, 1, 0, WEIR_WINDOW_FINAL, 2);
  put (store, 1, MINUTE, WEIR_WINDOW_RETRACTED, 3);
  put (store, 1, 2 * MINUTE, WEIR_WINDOW_OPEN, 4);
  put (store, 1, 3 * MINUTE, WEIR_WINDOW_OPEN, 5);
  weir_row_store_foreach_of_key (store, "a", 0, 3 * MINUTE, append_row, rows);
  g_assert_cmpstr (rows->str, ==, "0:a=2 2:a=4? ");
  weir_row_store_foreach_of_key (store, "none", 0, 3 * MINUTE, append_row, rows);
  g_assert_cmpstr (rows->str, ==, "0:a=2 2:a=4? ");

  /* Of two readings, whose ids differ, each pane has its own. */
  weir_row_store_add_key (newer, g_ref_string_new ("a"));
  put (newer, 0, 3 * MINUTE, WEIR_WINDOW_FINAL, 6);
  weir_row_store_take_over (store, newer);
  weir_row_store_foreach_of_key (store, "a", 0, G_MAXINT64, append_row, later);
  g_assert_cmpstr (later->str, ==, "0:a=2 2:a=4? 3:a=6 ");
}

static void
test_an_early_value_does_not_undo_a_final_one (void)
{
  g_autoptr(WeirRowStore) store = store_new (0, 1 << 20);
  g_autofree char *all = NULL;

  put (store, 0, 0, WEIR_WINDOW_FINAL, 2);
  put (store, 0, 0, WEIR_WINDOW_OPEN, 1);
  put (store, 1, 0, WEIR_WINDOW_OPEN, 1);
  put (store, 1, 0, WEIR_WINDOW_RETRACTED, 1);
  all = rows_of (store, G_MININT64, G_MAXINT64, FALSE);
  g_assert_cmpstr (all, ==, "0:b=2 ");
}

static void
test_rows_read_again_stand_beside_what_is_gone (void)
{
  g_autoptr(WeirRowStore) store = store_new (0, 1 << 20);
  g_autoptr(WeirRowStore) newer = weir_row_store_new (1, 0, 1 << 20);
  g_autofree char *all = NULL;
  g_autofree char *later = NULL;
  gsize n_bytes;

  /* What a broker has deleted since stays, and so does the first window, which had three records. */
  put (store, 0, 0, WEIR_WINDOW_FINAL, 1);
  put (store, 0, MINUTE, WEIR_WINDOW_FINAL, 2);
  put (store, 1, MINUTE, WEIR_WINDOW_FINAL, 3);
  put (store, 2, MINUTE, WEIR_WINDOW_FINAL, 4);
  put (store, 0, 2 * MINUTE, WEIR_WINDOW_OPEN, 5);
  weir_row_store_add_key (newer, g_ref_string_new ("a"));
  weir_row_store_add_key (newer, g_ref_string_new ("b"));
  put (newer, 1, MINUTE, WEIR_WINDOW_FINAL, 20);
  put (newer, 0, MINUTE, WEIR_WINDOW_FINAL, 30);
  put (newer, 1, 2 * MINUTE, WEIR_WINDOW_FINAL, 50);
  n_bytes = weir_row_store_get_n_bytes (store);
  weir_row_store_take_over (store, newer);
  all = rows_of (store, G_MININT64, G_MAXINT64, FALSE);
  g_assert_cmpstr (all, ==, "0:b=1 1:B=4 1:a=3 1:b=2 2:b=50 ");
  g_assert_cmpuint (weir_row_store_get_n_bytes (store), <=, n_bytes);

  /* From here on a key id means what it means to the other reading. */
  weir_row_store_add_key (store, g_ref_string_new ("c"));
  put (store, 0, 3 * MINUTE, WEIR_WINDOW_FINAL, 6);
  put (store, 2, 3 * MINUTE, WEIR_WINDOW_FINAL, 7);
  later = rows_of (store, 3 * MINUTE, G_MAXINT64, FALSE);
  g_assert_cmpstr (later, ==, "3:a=6 3:c=7 ");
}

static void
test_the_oldest_windows_go_first (void)
{
  g_autoptr(WeirRowStore) by_age = store_new (3 * MINUTE, 1 << 30);
  g_autoptr(WeirRowStore) by_size = store_new (0, 4096);
  g_autofree char *all = NULL;

  for (gint64 i = 0; i < 1000; i++)
    {
      put (by_age, 0, i * MINUTE, WEIR_WINDOW_FINAL, i);
      put (by_size, 0, i * MINUTE, WEIR_WINDOW_FINAL, i);
      weir_row_store_trim (by_size);
      g_assert_cmpuint (weir_row_store_get_n_bytes (by_size), <=, 4096 + 200);
    }
  weir_row_store_trim (by_age);

  all = rows_of (by_age, G_MININT64, G_MAXINT64, FALSE);
  g_assert_cmpstr (all, ==, "996:b=996 997:b=997 998:b=998 999:b=999 ");
  g_assert_cmpuint (weir_row_store_get_n_forgotten (by_age), ==, 996);
  g_assert_cmpuint (weir_row_store_get_n_evicted (by_age), ==, 0);
  g_assert_cmpuint (weir_row_store_get_n_forgotten (by_size), >, 900);
  g_assert_cmpuint (weir_row_store_get_n_evicted (by_size), ==, weir_row_store_get_n_forgotten (by_size));
}

static const WeirBucket *
bucket_at (const WeirBuckets *buckets,
           guint              i)
{
  return &g_array_index (buckets->buckets, WeirBucket, i);
}

static void
test_buckets_gather_values (void)
{
  WeirBuckets buckets;

  weir_buckets_init (&buckets);
  weir_buckets_add (&buckets, 1, 0, 150000, 5);
  weir_buckets_add (&buckets, 1, 0, 199999, 9);
  weir_buckets_add (&buckets, 1, 0, 120000, 7);
  weir_buckets_add (&buckets, 1, 1, 150000, 1);
  weir_buckets_add (&buckets, 2, 0, -1, 3);

  g_assert_cmpuint (buckets.buckets->len, ==, 3);
  g_assert_cmpint (bucket_at (&buckets, 0)->start_usec, ==, 100000);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.first, ==, 7);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.last, ==, 9);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.min, ==, 5);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.max, ==, 9);
  g_assert_cmpuint (bucket_at (&buckets, 0)->column.count, ==, 3);
  g_assert_cmpint (bucket_at (&buckets, 2)->start_usec, ==, -100000);
  weir_buckets_clear (&buckets);
}

static void
test_merged_buckets_shed_the_oldest (void)
{
  WeirBuckets old, newer;

  weir_buckets_init (&old);
  weir_buckets_init (&newer);
  for (gint64 i = 0; i < 10; i++)
    weir_buckets_add (&old, 0, 0, i * WEIR_SERIES_BUCKET_USEC, i);
  for (gint64 i = 9; i < 14; i++)
    weir_buckets_add (&newer, 0, 0, i * WEIR_SERIES_BUCKET_USEC + 1, i);

  g_assert_cmpuint (weir_buckets_merge (&old, &newer, 12), ==, 2);
  g_assert_cmpuint (old.buckets->len, ==, 12);
  g_assert_cmpint (bucket_at (&old, 0)->start_usec, ==, 2 * WEIR_SERIES_BUCKET_USEC);
  g_assert_cmpuint (bucket_at (&old, 7)->column.count, ==, 2);
  weir_buckets_clear (&old);
  weir_buckets_clear (&newer);
}

/* A partition read last may hold what is newest, or what is oldest. */
static void
test_room_is_made_by_event_time (void)
{
  WeirBuckets buckets;

  weir_buckets_init (&buckets);
  for (gint64 i = 20; i > 0; i--)
    weir_buckets_add (&buckets, 0, 0, i * WEIR_SERIES_BUCKET_USEC, i);

  g_assert_cmpuint (weir_buckets_make_room (&buckets, 20), ==, 0);
  g_assert_cmpuint (weir_buckets_make_room (&buckets, 5), ==, 15);
  g_assert_cmpuint (buckets.buckets->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (bucket_at (&buckets, i)->start_usec, ==, (20 - i) * WEIR_SERIES_BUCKET_USEC);
  weir_buckets_clear (&buckets);
}

static void
test_old_buckets_widen_before_any_is_shed (void)
{
  WeirBuckets buckets;

  weir_buckets_init (&buckets);
  for (gint64 i = 0; i < 50; i++)
    weir_buckets_add (&buckets, 0, 0, i * WEIR_SERIES_BUCKET_USEC, i == 25 ? 1000 : i);
  weir_buckets_add (&buckets, 0, 0, 3 * G_TIME_SPAN_HOUR, 7);

  g_assert_cmpuint (weir_buckets_make_room (&buckets, 2), ==, 0);
  g_assert_cmpuint (buckets.buckets->len, ==, 2);
  g_assert_cmpint (bucket_at (&buckets, 0)->start_usec, ==, 0);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.first, ==, 0);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.last, ==, 49);
  g_assert_cmpfloat (bucket_at (&buckets, 0)->column.max, ==, 1000);
  g_assert_cmpuint (bucket_at (&buckets, 0)->column.count, ==, 50);
  weir_buckets_clear (&buckets);
}

static void
test_places_are_found_again (void)
{
  WeirDenseIndex index;

  weir_dense_index_init (&index);
  for (gint64 i = 0; i < 5000; i++)
    g_assert_cmpuint (weir_dense_index_add (&index, i * 60000000, i % 7), ==, i);
  for (gint64 i = 0; i < 5000; i++)
    g_assert_cmpuint (weir_dense_index_find (&index, i * 60000000, i % 7), ==, i);
  g_assert_cmpuint (weir_dense_index_find (&index, 60000000, 0), ==, WEIR_DENSE_INDEX_NONE);
  weir_dense_index_clear (&index);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/row-store/rows-stand-by-start-and-key", test_rows_stand_by_start_and_key);
  g_test_add_func ("/row-store/rows-of-one-key", test_rows_of_one_key);
  g_test_add_func ("/row-store/an-early-value-does-not-undo-a-final-one", test_an_early_value_does_not_undo_a_final_one);
  g_test_add_func ("/row-store/rows-read-again-stand-beside-what-is-gone",
                   test_rows_read_again_stand_beside_what_is_gone);
  g_test_add_func ("/row-store/the-oldest-windows-go-first", test_the_oldest_windows_go_first);
  g_test_add_func ("/buckets/gather-values", test_buckets_gather_values);
  g_test_add_func ("/buckets/merged-buckets-shed-the-oldest", test_merged_buckets_shed_the_oldest);
  g_test_add_func ("/buckets/room-is-made-by-event-time", test_room_is_made_by_event_time);
  g_test_add_func ("/buckets/old-buckets-widen-before-any-is-shed", test_old_buckets_widen_before_any_is_shed);
  g_test_add_func ("/dense-index/places-are-found-again", test_places_are_found_again);

  return g_test_run ();
}
