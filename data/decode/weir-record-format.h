#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirFormat:
 * @WEIR_FORMAT_JSON: an object
 * @WEIR_FORMAT_NUMBER: a bare number as text; its one field is called `value`
 * @WEIR_FORMAT_CSV: one line, whose columns are given
 * @WEIR_FORMAT_RAW: any bytes: nothing is decoded, there are no fields, a tombstone is a record too
 *
 * What the payload of a record is.
 */
typedef enum
{
  WEIR_FORMAT_JSON,
  WEIR_FORMAT_NUMBER,
  WEIR_FORMAT_CSV,
  WEIR_FORMAT_RAW,
} WeirFormat;

const char *weir_record_format_get_word    (guint      format);
gboolean    weir_record_format_has_columns (WeirFormat format);
const char *weir_record_format_get_field   (WeirFormat format);

G_END_DECLS
