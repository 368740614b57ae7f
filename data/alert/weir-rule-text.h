#pragma once

#include "data/decode/weir-record.h"

G_BEGIN_DECLS

void weir_rule_text_append_limit  (GString             *text,
                                   const char          *limit);
void weir_rule_text_append_value  (GString             *text,
                                   const WeirValue     *value,
                                   const char          *unit);
void weir_rule_text_append_record (GString             *text,
                                   const WeirRecord    *record,
                                   const char * const  *names,
                                   const char * const  *units);

G_END_DECLS
