#pragma once

#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

/**
 * WeirFieldCount:
 * @path: as it was asked for
 * @n_numbers: in how many records it was a number, in quotes or not
 * @n_texts: other text; for a key, any
 * @n_booleans: true or false
 * @n_nulls: null, or a number that no value can hold
 * @n_missing: nothing, an object or an array
 * @example: (nullable): the first other text
 *
 * What the records had in one field that was asked for.
 */
typedef struct
{
  const char *path;
  guint64     n_numbers;
  guint64     n_texts;
  guint64     n_booleans;
  guint64     n_nulls;
  guint64     n_missing;
  const char *example;
} WeirFieldCount;

/**
 * WeirFieldUsage:
 *
 * Whether the fields that a decoder was asked for are in the records at all: a
 * misspelt name is otherwise an empty column, and nothing says so. A record
 * costs a few additions; the names that do exist are looked for in few of them.
 * One thread.
 */
typedef struct _WeirFieldUsage WeirFieldUsage;

WeirFieldUsage       *weir_field_usage_new             (const WeirDecoderSpec *spec);
void                  weir_field_usage_add             (WeirFieldUsage        *self,
                                                        const WeirRecord      *record);
void                  weir_field_usage_add_undecoded   (WeirFieldUsage        *self,
                                                        const WeirMessage     *message,
                                                        WeirDecodeError        reason);
guint64               weir_field_usage_get_n_records   (WeirFieldUsage        *self);
guint                 weir_field_usage_get_n_fields    (WeirFieldUsage        *self);
const WeirFieldCount *weir_field_usage_get_field       (WeirFieldUsage        *self,
                                                        guint                  index);
gboolean              weir_field_usage_is_absent       (WeirFieldUsage        *self,
                                                        guint                  index);
GStrv                 weir_field_usage_dup_suggestions (WeirFieldUsage        *self,
                                                        guint                  index);
char                 *weir_field_usage_dup_sentence    (WeirFieldUsage        *self,
                                                        guint                  index);
void                  weir_field_usage_free            (WeirFieldUsage        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFieldUsage, weir_field_usage_free)

G_END_DECLS
