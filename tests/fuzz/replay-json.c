#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/decode/weir-json-scanner.h"
#include "tests/fuzz/fuzz-json.h"

/* Enough to meet every branch, few enough for every run: 2 s here. */
#define N_MUTATIONS 150000
#define MAX_INPUT_BYTES 65536

static const char *const records[] = {
  "{\"symbol\": \"SYM042\", \"price\": 35.5400, \"timestamp\": 1700000000000}",
  "{\"symbol\":\"\",\"price\":-0.5e-7,\"timestamp\":\"2014-09-17T13:30:00Z\",\"a\":null}",
  "{\"a\":{\"a\":[1,2,{\"a\":true}]},\"b\":{\"c\":1,\"d\":{\"e\":\"x\"}},\"l\":[false,[],{\"a\":-0}]}",
  " {\n\t\"a\" : 123456789012345678901234567890 ,\r\n \"b\" : { \"c\" : 1e400 , \"d\" : [ ] } } ",
  "{\"\":1,\"\\u0061\":2,\"b\":{\"c\":\"\\ud83d\\ude00\\n\"},\"b\":{},\"\xc3\xa9\":\"caf\xc3\xa9 \xf0\x9f\x98\x80\"}",
  "{\"l\":[\"0\",1,{\"a\":\"a long text without anything special in it, past sixteen bytes\"}],\"x\":{\"y\":{\"z\":0}}}",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
  "{}",
  "[]",
  "0",
  "\"\"",
  "true",
};

static const char *const fragments[] = {
  "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", "1e5", ".5", "e", "null", "true", "false", " ", "\n", "\\u00e9",
  "\\ud800", "\"a\":", ",\"a\":", "{\"a\":", "\"b\":{\"c\":", "\xc3\xa9", "\xff", "\xed\xa0\x80", "\xe2\x82", "\x1f", "\x7f",
  "00000000", "12345678", "\"\"", "{}", "[]", "\\\"", "\\u", "\xef\xbb\xbf", "\"\xe0\x80\x80\"", "\"\xf0\x80\x80\x80\"", "\"\xf4\x90\x80\x80\"",
  "[[", "]]",
};

/* A page that must not be touched stands right behind each input. */
static guint8 *guarded_end;

static void
set_up_guard (void)
{
  gsize page_bytes = (gsize) sysconf (_SC_PAGESIZE);
  /* cppcheck-suppress invalidFunctionArg ; an anonymous mapping has no file */
  guint8 *block = mmap (NULL, MAX_INPUT_BYTES + page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (block != MAP_FAILED);
  g_assert_cmpint (mprotect (block + MAX_INPUT_BYTES, page_bytes, PROT_NONE), ==, 0);
  guarded_end = block + MAX_INPUT_BYTES;
}

static void
try_input (const GByteArray *input)
{
  guint8 *guarded;

  if (input->len > MAX_INPUT_BYTES)
    return;

  guarded = guarded_end - input->len;
  if (input->len > 0)
    memcpy (guarded, input->data, input->len);
  LLVMFuzzerTestOneInput (guarded, input->len);
}

static void
insert (GByteArray *input,
        guint       position,
        const void *bytes,
        guint       length)
{
  guint tail = input->len - position;

  g_byte_array_set_size (input, input->len + length);
  memmove (input->data + position + length, input->data + position, tail);
  memcpy (input->data + position, bytes, length);
}

static void
mutate (GByteArray *input,
        GRand      *random)
{
  guint position = input->len > 0 ? g_rand_int (random) % input->len : 0;
  guint length = input->len > position ? g_rand_int (random) % MIN (input->len - position, 16) + 1 : 0;
  const char *text;
  guint8 copy[16];

  switch (g_rand_int_range (random, 0, input->len > 0 ? 6 : 1))
    {
    case 0:
    case 1:
      text = fragments[g_rand_int (random) % G_N_ELEMENTS (fragments)];
      insert (input, position, text, strlen (text));
      break;

    case 2:
      g_byte_array_remove_range (input, position, length);
      break;

    case 3:
      input->data[position] = (guint8) g_rand_int (random);
      break;

    case 4:
      memcpy (copy, input->data + position, length);
      insert (input, g_rand_int (random) % (input->len + 1), copy, length);
      break;

    default:
      g_byte_array_set_size (input, position);
      break;
    }
}

static void
test_scanner_agrees_with_yajl_on_mutations (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20140917);
  g_autoptr(GByteArray) input = g_byte_array_new ();

  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      const char *record = records[g_rand_int (random) % G_N_ELEMENTS (records)];

      g_byte_array_set_size (input, 0);
      g_byte_array_append (input, (const guint8 *) record, strlen (record));
      try_input (input);
      for (guint n = g_rand_int_range (random, 1, 5); n > 0; n--)
        mutate (input, random);
      try_input (input);
    }
}

static char *
find_suite (void)
{
  const char *data = g_getenv ("WEIR_TEST_DATA");
  g_autofree char *folder = data != NULL ? g_strdup (data)
                                         : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", NULL);

  return g_build_filename (folder, "json", "JSONTestSuite", "test_parsing", NULL);
}

static void
check_file (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GByteArray) input = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  gboolean accepted;

  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  accepted = weir_json_check (contents, length, NULL);
  if (accepted != (name[0] == 'y'))
    g_error ("%s was %s", name, accepted ? "accepted" : "refused");

  input = g_byte_array_new_take ((guint8 *) g_steal_pointer (&contents), length);
  try_input (input);
}

static void
test_json_test_suite_is_passed (void)
{
  g_autofree char *folder = find_suite ();
  g_autoptr(GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  if (files == NULL)
    {
      g_test_skip ("JSONTestSuite is not here");
      return;
    }

  while ((name = g_dir_read_name (files)) != NULL)
    if (g_str_has_prefix (name, "y_") || g_str_has_prefix (name, "n_"))
      {
        check_file (folder, name);
        n_files++;
      }

  g_assert_cmpuint (n_files, >, 280);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  set_up_guard ();

  g_test_add_func ("/fuzz-json/json-test-suite-is-passed", test_json_test_suite_is_passed);
  g_test_add_func ("/fuzz-json/scanner-agrees-with-yajl-on-mutations", test_scanner_agrees_with_yajl_on_mutations);

  return g_test_run ();
}
