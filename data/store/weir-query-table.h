#pragma once

#include "data/store/weir-query-result.h"

G_BEGIN_DECLS

/**
 * WeirQueryTable: rows that a statement may read by a name.
 * @schema: (nullable): as “live”; %NULL: none
 * @name: what it is called
 * @rows: owned reference
 */
typedef struct
{
  char            *schema;
  char            *name;
  WeirQueryResult *rows;
} WeirQueryTable;

WeirQueryTable *weir_query_table_new  (const char      *schema,
                                       const char      *name,
                                       WeirQueryResult *rows);
void            weir_query_table_free (WeirQueryTable  *self);

G_END_DECLS
