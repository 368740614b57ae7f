#pragma once

#include <gio/gio.h>

#include "data/alert/weir-expression-scope.h"
#include "data/alert/weir-expression-type.h"

G_BEGIN_DECLS

/*< private >
 * WeirMemoryKind: what a function keeps for each key.
 */
typedef enum
{
  WEIR_MEMORY_NONE,
  WEIR_MEMORY_PREV,
  WEIR_MEMORY_AGO,
  WEIR_MEMORY_ELAPSED,
  WEIR_MEMORY_CHANGE,
  WEIR_MEMORY_CHANGE_PCT,
  WEIR_MEMORY_RATE,
  WEIR_MEMORY_COUNT,
  WEIR_MEMORY_SUM,
  WEIR_MEMORY_MEAN,
  WEIR_MEMORY_MIN,
  WEIR_MEMORY_MAX,
  WEIR_MEMORY_STDDEV,
  WEIR_MEMORY_MEDIAN,
  WEIR_MEMORY_ZSCORE,
  WEIR_MEMORY_RZSCORE,
  WEIR_MEMORY_EWMA,
  WEIR_MEMORY_EWMA_ZSCORE,
  WEIR_MEMORY_DISTANCE,
  WEIR_MEMORY_SPEED,
  WEIR_MEMORY_FIRST_SEEN,
} WeirMemoryKind;

typedef WeirValue (*WeirFunctionCall) (const WeirValue     *arguments,
                                       guint                n_arguments,
                                       WeirExpressionScope *scope);

/*< private >
 * WeirFunction: a function of expressions.
 * @name: as it is written
 * @signature: one letter an argument: number, text, any, boolean, duration, regular expression;
 *   `?`: those behind it may be left out, `*` at the end: the last may be repeated
 * @type: of its result
 * @call: what computes it of its arguments; %NULL: it remembers, or it is “matches”
 * @memory: what it keeps for each key
 * @takes_null: it is called with nulls too; others give null for them
 */
typedef struct
{
  const char        *name;
  const char        *signature;
  WeirExpressionType type;
  WeirFunctionCall   call;
  WeirMemoryKind     memory;
  gboolean           takes_null;
} WeirFunction;

const WeirFunction *weir_function_find       (const char          *name,
                                              gsize                length);
GStrv               weir_function_dup_names  (void);
char                weir_function_get_letter (const WeirFunction  *self,
                                              guint                i);
guint               weir_function_get_n_min  (const WeirFunction  *self);
gboolean            weir_function_accepts    (char                 letter,
                                              const WeirValue     *value);

WeirValue           weir_function_number     (double               number);
WeirValue           weir_function_great_circle_km (const WeirValue     *arguments,
                                                   guint                n_arguments,
                                                   WeirExpressionScope *scope);

G_END_DECLS
