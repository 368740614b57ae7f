#pragma once

#include "data/store/weir-exporter.h"
#include "data/stream/weir-journal-entry.h"

G_BEGIN_DECLS

/* Columns of an entry of the journal of alerts, the same for every output. */
#define WEIR_JOURNAL_N_COLUMNS 20

extern const WeirExportColumn weir_journal_columns[WEIR_JOURNAL_N_COLUMNS];

char *weir_journal_cells_fill (const WeirJournalFacts *facts,
                               WeirValue              *cells);

G_END_DECLS
