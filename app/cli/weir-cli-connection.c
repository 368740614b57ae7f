#include "config.h"

#include "app/cli/weir-cli-connection.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/weir-cli.h"

#define TIMEOUT_DEFAULT_SECONDS 10

void
weir_cli_connection_add_options (WeirCliConnection *self,
                                 GOptionContext    *context)
{
  const GOptionEntry entries[] = {
    { "brokers", 'b', 0, G_OPTION_ARG_STRING, &self->brokers, N_("Bootstrap servers"), N_("HOST:PORT,…") },
    { "property", 'X', 0, G_OPTION_ARG_STRING_ARRAY, &self->pairs,
      N_("A librdkafka property; may be repeated"), N_("NAME=VALUE") },
    { "config", 'F', 0, G_OPTION_ARG_FILENAME, &self->file,
      N_("A file of properties, kcat's or a Java client's; the place for passwords"), N_("FILE") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &self->timeout_seconds,
      N_("Give up when no broker answers for so long (default 10)"), N_("SECONDS") },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &self->progress,
      N_("Show progress even when standard error is no terminal"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_("Only errors on standard error"), NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* As kcat does without -F. */
static char *
weir_cli_connection_dup_file (WeirCliConnection *self)
{
  const char *variable = g_getenv ("KCAT_CONFIG");
  g_autofree char *path = NULL;

  if (self->file != NULL)
    return g_strdup (self->file);
  if (variable != NULL && *variable != '\0')
    return g_strdup (variable);

  path = g_build_filename (g_get_user_config_dir (), "kcat.conf", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

static void
weir_cli_connection_warn_of_secret (const char *pair)
{
  g_autofree char *name = g_strndup (pair, strcspn (pair, "="));

  if (strstr (name, "password") != NULL || strstr (name, "secret") != NULL || g_str_equal (name, "ssl.key.pem"))
    weir_cli_say (_("%s stands on the command line, where every user of this machine sees it; put it in a file for -F"),
                  name);
}

WeirSettings *
weir_cli_connection_get_settings (WeirCliConnection *self,
                                  GError           **error)
{
  return weir_cli_connection_get_settings_over (self, NULL, error);
}

WeirSettings *
weir_cli_connection_get_settings_over (WeirCliConnection *self,
                                       WeirSettings      *base,
                                       GError           **error)
{
  g_autoptr(WeirSettings) settings = base != NULL ? g_object_ref (base) : weir_settings_new (NULL);
  g_autofree char *file = weir_cli_connection_dup_file (self);

  if (file != NULL && !weir_settings_load_file (settings, file, error))
    return NULL;
  if (file != NULL && self->file == NULL && !self->quiet)
    weir_cli_say (_("reading properties from %s"), file);

  for (guint i = 0; self->pairs != NULL && self->pairs[i] != NULL; i++)
    {
      if (!weir_settings_set_pair (settings, self->pairs[i], error))
        return NULL;
      weir_cli_connection_warn_of_secret (self->pairs[i]);
    }

  if (self->brokers != NULL)
    weir_settings_set (settings, "bootstrap.servers", self->brokers);
  if (weir_settings_get_bootstrap (settings) == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("which cluster? name its brokers, as in -b localhost:9092"));
      return NULL;
    }

  return g_steal_pointer (&settings);
}

guint
weir_cli_connection_get_deadline_msec (WeirCliConnection *self)
{
  return 1000u * (self->timeout_seconds > 0 ? self->timeout_seconds : TIMEOUT_DEFAULT_SECONDS);
}

gboolean
weir_cli_connection_shows_progress (WeirCliConnection *self)
{
  return self->progress || (!self->quiet && isatty (STDERR_FILENO));
}

void
weir_cli_connection_clear (WeirCliConnection *self)
{
  g_clear_pointer (&self->brokers, g_free);
  g_clear_pointer (&self->pairs, g_strfreev);
  g_clear_pointer (&self->file, g_free);
}
