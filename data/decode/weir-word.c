#include "config.h"

#include "data/decode/weir-word.h"

/**
 * weir_word_parse:
 * @get_word: (scope call): the words of an enumeration
 * @text: a word
 * @value: (out): what it stands for
 *
 * Any thread.
 *
 * Returns: %FALSE when @text is none of the words; @value is untouched then
 */
gboolean
weir_word_parse (WeirWordFunc  get_word,
                 const char   *text,
                 guint        *value)
{
  g_return_val_if_fail (get_word != NULL && text != NULL && value != NULL, FALSE);

  for (guint i = 0; get_word (i) != NULL; i++)
    if (g_str_equal (get_word (i), text))
      {
        *value = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * weir_word_join:
 * @get_word: (scope call): the words of an enumeration
 * @quote: what to put before and behind each
 *
 * Any thread.
 *
 * Returns: (transfer full): all words with commas between them, for messages
 */
char *
weir_word_join (WeirWordFunc  get_word,
                const char   *quote)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; get_word (i) != NULL; i++)
    g_string_append_printf (text, "%s%s%s%s", i > 0 ? ", " : "", quote, get_word (i), quote);

  return g_string_free (text, FALSE);
}
