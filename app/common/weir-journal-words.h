#pragma once

#include "app/common/weir-words.h"
#include "data/stream/weir-journal-entry.h"

G_BEGIN_DECLS

/* What an entry of the journal of alerts says, as a sign and a word. */
WeirState weir_state_of_entry      (const WeirJournalFacts *facts);
/* Who did it, and what that person wrote; of a change its value. (transfer full) (nullable) */
char     *weir_entry_dup_remark    (const WeirJournalFacts *facts);
/* The key as text that shows every character. (transfer full) */
char     *weir_entry_dup_key       (const WeirJournalFacts *facts);
/* Whether it is a change from no alarm to one: a firing. */
gboolean  weir_entry_is_firing     (const WeirJournalFacts *facts);
/* Whether it is worth a line for a person: not what the program notes for itself. */
gboolean  weir_entry_is_for_people (const WeirJournalFacts *facts);

G_END_DECLS
