#include "config.h"

#include "app/cli/weir-cli-pair-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"
#include "data/decode/weir-word.h"

#define MEMORY_MAX_MIB (1 << 20)

void
weir_cli_pair_options_add_options (WeirCliPairOptions *self,
                              GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &self->type,
      N_("inner: pairs; left, outer: also records of the left, of both sides, without partner; table, table-left: each left "
         "record with the latest right record of its key (default inner)"),
      N_("inner|left|outer|table|table-left") },
    { "within", 0, 0, G_OPTION_ARG_STRING, &self->within, N_("How far apart a pair may be, either way"), N_("TIME") },
    { "before", 0, 0, G_OPTION_ARG_STRING, &self->before, N_("How much earlier than the left the right may be"), N_("TIME") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &self->after, N_("How much later than the left the right may be"), N_("TIME") },
    { "grace", 0, 0, G_OPTION_ARG_STRING, &self->grace,
      N_("How late a record may be without losing a pair (default 0s)"), N_("TIME") },
    { "max-ahead", 0, 0, G_OPTION_ARG_STRING, &self->max_ahead,
      N_("Records further ahead of the broker's clock are from the future (default 1h)"), N_("TIME|never") },
    { "idle-after", 0, 0, G_OPTION_ARG_STRING, &self->idle_after,
      N_("Stop waiting for a partition without records for so long (default 30s; bounded reads: never)"), N_("TIME|never") },
    { "memory", 0, 0, G_OPTION_ARG_INT, &self->memory_mib, N_("Memory for waiting records, or for the table (default 256)"), N_("MiB") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
weir_cli_pair_options_parse_type (WeirCliPairOptions *self,
                             GError        **error)
{
  const char *name = self->type != NULL ? self->type : weir_join_type_get_word (WEIR_JOIN_INNER);
  guint type;

  self->table = g_str_equal (name, "table") || g_str_equal (name, "table-left");
  if (self->table)
    {
      self->spec.type = g_str_equal (name, "table") ? WEIR_JOIN_INNER : WEIR_JOIN_LEFT;
      return TRUE;
    }

  if (weir_word_parse (weir_join_type_get_word, name, &type))
    {
      self->spec.type = (WeirJoinType) type;
      return TRUE;
    }

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
               _("--type takes inner, left, outer, table or table-left, not “%s”"), name);
  return FALSE;
}

static gboolean
weir_cli_pair_options_parse_band (WeirCliPairOptions *self,
                             GError        **error)
{
  gboolean band = self->within != NULL || self->before != NULL || self->after != NULL;

  if (self->table && (band || self->grace != NULL))
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("a table has no times to be near: leave --within, --before, --after and --grace out"));
  else if (!self->table && !band)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("how far apart may records be? say it with --within 10m, or --before and --after"));
  else
    return weir_cli_parse_duration (self->within, FALSE, &self->spec.before_usec, error) &&
           weir_cli_parse_duration (self->within, FALSE, &self->spec.after_usec, error) &&
           weir_cli_parse_duration (self->before, FALSE, &self->spec.before_usec, error) &&
           weir_cli_parse_duration (self->after, FALSE, &self->spec.after_usec, error) &&
           weir_cli_parse_duration (self->grace, FALSE, &self->spec.grace_usec, error);

  return FALSE;
}

gboolean
weir_cli_pair_options_finish (WeirCliPairOptions *self,
                         gboolean        bounded,
                         GError        **error)
{
  if (!weir_cli_pair_options_parse_type (self, error) || !weir_cli_pair_options_parse_band (self, error) ||
      !weir_cli_parse_duration (self->max_ahead, TRUE, &self->spec.max_ahead_usec, error))
    return FALSE;

  if (self->memory_mib < 0 || self->memory_mib > MEMORY_MAX_MIB)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--memory takes a number of MiB, 1 to %d"), MEMORY_MAX_MIB);
      return FALSE;
    }

  self->spec.max_bytes = (gsize) self->memory_mib * 1024 * 1024;
  self->spec.ordered = bounded;
  /* Only rows of their own can very late records have. */
  self->spec.hold = bounded && self->spec.type != WEIR_JOIN_INNER;
  self->spec.idle_after_usec = bounded ? -1 : 0;

  return weir_cli_parse_duration (self->idle_after, TRUE, &self->spec.idle_after_usec, error);
}

void
weir_cli_pair_options_clear (WeirCliPairOptions *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->within, g_free);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->after, g_free);
  g_clear_pointer (&self->grace, g_free);
  g_clear_pointer (&self->max_ahead, g_free);
  g_clear_pointer (&self->idle_after, g_free);
}
