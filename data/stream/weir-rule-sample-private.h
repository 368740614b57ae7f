#pragma once

#include "data/stream/weir-rule-sample.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

void weir_rule_sample_play (WeirRuleSample *self,
                            WeirTopology   *topology,
                            GCancellable   *cancellable);

G_END_DECLS
