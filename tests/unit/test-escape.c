#include <string.h>

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
    /* The text of an escape is none. */
    { "\\xff \\n", 7, 100, "\\\\xff \\\\n" },
    /* DEL, and the control sequence introducer as one character. */
    { "\x7f\302\233", 3, 100, "\\x7f\\xc2\\x9b" },
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

/* What an escape of weir_escape_dup() stands for. */
static GString *
unescape_line (const char *text)
{
  GString *bytes = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text != '\\')
        g_string_append_c (bytes, *text);
      else if (*++text == 'x')
        {
          g_string_append_c (bytes, (char) (g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2])));
          text += 2;
        }
      else
        g_string_append_c (bytes, *text == 'n' ? '\n' : *text == 'r' ? '\r' : *text == 't' ? '\t' : *text);
    }

  return bytes;
}

/* An odd number of backslashes before xNN: the last of them begins an escape. */
static GString *
unescape_data (const char *text)
{
  GString *bytes = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize n = strspn (text, "\\");
      const char *at = text + n;
      gboolean code = n > 0 && at[0] == 'x' && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2]);

      g_string_append_len (bytes, text, code ? n / 2 : n);
      text = at;
      if (code && n % 2 == 1)
        {
          g_string_append_c (bytes, (char) (g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2])));
          text += 3;
        }
      else if (*text != '\0')
        g_string_append_c (bytes, *text++);
    }

  return bytes;
}

/* So no two keys look the same, whatever they are made of. */
static void
test_escapes_can_be_undone (void)
{
  static const char * const parts[] = { "\\", "\\\\", "x", "ff", "00", "\xff", "\xc3", "\n", "n", "\x1b", "ä", "\302\233", "a" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(GString) bytes = g_string_new (NULL);
      g_autofree char *line = NULL;
      g_autofree char *data = NULL;
      g_autoptr(GString) from_line = NULL;
      g_autoptr(GString) from_data = NULL;
      gsize length;

      for (int n = g_rand_int_range (rand, 0, 8); n > 0; n--)
        g_string_append (bytes, parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);

      line = weir_escape_dup (bytes->str, bytes->len, bytes->len);
      g_assert_true (g_utf8_validate (line, -1, NULL));
      from_line = unescape_line (line);
      g_assert_cmpmem (from_line->str, from_line->len, bytes->str, bytes->len);

      data = weir_escape_dup_data (bytes->str, bytes->len, TRUE, &length);
      from_data = unescape_data (data != NULL ? data : bytes->str);
      g_assert_true (data == NULL || g_utf8_validate_len (data, length, NULL));
      g_assert_cmpmem (from_data->str, from_data->len, bytes->str, bytes->len);
    }
}

static void
test_data_stays_what_it_is (void)
{
  const struct
  {
    const char *bytes;
    gsize       length;
    const char *data;   /* NULL: fine as it is */
  } cases[] = {
    { "", 0, NULL },
    { "C:\\dir\\new ä", 13, "C:\\dir\\new ä" },
    { "a\xffz", 3, "a\\xffz" },
    { "a\\xffz", 6, "a\\\\xffz" },
    { "a\\\xff", 3, "a\\\\\\xff" },
    { "a\0b", 3, "a\\x00b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = 0;
      g_autofree char *data = weir_escape_dup_data (cases[i].bytes, cases[i].length, TRUE, &length);

      g_assert_cmpstr (data, ==, cases[i].data);
    }
}

static void
test_a_message_is_one_line (void)
{
  g_autofree char *line = weir_escape_dup_line ("C:\\x\n\x1b[2J\302\205\xff ä");

  g_assert_cmpstr (line, ==, "C:\\x\\n\\x1b[2J\\xc2\\x85\\xff ä");
}

static void
test_a_page_keeps_its_lines (void)
{
  g_autofree char *page = weir_escape_dup_page ("{\n\t\"a\": \"\\n\"\r\x1b\n}", 16);

  g_assert_cmpstr (page, ==, "{\n\t\"a\": \"\\n\"\\x0d\\x1b\n}");
}

static void
test_the_shell_takes_a_word_for_its_text (void)
{
  static const char * const texts[] = { "symbol", "", "a b", "x;touch y", "it's", "$(id)", "a\x1b[31m'\\n\n`id`", "größe", "--x=1", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *word = weir_escape_dup_shell (texts[i]);
      g_autofree char *command = g_strconcat ("printf %s ", word, NULL);
      const char *arguments[] = { "bash", "-c", command, NULL };
      g_autofree char *line = weir_escape_dup_line (word);
      g_autofree char *out = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_cmpstr (word, ==, line);
      g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error);
      if (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
        {
          g_test_skip ("there is no bash");
          return;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (out, ==, texts[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/escape/bytes-become-one-line-of-text", test_bytes_become_one_line_of_text);
  g_test_add_func ("/escape/escapes-can-be-undone", test_escapes_can_be_undone);
  g_test_add_func ("/escape/data-stays-what-it-is", test_data_stays_what_it_is);
  g_test_add_func ("/escape/a-message-is-one-line", test_a_message_is_one_line);
  g_test_add_func ("/escape/a-page-keeps-its-lines", test_a_page_keeps_its_lines);
  g_test_add_func ("/escape/the-shell-takes-a-word-for-its-text", test_the_shell_takes_a_word_for_its_text);

  return g_test_run ();
}
