#include "config.h"

#include "app/cli/weir-cli-description.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-workspace.h"
#include "app/cli/weir-cli.h"
#include "data/workspace/weir-field-config.h"
#include "data/workspace/weir-workspace-load.h"

/* As the window engine's own default. */
#define MAX_BYTES_DEFAULT ((gsize) 256 * 1024 * 1024)

static gboolean
weir_cli_description_load (WeirCliDescription *self,
                           WeirCliInput       *input,
                           WeirCliDecode      *decode,
                           const char         *stream,
                           WeirCliConnection  *connection,
                           GError            **error)
{
  const WeirStreamConfig *config;
  const WeirConnectionConfig *base;

  if (stream == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("which stream? name it and its workspace: --workspace FILE --stream NAME"));
      return FALSE;
    }
  if (!weir_cli_decode_is_open (decode))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("the workspace says what the records hold: leave --key, --time, --value, --format and --columns out"));
      return FALSE;
    }

  /* Of a file nothing is connected with, so nothing needs consent. */
  self->workspace = weir_cli_input_is_file (input)
                      ? weir_workspace_new_from_file (input->workspace, error)
                      : weir_cli_workspace_open (input->workspace, input->trusts, connection, error);
  config = self->workspace != NULL ? weir_cli_description_find_stream (self, stream, error) : NULL;
  if (config == NULL)
    return FALSE;
  if (weir_cli_input_is_file (input))
    return TRUE;

  base = weir_workspace_find_named (weir_workspace_get_connections (self->workspace), config->connection);
  if (base->file != NULL)
    {
      weir_cli_input_set_path (input, base->file);
      return TRUE;
    }

  self->lag_usec = base->lag_usec;
  self->settings = weir_cli_connection_get_settings_over (connection, base->settings, error);

  return self->settings != NULL;
}

gboolean
weir_cli_description_open (WeirCliDescription *self,
                           WeirCliInput       *input,
                           WeirCliDecode      *decode,
                           const char         *stream,
                           WeirCliConnection  *connection,
                           GError            **error)
{
  self->from_file = input->workspace != NULL;
  if (self->from_file)
    return weir_cli_description_load (self, input, decode, stream, connection, error);

  self->workspace = weir_workspace_new ();
  if (weir_cli_input_is_file (input))
    return TRUE;

  self->settings = weir_cli_connection_get_settings (connection, error);

  return self->settings != NULL;
}

static void
add_field (WeirStreamConfig *config,
           const char       *name,
           const char       *path)
{
  WeirFieldConfig *field = g_new0 (WeirFieldConfig, 1);

  field->name = g_strdup (name);
  field->path = g_strdup (path);
  field->unit = g_strdup ("");
  g_ptr_array_add (config->fields, field);
}

WeirStreamConfig *
weir_cli_description_add_stream (WeirCliDescription *self,
                                 const char         *name,
                                 const char * const *topics,
                                 WeirCliDecode      *decode)
{
  const WeirDecoderSpec *spec = &decode->spec;
  WeirStreamConfig *config = weir_stream_config_new (name);

  g_strfreev (config->topics);
  config->topics = g_strdupv ((GStrv) topics);
  config->format = spec->format;
  config->key_path = g_strdup (spec->key_path);
  config->time_basis = spec->time_basis;
  config->time_path = g_strdup (spec->time_path);
  config->time_unit = spec->time_unit;
  config->zone = g_strdup (spec->zone);
  config->csv_columns = g_strdupv ((GStrv) spec->csv_columns);
  config->csv_separator = spec->csv_separator;
  config->max_bytes = MAX_BYTES_DEFAULT;
  for (guint i = 0; spec->field_paths != NULL && spec->field_paths[i] != NULL; i++)
    add_field (config, spec->field_paths[i], spec->field_paths[i]);
  g_ptr_array_add (weir_workspace_get_streams (self->workspace), config);
  if (self->inferred == NULL)
    self->inferred = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (decode->inferred)
    g_hash_table_add (self->inferred, g_strdup (name));

  return config;
}

static void
add_side (WeirStreamConfig *config,
          WeirJoinSide      side,
          WeirStreamConfig *source)
{
  static const char * const prefixes[] = { "left_", "right_" };

  for (guint i = 0; i < source->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (source->fields, i);
      const WeirDerivedPick pick = { side, i };
      g_autofree char *name = g_strconcat (prefixes[side], field->name, NULL);

      add_field (config, name, name);
      g_array_append_val (config->derived->picks, pick);
    }
}

WeirStreamConfig *
weir_cli_description_add_derived (WeirCliDescription *self,
                                  const char         *name,
                                  WeirDerivedKind     kind,
                                  WeirStreamConfig   *left,
                                  WeirStreamConfig   *right)
{
  WeirStreamConfig *config = weir_stream_config_new (name);

  config->connection = g_strdup (left->connection);
  config->derived = weir_derived_config_new ();
  config->derived->kind = kind;
  config->derived->sources[WEIR_JOIN_SIDE_LEFT] = g_strdup (left->name);
  config->derived->sources[WEIR_JOIN_SIDE_RIGHT] = g_strdup (right->name);
  add_side (config, WEIR_JOIN_SIDE_LEFT, left);
  add_side (config, WEIR_JOIN_SIDE_RIGHT, right);
  g_ptr_array_add (weir_workspace_get_streams (self->workspace), config);

  return config;
}

WeirStreamConfig *
weir_cli_description_find_stream (WeirCliDescription *self,
                                  const char         *name,
                                  GError            **error)
{
  WeirStreamConfig *config = weir_workspace_find_named (weir_workspace_get_streams (self->workspace), name);

  if (config == NULL)
    g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                 _("the workspace has no stream “%s”; name one of its streams"), name);

  return config;
}

const char *
weir_cli_description_get_zone (WeirCliDescription     *self,
                               const WeirStreamConfig *config)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  /* A circle would be refused, but not here. */
  for (guint i = 0; config != NULL && config->derived != NULL && i < streams->len; i++)
    config = weir_workspace_find_named (streams, config->derived->sources[WEIR_JOIN_SIDE_LEFT]);

  return config != NULL && config->derived == NULL ? config->zone : NULL;
}

gboolean
weir_cli_description_is_inferred (WeirCliDescription *self,
                                  const char         *name)
{
  return self->inferred != NULL && g_hash_table_contains (self->inferred, name);
}

void
weir_cli_description_clear (WeirCliDescription *self)
{
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->inferred, g_hash_table_unref);
}
