#pragma once

#include "data/window/weir-join.h"

G_BEGIN_DECLS

/**
 * WeirDerivedCounters:
 * @n_rows: rows given out
 * @n_late_records: of a join: records too late for every partner
 * @n_late_partial: of a join: records beyond grace: taken, but some pair may be lost
 * @n_pairs: of a join: rows with both partners
 * @n_unmatched: of a join: rows without partner, by side
 * @n_table: of a table: its records
 * @n_missing: of a table: records whose key the table had not
 * @n_unranked: of a top: keys without a number to rank by
 * @n_refused: past the memory budget: records of the table, or keys of a top, not taken
 * @n_evicted: past the memory budget: records of a join that were forgotten before their time
 * @n_unordered: past the memory budget: rows of a join given out before their turn
 * @n_bytes: memory for what waits
 *
 * How a derived stream stands. All are totals since the start but @n_bytes;
 * those "past the memory budget" say that rows are missing for it, or may be
 * other ones in another run.
 */
typedef struct
{
  guint64 n_rows;
  guint64 n_late_records;
  guint64 n_late_partial;
  guint64 n_pairs;
  guint64 n_unmatched[WEIR_JOIN_N_SIDES];
  guint64 n_table;
  guint64 n_missing;
  guint64 n_unranked;
  guint64 n_refused;
  guint64 n_evicted;
  guint64 n_unordered;
  gsize   n_bytes;
} WeirDerivedCounters;

G_END_DECLS
