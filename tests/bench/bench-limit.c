#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "data/series/weir-level-crossings.h"
#include "data/series/weir-series.h"

/*
 * How long it takes to find where a line on a chart would have fired and ended,
 * over all that is kept of every key, whenever the line is moved: as many keys as
 * have charts, each with a day of values, one every second, the last ten minutes
 * every 100 ms. CPU time; drawing is not in it: bench-charts measures that.
 *
 * usage: bench-limit [--gate]; JSON on stdout, the table on stderr
 */

#define SECOND  ((gint64) G_USEC_PER_SEC)
#define START   (G_GINT64_CONSTANT (1410964890) * SECOND)
#define DAY     (24 * 3600 * SECOND)
#define N_KEYS  200
#define N_MOVES 200

/* What a person who moves something does not notice: a frame at 30 Hz. */
#define PROMISED_MSEC 33.0

/* Columns of a chart that shows a quarter of an hour. */
#define COLUMN_USEC (900 * SECOND / 1400)

#define say(...) fprintf (stderr, __VA_ARGS__)

static gboolean gate;

static const GOptionEntry options[] = {
  { "gate", 0, 0, G_OPTION_ARG_NONE, &gate, "fail above what is promised", NULL },
  { NULL }
};

/* Of this thread alone: what else the machine does is not in it. */
static double
get_cpu_msec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static GArray *
create_line (guint key)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  GArray *points = g_array_new (FALSE, FALSE, sizeof (WeirLevelPoint));
  gint64 fine_usec = START + DAY - 600 * SECOND;

  for (gint64 t = START; t < START + DAY; t += t < fine_usec ? SECOND : SECOND / 10)
    weir_series_add (series, t, 50.0 + 30.0 * sin ((double) (t - START) / (double) (97 * SECOND) + key) + (double) (t / SECOND * 7919 % 20));
  weir_series_append_levels (series, points);

  return points;
}

static void
on_crossing (gint64   time_usec,
             gboolean begins,
             gpointer user_data)
{
  guint8 *columns = user_data;

  columns[(time_usec - START) / COLUMN_USEC] |= begins ? 1 : 2;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

/* What is kept of all keys. */
typedef struct
{
  GPtrArray *lines;       /* of GArray of WeirLevelPoint */
  GPtrArray *summaries;   /* of GArray of WeirLevelBlock */
  guint64    n_points;
  guint8    *columns;
} Kept;

static void
fill (Kept *self)
{
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->columns = g_malloc0 (DAY / COLUMN_USEC + 2);
  for (guint key = 0; key < N_KEYS; key++)
    {
      GArray *line = create_line (key);

      g_ptr_array_add (self->lines, line);
      g_ptr_array_add (self->summaries, weir_level_blocks_new ((const WeirLevelPoint *) line->data, line->len));
      self->n_points += line->len;
    }
}

static guint64
move_line (Kept   *self,
           double  level)
{
  guint64 n_fired = 0;

  for (guint key = 0; key < N_KEYS; key++)
    {
      const GArray *line = g_ptr_array_index (self->lines, key);
      const GArray *blocks = g_ptr_array_index (self->summaries, key);

      n_fired += weir_level_crossings_find ((const WeirLevelPoint *) line->data, line->len,
                                            (const WeirLevelBlock *) blocks->data, level, TRUE, on_crossing, self->columns);
    }

  return n_fired;
}

static double
report (Kept *self)
{
  double moves[N_MOVES];
  guint64 n_fired = 0;

  for (guint i = 0; i < N_MOVES; i++)
    {
      double begin_msec = get_cpu_msec ();

      n_fired += move_line (self, 30.0 + i * 0.3);
      moves[i] = get_cpu_msec () - begin_msec;
    }
  qsort (moves, N_MOVES, sizeof *moves, compare);
  say ("%d keys, %" G_GUINT64_FORMAT " points, %" G_GUINT64_FORMAT " firings in %d moves\n", N_KEYS, self->n_points, n_fired,
       N_MOVES);
  say ("a move of the line  %.2f ms of CPU, p99 %.2f ms\n", moves[N_MOVES / 2], moves[N_MOVES * 99 / 100]);
  printf ("{\"keys\": %d, \"points\": %" G_GUINT64_FORMAT ", \"move_msec\": %.3f, \"move_p99_msec\": %.3f}\n", N_KEYS,
          self->n_points, moves[N_MOVES / 2], moves[N_MOVES * 99 / 100]);

  return moves[N_MOVES / 2];
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  Kept kept = { 0 };
  double move_msec;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL))
    return 2;

  fill (&kept);
  move_msec = report (&kept);
  g_ptr_array_unref (kept.lines);
  g_ptr_array_unref (kept.summaries);
  g_free (kept.columns);
  if (gate && move_msec > PROMISED_MSEC)
    say ("bench-limit: a move takes longer than %.0f ms\n", PROMISED_MSEC);

  return gate && move_msec > PROMISED_MSEC;
}
