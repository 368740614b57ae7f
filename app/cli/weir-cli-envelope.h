#pragma once

#include "data/source/weir-message.h"

G_BEGIN_DECLS

/* Appends where a record is, when, and its headers: members of a JSON object, in the names of kcat's -J. */
void weir_cli_envelope_append (GString           *text,
                               const WeirMessage *message);

G_END_DECLS
