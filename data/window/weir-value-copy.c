#include "config.h"

#include "data/window/weir-value-copy.h"

#include <string.h>

/**
 * weir_values_get_size:
 * @values: (array length=n_values): values
 * @n_values: how many
 *
 * Returns: the bytes that weir_values_copy() wants. Any thread.
 */
gsize
weir_values_get_size (const WeirValue *values,
                      guint            n_values)
{
  gsize size_bytes = n_values * sizeof (WeirValue);

  for (guint i = 0; i < n_values; i++)
    if (values[i].type == WEIR_VALUE_TEXT)
      size_bytes += values[i].length;

  return size_bytes;
}

/**
 * weir_values_copy:
 * @values: (array length=n_values): values, whose text is borrowed
 * @n_values: how many
 * @copies: (out): where to, with room for weir_values_get_size() bytes
 *
 * Copies @values and behind them their texts, in one piece of memory that the
 * caller owns. Any thread.
 *
 * Returns: (transfer none): behind the last byte written
 */
char *
weir_values_copy (const WeirValue *values,
                  guint            n_values,
                  WeirValue       *copies)
{
  char *text = (char *) (copies + n_values);

  for (guint i = 0; i < n_values; i++)
    {
      copies[i] = values[i];
      if (values[i].type != WEIR_VALUE_TEXT)
        continue;
      copies[i].as_text = text;
      if (values[i].length > 0)
        memcpy (text, values[i].as_text, values[i].length);
      text += values[i].length;
    }

  return text;
}
