#include "config.h"

#include "data/workspace/weir-consent.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/workspace/weir-workspace.h"

/* Of a value, what a question shows. */
#define SHOWN_BYTES 512

static const char * const reasons[] = {
  [WEIR_PROPERTY_RISK_NONE] = N_("sends a secret of yours to these brokers"),
  [WEIR_PROPERTY_RISK_RUNS] = N_("can run a program or load a library"),
  [WEIR_PROPERTY_RISK_TRUST] = N_("decides whom the connection trusts"),
  [WEIR_PROPERTY_RISK_READS] = N_("uses a file of this computer"),
  [WEIR_PROPERTY_RISK_SENDS] = N_("logs in at an address that the file names"),
  [WEIR_PROPERTY_RISK_GIVEN] = N_("is given the passwords and keys that you set yourself"),
  [WEIR_PROPERTY_RISK_JOINS] = N_("takes partitions from the group's other members and commits its offsets"),
  [WEIR_PROPERTY_RISK_MEMORY] = N_("can take much memory"),
  [WEIR_PROPERTY_RISK_OTHER] = N_("is not known to be harmless"),
};

/**
 * weir_consent_free:
 * @self: (transfer full): what is asked for
 *
 * Frees @self.
 */
void
weir_consent_free (WeirConsent *self)
{
  g_clear_object (&self->settings);
  g_free (self->connection);
  g_free (self->bootstrap);
  g_free (self->property);
  g_free (self->value);
  g_free (self->variable);
  g_free (self->place);
  g_free (self);
}

/**
 * weir_consent_dup_text:
 * @self: what is asked for
 *
 * Returns: (transfer full): property and value, or the variable whose value it
 *   gets, on one line that shows every character
 */
char *
weir_consent_dup_text (const WeirConsent *self)
{
  const char *value = self->variable != NULL ? self->variable : self->value;
  g_autofree char *name = weir_escape_dup (self->property, strlen (self->property), SHOWN_BYTES);
  g_autofree char *shown = weir_escape_dup (value, strlen (value), SHOWN_BYTES);
  g_autofree char *brokers = weir_escape_dup (self->bootstrap, strlen (self->bootstrap), SHOWN_BYTES);

  if (self->variable != NULL)
    /* Translators: a property, an environment variable, addresses of brokers */
    return g_strdup_printf (_("%s = the environment variable %s, sent to %s"), name, shown, brokers);

  return g_strdup_printf ("%s = %s", name, shown);
}

/**
 * weir_consent_get_reason:
 * @self: what is asked for
 *
 * Returns: (transfer none): what could come of it, behind the property's name
 */
const char *
weir_consent_get_reason (const WeirConsent *self)
{
  return _(reasons[self->risk]);
}

/**
 * weir_consent_give:
 * @self: what is asked for
 * @error: return location of a %WEIR_WORKSPACE_ERROR_MEMBER
 *
 * Sets the property, as the user wants it.
 *
 * Returns: %FALSE if the environment variable is not set
 */
gboolean
weir_consent_give (const WeirConsent  *self,
                   GError            **error)
{
  const char *value = self->variable != NULL ? g_getenv (self->variable) : self->value;

  if (value != NULL)
    {
      weir_settings_set (self->settings, self->property, value);
      return TRUE;
    }

  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
               /* Translators: file, line and member; a variable's name */
               _("%s: the environment variable %s is not set; set it before starting Weir"), self->place, self->variable);
  return FALSE;
}
