#pragma once

#include "data/stream/weir-alert-journal.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirJournalSinkSpec:
 * @topology: whose rules; borrowed
 * @journal: where to; kept
 * @rules: (element-type WeirRuleConfig): the workspace's; borrowed, it outlives the sink
 * @connection: name of the connection that is read; borrowed
 *
 * What a sink for a journal is made of.
 */
typedef struct
{
  WeirTopology     *topology;
  WeirAlertJournal *journal;
  GPtrArray        *rules;
  const char       *connection;
} WeirJournalSinkSpec;

/**
 * WeirJournalSink:
 *
 * The sink that writes each change of state of the rules into a journal, once.
 *
 * A program that starts again reads some records again, so that charts are full.
 * Their changes are in the journal: alerts go on from where it left them
 * (weir_journal_sink_begin()), and what records show that were evaluated before is
 * news only if it still holds once all of them have been read again.
 */
typedef struct _WeirJournalSink WeirJournalSink;

WeirJournalSink *weir_journal_sink_new        (const WeirJournalSinkSpec *spec);
void             weir_journal_sink_free       (WeirJournalSink           *self);
void             weir_journal_sink_begin      (WeirJournalSink           *self);
void             weir_journal_sink_set_active (WeirJournalSink           *self,
                                               gboolean                   active);
void             weir_journal_sink_look       (WeirJournalSink           *self,
                                               const GArray              *status,
                                               gint64                     monotonic_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJournalSink, weir_journal_sink_free)

G_END_DECLS
