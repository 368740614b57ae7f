#pragma once

#include "data/store/weir-exporter.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* The columns of a row before its values. */
enum
{
  WEIR_ROW_KEY,
  WEIR_ROW_WINDOW_START,
  WEIR_ROW_WINDOW_END,
  WEIR_ROW_COUNT,
  WEIR_ROW_N_FIXED,
};

/**
 * WeirRowSchema:
 * @n_values: values of a row: aggregates, then indicators
 * @n_columns: those before and the values
 * @columns: (array length=n_columns): key, window_start, window_end, count, the values: names and types
 * @units: (array length=n_columns): "" where there is none
 * @variables: (array zero-terminated=1): count and the values: what window rules and rankings see
 * @values: (array zero-terminated=1): names of the values
 * @open: index of the value that is a candle's open, or %WEIR_STREAM_NO_FIELD; as those below
 * @high: highest
 * @low: lowest
 * @close: last
 * @volume_sum: sum of the field that weighs
 * @vwap: mean weighted by it
 *
 * What the rows of one window of a stream hold, the same for every output:
 * screen, export, rules and command line. #WeirRowLayout has what an output adds. Immutable and counted, so that every
 * thread reads it.
 */
typedef struct
{
  gatomicrefcount     refs;
  guint               n_values;
  guint               n_columns;
  WeirExportColumn   *columns;
  GStrv               units;
  GStrv               variables;
  const char * const *values;
  guint               open;
  guint               high;
  guint               low;
  guint               close;
  guint               volume_sum;
  guint               vwap;
} WeirRowSchema;

WeirRowSchema      *weir_row_schema_new                (const WeirWindowConfig *window,
                                                        const WeirStreamConfig *stream);
WeirRowSchema      *weir_row_schema_ref                (WeirRowSchema          *self);
void                weir_row_schema_unref              (WeirRowSchema          *self);
gboolean            weir_row_schema_has_candles        (const WeirRowSchema    *self);
guint               weir_row_schema_find_value         (const WeirRowSchema    *self,
                                                        const char             *name);
const char * const *weir_row_schema_get_variable_units (const WeirRowSchema    *self);
const char         *weir_window_state_get_word         (WeirWindowState         state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRowSchema, weir_row_schema_unref)

G_END_DECLS
