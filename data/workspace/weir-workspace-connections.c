#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-load.h"

/* librdkafka's properties that are secrets: they never stand in the file. */
static const char * const secret_properties[] = {
  "sasl.password",
  "sasl.oauthbearer.client.secret",
  "ssl.key.password",
  "ssl.key.pem",
  "ssl.keystore.password",
  NULL,
};

static void
weir_workspace_load_environment (WeirWorkspaceReader  *reader,
                                 JsonNode             *properties,
                                 const char           *name,
                                 const char           *variable,
                                 WeirConnectionConfig *config)
{
  const char *value = g_getenv (variable);

  if (value != NULL)
    weir_settings_set (config->settings, name, value);
  else if (!reader->check_only)
    weir_workspace_reader_refuse (reader, properties, name,
                                  _("the environment variable %s is not set; set it before starting Weir"), variable);
}

static void
weir_workspace_load_secret (WeirWorkspaceReader  *reader,
                            JsonNode             *properties,
                            const char           *name,
                            JsonNode             *value,
                            WeirConnectionConfig *config)
{
  g_autofree char *variable = weir_workspace_reader_dup_text (reader, value, "env");
  g_autofree char *secret = weir_workspace_reader_dup_text (reader, value, "secret");

  if (variable != NULL && secret == NULL)
    weir_workspace_load_environment (reader, properties, name, variable, config);
  else if (secret != NULL && variable == NULL)
    weir_workspace_reader_refuse (reader, properties, name,
                                  _("this version of Weir does not reach the Secret Service; write {\"env\": \"NAME\"}"));
  else
    weir_workspace_reader_refuse (reader, properties, name,
                                  _("must be a text, a number, true, false or {\"env\": \"NAME\"}"));
}

static void
weir_workspace_load_property (WeirWorkspaceReader  *reader,
                              JsonNode             *properties,
                              const char           *name,
                              JsonNode             *value,
                              WeirConnectionConfig *config)
{
  GType type = json_node_get_value_type (value);
  g_autofree char *number = NULL;

  if (JSON_NODE_HOLDS_OBJECT (value))
    {
      weir_workspace_load_secret (reader, properties, name, value, config);
      return;
    }

  if (g_strv_contains (secret_properties, name))
    {
      weir_workspace_reader_refuse (reader, properties, name,
                                    _("a secret must not stand in the file; write {\"env\": \"NAME\"} "
                                      "and put it in the environment variable NAME"));
      return;
    }

  if (type == G_TYPE_STRING)
    weir_settings_set (config->settings, name, json_node_get_string (value));
  else if (type == G_TYPE_BOOLEAN)
    weir_settings_set (config->settings, name, json_node_get_boolean (value) ? "true" : "false");
  else if (type == G_TYPE_INT64)
    {
      number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
      weir_settings_set (config->settings, name, number);
    }
  else
    weir_workspace_reader_refuse (reader, properties, name,
                                  _("must be a text, a number, true, false or {\"env\": \"NAME\"}"));
}

static void
weir_workspace_load_connection (WeirWorkspaceReader *reader,
                                JsonNode            *object,
                                gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirConnectionConfig *config = g_new0 (WeirConnectionConfig, 1);
  JsonNode *properties = weir_workspace_reader_get_object (reader, object, "properties");
  g_autofree char *bootstrap = weir_workspace_reader_dup_required (reader, object, "bootstrap", "localhost:9092");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  config->name = weir_workspace_load_name (reader, object, parts->connections, "kafka");
  config->group = weir_workspace_reader_dup_text (reader, object, "group");
  config->settings = weir_settings_new (bootstrap);
  weir_settings_set_embedded (config->settings, weir_workspace_reader_get_boolean (reader, object, "embedded"));

  if (properties != NULL)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (properties));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        weir_workspace_load_property (reader, properties, name, value, config);
    }

  g_ptr_array_add (parts->connections, config);
}

void
weir_workspace_load_connections (WeirWorkspaceReader *reader,
                                 JsonNode            *root,
                                 WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "connections", weir_workspace_load_connection, parts);
}
