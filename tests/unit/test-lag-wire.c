#include "data/lag/weir-broker-groups.h"
#include "data/lag/weir-broker-wire.h"
#include "data/lag/weir-lag-group.h"
#include "data/lag/weir-scram.h"
#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"

#include <string.h>

/* Answers of brokers, taken apart: whole ones, and cut ones, which are none. */

static void
test_numbers_and_texts_are_read_as_they_were_written (void)
{
  const gint64 numbers[] = { 0, 1, 127, 128, 300, 16383, 16384, G_MAXUINT32 };
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  WeirWireReader reader;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    weir_wire_append_varint (bytes, (guint32) numbers[i]);
  weir_wire_append_compact_text (bytes, "prices");
  weir_wire_append_text (bytes, "orders");
  /* Texts that are none. */
  weir_wire_append_varint (bytes, 0);
  weir_wire_append_number (bytes, -1, 2);
  weir_wire_append_number (bytes, -5, 4);
  answer = g_byte_array_free_to_bytes (bytes);

  weir_wire_reader_init (&reader, answer);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (weir_wire_reader_read_varint (&reader), ==, numbers[i]);
  {
    g_autofree char *compact = weir_wire_reader_read_compact_text (&reader);
    g_autofree char *text = weir_wire_reader_read_text (&reader);

    g_assert_cmpstr (compact, ==, "prices");
    g_assert_cmpstr (text, ==, "orders");
  }
  g_assert_null (weir_wire_reader_read_compact_text (&reader));
  g_assert_null (weir_wire_reader_read_text (&reader));
  g_assert_cmpint (weir_wire_reader_read_number (&reader, 4), ==, -5);
  g_assert_false (reader.failed);
  g_assert_cmpint (weir_wire_reader_read_number (&reader, 1), ==, 0);
  g_assert_true (reader.failed);
}

static void
test_a_number_without_end_is_none (void)
{
  static const guint8 endless[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  static const guint8 too_large[] = { 0xff, 0xff, 0xff, 0xff, 0x7f };
  WeirWireReader reader = { .data = endless, .length = sizeof endless };

  weir_wire_reader_read_varint (&reader);
  g_assert_true (reader.failed);
  reader = (WeirWireReader) { .data = too_large, .length = sizeof too_large };
  weir_wire_reader_read_varint (&reader);
  g_assert_true (reader.failed);
}

/* -- what a broker knows -- */

static GBytes *
make_versions (const gint16 *keys,
               guint         n_keys,
               gint16        fetch_min)
{
  GByteArray *bytes = g_byte_array_new ();

  weir_wire_append_number (bytes, 0, 2);
  weir_wire_append_number (bytes, n_keys + 1, 4);
  weir_wire_append_number (bytes, 1, 2);
  weir_wire_append_number (bytes, fetch_min, 2);
  weir_wire_append_number (bytes, 17, 2);
  for (guint i = 0; i < n_keys; i++)
    {
      weir_wire_append_number (bytes, keys[i], 2);
      weir_wire_append_number (bytes, 0, 4);
    }

  return g_byte_array_free_to_bytes (bytes);
}

static void
test_a_release_follows_from_what_is_known (void)
{
  const struct
  {
    gint16      key;
    gint16      fetch_min;
    const char *release;
  } brokers[] = {
    { 90, 4, "4.1" }, { 80, 4, "4.0" }, { 80, 0, "3.9" }, { 75, 0, "3.8" }, { 71, 0, "3.7" }, { 65, 0, "3.0" }, { 2, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (brokers); i++)
    {
      g_autoptr(GBytes) answer = make_versions (&brokers[i].key, 1, brokers[i].fetch_min);
      WeirBrokerSkills skills;

      g_assert_true (weir_broker_wire_parse_skills (answer, &skills));
      g_assert_cmpstr (skills.release, ==, brokers[i].release);
      g_assert_false (skills.tells_sizes);
      for (gsize length = 0; length < g_bytes_get_size (answer); length++)
        {
          g_autoptr(GBytes) cut = g_bytes_new_from_bytes (answer, 0, length);

          g_assert_false (weir_broker_wire_parse_skills (cut, &skills));
          g_assert_null (skills.release);
        }
    }
}

static void
on_size (const char *topic,
         gint32      partition,
         gint64      size_bytes,
         gpointer    user_data)
{
  g_string_append_printf (user_data, "%s/%d %" G_GINT64_FORMAT "\n", topic, partition, size_bytes);
}

static void
test_sizes_are_those_of_all_folders (void)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GString) told = g_string_new (NULL);
  g_autoptr(GBytes) answer = NULL;

  weir_wire_append_number (bytes, 0, 4);
  weir_wire_append_number (bytes, 1, 4);
  weir_wire_append_number (bytes, 0, 2);
  weir_wire_append_number (bytes, 2, 2);
  g_byte_array_append (bytes, (const guint8 *) "/d", 2);
  weir_wire_append_number (bytes, 1, 4);
  weir_wire_append_number (bytes, 3, 2);
  g_byte_array_append (bytes, (const guint8 *) "abc", 3);
  weir_wire_append_number (bytes, 2, 4);
  for (guint i = 0; i < 2; i++)
    {
      weir_wire_append_number (bytes, i, 4);
      weir_wire_append_number (bytes, G_GINT64_CONSTANT (5000000000) + i, 8);
      weir_wire_append_number (bytes, 0, 8);
      weir_wire_append_number (bytes, i, 1);
    }
  answer = g_byte_array_free_to_bytes (bytes);

  g_assert_cmpint (weir_broker_wire_parse_sizes (answer, on_size, told), ==, 1);
  /* A copy that is being made elsewhere is none yet. */
  g_assert_cmpstr (told->str, ==, "abc/0 5000000000\n");
  for (gsize length = 0; length < g_bytes_get_size (answer); length++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (answer, 0, length);

      g_assert_cmpint (weir_broker_wire_parse_sizes (cut, on_size, told), ==, -1);
    }
}

/* -- groups that are no consumer groups -- */

static void
append_listed (GByteArray *bytes,
               const char *name,
               const char *protocol,
               const char *state,
               const char *type)
{
  weir_wire_append_compact_text (bytes, name);
  weir_wire_append_compact_text (bytes, protocol);
  weir_wire_append_compact_text (bytes, state);
  weir_wire_append_compact_text (bytes, type);
  weir_wire_append_varint (bytes, 0);
}

static GBytes *
make_list (void)
{
  GByteArray *bytes = g_byte_array_new ();

  weir_wire_append_number (bytes, 0, 4);
  weir_wire_append_number (bytes, 0, 2);
  weir_wire_append_varint (bytes, 6);
  append_listed (bytes, "old", "consumer", "Stable", "Classic");
  append_listed (bytes, "new", "consumer", "Stable", "Consumer");
  append_listed (bytes, "bare", "", "Empty", "Classic");
  append_listed (bytes, "jobs", "share", "Stable", "Share");
  append_listed (bytes, "worker", "connect", "Stable", "Classic");
  weir_wire_append_varint (bytes, 0);

  return g_byte_array_free_to_bytes (bytes);
}

static GPtrArray *
new_groups (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);
}

static void
assert_group (GPtrArray  *groups,
              guint       i,
              const char *name,
              const char *type,
              const char *state)
{
  const WeirLagGroup *group = g_ptr_array_index (groups, i);

  g_assert_cmpstr (group->name, ==, name);
  g_assert_cmpstr (group->type, ==, type);
  g_assert_cmpstr (group->state, ==, state);
  g_assert_false (weir_lag_group_has_offsets (group));
}

static void
test_groups_that_are_no_consumer_groups_are_listed (void)
{
  g_autoptr(GBytes) answer = make_list ();
  g_autoptr(GPtrArray) groups = new_groups ();
  gsize whole;

  g_assert_true (weir_broker_groups_parse_list (answer, 5, groups));
  g_assert_cmpuint (groups->len, ==, 2);
  assert_group (groups, 0, "jobs", "share", "Stable");
  assert_group (groups, 1, "worker", "connect", "Stable");
  g_assert_true (((const WeirLagGroup *) g_ptr_array_index (groups, 1))->members_unknown);

  /* The last byte says that nothing follows the list. */
  whole = g_bytes_get_size (answer) - 1;
  for (gsize length = 0; length < whole; length++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (answer, 0, length);
      g_autoptr(GPtrArray) some = new_groups ();

      g_assert_false (weir_broker_groups_parse_list (cut, 5, some));
    }
}

static void
test_an_older_broker_lists_groups_without_their_type (void)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GPtrArray) groups = new_groups ();
  g_autoptr(GBytes) answer = NULL;

  weir_wire_append_number (bytes, 0, 6);
  weir_wire_append_number (bytes, 2, 4);
  weir_wire_append_text (bytes, "old");
  weir_wire_append_text (bytes, "consumer");
  weir_wire_append_text (bytes, "worker");
  weir_wire_append_text (bytes, "connect");
  answer = g_byte_array_free_to_bytes (bytes);

  g_assert_true (weir_broker_groups_parse_list (answer, 1, groups));
  g_assert_cmpuint (groups->len, ==, 1);
  assert_group (groups, 0, "worker", "connect", "Unknown");
}

static void
append_assignment (GByteArray *bytes)
{
  const char *const topics[] = { "prices", "orders" };

  weir_wire_append_varint (bytes, 3);
  for (guint i = 0; i < 2; i++)
    {
      weir_wire_append_number (bytes, 7, 8);
      weir_wire_append_number (bytes, 7, 8);
      weir_wire_append_compact_text (bytes, topics[i]);
      weir_wire_append_varint (bytes, 3 - i);
      for (guint j = 0; j < 2 - i; j++)
        weir_wire_append_number (bytes, j, 4);
      weir_wire_append_varint (bytes, 0);
    }
  /* A tagged field that is not known. */
  weir_wire_append_varint (bytes, 1);
  weir_wire_append_varint (bytes, 9);
  weir_wire_append_varint (bytes, 4);
  g_byte_array_append (bytes, (const guint8 *) "news", 4);
}

static void
append_member (GByteArray *bytes,
               gboolean    shares)
{
  weir_wire_append_compact_text (bytes, "the-member");
  if (!shares)
    weir_wire_append_compact_text (bytes, "the-instance");
  /* No rack. */
  weir_wire_append_varint (bytes, 0);
  weir_wire_append_number (bytes, 5, 4);
  weir_wire_append_compact_text (bytes, "the-client");
  weir_wire_append_compact_text (bytes, "/10.0.0.7");
  weir_wire_append_varint (bytes, 2);
  weir_wire_append_compact_text (bytes, "prices");
  if (!shares)
    weir_wire_append_compact_text (bytes, "pri.*");
  append_assignment (bytes);
  if (!shares)
    append_assignment (bytes);
  weir_wire_append_varint (bytes, 0);
}

/* Of “jobs”, with one member that reads two partitions of “prices” and one of “orders”. */
static GBytes *
make_description (gint16      problem,
                  const char *words,
                  gboolean    shares)
{
  GByteArray *bytes = g_byte_array_new ();

  weir_wire_append_number (bytes, 0, 4);
  weir_wire_append_varint (bytes, 2);
  weir_wire_append_number (bytes, problem, 2);
  if (words != NULL)
    weir_wire_append_compact_text (bytes, words);
  else
    weir_wire_append_varint (bytes, 0);
  weir_wire_append_compact_text (bytes, "jobs");
  weir_wire_append_compact_text (bytes, "Stable");
  weir_wire_append_number (bytes, 7, 4);
  weir_wire_append_number (bytes, 6, 4);
  weir_wire_append_compact_text (bytes, "simple");
  weir_wire_append_varint (bytes, 2);
  append_member (bytes, shares);
  weir_wire_append_number (bytes, 0, 4);
  weir_wire_append_varint (bytes, 0);
  weir_wire_append_varint (bytes, 0);

  return g_byte_array_free_to_bytes (bytes);
}

static void
assert_epochs (const WeirLagGroup *group,
               gint32              epoch,
               gint32              assignment_epoch,
               gint32              member_epoch)
{
  const WeirLagMember *member = weir_lag_group_find_member (group, "the-member");

  g_assert_nonnull (member);
  g_assert_cmpint (group->epoch, ==, epoch);
  g_assert_cmpint (group->assignment_epoch, ==, assignment_epoch);
  g_assert_cmpint (member->epoch, ==, member_epoch);
}

static void
test_members_of_a_share_group_are_told (void)
{
  g_autoptr(GBytes) answer = make_description (0, NULL, TRUE);
  g_autoptr(GPtrArray) groups = new_groups ();
  WeirLagGroup *group = weir_lag_group_new ("jobs", "share", "Unknown");
  const WeirLagMember *member;

  g_ptr_array_add (groups, weir_lag_group_new ("other", "share", "Empty"));
  g_ptr_array_add (groups, group);
  group->members_unknown = TRUE;
  for (gsize length = 0; length < g_bytes_get_size (answer) - 1; length++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (answer, 0, length);

      g_assert_false (weir_broker_groups_parse_described (cut, TRUE, groups));
      g_assert_cmpuint (group->members->len, ==, 0);
    }

  g_assert_true (weir_broker_groups_parse_described (answer, TRUE, groups));
  assert_group (groups, 1, "jobs", "share", "Stable");
  g_assert_false (group->members_unknown);
  g_assert_cmpstr (group->assignor, ==, "simple");
  g_assert_cmpuint (group->members->len, ==, 1);
  assert_epochs (group, 7, 6, 5);
  member = g_ptr_array_index (group->members, 0);
  g_assert_cmpstr (member->consumer_id, ==, "the-member");
  g_assert_cmpstr (member->client_id, ==, "the-client");
  g_assert_cmpstr (member->host, ==, "/10.0.0.7");
  g_assert_cmpstr (member->assignment, ==, "prices:0,1;orders:0");
  g_assert_cmpuint (member->n_partitions, ==, 3);
}

/* A group of which librdkafka told a member. */
static WeirLagGroup *
add_consumer_group (GPtrArray *groups)
{
  WeirLagGroup *group = weir_lag_group_new ("jobs", "consumer", "Reconciling");
  WeirLagMember *member = weir_lag_member_new ();

  member->consumer_id = g_strdup ("the-member");
  g_ptr_array_add (group->members, member);
  g_ptr_array_add (groups, group);

  return group;
}

static void
test_a_consumer_group_gets_its_epochs_and_nothing_else (void)
{
  g_autoptr(GBytes) answer = make_description (0, NULL, FALSE);
  g_autoptr(GPtrArray) groups = new_groups ();
  const WeirLagGroup *group = add_consumer_group (groups);

  for (gsize length = 0; length < g_bytes_get_size (answer) - 1; length++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (answer, 0, length);

      g_assert_false (weir_broker_groups_parse_described (cut, FALSE, groups));
      assert_epochs (group, -1, -1, -1);
    }

  g_assert_true (weir_broker_groups_parse_described (answer, FALSE, groups));
  assert_epochs (group, 7, 6, 5);
  g_assert_cmpstr (group->state, ==, "Reconciling");
  g_assert_null (group->assignor);
  g_assert_cmpuint (group->members->len, ==, 1);
}

static void
test_a_consumer_group_whose_epochs_are_refused_has_none (void)
{
  g_autoptr(GBytes) answer = make_description (30, "You may not", FALSE);
  g_autoptr(GPtrArray) groups = new_groups ();
  const WeirLagGroup *group = add_consumer_group (groups);

  g_assert_true (weir_broker_groups_parse_described (answer, FALSE, groups));
  assert_epochs (group, -1, -1, -1);
  g_assert_null (group->problem);
}

static void
test_a_share_group_that_is_forbidden_says_so (void)
{
  g_autoptr(GBytes) answer = make_description (30, "You may not", TRUE);
  g_autoptr(GPtrArray) groups = new_groups ();
  WeirLagGroup *group = weir_lag_group_new ("jobs", "share", "Unknown");

  g_ptr_array_add (groups, group);
  g_assert_true (weir_broker_groups_parse_described (answer, TRUE, groups));
  g_assert_cmpstr (group->problem, ==, "You may not");
  g_assert_cmpuint (group->members->len, ==, 0);
}

/* -- SCRAM -- */

/* The example of RFC 7677. */
#define NONCE     "rOprNGfwEbeRWgbNEkqO"
#define CHALLENGE "r=" NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

static void
test_scram_is_that_of_its_standard (void)
{
  g_autoptr(WeirScram) scram = weir_scram_new ("SCRAM-SHA-256", "user", "pencil", NONCE);
  g_autofree char *first = weir_scram_begin (scram);
  g_autofree char *last = NULL;

  g_assert_cmpstr (first, ==, "n,,n=user,r=" NONCE);
  /* Before there is a challenge, nothing proves anything. */
  g_assert_false (weir_scram_check (scram, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  last = weir_scram_answer (scram, CHALLENGE);
  g_assert_cmpstr (last, ==,
                   "c=biws,r=" NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  g_assert_true (weir_scram_check (scram, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  g_assert_false (weir_scram_check (scram, "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  g_assert_false (weir_scram_check (scram, "v=6rri"));
  g_assert_false (weir_scram_check (scram, "e=other-error"));
}

static void
test_a_name_may_have_any_sign (void)
{
  g_autoptr(WeirScram) scram = weir_scram_new ("SCRAM-SHA-512", "a=b,c", "p", "n");
  g_autofree char *first = weir_scram_begin (scram);

  g_assert_cmpstr (first, ==, "n,,n=a=3Db=2Cc,r=n");
  g_assert_null (weir_scram_new ("SCRAM-SHA-1", "a", "p", "n"));
}

static void
test_a_challenge_that_is_none_is_refused (void)
{
  const char *const wrong[] = {
    "",
    "r=" NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",          /* nothing added to our nonce */
    "r=other%hvY,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",           /* too few rounds */
    "r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999", /* rounds without end */
    "r=" NONCE "x,s=,i=4096",
    "r=" NONCE "x,i=4096",
    "m=what,r=" NONCE "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(WeirScram) scram = weir_scram_new ("SCRAM-SHA-256", "user", "pencil", NONCE);

      g_assert_null (weir_scram_answer (scram, wrong[i]));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lag-wire/numbers-and-texts-are-read-as-they-were-written", test_numbers_and_texts_are_read_as_they_were_written);
  g_test_add_func ("/lag-wire/a-number-without-end-is-none", test_a_number_without_end_is_none);
  g_test_add_func ("/lag-wire/a-release-follows-from-what-is-known", test_a_release_follows_from_what_is_known);
  g_test_add_func ("/lag-wire/sizes-are-those-of-all-folders", test_sizes_are_those_of_all_folders);
  g_test_add_func ("/lag-wire/groups-that-are-no-consumer-groups-are-listed", test_groups_that_are_no_consumer_groups_are_listed);
  g_test_add_func ("/lag-wire/an-older-broker-lists-groups-without-their-type", test_an_older_broker_lists_groups_without_their_type);
  g_test_add_func ("/lag-wire/members-of-a-share-group-are-told", test_members_of_a_share_group_are_told);
  g_test_add_func ("/lag-wire/a-share-group-that-is-forbidden-says-so", test_a_share_group_that_is_forbidden_says_so);
  g_test_add_func ("/lag-wire/a-consumer-group-gets-its-epochs-and-nothing-else",
                   test_a_consumer_group_gets_its_epochs_and_nothing_else);
  g_test_add_func ("/lag-wire/a-consumer-group-whose-epochs-are-refused-has-none",
                   test_a_consumer_group_whose_epochs_are_refused_has_none);
  g_test_add_func ("/lag-wire/scram-is-that-of-its-standard", test_scram_is_that_of_its_standard);
  g_test_add_func ("/lag-wire/a-name-may-have-any-sign", test_a_name_may_have_any_sign);
  g_test_add_func ("/lag-wire/a-challenge-that-is-none-is-refused", test_a_challenge_that_is_none_is_refused);

  return g_test_run ();
}
