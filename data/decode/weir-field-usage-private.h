#pragma once

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-field-usage.h"

G_BEGIN_DECLS

/* What was not as usual in a field; the decoder adds to it. */
typedef struct
{
  guint64  n_texts;
  guint64  n_booleans;
  guint64  n_nulls;
  guint64  n_containers;
  guint64  n_missing;
  guint64  n_unread;     /* records that were refused before this field */
  char    *example;      /* owned, nullable */
} WeirFieldTally;

WeirFieldUsage *weir_field_usage_new          (const WeirDecoderSpec *spec);
void            weir_field_usage_free         (WeirFieldUsage        *self);
WeirFieldTally *weir_field_usage_get_tallies  (WeirFieldUsage        *self);
gint            weir_field_usage_find_role    (WeirFieldUsage        *self,
                                               WeirFieldRole          role);
void            weir_field_usage_set_example  (WeirFieldUsage        *self,
                                               guint                  index,
                                               const char            *text,
                                               gsize                  length);
void            weir_field_usage_add_missing  (WeirFieldUsage        *self,
                                               guint                  index,
                                               const WeirMessage     *message);
void            weir_field_usage_add_refused  (WeirFieldUsage        *self,
                                               guint                  index);
void            weir_field_usage_set_n_read   (WeirFieldUsage        *self,
                                               guint64                n_read);

G_END_DECLS
