#pragma once

#include "data/stream/weir-journal-book.h"

G_BEGIN_DECLS

/* Entries that are kept in memory to be looked at. */
#define WEIR_ALERT_JOURNAL_HISTORY_MAX 20000

/**
 * WeirAlertJournal:
 *
 * What has happened to alerts, kept over the end of the program, however it ends:
 * each change of state, who acknowledged it, which notices were given, what is in
 * Kafka, and up to where records were evaluated. In the files of a folder, see
 * #WeirJournalFile, which a thread of its own writes; without a folder in memory.
 *
 * Where the disk is full the journal goes on in memory, says so, and writes what
 * it has as soon as it can. Any thread, unless a function says otherwise.
 */
typedef struct _WeirAlertJournal WeirAlertJournal;

WeirAlertJournal *weir_alert_journal_new           (const char             *folder,
                                                    gsize                   part_bytes);
WeirAlertJournal *weir_alert_journal_ref           (WeirAlertJournal       *self);
void              weir_alert_journal_unref         (WeirAlertJournal       *self);
char             *weir_alert_journal_dup_folder    (const char             *workspace_path);
void              weir_alert_journal_set_news_func (WeirAlertJournal       *self,
                                                    GDestroyNotify          func,
                                                    gpointer                user_data);
void              weir_alert_journal_clear_news_func (WeirAlertJournal     *self,
                                                    gpointer                user_data);
void              weir_alert_journal_await         (WeirAlertJournal       *self);
gboolean          weir_alert_journal_is_loaded     (WeirAlertJournal       *self);
gboolean          weir_alert_journal_is_kept       (WeirAlertJournal       *self);
const char       *weir_alert_journal_get_folder    (WeirAlertJournal       *self);
gboolean          weir_alert_journal_claim         (WeirAlertJournal       *self,
                                                    const char             *connection);
void              weir_alert_journal_release       (WeirAlertJournal       *self,
                                                    const char             *connection);
guint64           weir_alert_journal_add           (WeirAlertJournal       *self,
                                                    WeirJournalEntry       *entry);
guint64           weir_alert_journal_add_news      (WeirAlertJournal       *self,
                                                    WeirJournalEntry       *entry);
gboolean          weir_alert_journal_knows         (WeirAlertJournal       *self,
                                                    WeirJournalEntry       *entry);
gboolean          weir_alert_journal_is_written    (WeirAlertJournal       *self,
                                                    guint64                 number);
gboolean          weir_alert_journal_is_settled    (WeirAlertJournal       *self,
                                                    guint64                 number);
guint64           weir_alert_journal_get_written   (WeirAlertJournal       *self);
void              weir_alert_journal_await_written (WeirAlertJournal       *self,
                                                    guint64                 number,
                                                    gint64                  wait_usec);
void              weir_alert_journal_flush         (WeirAlertJournal       *self);
GPtrArray        *weir_alert_journal_take          (WeirAlertJournal       *self,
                                                    guint64                 after);
guint64           weir_alert_journal_get_newest    (WeirAlertJournal       *self);
guint64           weir_alert_journal_get_n_loaded  (WeirAlertJournal       *self);
WeirJournalAlert *weir_alert_journal_dup_alert     (WeirAlertJournal       *self,
                                                    const char             *rule,
                                                    const char             *key,
                                                    gsize                   key_length);
GPtrArray        *weir_alert_journal_dup_alerts    (WeirAlertJournal       *self);
GPtrArray        *weir_alert_journal_dup_mutes     (WeirAlertJournal       *self);
GPtrArray        *weir_alert_journal_dup_unpublished (WeirAlertJournal     *self,
                                                    const char             *connection,
                                                    guint                   n_max);
WeirJournalEntry *weir_alert_journal_dup_sending   (WeirAlertJournal       *self,
                                                    const char             *connection);
gint64            weir_alert_journal_get_until_usec (WeirAlertJournal      *self);
gint64            weir_alert_journal_find_position (WeirAlertJournal       *self,
                                                    const char             *connection,
                                                    const char             *topic,
                                                    gint32                  partition);
void              weir_alert_journal_put_position  (WeirAlertJournal       *self,
                                                    const char             *connection,
                                                    const char             *topic,
                                                    gint32                  partition,
                                                    gint64                  offset);
char             *weir_alert_journal_dup_problem   (WeirAlertJournal       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertJournal, weir_alert_journal_unref)

G_END_DECLS
