#include "config.h"

#include "data/window/weir-cell-count.h"

/* Cells doubled by merging them with copies of themselves, until their counts leave the header's word. */

static const char *const fields[] = { "price", "volume", NULL };

static void
layout_init (WeirCellLayout *self,
             const char     *words,
             WeirBudget     *budget)
{
  g_autoptr(GArray) aggregates = weir_aggregates_parse (words, fields, NULL, NULL);

  *budget = (WeirBudget){ .limit_bytes = G_MAXSIZE };
  g_assert_true (weir_cell_layout_init (self, (const WeirAggregate *) aggregates->data, aggregates->len, budget, NULL));
}

static void
add (const WeirCellLayout *layout,
     WeirCellWord         *cell,
     WeirValue             price,
     WeirValue             volume)
{
  WeirValue values[] = { price, volume };

  layout->add (layout, cell, values, G_N_ELEMENTS (values), 0);
}

static const WeirValue nothing = { .type = WEIR_VALUE_NULL };

static WeirValue
integer (gint64 number)
{
  return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = number };
}

static void
double_cell (const WeirCellLayout *layout,
             WeirCellWord         *cell,
             guint                 times)
{
  for (guint i = 0; i < times; i++)
    {
      g_autofree WeirCellWord *copy = g_malloc (layout->stride_bytes);

      weir_cell_copy (layout, copy, cell);
      weir_cell_merge (layout, cell, copy);
      weir_cell_clear (layout, copy);
    }
}

static void
test_counts_stay_exact_past_their_word (void)
{
  WeirBudget budget;
  WeirCellLayout layout;
  g_autofree WeirCellWord *cell = NULL;
  WeirValue values[12];

  layout_init (&layout, "count,sum,min,max,mean,stddev_pop", &budget);
  cell = g_malloc0 (layout.stride_bytes);
  add (&layout, cell, integer (3), integer (7));
  add (&layout, cell, nothing, integer (9));
  double_cell (&layout, cell, 30);
  g_assert_nonnull (layout.wide);
  g_assert_cmpuint (weir_cell_get_n_records (&layout, cell), ==, G_GUINT64_CONSTANT (1) << 31);

  double_cell (&layout, cell, 4);
  add (&layout, cell, integer (3), nothing);
  add (&layout, cell, nothing, nothing);
  g_assert_cmpuint (weir_cell_get_n_records (&layout, cell), ==, (G_GUINT64_CONSTANT (1) << 35) + 2);

  weir_cell_get_values (&layout, cell, 1, NULL, values);
  g_assert_cmpint (values[0].as_int, ==, (G_GINT64_CONSTANT (1) << 34) + 1);
  g_assert_cmpint (values[1].as_int, ==, 3 * ((G_GINT64_CONSTANT (1) << 34) + 1));
  g_assert_cmpint (values[2].as_int, ==, 3);
  g_assert_cmpfloat (values[4].as_double, ==, 3.0);
  g_assert_cmpfloat (values[5].as_double, ==, 0.0);
  g_assert_cmpint (values[6].as_int, ==, G_GINT64_CONSTANT (1) << 35);
  g_assert_cmpfloat (values[10].as_double, ==, 8.0);
  g_assert_cmpfloat (values[11].as_double, ==, 1.0);

  weir_cell_clear (&layout, cell);
  weir_cell_layout_clear (&layout);
}

static void
test_records_alone_are_counted_exactly (void)
{
  WeirBudget budget;
  WeirCellLayout layout;
  WeirCellWord cell = { 0 };

  g_assert_true (weir_cell_layout_init (&layout, NULL, 0, &budget, NULL));
  layout.add (&layout, &cell, NULL, 0, 0);
  double_cell (&layout, &cell, 40);
  layout.add (&layout, &cell, NULL, 0, 0);
  g_assert_cmpuint (weir_cell_get_n_records (&layout, &cell), ==, (G_GUINT64_CONSTANT (1) << 40) + 1);

  weir_cell_clear (&layout, &cell);
  weir_cell_layout_clear (&layout);
}

static void
test_places_of_wide_counts_are_used_again (void)
{
  WeirBudget budget;
  WeirCellLayout layout;
  WeirCellWord first[8] = { 0 };
  WeirCellWord second[8] = { 0 };

  layout_init (&layout, "sum(price)", &budget);
  add (&layout, first, integer (1), nothing);
  double_cell (&layout, first, 33);
  g_assert_cmpuint (layout.wide->len, ==, 2);

  for (guint i = 0; i < 100; i++)
    {
      weir_cell_copy (&layout, second, first);
      add (&layout, second, integer (1), nothing);
      g_assert_cmpuint (weir_cell_get_n_records (&layout, second), ==, (G_GUINT64_CONSTANT (1) << 33) + 1);
      weir_cell_clear (&layout, second);
    }
  g_assert_cmpuint (layout.wide->len, ==, 2);
  g_assert_cmpuint (weir_cell_get_n_records (&layout, first), ==, G_GUINT64_CONSTANT (1) << 33);

  weir_cell_clear (&layout, first);
  weir_cell_layout_clear (&layout);
}

static void
test_six_aggregates_of_a_value_take_six_words (void)
{
  WeirBudget budget;
  WeirCellLayout layout;

  layout_init (&layout, "count(price),sum(price),min(price),max(price),mean(price),stddev(price)", &budget);
  g_assert_cmpuint (layout.stride_bytes, ==, 48);
  weir_cell_layout_clear (&layout);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell/counts-stay-exact-past-their-word", test_counts_stay_exact_past_their_word);
  g_test_add_func ("/cell/records-alone-are-counted-exactly", test_records_alone_are_counted_exactly);
  g_test_add_func ("/cell/places-of-wide-counts-are-used-again", test_places_of_wide_counts_are_used_again);
  g_test_add_func ("/cell/six-aggregates-of-a-value-take-six-words", test_six_aggregates_of_a_value_take_six_words);

  return g_test_run ();
}
