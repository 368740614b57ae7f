#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_STREAM_NO_FIELD G_MAXUINT

/**
 * WeirFieldType:
 * @WEIR_FIELD_NUMBER: a number; the default
 * @WEIR_FIELD_TEXT: a text
 * @WEIR_FIELD_FLAG: true or false
 * @WEIR_FIELD_INHERITED: of a derived stream: that of its source, until that is known
 *
 * What the values of a field are.
 */
typedef enum
{
  WEIR_FIELD_NUMBER,
  WEIR_FIELD_TEXT,
  WEIR_FIELD_FLAG,
  WEIR_FIELD_N_TYPES,
  WEIR_FIELD_INHERITED = WEIR_FIELD_N_TYPES,
} WeirFieldType;

/**
 * WeirFieldConfig:
 * @name: how rules, columns and panels call it: `price`
 * @path: where it stands in a payload: `price`, `data.temp`
 * @unit: `USD`, `°C`, "" if it has none
 * @type: what its values are
 *
 * A field of a stream of a workspace. Owned by its stream and as constant.
 */
typedef struct
{
  char         *name;
  char         *path;
  char         *unit;
  WeirFieldType type;
} WeirFieldConfig;

const char *weir_field_type_get_word (guint type);
void     weir_field_config_free      (WeirFieldConfig       *self);
gboolean weir_field_config_is_number (const WeirFieldConfig *self);
guint    weir_fields_find_number     (GPtrArray             *fields);
guint    weir_fields_find_volume     (GPtrArray             *fields);
GStrv    weir_fields_dup_names       (GPtrArray             *fields);

G_END_DECLS
