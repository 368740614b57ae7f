#pragma once

#include "data/stream/weir-journal-entry.h"

G_BEGIN_DECLS

/**
 * WeirSilence:
 *
 * Of what somebody wants no notices, and when: an entry %WEIR_JOURNAL_MUTED, read once.
 * It mutes notices, never states. Not thread-safe.
 */
typedef struct _WeirSilence WeirSilence;

WeirSilence            *weir_silence_new        (WeirJournalEntry     *entry);
void                    weir_silence_free       (WeirSilence          *self);
const WeirJournalFacts *weir_silence_get_facts  (const WeirSilence    *self);
gboolean                weir_silence_is_over    (const WeirSilence    *self,
                                                 gint64                now_usec);
gboolean                weir_silence_is_active  (const WeirSilence    *self,
                                                 gint64                now_usec);
gboolean                weir_silence_covers     (const WeirSilence    *self,
                                                 const WeirRuleConfig *rule,
                                                 const char           *key,
                                                 gsize                 key_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSilence, weir_silence_free)

G_END_DECLS
