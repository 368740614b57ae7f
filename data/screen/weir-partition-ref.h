#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Partitions of a stream that are told apart, as each takes up to 1.4 MB; records of others count in the whole alone. */
#define WEIR_STREAM_MAX_PARTITIONS 32

/**
 * WeirPartitionRef:
 * @topic: interned
 * @partition: its number in the topic
 *
 * Which partition.
 */
typedef struct
{
  const char *topic;
  gint32      partition;
} WeirPartitionRef;

G_END_DECLS
