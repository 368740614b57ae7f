#include "config.h"

#include "data/stream/weir-silence.h"

#include <string.h>

#include "data/alert/weir-week-times.h"
#include "data/decode/weir-escape.h"

struct _WeirSilence
{
  WeirJournalEntry *entry;    /* owned */
  WeirWeekTimes    *times;    /* owned, nullable: always */
  gboolean          broken;   /* what it says is no silence */
};

/**
 * weir_silence_new:
 * @entry: of kind %WEIR_JOURNAL_MUTED
 *
 * Times that cannot be read mute nothing.
 *
 * Returns: (transfer full): what it says
 */
WeirSilence *
weir_silence_new (WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  WeirSilence *self = g_new0 (WeirSilence, 1);

  self->entry = g_object_ref (entry);
  if (facts->times != NULL)
    self->times = weir_week_times_new (facts->times, NULL);
  self->broken = facts->times != NULL && self->times == NULL;

  return self;
}

/**
 * weir_silence_free:
 * @self: (transfer full): a silence
 */
void
weir_silence_free (WeirSilence *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->entry);
  g_clear_pointer (&self->times, weir_week_times_free);
  g_free (self);
}

/**
 * weir_silence_get_facts:
 * @self: a silence
 *
 * Returns: (transfer none): the entry's
 */
const WeirJournalFacts *
weir_silence_get_facts (const WeirSilence *self)
{
  return weir_journal_entry_get_facts (self->entry);
}

/**
 * weir_silence_is_over:
 * @self: a silence
 * @now_usec: wall clock
 *
 * Returns: whether it will never mute anything again
 */
gboolean
weir_silence_is_over (const WeirSilence *self,
                      gint64             now_usec)
{
  const WeirJournalFacts *facts = weir_silence_get_facts (self);

  return self->broken || (facts->until_usec != 0 && now_usec >= facts->until_usec);
}

/**
 * weir_silence_is_active:
 * @self: a silence
 * @now_usec: wall clock
 *
 * Returns: whether it mutes now
 */
gboolean
weir_silence_is_active (const WeirSilence *self,
                        gint64             now_usec)
{
  const WeirJournalFacts *facts = weir_silence_get_facts (self);

  return !weir_silence_is_over (self, now_usec) && now_usec >= facts->from_usec
         && (self->times == NULL || weir_week_times_contain (self->times, now_usec));
}

/* “NAME=PATTERN” */
static gboolean
has_label (const WeirRuleConfig *rule,
           const char           *label)
{
  const char *pattern = strchr (label, '=');
  g_autofree char *name = pattern != NULL ? g_strndup (label, (gsize) (pattern - label)) : NULL;
  const char *value = name != NULL ? weir_rule_config_find_label (rule, name) : NULL;

  return value != NULL && g_pattern_match_simple (pattern + 1, value);
}

/**
 * weir_silence_covers:
 * @self: a silence
 * @rule: a rule
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * All that it says must hold: the rule's name matches, the key is the one or matches
 * the pattern (`*` and `?`, on the key as it is shown), each label matches.
 *
 * Returns: whether it is about this alert
 */
gboolean
weir_silence_covers (const WeirSilence    *self,
                     const WeirRuleConfig *rule,
                     const char           *key,
                     gsize                 key_length)
{
  const WeirJournalFacts *facts = weir_silence_get_facts (self);
  g_autofree char *shown = NULL;

  if (facts->rule != NULL && !g_pattern_match_simple (facts->rule, rule->name))
    return FALSE;
  if (facts->key != NULL && (facts->key_length != key_length || (key_length > 0 && memcmp (facts->key, key, key_length) != 0)))
    return FALSE;
  for (guint i = 0; facts->labels != NULL && facts->labels[i] != NULL; i++)
    if (!has_label (rule, facts->labels[i]))
      return FALSE;
  if (facts->pattern == NULL)
    return TRUE;

  shown = weir_escape_dup (key, key_length, WEIR_ESCAPE_KEY_MAX);

  return g_pattern_match_simple (facts->pattern, shown);
}
