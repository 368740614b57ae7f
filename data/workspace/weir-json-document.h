#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * WEIR_JSON_MAX_DEPTH: containers inside containers; a workspace needs six.
 */
#define WEIR_JSON_MAX_DEPTH 64

/**
 * WeirJsonDocument:
 *
 * A JSON text as a tree whose every value knows the line it stands on and its
 * path, so that an error can name both. Strict: what RFC 8259 does not allow,
 * duplicate members, integers beyond 64 bits and depth past
 * %WEIR_JSON_MAX_DEPTH are errors. One thread.
 */
typedef struct _WeirJsonDocument WeirJsonDocument;

WeirJsonDocument *weir_json_document_new      (const char       *text,
                                               gssize            length,
                                               const char       *name,
                                               GError          **error);
void              weir_json_document_free     (WeirJsonDocument *self);
const char       *weir_json_document_get_name (WeirJsonDocument *self);
JsonNode         *weir_json_document_get_root (WeirJsonDocument *self);
guint             weir_json_document_get_line (WeirJsonDocument *self,
                                               JsonNode         *node);
char             *weir_json_document_dup_path (WeirJsonDocument *self,
                                               JsonNode         *node);
char             *weir_json_document_to_text  (WeirJsonDocument *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJsonDocument, weir_json_document_free)

G_END_DECLS
