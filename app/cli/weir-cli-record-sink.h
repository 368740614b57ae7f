#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliRecordColumns: what stands before a record's values.
 * @WEIR_CLI_RECORD_PLACE: key, time, topic, partition, offset, and of a joined
 *   row topic, partition and offset of each side
 * @WEIR_CLI_RECORD_SIDES: key, time; then of each side its event_time, partition
 *   and offset before its own values
 */
typedef enum
{
  WEIR_CLI_RECORD_PLACE,
  WEIR_CLI_RECORD_SIDES,
} WeirCliRecordColumns;

/**
 * WeirCliRecordSink:
 *
 * The sink that writes the records of one stream as rows.
 */
typedef struct _WeirCliRecordSink WeirCliRecordSink;

/* Adds itself to @topology. */
WeirCliRecordSink *weir_cli_record_sink_new        (WeirTopology          *topology,
                                                    guint                  stream,
                                                    WeirCliRecordColumns   columns,
                                                    const WeirCliOutputSpec *spec,
                                                    GError               **error);
guint64            weir_cli_record_sink_get_n_rows (WeirCliRecordSink     *self);
void               weir_cli_record_sink_free       (WeirCliRecordSink     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliRecordSink, weir_cli_record_sink_free)

G_END_DECLS
