#pragma once

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-inferred-fields.h"

G_BEGIN_DECLS

/**
 * WeirInferredSchema:
 *
 * What a topic seems to hold, from a sample of its records: which format,
 * which field is the key, which the time and in what unit, which fields are
 * numbers. Paths are in WeirDecoderSpec's notation.
 */
typedef struct
{
  WeirFormat   format;
  char        *key_path;      /* nullable */
  char        *time_path;     /* nullable: the record's own time */
  WeirTimeUnit time_unit;
  GStrv        field_paths;   /* numeric fields, most useful first */
  GStrv        text_paths;    /* text and boolean fields */
  GStrv        csv_columns;   /* nullable */
  char         csv_separator;
  gint64       span_usec;     /* of the event times of the newer nine tenths of the sample; 0: not known */
  guint        n_sampled;
  guint        n_undecodable;
  char        *reason;        /* a sentence: why key and time were chosen */
} WeirInferredSchema;

void weir_inferred_schema_free (WeirInferredSchema *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirInferredSchema, weir_inferred_schema_free)

void weir_inferred_schema_choose (WeirInferredSchema *self,
                           WeirInferredFields   *found,
                           guint         n_records,
                           gboolean      has_record_keys);

G_END_DECLS
