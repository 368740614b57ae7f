#include "config.h"

#include "data/decode/weir-decoder.h"

#include <string.h>

static const char *const columns[] = { "time", "sym.bol", "price", "note", NULL };
static const char *const fields[] = { "price", "note", NULL };
static const char *const value_field[] = { "value", NULL };

static WeirRecord record;
static WeirDecodeError reason;

static WeirDecoder *
make_csv (char separator)
{
  g_autoptr(GError) error = NULL;
  WeirDecoder *decoder = weir_decoder_new (&(WeirDecoderSpec) {
    .format = WEIR_FORMAT_CSV, .key_path = "sym\\.bol", .time_path = "time", .time_unit = WEIR_TIME_UNIT_ISO,
    .zone = "Europe/Zurich", .field_paths = fields, .csv_columns = columns, .csv_separator = separator,
  }, &error);

  g_assert_no_error (error);
  return decoder;
}

static WeirDecoder *
make_number (void)
{
  g_autoptr(GError) error = NULL;
  WeirDecoder *decoder = weir_decoder_new (&(WeirDecoderSpec) {
    .format = WEIR_FORMAT_NUMBER, .time_basis = WEIR_TIME_BASIS_RECORD, .field_paths = value_field }, &error);

  g_assert_no_error (error);
  return decoder;
}

/* The decoded record borrows from the message, which must last as long. */
static gboolean
decode (WeirDecoder *decoder,
        const char  *payload)
{
  static WeirMessage message;

  message = (WeirMessage) { .key = "AAPL", .key_length = 4, .time_usec = 5,
                            .payload = payload, .payload_length = strlen (payload) };
  return weir_decoder_decode (decoder, &message, &record, &reason);
}

static void
assert_value (guint       i,
              int         type,
              const char *text)
{
  g_autoptr(GString) written = g_string_new (NULL);

  weir_value_append_text (&record.values[i], written);
  g_assert_cmpint (record.values[i].type, ==, type);
  g_assert_cmpstr (written->str, ==, text);
}

static void
assert_refused (WeirDecoder     *decoder,
                const char      *payload,
                WeirDecodeError  expected,
                const char      *detail)
{
  g_assert_false (decode (decoder, payload));
  g_assert_cmpint (reason, ==, expected);
  g_assert_cmpstr (weir_decoder_get_detail (decoder), ==, detail);
}

static void
test_csv_line_becomes_a_record (void)
{
  g_autoptr(WeirDecoder) decoder = make_csv (0);

  g_assert_true (decode (decoder, "2014-09-17 15:30:00.5,AAPL,35.5400,ok\r\n"));
  g_assert_cmpint (record.time_usec, ==, G_GINT64_CONSTANT (1410960600500000));
  g_assert_cmpmem (record.key, record.key_length, "AAPL", 4);
  assert_value (0, WEIR_VALUE_DOUBLE, "35.54");
  assert_value (1, WEIR_VALUE_TEXT, "ok");
}

static void
test_quoted_cells_hold_anything (void)
{
  g_autoptr(WeirDecoder) decoder = make_csv (';');

  g_assert_true (decode (decoder, "\"2014-09-17\";\"A\"\"B\";\"7\";\"a;b\r\n,\"\"c\"\"\""));
  g_assert_cmpmem (record.key, record.key_length, "A\"B", 3);
  assert_value (0, WEIR_VALUE_INT, "7");
  assert_value (1, WEIR_VALUE_TEXT, "a;b\r\n,\"c\"");
}

static void
test_nothing_and_empty_text_differ (void)
{
  g_autoptr(WeirDecoder) decoder = make_csv (0);

  g_assert_true (decode (decoder, "2014-09-17,,,\"\""));
  g_assert_cmpuint (record.key_length, ==, 0);
  assert_value (0, WEIR_VALUE_NULL, "");
  assert_value (1, WEIR_VALUE_TEXT, "");
}

static void
test_only_number_literals_are_numbers (void)
{
  g_autoptr(WeirDecoder) decoder = make_csv (0);

  g_assert_true (decode (decoder, "2014-09-17,0012, 9007199254740993 ,00501"));
  g_assert_cmpmem (record.key, record.key_length, "0012", 4);
  assert_value (0, WEIR_VALUE_INT, "9007199254740993");
  assert_value (1, WEIR_VALUE_TEXT, "00501");
  g_assert_true (decode (decoder, "2014-09-17,a,NaN,-inf"));
  assert_value (0, WEIR_VALUE_NULL, "");
  assert_value (1, WEIR_VALUE_NULL, "");
  g_assert_true (decode (decoder, "2014-09-17,a,1e400,$12"));
  assert_value (0, WEIR_VALUE_NULL, "");
  assert_value (1, WEIR_VALUE_TEXT, "$12");
  g_assert_cmpuint (weir_decoder_get_n_refused_values (decoder), ==, 3);
}

static void
test_malformed_lines_are_refused (void)
{
  g_autoptr(WeirDecoder) decoder = make_csv (0);

  assert_refused (decoder, "2014-09-17,a,1", WEIR_DECODE_ERROR_SYNTAX, "3 columns where 4 are named");
  assert_refused (decoder, "2014-09-17,a,1,2,", WEIR_DECODE_ERROR_SYNTAX, "5 columns where 4 are named");
  assert_refused (decoder, "", WEIR_DECODE_ERROR_SYNTAX, "1 columns where 4 are named");
  assert_refused (decoder, "2014-09-17,a,1,\"b", WEIR_DECODE_ERROR_SYNTAX, "expected '\"' to end a quoted cell");
  assert_refused (decoder, "2014-09-17,a,\"1\"x,b", WEIR_DECODE_ERROR_SYNTAX,
                  "expected a separator behind a quoted cell");
  assert_refused (decoder, "time,sym.bol,price,note\n", WEIR_DECODE_ERROR_SYNTAX, "the header line");
  assert_refused (decoder, "2014-09-17,\xff,1,b", WEIR_DECODE_ERROR_ENCODING, "byte 11: expected UTF-8");
  assert_refused (decoder, "2014-09-17,a,123456789012345678901,b", WEIR_DECODE_ERROR_RANGE,
                  "field “price”: the integer 123456789012345678901 is beyond 64 bits");
  assert_refused (decoder, ",a,1,b", WEIR_DECODE_ERROR_NO_TIME, "time field “time”: neither a number nor text");
}

static void
test_bare_number_is_the_value (void)
{
  g_autoptr(WeirDecoder) decoder = make_number ();

  g_assert_true (decode (decoder, " 35.54\n"));
  g_assert_cmpmem (record.key, record.key_length, "AAPL", 4);
  g_assert_cmpint (record.time_usec, ==, 5);
  assert_value (0, WEIR_VALUE_DOUBLE, "35.54");
  g_assert_true (decode (decoder, "-7"));
  assert_value (0, WEIR_VALUE_INT, "-7");
  g_assert_true (decode (decoder, "nan"));
  assert_value (0, WEIR_VALUE_NULL, "");
  g_assert_cmpuint (weir_decoder_get_n_refused_values (decoder), ==, 1);
}

static void
test_other_text_is_no_bare_number (void)
{
  g_autoptr(WeirDecoder) decoder = make_number ();

  assert_refused (decoder, "n/a", WEIR_DECODE_ERROR_SYNTAX, "expected a number, found “n/a”");
  assert_refused (decoder, "", WEIR_DECODE_ERROR_SYNTAX, "expected a number, found “”");
  assert_refused (decoder, "1 2", WEIR_DECODE_ERROR_SYNTAX, "expected a number, found “1 2”");
  assert_refused (decoder, "\"1\"", WEIR_DECODE_ERROR_SYNTAX, "expected a number, found “\"1\"”");
  assert_refused (decoder, "9223372036854775808", WEIR_DECODE_ERROR_RANGE,
                  "field “value”: the integer 9223372036854775808 is beyond 64 bits");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decoder-lines/csv-line-becomes-a-record", test_csv_line_becomes_a_record);
  g_test_add_func ("/decoder-lines/quoted-cells-hold-anything", test_quoted_cells_hold_anything);
  g_test_add_func ("/decoder-lines/nothing-and-empty-text-differ", test_nothing_and_empty_text_differ);
  g_test_add_func ("/decoder-lines/only-number-literals-are-numbers", test_only_number_literals_are_numbers);
  g_test_add_func ("/decoder-lines/malformed-lines-are-refused", test_malformed_lines_are_refused);
  g_test_add_func ("/decoder-lines/bare-number-is-the-value", test_bare_number_is_the_value);
  g_test_add_func ("/decoder-lines/other-text-is-no-bare-number", test_other_text_is_no_bare_number);

  return g_test_run ();
}
