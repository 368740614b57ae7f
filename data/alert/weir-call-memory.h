#pragma once

#include "data/alert/weir-expression-private.h"
#include "data/alert/weir-samples.h"

G_BEGIN_DECLS

/* A value that outlives its record. */
typedef struct
{
  WeirValue value;      /* text is owned */
  gint64    time_usec;
} WeirKeptValue;

/*< private >
 * WeirCallMemory: what one function remembers of one key. Begins as zeros.
 */
typedef struct
{
  gboolean     begun;           /* it had a value */
  gint64       time_usec;       /* when it had the last */
  union
  {
    WeirKeptValue kept;                                     /* prev */
    GQueue       *past;                                     /* ago: owned, of WeirKeptValue, oldest first */
    WeirSamples   samples;                                  /* what looks at a span */
    struct
    {
      double mean;
      double variance;
      guint n;
    } average; /* ewma, ewma_zscore */
    struct
    {
      WeirValue latitude;
      WeirValue longitude;
    } place;          /* distance_km, speed_kmh */
    GHashTable   *seen;                                     /* first_seen: owned, hashes */
  };
} WeirCallMemory;

/*< private >
 * WeirCallInput: what one record gives to one function.
 * @newest_usec: the newest event time of the key, this record's included
 * @late: the key had a newer record
 */
typedef struct
{
  const WeirNode *node;
  WeirValue       arguments[WEIR_EXPRESSION_MAX_ARGUMENTS];
  guint           n_arguments;
  gint64          time_usec;
  gint64          newest_usec;
  gboolean        late;
} WeirCallInput;

/* Earlier values that a z-score needs, and how many values first_seen tells apart for a key. */
#define WEIR_CALL_ENOUGH 10
#define WEIR_CALL_SEEN_MAX 4096
#define WEIR_CALL_PAST_MAX 4096
#define WEIR_CALL_TEXT_MAX 4096

void      weir_call_memory_clear (WeirCallMemory      *self,
                                  WeirMemoryKind       kind);
WeirValue weir_call_memory_add   (WeirCallMemory      *self,
                                  const WeirCallInput *input,
                                  WeirValue           *before,
                                  gsize               *n_bytes,
                                  guint64             *n_forgotten);
gsize     weir_call_memory_get_n_bytes (WeirCallMemory *self,
                                        WeirMemoryKind  kind);

G_END_DECLS
