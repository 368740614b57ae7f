#include "config.h"

#include "window-harness.h"

#include "data/decode/weir-time.h"
#include "data/window/weir-offset-trail.h"

/*
 * An engine that ends at any record, and one that goes on from the places it told: together they give the rows of one
 * that never ended, each once and to the last bit.
 */

#define N_PARTITIONS 3
#define N_RECORDS    400

typedef struct
{
  gint64 time_usec;
  char   key[4];
  double value;
} Input;

typedef struct
{
  Input  inputs[N_PARTITIONS][N_RECORDS];
  guint8 order[N_PARTITIONS * N_RECORDS];   /* of which partition the next record is */
} Stream;

/* Up to where partitions were read, and what an engine that goes on wants to know. */
typedef struct
{
  gint64 final_usec;
  gint64 positions[N_PARTITIONS];
  gint64 from[N_PARTITIONS];
  gint64 stream_usec[N_PARTITIONS];
} Place;

static Stream *
stream_new (GRand *rand,
            gint64 spread)
{
  Stream *self = g_new0 (Stream, 1);
  guint left[N_PARTITIONS];

  for (guint p = 0; p < N_PARTITIONS; p++)
    {
      gint64 now = g_rand_int_range (rand, 0, 50);

      left[p] = N_RECORDS;
      for (guint i = 0; i < N_RECORDS; i++)
        {
          Input *input = &self->inputs[p][i];

          /* Mostly on, sometimes far behind, now and then a silence. */
          now += g_rand_int_range (rand, 0, 4) + (g_rand_int_range (rand, 0, 40) == 0 ? 60 : 0);
          input->time_usec = g_rand_int_range (rand, 0, 3) == 0 ? MAX (0, now - g_rand_int_range (rand, 0, (gint32) spread)) : now;
          g_snprintf (input->key, sizeof input->key, "k%d", g_rand_int_range (rand, 0, 4));
          input->value = g_rand_double_range (rand, -1e6, 1e6);
        }
    }

  for (guint i = 0; i < N_PARTITIONS * N_RECORDS; i++)
    {
      guint p = (guint) g_rand_int_range (rand, 0, N_PARTITIONS);

      while (left[p] == 0)
        p = (p + 1) % N_PARTITIONS;
      left[p]--;
      self->order[i] = (guint8) p;
    }

  return self;
}

static void
begin (Harness              *self,
       const WeirWindowSpec *spec,
       const Place          *place)
{
  harness_init (self, spec, "sum,mean,stddev,first,last,p50");
  weir_window_engine_keep_places (self->engine);
  for (gint32 p = 0; p < N_PARTITIONS; p++)
    {
      weir_window_engine_set_partition (self->engine, 0, p, TRUE);
      self->offsets[p] = place->from[p];
      weir_window_engine_restore_partition (self->engine, 0, p, place->from[p], place->stream_usec[p], place->positions[p]);
    }
  weir_window_engine_restore (self->engine, place->final_usec);
}

static void
add (Harness      *self,
     const Stream *stream,
     gint32        p)
{
  const Input *input = &stream->inputs[p][self->offsets[p]];

  harness_add (self, p, input->time_usec, input->key, input->value);
}

static void
end_at (Harness *self,
        Place   *place)
{
  gint64 needed_usec = weir_window_engine_get_needed_usec (self->engine);

  place->final_usec = weir_window_engine_get_final_usec (self->engine);
  for (guint p = 0; p < N_PARTITIONS; p++)
    {
      place->positions[p] = MAX (place->positions[p], self->offsets[p]);
      place->from[p] = self->offsets[p];
      weir_window_engine_find_place (self->engine, 0, (gint32) p, needed_usec, &place->from[p], &place->stream_usec[p]);
    }
}

static void
append_rows (Harness *self,
             GArray  *rows)
{
  g_array_append_vals (rows, self->rows->data, self->rows->len);
  g_array_set_size (self->rows, 0);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const HarnessRow *left = a;
  const HarnessRow *right = b;

  if (left->end_usec != right->end_usec)
    return left->end_usec < right->end_usec ? -1 : 1;
  if (left->start_usec != right->start_usec)
    return left->start_usec < right->start_usec ? -1 : 1;

  return strcmp (left->key, right->key);
}

/* Runs that end at random records; what the one after them reads first is what they had read. Returns how many records were
 * read that no run would have read twice. */
static guint64
run_cut (const WeirWindowSpec *spec,
         const Stream         *stream,
         GRand                *rand,
         guint                 n_cuts,
         GArray               *rows,
         guint64              *n_late)
{
  Place place = { .final_usec = G_MININT64, .stream_usec = { WEIR_NO_TIME, WEIR_NO_TIME, WEIR_NO_TIME } };
  gint64 wanted[N_PARTITIONS] = { 0 };
  guint64 n_again = 0;
  guint i = 0;

  for (guint cut = 0; cut <= n_cuts; cut++)
    {
      guint until = cut == n_cuts ? N_PARTITIONS * N_RECORDS : (guint) g_rand_int_range (rand, 0, N_PARTITIONS * N_RECORDS);
      Harness harness;

      begin (&harness, spec, &place);
      for (gint32 p = 0; p < N_PARTITIONS; p++)
        for (; harness.offsets[p] < wanted[p]; n_again++)
          add (&harness, stream, p);
      for (; i < until; i++)
        {
          add (&harness, stream, stream->order[i]);
          wanted[stream->order[i]]++;
        }

      if (cut == n_cuts)
        weir_window_engine_finish (harness.engine);
      else
        end_at (&harness, &place);
      append_rows (&harness, rows);
      *n_late += harness_get_counters (&harness).n_late_pairs;
      harness_clear (&harness);
    }

  return n_again;
}

static void
check_kind (const WeirWindowSpec *spec,
            guint32               seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree Stream *stream = stream_new (rand, 40);
  g_autoptr(GArray) whole = g_array_new (FALSE, FALSE, sizeof (HarnessRow));
  g_autoptr(GArray) pieces = g_array_new (FALSE, FALSE, sizeof (HarnessRow));
  guint64 n_late = 0;
  guint64 n_late_pieces = 0;
  guint64 n_again;

  run_cut (spec, stream, rand, 0, whole, &n_late);
  n_again = run_cut (spec, stream, rand, 12, pieces, &n_late_pieces);

  g_array_sort (whole, compare_rows);
  g_array_sort (pieces, compare_rows);
  g_assert_cmpuint (pieces->len, ==, whole->len);
  g_assert_cmpuint (whole->len, >, 20);
  for (guint i = 0; i < whole->len; i++)
    {
      const HarnessRow *a = &g_array_index (whole, HarnessRow, i);
      const HarnessRow *b = &g_array_index (pieces, HarnessRow, i);

      g_assert_cmpstr (a->key, ==, b->key);
      g_assert_cmpint (a->start_usec, ==, b->start_usec);
      g_assert_cmpint (a->end_usec, ==, b->end_usec);
      g_assert_cmpuint (a->count, ==, b->count);
      for (guint j = 0; j < 6; j++)
        g_assert_cmpmem (&a->values[j].as_double, sizeof (double), &b->values[j].as_double, sizeof (double));
    }

  g_assert_cmpuint (n_late_pieces, ==, n_late);
  /* Not all from the beginning: twelve times a part of the stream. */
  g_assert_cmpuint (n_again, <, 6 * N_PARTITIONS * N_RECORDS);
}

static void
test_kinds (gconstpointer data)
{
  const WeirWindowSpec *spec = data;

  for (guint32 seed = 1; seed <= 40; seed++)
    check_kind (spec, seed);
}

static void
test_trail (void)
{
  WeirOffsetTrail trail;
  gint64 offset;
  gint64 before_usec;

  weir_offset_trail_init (&trail);
  g_assert_cmpint (trail.next_usec, ==, G_MAXINT64);
  weir_offset_trail_begin (&trail, 10);
  g_assert_cmpint (trail.next_usec, ==, G_MININT64);
  g_assert_false (weir_offset_trail_find (&trail, 0, &offset, &before_usec));

  weir_offset_trail_add (&trail, 5, WEIR_NO_TIME, 100);
  g_assert_cmpint (trail.next_usec, ==, 110);
  weir_offset_trail_add (&trail, 9, 108, 112);
  weir_offset_trail_add (&trail, 20, 121, 130);

  g_assert_true (weir_offset_trail_find (&trail, 108, &offset, &before_usec));
  g_assert_cmpint (offset, ==, 5);
  g_assert_cmpint (before_usec, ==, WEIR_NO_TIME);
  g_assert_true (weir_offset_trail_find (&trail, 109, &offset, &before_usec));
  g_assert_cmpint (offset, ==, 9);
  g_assert_cmpint (before_usec, ==, 108);
  g_assert_true (weir_offset_trail_find (&trail, G_MAXINT64, &offset, &before_usec));
  g_assert_cmpint (offset, ==, 20);

  /* However long nothing is given out, it stays small, and what it tells true. */
  for (gint64 i = 0; i < 100000; i++)
    if (1000 + i >= trail.next_usec)
      weir_offset_trail_add (&trail, 1000 + i, 999 + i, 1000 + i);
  g_assert_cmpuint (trail.marks->len, <=, 1536);
  g_assert_true (weir_offset_trail_find (&trail, 50000, &offset, &before_usec));
  g_assert_cmpint (before_usec, <, 50000);
  g_assert_cmpint (offset, ==, before_usec + 1);
  g_assert_cmpint (before_usec, >, 45000);
  weir_offset_trail_clear (&trail);
}

int
main (int   argc,
      char *argv[])
{
  static const WeirWindowSpec tumbling = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 20, .grace_usec = 7 };
  static const WeirWindowSpec hopping = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 30, .advance_usec = 7, .grace_usec = 11 };
  static const WeirWindowSpec even = { .kind = WEIR_WINDOW_HOPPING, .size_usec = 40, .advance_usec = 10 };
  static const WeirWindowSpec session = { .kind = WEIR_WINDOW_SESSION, .size_usec = 3, .grace_usec = 12 };
  static const WeirWindowSpec sessions = { .kind = WEIR_WINDOW_SESSION, .size_usec = 9 };
  static const WeirWindowSpec sliding = { .kind = WEIR_WINDOW_SLIDING, .size_usec = 15, .grace_usec = 9, .resolution_usec = 1 };
  static const WeirWindowSpec trailing = { .kind = WEIR_WINDOW_TRAILING, .size_usec = 25, .grace_usec = 4, .resolution_usec = 1 };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window-resume/trail", test_trail);
  g_test_add_data_func ("/window-resume/tumbling", &tumbling, test_kinds);
  g_test_add_data_func ("/window-resume/hopping", &hopping, test_kinds);
  g_test_add_data_func ("/window-resume/hopping-even", &even, test_kinds);
  g_test_add_data_func ("/window-resume/session", &session, test_kinds);
  g_test_add_data_func ("/window-resume/session-long", &sessions, test_kinds);
  g_test_add_data_func ("/window-resume/sliding", &sliding, test_kinds);
  g_test_add_data_func ("/window-resume/trailing", &trailing, test_kinds);

  return g_test_run ();
}
