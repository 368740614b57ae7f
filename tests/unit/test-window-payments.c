#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <stdio.h>

#include "data/window/weir-window-engine.h"

/*
 * 32 439 simulated card payments with their publisher's own counts and averages of each customer's last 1, 7 and 30
 * days. Looked for in WEIR_TEST_DATA and beside the project; without them the test is skipped.
 */

typedef struct
{
  gint64 time_usec;
  char   customer[16];
  double amount;
  int    n[3];
  double average[3];
  int    n_found[3];
} Payment;

typedef struct
{
  GHashTable *by_place;   /* "customer@time" → GPtrArray of payments there */
  guint       window;
  guint64     n_rows;
} Answers;

static GArray *
read_payments (void)
{
  const char *folder = g_getenv ("WEIR_TEST_DATA");
  g_autofree char *path = folder != NULL
                            ? g_build_filename (folder, "transactions/ulb_handbook_customers_000_099.csv.gz", NULL)
                            : g_build_filename (g_test_get_dir (G_TEST_DIST), "../../shared/data",
                                                "transactions/ulb_handbook_customers_000_099.csv.gz", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) raw = g_file_read (file, NULL, NULL);
  g_autoptr(GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  GArray *payments;
  char *line;

  if (raw == NULL)
    return NULL;

  plain = g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (gunzip));
  lines = g_data_input_stream_new (plain);
  payments = g_array_new (FALSE, FALSE, sizeof (Payment));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      Payment payment = { 0 };
      gint64 seconds;

      if (sscanf (line, "%*d,%" G_GINT64_FORMAT ",%15[0-9],%*d,%lf,%*d,%*d,%d,%lf,%d,%lf,%d,%lf", &seconds,
                  payment.customer, &payment.amount, &payment.n[0], &payment.average[0], &payment.n[1],
                  &payment.average[1], &payment.n[2], &payment.average[2])
          == 9)
        {
          payment.time_usec = seconds * G_USEC_PER_SEC;
          g_array_append_val (payments, payment);
        }
      g_free (line);
    }

  return payments;
}

static char *
dup_place (const char *customer,
           gsize       length,
           gint64      time_usec)
{
  return g_strdup_printf ("%.*s@%" G_GINT64_FORMAT, (int) length, customer, time_usec);
}

static void
check_row (const WeirWindowRow *row,
           gpointer             user_data)
{
  Answers *answers = user_data;
  g_autofree char *place = dup_place (row->key, row->key_length, row->end_usec);
  GPtrArray *payments = g_hash_table_lookup (answers->by_place, place);
  gboolean found = FALSE;

  g_assert_nonnull (payments);
  answers->n_rows++;
  for (guint i = 0; i < payments->len && !found; i++)
    {
      Payment *payment = g_ptr_array_index (payments, i);

      found = (guint64) payment->n[answers->window] == row->count && payment->n_found[answers->window] == 0
              && fabs (payment->average[answers->window] - row->values[0].as_double) <= 1e-6;
      payment->n_found[answers->window] += found;
    }
  if (!found)
    g_test_message ("%s: %" G_GUINT64_FORMAT " payments", place, row->count);
  g_assert_true (found);
}

static void
test_publishers_answers (void)
{
  const guint days[3] = { 1, 7, 30 };
  const char *fields[] = { "amount", NULL };
  g_autoptr(GArray) payments = read_payments ();
  g_autoptr(GArray) aggregates = weir_aggregates_parse ("mean", fields, NULL, NULL);
  Answers answers = { 0 };

  if (payments == NULL)
    {
      g_test_skip ("the payments are not here");
      return;
    }

  g_assert_cmpuint (payments->len, ==, 32439);
  answers.by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < payments->len; i++)
    {
      Payment *payment = &g_array_index (payments, Payment, i);
      char *place = dup_place (payment->customer, strlen (payment->customer), payment->time_usec);
      GPtrArray *here = g_hash_table_lookup (answers.by_place, place);

      if (here == NULL)
        g_hash_table_insert (answers.by_place, g_strdup (place), here = g_ptr_array_new ());
      g_ptr_array_add (here, payment);
      g_free (place);
    }

  for (answers.window = 0; answers.window < 3; answers.window++)
    {
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_TRAILING, .size_usec = days[answers.window] * G_TIME_SPAN_DAY };
      g_autoptr(WeirWindowEngine) engine
        = weir_window_engine_new (&spec, (WeirAggregate *) aggregates->data, aggregates->len, NULL);

      weir_window_engine_set_row_func (engine, check_row, &answers);
      for (guint i = 0; i < payments->len; i++)
        {
          const Payment *payment = &g_array_index (payments, Payment, i);
          WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = payment->amount };
          WeirMessage message = { .offset = i, .time_usec = WEIR_NO_TIME };
          WeirRecord record = { &message, payment->time_usec, payment->customer, strlen (payment->customer), &value, 1 };

          weir_window_engine_add (engine, &record);
        }
      weir_window_engine_finish (engine);
    }

  g_assert_cmpuint (answers.n_rows, ==, 3 * 32439);
  g_hash_table_unref (answers.by_place);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/payments/publishers-answers", test_publishers_answers);

  return g_test_run ();
}
