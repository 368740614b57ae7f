#pragma once

#include "data/decode/weir-value.h"
#include "data/source/weir-message.h"

G_BEGIN_DECLS

/**
 * WeirFieldRole: what a decoder wants a field for.
 */
typedef enum
{
  WEIR_FIELD_ROLE_VALUE,
  WEIR_FIELD_ROLE_KEY,
  WEIR_FIELD_ROLE_TIME,
} WeirFieldRole;

/**
 * WeirFieldCount:
 * @path: as it was asked for
 * @role: what for
 * @n_records: records that were read as far as this field
 * @n_plain: in how many of them it was a number, in quotes or not; for a key, a
 *   text or number; for a time, a time
 * @n_texts: other text; for a time, what is none
 * @n_booleans: true or false
 * @n_nulls: null, or a number that no value can hold
 * @n_containers: an object or an array
 * @n_missing: nothing
 * @example: (nullable): the first other text, fit for display
 *
 * What the records had in one field that was asked for.
 */
typedef struct
{
  const char    *path;
  WeirFieldRole  role;
  guint64        n_records;
  guint64        n_plain;
  guint64        n_texts;
  guint64        n_booleans;
  guint64        n_nulls;
  guint64        n_containers;
  guint64        n_missing;
  const char    *example;
} WeirFieldCount;

/**
 * WeirFieldUsage:
 *
 * Whether the fields that a decoder was asked for are in the records at all: a
 * misspelt name is otherwise an empty column, and nothing says so. The decoder
 * counts what is not as usual; what is costs nothing. The names that do exist
 * are looked for in few records. One thread.
 */
typedef struct _WeirFieldUsage WeirFieldUsage;

guint        weir_field_usage_get_n_fields    (WeirFieldUsage *self);
void         weir_field_usage_get_field       (WeirFieldUsage *self,
                                               guint           index,
                                               WeirFieldCount *count);
gboolean     weir_field_usage_is_absent       (WeirFieldUsage *self,
                                               guint           index);
guint        weir_field_usage_get_n_absent    (WeirFieldUsage *self);
guint        weir_field_usage_get_n_names     (WeirFieldUsage *self);
GStrv        weir_field_usage_dup_suggestions (WeirFieldUsage *self,
                                               guint           index);
char        *weir_field_usage_dup_sentence    (WeirFieldUsage *self,
                                               guint           index);

G_END_DECLS
