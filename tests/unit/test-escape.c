#include "data/decode/weir-escape.h"

static void
test_bytes_become_one_line_of_text (void)
{
  const struct
  {
    const char *bytes;
    gsize       length;
    gsize       max_bytes;
    const char *shown;
  } cases[] = {
    { NULL, 0, 10, "" },
    { "", 0, 10, "" },
    { "plain Ä €", 12, 100, "plain Ä €" },
    { "a\tb\nc\rd", 7, 100, "a\\tb\\nc\\rd" },
    { "a\0b", 3, 100, "a\\x00b" },
    { "\xff\xfe ok \xc3", 7, 100, "\\xff\\xfe ok \\xc3" },
    { "\x1b[31m", 5, 100, "\\x1b[31m" },
    /* Right-to-left override, line separator, byte order mark. */
    { "\342\200\256x\342\200\250", 7, 100, "\\xe2\\x80\\xaex\\xe2\\x80\\xa8" },
    { "abcdef", 6, 3, "abc…" },
    { "ab€", 5, 3, "ab\\xe2…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = weir_escape_dup (cases[i].bytes, cases[i].length, cases[i].max_bytes);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/escape/bytes-become-one-line-of-text", test_bytes_become_one_line_of_text);

  return g_test_run ();
}
