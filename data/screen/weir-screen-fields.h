#pragma once

#include "data/screen/weir-field-notice.h"

G_BEGIN_DECLS

/**
 * WeirScreenFields:
 *
 * Which fields of a stream are in no record, as far as it was said. Consumer thread.
 */
typedef struct
{
  guint n_names;   /* names of fields that were known then */
  guint absent;    /* hash of the fields that were in no record */
} WeirScreenFields;

GPtrArray *weir_screen_fields_dup_if_changed (WeirScreenFields *self,
                                              WeirFieldUsage   *usage);

G_END_DECLS
