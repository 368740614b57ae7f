#pragma once

#include "data/window/weir-join.h"

G_BEGIN_DECLS

typedef struct _WeirJoinEntry WeirJoinEntry;

/* Entries by (time, position), from first on. */
typedef struct
{
  WeirJoinEntry **items;     /* owned array of borrowed entries */
  guint           first;
  guint           end;
  guint           capacity;
} WeirJoinSequence;

/**
 * WeirJoinKey:
 *
 * A key of which records wait. It lives as long as the last of them.
 */
typedef struct
{
  WeirJoinSequence sides[WEIR_JOIN_N_SIDES];
  guint64          hash;
  guint            n_entries;   /* that are alive, waiting or not */
  gsize            length;
  const char      *bytes;       /* behind the struct */
} WeirJoinKey;

/**
 * WeirJoinEntry:
 *
 * A record that waits for partners, or a row for its turn: a copy with its
 * values and their texts in one piece of memory.
 */
struct _WeirJoinEntry
{
  WeirJoinRecord record;
  WeirJoinKey   *key;          /* owned together with its other entries */
  WeirJoinSide   side;
  gint64         stream_usec;  /* of its partition when it came */
  gboolean       matched;
  guint          n_refs;
  gsize          size_bytes;
};

/* The keys of a join, by their bytes, and what all of it takes. Used by one thread. */
typedef struct
{
  GHashTable *table;     /* owned set of owned WeirJoinKey */
  guint64     seed;
  gsize       n_bytes;
} WeirJoinKeys;

void           weir_join_keys_init       (WeirJoinKeys        *self);
void           weir_join_keys_clear      (WeirJoinKeys        *self);
WeirJoinEntry *weir_join_keys_add        (WeirJoinKeys        *self,
                                          const WeirRecord    *record,
                                          WeirJoinSide         side,
                                          gint64               stream_usec);
WeirJoinEntry *weir_join_entry_ref       (WeirJoinEntry       *self);
void           weir_join_keys_unref      (WeirJoinKeys        *self,
                                          WeirJoinEntry       *entry);
int            weir_join_record_compare  (const WeirJoinRecord *a,
                                          const WeirJoinRecord *b);
int            weir_join_entry_compare   (gconstpointer         a,
                                          gconstpointer         b);

void           weir_join_sequence_insert (WeirJoinKeys        *keys,
                                          WeirJoinEntry       *entry);
void           weir_join_sequence_remove (WeirJoinEntry       *entry);
guint          weir_join_sequence_find   (const WeirJoinSequence *self,
                                          gint64               time_usec);

G_END_DECLS
