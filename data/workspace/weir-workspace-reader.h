#pragma once

#include "data/decode/weir-word.h"
#include "data/workspace/weir-json-document.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* Fields of one stream, those it takes from others included. */
#define WEIR_WORKSPACE_MAX_FIELDS 512

/* How much that is wrong is told; what comes behind is only counted. */
#define WEIR_WORKSPACE_ERRORS_MAX 1000

/**
 * WeirWorkspaceReader:
 * @document: what is read
 * @errors: (element-type utf8): sentences about everything wrong so far; past %WEIR_WORKSPACE_ERRORS_MAX %NULL
 *
 * Reads members of a workspace file, noting what is wrong instead of stopping,
 * so that one run reports everything. On the stack; one thread.
 */
typedef struct
{
  WeirJsonDocument *document;
  GPtrArray        *errors;
} WeirWorkspaceReader;

/* In each of these @object is the node of an object; @name one of its members. */

void        weir_workspace_reader_refuse       (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                const char              *format,
                                                ...) G_GNUC_PRINTF (4, 5);
char       *weir_workspace_reader_dup_place    (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name);
JsonNode   *weir_workspace_reader_get_member   (JsonNode                *object,
                                                const char              *name);
void        weir_workspace_reader_foreach      (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                void                   (*func) (WeirWorkspaceReader *self,
                                                                                JsonNode            *element,
                                                                                gpointer             user_data),
                                                gpointer                 user_data);
JsonNode   *weir_workspace_reader_get_element  (JsonNode                *object,
                                                const char              *name,
                                                guint                    i);
char       *weir_workspace_reader_dup_text     (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name);
char       *weir_workspace_reader_dup_required (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                const char              *example);
GStrv       weir_workspace_reader_dup_texts    (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name);
guint       weir_workspace_reader_get_word     (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                WeirWordFunc             get_word,
                                                guint                    fallback);
gint64      weir_workspace_reader_get_integer  (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                gint64                   minimum,
                                                gint64                   maximum,
                                                gint64                   fallback);
gboolean    weir_workspace_reader_get_boolean  (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name);
gint64      weir_workspace_reader_get_duration (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name,
                                                gboolean                 may_be_never,
                                                gint64                   fallback_usec);
JsonNode   *weir_workspace_reader_get_object   (WeirWorkspaceReader     *self,
                                                JsonNode                *object,
                                                const char              *name);

G_END_DECLS
