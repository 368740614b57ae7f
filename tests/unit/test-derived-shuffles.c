#include "config.h"

#include "topology-fixture.h"

#include <string.h>

/*
 * Random streams in several partitions, out of order within and beyond grace: whatever the interleaving of their
 * partitions and whenever early rows are taken, the streams that are made of them, and the windows over those, hold the same
 * rows bit for bit. The numbers are such that sums depend on the order of their terms.
 */

#define N_STREAMS    120
#define N_ORDERS     5
#define N_PARTITIONS 3
#define MAX_RECORDS  40

#define SIDE(name)                                                                                                    \
  "{ \"name\": \"" name "\", \"connection\": \"c\", \"topics\": [\"" name "\"], \"key\": \"k\","                      \
  "  \"time\": { \"field\": \"t\", \"unit\": \"s\" }, \"fields\": [ { \"name\": \"v\" } ],"                           \
  "  \"windows\": [ { \"size\": \"30s\", \"grace\": \"4s\" } ] }"

static const char * const workspace =
  "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", " SIDE ("t") ","
                                                               "  { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"l\", \"by\": \"v_sum\", \"n\": 2 },"
                                                               "    \"fields\": [ { \"name\": \"rank\" }, { \"name\": \"v_sum\" } ], \"windows\": [ { \"size\": \"2m\" } ] },"
                                                               "  { \"name\": \"join\", \"derived\": { \"kind\": \"join\", \"left\": \"l\", \"right\": \"r\", \"type\": \"outer\","
                                                               "    \"before\": \"5s\", \"after\": \"8s\", \"grace\": \"3s\" }, \"windows\": [ { \"size\": \"20s\" },"
                                                               "    { \"kind\": \"hopping\", \"size\": \"20s\", \"advance\": \"5s\" }, { \"kind\": \"session\", \"gap\": \"2s\" } ] },"
                                                               "  { \"name\": \"table\", \"derived\": { \"kind\": \"table\", \"stream\": \"l\", \"table\": \"t\" },"
                                                               "    \"windows\": [ { \"size\": \"20s\", \"grace\": \"2s\" } ] },"
                                                               "  { \"name\": \"top-of-join\", \"derived\": { \"kind\": \"top\", \"stream\": \"join\", \"by\": \"left_v_sum\","
                                                               "    \"order\": \"smallest\" }, \"fields\": [ { \"name\": \"left_v_sum\" } ], \"windows\": [ { \"size\": \"1m\" } ] },"
                                                               "  { \"name\": \"join-of-all\", \"derived\": { \"kind\": \"join\", \"left\": \"table\", \"right\": \"join\","
                                                               "    \"type\": \"left\", \"before\": \"2s\", \"after\": \"2s\" },"
                                                               "    \"fields\": [ { \"name\": \"a\", \"path\": \"left.left_v\" }, { \"name\": \"b\", \"path\": \"right.right_v\" } ],"
                                                               "    \"windows\": [ { \"size\": \"20s\" } ] } ]";

/* What is compared, in the order in which it ends. */
static const char * const derived[] = { "table", "top", "join", "top-of-join", "join-of-all" };

typedef struct
{
  const char *stream;
  gint32      number;
  guint       n_records;
  guint       n_sent;
  char       *records[MAX_RECORDS];   /* owned */
} Partition;

static void
partition_fill (Partition  *self,
                GRand      *rand,
                const char *stream,
                gint32      number)
{
  gint64 now = g_rand_int_range (rand, 0, 20);

  *self = (Partition) { .stream = stream, .number = number, .n_records = g_rand_int_range (rand, 0, MAX_RECORDS + 1) };
  for (guint i = 0; i < self->n_records; i++)
    {
      gint64 time;
      char digits[G_ASCII_DTOSTR_BUF_SIZE];

      now += g_rand_int_range (rand, 0, 6);
      time = g_rand_int_range (rand, 0, 3) == 0 ? MAX (now - g_rand_int_range (rand, 0, 12), 0) : now;
      self->records[i] = g_strdup_printf ("{\"k\": \"%c\", \"t\": %" G_GINT64_FORMAT ", \"v\": %s}",
                                          'a' + g_rand_int_range (rand, 0, 4), time,
                                          g_ascii_dtostr (digits, sizeof digits, g_rand_double_range (rand, -1e9, 1e9)));
    }
}

static void
partition_clear (Partition *self)
{
  for (guint i = 0; i < self->n_records; i++)
    g_free (self->records[i]);
}

static void
partition_send (Partition   *self,
                TopologyFixture *fixture)
{
  topology_fixture_send (fixture, self->stream, self->number, self->n_sent, NULL, self->records[self->n_sent]);
  self->n_sent++;
}

static char *
dup_result (TopologyFixture *fixture)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    {
      WeirStreamUpdate *update = topology_fixture_look (fixture, derived[i]);
      const WeirStreamCounters *counters = &update->counters;

      g_string_append_printf (text, "\n%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %"
                              G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, derived[i], counters->n_records,
                              counters->derived.n_late_records, counters->derived.n_late_partial,
                              counters->derived.n_missing, counters->windows.n_late_pairs);
      for (guint window = 0; window < update->n_windows_specs; window++)
        {
          g_autofree char *rows = topology_fixture_dup_rows (update, window);

          g_string_append_printf (text, "\n%s", rows);
        }
    }

  return g_string_free (text, FALSE);
}

/* Sends all but the table's in a random interleaving. */
static void
send_all (TopologyFixture *fixture,
          Partition   *partitions,
          guint        n_partitions,
          GRand       *rand)
{
  guint n_left = n_partitions;

  while (n_left > 0)
    {
      Partition *partition = &partitions[g_rand_int_range (rand, 0, (int) n_partitions)];
      guint run = g_rand_int_range (rand, 1, 12);

      if (partition->n_sent > partition->n_records)
        continue;
      for (; run > 0 && partition->n_sent < partition->n_records; run--)
        partition_send (partition, fixture);
      if (g_rand_int_range (rand, 0, 10) == 0)
        topology_fixture_look (fixture, "l");
      if (partition->n_sent < partition->n_records)
        continue;

      topology_fixture_partition (fixture, partition->stream, partition->number, FALSE);
      partition->n_sent++;
      n_left--;
    }
}

static char *
dup_run (Partition *partitions,
         guint      n_partitions,
         Partition *table,
         GRand     *rand)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (workspace);

  for (guint i = 0; i < n_partitions; i++)
    {
      partitions[i].n_sent = 0;
      topology_fixture_partition (fixture, partitions[i].stream, partitions[i].number, TRUE);
    }
  for (table->n_sent = 0; table->n_sent < table->n_records;)
    partition_send (table, fixture);

  send_all (fixture, partitions, n_partitions, rand);
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    weir_stream_set_partition (topology_fixture_find (fixture, derived[i]), 0, 0, FALSE);

  return dup_result (fixture);
}

static void
test_interleavings_do_not_matter (void)
{
  GRand *rand = g_rand_new_with_seed (g_test_rand_int ());
  guint64 n_bytes = 0;

  for (guint i = 0; i < N_STREAMS; i++)
    {
      Partition partitions[2 * N_PARTITIONS];
      Partition table;
      g_autofree char *first = NULL;

      for (guint p = 0; p < N_PARTITIONS; p++)
        {
          partition_fill (&partitions[p], rand, "l", (gint32) p);
          partition_fill (&partitions[N_PARTITIONS + p], rand, "r", (gint32) p);
        }
      partition_fill (&table, rand, "t", 0);

      first = dup_run (partitions, G_N_ELEMENTS (partitions), &table, rand);
      n_bytes += strlen (first);
      for (guint order = 1; order < N_ORDERS; order++)
        {
          g_autofree char *again = dup_run (partitions, G_N_ELEMENTS (partitions), &table, rand);

          g_assert_cmpstr (again, ==, first);
        }

      for (guint p = 0; p < G_N_ELEMENTS (partitions); p++)
        partition_clear (&partitions[p]);
      partition_clear (&table);
    }

  /* There was something to compare. */
  g_assert_cmpuint (n_bytes, >, N_STREAMS * 10000);
  g_rand_free (rand);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/derived-shuffles/interleavings-do-not-matter", test_interleavings_do_not_matter);

  return g_test_run ();
}
