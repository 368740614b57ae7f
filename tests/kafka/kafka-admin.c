#include "kafka-test.h"

#include <stdio.h>
#include <string.h>

/*
 * What programs in Python do to a real Kafka: a command a line on standard input, and for each a line of standard
 * output once it is done.
 *
 *   create TOPIC PARTITIONS              delete TOPIC
 *   produce TOPIC PARTITION FIRST COUNT  values FIRST, FIRST + 1, …, one batch
 *   send TOPIC PARTITION KEY VALUE       what is in these files, "-" for null
 *   create-many PREFIX COUNT             PREFIX-0, PREFIX-1, … of one partition
 *   expire TOPIC PARTITION OFFSET        delete the records before it
 *   transaction TOPIC COUNT commit|abort
 *   damage TOPIC PARTITION INDEX         a batch, on the disk of a broker of this machine
 *   committed GROUP TOPIC PARTITIONS     an offset each, -1001 for none
 *   members GROUP                        how many
 */

#define WORDS_MAX 5
#define FIRST_TIME_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  const char *name;
  guint       n_words;
  void      (*run) (char **words);
} Command;

static guint
get_number (const char *word)
{
  guint64 number = 0;

  g_assert_true (g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT32, &number, NULL));
  return (guint) number;
}

static void
create (char **words)
{
  kafka_test_create_topic (words[1], get_number (words[2]));
}

static void
delete_topic (char **words)
{
  kafka_test_delete_topic (words[1]);
}

static void
produce (char **words)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();

  weir_settings_set (settings, "linger.ms", "100");
  produce_numbers (settings, words[1], (gint32) get_number (words[2]), get_number (words[3]), get_number (words[4]),
                   FIRST_TIME_USEC);
}

/* NULL for "-". */
static char *
read_file (const char *path,
           gsize      *length)
{
  char *content = NULL;

  *length = 0;
  if (strcmp (path, "-") != 0)
    g_assert_true (g_file_get_contents (path, &content, length, NULL));
  return content;
}

static void
send_files (char **words)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, NULL);
  g_autoptr(GError) error = NULL;
  WeirMessage message = {
    .topic = words[1],
    .partition = (gint32) get_number (words[2]),
    .time_usec = FIRST_TIME_USEC,
  };
  g_autofree char *key = read_file (words[3], &message.key_length);
  g_autofree char *payload = read_file (words[4], &message.payload_length);

  message.key = key;
  message.payload = payload;
  weir_producer_send (producer, &message, TRUE, &error);
  g_assert_no_error (error);
  weir_producer_flush (producer, 0, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
create_many (char **words)
{
  for (guint i = 0; i < get_number (words[2]); i++)
    {
      g_autofree char *topic = g_strdup_printf ("%s-%u", words[1], i);

      kafka_test_create_topic (topic, 1);
    }
}

static void
expire (char **words)
{
  kafka_test_delete_records (words[1], (gint32) get_number (words[2]), get_number (words[3]));
}

static void
transaction (char **words)
{
  kafka_test_transaction (words[1], get_number (words[2]), strcmp (words[3], "commit") == 0);
}

static void
damage (char **words)
{
  kafka_test_damage (words[1], (gint32) get_number (words[2]), get_number (words[3]));
}

static void
committed (char **words)
{
  guint n_partitions = get_number (words[3]);
  g_autofree gint64 *offsets = kafka_test_get_committed (words[1], words[2], n_partitions);

  for (guint i = 0; i < n_partitions; i++)
    printf ("%" G_GINT64_FORMAT " ", offsets[i]);
}

static void
members (char **words)
{
  printf ("%u ", kafka_test_count_members (words[1]));
}

static const Command commands[] = {
  { "create", 3, create },
  { "delete", 2, delete_topic },
  { "produce", 5, produce },
  { "send", 5, send_files },
  { "create-many", 3, create_many },
  { "expire", 4, expire },
  { "transaction", 4, transaction },
  { "damage", 4, damage },
  { "committed", 4, committed },
  { "members", 2, members },
};

static void
obey (char *line)
{
  g_auto(GStrv) words = g_strsplit (g_strchomp (line), " ", WORDS_MAX);
  guint n_words = g_strv_length (words);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (n_words == commands[i].n_words && strcmp (words[0], commands[i].name) == 0)
      {
        commands[i].run (words);
        printf ("done\n");
        return;
      }
  g_error ("no such command: %s", line);
}

int
main (void)
{
  char line[1024];

  /* Whoever reads a pipe gets each line at once. */
  setvbuf (stdout, NULL, _IOLBF, 0);
  while (fgets (line, sizeof line, stdin) != NULL)
    obey (line);

  return 0;
}
