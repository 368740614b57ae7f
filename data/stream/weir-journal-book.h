#pragma once

#include "data/stream/weir-journal-entry.h"

G_BEGIN_DECLS

/*< private >
 * WeirJournalAlert:
 * @change: the last change of its state
 * @fired: (nullable): the change by which it began to fire
 * @acknowledged: (nullable): who takes care of it
 * @assigned: (nullable): who is to
 * @notice: (nullable): of the notice that was given of @fired
 *
 * An alert that is not over, as a journal tells it. Entries are references.
 */
typedef struct
{
  WeirJournalEntry *change;
  WeirJournalEntry *fired;
  WeirJournalEntry *acknowledged;
  WeirJournalEntry *assigned;
  WeirJournalEntry *notice;
} WeirJournalAlert;

/*< private >
 * WeirJournalBook: what the entries of a journal come to: which alerts are not over,
 * who takes care of them, of what notices were given, what is to be published, and
 * where there are to be no notices. Not the entries' history. Not thread-safe.
 */
typedef struct
{
  GHashTable *alerts;       /* owned: GBytes of rule and key → WeirJournalAlert */
  GPtrArray  *mutes;        /* owned, of WeirJournalEntry: notices not wanted, in order */
  GHashTable *sending;      /* owned: connection → WeirJournalEntry, where sending has begun and not ended */
  GHashTable *published;    /* owned: connection → WeirJournalEntry */
  GQueue      unpublished;  /* owned, of WeirJournalEntry */
} WeirJournalBook;

void              weir_journal_book_init    (WeirJournalBook  *self);
void              weir_journal_book_clear   (WeirJournalBook  *self);
void              weir_journal_book_apply   (WeirJournalBook  *self,
                                             WeirJournalEntry *entry);
WeirJournalAlert *weir_journal_book_find    (WeirJournalBook  *self,
                                             const char       *rule,
                                             const char       *key,
                                             gsize             key_length);
gboolean          weir_journal_book_knows   (WeirJournalBook  *self,
                                             const WeirJournalFacts *change);
GPtrArray        *weir_journal_book_list    (WeirJournalBook  *self,
                                             gint64            now_usec);
WeirJournalAlert *weir_journal_alert_copy   (const WeirJournalAlert *self);
void              weir_journal_alert_free   (WeirJournalAlert *self);

G_END_DECLS
