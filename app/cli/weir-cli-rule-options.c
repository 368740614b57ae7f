#include "config.h"

#include "app/cli/weir-cli-rule-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-word.h"
#include "data/workspace/weir-workspace-load.h"

#define SILENT "silent "
#define WINDOW "window "

/* How many bytes of a name stand at @text, if a colon comes after it; 0: none. */
static gsize
find_name (const char *text)
{
  gsize length = strcspn (text, ":");
  gsize end = length;

  if (text[length] != ':')
    return 0;

  while (end > 0 && g_ascii_isspace (text[end - 1]))
    end--;
  for (gsize i = 0; i < end; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("-_.", text[i]) == NULL)
      return 0;

  return end;
}

/* The name that stands at *@text before a colon, both of which it takes. (nullable) */
static char *
take_name (const char **text)
{
  const char *start = *text + strspn (*text, " \t");
  gsize length = find_name (start);

  if (length == 0)
    return NULL;

  *text = strchr (start, ':') + 1;
  *text += strspn (*text, " \t");

  return g_strndup (start, length);
}

static gboolean
on_rule (const char  *option,
         const char  *value,
         gpointer     data,
         GError     **error)
{
  WeirCliRuleOptions *self = data;
  WeirRuleConfig *rule = g_new0 (WeirRuleConfig, 1);
  const char *text = value;

  g_ptr_array_add (self->rules, rule);
  rule->name = take_name (&text);
  if (rule->name == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("“%s” has no name: write a rule as 'hot: temperature > 40'; a name has letters, digits, “-”, “_” and “.”"),
                   value);
      return FALSE;
    }
  if (weir_workspace_find_named (self->rules, rule->name) != rule)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("there are two rules “%s”; rename one"), rule->name);
      return FALSE;
    }

  rule->title = g_strdup (rule->name);
  rule->stream = take_name (&text);
  rule->severity = WEIR_SEVERITY_WARNING;
  if (g_str_has_prefix (text, WINDOW))
    {
      rule->kind = WEIR_RULE_WINDOW;
      rule->fire = g_strdup (text + strlen (WINDOW));
      return TRUE;
    }
  if (!g_str_has_prefix (text, SILENT))
    {
      rule->fire = g_strdup (text);
      return TRUE;
    }

  rule->kind = WEIR_RULE_SILENCE;

  return weir_duration_parse (text + strlen (SILENT), &rule->silence_usec, error);
}

/* The rule that an option is about. (transfer none) (nullable) */
static WeirRuleConfig *
get_last (WeirCliRuleOptions  *self,
          const char          *option,
          GError             **error)
{
  if (self->rules->len > 0)
    return g_ptr_array_index (self->rules, self->rules->len - 1);

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("%s is about the --rule before it, and there is none"), option);
  return NULL;
}

static gboolean
on_for (const char  *option,
        const char  *value,
        gpointer     data,
        GError     **error)
{
  WeirRuleConfig *rule = get_last (data, option, error);

  return rule != NULL && weir_duration_parse (value, &rule->for_usec, error);
}

static gboolean
on_keep_firing (const char  *option,
                const char  *value,
                gpointer     data,
                GError     **error)
{
  WeirRuleConfig *rule = get_last (data, option, error);

  return rule != NULL && weir_duration_parse (value, &rule->keep_firing_usec, error);
}

static gboolean
on_clear (const char  *option,
          const char  *value,
          gpointer     data,
          GError     **error)
{
  WeirRuleConfig *rule = get_last (data, option, error);

  if (rule == NULL)
    return FALSE;

  g_free (rule->clear);
  rule->clear = g_strdup (value);

  return TRUE;
}

static gboolean
on_severity (const char  *option,
             const char  *value,
             gpointer     data,
             GError     **error)
{
  WeirRuleConfig *rule = get_last (data, option, error);
  guint severity;

  if (rule == NULL)
    return FALSE;

  if (weir_word_parse (weir_severity_get_word, value, &severity))
    {
      rule->severity = severity;
      return TRUE;
    }

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("“%s” is no severity: choose info, warning or critical"), value);
  return FALSE;
}

void
weir_cli_rule_options_add_options (WeirCliRuleOptions *self,
                                   GOptionContext     *context)
{
  const GOptionEntry entries[] = {
    { "rule", 0, 0, G_OPTION_ARG_CALLBACK, on_rule,
      N_("A rule: a condition on each record, 'hot: temperature > 40', on each --window, 'many: window count > 100', or "
         "how long a key may be silent, 'quiet: silent 60s'; NAME: STREAM: for a stream of the workspace. May be repeated; with --workspace only these are evaluated"),
      N_("NAME:CONDITION") },
    { "for", 0, 0, G_OPTION_ARG_CALLBACK, on_for, N_("The --rule before fires once its condition has held so long (event time)"),
      N_("DURATION") },
    { "keep-firing", 0, 0, G_OPTION_ARG_CALLBACK, on_keep_firing,
      N_("The --rule before fires for so long after its condition ended (event time), and is “recovering” meanwhile"),
      N_("DURATION") },
    { "clear", 0, 0, G_OPTION_ARG_CALLBACK, on_clear, N_("What ends the --rule before, in place of its condition no longer holding"),
      N_("CONDITION") },
    { "severity", 0, 0, G_OPTION_ARG_CALLBACK, on_severity, N_("How bad the --rule before is (default warning)"),
      "info|warning|critical" },
    { NULL }
  };
  GOptionGroup *group = g_option_group_new (NULL, NULL, NULL, self, NULL);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_rule_config_free);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
}

gboolean
weir_cli_rule_options_apply (WeirCliRuleOptions  *self,
                             WeirWorkspace       *workspace,
                             const char          *stream,
                             GError             **error)
{
  GPtrArray *rules = weir_workspace_get_rules (workspace);

  if (self->rules->len == 0)
    return TRUE;

  g_ptr_array_set_size (rules, 0);
  while (self->rules->len > 0)
    {
      WeirRuleConfig *rule = g_ptr_array_steal_index (self->rules, 0);

      g_ptr_array_add (rules, rule);
      if (rule->stream == NULL)
        rule->stream = g_strdup (stream);
      if (rule->stream != NULL && weir_workspace_find_named (weir_workspace_get_streams (workspace), rule->stream) != NULL)
        continue;

      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   rule->stream != NULL ? _("rule “%s” is about a stream that there is not: name one of the workspace's")
                                        : _("rule “%s”: which stream? write 'NAME: STREAM: CONDITION', or add --stream"),
                   rule->name);
      return FALSE;
    }

  return TRUE;
}

void
weir_cli_rule_options_clear (WeirCliRuleOptions *self)
{
  g_clear_pointer (&self->rules, g_ptr_array_unref);
}
