#pragma once

#include "data/workspace/weir-workspace-load.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

struct _WeirWorkspace
{
  GObject             parent_instance;

  WeirJsonDocument   *document;    /* owned: everything in the file, known or not */
  WeirWorkspaceParts  parts;
  char               *text;        /* what it was made from */
  char               *digest;      /* of that */
  GHashTable         *remembered;  /* owned reference, nullable: text of a connection → its WeirSettings */
};

G_END_DECLS
