#pragma once

#include "data/decode/weir-value.h"

G_BEGIN_DECLS

gsize weir_values_get_size (const WeirValue *values,
                            guint            n_values);
char *weir_values_copy     (const WeirValue *values,
                            guint            n_values,
                            WeirValue       *copies);

G_END_DECLS
