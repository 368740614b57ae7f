#pragma once

#include "data/store/weir-csv-log.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliCsvLogSink:
 *
 * The sink that appends a stream's records to a CSV file: time, the key if one
 * was asked for, and the fields.
 */
typedef struct _WeirCliCsvLogSink WeirCliCsvLogSink;

/* Adds itself to @topology. The columns of @spec are made from the stream. */
WeirCliCsvLogSink *weir_cli_csv_log_sink_new        (WeirTopology          *topology,
                                                     guint                  stream,
                                                     const WeirCsvLogSpec  *spec,
                                                     gboolean               with_key,
                                                     GError               **error);
const GArray      *weir_cli_csv_log_sink_get_resume (WeirCliCsvLogSink     *self);
guint64            weir_cli_csv_log_sink_get_n_rows (WeirCliCsvLogSink     *self);
void               weir_cli_csv_log_sink_free       (WeirCliCsvLogSink     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliCsvLogSink, weir_cli_csv_log_sink_free)

G_END_DECLS
