#pragma once

#include "data/decode/weir-sampler.h"
#include "data/decode/weir-survey.h"

G_BEGIN_DECLS

void weir_proposal_choose (WeirProposal *self,
                           WeirSurvey   *survey,
                           guint         n_records,
                           gboolean      has_record_keys);

G_END_DECLS
