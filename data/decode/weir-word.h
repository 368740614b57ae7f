#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirWordFunc:
 * @value: a value of an enumeration
 *
 * The word by which files and options call @value. Each enumeration has one
 * such function, over the one table that describes its values.
 *
 * Returns: (nullable): the word; %NULL past the last value
 */
typedef const char *(*WeirWordFunc) (guint value);

gboolean weir_word_parse (WeirWordFunc  get_word,
                          const char   *text,
                          guint        *value);
char    *weir_word_join  (WeirWordFunc  get_word,
                          const char   *quote);

G_END_DECLS
