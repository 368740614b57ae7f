#include "config.h"

#include "app/common/weir-journal-words.h"

#include <glib/gi18n.h>

#include "data/decode/weir-escape.h"

WeirState
weir_state_of_entry (const WeirJournalFacts *facts)
{
  switch (facts->kind)
    {
    case WEIR_JOURNAL_CHANGE:
      return weir_state_of_alert_state (facts->state, facts->severity);
    case WEIR_JOURNAL_ACKNOWLEDGED:
      return (WeirState) { "✓", _("Acknowledged"), "ok" };
    case WEIR_JOURNAL_UNACKNOWLEDGED:
      return (WeirState) { "○", _("No longer acknowledged"), "secondary" };
    case WEIR_JOURNAL_ASSIGNED:
      /* Translators: somebody is to take care of an alert */
      return (WeirState) { "→", _("Assigned"), "notice" };
    case WEIR_JOURNAL_NOTED:
      return (WeirState) { "✎", _("Note"), "notice" };
    case WEIR_JOURNAL_MUTED:
      return (WeirState) { "⏸", _("Muted"), "secondary" };
    case WEIR_JOURNAL_UNMUTED:
      return (WeirState) { "▶", _("No longer muted"), "secondary" };
    case WEIR_JOURNAL_NOTICE:
      return (WeirState) { "✉", _("Notice given"), "secondary" };
    case WEIR_JOURNAL_SENDING:
      return (WeirState) { "…", _("Being sent to Kafka"), "secondary" };
    case WEIR_JOURNAL_PUBLISHED:
      return (WeirState) { "✓", _("In Kafka"), "secondary" };
    case WEIR_JOURNAL_CAPTURED:
      /* Translators: the records around the moment at which a rule fired */
      return (WeirState) { "◉", _("Records kept"), "secondary" };
    case WEIR_JOURNAL_ARMED:
      /* Translators: the records around the next firing of a rule are kept */
      return (WeirState) { "○", _("Trigger armed"), "secondary" };
    default:
      return (WeirState) { "·", weir_journal_kind_get_word (facts->kind), "secondary" };
    }
}

char *
weir_entry_dup_remark (const WeirJournalFacts *facts)
{
  if (facts->kind == WEIR_JOURNAL_CHANGE)
    return g_strdup (facts->reason);
  if (facts->by != NULL && facts->note != NULL)
    return g_strdup_printf ("%s: %s", facts->by, facts->note);

  return g_strdup (facts->by != NULL ? facts->by : facts->note);
}

char *
weir_entry_dup_key (const WeirJournalFacts *facts)
{
  return facts->key != NULL ? weir_escape_dup (facts->key, facts->key_length, WEIR_ESCAPE_KEY_MAX) : g_strdup ("");
}

gboolean
weir_entry_is_firing (const WeirJournalFacts *facts)
{
  return facts->kind == WEIR_JOURNAL_CHANGE && weir_alert_state_is_alarm (facts->state)
         && !weir_alert_state_is_alarm (facts->before);
}

gboolean
weir_entry_is_for_people (const WeirJournalFacts *facts)
{
  return facts->kind != WEIR_JOURNAL_SENDING && facts->kind != WEIR_JOURNAL_PUBLISHED && facts->kind != WEIR_JOURNAL_NOTICE;
}
