#include "config.h"

#include "data/decode/weir-dead-letters.h"

#include <string.h>

static WeirMessage
message_of (gint64      offset,
            const char *payload)
{
  return (WeirMessage) {
    .topic = "quotes", .partition = 3, .offset = offset, .arrival_usec = 9, .key = "", .key_length = 0,
    .payload = payload, .payload_length = payload != NULL ? strlen (payload) : 0,
  };
}

static void
test_letter_keeps_the_whole_story (void)
{
  g_autoptr(WeirDeadLetters) letters = weir_dead_letters_new (10, 1 << 20);
  char payload[] = "{oops";
  const WeirMessage message = message_of (42, payload);
  WeirDeadLetter *letter = weir_dead_letters_add (letters, &message, WEIR_DECODE_ERROR_SYNTAX, "byte 1: expected '\"'");

  payload[0] = 'x';
  g_assert_cmpstr (letter->topic, ==, "quotes");
  g_assert_cmpint (letter->partition, ==, 3);
  g_assert_cmpint (letter->offset, ==, 42);
  g_assert_cmpint (letter->arrival_usec, ==, 9);
  g_assert_cmpint (letter->reason, ==, WEIR_DECODE_ERROR_SYNTAX);
  g_assert_cmpstr (letter->detail, ==, "byte 1: expected '\"'");
  g_assert_cmpmem (g_bytes_get_data (letter->payload, NULL), g_bytes_get_size (letter->payload), "{oops", 5);
  g_assert_nonnull (letter->key);
  g_assert_cmpuint (g_bytes_get_size (letter->key), ==, 0);
}

static void
test_null_and_empty_stay_different (void)
{
  WeirMessage message = message_of (1, NULL);
  g_autoptr(WeirDeadLetter) letter = NULL;

  message.key = NULL;
  letter = weir_dead_letter_new (&message, WEIR_DECODE_ERROR_NULL_PAYLOAD, NULL);
  g_assert_null (letter->key);
  g_assert_null (letter->payload);
  g_assert_cmpstr (letter->detail, ==, "");
}

static void
test_huge_payload_is_cut_but_its_length_known (void)
{
  g_autofree char *payload = g_strnfill (3 * WEIR_DEAD_LETTER_MAX_BYTES, 'x');
  const WeirMessage message = message_of (1, payload);
  g_autoptr(WeirDeadLetter) letter = weir_dead_letter_new (&message, WEIR_DECODE_ERROR_SYNTAX, NULL);

  g_assert_cmpuint (g_bytes_get_size (letter->payload), ==, WEIR_DEAD_LETTER_MAX_BYTES);
  g_assert_cmpuint (letter->payload_length, ==, 3 * WEIR_DEAD_LETTER_MAX_BYTES);
}

static void
test_oldest_go_first_and_are_counted (void)
{
  g_autoptr(WeirDeadLetters) letters = weir_dead_letters_new (3, 1 << 20);

  for (gint64 offset = 0; offset < 10; offset++)
    {
      const WeirMessage message = message_of (offset, "x");

      weir_dead_letters_add (letters, &message, offset % 2 ? WEIR_DECODE_ERROR_SYNTAX : WEIR_DECODE_ERROR_SHAPE, "");
    }

  g_assert_cmpuint (weir_dead_letters_get_length (letters), ==, 3);
  g_assert_cmpint (weir_dead_letters_get (letters, 0)->offset, ==, 7);
  g_assert_cmpint (weir_dead_letters_get (letters, 2)->offset, ==, 9);
  g_assert_null (weir_dead_letters_get (letters, 3));
  g_assert_cmpuint (weir_dead_letters_get_n_total (letters), ==, 10);
  g_assert_cmpuint (weir_dead_letters_get_n_forgotten (letters), ==, 7);
  g_assert_cmpuint (weir_dead_letters_get_n_reason (letters, WEIR_DECODE_ERROR_SYNTAX), ==, 5);
  g_assert_cmpuint (weir_dead_letters_get_n_reason (letters, WEIR_DECODE_ERROR_DEPTH), ==, 0);
}

static void
test_bytes_are_bounded_but_the_newest_stays (void)
{
  g_autoptr(WeirDeadLetters) letters = weir_dead_letters_new (100, 10000);
  g_autofree char *payload = g_strnfill (4000, 'x');
  g_autofree char *huge = g_strnfill (50000, 'x');
  WeirMessage message = message_of (1, payload);

  for (guint i = 0; i < 5; i++)
    weir_dead_letters_add (letters, &message, WEIR_DECODE_ERROR_SYNTAX, NULL);
  g_assert_cmpuint (weir_dead_letters_get_length (letters), ==, 2);

  message = message_of (2, huge);
  weir_dead_letters_add (letters, &message, WEIR_DECODE_ERROR_SYNTAX, NULL);
  g_assert_cmpuint (weir_dead_letters_get_length (letters), ==, 1);
  g_assert_cmpint (weir_dead_letters_get (letters, 0)->offset, ==, 2);
}

static void
test_reference_outlives_the_list (void)
{
  WeirDeadLetters *letters = weir_dead_letters_new (1, 1000);
  const WeirMessage message = message_of (7, "x");
  g_autoptr(WeirDeadLetter) letter =
    weir_dead_letter_ref (weir_dead_letters_add (letters, &message, WEIR_DECODE_ERROR_SYNTAX, "d"));

  weir_dead_letters_free (letters);
  g_assert_cmpint (letter->offset, ==, 7);
  g_assert_cmpstr (letter->detail, ==, "d");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dead-letters/letter-keeps-the-whole-story", test_letter_keeps_the_whole_story);
  g_test_add_func ("/dead-letters/null-and-empty-stay-different", test_null_and_empty_stay_different);
  g_test_add_func ("/dead-letters/huge-payload-is-cut-but-its-length-known",
                   test_huge_payload_is_cut_but_its_length_known);
  g_test_add_func ("/dead-letters/oldest-go-first-and-are-counted", test_oldest_go_first_and_are_counted);
  g_test_add_func ("/dead-letters/bytes-are-bounded-but-the-newest-stays",
                   test_bytes_are_bounded_but_the_newest_stays);
  g_test_add_func ("/dead-letters/reference-outlives-the-list", test_reference_outlives_the_list);

  return g_test_run ();
}
