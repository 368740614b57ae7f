#pragma once

#include "data/lag/weir-lag-overview.h"
#include "data/lag/weir-lag-table.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirGroupWatch:
 *
 * Asks a cluster every few seconds, on a thread of its own, how far all of its
 * consumer groups are. The answer goes into an overview of groups, and, for the
 * topics of interest, into a table of partitions. What is remembered from look to
 * look is kept in a file. A broker that cannot tell is asked no more. Main thread
 * only.
 */
typedef struct _WeirGroupWatch WeirGroupWatch;

WeirGroupWatch *weir_group_watch_new  (WeirSettings        *settings,
                                       guint                connection,
                                       const char          *own_group,
                                       const char * const  *topics,
                                       WeirLagTable        *table,
                                       WeirLagOverview     *overview,
                                       const char          *history);
void            weir_group_watch_free (WeirGroupWatch      *self);
void            weir_group_watch_look (WeirGroupWatch      *self);
const char     *weir_group_watch_get_problem (WeirGroupWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGroupWatch, weir_group_watch_free)

G_END_DECLS
