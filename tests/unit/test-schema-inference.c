#include "config.h"

#include "data/decode/weir-schema-inference.h"

#include <string.h>

static void
add (WeirSchemaInference *inference,
     const char  *key,
     const char  *payload)
{
  const WeirMessage message = {
    .topic = "t", .key = key, .key_length = key != NULL ? strlen (key) : 0,
    .payload = payload, .payload_length = payload != NULL ? strlen (payload) : 0,
  };

  weir_schema_inference_add (inference, &message);
}

static void
add_format (WeirSchemaInference *inference,
            const char  *key,
            const char  *format,
            ...) G_GNUC_PRINTF (3, 4);

static void
add_format (WeirSchemaInference *inference,
            const char  *key,
            const char  *format,
            ...)
{
  g_autofree char *payload = NULL;
  va_list arguments;

  va_start (arguments, format);
  payload = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add (inference, key, payload);
}

static void
assert_paths (GStrv       paths,
              const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", paths);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_the_span_of_times_is_measured (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirSchemaInference) texts = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;
  g_autoptr(WeirInferredSchema) iso = NULL;

  /* One of them is years late. */
  add (inference, NULL, "{\"value\": 0, \"ts\": 1400000000}");
  for (guint i = 0; i < 19; i++)
    add_format (inference, NULL, "{\"value\": %u.5, \"ts\": %u}", i, 1700000000 + i * 300);
  for (guint i = 0; i < 10; i++)
    add_format (texts, NULL, "{\"value\": %u.5, \"timestamp\": \"2014-02-01 0%u:00:00\"}", i, i);

  schema = weir_schema_inference_infer (inference);
  g_assert_cmpint (schema->span_usec, ==, 17 * 300 * G_GINT64_CONSTANT (1000000));
  iso = weir_schema_inference_infer (texts);
  g_assert_cmpint (iso->span_usec, ==, 8 * 3600 * G_GINT64_CONSTANT (1000000));
}

static void
test_stock_quotes_are_understood (void)
{
  static const char *const symbols[] = { "AAPL", "MSFT", "GOOG" };
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  for (guint i = 0; i < 30; i++)
    add_format (inference, NULL, "{\"symbol\": \"%s\", \"price\": %u.5, \"volume\": %u, \"timestamp\": 17000000%05u}",
                symbols[i % 3], 100 + i, i * 7, i * 1000);
  add (inference, NULL, "{oops");
  add (inference, NULL, NULL);
  schema = weir_schema_inference_infer (inference);

  g_assert_cmpint (schema->format, ==, WEIR_FORMAT_JSON);
  g_assert_cmpstr (schema->key_path, ==, "symbol");
  g_assert_cmpstr (schema->time_path, ==, "timestamp");
  g_assert_cmpint (schema->time_unit, ==, WEIR_TIME_UNIT_MS);
  assert_paths (schema->field_paths, "price volume");
  assert_paths (schema->text_paths, "");
  g_assert_cmpuint (schema->n_sampled, ==, 32);
  g_assert_cmpuint (schema->n_undecodable, ==, 2);
  g_assert_cmpstr (schema->reason, ==, "Key: “symbol”, 3 values in 30 records. Time: “timestamp”, milliseconds since 1970.");
}

static void
test_nested_telemetry_is_understood (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  for (guint i = 0; i < 30; i++)
    add_format (inference, NULL, "{\"data\":{\"co\":0.01%u,\"light\":false,\"temp.c\":%u.9},\"list\":[%u,2,3,4,5,6],"
                               "\"ts\":1594598%03u.5023336,\"device\":\"iot-device-0%u\"}", i, 18 + i % 3, i, i, i % 3);
  schema = weir_schema_inference_infer (inference);

  g_assert_cmpstr (schema->key_path, ==, "device");
  g_assert_cmpstr (schema->time_path, ==, "ts");
  g_assert_cmpint (schema->time_unit, ==, WEIR_TIME_UNIT_S);
  assert_paths (schema->field_paths, "data.co data.temp\\.c list.0 list.1 list.2 list.3");
  assert_paths (schema->text_paths, "data.light");
}

static void
test_numbers_in_quotes_are_values (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  for (guint i = 0; i < 30; i++)
    add_format (inference, "XBT", "{\"id\": %u, \"price\": \"2%u.47\", \"side\": \"%s\", \"datetime\": \"14304384%02u\"}",
                65595247 + i, i, i % 2 ? "buy" : "sell", i);
  schema = weir_schema_inference_infer (inference);

  g_assert_null (schema->key_path);
  g_assert_cmpstr (schema->time_path, ==, "datetime");
  g_assert_cmpint (schema->time_unit, ==, WEIR_TIME_UNIT_S);
  assert_paths (schema->field_paths, "price id");
  assert_paths (schema->text_paths, "side");
  g_assert_cmpstr (schema->reason, ==, "Key: the records' own key. Time: “datetime”, seconds since 1970.");
}

static void
test_bare_numbers_are_understood (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  add (inference, "AAPL", "35.54");
  add (inference, "MSFT", " 1e2\n");
  add (inference, "MSFT", "n/a");
  schema = weir_schema_inference_infer (inference);

  g_assert_cmpint (schema->format, ==, WEIR_FORMAT_NUMBER);
  g_assert_null (schema->key_path);
  g_assert_null (schema->time_path);
  assert_paths (schema->field_paths, "value");
  g_assert_cmpuint (schema->n_undecodable, ==, 1);
}

static void
test_lines_take_names_from_their_header (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  add (inference, NULL, "id;timestamp;exchange.timestamp;price;action;pair\r\n");
  for (guint i = 0; i < 20; i++)
    add_format (inference, NULL, "%u;2015-05-01 00:00:%02u;14304384040%02u;23%u.47;\"created; %s\";%s", 65595247 + i, i, i, i,
                i % 2 ? "a" : "b", i % 2 ? "XBT/USD" : "XBT/EUR");
  schema = weir_schema_inference_infer (inference);

  g_assert_cmpint (schema->format, ==, WEIR_FORMAT_CSV);
  g_assert_cmpint (schema->csv_separator, ==, ';');
  assert_paths (schema->csv_columns, "id timestamp exchange.timestamp price action pair");
  g_assert_cmpstr (schema->key_path, ==, "pair");
  g_assert_cmpstr (schema->time_path, ==, "timestamp");
  g_assert_cmpint (schema->time_unit, ==, WEIR_TIME_UNIT_ISO);
  assert_paths (schema->field_paths, "price id exchange\\.timestamp");
  g_assert_cmpuint (schema->n_undecodable, ==, 1);
}

static void
test_lines_without_header_are_numbered (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;

  for (guint i = 0; i < 20; i++)
    add_format (inference, NULL, "13159220%02u,5.8%u0000000000,1.000000000000", i, i % 10);
  schema = weir_schema_inference_infer (inference);

  assert_paths (schema->csv_columns, "c1 c2 c3");
  g_assert_null (schema->key_path);
  g_assert_cmpstr (schema->time_path, ==, "c1");
  g_assert_cmpint (schema->time_unit, ==, WEIR_TIME_UNIT_S);
  assert_paths (schema->field_paths, "c2 c3");
}

static void
test_nothing_usable_proposes_nothing (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();

  g_assert_null (weir_schema_inference_infer (inference));
  add (inference, "k", NULL);
  add (inference, "k", "");
  add (inference, "k", "\xff\xfe");
  add (inference, "k", "hello");
  add (inference, "k", "[1,2,3]");
  g_assert_null (weir_schema_inference_infer (inference));
  g_assert_cmpuint (weir_schema_inference_get_n_sampled (inference), ==, 5);
}

static void
test_text_is_not_taken_for_columns (void)
{
  g_autoptr(WeirSchemaInference) log = weir_schema_inference_new ();
  g_autoptr(WeirSchemaInference) few = weir_schema_inference_new ();

  for (guint i = 0; i < 20; i++)
    add_format (log, NULL, "2024-05-01 12:00:%02u,123 INFO worker-%u: request %u done, all well", i, i % 3, i);
  g_assert_null (weir_schema_inference_infer (log));

  add (few, NULL, "42");
  add (few, NULL, "7;8;9");
  for (guint i = 0; i < 20; i++)
    add_format (few, NULL, "request %u done", i);
  g_assert_null (weir_schema_inference_infer (few));
}

static void
test_sample_stays_small (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, '[');

  add (inference, NULL, huge);
  add (inference, NULL, huge);
  g_assert_cmpuint (weir_schema_inference_get_n_sampled (inference), ==, 1);
  for (guint i = 0; i < 1000; i++)
    add (inference, NULL, "1");
  g_assert_cmpuint (weir_schema_inference_get_n_sampled (inference), ==, 400);
}

/* A decoder made of the schema must take what was sampled. */
static void
test_schema_makes_a_decoder (void)
{
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(WeirInferredSchema) schema = NULL;
  g_autoptr(WeirDecoder) decoder = NULL;
  g_autoptr(GError) error = NULL;
  const char *line = "2014-09-17 13:30:00|a.b|7";
  const WeirMessage message = { .payload = line, .payload_length = strlen (line) };
  WeirDecodeError reason;
  WeirRecord record;

  add (inference, NULL, "when|what.name|value");
  for (guint i = 0; i < 10; i++)
    add_format (inference, NULL, "2014-09-17 13:30:%02u|a.%c|%u", i, i % 2 ? 'b' : 'c', i);
  schema = weir_schema_inference_infer (inference);
  decoder = weir_decoder_new (&(WeirDecoderSpec) {
    .format = schema->format, .key_path = schema->key_path, .time_path = schema->time_path,
    .time_unit = schema->time_unit, .field_paths = (const char *const *) schema->field_paths,
    .csv_columns = (const char *const *) schema->csv_columns, .csv_separator = schema->csv_separator,
  }, &error);

  g_assert_no_error (error);
  g_assert_true (weir_decoder_decode (decoder, &message, &record, &reason));
  g_assert_cmpmem (record.key, record.key_length, "a.b", 3);
  g_assert_cmpint (record.time_usec, ==, G_GINT64_CONSTANT (1410960600000000));
  g_assert_cmpint (record.values[0].as_int, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schema-inference/the-span-of-times-is-measured", test_the_span_of_times_is_measured);
  g_test_add_func ("/schema-inference/stock-quotes-are-understood", test_stock_quotes_are_understood);
  g_test_add_func ("/schema-inference/nested-telemetry-is-understood", test_nested_telemetry_is_understood);
  g_test_add_func ("/schema-inference/numbers-in-quotes-are-values", test_numbers_in_quotes_are_values);
  g_test_add_func ("/schema-inference/bare-numbers-are-understood", test_bare_numbers_are_understood);
  g_test_add_func ("/schema-inference/lines-take-names-from-their-header", test_lines_take_names_from_their_header);
  g_test_add_func ("/schema-inference/lines-without-header-are-numbered", test_lines_without_header_are_numbered);
  g_test_add_func ("/schema-inference/nothing-usable-proposes-nothing", test_nothing_usable_proposes_nothing);
  g_test_add_func ("/schema-inference/text-is-not-taken-for-columns", test_text_is_not_taken_for_columns);
  g_test_add_func ("/schema-inference/sample-stays-small", test_sample_stays_small);
  g_test_add_func ("/schema-inference/schema-makes-a-decoder", test_schema_makes_a_decoder);

  return g_test_run ();
}
