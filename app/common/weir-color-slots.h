#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_COLOR_SLOTS_N    8
#define WEIR_COLOR_SLOTS_NONE G_MAXUINT

/* How much a key matters, from what it is wanted for. Within each some steps are free. */
#define WEIR_COLOR_BY_SIZE    100   /* it is one of the largest */
#define WEIR_COLOR_LISTED     200   /* it stands in a list */
#define WEIR_COLOR_SELECTED   300   /* it was chosen */
#define WEIR_COLOR_OVER_LIMIT 400   /* it is over a limit, or an alert fires for it */

/**
 * WeirColorSlots:
 *
 * Which of the eight colours of series belong to which keys of a stream, on all
 * cards alike. A key keeps its colour while it is shown; a colour that was not
 * used for a while, or one of a key that matters less, goes to another.
 */
typedef struct
{
  char   *keys[WEIR_COLOR_SLOTS_N];         /* owned, nullable */
  guint   priorities[WEIR_COLOR_SLOTS_N];   /* as last wanted */
  guint64 wanted[WEIR_COLOR_SLOTS_N];       /* when that was, in pulses */
} WeirColorSlots;

WeirColorSlots *weir_color_slots_new  (void);
void            weir_color_slots_free (WeirColorSlots *self);
/* The colour of a key that is shown now: a small number, or NONE where eight others matter as much or more. */
guint           weir_color_slots_want (WeirColorSlots *self,
                                       const char     *key,
                                       guint           priority,
                                       guint64         now);
/* The colour that a key has; NONE: it has none. */
guint           weir_color_slots_find (WeirColorSlots *self,
                                       const char     *key);

/* The slots of each stream: stream → WeirColorSlots. (transfer full) */
GHashTable     *weir_color_table_new  (void);
guint           weir_color_table_want (GHashTable     *table,
                                       const char     *stream,
                                       const char     *key,
                                       guint           priority,
                                       guint64         now);
guint           weir_color_table_find (GHashTable     *table,
                                       const char     *stream,
                                       const char     *key);

G_END_DECLS
