#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirFieldNode:
 * @name: one name of a path, unescaped
 * @name_length: bytes in @name
 * @index: position among the tree's nodes, and of its token
 * @array_index: @name as an index of arrays, -1 if it is none
 * @children: (array length=n_children): the nodes below it
 * @n_children: how many
 *
 * One wanted member of a payload, or one on the way to such.
 */
typedef struct _WeirFieldNode WeirFieldNode;

struct _WeirFieldNode
{
  char           *name;
  guint           name_length;
  guint           index;
  gint64          array_index;
  WeirFieldNode **children;
  guint           n_children;
};

/**
 * WeirFieldTree:
 *
 * The dotted paths that are wanted of a payload, as a tree of names. Node 0 is
 * the payload itself. Unchanging once a decoder reads with it.
 */
typedef struct _WeirFieldTree WeirFieldTree;

WeirFieldTree       *weir_field_tree_new         (void);
void                 weir_field_tree_free        (WeirFieldTree       *self);
const WeirFieldNode *weir_field_tree_add         (WeirFieldTree       *self,
                                                  const char          *path);
const WeirFieldNode *weir_field_tree_get_root    (WeirFieldTree       *self);
guint                weir_field_tree_get_n_nodes (WeirFieldTree       *self);

const WeirFieldNode *weir_field_node_find        (const WeirFieldNode *self,
                                                  const char          *name,
                                                  gsize                length);
const WeirFieldNode *weir_field_node_find_index  (const WeirFieldNode *self,
                                                  gint64               array_index);

GStrv                weir_field_path_split       (const char          *path);
void                 weir_field_path_append      (GString             *path,
                                                  const char          *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFieldTree, weir_field_tree_free)

G_END_DECLS
