#include "config.h"

#include "data/view/weir-result-series.h"

#include <math.h>

static const WeirExportColumn columns[] = {
  { "n", WEIR_EXPORT_INTEGER }, { "at", WEIR_EXPORT_TIME }, { "key", WEIR_EXPORT_TEXT }, { "mean", WEIR_EXPORT_DOUBLE },
};

/* Keys alternate, times fall, and each fifth row has no number. */
static WeirQueryResult *
create_result (guint n_rows)
{
  static const char * const keys[] = { "a", "b", "c" };
  WeirQueryResult *result = weir_query_result_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < n_rows; i++)
    {
      const WeirValue cells[] = {
        weir_value_of_int (i), weir_value_of_int ((gint64) (n_rows - i) * G_USEC_PER_SEC), weir_value_of_text (keys[i % 3], 1),
        { .type = i % 5 == 4 ? WEIR_VALUE_NULL : WEIR_VALUE_DOUBLE, .as_double = i },
      };

      g_assert_true (weir_query_result_add (result, cells));
    }

  return result;
}

static void
test_axes_are_guessed (void)
{
  static const WeirExportColumn bars[] = { { "n", WEIR_EXPORT_INTEGER }, { "name", WEIR_EXPORT_TEXT } };
  static const WeirExportColumn one[] = { { "n", WEIR_EXPORT_INTEGER } };
  g_autoptr(WeirQueryResult) timed = create_result (1);
  g_autoptr(WeirQueryResult) named = weir_query_result_new (bars, 2);
  g_autoptr(WeirQueryResult) alone = weir_query_result_new (one, 1);
  WeirResultAxes axes;

  g_assert_true (weir_result_axes_guess (timed, &axes));
  g_assert_cmpint (axes.x, ==, 1);
  g_assert_cmpint (axes.y, ==, 0);
  g_assert_cmpint (axes.by, ==, 2);
  g_assert_true (weir_result_axes_guess (named, &axes));
  g_assert_cmpint (axes.x, ==, 1);
  g_assert_cmpint (axes.y, ==, 0);
  g_assert_cmpint (axes.by, ==, -1);
  g_assert_false (weir_result_axes_guess (alone, &axes));
}

static void
test_rows_become_series (void)
{
  const WeirResultAxes axes = { .x = 1, .y = 3, .by = 2 };
  g_autoptr(WeirQueryResult) result = create_result (30);
  g_autoptr(GPtrArray) list = NULL;
  const WeirResultSeries *series;
  guint n_all;

  list = weir_result_series_list (result, &axes, 2, &n_all);
  g_assert_cmpuint (n_all, ==, 3);
  g_assert_cmpuint (list->len, ==, 2);
  series = g_ptr_array_index (list, 0);
  g_assert_cmpstr (series->name, ==, "a");
  /* Rows 0, 3, … 27 without 9 and 24. */
  g_assert_cmpuint (series->samples->len, ==, 8);
  g_assert_cmpint (g_array_index (series->samples, WeirResultSample, 0).time_usec, ==, 3 * G_USEC_PER_SEC);
  g_assert_cmpfloat (g_array_index (series->samples, WeirResultSample, 0).value, ==, 27);
  g_assert_cmpfloat (g_array_index (series->samples, WeirResultSample, 7).value, ==, 0);
  g_assert_cmpint (series->step_usec, ==, 3 * G_USEC_PER_SEC);
}

static void
test_a_pixel_column_has_all_its_values (void)
{
  const WeirResultAxes axes = { .x = 1, .y = 3, .by = -1 };
  g_autoptr(WeirQueryResult) result = create_result (1000);
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  g_autoptr(GPtrArray) list = NULL;
  guint64 n = 0;
  guint n_all;

  list = weir_result_series_list (result, &axes, 8, &n_all);
  g_assert_cmpuint (n_all, ==, 1);
  weir_result_series_read (g_ptr_array_index (list, 0), 0, 1001 * G_USEC_PER_SEC, 100 * G_USEC_PER_SEC, points);
  g_assert_cmpuint (points->len, ==, 11);
  for (guint i = 0; i < points->len; i++)
    {
      const WeirSeriesPoint *point = &g_array_index (points, WeirSeriesPoint, i);

      g_assert_cmpint (point->start_usec, ==, i * 100 * G_USEC_PER_SEC);
      g_assert_cmpfloat (point->low, <=, point->high);
      n += point->count;
    }
  g_assert_cmpuint (n, ==, 800);
  /* Times 100 to 199 s are the rows 900 to 801, of which each fifth has nothing. */
  g_assert_cmpfloat (g_array_index (points, WeirSeriesPoint, 1).high, ==, 900);
  g_assert_cmpfloat (g_array_index (points, WeirSeriesPoint, 1).low, ==, 801);
  g_assert_cmpfloat (g_array_index (points, WeirSeriesPoint, 1).first, ==, 900);
  g_assert_cmpfloat (g_array_index (points, WeirSeriesPoint, 1).last, ==, 801);

  g_array_set_size (points, 0);
  weir_result_series_read (g_ptr_array_index (list, 0), 9 * G_USEC_PER_SEC, 11 * G_USEC_PER_SEC, 1000, points);
  g_assert_cmpuint (points->len, ==, 2);
  g_assert_cmpint (g_array_index (points, WeirSeriesPoint, 0).start_usec, ==, 9 * G_USEC_PER_SEC);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/result-series/axes-are-guessed", test_axes_are_guessed);
  g_test_add_func ("/result-series/rows-become-series", test_rows_become_series);
  g_test_add_func ("/result-series/a-pixel-column-has-all-its-values", test_a_pixel_column_has_all_its_values);

  return g_test_run ();
}
