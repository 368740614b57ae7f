#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Members of a payload that are listed. */
#define WEIR_JSON_TREE_MAX_NODES 20000

/**
 * WeirJsonNode:
 * @name: (nullable): of a member, or the number of an element; escaped; %NULL: the payload itself
 * @text: what it is, as it stands there: numbers by all their digits, texts between
 *   quotes; of an object or array how many members it has
 * @children: (nullable) (element-type WeirJsonNode): of an object or array
 *
 * One value of a JSON payload.
 */
typedef struct
{
  char      *name;
  char      *text;
  GPtrArray *children;
} WeirJsonNode;

WeirJsonNode *weir_json_tree_new  (const char    *bytes,
                                   gsize          length,
                                   gboolean      *whole);
void          weir_json_node_free (WeirJsonNode  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJsonNode, weir_json_node_free)

G_END_DECLS
