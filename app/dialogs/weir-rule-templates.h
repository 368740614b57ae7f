#pragma once

#include <json-glib/json-glib.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/*
 * Rules that are usual, to begin with: of a template and a stream comes a condition
 * on the fields that the stream has.
 */

guint       weir_rule_templates_get_n     (void);
/* Translated. */
const char *weir_rule_templates_get_title (guint                   i);
/* Writes kind, condition and, where the rule has none, title. @limit: where values of its first number are rare, or NaN. */
void        weir_rule_templates_apply     (guint                   i,
                                           const WeirStreamConfig *stream,
                                           double                  limit,
                                           JsonObject             *rule);

G_END_DECLS
