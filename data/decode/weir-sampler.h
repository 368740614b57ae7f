#pragma once

#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

/**
 * WeirProposal:
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
} WeirProposal;

void weir_proposal_free (WeirProposal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirProposal, weir_proposal_free)

/**
 * WeirSampler: collects up to a few hundred records and proposes. One thread.
 */
typedef struct _WeirSampler WeirSampler;

WeirSampler  *weir_sampler_new     (void);
void          weir_sampler_free    (WeirSampler       *self);
void          weir_sampler_add     (WeirSampler       *self,
                                    const WeirMessage *message);
guint         weir_sampler_get_n_sampled (WeirSampler *self);
WeirProposal *weir_sampler_propose (WeirSampler       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSampler, weir_sampler_free)

G_END_DECLS
