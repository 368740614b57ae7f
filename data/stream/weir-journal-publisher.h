#pragma once

#include "data/source/weir-settings.h"
#include "data/stream/weir-alert-journal.h"

G_BEGIN_DECLS

/**
 * WeirJournalPublisherStatus: how publishing stands.
 * @n_waiting: changes of state that are not in Kafka yet; as many as are looked at
 * @n_published: of this run
 * @problem: (nullable): owned: why some wait, in a sentence
 */
typedef struct
{
  guint    n_waiting;
  guint64  n_published;
  char    *problem;
} WeirJournalPublisherStatus;

/**
 * WeirJournalPublisher:
 *
 * Puts the changes of state of a journal that have a topic to go to into Kafka, those
 * of one connection, on a thread of its own: in order, each once, and tried until the
 * broker takes them. The journal says what is in Kafka. Where an earlier program began
 * to send and did not come to say so, the topics are read first, from where they ended
 * before that. Of several publishers of a journal and connection one works.
 */
typedef struct _WeirJournalPublisher WeirJournalPublisher;

WeirJournalPublisher *weir_journal_publisher_new          (WeirAlertJournal            *journal,
                                                           const char                  *connection,
                                                           WeirSettings                *settings);
void                  weir_journal_publisher_free         (WeirJournalPublisher        *self);
void                  weir_journal_publisher_get_status   (WeirJournalPublisher        *self,
                                                           WeirJournalPublisherStatus  *status);
void                  weir_journal_publisher_status_clear (WeirJournalPublisherStatus  *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJournalPublisher, weir_journal_publisher_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirJournalPublisherStatus, weir_journal_publisher_status_clear)

G_END_DECLS
