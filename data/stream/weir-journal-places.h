#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private >
 * WeirJournalPlaces: up to where the records of partitions were evaluated, in a file that
 * is replaced as a whole. Not thread-safe.
 */
typedef struct
{
  char       *path;         /* owned, nullable: kept nowhere */
  GHashTable *places;       /* owned: "connection\ntopic\npartition" → gint64 */
  gint64      until_usec;   /* wall clock of the last saving, 0: never */
} WeirJournalPlaces;

void     weir_journal_places_init  (WeirJournalPlaces *self,
                                    const char        *folder);
void     weir_journal_places_clear (WeirJournalPlaces *self);
void     weir_journal_places_load  (WeirJournalPlaces *self);
gint64   weir_journal_places_find  (WeirJournalPlaces *self,
                                    const char        *connection,
                                    const char        *topic,
                                    gint32             partition);
gboolean weir_journal_places_put   (WeirJournalPlaces *self,
                                    const char        *connection,
                                    const char        *topic,
                                    gint32             partition,
                                    gint64             offset);
char    *weir_journal_places_dup_text (WeirJournalPlaces *self);

G_END_DECLS
