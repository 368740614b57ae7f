#include "config.h"

#include "data/workspace/weir-workspace-private.h"

#include <glib/gi18n-lib.h>

/* What connections have in memory: properties that stand in no text, or that wait for the user's consent. */

/**
 * weir_workspace_get_consents:
 * @self: a workspace
 *
 * What the file wants to set and may not, until weir_workspace_consent():
 * properties that run programs, read files, decide whom to trust or are not
 * known to be harmless, and secrets of the environment.
 *
 * Returns: (transfer none) (element-type WeirConsent): what waits for consent;
 *   empty where nothing does
 */
GPtrArray *
weir_workspace_get_consents (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.consents;
}

/* Else the user's passwords would go to brokers that only the file names. */
static void
ask_about_brokers (WeirWorkspace *self)
{
  for (guint i = 0; i < self->parts.connections->len; i++)
    {
      WeirConnectionConfig *config = g_ptr_array_index (self->parts.connections, i);
      WeirConsent *consent;

      if (config->file != NULL)
        continue;

      consent = g_new0 (WeirConsent, 1);
      consent->settings = g_object_ref (config->settings);
      consent->connection = g_strdup (config->name);
      consent->bootstrap = g_strdup (weir_settings_get_bootstrap (config->settings));
      consent->property = g_strdup ("bootstrap.servers");
      consent->value = g_strdup (consent->bootstrap);
      consent->risk = WEIR_PROPERTY_RISK_GIVEN;
      /* Translators: the name of a connection in a file */
      consent->place = g_strdup_printf (_("connection “%s”"), config->name);
      g_ptr_array_add (self->parts.consents, consent);
    }
}

/**
 * weir_workspace_weigh_own:
 * @self: a workspace
 * @own: what the user sets with -X, -F, -b or kcat.conf
 *
 * Where @own sets a property, the file need not be asked about it: its value is
 * not taken. Where it has passwords or keys and names no brokers, those of the
 * file are a question.
 */
void
weir_workspace_weigh_own (WeirWorkspace *self,
                          WeirSettings  *own)
{
  GPtrArray *consents;

  g_return_if_fail (WEIR_IS_WORKSPACE (self) && WEIR_IS_SETTINGS (own));

  consents = self->parts.consents;
  for (guint i = consents->len; i > 0; i--)
    {
      const WeirConsent *consent = g_ptr_array_index (consents, i - 1);

      if (weir_settings_get (own, consent->property) != NULL)
        g_ptr_array_remove_index (consents, i - 1);
    }
  if (weir_settings_has_secrets (own) && weir_settings_get_bootstrap (own) == NULL)
    ask_about_brokers (self);
}

/**
 * weir_workspace_consent:
 * @self: a workspace that nothing was connected with yet
 * @error: return location
 *
 * Sets what the file asks for: the user has seen it and wants it.
 *
 * Returns: %TRUE, or %FALSE and %WEIR_WORKSPACE_ERROR_MEMBER where an
 *   environment variable is not set
 */
gboolean
weir_workspace_consent (WeirWorkspace  *self,
                        GError        **error)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), FALSE);

  for (guint i = 0; i < self->parts.consents->len; i++)
    if (!weir_consent_give (g_ptr_array_index (self->parts.consents, i), error))
      return FALSE;

  g_ptr_array_set_size (self->parts.consents, 0);

  return TRUE;
}

/* The words of the file that describe a connection. */
static char *
dup_connection_text (WeirWorkspace *self,
                     guint          i)
{
  JsonObject *root = json_node_get_object (weir_json_document_get_root (self->document));

  return json_to_string (json_array_get_element (json_object_get_array_member (root, "connections"), i), FALSE);
}

/* What is in memory of the connections, by their words. */
static void
remember_connections (WeirWorkspace *self)
{
  if (self->remembered == NULL)
    self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (guint i = 0; i < self->parts.connections->len; i++)
    {
      const WeirConnectionConfig *config = g_ptr_array_index (self->parts.connections, i);

      g_hash_table_insert (self->remembered, dup_connection_text (self, i), g_object_ref (config->settings));
    }
}

static gboolean
waits_for_consent (WeirWorkspace *self,
                   const char    *connection)
{
  for (guint i = 0; i < self->parts.consents->len; i++)
    if (g_str_equal (((const WeirConsent *) g_ptr_array_index (self->parts.consents, i))->connection, connection))
      return TRUE;

  return FALSE;
}

static void
drop_consents (WeirWorkspace *self,
               const char    *connection)
{
  for (guint i = self->parts.consents->len; i > 0; i--)
    if (g_str_equal (((const WeirConsent *) g_ptr_array_index (self->parts.consents, i - 1))->connection, connection))
      g_ptr_array_remove_index (self->parts.consents, i - 1);
}

/**
 * weir_workspace_share_connections:
 * @self: a workspace that was just read
 * @other: the one it was made of
 *
 * Gives the connections of @self the properties in memory of those that stand in
 * @other, or stood in a workspace it was made of, in the very same words. What
 * @other waits for consent for, @self waits for too.
 */
void
weir_workspace_share_connections (WeirWorkspace *self,
                                  WeirWorkspace *other)
{
  g_return_if_fail (WEIR_IS_WORKSPACE (self) && WEIR_IS_WORKSPACE (other));
  g_return_if_fail (self->remembered == NULL);

  remember_connections (other);
  self->remembered = g_hash_table_ref (other->remembered);
  for (guint i = 0; i < self->parts.connections->len; i++)
    {
      WeirConnectionConfig *config = g_ptr_array_index (self->parts.connections, i);
      g_autofree char *text = dup_connection_text (self, i);
      WeirSettings *settings = g_hash_table_lookup (self->remembered, text);

      if (settings == NULL || waits_for_consent (other, config->name))
        continue;
      g_set_object (&config->settings, settings);
      drop_consents (self, config->name);
    }
}

/**
 * weir_workspace_set_settings:
 * @self: a workspace that is not in use yet
 * @connection: which of its connections
 * @settings: what it is reached with
 *
 * Gives a connection properties that the user gave in person: they stand in no
 * text, but workspaces made of @self keep them.
 */
void
weir_workspace_set_settings (WeirWorkspace *self,
                             guint          connection,
                             WeirSettings  *settings)
{
  WeirConnectionConfig *config;

  g_return_if_fail (WEIR_IS_WORKSPACE (self) && WEIR_IS_SETTINGS (settings));
  g_return_if_fail (connection < self->parts.connections->len);

  config = g_ptr_array_index (self->parts.connections, connection);
  g_set_object (&config->settings, settings);
  drop_consents (self, config->name);
}
