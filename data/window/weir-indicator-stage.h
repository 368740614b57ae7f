#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_INDICATOR_SMA,
  WEIR_INDICATOR_EMA,
  WEIR_INDICATOR_BOLLINGER,   /* three results: lower, middle, upper */
  WEIR_INDICATOR_RSI,
  WEIR_INDICATOR_N_KINDS,
} WeirIndicatorKind;

/* An indicator over the count of records rather than over a value. */
#define WEIR_INDICATOR_COUNT G_MAXUINT

#define WEIR_INDICATOR_MAX_PERIOD 10000

/**
 * WeirIndicatorSpec:
 * @column: index of the value, or %WEIR_INDICATOR_COUNT
 * @period: over how many windows (RSI: changes from one to the next)
 * @width: of Bollinger's bands, in standard deviations
 */
typedef struct
{
  WeirIndicatorKind kind;
  guint             column;
  guint             period;
  double            width;
} WeirIndicatorSpec;

GArray *weir_indicators_parse              (const char              *text,
                                            const char * const      *columns,
                                            GError                 **error);
guint   weir_indicator_spec_get_n_results  (const WeirIndicatorSpec *self);
char   *weir_indicator_spec_dup_name       (const WeirIndicatorSpec *self,
                                            const char * const      *columns,
                                            guint                    result);

/**
 * WeirIndicatorStage:
 *
 * Indicators over each key's series of windows, in the order in which they
 * become final. Owned by one thread.
 */
typedef struct _WeirIndicatorStage WeirIndicatorStage;

WeirIndicatorStage  *weir_indicator_stage_new           (const WeirIndicatorSpec *specs,
                                                         guint                    n_specs,
                                                         guint                    n_values,
                                                         gsize                    max_bytes);
void                 weir_indicator_stage_free          (WeirIndicatorStage      *self);
const WeirWindowRow *weir_indicator_stage_apply         (WeirIndicatorStage      *self,
                                                         const WeirWindowRow     *row);
guint64              weir_indicator_stage_get_n_refused (WeirIndicatorStage      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirIndicatorStage, weir_indicator_stage_free)

G_END_DECLS
