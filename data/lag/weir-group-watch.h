#pragma once

#include "data/lag/weir-lag-table.h"

G_BEGIN_DECLS

/**
 * WeirGroupWatch:
 *
 * Asks a cluster every few seconds, on a thread of its own, how far other
 * consumer groups are, and puts the answer into a table. A broker that cannot
 * tell is asked no more. Main thread only.
 */
typedef struct _WeirGroupWatch WeirGroupWatch;

WeirGroupWatch *weir_group_watch_new  (WeirSettings        *settings,
                                       guint                connection,
                                       const char          *own_group,
                                       const char * const  *topics,
                                       WeirLagTable        *table);
void            weir_group_watch_free (WeirGroupWatch      *self);
void            weir_group_watch_look (WeirGroupWatch      *self);
const char     *weir_group_watch_get_problem (WeirGroupWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGroupWatch, weir_group_watch_free)

G_END_DECLS
