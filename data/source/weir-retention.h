#pragma once

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"

G_BEGIN_DECLS

/**
 * WeirRetention:
 *
 * Forgets the older records of topics of the embedded broker, which by itself
 * keeps them by size and looks through all that it keeps for each one that is
 * read. One thread.
 */
typedef struct _WeirRetention WeirRetention;

WeirRetention *weir_retention_new  (WeirBroker          *broker,
                                    WeirProducer        *producer,
                                    const char * const  *topics,
                                    guint                n_partitions,
                                    gint64               retention_usec);
void           weir_retention_look (WeirRetention       *self,
                                    gint64               now_usec);
void           weir_retention_free (WeirRetention       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRetention, weir_retention_free)

G_END_DECLS
