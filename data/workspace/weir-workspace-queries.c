#include "config.h"

#include "data/workspace/weir-workspace-load.h"

static void
weir_workspace_load_query (WeirWorkspaceReader *reader,
                           JsonNode            *object,
                           gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirQueryConfig *config = g_new0 (WeirQueryConfig, 1);

  config->name = weir_workspace_load_name (reader, object, parts->queries, "late-orders");
  config->sql = weir_workspace_reader_dup_required (reader, object, "sql", "SELECT * FROM alerts");
  g_ptr_array_add (parts->queries, config);
}

/**
 * weir_workspace_load_queries:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "queries" and appends to queries. What their statements mean is
 * known when they are carried out.
 */
void
weir_workspace_load_queries (WeirWorkspaceReader *reader,
                             JsonNode            *root,
                             WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "queries", weir_workspace_load_query, parts);
}
