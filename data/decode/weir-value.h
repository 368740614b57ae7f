#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirValueType:
 * @WEIR_VALUE_MISSING: the record has no such field
 * @WEIR_VALUE_NULL: it is null
 * @WEIR_VALUE_INT: an integer, exact
 * @WEIR_VALUE_DOUBLE: a finite number
 * @WEIR_VALUE_BOOL: as_int is 0 or 1
 * @WEIR_VALUE_TEXT: UTF-8, @length bytes, not NUL-terminated
 */
typedef enum
{
  WEIR_VALUE_MISSING,
  WEIR_VALUE_NULL,
  WEIR_VALUE_INT,
  WEIR_VALUE_DOUBLE,
  WEIR_VALUE_BOOL,
  WEIR_VALUE_TEXT,
} WeirValueType;

/**
 * WeirValue:
 *
 * One value of a record or of a window row; 16 bytes, text is borrowed.
 */
typedef struct
{
  guint32 type;         /* WeirValueType */
  guint32 length;       /* bytes of as_text */
  union
  {
    gint64      as_int;
    double      as_double;
    const char *as_text;
  };
} WeirValue;

static inline WeirValue
weir_value_of_text (const char *text,
                    gsize       length)
{
  return (WeirValue){ .type = WEIR_VALUE_TEXT, .length = (guint32) length, .as_text = text };
}

static inline WeirValue
weir_value_of_int (gint64 number)
{
  return (WeirValue){ .type = WEIR_VALUE_INT, .as_int = number };
}

static inline gboolean
weir_value_is_number (const WeirValue *value)
{
  return value->type == WEIR_VALUE_INT || value->type == WEIR_VALUE_DOUBLE;
}

/* INT and BOOL as double, NaN for what is no number. */
static inline double
weir_value_get_double (const WeirValue *value)
{
  if (value->type == WEIR_VALUE_DOUBLE)
    return value->as_double;
  if (value->type == WEIR_VALUE_INT || value->type == WEIR_VALUE_BOOL)
    return (double) value->as_int;
  return __builtin_nan ("");
}

void weir_value_append_text (const WeirValue *value,
                             GString         *text);

G_END_DECLS
