#include "config.h"

#include <math.h>

#include "tests/unit/window-harness.h"
#include "tests/unit/window-models.h"

/*
 * Random streams in several partitions, out of order within and beyond grace, against a model that knows nothing of
 * panes: it writes down, for each window by its definition, which records are in it, and adds them up at the end. Each
 * stream is then added again in other interleavings of its partitions, which must give the same rows bit for bit.
 *
 * In the model's streams numbers are quarters, so that sums are exact in any order.
 */

static void
stream_fill (Stream               *self,
             GRand                *rand,
             const WeirWindowSpec *spec,
             gboolean              quarters)
{
  gint64 spread = g_rand_int_range (rand, 1, 30);

  self->spec = *spec;
  self->spec.max_ahead_usec = -1;
  self->n_partitions = g_rand_int_range (rand, 1, 4);
  for (guint p = 0; p < self->n_partitions; p++)
    {
      gint64 now = g_rand_int_range (rand, -150, 100);

      self->n_records[p] = g_rand_int_range (rand, 0, MAX_RECORDS + 1);
      for (guint i = 0; i < self->n_records[p]; i++)
        {
          Event *event = &self->events[p][i];

          now += g_rand_int_range (rand, 0, 8);
          event->time_usec = now;
          if (g_rand_int_range (rand, 0, 3) == 0)
            event->time_usec = now - g_rand_int_range (rand, 0, (int) spread);
          event->key = g_rand_int_range (rand, 0, G_N_ELEMENTS (key_names));
          event->number = quarters ? g_rand_int_range (rand, -4000, 4000) / 4.0
                                   : g_rand_double_range (rand, -1e9, 1e9);
        }
    }
}

/* One key in @n_partitions, its records about a gap apart and most of them out of order: late ones extend open sessions
 * over closed ones that wait for other partitions, and join sessions of several. */
static void
stream_fill_dense (Stream               *self,
                   GRand                *rand,
                   const WeirWindowSpec *spec,
                   guint                 n_partitions)
{
  int gap = (int) spec->size_usec;
  int step = g_rand_int_range (rand, 1, 2 * gap + 3);
  int spread = g_rand_int_range (rand, 1, 4 * gap + 2);
  gint64 begin = g_rand_int_range (rand, -20, 20);

  self->spec = *spec;
  self->spec.max_ahead_usec = -1;
  self->n_partitions = n_partitions;
  for (guint p = 0; p < n_partitions; p++)
    {
      gint64 now = begin + g_rand_int_range (rand, 0, 2 * gap);

      self->n_records[p] = g_rand_int_range (rand, 0, MIN (60 / (int) n_partitions, MAX_RECORDS) + 1);
      for (guint i = 0; i < self->n_records[p]; i++)
        {
          Event *event = &self->events[p][i];

          now += g_rand_int_range (rand, 0, step);
          event->time_usec = now - (g_rand_boolean (rand) ? g_rand_int_range (rand, 0, spread) : 0);
          event->key = 0;
          event->number = g_rand_int_range (rand, -4000, 4000) / 4.0;
        }
    }
}

/* By start, key and end. */
static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const HarnessRow *left = a;
  const HarnessRow *right = b;
  int order = strcmp (left->key, right->key);

  if (left->start_usec != right->start_usec)
    return left->start_usec < right->start_usec ? -1 : 1;
  if (order != 0)
    return order;
  return left->end_usec < right->end_usec ? -1 : left->end_usec > right->end_usec;
}

/* Names the partitions, adds their records in a random interleaving, and ends the input. */
static void
stream_add_to (const Stream *self,
             GRand        *rand,
             Harness      *harness)
{
  guint done[MAX_PARTITIONS] = { 0 };
  guint n_left = self->n_partitions;

  for (guint p = 0; p < self->n_partitions; p++)
    weir_window_engine_set_partition (harness->engine, 0, (gint32) p, TRUE);

  while (n_left > 0)
    {
      guint p = g_rand_int_range (rand, 0, (int) self->n_partitions);
      guint run = g_rand_int_range (rand, 1, 12);

      for (; run > 0 && done[p] < self->n_records[p]; run--, done[p]++)
        harness_add (harness, (gint32) p, self->events[p][done[p]].time_usec,
                     key_names[self->events[p][done[p]].key], self->events[p][done[p]].number);
      if (done[p] == self->n_records[p])
        {
          weir_window_engine_set_partition (harness->engine, 0, (gint32) p, FALSE);
          done[p]++;
          n_left--;
        }
    }

  weir_window_engine_finish (harness->engine);
}

static GArray *
stream_run (const Stream       *self,
            GRand              *rand,
            WeirWindowCounters *counters)
{
  gboolean hold = g_rand_boolean (rand);
  GArray *rows;
  Harness harness;

  harness_init (&harness, &self->spec, "count,sum,min,max,first,last,mean,stddev");
  weir_window_engine_set_hold_until_finish (harness.engine, hold);
  stream_add_to (self, rand, &harness);
  *counters = harness_get_counters (&harness);
  rows = g_array_ref (harness.rows);
  if (hold)
    for (guint i = 1; i < rows->len; i++)
      {
        const HarnessRow *row = &g_array_index (rows, HarnessRow, i);

        g_assert_cmpint (compare_rows (row - 1, row), <=, 0);
      }
  g_array_sort (rows, compare_rows);
  harness_clear (&harness);
  return rows;
}

/* Comparing */

static int
compare_members (gconstpointer a,
                 gconstpointer b)
{
  const Member *left = a;
  const Member *right = b;

  if (left->start_usec != right->start_usec)
    return left->start_usec < right->start_usec ? -1 : 1;
  if (left->key != right->key)
    return left->key - right->key;
  if (left->end_usec != right->end_usec)
    return left->end_usec < right->end_usec ? -1 : 1;
  if (left->partition != right->partition)
    return left->partition < right->partition ? -1 : 1;
  return left->index < right->index ? -1 : left->index > right->index;
}

static void
check_row (const Stream     *stream,
           const HarnessRow *row,
           const Member     *members,
           guint             n_members)
{
  double sum = 0, min = INFINITY, max = -INFINITY, first = 0, last = 0, squares = 0;
  gint64 first_usec = G_MAXINT64;
  gint64 last_usec = G_MININT64;

  for (guint i = 0; i < n_members; i++)
    {
      const Event *event = &stream->events[members[i].partition][members[i].index];

      sum += event->number;
      min = MIN (min, event->number);
      max = MAX (max, event->number);
      if (event->time_usec < first_usec)
        {
          first = event->number;
          first_usec = event->time_usec;
        }
      if (event->time_usec >= last_usec)
        {
          last = event->number;
          last_usec = event->time_usec;
        }
    }
  for (guint i = 0; i < n_members; i++)
    squares += pow (stream->events[members[i].partition][members[i].index].number - sum / n_members, 2);

  g_assert_cmpstr (row->key, ==, key_names[members[0].key]);
  g_assert_cmpint (row->start_usec, ==, members[0].start_usec);
  g_assert_cmpint (row->end_usec, ==, members[0].end_usec);
  g_assert_cmpuint (row->count, ==, n_members);
  g_assert_cmpint (row->state, ==, model_get_state (stream, members, n_members));
  g_assert_cmpint (row->values[0].as_int, ==, n_members);
  g_assert_cmpfloat (row->values[1].as_double, ==, sum);
  g_assert_cmpfloat (row->values[2].as_double, ==, min);
  g_assert_cmpfloat (row->values[3].as_double, ==, max);
  g_assert_cmpfloat (row->values[4].as_double, ==, first);
  g_assert_cmpfloat (row->values[5].as_double, ==, last);
  g_assert_cmpfloat_with_epsilon (row->values[6].as_double, sum / n_members, 1e-9);
  if (n_members > 1)
    g_assert_cmpfloat_with_epsilon (row->values[7].as_double, sqrt (squares / (n_members - 1)), 1e-6);
  else
    g_assert_cmpuint (row->values[7].type, ==, WEIR_VALUE_NULL);
}

static void
check_rows (const Stream *stream,
            const GArray *rows,
            GArray       *members)
{
  guint n_rows = 0;
  guint i = 0;

  g_array_sort (members, compare_members);
  while (i < members->len)
    {
      const Member *first = &g_array_index (members, Member, i);
      guint n = 0;
      guint n_same = 1;

      while (i + n < members->len && compare_members (first, first + n) <= 0 && first[n].key == first->key
             && first[n].start_usec == first->start_usec && first[n].end_usec == first->end_usec)
        n++;
      /* A trailing row stands once for each of several records of its end: so do its members here. */
      if (stream->spec.kind == WEIR_WINDOW_TRAILING)
        {
          n_same = 1;
          while (n_same < n && compare_members (first, first + n_same) == 0)
            n_same++;
        }

      for (guint k = 0; k < n_same; k++, n_rows++)
        {
          g_autoptr(GArray) distinct = g_array_new (FALSE, FALSE, sizeof (Member));

          for (guint j = 0; j < n; j += n_same)
            g_array_append_val (distinct, first[j]);
          g_assert_cmpuint (n_rows, <, rows->len);
          check_row (stream, &g_array_index (rows, HarnessRow, n_rows), (Member *) distinct->data, distinct->len);
        }
      i += n;
    }

  g_assert_cmpuint (n_rows, ==, rows->len);
}

static void
assert_same_bits (const GArray *rows,
                  const GArray *others)
{
  g_assert_cmpuint (rows->len, ==, others->len);
  for (guint i = 0; i < rows->len; i++)
    {
      HarnessRow row = g_array_index (rows, HarnessRow, i);
      HarnessRow other = g_array_index (others, HarnessRow, i);

      row.key_id = other.key_id = 0;
      g_assert_cmpmem (&row, sizeof row, &other, sizeof other);
    }
}

typedef void (*ModelFunc) (const Stream *stream,
                           GArray       *members,
                           guint64      *n_late_pairs,
                           guint64      *n_late_records);

/* In 10 interleavings; @model NULL: numbers whose sums round. */
static void
check_stream (GRand        *rand,
              const Stream *stream,
              ModelFunc     model)
{
  g_autoptr(GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_autoptr(GArray) rows = NULL;
  WeirWindowCounters counters;
  guint64 n_late_pairs = 0;
  guint64 n_late_records = 0;

  rows = stream_run (stream, rand, &counters);
  if (model != NULL)
    {
      model (stream, members, &n_late_pairs, &n_late_records);
      check_rows (stream, rows, members);
      g_assert_cmpuint (counters.n_late_pairs, ==, n_late_pairs);
      g_assert_cmpuint (counters.n_late_records, ==, n_late_records);
    }

  for (guint i = 0; i < 9; i++)
    {
      g_autoptr(GArray) again = stream_run (stream, rand, &counters);

      assert_same_bits (rows, again);
    }
}

/* 1 000 streams, each in 10 interleavings; every other one with numbers whose sums round. */
static void
shuffle (WeirWindowKind kind,
         ModelFunc      model)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20140917 + kind);
  Stream stream;

  for (guint i = 0; i < 1000; i++)
    {
      WeirWindowSpec spec = { .kind = kind, .size_usec = g_rand_int_range (rand, 1, 40),
                              .grace_usec = g_rand_int_range (rand, 0, 3) * g_rand_int_range (rand, 0, 12) };

      spec.advance_usec = g_rand_int_range (rand, 1, (int) spec.size_usec + 1);
      stream_fill (&stream, rand, &spec, i % 2 == 0);
      check_stream (rand, &stream, i % 2 == 0 ? model : NULL);
    }
}

static void
test_tumbling (void)
{
  shuffle (WEIR_WINDOW_TUMBLING, model_hopping);
}

static void
test_hopping (void)
{
  shuffle (WEIR_WINDOW_HOPPING, model_hopping);
}

static void
test_session (void)
{
  shuffle (WEIR_WINDOW_SESSION, model_session);
}

static void
fill_session_stream (Stream *stream,
                     GRand  *rand,
                     guint   n_partitions)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_SESSION, .size_usec = g_rand_int_range (rand, 1, 9) };

  spec.grace_usec = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 2 * (int) spec.size_usec) : 0;
  stream_fill_dense (stream, rand, &spec, n_partitions);
}

static void
test_session_by_partitions (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (19700101);
  Stream stream;

  for (guint n_partitions = 1; n_partitions <= MAX_PARTITIONS; n_partitions++)
    for (guint i = 0; i < 250; i++)
      {
        fill_session_stream (&stream, rand, n_partitions);
        check_stream (rand, &stream, model_session);
      }
}

static gboolean
rows_are_same_window (gconstpointer a,
                      gconstpointer b)
{
  const HarnessRow *left = a;
  const HarnessRow *right = b;

  return left->start_usec == right->start_usec && left->end_usec == right->end_usec;
}

/* An early row stands until it is voided, once, or its final one comes; none is left over. */
static void
check_updates (const GArray *rows)
{
  g_autoptr(GPtrArray) standing = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const HarnessRow *row = &g_array_index (rows, HarnessRow, i);
      guint place = 0;
      gboolean stands = g_ptr_array_find_with_equal_func (standing, row, rows_are_same_window, &place);

      if (row->state == WEIR_WINDOW_RETRACTED)
        g_assert_true (stands);
      if (stands)
        g_ptr_array_remove_index_fast (standing, place);
      if (row->state == WEIR_WINDOW_OPEN)
        g_ptr_array_add (standing, (gpointer) row);
    }

  g_assert_cmpuint (standing->len, ==, 0);
}

static void
test_session_updates (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  Stream stream;

  for (guint i = 0; i < 2000; i++)
    {
      Harness harness;

      fill_session_stream (&stream, rand, 1 + i % MAX_PARTITIONS);
      harness_init (&harness, &stream.spec, "count,sum");
      weir_window_engine_set_emit_updates (harness.engine, TRUE);
      stream_add_to (&stream, rand, &harness);
      check_updates (harness.rows);
      harness_clear (&harness);
    }
}

static void
test_sliding (void)
{
  shuffle (WEIR_WINDOW_SLIDING, model_by_record);
}

static void
test_trailing (void)
{
  shuffle (WEIR_WINDOW_TRAILING, model_by_record);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/shuffles/tumbling", test_tumbling);
  g_test_add_func ("/window/shuffles/hopping", test_hopping);
  g_test_add_func ("/window/shuffles/session", test_session);
  g_test_add_func ("/window/shuffles/session-by-partitions", test_session_by_partitions);
  g_test_add_func ("/window/shuffles/session-updates", test_session_updates);
  g_test_add_func ("/window/shuffles/sliding", test_sliding);
  g_test_add_func ("/window/shuffles/trailing", test_trailing);

  return g_test_run ();
}
