#include "config.h"

#include "data/decode/weir-record-format.h"

/* One row a format. */
static const struct
{
  const char *word;
  gboolean    has_columns;   /* and they must be named */
  const char *field;         /* NULL: those that it is asked for */
} formats[] = {
  [WEIR_FORMAT_JSON] = { "json", FALSE, NULL },
  [WEIR_FORMAT_NUMBER] = { "number", FALSE, "value" },
  [WEIR_FORMAT_CSV] = { "csv", TRUE, NULL },
  [WEIR_FORMAT_RAW] = { "raw", FALSE, NULL },
};

/**
 * weir_record_format_get_word:
 * @format: a #WeirFormat
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_record_format_get_word (guint format)
{
  return format < G_N_ELEMENTS (formats) ? formats[format].word : NULL;
}

/**
 * weir_record_format_has_columns:
 * @format: a format
 *
 * Any thread.
 *
 * Returns: whether a record is a line whose columns have to be named
 */
gboolean
weir_record_format_has_columns (WeirFormat format)
{
  g_return_val_if_fail (format < G_N_ELEMENTS (formats), FALSE);

  return formats[format].has_columns;
}

/**
 * weir_record_format_get_field:
 * @format: a format
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): the name of the one field that a record
 *   has; %NULL where it may have any
 */
const char *
weir_record_format_get_field (WeirFormat format)
{
  g_return_val_if_fail (format < G_N_ELEMENTS (formats), NULL);

  return formats[format].field;
}
