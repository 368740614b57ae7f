#include <inttypes.h>
#include <string.h>

#include "data/decode/weir-decoder.h"

/* A decoder and what it counts of fields. */
typedef struct
{
  WeirDecoder    *decoder;
  WeirFieldUsage *usage;
} Fixture;

static void
fixture_open (Fixture                 *fixture,
            const WeirDecoderSpec *spec)
{
  g_autoptr(GError) error = NULL;

  fixture->decoder = weir_decoder_new (spec, &error);
  g_assert_no_error (error);
  fixture->usage = weir_decoder_get_field_usage (fixture->decoder);
}

static void
fixture_close (Fixture *fixture)
{
  weir_decoder_free (fixture->decoder);
}

static void
decode (Fixture      *fixture,
      const char *payload)
{
  const WeirMessage message = {
    .topic = "t", .payload = payload, .payload_length = strlen (payload), .time_usec = 1, .arrival_usec = 1,
  };
  WeirRecord record;
  WeirDecodeError reason;

  weir_decoder_decode (fixture->decoder, &message, &record, &reason);
  weir_decoder_get_field_usage (fixture->decoder);
}

/* Records, then plain, texts, booleans, nulls, containers, missing. */
static void
assert_count (Fixture      *fixture,
              guint       index,
              const char *expected)
{
  WeirFieldCount count;
  g_autofree char *text = NULL;

  weir_field_usage_get_field (fixture->usage, index, &count);
  text = g_strdup_printf ("%s %" PRIu64 ": %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, count.path,
                          count.n_records, count.n_plain, count.n_texts, count.n_booleans, count.n_nulls, count.n_containers,
                          count.n_missing);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_suggestions (Fixture      *fixture,
                    guint       index,
                    const char *expected)
{
  g_auto(GStrv) paths = weir_field_usage_dup_suggestions (fixture->usage, index);
  g_autofree char *joined = g_strjoinv (" ", paths);

  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_sentence (Fixture      *fixture,
                 guint       index,
                 const char *expected)
{
  g_autofree char *sentence = weir_field_usage_dup_sentence (fixture->usage, index);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_fields_are_counted_by_what_they_are (void)
{
  const char * const fields[] = { "price", "text", "flag", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t" };
  Fixture fixture;

  fixture_open (&fixture, &spec);
  decode (&fixture, "{\"k\":\"a\",\"t\":1,\"price\":1.5,\"text\":\"1,5\",\"flag\":true}");
  decode (&fixture, "{\"k\":7,\"t\":2,\"price\":\"2\",\"text\":\"7\",\"flag\":false}");
  decode (&fixture, "{\"k\":null,\"t\":3,\"price\":null,\"text\":{\"a\":1}}");
  decode (&fixture, "{\"k\":\"b\",\"price\":1e400}");
  decode (&fixture, "no json");

  g_assert_cmpuint (weir_field_usage_get_n_fields (fixture.usage), ==, 5);
  assert_count (&fixture, 0, "price 4: 2 0 0 2 0 0");
  assert_count (&fixture, 1, "text 4: 1 1 0 0 1 1");
  assert_count (&fixture, 2, "flag 4: 0 0 2 0 0 2");
  assert_count (&fixture, 3, "k 4: 3 0 0 1 0 0");
  assert_count (&fixture, 4, "t 4: 3 0 0 0 0 1");
  g_assert_cmpuint (weir_field_usage_get_n_absent (fixture.usage), ==, 0);
  assert_sentence (&fixture, 1, "field “text” in 2 of 4 records: 1 numbers, 1 texts such as “1,5”, 1 objects or arrays");
  assert_sentence (&fixture, 3, "field “k” in 4 of 4 records: 3 keys, 1 null");
  fixture_close (&fixture);
}

/* What comes after the field for whose sake a record is refused was not read. */
static void
test_a_refused_record_is_counted_as_far_as_it_was_read (void)
{
  const char * const fields[] = { "a", "b", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t" };
  Fixture fixture;

  fixture_open (&fixture, &spec);
  decode (&fixture, "{\"a\":99999999999999999999,\"b\":1,\"k\":1,\"t\":1}");
  decode (&fixture, "{\"a\":1,\"b\":1,\"k\":{},\"t\":1}");
  decode (&fixture, "{\"a\":1,\"b\":1,\"k\":true,\"t\":\"noon\"}");
  decode (&fixture, "{\"a\":1,\"b\":1,\"k\":1,\"t\":[]}");
  assert_count (&fixture, 0, "a 4: 4 0 0 0 0 0");
  assert_count (&fixture, 1, "b 3: 3 0 0 0 0 0");
  assert_count (&fixture, 2, "k 3: 2 0 0 0 1 0");
  assert_count (&fixture, 3, "t 2: 0 1 0 0 1 0");
  assert_sentence (&fixture, 3, "field “t” in 1 of 2 records: 1 that are no time such as “noon”, 1 objects or arrays");
  fixture_close (&fixture);
}

static void
test_a_misspelt_name_finds_its_like (void)
{
  const char * const fields[] = { "prize", "host.name", "VOLUME", "temp", "unlike", "prcie", "data", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "kk", .time_basis = WEIR_TIME_BASIS_RECORD };
  Fixture fixture;

  fixture_open (&fixture, &spec);
  g_assert_false (weir_field_usage_is_absent (fixture.usage, 0));
  decode (&fixture, "{\"k\":\"a\",\"price\":1,\"host.name\":\"h\",\"volume\":2,\"data\":{\"temp\":3},\"zzz\":1}");
  decode (&fixture, "{\"k\":\"a\",\"price\":1}");

  for (guint i = 0; i < 8; i++)
    g_assert_true (weir_field_usage_is_absent (fixture.usage, i));
  assert_suggestions (&fixture, 0, "price");
  assert_suggestions (&fixture, 1, "host\\.name");
  assert_suggestions (&fixture, 2, "volume");
  assert_suggestions (&fixture, 3, "data.temp");
  assert_suggestions (&fixture, 4, "");
  assert_suggestions (&fixture, 5, "price");
  assert_suggestions (&fixture, 6, "data.temp");
  assert_suggestions (&fixture, 7, "k");
  assert_sentence (&fixture, 6, "the field “data” is an object or array in 1 record and a value in none; "
                              "did you mean “data.temp”?");
  assert_sentence (&fixture, 0, "no record has the field “prize”; did you mean “price”?");
  assert_sentence (&fixture, 1, "no record has the field “host.name”; did you mean “host\\.name”? "
                              "A dot that belongs to a name is written \\.");
  assert_sentence (&fixture, 4, "no record has the field “unlike”");
  fixture_close (&fixture);
}

/* Names of any length and script, and hostile ones. */
static void
test_any_name_can_be_compared (void)
{
  g_autofree char *endless = g_strnfill (100000, 'x');
  const char * const fields[] = { endless, "größe", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .time_basis = WEIR_TIME_BASIS_RECORD };
  g_autofree char *payload = g_strdup_printf ("{\"%sy\":1,\"größer\":2,\"\":3,\"\\u0000\":4}", endless);
  Fixture fixture;

  fixture_open (&fixture, &spec);
  decode (&fixture, payload);
  assert_suggestions (&fixture, 1, "größer");
  fixture_close (&fixture);
}

/* After the first records few are looked at, but a name that comes later is still found. */
static void
test_names_are_sampled (void)
{
  const char * const fields[] = { "lat", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .time_basis = WEIR_TIME_BASIS_RECORD };
  Fixture fixture;

  fixture_open (&fixture, &spec);
  for (guint i = 1; i <= 4096; i++)
    decode (&fixture, i < 3000 ? "{\"x\":1}" : "{\"late\":1}");
  assert_suggestions (&fixture, 0, "late");
  assert_count (&fixture, 0, "lat 4096: 0 0 0 0 0 4096");
  fixture_close (&fixture);
}

static void
test_columns_of_a_line_are_names (void)
{
  const char * const fields[] = { "pirce", NULL };
  const char * const columns[] = { "time", "price", "a.b", NULL };
  const WeirDecoderSpec spec = { .format = WEIR_FORMAT_CSV, .field_paths = fields, .csv_columns = columns,
                                 .time_basis = WEIR_TIME_BASIS_RECORD };
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_decoder_new (&spec, &error));
  g_assert_error (error, WEIR_DECODE_ERROR, WEIR_DECODE_ERROR_SPEC);
  g_assert_cmpstr (error->message, ==, "There is no column “pirce” among those given; did you mean “price”?");
}

static void
test_an_empty_column_is_null (void)
{
  const char * const fields[] = { "b", NULL };
  const char * const columns[] = { "a", "b", NULL };
  const WeirDecoderSpec spec = { .format = WEIR_FORMAT_CSV, .field_paths = fields, .csv_columns = columns,
                                 .time_basis = WEIR_TIME_BASIS_RECORD };
  Fixture fixture;

  fixture_open (&fixture, &spec);
  decode (&fixture, "1,");
  decode (&fixture, "2,");
  assert_count (&fixture, 0, "b 2: 0 0 0 2 0 0");
  fixture_close (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/field-usage/fields-are-counted-by-what-they-are", test_fields_are_counted_by_what_they_are);
  g_test_add_func ("/field-usage/a-refused-record-is-counted-as-far-as-it-was-read",
                   test_a_refused_record_is_counted_as_far_as_it_was_read);
  g_test_add_func ("/field-usage/an-empty-column-is-null", test_an_empty_column_is_null);
  g_test_add_func ("/field-usage/a-misspelt-name-finds-its-like", test_a_misspelt_name_finds_its_like);
  g_test_add_func ("/field-usage/any-name-can-be-compared", test_any_name_can_be_compared);
  g_test_add_func ("/field-usage/names-are-sampled", test_names_are_sampled);
  g_test_add_func ("/field-usage/columns-of-a-line-are-names", test_columns_of_a_line_are_names);

  return g_test_run ();
}
