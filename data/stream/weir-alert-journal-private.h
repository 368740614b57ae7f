#pragma once

#include "data/stream/weir-alert-journal.h"

#include <pthread.h>

#include "data/base/weir-journal-file.h"
#include "data/stream/weir-journal-places.h"

G_BEGIN_DECLS

struct _WeirAlertJournal
{
  int                ref_count;     /* atomic */
  char              *folder;        /* owned, nullable: in memory alone */
  gsize              part_bytes;
  WeirJournalFile   *file;          /* owned, nullable; the thread's */

  pthread_mutex_t    mutex;         /* guards what follows */
  pthread_cond_t     news;          /* something to write, or the end */
  pthread_cond_t     done;          /* something was written, or is given up for now */
  WeirJournalBook    book;
  WeirJournalPlaces  places;
  gboolean           places_changed;
  char              *places_text;   /* owned, nullable: to be saved once what was evaluated up to there is on disk */
  guint64            places_number; /* the newest entry of that time */
  GQueue             waiting;       /* owned, of WeirJournalEntry: not written yet */
  GHashTable        *loaded_ids;    /* owned: of the changes that it began with, borrowed from their entries */
  GPtrArray         *loaded_changes; /* owned: these entries */
  GQueue             history;       /* owned, of WeirJournalEntry: the newest ones */
  guint64            n_unwritten;   /* that will never be in the file */
  guint64            newest;        /* number of the newest entry */
  guint64            written;       /* number of the newest entry on disk */
  guint64            n_loaded;      /* number of the newest entry that was in the file */
  gboolean           loaded;
  gboolean           ending;
  char              *problem;       /* owned, nullable */
  GHashTable        *claims;        /* owned: names of connections whose changes somebody publishes */
  GDestroyNotify     news_func;     /* nullable */
  gpointer           news_data;
};

/* weir-alert-journal-thread.c */
void weir_alert_journal_start (WeirAlertJournal *self);
/* Under the lock: for weir_alert_journal_take(). */
void weir_alert_journal_show  (WeirAlertJournal *self,
                               WeirJournalEntry *entry);

G_END_DECLS
