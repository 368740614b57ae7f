#pragma once

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/* What is wrong with the fields of a stream, or of those it is made of: each that no record had, a line each. @fields: the
 * numbers of those that are asked for, besides key and time; NULL: all. (transfer full) (nullable) */
char *weir_field_words_dup_notice (WeirMonitor    *monitor,
                                   WeirStreamView *stream,
                                   const GArray   *fields);

G_END_DECLS
