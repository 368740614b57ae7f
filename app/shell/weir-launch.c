#include "config.h"

#include "app/shell/weir-launch.h"

#include <glib/gi18n.h>
#include <string.h>

#include "data/source/weir-property.h"

void
weir_launch_add_options (GApplication *application)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, NULL, N_("Watch what this workspace file describes"), N_("FILE") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Watch simulated stocks, sensors and payments"), NULL },
    { "brokers", 'b', 0, G_OPTION_ARG_STRING, NULL, N_("Bootstrap brokers of a Kafka"), N_("HOST:PORT,…") },
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_("A topic to watch; may be given again"), N_("TOPIC") },
    { "group", 'G', 0, G_OPTION_ARG_STRING, NULL, N_("Read as a member of this consumer group"), N_("GROUP") },
    { "property", 'X', 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_("A property of librdkafka; may be given again"), N_("NAME=VALUE") },
    { "config", 'F', 0, G_OPTION_ARG_FILENAME, NULL, N_("A file of such properties, as for kcat"), N_("FILE") },
    { "smoke", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Save pictures of every page into a folder, print a summary, and quit"), N_("DIR") },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, NULL, N_("Print a summary and quit after this many seconds"), N_("N") },
    { "painter", 0, 0, G_OPTION_ARG_STRING, NULL, N_("What draws the lines of charts: auto, gl, strip or cairo"), N_("PAINTER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and quit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[FILE]") },
    { NULL },
  };

  g_application_set_option_context_parameter_string (application, _("– watch Kafka streams live"));
  g_application_add_main_option_entries (application, entries);
}

static char *
resolve (GFile      *cwd,
         const char *path)
{
  g_autoptr(GFile) file = NULL;

  if (path == NULL)
    return NULL;

  file = cwd != NULL ? g_file_resolve_relative_path (cwd, path) : g_file_new_for_path (path);

  return g_file_get_path (file);
}

WeirLaunch *
weir_launch_new (GVariantDict *options,
                 GFile        *cwd,
                 GError      **error)
{
  g_autoptr(WeirLaunch) self = g_new0 (WeirLaunch, 1);
  const char *workspace = NULL, *smoke = NULL, *config_file = NULL;
  g_autofree const char **files = NULL;

  g_variant_dict_lookup (options, "workspace", "^&ay", &workspace);
  g_variant_dict_lookup (options, "smoke", "^&ay", &smoke);
  g_variant_dict_lookup (options, "config", "^&ay", &config_file);
  g_variant_dict_lookup (options, "demo", "b", &self->demo);
  g_variant_dict_lookup (options, "seconds", "d", &self->seconds);
  g_variant_dict_lookup (options, "brokers", "s", &self->brokers);
  g_variant_dict_lookup (options, "topic", "^as", &self->topics);
  g_variant_dict_lookup (options, "property", "^as", &self->pairs);
  g_variant_dict_lookup (options, "group", "s", &self->group);
  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &files) && workspace == NULL)
    {
      workspace = files[0];
      self->guess = TRUE;
    }

  /* As weir-cli's: no file. */
  if (g_strcmp0 (config_file, "none") == 0)
    config_file = NULL;

  self->workspace = resolve (cwd, workspace);
  self->smoke = resolve (cwd, smoke);
  self->config_file = resolve (cwd, config_file);

  if ((self->brokers != NULL || self->config_file != NULL) && self->topics == NULL && self->workspace == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("With -b or -F, say which topics to watch: -t TOPIC"));
      return NULL;
    }
  if (self->topics != NULL && self->brokers == NULL && self->config_file == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("With -t, say where the topic is: -b HOST:PORT"));
      return NULL;
    }
  if (self->seconds < 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--seconds cannot be negative"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
weir_launch_free (WeirLaunch *self)
{
  g_free (self->workspace);
  g_free (self->smoke);
  g_free (self->brokers);
  g_free (self->config_file);
  g_free (self->group);
  g_strfreev (self->topics);
  g_strfreev (self->pairs);
  g_free (self);
}

/* As weir-cli does: said where the command was typed, and as long as it is there to be seen. */
static void
warn_of_secrets (WeirLaunch *self)
{
  for (guint i = 0; self->pairs != NULL && self->pairs[i] != NULL; i++)
    {
      g_autofree char *name = g_strstrip (g_strndup (self->pairs[i], strcspn (self->pairs[i], "=")));

      if (weir_property_is_secret (name))
        g_printerr (_("weir: %s stands on the command line, where every user of this machine sees it; "
                      "put it in a file for -F\n"), name);
    }
}

WeirSettings *
weir_launch_create_settings (WeirLaunch *self,
                             GError    **error)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (self->brokers);

  warn_of_secrets (self);
  if (self->config_file != NULL && !weir_settings_load_file (settings, self->config_file, error))
    return NULL;
  if (self->brokers != NULL)
    weir_settings_set (settings, "bootstrap.servers", self->brokers);
  for (guint i = 0; self->pairs != NULL && self->pairs[i] != NULL; i++)
    {
      if (!weir_settings_set_pair (settings, self->pairs[i], error))
        return NULL;
    }

  return g_steal_pointer (&settings);
}
