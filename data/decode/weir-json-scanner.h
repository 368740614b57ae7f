#pragma once

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-json-fault.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirJsonScanner:
 *
 * Finds the wanted members of JSON objects in one pass, checking the whole
 * payload against RFC 8259 and UTF-8 on the way. Used by one thread.
 */
typedef struct _WeirJsonScanner WeirJsonScanner;

WeirJsonScanner     *weir_json_scanner_new        (WeirFieldTree       *tree);
void                 weir_json_scanner_free       (WeirJsonScanner     *self);
gboolean             weir_json_scanner_scan       (WeirJsonScanner     *self,
                                                   const char          *bytes,
                                                   gsize                length);
const WeirToken     *weir_json_scanner_get_tokens (WeirJsonScanner     *self);
const WeirJsonFault *weir_json_scanner_get_fault  (WeirJsonScanner     *self);

gboolean             weir_json_check              (const char          *bytes,
                                                   gsize                length,
                                                   GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJsonScanner, weir_json_scanner_free)

G_END_DECLS
