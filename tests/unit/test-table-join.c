#include "data/window/weir-table-join.h"

#include <string.h>

#define STREAM_TOPIC 0
#define TABLE_TOPIC 1

static void
keep_row (const WeirJoinRow *row,
          gpointer           user_data)
{
  GString *text = user_data;

  g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %.*s %" G_GINT64_FORMAT, text->len > 0 ? "|" : "",
                          row->time_usec, (int) row->key_length, row->key, row->left->values[0].as_int);
  if (row->right == NULL)
    g_string_append (text, " -");
  else
    g_string_append_printf (text, " %.*s@%" G_GINT64_FORMAT, (int) row->right->values[0].length,
                            row->right->values[0].as_text, row->right->offset);
}

static void
add_stream (WeirTableJoin *join,
            gint64         time_usec,
            const char    *key,
            gint64         number)
{
  const WeirMessage message = { .topic_index = STREAM_TOPIC, .time_usec = WEIR_NO_TIME };
  const WeirValue value = { .type = WEIR_VALUE_INT, .as_int = number };
  const WeirRecord record = { &message, time_usec, key, strlen (key), &value, 1 };

  weir_table_join_add_stream (join, &record);
}

/* The text is gone when the function returns, as a decoder's is. */
static void
add_table (WeirTableJoin *join,
           gint32         partition,
           gint64         offset,
           gint64         time_usec,
           const char    *key,
           const char    *text)
{
  g_autofree char *copy = g_strdup (text);
  const WeirMessage message = { .topic_index = TABLE_TOPIC, .partition = partition, .offset = offset,
                                .time_usec = WEIR_NO_TIME };
  const WeirValue value = { .type = WEIR_VALUE_TEXT, .length = strlen (text), .as_text = copy };
  const WeirRecord record = { &message, time_usec, key, strlen (key), &value, 1 };

  weir_table_join_add_table (join, &record);
}

static void
remove_key (WeirTableJoin *join,
            gint64         offset,
            const char    *key)
{
  const WeirMessage message = { .topic_index = TABLE_TOPIC, .offset = offset, .time_usec = 1 };

  weir_table_join_remove (join, &message, key, strlen (key));
}

#define assert_rows(text, expected)           \
  G_STMT_START                                \
  {                                           \
    g_assert_cmpstr ((text)->str, ==, expected); \
    g_string_truncate (text, 0);              \
  }                                           \
  G_STMT_END

static void
test_only_the_stream_triggers (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_INNER, 0);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirTableJoinCounters counters;

  weir_table_join_set_row_func (join, keep_row, text);
  add_stream (join, 1, "k", 7);
  add_table (join, 0, 0, 100, "k", "red");
  assert_rows (text, "");
  add_stream (join, 2, "k", 8);
  add_stream (join, 3, "missing", 9);
  assert_rows (text, "2 k 8 red@0");

  weir_table_join_get_counters (join, &counters);
  g_assert_cmpuint (counters.n_stream, ==, 3);
  g_assert_cmpuint (counters.n_table, ==, 1);
  g_assert_cmpuint (counters.n_missing, ==, 2);
  g_assert_cmpuint (counters.n_rows, ==, 1);
}

static void
test_left_has_rows_without_table (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_LEFT, 0);
  g_autoptr(GString) text = g_string_new (NULL);

  weir_table_join_set_row_func (join, keep_row, text);
  add_stream (join, 1, "k", 7);
  add_table (join, 0, 0, 100, "k", "red");
  add_stream (join, 1, "k", 7);
  assert_rows (text, "1 k 7 -|1 k 7 red@0");
}

static void
test_latest_is_by_offset (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_INNER, 0);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirTableJoinCounters counters;

  weir_table_join_set_row_func (join, keep_row, text);
  add_table (join, 0, 5, 900, "k", "five");
  /* Later by offset, earlier by time. */
  add_table (join, 0, 6, 100, "k", "six");
  add_stream (join, 1, "k", 1);
  assert_rows (text, "1 k 1 six@6");
  /* The table read again from its beginning takes nothing back. */
  add_table (join, 0, 5, 900, "k", "five");
  add_table (join, 0, 6, 100, "k", "six");
  add_stream (join, 1, "k", 1);
  assert_rows (text, "1 k 1 six@6");
  weir_table_join_get_counters (join, &counters);
  g_assert_cmpuint (counters.n_stale, ==, 2);
}

static void
test_several_partitions_of_a_key_go_by_time (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_INNER, 0);
  g_autoptr(GString) text = g_string_new (NULL);

  weir_table_join_set_row_func (join, keep_row, text);
  add_table (join, 1, 3, 20, "k", "later");
  add_table (join, 0, 9, 10, "k", "earlier");
  add_stream (join, 1, "k", 1);
  add_table (join, 2, 0, 20, "k", "third");
  add_stream (join, 2, "k", 1);
  assert_rows (text, "1 k 1 later@3|2 k 1 third@0");
}

static void
test_a_tombstone_removes (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_LEFT, 0);
  g_autoptr(GString) text = g_string_new (NULL);

  weir_table_join_set_row_func (join, keep_row, text);
  add_table (join, 0, 1, 1, "k", "red");
  remove_key (join, 2, "k");
  add_stream (join, 1, "k", 1);
  add_table (join, 0, 1, 1, "k", "red");
  add_stream (join, 2, "k", 1);
  add_table (join, 0, 3, 1, "k", "blue");
  add_stream (join, 3, "k", 1);
  assert_rows (text, "1 k 1 -|2 k 1 -|3 k 1 blue@3");
}

static void
test_memory_has_a_bound (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_INNER, 300 * 1024);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirTableJoinCounters counters;

  weir_table_join_set_row_func (join, keep_row, text);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      add_table (join, 0, i, i, key, "v");
    }
  weir_table_join_get_counters (join, &counters);
  g_assert_cmpuint (counters.n_bytes, <=, 300 * 1024 + 200);
  g_assert_cmpuint (counters.n_keys, >, 500);
  g_assert_cmpuint (counters.n_keys + counters.n_refused, ==, 20000);

  /* What is there is kept up to date. */
  add_table (join, 0, 20000, 1, "0", "new");
  add_stream (join, 1, "0", 1);
  add_stream (join, 1, "19999", 1);
  assert_rows (text, "1 0 1 new@20000");
}

static void
add_stream_at (WeirTableJoin *join,
               gint32         partition,
               gint64         offset,
               gint64         time_usec,
               const char    *key,
               gint64         number)
{
  g_autofree char *copy = g_strdup (key);
  const WeirMessage message = { .topic_index = STREAM_TOPIC, .partition = partition, .offset = offset,
                                .time_usec = WEIR_NO_TIME };
  const WeirValue value = { .type = WEIR_VALUE_INT, .as_int = number };
  const WeirRecord record = { &message, time_usec, copy, strlen (copy), &value, 1 };

  weir_table_join_add_stream (join, &record);
}

/* Held rows come by time, key and position, with what the table had when their record came. */
static void
test_held_rows_are_in_order (void)
{
  const struct
  {
    gint32      partition;
    gint64      offset;
    gint64      time_usec;
    const char *key;
  } records[] = { { 1, 0, 5, "b" }, { 0, 0, 5, "b" }, { 0, 1, 5, "a" }, { 2, 0, 1, "c" }, { 1, 1, 5, "ab" }, { 0, 2, 4, "" } };
  const guint orders[][6] = { { 0, 1, 2, 3, 4, 5 }, { 5, 4, 3, 2, 1, 0 }, { 3, 0, 4, 1, 5, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_LEFT, 0);
      g_autoptr(GString) text = g_string_new (NULL);
      WeirTableJoinCounters counters;

      weir_table_join_set_row_func (join, keep_row, text);
      weir_table_join_set_hold_until_finish (join, TRUE);
      add_table (join, 0, 1, 100, "b", "red");
      for (guint j = 0; j < 6; j++)
        {
          guint n = orders[i][j];

          add_stream_at (join, records[n].partition, records[n].offset, records[n].time_usec, records[n].key, n);
        }
      add_table (join, 0, 2, 100, "b", "blue");
      assert_rows (text, "");
      weir_table_join_finish (join);
      assert_rows (text, "1 c 3 -|4  5 -|5 a 2 -|5 ab 4 -|5 b 1 red@1|5 b 0 red@1");
      weir_table_join_get_counters (join, &counters);
      g_assert_cmpuint (counters.n_rows, ==, 6);
      g_assert_cmpuint (counters.n_unordered, ==, 0);
    }
}

static void
test_held_rows_have_a_bound (void)
{
  g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_LEFT, 64 * 1024);
  g_autoptr(GString) text = g_string_new (NULL);
  WeirTableJoinCounters counters;

  weir_table_join_set_row_func (join, keep_row, text);
  weir_table_join_set_hold_until_finish (join, TRUE);
  for (guint i = 0; i < 10000; i++)
    add_stream_at (join, 0, i, i, "k", i);
  weir_table_join_get_counters (join, &counters);
  g_assert_cmpuint (counters.n_bytes, <=, 64 * 1024);
  g_assert_true (g_str_has_prefix (text->str, "0 k 0 -|1 k 1 -|"));
  g_assert_cmpuint (counters.n_unordered, ==, 0);

  /* Behind those that had no room any more. */
  add_stream_at (join, 0, 10000, 1, "k", 1);
  weir_table_join_finish (join);
  g_assert_true (g_str_has_suffix (text->str, "|9999 k 9999 -"));
  weir_table_join_get_counters (join, &counters);
  g_assert_cmpuint (counters.n_unordered, ==, 1);
}

/* A table is the last record of each key: the model has nothing else. */
static void
test_random_tables_are_last_by_offset (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr(WeirTableJoin) join = weir_table_join_new (WEIR_JOIN_LEFT, 0);
      g_autoptr(GString) text = g_string_new (NULL);
      gint64 last[5] = { -1, -1, -1, -1, -1 };
      gboolean removed[5] = { FALSE };

      weir_table_join_set_row_func (join, keep_row, text);
      for (guint i = 0; i < 40; i++)
        {
          guint key = g_test_rand_int_range (0, 5);
          gint64 offset = g_test_rand_int_range (0, 1000);
          const char name[] = { 'a' + key, '\0' };
          gboolean tombstone = g_test_rand_int_range (0, 4) == 0;
          g_autofree char *expected = NULL;

          if (tombstone)
            remove_key (join, offset, name);
          else
            add_table (join, 0, offset, g_test_rand_int_range (0, 9), name, "v");
          removed[key] = offset > last[key] ? tombstone : removed[key];
          last[key] = MAX (last[key], offset);

          add_stream (join, i, name, 3);
          expected = removed[key] ? g_strdup_printf ("%u %s 3 -", i, name) : g_strdup_printf ("%u %s 3 v@%" G_GINT64_FORMAT, i, name, last[key]);
          assert_rows (text, expected);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/table-join/only-the-stream-triggers", test_only_the_stream_triggers);
  g_test_add_func ("/table-join/left-has-rows-without-table", test_left_has_rows_without_table);
  g_test_add_func ("/table-join/latest-is-by-offset", test_latest_is_by_offset);
  g_test_add_func ("/table-join/several-partitions-of-a-key-go-by-time", test_several_partitions_of_a_key_go_by_time);
  g_test_add_func ("/table-join/a-tombstone-removes", test_a_tombstone_removes);
  g_test_add_func ("/table-join/memory-has-a-bound", test_memory_has_a_bound);
  g_test_add_func ("/table-join/held-rows-are-in-order", test_held_rows_are_in_order);
  g_test_add_func ("/table-join/held-rows-have-a-bound", test_held_rows_have_a_bound);
  g_test_add_func ("/table-join/random-tables-are-last-by-offset", test_random_tables_are_last_by_offset);

  return g_test_run ();
}
