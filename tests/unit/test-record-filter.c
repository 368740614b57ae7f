#include "data/screen/weir-record-filter.h"
#include "data/screen/weir-tail-message.h"
#include "data/workspace/weir-workspace.h"

#include <string.h>

static const char text[] =
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"b:1\" } ],"
  "  \"streams\": [ { \"name\": \"s\", \"connection\": \"c\", \"topics\": [\"t\"], \"key\": \"id\","
  "    \"fields\": [ { \"name\": \"price\", \"path\": \"quote.price\" }, { \"name\": \"offset\" } ] } ] }";

typedef struct
{
  WeirWorkspace    *workspace;
  WeirStreamSchema *schema;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  fixture->schema = weir_stream_schema_new (g_ptr_array_index (weir_workspace_get_streams (fixture->workspace), 0));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  weir_stream_schema_unref (fixture->schema);
  g_object_unref (fixture->workspace);
}

static WeirMessage
message_of (const char *payload)
{
  static const WeirHeader headers[] = { { "trace-id", "a1", 2 }, { "trace-id", "b2", 2 }, { "raw", "\xff\x00", 2 }, { "null", NULL, 0 } };

  return (WeirMessage) {
    .topic = "t", .partition = 3, .offset = 41, .time_usec = 1000, .arrival_usec = 1000, .key = "k", .key_length = 1,
    .payload = payload, .payload_length = payload != NULL ? strlen (payload) : 0, .headers = headers, .n_headers = G_N_ELEMENTS (headers),
  };
}

static void
assert_shows (Fixture    *fixture,
              const char *condition,
              const char *payload,
              gboolean    shown)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRecordFilter) filter = weir_record_filter_new (fixture->schema, condition, &error);
  WeirMessage message = message_of (payload);

  g_assert_no_error (error);
  g_assert_cmpint (weir_record_filter_shows (filter, &message), ==, shown);
}

#define PAYLOAD "{\"id\": \"A\", \"quote\": {\"price\": 12.5, \"size\": 3}, \"offset\": 7, \"side\": null}"

static void
test_names_stand_where_they_are (Fixture      *fixture,
                                 gconstpointer user_data)
{
  assert_shows (fixture, "price > 12", PAYLOAD, TRUE);
  assert_shows (fixture, "price > 13", PAYLOAD, FALSE);
  assert_shows (fixture, "key = 'A'", PAYLOAD, TRUE);
  assert_shows (fixture, "quote.size = 3 and partition = 3 and topic = 't'", PAYLOAD, TRUE);
  /* A field of the stream comes first. */
  assert_shows (fixture, "offset = 7", PAYLOAD, TRUE);
  assert_shows (fixture, "offset = 41", PAYLOAD, FALSE);
  assert_shows (fixture, "side is null", PAYLOAD, TRUE);
  assert_shows (fixture, "missing > 1", PAYLOAD, FALSE);
  /* Unknown is neither: a negation does not make it true. */
  assert_shows (fixture, "not (missing > 1)", PAYLOAD, FALSE);
}

static void
test_headers (Fixture      *fixture,
              gconstpointer user_data)
{
  assert_shows (fixture, "`header.trace-id` = 'b2'", PAYLOAD, TRUE);
  assert_shows (fixture, "`header.trace-id` = 'a1'", PAYLOAD, FALSE);
  assert_shows (fixture, "header.null is null", PAYLOAD, TRUE);
  assert_shows (fixture, "header.gone is null", PAYLOAD, TRUE);
  assert_shows (fixture, "length(header.raw) > 0", PAYLOAD, TRUE);
}

/* Key, headers and place can be asked about where the payload cannot. */
static void
test_what_does_not_decode (Fixture      *fixture,
                           gconstpointer user_data)
{
  assert_shows (fixture, "price > 1", "{oops", FALSE);
  assert_shows (fixture, "price is null and key = 'k' and partition = 3", "{oops", TRUE);
  assert_shows (fixture, "`header.trace-id` = 'b2'", NULL, TRUE);
}

static void
test_errors_name_the_column (Fixture      *fixture,
                             gconstpointer user_data)
{
  static const char *const wrong[] = { "price >", "price = 'a' + 1", "lower(5) = 'a'", "unknown(price)", "(price > 1" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      WeirRecordFilter *filter = weir_record_filter_new (fixture->schema, wrong[i], &error);

      g_assert_null (filter);
      g_assert_cmpuint (error->domain, ==, WEIR_RULE_ERROR);
      g_assert_nonnull (strstr (error->message, "column "));
    }
}

static void
test_names_that_no_record_has (Fixture      *fixture,
                               gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRecordFilter) filter = weir_record_filter_new (fixture->schema, "price > 1 or prcie > 1", &error);
  WeirMessage message = message_of (PAYLOAD);
  g_autofree char *unseen = NULL;

  g_assert_no_error (error);
  g_assert_null (weir_record_filter_dup_unseen (filter));
  g_assert_true (weir_record_filter_shows (filter, &message));
  unseen = weir_record_filter_dup_unseen (filter);
  g_assert_cmpstr (unseen, ==, "prcie");
}

/* What is kept of a record says the same as the record. */
static void
test_kept_messages_are_records (Fixture      *fixture,
                                gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRecordFilter) filter = weir_record_filter_new (
    fixture->schema, "price = 12.5 and key = 'A' and `header.trace-id` = 'b2' and header.null is null and partition = 3", &error);
  const WeirMessage message = message_of (PAYLOAD);
  g_autoptr(WeirTailMessage) kept = weir_tail_message_new (&message, message.payload_length);
  g_autoptr(GArray) headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));
  g_autofree char *line = weir_tail_message_dup_text (kept);
  WeirMessage again;

  g_assert_no_error (error);
  weir_tail_message_fill (kept, &again, headers);
  g_assert_cmpuint (again.n_headers, ==, 4);
  g_assert_null (again.headers[3].value);
  g_assert_true (weir_record_filter_shows (filter, &again));
  g_assert_cmpstr (line, ==, PAYLOAD);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/record-filter/names-stand-where-they-are", Fixture, NULL, set_up, test_names_stand_where_they_are, tear_down);
  g_test_add ("/record-filter/headers", Fixture, NULL, set_up, test_headers, tear_down);
  g_test_add ("/record-filter/what-does-not-decode", Fixture, NULL, set_up, test_what_does_not_decode, tear_down);
  g_test_add ("/record-filter/errors-name-the-column", Fixture, NULL, set_up, test_errors_name_the_column, tear_down);
  g_test_add ("/record-filter/names-that-no-record-has", Fixture, NULL, set_up, test_names_that_no_record_has, tear_down);
  g_test_add ("/record-filter/kept-messages-are-records", Fixture, NULL, set_up, test_kept_messages_are_records, tear_down);

  return g_test_run ();
}
