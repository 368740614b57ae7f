#include "config.h"

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-json-scanner.h"

#include <string.h>

#define JSON_TIME "\"t\":1700000000000"

/* A decoder, and the last record it was given. */
typedef struct
{
  WeirDecoder     *decoder;
  WeirMessage      message;
  char            *payload;
  WeirRecord       record;
  WeirDecodeError  reason;
} Fixture;

static const char *const price_field[] = { "price", NULL };
static const char *const no_fields[] = { NULL };

static void
fixture_init (Fixture               *self,
              const WeirDecoderSpec *spec)
{
  g_autoptr(GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->decoder = weir_decoder_new (spec, &error);
  g_assert_no_error (error);
  self->message = (WeirMessage) { .topic = "quotes", .time_usec = 5, .arrival_usec = 6 };
}

static void
fixture_init_json (Fixture           *self,
                   const char *const *field_paths)
{
  fixture_init (self, &(WeirDecoderSpec) {
    .key_path = "symbol", .time_path = "t", .time_unit = WEIR_TIME_UNIT_MS, .field_paths = field_paths });
}

static void
fixture_clear (Fixture *self)
{
  weir_decoder_free (self->decoder);
  g_free (self->payload);
}

/* In a block of exactly its size, so that a sanitizer sees a byte read too many. */
static gboolean
decode_bytes (Fixture    *self,
              const char *bytes,
              gsize       length)
{
  g_free (self->payload);
  self->payload = g_memdup2 (bytes, MAX (length, 1));
  self->message.payload = self->payload;
  self->message.payload_length = length;

  return weir_decoder_decode (self->decoder, &self->message, &self->record, &self->reason);
}

static gboolean
decode (Fixture    *self,
        const char *text)
{
  return decode_bytes (self, text, strlen (text));
}

static void
assert_key (Fixture    *self,
            const char *key)
{
  g_assert_cmpmem (self->record.key, self->record.key_length, key, strlen (key));
}

static void
assert_value (Fixture    *self,
              guint       i,
              int         type,
              const char *text)
{
  g_autoptr(GString) written = g_string_new (NULL);

  g_assert_cmpuint (i, <, self->record.n_values);
  g_assert_cmpint (self->record.values[i].type, ==, type);
  weir_value_append_text (&self->record.values[i], written);
  g_assert_cmpstr (written->str, ==, text);
}

static void
assert_refused (Fixture         *self,
                const char      *text,
                WeirDecodeError  reason,
                const char      *detail)
{
  g_assert_false (decode (self, text));
  g_assert_cmpint (self->reason, ==, reason);
  if (detail != NULL)
    g_assert_cmpstr (weir_decoder_get_detail (self->decoder), ==, detail);
}

static void
test_json_object_becomes_a_record (void)
{
  static const char *const fields[] = { "price", "volume", "live", "note", "gone", "nothing", NULL };
  Fixture fixture;

  fixture_init_json (&fixture, fields);
  for (guint round = 0; round < 3; round++)
    {
      g_assert_true (decode (&fixture, "{\"symbol\": \"AAPL\", \"price\": 35.5400, \"volume\": 9007199254740993, "
                                       "\"live\": true, \"note\": \"d\\u00e9j\\u00e0\", \"nothing\": null, "
                                       "\"other\": [1, {\"price\": 2}], \"t\": 1700000000000}"));
      assert_key (&fixture, "AAPL");
      g_assert_cmpint (fixture.record.time_usec, ==, G_GINT64_CONSTANT (1700000000000000));
      g_assert_cmpuint (fixture.record.n_values, ==, 6);
      assert_value (&fixture, 0, WEIR_VALUE_DOUBLE, "35.54");
      assert_value (&fixture, 1, WEIR_VALUE_INT, "9007199254740993");
      assert_value (&fixture, 2, WEIR_VALUE_BOOL, "true");
      assert_value (&fixture, 3, WEIR_VALUE_TEXT, "déjà");
      assert_value (&fixture, 4, WEIR_VALUE_MISSING, "");
      assert_value (&fixture, 5, WEIR_VALUE_NULL, "");
    }
  fixture_clear (&fixture);
}

static void
test_paths_reach_into_objects_and_arrays (void)
{
  static const char *const fields[] = { "data.temp", "list.1.x", "exchange\\.timestamp", "data", "list.5", NULL };
  Fixture fixture;

  fixture_init_json (&fixture, fields);
  g_assert_true (decode (&fixture, "{\"temp\":1,\"data\":{\"x\":{\"temp\":2},\"temp\":3.5},"
                                   "\"list\":[{\"x\":4},{\"x\":5}],\"exchange\":{\"timestamp\":6},"
                                   "\"exchange.timestamp\":7," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_DOUBLE, "3.5");
  assert_value (&fixture, 1, WEIR_VALUE_INT, "5");
  assert_value (&fixture, 2, WEIR_VALUE_INT, "7");
  assert_value (&fixture, 3, WEIR_VALUE_MISSING, "");
  assert_value (&fixture, 4, WEIR_VALUE_MISSING, "");
  fixture_clear (&fixture);
}

static void
test_last_of_equal_members_wins (void)
{
  static const char *const fields[] = { "a", "b.c", "b.d", NULL };
  Fixture fixture;

  fixture_init_json (&fixture, fields);
  g_assert_true (decode (&fixture, "{\"a\":1,\"b\":{\"c\":1,\"d\":2},\"\\u0061\":3,\"b\":{\"d\":4}," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "3");
  assert_value (&fixture, 1, WEIR_VALUE_MISSING, "");
  assert_value (&fixture, 2, WEIR_VALUE_INT, "4");
  g_assert_true (decode (&fixture, "{\"a\":1,\"a\":{},\"b\":{\"c\":1},\"b\":2," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_MISSING, "");
  assert_value (&fixture, 1, WEIR_VALUE_MISSING, "");
  fixture_clear (&fixture);
}

static void
test_keys_become_text (void)
{
  Fixture fixture;

  fixture_init_json (&fixture, no_fields);
  g_assert_true (decode (&fixture, "{\"symbol\":123456789012345678901234567890," JSON_TIME "}"));
  assert_key (&fixture, "123456789012345678901234567890");
  g_assert_true (decode (&fixture, "{\"symbol\":1.50," JSON_TIME "}"));
  assert_key (&fixture, "1.50");
  g_assert_true (decode (&fixture, "{\"symbol\":\"35\"," JSON_TIME "}"));
  assert_key (&fixture, "35");
  g_assert_true (decode (&fixture, "{\"symbol\":\"a\\\"b\"," JSON_TIME "}"));
  assert_key (&fixture, "a\"b");
  g_assert_true (decode (&fixture, "{\"symbol\":false," JSON_TIME "}"));
  assert_key (&fixture, "false");
  g_assert_true (decode (&fixture, "{\"symbol\":null," JSON_TIME "}"));
  assert_key (&fixture, "");
  g_assert_true (decode (&fixture, "{" JSON_TIME "}"));
  assert_key (&fixture, "");
  assert_refused (&fixture, "{\"symbol\":{}," JSON_TIME "}", WEIR_DECODE_ERROR_SHAPE, "the key is an object or array");
  fixture_clear (&fixture);
}

static void
test_record_gives_key_and_time (void)
{
  Fixture fixture;

  fixture_init (&fixture, &(WeirDecoderSpec) { .time_basis = WEIR_TIME_BASIS_RECORD });
  g_assert_true (decode (&fixture, "{}"));
  assert_key (&fixture, "");
  fixture.message.key = "k\0y";
  fixture.message.key_length = 3;
  g_assert_true (decode (&fixture, "{}"));
  g_assert_cmpmem (fixture.record.key, fixture.record.key_length, "k\0y", 3);
  g_assert_cmpint (fixture.record.time_usec, ==, 5);
  fixture.message.time_usec = WEIR_NO_TIME;
  assert_refused (&fixture, "{}", WEIR_DECODE_ERROR_NO_TIME, "the record carries no time");
  fixture_clear (&fixture);

  fixture_init (&fixture, &(WeirDecoderSpec) { .time_basis = WEIR_TIME_BASIS_ARRIVAL });
  g_assert_true (decode (&fixture, "{}"));
  g_assert_cmpint (fixture.record.time_usec, ==, 6);
  fixture_clear (&fixture);
}

static void
test_texts_that_are_numbers_are_numbers (void)
{
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  g_assert_true (decode (&fixture, "{\"price\":\"35.54\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_DOUBLE, "35.54");
  g_assert_true (decode (&fixture, "{\"price\":\"-7\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "-7");
  g_assert_true (decode (&fixture, "{\"price\":\"\\u0037\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "7");
  g_assert_true (decode (&fixture, "{\"price\":\"007\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "007");
  g_assert_true (decode (&fixture, "{\"price\":\"1e400\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "1e400");
  g_assert_true (decode (&fixture, "{\"price\":\"123456789012345678901\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "123456789012345678901");
  g_assert_true (decode (&fixture, "{\"price\":\"\"," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "");
  g_assert_cmpuint (weir_decoder_get_n_refused_values (fixture.decoder), ==, 0);
  fixture_clear (&fixture);
}

static void
test_numbers_out_of_range_never_pass (void)
{
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  g_assert_true (decode (&fixture, "{\"price\":1e400," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_NULL, "");
  g_assert_true (decode (&fixture, "{\"price\":-0," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_DOUBLE, "-0");
  g_assert_true (decode (&fixture, "{\"other\":1e400,\"big\":123456789012345678901234567890," JSON_TIME "}"));
  g_assert_cmpuint (weir_decoder_get_n_refused_values (fixture.decoder), ==, 1);
  assert_refused (&fixture, "{\"price\":9223372036854775808," JSON_TIME "}", WEIR_DECODE_ERROR_RANGE,
                  "field “price”: the integer 9223372036854775808 is beyond 64 bits");
  assert_refused (&fixture, "{\"price\":NaN," JSON_TIME "}", WEIR_DECODE_ERROR_SYNTAX, "byte 9: expected a value");
  fixture_clear (&fixture);
}

static void
test_refusals_name_the_byte (void)
{
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  assert_refused (&fixture, "", WEIR_DECODE_ERROR_SYNTAX, "byte 0: expected a value");
  assert_refused (&fixture, "[1,2]", WEIR_DECODE_ERROR_SHAPE, "byte 0: expected an object");
  assert_refused (&fixture, "12", WEIR_DECODE_ERROR_SHAPE, NULL);
  assert_refused (&fixture, "{\"a\" 1}", WEIR_DECODE_ERROR_SYNTAX, "byte 5: expected ':'");
  assert_refused (&fixture, "{\"a\":1", WEIR_DECODE_ERROR_SYNTAX, "byte 6: expected ',' or '}'");
  assert_refused (&fixture, "{\"a\":{\"b\":1}", WEIR_DECODE_ERROR_SYNTAX,
                  "byte 12: expected more, the payload ends early");
  assert_refused (&fixture, "{\"a\":1}}", WEIR_DECODE_ERROR_SYNTAX, "byte 7: expected nothing behind the object");
  assert_refused (&fixture, "{\"a\":\"}", WEIR_DECODE_ERROR_SYNTAX, "byte 7: expected '\"' to end a string");
  assert_refused (&fixture, "{\"a\":\"\xff\"}", WEIR_DECODE_ERROR_ENCODING, "byte 6: expected UTF-8");
  assert_refused (&fixture, "{\"a\":\"\xed\xa0\x80\"}", WEIR_DECODE_ERROR_ENCODING, NULL);
  assert_refused (&fixture, "\xef\xbb\xbf{}", WEIR_DECODE_ERROR_SYNTAX, "byte 0: expected no byte order mark");
  assert_refused (&fixture, "{\"a\":tru}", WEIR_DECODE_ERROR_SYNTAX, "byte 5: expected a value");
  assert_refused (&fixture, "{\"t\":\"noon\"}", WEIR_DECODE_ERROR_NO_TIME,
                  "time field “t”: “noon” is no time in unit ms");
  assert_refused (&fixture, "{\"t\":null}", WEIR_DECODE_ERROR_NO_TIME, "time field “t”: neither a number nor text");
  assert_refused (&fixture, "{}", WEIR_DECODE_ERROR_NO_TIME, "time field “t”: missing");

  fixture.message.payload = NULL;
  g_assert_false (weir_decoder_decode (fixture.decoder, &fixture.message, &fixture.record, &fixture.reason));
  g_assert_cmpint (fixture.reason, ==, WEIR_DECODE_ERROR_NULL_PAYLOAD);
  fixture_clear (&fixture);
}

static void
test_prefix_of_a_registry_is_named (void)
{
  static const char avro[] = "\0\0\0\1\2\6abc";
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  g_assert_false (decode_bytes (&fixture, avro, sizeof avro - 1));
  g_assert_cmpint (fixture.reason, ==, WEIR_DECODE_ERROR_REGISTRY);
  g_assert_cmpstr (weir_decoder_get_detail (fixture.decoder), ==,
                   "the payload begins with the prefix of Confluent's serializers (schema 258 of the registry): it is Avro, "
                   "Protobuf or JSON Schema, and not plain text");
  g_assert_true (decode_bytes (&fixture, "{" JSON_TIME "}", strlen ("{" JSON_TIME "}")));

  /* Shorter ones hold no number of a schema. */
  g_assert_false (decode_bytes (&fixture, avro, 4));
  g_assert_cmpint (fixture.reason, ==, WEIR_DECODE_ERROR_SYNTAX);
  fixture_clear (&fixture);
}

static void
test_nul_bytes_are_refused (void)
{
  static const char inside[] = "{\"a\":\"\0\"," JSON_TIME "}";
  static const char behind[] = "{" JSON_TIME "}\0";
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  g_assert_false (decode_bytes (&fixture, inside, sizeof inside - 1));
  g_assert_cmpint (fixture.reason, ==, WEIR_DECODE_ERROR_SYNTAX);
  g_assert_false (decode_bytes (&fixture, behind, sizeof behind - 1));
  g_assert_cmpint (fixture.reason, ==, WEIR_DECODE_ERROR_SYNTAX);
  g_assert_true (decode_bytes (&fixture, behind, sizeof behind - 2));
  fixture_clear (&fixture);
}

static void
test_lone_surrogates_become_replacement_characters (void)
{
  static const char *const fields[] = { "a", "b", NULL };
  Fixture fixture;

  fixture_init_json (&fixture, fields);
  g_assert_true (decode (&fixture, "{\"a\":\"\\ud83d\\ude00\\u20ac\\n\\/\\\\\",\"b\":\"\\ud83d!\\udc00\\ud800\\u0041\","
                                   JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "\xf0\x9f\x98\x80€\n/\\");
  assert_value (&fixture, 1, WEIR_VALUE_TEXT, "\xef\xbf\xbd!\xef\xbf\xbd\xef\xbf\xbd" "A");
  fixture_clear (&fixture);
}

/* As deep as @depth, one object in the other, as an unwanted member. */
static char *
nested (guint       depth,
        const char *open,
        const char *close)
{
  GString *text = g_string_new ("{\"x\":");

  for (guint i = 1; i < depth; i++)
    g_string_append (text, open);
  g_string_append_c (text, '1');
  for (guint i = 1; i < depth; i++)
    g_string_append (text, close);
  g_string_append (text, "," JSON_TIME "}");

  return g_string_free (text, FALSE);
}

static void
test_depth_is_capped (void)
{
  g_autofree char *deepest = nested (WEIR_DECODE_MAX_DEPTH, "[", "]");
  g_autofree char *too_deep = nested (WEIR_DECODE_MAX_DEPTH + 1, "[", "]");
  g_autofree char *objects = nested (WEIR_DECODE_MAX_DEPTH + 1, "{\"x\":", "}");
  g_autofree char *brackets = g_strnfill (75000, '[');
  Fixture fixture;

  fixture_init_json (&fixture, no_fields);
  g_assert_true (decode (&fixture, deepest));
  assert_refused (&fixture, too_deep, WEIR_DECODE_ERROR_DEPTH, "byte 68: expected no deeper nesting");
  assert_refused (&fixture, objects, WEIR_DECODE_ERROR_DEPTH, NULL);
  assert_refused (&fixture, brackets, WEIR_DECODE_ERROR_DEPTH, NULL);
  fixture_clear (&fixture);
}

static void
test_large_payloads_decode (void)
{
  g_autoptr(GString) payload = g_string_new ("{\"x\":\"");
  Fixture fixture;

  fixture_init_json (&fixture, price_field);
  for (guint i = 0; i < 12 * 1024 * 1024 / 16; i++)
    g_string_append (payload, "\\u00e9 0123456é ");
  g_string_append (payload, "\"," JSON_TIME ",\"price\":\"a\\tb\"}");
  g_assert_true (decode (&fixture, payload->str));
  assert_value (&fixture, 0, WEIR_VALUE_TEXT, "a\tb");
  payload->str[payload->len - 1] = ']';
  assert_refused (&fixture, payload->str, WEIR_DECODE_ERROR_SYNTAX, NULL);
  fixture_clear (&fixture);
}

/* A prediction learned from one record must not make a malformed one pass. */
static void
test_what_was_seen_before_proves_nothing (void)
{
  static const char *const pairs[][2] = {
    { "{\"u\":{\"v\":{\"w\":1}}," JSON_TIME "}", "{\"u\":{\"v\":1{\"w\":1}," JSON_TIME "}" },
    { "{\"price\":1," JSON_TIME "}", "{\"price\":1 1," JSON_TIME "}" },
    { "{\"price\":1," JSON_TIME "}", "{\"price\":1," JSON_TIME ",}" },
    { "{\"price\":1," JSON_TIME "}", ",\"price\":1," JSON_TIME "}" },
    { "{\"price\":{\"a\":1},\"x\":1," JSON_TIME "}", "{\"price\":{\"a\":1,\"x\":1," JSON_TIME "}" },
  };
  Fixture fixture;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      fixture_init_json (&fixture, price_field);
      g_assert_true (decode (&fixture, pairs[i][0]));
      assert_refused (&fixture, pairs[i][1], WEIR_DECODE_ERROR_SYNTAX, NULL);
      g_assert_true (decode (&fixture, pairs[i][0]));
      fixture_clear (&fixture);
    }

  fixture_init_json (&fixture, price_field);
  g_assert_true (decode (&fixture, "{\"a\":{\"price\":1}," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_MISSING, "");
  g_assert_true (decode (&fixture, "{\"a\":2,\"price\":3," JSON_TIME "}"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "3");
  g_assert_true (decode (&fixture, "{" JSON_TIME ",\"price\":4}"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "4");
  g_assert_true (decode (&fixture, "{" JSON_TIME ",\"price\": 5 }"));
  assert_value (&fixture, 0, WEIR_VALUE_INT, "5");
  fixture_clear (&fixture);
}

static void
test_reference_decodes_alike (void)
{
  static const char *const fields[] = { "price", "data.x", "list.1", NULL };
  Fixture fixture;

  fixture_init_json (&fixture, fields);
  weir_decoder_use_reference (fixture.decoder);
  g_assert_true (decode (&fixture, "{\"symbol\":\"A\",\"price\":\"\\u0031.5\",\"data\":{\"x\":-1},\"list\":[0,true],"
                                   JSON_TIME "}"));
  assert_key (&fixture, "A");
  assert_value (&fixture, 0, WEIR_VALUE_DOUBLE, "1.5");
  assert_value (&fixture, 1, WEIR_VALUE_INT, "-1");
  assert_value (&fixture, 2, WEIR_VALUE_BOOL, "true");
  assert_refused (&fixture, "[]", WEIR_DECODE_ERROR_SHAPE, NULL);
  assert_refused (&fixture, "{\"a\":\"\xed\xa0\x80\"}", WEIR_DECODE_ERROR_ENCODING, NULL);
  assert_refused (&fixture, "{\"a\":1,}", WEIR_DECODE_ERROR_SYNTAX, NULL);
  fixture_clear (&fixture);
}

static void
test_impossible_specs_are_refused (void)
{
  static const char *const bad_field[] = { "a\\b", NULL };
  static const char *const columns[] = { "a", "b", NULL };
  const WeirDecoderSpec specs[] = {
    { .time_path = NULL },
    { .time_path = "" },
    { .time_path = "t", .zone = "Europe/Atlantis" },
    { .time_path = "t", .field_paths = bad_field },
    { .format = WEIR_FORMAT_NUMBER, .time_basis = WEIR_TIME_BASIS_RECORD, .field_paths = price_field },
    { .format = WEIR_FORMAT_CSV, .time_basis = WEIR_TIME_BASIS_RECORD },
    { .format = WEIR_FORMAT_CSV, .time_path = "c", .csv_columns = columns },
    { .format = WEIR_FORMAT_CSV, .time_path = "a", .csv_columns = columns, .csv_separator = '"' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_decoder_new (&specs[i], &error));
      g_assert_error (error, WEIR_DECODE_ERROR, WEIR_DECODE_ERROR_SPEC);
      g_test_message ("%s", error->message);
    }
}

static void
test_every_reason_has_words (void)
{
  for (guint reason = 0; reason < WEIR_DECODE_N_ERRORS; reason++)
    g_assert_cmpuint (strlen (weir_decode_error_get_text (reason)), >, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decoder/json-object-becomes-a-record", test_json_object_becomes_a_record);
  g_test_add_func ("/decoder/paths-reach-into-objects-and-arrays", test_paths_reach_into_objects_and_arrays);
  g_test_add_func ("/decoder/last-of-equal-members-wins", test_last_of_equal_members_wins);
  g_test_add_func ("/decoder/keys-become-text", test_keys_become_text);
  g_test_add_func ("/decoder/record-gives-key-and-time", test_record_gives_key_and_time);
  g_test_add_func ("/decoder/texts-that-are-numbers-are-numbers", test_texts_that_are_numbers_are_numbers);
  g_test_add_func ("/decoder/numbers-out-of-range-never-pass", test_numbers_out_of_range_never_pass);
  g_test_add_func ("/decoder/refusals-name-the-byte", test_refusals_name_the_byte);
  g_test_add_func ("/decoder/prefix-of-a-registry-is-named", test_prefix_of_a_registry_is_named);
  g_test_add_func ("/decoder/nul-bytes-are-refused", test_nul_bytes_are_refused);
  g_test_add_func ("/decoder/lone-surrogates-become-replacement-characters",
                   test_lone_surrogates_become_replacement_characters);
  g_test_add_func ("/decoder/depth-is-capped", test_depth_is_capped);
  g_test_add_func ("/decoder/large-payloads-decode", test_large_payloads_decode);
  g_test_add_func ("/decoder/what-was-seen-before-proves-nothing", test_what_was_seen_before_proves_nothing);
  g_test_add_func ("/decoder/reference-decodes-alike", test_reference_decodes_alike);
  g_test_add_func ("/decoder/impossible-specs-are-refused", test_impossible_specs_are_refused);
  g_test_add_func ("/decoder/every-reason-has-words", test_every_reason_has_words);

  return g_test_run ();
}
