#include <string.h>

#include "data/decode/weir-field-usage.h"

/* A decoder and its counts, fed with payloads. */
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
  bench->usage = weir_field_usage_new (spec);
}

static void
bench_close (Bench *bench)
{
  weir_decoder_free (bench->decoder);
  weir_field_usage_free (bench->usage);
}

static void
feed (Bench      *bench,
      const char *payload)
{
  const WeirMessage message = {
    .topic = "t", .payload = payload, .payload_length = strlen (payload), .time_usec = 1, .arrival_usec = 1,
  };
  WeirRecord record;
  WeirDecodeError reason;

  if (weir_decoder_decode (bench->decoder, &message, &record, &reason))
    weir_field_usage_add (bench->usage, &record);
  else
    weir_field_usage_add_undecoded (bench->usage, &message, reason);
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
  const WeirFieldCount *price;
  const WeirFieldCount *text;
  Bench bench;

  bench_open (&bench, &spec);
  feed (&bench, "{\"k\":\"a\",\"t\":1,\"price\":1.5,\"text\":\"1,5\",\"flag\":true}");
  feed (&bench, "{\"k\":\"\",\"t\":2,\"price\":\"2\",\"text\":\"7\",\"flag\":false}");
  feed (&bench, "{\"k\":\"b\",\"t\":3,\"price\":null,\"text\":{\"a\":1}}");
  feed (&bench, "{\"k\":\"b\",\"price\":1}");
  feed (&bench, "no json");

  price = weir_field_usage_get_field (bench.usage, 0);
  text = weir_field_usage_get_field (bench.usage, 1);
  g_assert_cmpuint (weir_field_usage_get_n_records (bench.usage), ==, 4);
  g_assert_cmpuint (weir_field_usage_get_n_fields (bench.usage), ==, 5);
  g_assert_cmpuint (price->n_numbers, ==, 2);
  g_assert_cmpuint (price->n_nulls, ==, 1);
  g_assert_cmpuint (price->n_missing, ==, 0);
  g_assert_cmpuint (text->n_texts, ==, 1);
  g_assert_cmpuint (text->n_numbers, ==, 1);
  g_assert_cmpuint (text->n_missing, ==, 1);
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 2)->n_booleans, ==, 2);
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 3)->n_texts, ==, 2);
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 3)->n_missing, ==, 1);
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 4)->n_numbers, ==, 3);
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 4)->n_missing, ==, 1);
  for (guint i = 0; i < 5; i++)
    g_assert_false (weir_field_usage_is_absent (bench.usage, i));
  assert_sentence (&bench, 1, "field “text” in 2 of 4 records: 1 numbers, 1 texts such as “1,5”");
  bench_close (&bench);
}

static void
test_a_misspelt_name_finds_its_like (void)
{
  const char * const fields[] = { "prize", "host.name", "VOLUME", "temp", "unlike", "prcie", NULL };
  const WeirDecoderSpec spec = { .field_paths = fields, .key_path = "kk", .time_basis = WEIR_TIME_BASIS_RECORD };
  Bench bench;

  bench_open (&bench, &spec);
  g_assert_false (weir_field_usage_is_absent (bench.usage, 0));
  feed (&bench, "{\"k\":\"a\",\"price\":1,\"host.name\":\"h\",\"volume\":2,\"data\":{\"temp\":3},\"zzz\":1}");
  feed (&bench, "{\"k\":\"a\",\"price\":1}");

  for (guint i = 0; i < 7; i++)
    g_assert_true (weir_field_usage_is_absent (bench.usage, i));
  assert_suggestions (&bench, 0, "price");
  assert_suggestions (&bench, 1, "host\\.name");
  assert_suggestions (&bench, 2, "volume");
  assert_suggestions (&bench, 3, "data.temp");
  assert_suggestions (&bench, 4, "");
  assert_suggestions (&bench, 5, "price");
  assert_suggestions (&bench, 6, "k");
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
  feed (&bench, payload);
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
    feed (&bench, i < 3000 ? "{\"x\":1}" : "{\"late\":1}");
  assert_suggestions (&bench, 0, "late");
  g_assert_cmpuint (weir_field_usage_get_field (bench.usage, 0)->n_missing, ==, 4096);
  bench_close (&bench);
}

static void
test_columns_of_a_line_are_names (void)
{
  const char * const fields[] = { "pirce", NULL };
  const char * const columns[] = { "time", "price", "a.b", NULL };
  const WeirDecoderSpec spec = { .format = WEIR_FORMAT_CSV, .field_paths = fields, .csv_columns = columns,
                                 .time_basis = WEIR_TIME_BASIS_RECORD };
  WeirFieldUsage *usage = weir_field_usage_new (&spec);
  g_auto(GStrv) paths = weir_field_usage_dup_suggestions (usage, 0);

  g_assert_cmpuint (g_strv_length (paths), ==, 1);
  g_assert_cmpstr (paths[0], ==, "price");
  weir_field_usage_free (usage);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/field-usage/fields-are-counted-by-what-they-are", test_fields_are_counted_by_what_they_are);
  g_test_add_func ("/field-usage/a-misspelt-name-finds-its-like", test_a_misspelt_name_finds_its_like);
  g_test_add_func ("/field-usage/any-name-can-be-compared", test_any_name_can_be_compared);
  g_test_add_func ("/field-usage/names-are-sampled", test_names_are_sampled);
  g_test_add_func ("/field-usage/columns-of-a-line-are-names", test_columns_of_a_line_are_names);

  return g_test_run ();
}
