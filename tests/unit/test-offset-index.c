#include "data/screen/weir-offset-index.h"

#define N_RECORDS 200000

/* Event times that go back and forth by up to @disorder. */
static gint64
time_of (guint  i,
         guint  disorder,
         GRand *rand)
{
  return (gint64) i * 10 - g_rand_int_range (rand, 0, (gint32) disorder + 1);
}

static void
assert_holds (WeirOffsetIndex *index,
              GArray          *times,
              gint64           begin,
              gint64           end,
              guint            max_more)
{
  g_autoptr(GArray) ranges = weir_offset_index_find (index, begin, end);
  const WeirOffsetRange *range = ranges->len > 0 ? &g_array_index (ranges, WeirOffsetRange, 0) : NULL;
  guint n = 0;

  g_assert_cmpuint (ranges->len, <=, 1);
  for (guint i = 0; i < times->len; i++)
    {
      gint64 time = g_array_index (times, gint64, i);

      if (time < begin || time >= end)
        continue;
      n++;
      g_assert_nonnull (range);
      g_assert_cmpint (range->from, <=, i);
      g_assert_cmpint (range->to, >, i);
    }
  if (range != NULL)
    g_assert_cmpint (range->to - range->from, <=, n + max_more);
}

/* Every record of a span is inside, in all spans, and not many others. */
static void
test_a_span_is_held (void)
{
  g_autoptr(WeirOffsetIndex) index = weir_offset_index_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *topic = g_intern_string ("t");

  for (guint i = 0; i < N_RECORDS; i++)
    {
      gint64 time = time_of (i, 500, rand);

      g_array_append_val (times, time);
      weir_offset_index_add (index, topic, 0, i, time);
    }
  for (guint i = 0; i < 200; i++)
    {
      gint64 begin = g_rand_int_range (rand, -1000, N_RECORDS * 10);

      assert_holds (index, times, begin, begin + g_rand_int_range (rand, 1, 100000), 2048);
    }
}

/* One update after the other, as the screen gets them, is the same as all at once. */
static void
test_merged_is_the_same (void)
{
  g_autoptr(WeirOffsetIndex) index = weir_offset_index_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *topic = g_intern_string ("t");

  for (guint i = 0; i < N_RECORDS;)
    {
      g_autoptr(WeirOffsetIndex) newer = weir_offset_index_new ();

      for (guint k = g_rand_int_range (rand, 1, 400); k > 0 && i < N_RECORDS; k--, i++)
        {
          gint64 time = time_of (i, 50, rand);

          g_array_append_val (times, time);
          weir_offset_index_add (newer, topic, 0, i, time);
        }
      weir_offset_index_merge (index, newer);
    }
  g_assert_cmpuint (weir_offset_index_get_n_runs (index), <, N_RECORDS / 200);
  for (guint i = 0; i < 200; i++)
    {
      gint64 begin = g_rand_int_range (rand, -1000, N_RECORDS * 10);

      assert_holds (index, times, begin, begin + 5000, 2048);
    }
}

/* Read again from further back: what came first stays known. */
static void
test_older_offsets_come_later (void)
{
  g_autoptr(WeirOffsetIndex) index = weir_offset_index_new ();
  g_autoptr(GArray) ranges = NULL;
  const char *topic = g_intern_string ("t");
  const WeirOffsetRange *range;

  for (guint i = 5000; i < 6000; i++)
    weir_offset_index_add (index, topic, 3, i, i);
  for (guint i = 0; i < 5500; i++)
    weir_offset_index_add (index, topic, 3, i, i);
  ranges = weir_offset_index_find (index, 100, 5900);
  g_assert_cmpuint (ranges->len, ==, 1);
  range = &g_array_index (ranges, WeirOffsetRange, 0);
  g_assert_cmpint (range->partition, ==, 3);
  g_assert_cmpint (range->from, <=, 100);
  g_assert_cmpint (range->to, >=, 5900);
}

static void
test_partitions_are_told_apart (void)
{
  g_autoptr(WeirOffsetIndex) index = weir_offset_index_new ();
  g_autoptr(GArray) ranges = NULL;
  g_autoptr(GArray) none = NULL;

  for (gint32 p = 0; p < 40; p++)
    for (guint i = 0; i < 10; i++)
      weir_offset_index_add (index, g_intern_string (p % 2 == 0 ? "a" : "b"), p / 2, i, p * 100 + i);
  ranges = weir_offset_index_find (index, 1005, 1302);
  g_assert_cmpuint (ranges->len, ==, 4);
  g_assert_cmpstr (g_array_index (ranges, WeirOffsetRange, 0).topic, ==, "a");
  g_assert_cmpint (g_array_index (ranges, WeirOffsetRange, 0).partition, ==, 5);
  none = weir_offset_index_find (index, 20000, 30000);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Offsets far apart make a run each: together they stay bounded. */
static void
test_it_stays_small (void)
{
  g_autoptr(WeirOffsetIndex) index = weir_offset_index_new ();
  g_autoptr(GArray) ranges = NULL;
  const char *topic = g_intern_string ("t");

  for (gint64 i = 0; i < 3000000; i++)
    weir_offset_index_add (index, topic, 0, i * 300, i);
  g_assert_cmpuint (weir_offset_index_get_n_runs (index), <=, 65536);
  ranges = weir_offset_index_find (index, 1500000, 1500001);
  g_assert_cmpint (g_array_index (ranges, WeirOffsetRange, 0).from, <=, 1500000 * 300);
  g_assert_cmpint (g_array_index (ranges, WeirOffsetRange, 0).to, >, 1500000 * 300);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/offset-index/a-span-is-held", test_a_span_is_held);
  g_test_add_func ("/offset-index/merged-is-the-same", test_merged_is_the_same);
  g_test_add_func ("/offset-index/older-offsets-come-later", test_older_offsets_come_later);
  g_test_add_func ("/offset-index/partitions-are-told-apart", test_partitions_are_told_apart);
  g_test_add_func ("/offset-index/it-stays-small", test_it_stays_small);

  return g_test_run ();
}
