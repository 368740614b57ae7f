#pragma once

#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-json-fault.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirJsonReference:
 *
 * The same as WeirJsonScanner by means of yajl: ten times slower, by other
 * people, and so what the scanner is compared with. Used by one thread.
 */
typedef struct _WeirJsonReference WeirJsonReference;

WeirJsonReference   *weir_json_reference_new        (WeirFieldTree       *tree);
void                 weir_json_reference_free       (WeirJsonReference   *self);
gboolean             weir_json_reference_scan       (WeirJsonReference   *self,
                                                     const char          *bytes,
                                                     gsize                length);
const WeirToken     *weir_json_reference_get_tokens (WeirJsonReference   *self);
const WeirJsonFault *weir_json_reference_get_fault  (WeirJsonReference   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJsonReference, weir_json_reference_free)

G_END_DECLS
