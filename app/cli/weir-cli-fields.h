#pragma once

#include "app/cli/weir-cli-description.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/*
 * Whether the fields that were asked for are in the records, for the end of a
 * verb: a misspelt name is otherwise an empty column.
 */

/* How much of it a person wants to read. */
typedef enum
{
  WEIR_CLI_FIELDS_ABSENT,    /* fields that no record had */
  WEIR_CLI_FIELDS_ODD,       /* also those that some did not have */
  WEIR_CLI_FIELDS_ALL,       /* all; text where numbers are wanted is odd too */
} WeirCliFieldsDetail;

/* Returns whether a field that was named was in no record. @topology has ended. */
gboolean weir_cli_fields_say         (WeirTopology        *topology,
                                      WeirCliDescription  *description,
                                      WeirCliFieldsDetail  detail);
/* A member "fields", after a comma. */
void     weir_cli_fields_append_json (WeirTopology        *topology,
                                      GString             *json);

G_END_DECLS
