#include "config.h"

#include "app/cli/weir-cli-connection.h"

#include <glib/gi18n.h>
#include <librdkafka/rdkafka.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/weir-cli.h"
#include "data/source/weir-property.h"

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
      N_("Read properties from this file, kcat's or a Java client's; put passwords there; none: read no kcat.conf"),
      N_("FILE") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &self->timeout_seconds,
      self->limits_run ? N_("End after so long (default: never), or when no broker answers for so long (default 10)")
                       : N_("Give up when no broker answers for so long (default 10)"), N_("SECONDS") },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &self->progress,
      N_("Show progress even when standard error is no terminal"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, N_("Only errors on standard error"), NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
weir_cli_connection_wants_no_file (WeirCliConnection *self)
{
  return g_strcmp0 (self->file, "none") == 0;
}

/* Whether librdkafka takes what @settings say; a broker is not needed for that. */
static gboolean
weir_cli_connection_check_settings (WeirSettings  *settings,
                                    GError       **error)
{
  rd_kafka_conf_t *conf;

  if (weir_settings_get_bootstrap (settings) == NULL)
    weir_settings_set (settings, "bootstrap.servers", "localhost");
  conf = weir_settings_build_conf (settings, FALSE, error);
  if (conf == NULL)
    return FALSE;

  rd_kafka_conf_destroy (conf);

  return TRUE;
}

/* A configuration file that is read by default: an error in it must not stop what does not need it. */
static void
weir_cli_connection_load_default (WeirCliConnection *self,
                                  WeirSettings      *settings)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "kcat.conf", NULL);
  g_autoptr(WeirSettings) tried = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;

  if (weir_settings_load_file (tried, path, &error) && weir_cli_connection_check_settings (tried, &error)
      && weir_settings_load_file (settings, path, &error))
    {
      if (!self->quiet)
        weir_cli_say (_("reading properties from %s"), path);
    }
  else
    weir_cli_say (_("%s is left out: %s; mend it, or say -F none"), path, error->message);
}

/* As kcat does without -F. */
static gboolean
weir_cli_connection_load_found (WeirCliConnection *self,
                                WeirSettings      *settings,
                                GError           **error)
{
  const char *variable = g_getenv ("KCAT_CONFIG");

  if (self->file != NULL)
    return TRUE;
  if (variable == NULL || *variable == '\0')
    {
      weir_cli_connection_load_default (self, settings);
      return TRUE;
    }

  if (!weir_settings_load_file (settings, variable, error))
    return FALSE;
  if (!self->quiet)
    weir_cli_say (_("reading properties from %s"), variable);

  return TRUE;
}

static void
weir_cli_connection_warn_of_secrets (WeirCliConnection *self)
{
  for (guint i = 0; self->pairs != NULL && self->pairs[i] != NULL; i++)
    {
      g_autofree char *name = g_strstrip (g_strndup (self->pairs[i], strcspn (self->pairs[i], "=")));

      if (weir_property_is_secret (name))
        weir_cli_say (_("%s stands on the command line, where every user of this machine sees it; put it in a file for -F"),
                      name);
    }
}

gboolean
weir_cli_connection_fill (WeirCliConnection *self,
                          WeirSettings      *settings,
                          GError           **error)
{
  if (self->file != NULL && !weir_cli_connection_wants_no_file (self)
      && !weir_settings_load_file (settings, self->file, error))
    return FALSE;

  for (guint i = 0; self->pairs != NULL && self->pairs[i] != NULL; i++)
    if (!weir_settings_set_pair (settings, self->pairs[i], error))
      return FALSE;

  if (self->brokers != NULL)
    weir_settings_set (settings, "bootstrap.servers", self->brokers);

  return TRUE;
}

static void
weir_cli_connection_say_notes (WeirCliConnection *self,
                               WeirSettings      *settings)
{
  const char *notes = weir_settings_get_notes (settings);

  if (notes != NULL && !self->quiet)
    weir_cli_say ("%s", notes);
}

gboolean
weir_cli_connection_apply (WeirCliConnection *self,
                           WeirSettings      *settings,
                           GError           **error)
{
  if (!weir_cli_connection_fill (self, settings, error))
    return FALSE;

  weir_cli_connection_say_notes (self, settings);
  weir_cli_connection_warn_of_secrets (self);

  return TRUE;
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

  /* A file that is only found is about the user's own cluster: its password is not for brokers that a workspace names. */
  if (base == NULL && !weir_cli_connection_load_found (self, settings, error))
    return NULL;
  if (!weir_cli_connection_apply (self, settings, error))
    return NULL;

  if (weir_settings_get_bootstrap (settings) == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("which cluster? name its brokers, as in -b localhost:9092"));
      return NULL;
    }

  return g_steal_pointer (&settings);
}

gboolean
weir_cli_connection_is_given (WeirCliConnection *self)
{
  return self->brokers != NULL || self->pairs != NULL || self->timeout_seconds > 0 ||
         (self->file != NULL && !weir_cli_connection_wants_no_file (self));
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
