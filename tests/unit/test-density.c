#include <math.h>

#include "data/series/weir-density.h"

#define SECOND    ((gint64) G_USEC_PER_SEC)
#define N_LINES   200
#define N_COLUMNS 90
#define N_ROWS    70
#define JOIN      (40 * SECOND)

static const WeirDensityGrid grid = { .begin_usec = 1000 * SECOND, .column_usec = 3 * SECOND, .n_columns = N_COLUMNS,
                                      .n_rows = N_ROWS, .low = -10.0, .high = 10.0 };

/* Lines with points at odd times, some far apart, some out of the scale. */
static void
add_points (WeirDensity *density,
            GRand       *rand,
            gint64       from_usec,
            gint64       to_usec)
{
  for (guint i = 0; i < N_LINES; i++)
    for (gint64 t = from_usec + g_rand_int_range (rand, 0, 9 * SECOND); t < to_usec; t += g_rand_int_range (rand, SECOND / 5, 60 * SECOND))
      weir_density_add_point (density, i, t, g_rand_double_range (rand, -13.0, 13.0));
}

static WeirDensity *
make_density (GRand  *rand,
              gint64  from_usec,
              gint64  to_usec)
{
  WeirDensity *density = weir_density_new (JOIN);

  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *name = g_strdup_printf ("key-%03u", i);

      g_assert_cmpuint (weir_density_add_line (density, name), ==, i);
    }
  add_points (density, rand, from_usec, to_usec);

  return density;
}

/* The rows that a line comes through in a column, by asking where it stands. */
static void
find_rows (WeirDensity           *density,
           guint                  line,
           const WeirDensityGrid *at,
           guint                  column,
           double                *top,
           double                *bottom)
{
  gint64 begin_usec = at->begin_usec + column * at->column_usec;
  const gint64 end_usec = begin_usec + at->column_usec;
  guint n_points;
  const WeirDensityPoint *points = weir_density_get_points (density, line, &n_points);

  *top = INFINITY;
  *bottom = -INFINITY;
  for (guint i = 0; i < n_points + 2; i++)
    {
      double value = i < n_points ? points[i].value : weir_density_value_at (density, line, i == n_points ? begin_usec : end_usec);
      double row = (at->high - value) / (at->high - at->low) * at->n_rows;

      if (i < n_points && (points[i].time_usec < begin_usec || points[i].time_usec >= end_usec))
        continue;
      /* A line that begins right at the far edge is not in this column. */
      if (i == n_points + 1 && isfinite (value) && isnan (weir_density_value_at (density, line, end_usec - 1)))
        continue;
      if (!isnan (row))
        {
          *top = fmin (*top, row);
          *bottom = fmax (*bottom, row);
        }
    }
}

static void
assert_counts_are_naive (WeirDensity           *density,
                         const WeirDensityGrid *at)
{
  g_autofree guint32 *counts = g_new (guint32, at->n_rows);
  g_autofree guint32 *naive = g_new (guint32, at->n_rows);
  guint n_different = 0;

  for (guint column = 0; column < at->n_columns; column++)
    {
      guint largest = weir_density_get_column (density, column, counts), naive_largest = 0;

      for (guint row = 0; row < at->n_rows; row++)
        naive[row] = 0;
      for (guint line = 0; line < weir_density_get_n_lines (density); line++)
        {
          double top, bottom;

          find_rows (density, line, at, column, &top, &bottom);
          for (guint row = 0; row < at->n_rows; row++)
            naive[row] += top < row + 1.0 && bottom >= row;
        }
      for (guint row = 0; row < at->n_rows; row++)
        {
          naive_largest = MAX (naive_largest, naive[row]);
          n_different += counts[row] != naive[row];
        }
      g_assert_cmpuint (largest, ==, naive_largest);
    }
  g_assert_cmpuint (n_different, ==, 0);
}

static void
test_counts_are_those_of_a_naive_count (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autoptr(WeirDensity) density = make_density (rand, 900 * SECOND, 1400 * SECOND);

  weir_density_set_grid (density, &grid);
  g_assert_true (weir_density_count (density, G_MAXINT64));
  assert_counts_are_naive (density, &grid);
}

/* Panned to and fro, also before all is counted, with points that change at the end. */
static void
test_counts_stay_right_when_the_grid_moves (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (8);
  g_autoptr(WeirDensity) density = make_density (rand, 500 * SECOND, 1300 * SECOND);
  WeirDensityGrid moved = grid;

  for (guint step = 0; step < 30; step++)
    {
      gint64 open_usec = moved.begin_usec + (g_rand_int_range (rand, N_COLUMNS / 2, N_COLUMNS)) * moved.column_usec;

      weir_density_set_grid (density, &moved);
      if (step % 3 == 0)
        {
          weir_density_cut (density, open_usec);
          add_points (density, rand, open_usec, moved.begin_usec + N_COLUMNS * moved.column_usec);
        }
      if (step % 4 == 0)
        {
          /* A step at a time: an end that is long past lets a few lines be counted. */
          weir_density_count (density, 0);
        }
      else
        {
          g_assert_true (weir_density_count (density, G_MAXINT64));
          assert_counts_are_naive (density, &moved);
        }
      moved.begin_usec += g_rand_int_range (rand, -12, 13) * moved.column_usec;
    }
}

static void
test_lines_are_found (void)
{
  g_autoptr(WeirDensity) density = weir_density_new (JOIN);
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  double low, high;

  /* Before there are lines, or a grid. */
  weir_density_cut (density, 0);
  weir_density_add_line (density, "up");
  weir_density_add_line (density, "flat");
  weir_density_add_line (density, "alone");
  weir_density_add_point (density, 0, 10 * SECOND, 0.0);
  weir_density_add_point (density, 0, 20 * SECOND, 10.0);
  weir_density_add_point (density, 1, 10 * SECOND, 3.0);
  weir_density_add_point (density, 1, 30 * SECOND, 3.0);
  weir_density_add_point (density, 2, 10 * SECOND, 100.0);
  weir_density_add_point (density, 2, 60 * SECOND, 100.0);

  g_assert_cmpfloat (weir_density_value_at (density, 0, 15 * SECOND), ==, 5.0);
  g_assert_true (isnan (weir_density_value_at (density, 0, 21 * SECOND)));
  g_assert_true (isnan (weir_density_value_at (density, 2, 30 * SECOND)));
  g_assert_cmpfloat (weir_density_value_at (density, 2, 60 * SECOND), ==, 100.0);

  weir_density_find_crossing (density, 12 * SECOND, 14 * SECOND, 2.5, 3.5, found);
  g_assert_cmpuint (found->len, ==, 2);
  g_array_set_size (found, 0);
  weir_density_find_crossing (density, 22 * SECOND, 24 * SECOND, 2.5, 200.0, found);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (weir_density_get_name (density, g_array_index (found, guint, 0)), ==, "flat");

  g_assert_true (weir_density_get_extent (density, 0, 20 * SECOND, &low, &high));
  g_assert_cmpfloat (low, ==, 0.0);
  g_assert_cmpfloat (high, ==, 100.0);
  g_assert_false (weir_density_get_extent (density, 31 * SECOND, 59 * SECOND, &low, &high));

  /* What is no number, or comes out of turn, is passed over; of two at one time the later stays. */
  weir_density_add_point (density, 1, 40 * SECOND, NAN);
  weir_density_add_point (density, 1, 20 * SECOND, 8.0);
  weir_density_add_point (density, 1, 30 * SECOND, 4.0);
  g_assert_cmpfloat (weir_density_value_at (density, 1, 30 * SECOND), ==, 4.0);
  weir_density_clear (density);
  g_assert_cmpuint (weir_density_get_n_lines (density), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/density/counts-are-those-of-a-naive-count", test_counts_are_those_of_a_naive_count);
  g_test_add_func ("/density/counts-stay-right-when-the-grid-moves", test_counts_stay_right_when_the_grid_moves);
  g_test_add_func ("/density/lines-are-found", test_lines_are_found);

  return g_test_run ();
}
