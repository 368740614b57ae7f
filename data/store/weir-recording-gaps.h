#pragma once

#include "data/source/weir-intake.h"
#include "data/store/weir-duckdb.h"

G_BEGIN_DECLS

/**
 * WeirRecordingGap: offsets that were missing when it was recorded.
 * @from: the first
 * @to: the first that was there again
 * @reason: why
 */
typedef struct
{
  gint64           from;
  gint64           to;
  WeirIntakeReason reason;
} WeirRecordingGap;

GArray *weir_recording_gaps_read (const WeirDuckDB  *duckdb,
                                  duckdb_connection  connection,
                                  const char        *path);

G_END_DECLS
