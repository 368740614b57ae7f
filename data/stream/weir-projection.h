#pragma once

#include "data/alert/weir-expression.h"
#include "data/decode/weir-record.h"

G_BEGIN_DECLS

/**
 * WeirProjectionSpec: what becomes of records. Copied.
 * @where: (nullable): only records for which this holds; %NULL: all
 * @select: (nullable) (array zero-terminated=1): names of the fields that are written; %NULL: all
 *   that the payload has
 * @maps: (nullable) (array zero-terminated=1): what is added, each as `NAME=EXPRESSION`
 * @names: (array zero-terminated=1): names of the values of a record
 */
typedef struct
{
  const char         *where;
  const char * const *select;
  const char * const *maps;
  const char * const *names;
} WeirProjectionSpec;

/**
 * WeirProjectionResult:
 * @WEIR_PROJECTION_DROPPED: the condition does not hold, or is null
 * @WEIR_PROJECTION_UNCHANGED: the payload stays as it is
 * @WEIR_PROJECTION_WRITTEN: there is a new payload
 * @WEIR_PROJECTION_NO_OBJECT: members were to be added to a payload that is no JSON object
 */
typedef enum
{
  WEIR_PROJECTION_DROPPED,
  WEIR_PROJECTION_UNCHANGED,
  WEIR_PROJECTION_WRITTEN,
  WEIR_PROJECTION_NO_OBJECT,
} WeirProjectionResult;

/**
 * WeirProjection:
 *
 * Filters records and writes new payloads of them, by expressions. Owned by one
 * thread.
 */
typedef struct _WeirProjection WeirProjection;

WeirProjection      *weir_projection_new   (const WeirProjectionSpec *spec,
                                            GError                  **error);
void                 weir_projection_free  (WeirProjection           *self);
WeirProjectionResult weir_projection_apply (WeirProjection           *self,
                                            const WeirRecord         *record,
                                            GString                  *payload);
guint64              weir_projection_get_n_undecided (WeirProjection *self);
guint64              weir_projection_get_n_forgotten (WeirProjection *self);
GStrv                weir_projection_find_fields (const char          *where,
                                                  const char * const  *select,
                                                  const char * const  *maps,
                                                  GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirProjection, weir_projection_free)

G_END_DECLS
