#include "config.h"

#include "data/source/weir-topic-pattern.h"

#include <glib/gi18n-lib.h>
#include <regex.h>
#include <string.h>

#include "data/source/weir-source.h"

/* Counts of repetition, multiplied: the compiled expression grows with that. */
#define MAX_REPETITIONS 1000

struct _WeirTopicPattern
{
  regex_t regex;
};

/**
 * weir_topic_is_pattern:
 * @name: what was given as the name of a topic
 *
 * Returns: whether it stands for all topics that match it; no topic's name can begin so
 */
gboolean
weir_topic_is_pattern (const char *name)
{
  return name[0] == '^';
}

static gboolean
refuse (GError     **error,
        const char  *text,
        const char  *why)
{
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, _("“%s” is no pattern for topics: %s"), text, why);

  return FALSE;
}

/* Patterns come with workspaces of other people: none may take all memory or all time. */
static gboolean
check_cost (const char  *text,
            GError     **error)
{
  guint64 n_repetitions = 1;

  if (strlen (text) > WEIR_TOPIC_PATTERN_MAX_BYTES)
    return refuse (error, text, _("it is longer than a topic's name can be"));

  for (const char *at = text; *at != '\0'; at++)
    {
      guint64 most = 0;

      if (*at == '\\' && g_ascii_isdigit (at[1]))
        return refuse (error, text, _("it refers back to a part of itself, which can take for ever"));
      if (*at == '\\' && at[1] != '\0')
        {
          at++;
          continue;
        }
      if (*at != '{')
        continue;
      for (; at[1] != '\0' && *at != '}'; at++)
        if (g_ascii_isdigit (at[1]) && !g_ascii_isdigit (*at))
          most = MAX (most, g_ascii_strtoull (at + 1, NULL, 10));
      n_repetitions = most > MAX_REPETITIONS ? G_MAXUINT32 : n_repetitions * MAX (most, 1);
      if (n_repetitions > MAX_REPETITIONS)
        return refuse (error, text, _("it repeats too much"));
    }

  return TRUE;
}

/**
 * weir_topic_pattern_new:
 * @text: a regular expression
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Returns: (transfer full) (nullable): the pattern, or %NULL with @error set if
 *   it is none, or would take too much memory or time
 */
WeirTopicPattern *
weir_topic_pattern_new (const char  *text,
                        GError     **error)
{
  WeirTopicPattern *self;
  char why[256];
  int fault;

  if (!check_cost (text, error))
    return NULL;

  self = g_new0 (WeirTopicPattern, 1);
  fault = regcomp (&self->regex, text, REG_EXTENDED | REG_NOSUB);
  if (fault == 0)
    return self;

  regerror (fault, &self->regex, why, sizeof why);
  refuse (error, text, why);
  g_free (self);

  return NULL;
}

/**
 * weir_topic_pattern_free:
 * @self: (nullable) (transfer full): a pattern
 */
void
weir_topic_pattern_free (WeirTopicPattern *self)
{
  if (self == NULL)
    return;

  regfree (&self->regex);
  g_free (self);
}

/**
 * weir_topic_pattern_matches:
 * @self: a pattern
 * @topic: a topic's name
 *
 * Returns: whether the pattern stands for it
 */
gboolean
weir_topic_pattern_matches (const WeirTopicPattern *self,
                            const char             *topic)
{
  return regexec (&self->regex, topic, 0, NULL, 0) == 0;
}
