#pragma once

#include "data/decode/weir-field-usage.h"

G_BEGIN_DECLS

/**
 * WeirFieldNotice:
 * @role: what the stream wants the field for
 * @field: with %WEIR_FIELD_ROLE_VALUE its number among the stream's fields
 * @text: (not nullable): a line for a person
 *
 * A field of a stream that no record had until now.
 */
typedef struct
{
  WeirFieldRole  role;
  guint          field;
  char          *text;
} WeirFieldNotice;

G_END_DECLS
