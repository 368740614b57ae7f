#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-load.h"

/* One member of a connection's "properties". On the stack; everything is borrowed. */
typedef struct
{
  WeirWorkspaceReader  *reader;
  GPtrArray            *consents;
  WeirConnectionConfig *config;
  JsonNode             *properties;
  const char           *name;
  JsonNode             *value;
} Property;

static void
weir_workspace_ask (const Property   *self,
                    WeirPropertyRisk  risk,
                    const char       *value,
                    const char       *variable)
{
  WeirConsent *consent = g_new0 (WeirConsent, 1);

  consent->settings = g_object_ref (self->config->settings);
  consent->connection = g_strdup (self->config->name);
  consent->bootstrap = g_strdup (self->config->file != NULL ? self->config->file
                                                            : weir_settings_get_bootstrap (self->config->settings));
  consent->property = g_strdup (self->name);
  consent->value = g_strdup (value);
  consent->variable = g_strdup (variable);
  consent->risk = risk;
  consent->place = weir_workspace_reader_dup_place (self->reader, self->properties, self->name);
  g_ptr_array_add (self->consents, consent);
}

static void
weir_workspace_load_secret (const Property *self)
{
  WeirWorkspaceReader *reader = self->reader;
  g_autofree char *variable = weir_workspace_reader_dup_text (reader, self->value, "env");
  g_autofree char *secret = weir_workspace_reader_dup_text (reader, self->value, "secret");

  if (secret != NULL && variable == NULL)
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("this version of Weir does not reach the Secret Service; write {\"env\": \"NAME\"}"));
  else if (variable == NULL || secret != NULL || *variable == '\0')
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("must be a text, a number, true, false or {\"env\": \"NAME\"}"));
  else if (!weir_property_is_secret (self->name))
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("is no secret, and only secrets are taken from the environment; write its value"));
  else
    weir_workspace_ask (self, WEIR_PROPERTY_RISK_NONE, NULL, variable);
}

/* What the file may set, it sets; the rest waits for the user's consent. */
static void
weir_workspace_load_value (const Property *self,
                           const char     *value)
{
  WeirPropertyRisk risk = weir_property_get_risk (self->name, value);

  if (risk == WEIR_PROPERTY_RISK_NONE)
    weir_settings_set (self->config->settings, self->name, value);
  else
    weir_workspace_ask (self, risk, value, NULL);
}

static void
weir_workspace_load_property (const Property *self)
{
  WeirWorkspaceReader *reader = self->reader;
  GType type = json_node_get_value_type (self->value);
  g_autofree char *number = NULL;

  if (weir_property_is_ours (self->name))
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("is not for a file to say; put it in your own properties: -X, -F or kcat.conf"));
  else if (JSON_NODE_HOLDS_OBJECT (self->value))
    weir_workspace_load_secret (self);
  else if (weir_property_is_secret (self->name))
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("a secret must not stand in the file; write {\"env\": \"NAME\"} "
                                    "and put it in the environment variable NAME"));
  else if (type == G_TYPE_STRING)
    weir_workspace_load_value (self, json_node_get_string (self->value));
  else if (type == G_TYPE_BOOLEAN)
    weir_workspace_load_value (self, json_node_get_boolean (self->value) ? "true" : "false");
  else if (type == G_TYPE_INT64)
    {
      number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (self->value));
      weir_workspace_load_value (self, number);
    }
  else
    weir_workspace_reader_refuse (reader, self->properties, self->name,
                                  _("must be a text, a number, true, false or {\"env\": \"NAME\"}"));
}

/* The brokers first: a question names them. */
static void
weir_workspace_load_properties (WeirWorkspaceReader  *reader,
                                WeirWorkspaceParts   *parts,
                                WeirConnectionConfig *config,
                                JsonNode             *properties)
{
  Property property = { .reader = reader, .consents = parts->consents, .config = config, .properties = properties };

  for (guint round = 0; round < 2; round++)
    {
      JsonObjectIter iter;

      json_object_iter_init_ordered (&iter, json_node_get_object (properties));
      while (json_object_iter_next_ordered (&iter, &property.name, &property.value))
        if (g_str_equal (weir_property_get_canonical (property.name), "bootstrap.servers") == (round == 0))
          weir_workspace_load_property (&property);
    }
}

/* Joining takes partitions from the other members of the group: the user is asked before anything is opened. */
static void
weir_workspace_load_group (WeirWorkspaceReader  *reader,
                           WeirWorkspaceParts   *parts,
                           WeirConnectionConfig *config,
                           JsonNode             *object)
{
  Property group = { .reader = reader, .consents = parts->consents, .config = config, .properties = object, .name = "group" };

  config->group = weir_workspace_reader_dup_text (reader, object, "group");
  if (config->group != NULL)
    {
      WeirConsent *consent;

      weir_workspace_ask (&group, WEIR_PROPERTY_RISK_JOINS, config->group, NULL);
      consent = g_ptr_array_index (parts->consents, parts->consents->len - 1);
      g_free (consent->property);
      consent->property = g_strdup ("group.id");
    }
}

/* Relative to the folder of the workspace file. */
static char *
dup_absolute (WeirWorkspaceReader *reader,
              const char          *path)
{
  g_autofree char *folder = g_path_get_dirname (weir_json_document_get_name (reader->document));
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  return g_canonicalize_filename (path, absolute);
}

/* What lies on the disk is read for the user who consents, wherever the workspace came from. */
static void
weir_workspace_load_path (WeirWorkspaceReader  *reader,
                          WeirWorkspaceParts   *parts,
                          WeirConnectionConfig *config,
                          JsonNode             *object)
{
  static const char *const kafka_members[] = { "bootstrap", "group", "lag", "properties", "embedded" };
  Property file = { .reader = reader, .consents = parts->consents, .config = config, .properties = object, .name = "file" };
  g_autofree char *path = weir_workspace_reader_dup_text (reader, object, "file");

  config->settings = weir_settings_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kafka_members); i++)
    if (weir_workspace_reader_get_member (object, kafka_members[i]) != NULL)
      weir_workspace_reader_refuse (reader, object, kafka_members[i],
                                    _("is of a Kafka cluster, and this connection is a file; leave one of them out"));
  if (path == NULL)
    return;

  config->file = dup_absolute (reader, path);
  if (*path == '\0')
    weir_workspace_reader_refuse (reader, object, "file", _("names no file; write e.g. \"prices.csv\""));
  else
    weir_workspace_ask (&file, WEIR_PROPERTY_RISK_READS, config->file, NULL);
}

static void
weir_workspace_load_lag (WeirWorkspaceReader  *reader,
                         WeirConnectionConfig *config,
                         JsonNode             *object)
{
  config->lag_usec = weir_workspace_reader_get_duration (reader, object, "lag", FALSE, 0);
  if (config->lag_usec > 0 && config->group != NULL)
    weir_workspace_reader_refuse (reader, object, "group",
                                  _("joins a group to read topics, and this connection reads the lag of groups; leave one of "
                                    "them out"));
}

static void
weir_workspace_load_connection (WeirWorkspaceReader *reader,
                                JsonNode            *object,
                                gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirConnectionConfig *config = g_new0 (WeirConnectionConfig, 1);
  JsonNode *properties = weir_workspace_reader_get_object (reader, object, "properties");
  gboolean is_file = weir_workspace_reader_get_member (object, "file") != NULL;
  g_autofree char *bootstrap = is_file ? NULL : weir_workspace_reader_dup_required (reader, object, "bootstrap", "localhost:9092");

  config->name = weir_workspace_load_name (reader, object, parts->connections, "kafka");
  g_ptr_array_add (parts->connections, config);
  if (is_file)
    {
      weir_workspace_load_path (reader, parts, config, object);
      return;
    }

  config->settings = weir_settings_new (bootstrap);
  weir_settings_set_embedded (config->settings, weir_workspace_reader_get_boolean (reader, object, "embedded"));

  if (properties != NULL)
    weir_workspace_load_properties (reader, parts, config, properties);
  weir_workspace_load_group (reader, parts, config, object);
  weir_workspace_load_lag (reader, config, object);
}

/**
 * weir_workspace_load_connections:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "connections" and appends to connections and consents.
 */
void
weir_workspace_load_connections (WeirWorkspaceReader *reader,
                                 JsonNode            *root,
                                 WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "connections", weir_workspace_load_connection, parts);
}
