#include "config.h"

#include "data/alert/weir-severity.h"
#include "data/workspace/weir-workspace-load.h"

static void
weir_workspace_load_alert_filter (WeirWorkspaceReader *reader,
                                  JsonNode            *object,
                                  gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirAlertFilterConfig *config = g_new0 (WeirAlertFilterConfig, 1);

  config->name = weir_workspace_load_name (reader, object, parts->alert_filters, "mine");
  config->text = weir_workspace_reader_dup_text (reader, object, "text");
  config->state = weir_workspace_reader_dup_text (reader, object, "state");
  config->severity = weir_workspace_reader_dup_text (reader, object, "severity");
  /* One that is no severity is refused in the same words as a rule's. */
  weir_workspace_reader_get_word (reader, object, "severity", weir_severity_get_word, WEIR_SEVERITY_WARNING);
  config->rule = weir_workspace_reader_dup_text (reader, object, "rule");
  config->key = weir_workspace_reader_dup_text (reader, object, "key");
  g_ptr_array_add (parts->alert_filters, config);
}

/**
 * weir_workspace_load_alert_filters:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "alert_filters" and appends to alert_filters. A rule that there is
 * no more is no error: the filter finds nothing.
 */
void
weir_workspace_load_alert_filters (WeirWorkspaceReader *reader,
                                   JsonNode            *root,
                                   WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "alert_filters", weir_workspace_load_alert_filter, parts);
}
