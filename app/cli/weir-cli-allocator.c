#include "config.h"

#include "app/cli/weir-cli-allocator.h"

#ifdef HAVE_MIMALLOC
#include <mimalloc.h>

/* How long freed memory stays mapped: longer than a burst of records lasts. */
#define KEEP_MSEC 10000

#if MI_MALLOC_VERSION >= 210
#define OPTION_DELAY mi_option_purge_delay
#else
#define OPTION_DELAY mi_option_decommit_delay
#endif

/* librdkafka's broker thread allocates every record and the consumer's thread frees it. In glibc both then wait for one
 * lock of the arena, once a record each, and on idle cores that costs as much as all the rest. Linking mimalloc, which
 * frees such memory without a lock, replaces malloc. This keeps it from returning pages to the system between two
 * answers of a broker. */
void
weir_cli_allocator_init (void)
{
  mi_option_set (OPTION_DELAY, KEEP_MSEC);
#if MI_MALLOC_VERSION < 210
  mi_option_set (mi_option_segment_decommit_delay, KEEP_MSEC);
#endif
}
#else
void
weir_cli_allocator_init (void)
{
}
#endif
