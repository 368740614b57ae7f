#include "config.h"

#include "data/decode/weir-escape.h"

#include <string.h>

/* Which characters become `\xNN`, byte by byte; bytes that are not UTF-8 always do. */
typedef enum
{
  HIDDEN,           /* all of which nothing would be seen */
  HIDDEN_ON_PAGE,   /* the same, but not line ends and tabs */
  NUL,
  NOTHING,
} WeirEscapeRule;

/* Such as the shell takes as they are. */
#define SHELL_PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+="

/**
 * weir_escape_is_utf8:
 * @bytes: (array length=length) (nullable): bytes from anywhere
 * @length: how many
 *
 * Returns: whether they are UTF-8, of which NUL is a character as any other
 */
gboolean
weir_escape_is_utf8 (const char *bytes,
                     gsize       length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      g_utf8_validate_len (bytes, end - bytes, &bytes);
      if (bytes < end && *bytes++ != '\0')
        return FALSE;
    }

  return TRUE;
}

/**
 * weir_escape_is_hidden:
 * @c: a character
 *
 * Returns: whether nothing would be seen of it, or it would move what stands
 *   beside it: control characters (C0, DEL, C1), marks of direction and format,
 *   line and paragraph separators
 */
gboolean
weir_escape_is_hidden (gunichar c)
{
  if (c < 0x7f)
    return c < 0x20;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Bytes of the character at @at; 0 if there is none there. */
static gsize
weir_escape_measure (const char *at,
                     const char *end,
                     gunichar   *c)
{
  *c = (guchar) *at;
  if (*c < 0x80)
    return 1;

  *c = g_utf8_get_char_validated (at, end - at);

  return *c < (gunichar) -2 ? (gsize) g_unichar_to_utf8 (*c, NULL) : 0;
}

/* How many bytes at @at are escaped; 0 if what stands there stays, and is @n_kept bytes long. */
static gsize
weir_escape_count (const char     *at,
                   const char     *end,
                   WeirEscapeRule  rule,
                   gsize          *n_kept)
{
  gunichar c;
  gsize length = weir_escape_measure (at, end, &c);
  gboolean escaped = FALSE;

  *n_kept = length;
  if (length == 0)
    return 1;

  if (rule == HIDDEN)
    escaped = weir_escape_is_hidden (c);
  else if (rule == HIDDEN_ON_PAGE)
    escaped = c != '\n' && c != '\t' && weir_escape_is_hidden (c);
  else if (rule == NUL)
    escaped = c == '\0';

  return escaped ? length : 0;
}

static void
weir_escape_append_byte (GString  *text,
                         guchar    byte,
                         gboolean  by_letter)
{
  if (by_letter && byte == '\n')
    g_string_append (text, "\\n");
  else if (by_letter && byte == '\r')
    g_string_append (text, "\\r");
  else if (by_letter && byte == '\t')
    g_string_append (text, "\\t");
  else
    g_string_append_printf (text, "\\x%02x", byte);
}

/* Returns where it stopped: behind what was escaped or kept. */
static const char *
weir_escape_append_one (GString        *text,
                        const char     *at,
                        const char     *end,
                        WeirEscapeRule  rule,
                        gboolean        by_letter)
{
  gsize n_kept;
  gsize n_escaped = weir_escape_count (at, end, rule, &n_kept);

  if (n_escaped == 0)
    {
      g_string_append_len (text, at, n_kept);
      return at + n_kept;
    }

  for (gsize i = 0; i < n_escaped; i++)
    weir_escape_append_byte (text, at[i], by_letter);

  return at + n_escaped;
}

/**
 * weir_escape_append:
 * @text: where to
 * @bytes: (array length=length): bytes from anywhere
 * @length: how many
 *
 * Appends them as one line of valid UTF-8: `\\` for a backslash, `\n`, `\r`,
 * `\t` and `\xNN` for what is not UTF-8 or cannot be seen. No two texts or
 * bytes look the same.
 */
void
weir_escape_append (GString    *text,
                    const char *bytes,
                    gsize       length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      if (*bytes == '\\')
        g_string_append_c (text, '\\');
      bytes = weir_escape_append_one (text, bytes, end, HIDDEN, TRUE);
    }
}

/**
 * weir_escape_append_quoted:
 * @text: where to
 * @bytes: (array length=length): bytes from anywhere
 * @length: how many
 *
 * Appends them as weir_escape_append() does, but in double quotes; those inside
 * become `\"`.
 */
void
weir_escape_append_quoted (GString    *text,
                           const char *bytes,
                           gsize       length)
{
  const char *end = bytes + length;

  g_string_append_c (text, '"');
  while (bytes < end)
    {
      if (*bytes == '\\' || *bytes == '"')
        g_string_append_c (text, '\\');
      bytes = weir_escape_append_one (text, bytes, end, HIDDEN, TRUE);
    }
  g_string_append_c (text, '"');
}

/**
 * weir_escape_dup:
 * @bytes: (array length=length) (nullable): bytes from anywhere
 * @length: how many
 * @max_bytes: how many of them are looked at
 *
 * Makes text of bytes for a person to read, see weir_escape_append(); what is
 * cut ends in "…".
 *
 * Returns: (transfer full): the text, empty if @bytes is %NULL
 */
char *
weir_escape_dup (const char *bytes,
                 gsize       length,
                 gsize       max_bytes)
{
  gsize shown = MIN (length, max_bytes);
  GString *text = g_string_sized_new (shown + 8);

  weir_escape_append (text, bytes, shown);
  if (shown < length)
    g_string_append (text, "…");

  return g_string_free (text, FALSE);
}

/**
 * weir_escape_dup_line:
 * @text: a sentence, whose parts may come from anywhere
 *
 * Makes one line of it that a terminal may be given; backslashes stay as they
 * are, as parts of it may have been escaped before.
 *
 * Returns: (transfer full): the line
 */
char *
weir_escape_dup_line (const char *text)
{
  const char *end = text + strlen (text);
  GString *line = g_string_sized_new (end - text + 8);

  while (text < end)
    text = weir_escape_append_one (line, text, end, HIDDEN, TRUE);

  return g_string_free (line, FALSE);
}

static gsize
weir_escape_count_backslashes (const char *at,
                               const char *end)
{
  gsize n = 0;

  while (at + n < end && at[n] == '\\')
    n++;

  return n;
}

/* Whether backslashes before @at would be taken for part of an escape. */
static gboolean
weir_escape_is_confusing (const char     *at,
                          const char     *end,
                          WeirEscapeRule  rule)
{
  gsize n_kept;

  if (at == end)
    return FALSE;

  return weir_escape_count (at, end, rule, &n_kept) > 0 ||
         (end - at > 2 && at[0] == 'x' && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2]));
}

/* Backslashes are doubled only where they stand before `xNN` or a byte that is escaped: other text stays what it is. */
static void
weir_escape_append_sparingly (GString        *text,
                              const char     *at,
                              const char     *end,
                              WeirEscapeRule  rule)
{
  while (at < end)
    {
      gsize n = weir_escape_count_backslashes (at, end);

      g_string_append_len (text, at, n);
      if (n > 0 && weir_escape_is_confusing (at + n, end, rule))
        g_string_append_len (text, at, n);
      at += n;
      if (at < end)
        at = weir_escape_append_one (text, at, end, rule, FALSE);
    }
}

/**
 * weir_escape_dup_page:
 * @bytes: (array length=length) (nullable): bytes from anywhere
 * @length: how many
 *
 * Makes text of bytes for a person to read over several lines: line ends and
 * tabs stay, other characters that cannot be seen and what is not UTF-8 become
 * `\xNN`; backslashes before `xNN` are doubled, others stay.
 *
 * Returns: (transfer full): the text
 */
char *
weir_escape_dup_page (const char *bytes,
                      gsize       length)
{
  GString *text = g_string_sized_new (length + 8);

  weir_escape_append_sparingly (text, bytes, bytes + length, HIDDEN_ON_PAGE);

  return g_string_free (text, FALSE);
}

/**
 * weir_escape_dup_data:
 * @bytes: (array length=length): bytes from anywhere
 * @length: how many
 * @escape_nul: whether text must not have NULs
 * @escaped_length: (out): how long the result is
 *
 * Makes UTF-8 of bytes for a format that takes nothing else: each byte that is
 * not becomes `\xNN`. Text that is UTF-8 stays what it is, but for backslashes
 * before `xNN`, which are doubled; so it can be told which bytes were meant.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if @bytes are fine as
 *   they are
 */
char *
weir_escape_dup_data (const char *bytes,
                      gsize       length,
                      gboolean    escape_nul,
                      gsize      *escaped_length)
{
  GString *text;

  if ((length == 0 || memchr (bytes, '\\', length) == NULL) && g_utf8_validate_len (bytes, length, NULL))
    return NULL;

  text = g_string_sized_new (length + 16);
  weir_escape_append_sparingly (text, bytes, bytes + length, escape_nul ? NUL : NOTHING);
  *escaped_length = text->len;

  return g_string_free (text, FALSE);
}

/* In $'…' a terminal sees none of it, and the shell all of it. */
static char *
weir_escape_dup_shell_escaped (const char *text)
{
  GString *quoted = g_string_new ("$'");

  for (const char *end = text + strlen (text); text < end;)
    {
      if (*text == '\\' || *text == '\'')
        g_string_append_c (quoted, '\\');
      text = weir_escape_append_one (quoted, text, end, HIDDEN, TRUE);
    }
  g_string_append_c (quoted, '\'');

  return g_string_free (quoted, FALSE);
}

/**
 * weir_escape_dup_shell:
 * @text: anything
 *
 * Makes a word of it that a shell takes for @text and for nothing else, and
 * that can be shown on a terminal. Characters that cannot be seen need a shell
 * that knows `$'…'` (bash, ksh, zsh, POSIX of 2024).
 *
 * Returns: (transfer full): the word
 */
char *
weir_escape_dup_shell (const char *text)
{
  g_autofree char *line = weir_escape_dup_line (text);

  if (!g_str_equal (line, text))
    return weir_escape_dup_shell_escaped (text);

  if (*text != '\0' && strspn (text, SHELL_PLAIN) == strlen (text))
    return g_strdup (text);

  return g_shell_quote (text);
}
