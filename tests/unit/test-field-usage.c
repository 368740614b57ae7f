#include <inttypes.h>
#include <string.h>

#include "data/decode/weir-decoder.h"

/* A decoder and what it counts of fields. */
typedef struct
{
  WeirDecoder    *decoder;
  WeirFieldUsage *usage;
} Bench;

static void
bench_open (Bench                 *bench,
            const WeirDecoderSpec *spec)
{
  g_autoptr(GError) error = NULL;

  bench->decoder = weir_decoder_new (spec, &error);
  g_assert_no_error (error);
  bench->usage = weir_decoder_get_field_usage (bench->decoder);
}

static void
bench_close (Bench *bench)
{
  weir_decoder_free (bench->decoder);
}

static void
decode (Bench      *bench,
      const char *payload)
{
  const WeirMessage message = {
    .topic = "t", .payload = payload, .payload_length = strlen (payload), .time_usec = 1, .arrival_usec = 1,
  };
  WeirRecord record;
  WeirDecodeError reason;

  weir_decoder_decode (bench->decoder, &message, &record, &reason);
  weir_decoder_get_field_usage (bench->decoder);
}

/* Records, then plain, texts, booleans, nulls, containers, missing. */
static void
assert_count (Bench      *bench,
              guint       index,
              const char *expected)
{
  WeirFieldCount count;
  g_autofree char *text = NULL;

  weir_field_usage_get_field (bench->usage, index, &count);
  text = g_strdup_printf ("%s %" PRIu64 ": %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, count.path,
                          count.n_records, count.n_plain, count.n_texts, count.n_booleans, count.n_nulls, count.n_containers,
                          count.n_missing);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_suggestions (Bench      *bench,
                    guint       index,
                    const char *expected)
{
  g_auto(GStrv) paths = weir_field_usage_dup_suggestions (bench->usage, index);
  g_autofree char *joined = g_strjoinv (" ", paths);

  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_sentence (Bench      *bench,
                 guint       index,
                 const char *expected)
{
  g_autofree char *sentence = weir_field_usage_dup_sentence (bench->usage, index);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_fields_are_counted_by_what_they_are (void)
{
  const char * const fields[] = { "price", "text", "flag", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t" };
  Bench bench;

  bench_open (&bench, &spec);
  decode (&bench, "{\"k\":\"a\",\"t\":1,\"price\":1.5,\"text\":\"1,5\",\"flag\":true}");
  decode (&bench, "{\"k\":7,\"t\":2,\"price\":\"2\",\"text\":\"7\",\"flag\":false}");
  decode (&bench, "{\"k\":null,\"t\":3,\"price\":null,\"text\":{\"a\":1}}");
  decode (&bench, "{\"k\":\"b\",\"price\":1e400}");
  decode (&bench, "no json");

  g_assert_cmpuint (weir_field_usage_get_n_fields (bench.usage), ==, 5);
  assert_count (&bench, 0, "price 4: 2 0 0 2 0 0");
  assert_count (&bench, 1, "text 4: 1 1 0 0 1 1");
  assert_count (&bench, 2, "flag 4: 0 0 2 0 0 2");
  assert_count (&bench, 3, "k 4: 3 0 0 1 0 0");
  assert_count (&bench, 4, "t 4: 3 0 0 0 0 1");
  g_assert_cmpuint (weir_field_usage_get_n_absent (bench.usage), ==, 0);
  assert_sentence (&bench, 1, "field “text” in 2 of 4 records: 1 numbers, 1 texts such as “1,5”, 1 objects or arrays");
  assert_sentence (&bench, 3, "field “k” in 4 of 4 records: 3 keys, 1 null");
  bench_close (&bench);
}

/* What comes after the field for whose sake a record is refused was not read. */
static void
test_a_refused_record_is_counted_as_far_as_it_was_read (void)
{
  const char * const fields[] = { "a", "b", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t" };
  Bench bench;

  bench_open (&bench, &spec);
  decode (&bench, "{\"a\":99999999999999999999,\"b\":1,\"k\":1,\"t\":1}");
  decode (&bench, "{\"a\":1,\"b\":1,\"k\":{},\"t\":1}");
  decode (&bench, "{\"a\":1,\"b\":1,\"k\":true,\"t\":\"noon\"}");
  decode (&bench, "{\"a\":1,\"b\":1,\"k\":1,\"t\":[]}");
  assert_count (&bench, 0, "a 4: 4 0 0 0 0 0");
  assert_count (&bench, 1, "b 3: 3 0 0 0 0 0");
  assert_count (&bench, 2, "k 3: 2 0 0 0 1 0");
  assert_count (&bench, 3, "t 2: 0 1 0 0 1 0");
  assert_sentence (&bench, 3, "field “t” in 1 of 2 records: 1 that are no time such as “noon”, 1 objects or arrays");
  bench_close (&bench);
}

static void
test_a_misspelt_name_finds_its_like (void)
{
  const char * const fields[] = { "prize", "host.name", "VOLUME", "temp", "unlike", "prcie", "data", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "kk", .time_basis = WEIR_TIME_BASIS_RECORD };
  Bench bench;

  bench_open (&bench, &spec);
  g_assert_false (weir_field_usage_is_absent (bench.usage, 0));
  decode (&bench, "{\"k\":\"a\",\"price\":1,\"host.name\":\"h\",\"volume\":2,\"data\":{\"temp\":3},\"zzz\":1}");
  decode (&bench, "{\"k\":\"a\",\"price\":1}");

  for (guint i = 0; i < 8; i++)
    g_assert_true (weir_field_usage_is_absent (bench.usage, i));
  assert_suggestions (&bench, 0, "price");
  assert_suggestions (&bench, 1, "host\\.name");
  assert_suggestions (&bench, 2, "volume");
  assert_suggestions (&bench, 3, "data.temp");
  assert_suggestions (&bench, 4, "");
  assert_suggestions (&bench, 5, "price");
  assert_suggestions (&bench, 6, "data.temp");
  assert_suggestions (&bench, 7, "k");
  assert_sentence (&bench, 6, "the field “data” is an object or array in 1 records and a value in none; "
                              "did you mean “data.temp”?");
  assert_sentence (&bench, 0, "no record has the field “prize”; did you mean “price”?");
  assert_sentence (&bench, 1, "no record has the field “host.name”; did you mean “host\\.name”? "
                              "A dot that belongs to a name is written \\.");
  assert_sentence (&bench, 4, "no record has the field “unlike”");
  bench_close (&bench);
}

/* Names of any length and script, and hostile ones. */
static void
test_any_name_can_be_compared (void)
{
  g_autofree char *endless = g_strnfill (100000, 'x');
  const char * const fields[] = { endless, "größe", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .time_basis = WEIR_TIME_BASIS_RECORD };
  g_autofree char *payload = g_strdup_printf ("{\"%sy\":1,\"größer\":2,\"\":3,\"\\u0000\":4}", endless);
  Bench bench;

  bench_open (&bench, &spec);
  decode (&bench, payload);
  assert_suggestions (&bench, 1, "größer");
  bench_close (&bench);
}

/* After the first records few are looked at, but a name that comes later is still found. */
static void
test_names_are_sampled (void)
{
  const char * const fields[] = { "lat", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .time_basis = WEIR_TIME_BASIS_RECORD };
  Bench bench;

  bench_open (&bench, &spec);
  for (guint i = 1; i <= 4096; i++)
    decode (&bench, i < 3000 ? "{\"x\":1}" : "{\"late\":1}");
  assert_suggestions (&bench, 0, "late");
  assert_count (&bench, 0, "lat 4096: 0 0 0 0 0 4096");
  bench_close (&bench);
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
  Bench bench;

  bench_open (&bench, &spec);
  decode (&bench, "1,");
  decode (&bench, "2,");
  assert_count (&bench, 0, "b 2: 0 0 0 2 0 0");
  bench_close (&bench);
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
