#include "data/window/weir-top.h"

#include <math.h>
#include <string.h>

#include "data/window/weir-window-engine.h"

static void
add_value (WeirTop        *top,
           WeirWindowState state,
           gint64          start_usec,
           guint32         key_id,
           const char     *key,
           WeirValue       value)
{
  WeirWindowRow row = { .key_id = key_id, .state = state, .key = key, .key_length = strlen (key),
                        .start_usec = start_usec, .end_usec = start_usec + 10, .count = key_id, .values = &value,
                        .n_values = 1 };

  weir_top_add (top, &row);
}

static void
add (WeirTop        *top,
     WeirWindowState state,
     gint64          start_usec,
     guint32         key_id,
     const char     *key,
     double          number)
{
  add_value (top, state, start_usec, key_id, key, (WeirValue){ .type = WEIR_VALUE_DOUBLE, .as_double = number });
}

/* "0: 1 a=5 2 b=4 of 3": the ranking of the window at 0. */
static void
keep_row (const WeirTopRow *row,
          gpointer          user_data)
{
  GString *text = user_data;
  g_autoptr(GString) value = g_string_new (NULL);

  weir_value_append_text (&row->row.values[0], value);
  if (row->rank == 1)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT ":", text->len > 0 ? " " : "", row->row.start_usec);
  g_string_append_printf (text, " %u %.*s=%s/%" G_GUINT64_FORMAT "%s", row->rank, (int) row->row.key_length,
                          row->row.key, value->str, row->n_ranked,
                          row->row.state == WEIR_WINDOW_OPEN ? "?" : "");
}

static char *
flush (WeirTop *top)
{
  GString *text = g_string_new (NULL);

  weir_top_flush (top, keep_row, text);
  return g_string_free (text, FALSE);
}

#define assert_flush(top, expected)                       \
  G_STMT_START                                            \
  {                                                       \
    g_autofree char *flush_text = flush (top);            \
    g_assert_cmpstr (flush_text, ==, expected);           \
  }                                                       \
  G_STMT_END

static void
test_best_of_each_window (void)
{
  const WeirTopSpec spec = { .n_ranks = 2 };
  g_autoptr(WeirTop) top = weir_top_new (&spec);
  WeirTopCounters counters;

  add (top, WEIR_WINDOW_FINAL, 10, 1, "a", 1);
  add (top, WEIR_WINDOW_FINAL, 0, 1, "a", 5);
  add (top, WEIR_WINDOW_FINAL, 0, 2, "b", 9);
  add (top, WEIR_WINDOW_FINAL_END, 0, 3, "c", 7);
  assert_flush (top, "0: 1 b=9/3 2 c=7/3 10: 1 a=1/1");
  assert_flush (top, "");
  weir_top_get_counters (top, &counters);
  g_assert_cmpuint (counters.n_rows, ==, 4);
  g_assert_cmpuint (counters.n_windows, ==, 0);
  g_assert_cmpuint (counters.n_bytes, ==, 0);
}

static void
test_ties_go_by_key_bytewise (void)
{
  const WeirTopSpec largest = { .n_ranks = 3 };
  const WeirTopSpec smallest = { .n_ranks = 3, .smallest = TRUE };
  const WeirTopSpec *specs[] = { &largest, &smallest };
  const char *expected[] = { "0: 1 A=4/5 2 a=4/5 3 aa=4/5", "0: 1 z=3/5 2 A=4/5 3 a=4/5" };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirTop) top = weir_top_new (specs[i]);

      add (top, WEIR_WINDOW_FINAL, 0, 1, "\xc3\xa4", 4);
      add (top, WEIR_WINDOW_FINAL, 0, 2, "aa", 4);
      add (top, WEIR_WINDOW_FINAL, 0, 3, "a", 4);
      add (top, WEIR_WINDOW_FINAL, 0, 4, "A", 4);
      add (top, WEIR_WINDOW_FINAL, 0, 5, "z", 3);
      assert_flush (top, expected[i]);
    }
}

static void
test_integers_are_compared_exactly (void)
{
  const WeirTopSpec spec = { .n_ranks = 9 };
  g_autoptr(WeirTop) top = weir_top_new (&spec);
  const gint64 large = G_GINT64_CONSTANT (9007199254740992);

  add_value (top, WEIR_WINDOW_FINAL, 0, 1, "a", (WeirValue){ .type = WEIR_VALUE_INT, .as_int = large });
  add_value (top, WEIR_WINDOW_FINAL, 0, 2, "b", (WeirValue){ .type = WEIR_VALUE_INT, .as_int = large + 1 });
  add_value (top, WEIR_WINDOW_FINAL, 0, 3, "c", (WeirValue){ .type = WEIR_VALUE_INT, .as_int = large - 1 });
  add (top, WEIR_WINDOW_FINAL, 0, 4, "d", 9007199254740992.0);
  add (top, WEIR_WINDOW_FINAL, 0, 5, "e", 1e300);
  add (top, WEIR_WINDOW_FINAL, 0, 6, "f", -1e300);
  add (top, WEIR_WINDOW_FINAL, 0, 7, "g", 0.5);
  add_value (top, WEIR_WINDOW_FINAL, 0, 8, "h", (WeirValue){ .type = WEIR_VALUE_INT, .as_int = 0 });
  add_value (top, WEIR_WINDOW_FINAL, 0, 9, "i", (WeirValue){ .type = WEIR_VALUE_INT, .as_int = G_MAXINT64 });
  assert_flush (top, "0: 1 e=1e300/9 2 i=9223372036854775807/9 3 b=9007199254740993/9 4 a=9007199254740992/9 "
                     "5 d=9007199254740992/9 6 c=9007199254740991/9 7 g=0.5/9 8 h=0/9 9 f=-1e300/9");
}

static void
test_updates_replace_what_was (void)
{
  const WeirTopSpec spec = { .n_ranks = 2, .updates = TRUE };
  g_autoptr(WeirTop) top = weir_top_new (&spec);

  add (top, WEIR_WINDOW_OPEN, 0, 1, "a", 5);
  add (top, WEIR_WINDOW_OPEN, 0, 2, "b", 4);
  add (top, WEIR_WINDOW_OPEN, 0, 3, "c", 3);
  assert_flush (top, "0: 1 a=5/3? 2 b=4/3?");
  assert_flush (top, "");
  /* The first falls behind all: the third moves up. */
  add (top, WEIR_WINDOW_OPEN, 0, 1, "a", 1);
  assert_flush (top, "0: 1 b=4/3? 2 c=3/3?");
  add (top, WEIR_WINDOW_RETRACTED, 0, 2, "b", 4);
  assert_flush (top, "0: 1 c=3/2? 2 a=1/2?");
  add (top, WEIR_WINDOW_FINAL, 0, 1, "a", 2);
  add (top, WEIR_WINDOW_FINAL, 0, 3, "c", 3);
  assert_flush (top, "0: 1 c=3/2 2 a=2/2");
  assert_flush (top, "");
}

static void
test_what_has_no_number_is_counted (void)
{
  const WeirTopSpec spec = { .n_ranks = 2 };
  g_autoptr(WeirTop) top = weir_top_new (&spec);
  WeirTopCounters counters;

  add_value (top, WEIR_WINDOW_FINAL, 0, 1, "a", (WeirValue){ .type = WEIR_VALUE_NULL });
  add (top, WEIR_WINDOW_FINAL, 0, 2, "b", -1);
  add_value (top, WEIR_WINDOW_FINAL, 10, 1, "a", (WeirValue){ .type = WEIR_VALUE_NULL });
  assert_flush (top, "0: 1 b=-1/1");
  weir_top_get_counters (top, &counters);
  g_assert_cmpuint (counters.n_unranked, ==, 2);
  g_assert_cmpuint (counters.n_windows, ==, 0);
}

static void
test_memory_has_a_bound (void)
{
  const WeirTopSpec spec = { .n_ranks = 2, .updates = TRUE, .max_bytes = 10000 };
  g_autoptr(WeirTop) top = weir_top_new (&spec);
  WeirTopCounters counters;

  for (guint i = 0; i < 1000; i++)
    add (top, WEIR_WINDOW_OPEN, 0, i, "key", i);
  weir_top_get_counters (top, &counters);
  g_assert_cmpuint (counters.n_bytes, <=, 10000);
  g_assert_cmpuint (counters.n_refused, >, 0);
}

static void
test_without_updates_only_the_best_are_kept (void)
{
  const WeirTopSpec spec = { .n_ranks = 3, .max_bytes = 1000 };
  g_autoptr(WeirTop) top = weir_top_new (&spec);
  WeirTopCounters counters;

  for (guint i = 0; i < 1000; i++)
    add (top, WEIR_WINDOW_FINAL, 0, i, "key", i * 7919 % 1000);
  weir_top_get_counters (top, &counters);
  g_assert_cmpuint (counters.n_refused, ==, 0);
  assert_flush (top, "0: 1 key=999/1000 2 key=998/1000 3 key=997/1000");
}

typedef struct
{
  guint    counts[12];
  gboolean given[12];
  guint    n_given;
} TopModel;

static void
model_add (TopModel *self,
           WeirTop  *top,
           guint     key,
           guint     count)
{
  const char name[] = { 'a' + key, '\0' };
  const WeirValue value = { .type = WEIR_VALUE_INT, .as_int = count };
  const WeirWindowRow row = { .key_id = key, .key = name, .key_length = 1, .end_usec = 10, .count = count,
                              .values = &value, .n_values = 1 };

  self->n_given += !self->given[key];
  self->given[key] = TRUE;
  self->counts[key] = count;
  weir_top_add (top, &row);
}

/* One more than the number of keys before it, counted one by one. */
static guint
model_get_rank (const TopModel *self,
                guint           key,
                gboolean        smallest)
{
  guint rank = 1;

  for (guint other = 0; other < 12; other++)
    if (self->given[other] && self->counts[other] == self->counts[key])
      rank += other < key;
    else if (self->given[other])
      rank += (self->counts[other] > self->counts[key]) != smallest;

  return rank;
}

static char *
model_dup_text (const TopModel    *self,
                const WeirTopSpec *spec)
{
  GString *text = g_string_new ("0:");

  for (guint rank = 1; rank <= spec->n_ranks; rank++)
    for (guint key = 0; key < 12; key++)
      if (self->given[key] && model_get_rank (self, key, spec->smallest) == rank)
        g_string_append_printf (text, " %u %c=%u/%u?", rank, 'a' + key, self->counts[key], self->n_given);

  return g_string_free (text, FALSE);
}

static void
test_random_windows_are_ranked (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      const WeirTopSpec spec = { .n_ranks = g_test_rand_int_range (1, 6), .column = WEIR_TOP_COUNT, .updates = TRUE,
                                 .smallest = g_test_rand_bit () };
      g_autoptr(WeirTop) top = weir_top_new (&spec);
      TopModel model = { 0 };

      for (guint i = 0; i < 30; i++)
        {
          g_autofree char *expected = NULL;

          model_add (&model, top, g_test_rand_int_range (0, 12), g_test_rand_int_range (0, 6));
          if (g_test_rand_int_range (0, 4) != 0)
            continue;
          expected = model_dup_text (&model, &spec);
          assert_flush (top, expected);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/top/best-of-each-window", test_best_of_each_window);
  g_test_add_func ("/top/ties-go-by-key-bytewise", test_ties_go_by_key_bytewise);
  g_test_add_func ("/top/integers-are-compared-exactly", test_integers_are_compared_exactly);
  g_test_add_func ("/top/updates-replace-what-was", test_updates_replace_what_was);
  g_test_add_func ("/top/what-has-no-number-is-counted", test_what_has_no_number_is_counted);
  g_test_add_func ("/top/memory-has-a-bound", test_memory_has_a_bound);
  g_test_add_func ("/top/without-updates-only-the-best-are-kept", test_without_updates_only_the_best_are_kept);
  g_test_add_func ("/top/random-windows-are-ranked", test_random_windows_are_ranked);

  return g_test_run ();
}
