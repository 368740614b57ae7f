#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirConditionThreshold:
 * @begin: first byte of the number in the condition's text
 * @end: the first byte behind it
 * @value: the number
 * @upper: the condition holds above it: `x > 40`, `40 < x`
 *
 * The number that a condition measures something against.
 */
typedef struct
{
  gsize    begin;
  gsize    end;
  double   value;
  gboolean upper;
} WeirConditionThreshold;

gboolean weir_condition_threshold_find    (const char                   *text,
                                           WeirConditionThreshold       *threshold);
char    *weir_condition_threshold_replace (const char                   *text,
                                           const WeirConditionThreshold *threshold,
                                           double                        value);
double   weir_condition_threshold_step    (double                        value);
char    *weir_condition_threshold_format  (double                        value);

G_END_DECLS
