#include "config.h"

#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Version of the file's format; a later one may mean something else by the same words. */
#define WEIR_WORKSPACE_VERSION 1

/* Of names that could have been meant. */
#define NAMES_SHOWN 20

/**
 * weir_connection_config_free:
 * @config: (transfer full): a config
 *
 * Frees the connection's config and its reference to the settings.
 */
void
weir_connection_config_free (WeirConnectionConfig *config)
{
  g_free (config->name);
  g_clear_object (&config->settings);
  g_free (config->group);
  g_free (config->file);
  g_free (config);
}

/**
 * weir_stream_config_free:
 * @config: (transfer full): a config
 *
 * Frees the stream's config with its fields, windows and derivation.
 */
void
weir_stream_config_free (WeirStreamConfig *config)
{
  g_free (config->name);
  g_free (config->title);
  g_free (config->connection);
  g_strfreev (config->topics);
  g_clear_pointer (&config->derived, weir_derived_config_free);
  g_free (config->key_path);
  g_free (config->time_path);
  g_free (config->zone);
  g_strfreev (config->csv_columns);
  g_ptr_array_unref (config->fields);
  g_ptr_array_unref (config->windows);
  g_free (config);
}

/**
 * weir_rule_config_free:
 * @config: (transfer full): a config
 *
 * Frees the rule's config.
 */
void
weir_rule_config_free (WeirRuleConfig *config)
{
  g_free (config->name);
  g_free (config->title);
  g_free (config->stream);
  g_free (config->fire);
  g_free (config->clear);
  g_free (config->publish_to);
  g_strfreev (config->labels);
  g_clear_pointer (&config->inhibitions, g_ptr_array_unref);
  g_free (config);
}

/**
 * weir_dashboard_config_free:
 * @config: (transfer full): a config
 *
 * Frees the dashboard's config with its panels.
 */
void
weir_dashboard_config_free (WeirDashboardConfig *config)
{
  g_free (config->name);
  g_free (config->title);
  g_free (config->icon);
  g_ptr_array_unref (config->panels);
  g_free (config);
}

static void
filter_config_free (gpointer data)
{
  WeirAlertFilterConfig *config = data;

  g_free (config->name);
  g_free (config->text);
  g_free (config->state);
  g_free (config->severity);
  g_free (config->rule);
  g_free (config->key);
  g_free (config);
}

static void
query_config_free (gpointer data)
{
  WeirQueryConfig *config = data;

  g_free (config->name);
  g_free (config->sql);
  g_free (config);
}

/**
 * weir_workspace_parts_init:
 * @parts: memory to fill
 *
 * Makes empty lists. Clear with weir_workspace_parts_clear().
 */
void
weir_workspace_parts_init (WeirWorkspaceParts *parts)
{
  parts->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_connection_config_free);
  parts->consents = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_consent_free);
  parts->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_config_free);
  parts->stream_objects = g_ptr_array_new ();
  parts->broken = g_hash_table_new (NULL, NULL);
  parts->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_config_free);
  parts->dashboards = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_dashboard_config_free);
  parts->queries = g_ptr_array_new_with_free_func (query_config_free);
  parts->alert_filters = g_ptr_array_new_with_free_func (filter_config_free);
}

/**
 * weir_workspace_parts_clear:
 * @parts: initialised parts
 *
 * Frees the lists that are still there, with the configs in them.
 */
void
weir_workspace_parts_clear (WeirWorkspaceParts *parts)
{
  g_clear_pointer (&parts->connections, g_ptr_array_unref);
  g_clear_pointer (&parts->consents, g_ptr_array_unref);
  g_clear_pointer (&parts->streams, g_ptr_array_unref);
  g_clear_pointer (&parts->stream_objects, g_ptr_array_unref);
  g_clear_pointer (&parts->broken, g_hash_table_unref);
  g_clear_pointer (&parts->rules, g_ptr_array_unref);
  g_clear_pointer (&parts->dashboards, g_ptr_array_unref);
  g_clear_pointer (&parts->queries, g_ptr_array_unref);
  g_clear_pointer (&parts->alert_filters, g_ptr_array_unref);
}

/**
 * weir_workspace_find_named:
 * @configs: list of configs, which all begin with their name
 * @name: a name
 *
 * Searches the list in order.
 *
 * Returns: (transfer none) (nullable): the first config of that name
 */
gpointer
weir_workspace_find_named (GPtrArray  *configs,
                           const char *name)
{
  for (guint i = 0; i < configs->len; i++)
    {
      const char * const *config = g_ptr_array_index (configs, i);

      if (g_strcmp0 (config[0], name) == 0)
        return g_ptr_array_index (configs, i);
    }

  return NULL;
}

/**
 * weir_workspace_load_name:
 * @reader: the reader that notes what is wrong
 * @object: the node of an object
 * @configs: configs of the same kind so far
 * @example: a name that could stand there, for the error
 *
 * Reads the required member "name", and notes an error if it is missing or
 * taken.
 *
 * Returns: (transfer full): the name; empty if it is missing
 */
char *
weir_workspace_load_name (WeirWorkspaceReader *reader,
                          JsonNode            *object,
                          GPtrArray           *configs,
                          const char          *example)
{
  char *name = weir_workspace_reader_dup_required (reader, object, "name", example);

  if (*name != '\0' && weir_workspace_find_named (configs, name) != NULL)
    weir_workspace_reader_refuse (reader, object, "name", _("“%s” is taken already; choose another name"), name);

  return name;
}

/**
 * weir_workspace_check_named:
 * @reader: the reader that notes what is wrong
 * @object: the node of an object
 * @member: the member that gives @name
 * @configs: configs that may be named
 * @name: (nullable): a name; %NULL and the empty text pass
 *
 * Notes an error that lists the known names if no config has that name.
 */
void
weir_workspace_check_named (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            const char          *member,
                            GPtrArray           *configs,
                            const char          *name)
{
  g_autoptr(GString) list = NULL;

  if (name == NULL || *name == '\0' || weir_workspace_find_named (configs, name) != NULL)
    return;

  list = g_string_new (NULL);
  for (guint i = 0; i < configs->len && i < NAMES_SHOWN; i++)
    {
      const char * const *config = g_ptr_array_index (configs, i);

      g_string_append_printf (list, "%s\"%s\"", i > 0 ? ", " : "", config[0]);
    }
  if (configs->len > NAMES_SHOWN)
    g_string_append (list, ", …");

  if (configs->len == 0)
    weir_workspace_reader_refuse (reader, object, member, _("nothing is called “%s”; describe it first"), name);
  else
    weir_workspace_reader_refuse (reader, object, member, _("nothing is called “%s”; there is %s"), name, list->str);
}

/* The highest risk first, so that nothing harmless can be put before them. */
static int
compare_consents (gconstpointer a,
                  gconstpointer b)
{
  const WeirConsent *left = *(WeirConsent * const *) a;
  const WeirConsent *right = *(WeirConsent * const *) b;

  return (int) left->risk - (int) right->risk;
}

/**
 * weir_workspace_load:
 * @reader: a reader on the document; notes what is wrong
 * @parts: (inout): initialised parts, filled
 *
 * Reads the whole document. The parts hold what could be read, and are of use
 * only if nothing was noted. Any one thread; does not read files itself.
 */
void
weir_workspace_load (WeirWorkspaceReader *reader,
                     WeirWorkspaceParts  *parts)
{
  JsonNode *root = weir_json_document_get_root (reader->document);

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      weir_workspace_reader_refuse (reader, root, NULL, _("a workspace is one object: { \"weir\": 1, … }"));
      return;
    }

  if (weir_workspace_reader_get_member (root, "weir") == NULL)
    weir_workspace_reader_refuse (reader, root, "weir", _("is missing; add the version of the format: \"weir\": %d"),
                                  WEIR_WORKSPACE_VERSION);
  else
    weir_workspace_reader_get_integer (reader, root, "weir", 1, WEIR_WORKSPACE_VERSION, 1);

  weir_workspace_load_connections (reader, root, parts);
  g_ptr_array_sort (parts->consents, compare_consents);
  weir_workspace_load_streams (reader, root, parts);
  weir_workspace_resolve_derived (reader, parts);
  weir_workspace_load_rules (reader, root, parts);
  weir_workspace_load_queries (reader, root, parts);
  weir_workspace_load_dashboards (reader, root, parts);
  weir_workspace_load_alert_filters (reader, root, parts);
}
