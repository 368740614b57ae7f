#include "data/decode/weir-decoder.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-schema-inference.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Whatever bytes a record has, it is decoded or a dead letter with a reason, in
 * every format; and a topic of such records can be looked at. Run it under the
 * sanitizers with WEIR_TEST_MUTATIONS=N for more of them.
 */

#define N_MUTATIONS 50000
#define MAX_BYTES   4096
/* The records that the fields of a topic are inferred from. */
#define N_SAMPLE    50

static const char * const fields[] = { "v", "s", "d.x", NULL };
static const char * const number_fields[] = { "value", NULL };
static const char * const columns[] = { "k", "t", "v", "s", NULL };
static const char * const csv_fields[] = { "v", "s", NULL };

typedef struct
{
  const char      *name;
  WeirDecoderSpec  spec;
  const char      *payloads[4];
} Format;

static const Format formats[] = {
  { "json",
    { .format = WEIR_FORMAT_JSON, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t", .field_paths = fields },
    { "{\"k\":\"a\",\"t\":1700000000000,\"v\":1.5,\"s\":\"x\\u00e9\\n\",\"d\":{\"x\":-7}}",
      "{\"k\":12,\"t\":\"2014-09-17T13:30:00Z\",\"v\":null,\"d\":{\"y\":[1,{\"x\":2}],\"x\":true}}",
      "{\"d\":{\"x\":1e300},\"s\":\"\\ud83d\\ude00\",\"v\":123456789012345678901234567890,\"t\":1700000000,\"k\":\"\"}",
      "\x00\x00\x00\x00\x07{}" } },
  { "number",
    { .format = WEIR_FORMAT_NUMBER, .time_basis = WEIR_TIME_BASIS_RECORD, .field_paths = number_fields },
    { "35.5400", "-0.5e-7", " 123456789012345678901234567890 ", "nan" } },
  { "csv",
    { .format = WEIR_FORMAT_CSV, .key_path = "k", .time_basis = WEIR_TIME_BASIS_FIELD, .time_path = "t", .field_paths = csv_fields,
      .csv_columns = columns },
    { "a,1700000000000,1.5,x", "\"a \"\"b\"\"\",2014-09-17T13:30:00Z,,\"two\nlines\"", ",1,\"2\",\xc3\xa9\r\n", "a,b" } },
};

static const char * const fragments[] = {
  "\"", "\"\"", ",", ";", "\n", "\r\n", "{", "}", "[", "]", ":", "\\", "\\u", "\\ud800", "null", "e", ".", "-", "1e999", "0x1",
  "9223372036854775808", "\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xef\xbb\xbf", "\x1b[31m", "NaN", "Infinity",
  "2014-02-30T25:61:61Z", "+99:99", " ",
};

/* A page that must not be touched stands right behind each payload. */
static char *
make_guarded_end (void)
{
  gsize page_bytes = (gsize) sysconf (_SC_PAGESIZE);
  /* cppcheck-suppress invalidFunctionArg ; an anonymous mapping has no file */
  char *block = mmap (NULL, MAX_BYTES + page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (block != MAP_FAILED);
  g_assert_cmpint (mprotect (block + MAX_BYTES, page_bytes, PROT_NONE), ==, 0);

  return block + MAX_BYTES;
}

static void
mutate (GString *payload,
        GRand   *chance)
{
  gsize position = payload->len > 0 ? g_rand_int (chance) % payload->len : 0;
  gsize wanted = g_rand_int (chance) % 8 + 1;
  gsize length = MIN (payload->len - position, wanted);

  switch (g_rand_int_range (chance, 0, 5))
    {
    case 0:
      g_string_insert (payload, (gssize) position, fragments[g_rand_int (chance) % G_N_ELEMENTS (fragments)]);
      break;
    case 1:
      g_string_erase (payload, (gssize) position, (gssize) length);
      break;
    case 2:
      if (payload->len > 0)
        payload->str[position] = (char) g_rand_int (chance);
      break;
    case 3:
      g_string_insert_c (payload, (gssize) position, '\0');
      break;
    default:
      g_string_truncate (payload, position);
      break;
    }
}

static void
assert_decoded (const Format     *format,
                const WeirRecord *record)
{
  g_assert_cmpuint (record->n_values, ==, g_strv_length ((GStrv) format->spec.field_paths));
  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      if (value->type == WEIR_VALUE_TEXT)
        g_assert_true (weir_escape_is_utf8 (value->as_text, value->length));
      else if (value->type == WEIR_VALUE_DOUBLE)
        g_assert_true (isfinite (value->as_double));
    }
  g_assert_true (record->key == NULL || weir_escape_is_utf8 (record->key, record->key_length));
}

static void
test_every_payload_is_decoded_or_a_dead_letter (gconstpointer data)
{
  const Format *format = data;
  const char *wanted = g_getenv ("WEIR_TEST_MUTATIONS");
  guint64 n = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : N_MUTATIONS;
  g_autoptr(WeirDecoder) decoder = weir_decoder_new (&format->spec, NULL);
  g_autoptr(WeirSchemaInference) inference = weir_schema_inference_new ();
  g_autoptr(GRand) chance = g_rand_new_with_seed (20260101);
  g_autoptr(GString) payload = g_string_new (NULL);
  char *end = make_guarded_end ();
  guint64 n_decoded = 0;

  for (guint64 i = 0; i < n; i++)
    {
      const char *text = format->payloads[g_rand_int (chance) % G_N_ELEMENTS (format->payloads)];
      WeirDecodeError reason = WEIR_DECODE_N_ERRORS;
      WeirRecord record;
      WeirMessage message = { .topic = "t", .offset = (gint64) i, .time_usec = 1 };

      g_string_truncate (payload, 0);
      g_string_append_len (payload, text, *text != '\0' ? (gssize) strlen (text) : 7);
      for (guint m = g_rand_int_range (chance, 0, 4); m > 0; m--)
        mutate (payload, chance);
      message.payload = end - payload->len;
      message.payload_length = payload->len;
      memcpy (end - payload->len, payload->str, payload->len);

      if (weir_decoder_decode (decoder, &message, &record, &reason))
        {
          assert_decoded (format, &record);
          n_decoded++;
        }
      else
        g_assert_true (*weir_decode_error_get_text (reason) != '\0');
      if (i < N_SAMPLE)
        weir_schema_inference_add (inference, &message);
    }

  /* Both happen. */
  g_assert_cmpuint (n_decoded, >, n / 1000);
  g_assert_cmpuint (n_decoded, <, n);
  weir_inferred_schema_free (weir_schema_inference_infer (inference));
  munmap (end - MAX_BYTES, MAX_BYTES + (gsize) sysconf (_SC_PAGESIZE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_strconcat ("/decoder-mutations/", formats[i].name, NULL);

      g_test_add_data_func (path, &formats[i], test_every_payload_is_decoded_or_a_dead_letter);
    }

  return g_test_run ();
}
