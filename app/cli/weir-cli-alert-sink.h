#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliAlertSink:
 *
 * The sink of “weir-cli alerts”: a row for each change of state. Consumer thread.
 */
typedef struct _WeirCliAlertSink WeirCliAlertSink;

/* @rules: (element-type WeirRuleConfig): those of the topology's workspace, borrowed. @sorted: rows wait for the end of the
 * input, and come in the order of their event time, rule and key. */
WeirCliAlertSink *weir_cli_alert_sink_new           (WeirTopology            *topology,
                                                     GPtrArray               *rules,
                                                     gboolean                 sorted,
                                                     const WeirCliOutputSpec *output,
                                                     GError                 **error);
void              weir_cli_alert_sink_free          (WeirCliAlertSink        *self);
/* How often a rule began to fire for a key, or found it without data. */
guint64           weir_cli_alert_sink_get_n_fired   (WeirCliAlertSink        *self);
guint64           weir_cli_alert_sink_get_n_changes (WeirCliAlertSink        *self);
/* How many rules could be decided for no record at all. */
guint             weir_cli_alert_sink_get_n_errors  (WeirCliAlertSink        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliAlertSink, weir_cli_alert_sink_free)

G_END_DECLS
