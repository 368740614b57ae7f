#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/store/weir-query.h"

/*
 * What statements over the program's own rows cost, and how soon one that runs away ends.
 * ./dev bench store runs it.
 */

#define N_ROWS   1000000u
#define N_KEYS   1000u
#define N_ASKS   5u
#define N_CANCELS 20u
/* By then it is at work. */
#define BEGUN_MSEC 300

typedef struct
{
  WeirQueryResult *rows;
  gboolean         done;
  gint64           cancelled_usec;
  gint64           done_usec;
} Answer;

static void
on_queried (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr(GError) error = NULL;

  answer->rows = weir_query_finish (result, &error);
  answer->done = TRUE;
  answer->done_usec = g_get_monotonic_time ();
  if (answer->rows == NULL && answer->cancelled_usec == 0)
    g_error ("%s", error->message);
}

static void
await (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&answer->rows);
}

/* Rows as windows have them. */
static WeirQueryResult *
create_rows (void)
{
  static const WeirExportColumn columns[] = {
    { "window_start", WEIR_EXPORT_TIME }, { "window_end", WEIR_EXPORT_TIME }, { "key", WEIR_EXPORT_TEXT },
    { "count", WEIR_EXPORT_INTEGER }, { "mean", WEIR_EXPORT_DOUBLE }, { "min", WEIR_EXPORT_NUMBER },
    { "max", WEIR_EXPORT_NUMBER }, { "state", WEIR_EXPORT_TEXT },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < N_ROWS; i++)
    {
      char key[16];
      const gint64 start_usec = (gint64) (i / N_KEYS) * G_USEC_PER_SEC;
      const WeirValue cells[] = {
        weir_value_of_int (start_usec), weir_value_of_int (start_usec + G_USEC_PER_SEC),
        weir_value_of_text (key, (gsize) g_snprintf (key, sizeof key, "key-%u", i % N_KEYS)), weir_value_of_int (i % 77),
        { .type = WEIR_VALUE_DOUBLE, .as_double = i * 0.25 }, weir_value_of_int (i), weir_value_of_int (i + 1),
        weir_value_of_text ("final", 5),
      };

      if (!weir_query_result_add (rows, cells))
        g_error ("too many rows");
    }

  return rows;
}

/* The fastest of some, in seconds. */
static double
measure_scan (const char *sql,
              GPtrArray  *tables)
{
  const WeirQuerySpec spec = { .sql = sql, .tables = tables };
  double best = 1e9;

  for (guint i = 0; i < N_ASKS; i++)
    {
      gint64 begun_usec = g_get_monotonic_time ();
      Answer answer = { 0 };

      weir_query_async (&spec, NULL, on_queried, &answer);
      await (&answer);
      best = MIN (best, (double) (answer.done_usec - begun_usec) / G_USEC_PER_SEC);
    }

  return best;
}

typedef struct
{
  Answer       *answer;
  GCancellable *cancellable;
} Cancel;

static gboolean
on_begun (gpointer user_data)
{
  Cancel *cancel = user_data;

  cancel->answer->cancelled_usec = g_get_monotonic_time ();
  g_cancellable_cancel (cancel->cancellable);

  return G_SOURCE_REMOVE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

int
main (void)
{
  const WeirQuerySpec endless = { .sql = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3" };
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_query_table_free);
  gint64 begun_usec = g_get_monotonic_time ();
  double waits_msec[N_CANCELS];
  double copy, scan, sum;

  g_ptr_array_add (tables, weir_query_table_new ("live", "w", create_rows ()));
  copy = (double) (g_get_monotonic_time () - begun_usec) / G_USEC_PER_SEC;
  sum = measure_scan ("SELECT sum(count) FROM live.w", tables);
  scan = measure_scan ("SELECT key, avg(mean), max(\"max\") FROM live.w GROUP BY key", tables);
  for (guint i = 0; i < N_CANCELS; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Answer answer = { 0 };
      Cancel cancel = { &answer, cancellable };

      weir_query_async (&endless, cancellable, on_queried, &answer);
      g_timeout_add (BEGUN_MSEC, on_begun, &cancel);
      await (&answer);
      waits_msec[i] = (double) (answer.done_usec - answer.cancelled_usec) / 1000;
    }
  qsort (waits_msec, N_CANCELS, sizeof *waits_msec, compare);
  printf ("{\"rows\": %u, \"copy_rows_per_second\": %.0f, \"sum_rows_per_second\": %.0f, \"group_rows_per_second\": %.0f, "
          "\"cancel_median_ms\": %.1f, \"cancel_max_ms\": %.1f}\n",
          N_ROWS, N_ROWS / copy, N_ROWS / sum, N_ROWS / scan, waits_msec[N_CANCELS / 2], waits_msec[N_CANCELS - 1]);

  return 0;
}
