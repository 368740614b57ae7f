#include "config.h"

#include "data/stream/weir-notices.h"

#include <string.h>

#include "data/stream/weir-silence.h"

/* How often it looks at what only time changes: silences, repetitions. */
#define LOOK_USEC G_TIME_SPAN_SECOND

/* Alerts of a rule that ended before they were told of, and are named in the next notice. */
#define OVER_MAX 1000

/* An alert that is not over. */
typedef struct
{
  GBytes   *key;            /* owned */
  guint64   number;         /* of the entry by which it began to fire */
  gint64    told_usec;      /* wall clock of the last notice, 0: none */
  gboolean  acknowledged;
  gboolean  shown;          /* it is in the notice that is out */
} Alert;

/* The alerts of one rule. */
typedef struct
{
  guint                 index;
  const WeirRuleConfig *rule;       /* borrowed */
  GHashTable           *alerts;     /* owned: key → Alert */
  GArray               *over;       /* owned, of WeirNoticeAlert: not told of */
  gint64                given_usec; /* wall clock of its last notice */
  gboolean              out;        /* a notice is out */
  gboolean              changed;
} Group;

struct _WeirNotices
{
  GPtrArray  *groups;     /* owned, of Group, one a rule */
  GHashTable *by_name;    /* owned: name → Group, borrowed */
  GPtrArray  *silences;   /* owned, of WeirSilence */
  gint64      look_usec;  /* wall clock of the next look at everything */
};

static void
alert_free (gpointer data)
{
  Alert *alert = data;

  g_bytes_unref (alert->key);
  g_free (alert);
}

static void
notice_alert_clear (gpointer data)
{
  g_clear_pointer (&((WeirNoticeAlert *) data)->key, g_bytes_unref);
}

static GArray *
notice_alerts_new (void)
{
  GArray *alerts = g_array_new (FALSE, FALSE, sizeof (WeirNoticeAlert));

  g_array_set_clear_func (alerts, notice_alert_clear);

  return alerts;
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_hash_table_unref (group->alerts);
  g_array_unref (group->over);
  g_free (group);
}

/**
 * weir_notices_new:
 * @rules: (element-type WeirRuleConfig): the workspace's; borrowed, they outlive it
 *
 * Returns: (transfer full): what knows of no alert yet
 */
WeirNotices *
weir_notices_new (GPtrArray *rules)
{
  WeirNotices *self = g_new0 (WeirNotices, 1);

  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->silences = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_silence_free);
  for (guint i = 0; i < rules->len; i++)
    {
      Group *group = g_new0 (Group, 1);

      group->index = i;
      group->rule = g_ptr_array_index (rules, i);
      group->alerts = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL, alert_free);
      group->over = notice_alerts_new ();
      g_ptr_array_add (self->groups, group);
      g_hash_table_insert (self->by_name, group->rule->name, group);
    }

  return self;
}

/**
 * weir_notices_free:
 * @self: (transfer full): notices
 */
void
weir_notices_free (WeirNotices *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->silences);
  g_free (self);
}

/**
 * weir_notice_free:
 * @self: (transfer full): a notice
 */
void
weir_notice_free (WeirNotice *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->alerts);
  g_free (self);
}

static gboolean
is_muted (WeirNotices *self,
          const Group *group,
          GBytes      *key,
          gint64       now_usec)
{
  gsize length;
  const char *bytes = g_bytes_get_data (key, &length);

  for (guint i = 0; i < self->silences->len; i++)
    {
      const WeirSilence *silence = g_ptr_array_index (self->silences, i);

      if (weir_silence_is_active (silence, now_usec) && weir_silence_covers (silence, group->rule, bytes, length))
        return TRUE;
    }

  return FALSE;
}

/* What an alert of @source that has @key makes of an alert of @group with that key. */
static gboolean
inhibits (const WeirInhibition *inhibition,
          const Group          *source,
          const Group          *group,
          GBytes               *key)
{
  gboolean same_key = FALSE;

  for (guint i = 0; inhibition->equal != NULL && inhibition->equal[i] != NULL; i++)
    {
      if (g_str_equal (inhibition->equal[i], "key"))
        same_key = TRUE;
      else if (g_strcmp0 (weir_rule_config_find_label (source->rule, inhibition->equal[i]),
                          weir_rule_config_find_label (group->rule, inhibition->equal[i])) != 0)
        return FALSE;
    }

  return same_key ? g_hash_table_contains (source->alerts, key) : g_hash_table_size (source->alerts) > 0;
}

static gboolean
is_inhibited (WeirNotices *self,
              const Group *group,
              GBytes      *key)
{
  for (guint i = 0; group->rule->inhibitions != NULL && i < group->rule->inhibitions->len; i++)
    {
      const WeirInhibition *inhibition = g_ptr_array_index (group->rule->inhibitions, i);
      const Group *source = g_hash_table_lookup (self->by_name, inhibition->rule);

      if (source != NULL && inhibits (inhibition, source, group, key))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_hidden (WeirNotices *self,
           const Group *group,
           GBytes      *key,
           gint64       now_usec)
{
  return is_muted (self, group, key, now_usec) || is_inhibited (self, group, key);
}

/* It is over, and was to be told of: the next notice says so. */
static void
remember_over (WeirNotices *self,
               Group       *group,
               const Alert *alert,
               gint64       at_usec)
{
  const WeirNoticeAlert over = { alert->key, alert->number, TRUE };

  if (alert->told_usec != 0 || alert->acknowledged || group->over->len >= OVER_MAX
      || is_hidden (self, group, alert->key, at_usec))
    return;

  g_bytes_ref (over.key);
  g_array_append_val (group->over, over);
}

/* It was told of. */
static void
forget_over (Group   *group,
             guint64  number)
{
  for (guint i = group->over->len; i > 0; i--)
    if (g_array_index (group->over, WeirNoticeAlert, i - 1).number == number)
      g_array_remove_index (group->over, i - 1);
}

static void
apply_change (WeirNotices            *self,
              Group                  *group,
              const WeirJournalFacts *facts)
{
  g_autoptr(GBytes) key = g_bytes_new (facts->key, facts->key_length);
  Alert *alert = g_hash_table_lookup (group->alerts, key);

  group->changed = TRUE;
  if (alert != NULL && !weir_alert_state_is_alarm (facts->state))
    {
      if (facts->number > alert->number)
        {
          remember_over (self, group, alert, facts->at_usec);
          g_hash_table_remove (group->alerts, key);
        }
      return;
    }
  if (alert != NULL || !weir_alert_state_is_alarm (facts->state))
    return;

  alert = g_new0 (Alert, 1);
  alert->key = g_steal_pointer (&key);
  alert->number = facts->number;
  /* What was there before anybody watched is no news. */
  alert->told_usec = facts->past ? facts->at_usec : 0;
  g_hash_table_insert (group->alerts, alert->key, alert);
}

static void
apply_handling (Group                  *group,
                const WeirJournalFacts *facts)
{
  g_autoptr(GBytes) key = g_bytes_new (facts->key, facts->key_length);
  Alert *alert = g_hash_table_lookup (group->alerts, key);

  if (facts->kind == WEIR_JOURNAL_NOTICE)
    {
      group->given_usec = MAX (group->given_usec, facts->at_usec);
      forget_over (group, facts->about);
    }
  if (alert == NULL)
    return;

  group->changed = TRUE;
  if (facts->kind == WEIR_JOURNAL_ACKNOWLEDGED)
    alert->acknowledged = TRUE;
  else if (facts->kind == WEIR_JOURNAL_UNACKNOWLEDGED)
    alert->acknowledged = FALSE;
  else if (facts->kind == WEIR_JOURNAL_NOTICE && facts->about == alert->number)
    {
      /* An earlier program may have left it on the desktop. */
      alert->told_usec = MAX (alert->told_usec, facts->at_usec);
      alert->shown = TRUE;
      group->out = TRUE;
    }
}

static void
apply_silence (WeirNotices      *self,
               WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

  for (guint i = self->silences->len; i > 0; i--)
    if (weir_journal_facts_end_silence (facts, weir_silence_get_facts (g_ptr_array_index (self->silences, i - 1))))
      g_ptr_array_remove_index (self->silences, i - 1);
  if (facts->kind == WEIR_JOURNAL_MUTED)
    g_ptr_array_add (self->silences, weir_silence_new (entry));
  /* Everything may be hidden now, or shown. */
  self->look_usec = 0;
}

/**
 * weir_notices_apply:
 * @self: notices
 * @entry: the next entry of the journal, or one that is known already
 */
void
weir_notices_apply (WeirNotices      *self,
                    WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  Group *group = facts->rule != NULL ? g_hash_table_lookup (self->by_name, facts->rule) : NULL;

  switch (facts->kind)
    {
    case WEIR_JOURNAL_MUTED:
    case WEIR_JOURNAL_UNMUTED:
      apply_silence (self, entry);
      break;
    case WEIR_JOURNAL_CHANGE:
      if (group != NULL)
        apply_change (self, group, facts);
      break;
    case WEIR_JOURNAL_ACKNOWLEDGED:
    case WEIR_JOURNAL_UNACKNOWLEDGED:
    case WEIR_JOURNAL_NOTICE:
      if (group != NULL && facts->key != NULL)
        apply_handling (group, facts);
      break;
    case WEIR_JOURNAL_ASSIGNED:
    case WEIR_JOURNAL_NOTED:
    case WEIR_JOURNAL_SENDING:
    case WEIR_JOURNAL_PUBLISHED:
    default:
      break;
    }
}

static int
compare_alerts (gconstpointer a,
                gconstpointer b)
{
  const WeirNoticeAlert *x = a;
  const WeirNoticeAlert *y = b;

  return (x->number > y->number) - (x->number < y->number);
}

static WeirNotice *
notice_new (WeirNoticeKind  kind,
            const Group    *group)
{
  WeirNotice *notice = g_new0 (WeirNotice, 1);

  notice->kind = kind;
  notice->rule = group->index;
  notice->alerts = notice_alerts_new ();

  return notice;
}

static void
add_alert (WeirNotice *notice,
           Alert      *alert,
           gint64      now_usec)
{
  const WeirNoticeAlert item = { g_bytes_ref (alert->key), alert->number, FALSE };

  g_array_append_val (notice->alerts, item);
  alert->told_usec = now_usec;
  alert->shown = TRUE;
}

static void
add_over (WeirNotice *notice,
          Group      *group)
{
  for (guint i = 0; i < group->over->len; i++)
    {
      WeirNoticeAlert item = g_array_index (group->over, WeirNoticeAlert, i);

      g_bytes_ref (item.key);
      g_array_append_val (notice->alerts, item);
    }
  g_array_set_size (group->over, 0);
}

/* (transfer full) (nullable) */
static WeirNotice *
gather (WeirNotices    *self,
        Group          *group,
        WeirNoticeKind  kind,
        gint64          now_usec)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  WeirNotice *notice;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, group->alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Alert *alert = value;
      gboolean due = kind == WEIR_NOTICE_GIVE ? alert->told_usec == 0
                     : alert->told_usec != 0 && now_usec - alert->told_usec >= group->rule->repeat_usec;

      if (due && !alert->acknowledged && !is_hidden (self, group, alert->key, now_usec))
        g_ptr_array_add (found, alert);
    }
  if (found->len == 0 && (kind != WEIR_NOTICE_GIVE || group->over->len == 0))
    return NULL;

  notice = notice_new (kind, group);
  for (guint i = 0; i < found->len; i++)
    add_alert (notice, g_ptr_array_index (found, i), now_usec);
  if (kind == WEIR_NOTICE_GIVE)
    add_over (notice, group);
  g_array_sort (notice->alerts, compare_alerts);

  return notice;
}

/* Whether the notice that is out says something that somebody wants to know now. */
static gboolean
is_wanted (WeirNotices *self,
           Group       *group,
           gint64       now_usec)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, group->alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Alert *alert = value;

      if (alert->shown && !alert->acknowledged && !is_hidden (self, group, alert->key, now_usec))
        return TRUE;
    }

  return FALSE;
}

static void
take_group (WeirNotices *self,
            Group       *group,
            gint64       now_usec,
            GPtrArray   *notices)
{
  WeirNotice *notice = NULL;

  group->changed = FALSE;
  /* The clock may have been set back. */
  if (now_usec - group->given_usec >= WEIR_NOTICES_INTERVAL_USEC || now_usec < group->given_usec)
    {
      notice = gather (self, group, WEIR_NOTICE_GIVE, now_usec);
      if (notice == NULL && group->rule->repeat_usec > 0)
        notice = gather (self, group, WEIR_NOTICE_REPEAT, now_usec);
    }
  if (notice != NULL)
    {
      g_ptr_array_add (notices, notice);
      group->given_usec = now_usec;
      group->out = TRUE;
    }
  else if (group->out && !is_wanted (self, group, now_usec))
    {
      g_ptr_array_add (notices, notice_new (WEIR_NOTICE_WITHDRAW, group));
      group->out = FALSE;
    }
}

static void
forget_silences (WeirNotices *self,
                 gint64       now_usec)
{
  for (guint i = self->silences->len; i > 0; i--)
    if (weir_silence_is_over (g_ptr_array_index (self->silences, i - 1), now_usec))
      g_ptr_array_remove_index (self->silences, i - 1);
}

/* An alert that came or went may inhibit, or no longer, those of rules that did not change. */
static gboolean
has_changed (WeirNotices *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (((const Group *) g_ptr_array_index (self->groups, i))->changed)
      return TRUE;

  return FALSE;
}

/**
 * weir_notices_take:
 * @self: notices
 * @now_usec: wall clock
 *
 * Cheap where nothing has changed within the last second.
 *
 * Returns: (transfer full) (element-type WeirNotice): what somebody is to be told now, in
 *   the order of rules; what it names counts as told
 */
GPtrArray *
weir_notices_take (WeirNotices *self,
                   gint64       now_usec)
{
  GPtrArray *notices = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_notice_free);
  gboolean look = now_usec >= self->look_usec || self->look_usec - now_usec > LOOK_USEC;

  if (!look && !has_changed (self))
    return notices;

  if (look)
    {
      forget_silences (self, now_usec);
      self->look_usec = now_usec + LOOK_USEC;
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (g_hash_table_size (group->alerts) > 0 || group->out || group->over->len > 0)
        take_group (self, group, now_usec, notices);
      group->changed = FALSE;
    }

  return notices;
}

/**
 * weir_notices_find_silence:
 * @self: notices
 * @rule: name of a rule
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 * @now_usec: wall clock
 *
 * Returns: (transfer none) (nullable): the silence that mutes such an alert now
 */
const WeirJournalFacts *
weir_notices_find_silence (WeirNotices *self,
                           const char  *rule,
                           const char  *key,
                           gsize        key_length,
                           gint64       now_usec)
{
  const Group *group = g_hash_table_lookup (self->by_name, rule);

  for (guint i = 0; group != NULL && i < self->silences->len; i++)
    {
      const WeirSilence *silence = g_ptr_array_index (self->silences, i);

      if (weir_silence_is_active (silence, now_usec) && weir_silence_covers (silence, group->rule, key, key_length))
        return weir_silence_get_facts (silence);
    }

  return NULL;
}

/**
 * weir_notices_is_inhibited:
 * @self: notices
 * @rule: name of a rule
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * Returns: whether another rule's alert hides the notices of such an alert now
 */
gboolean
weir_notices_is_inhibited (WeirNotices *self,
                           const char  *rule,
                           const char  *key,
                           gsize        key_length)
{
  const Group *group = g_hash_table_lookup (self->by_name, rule);
  g_autoptr(GBytes) bytes = g_bytes_new (key, key_length);

  return group != NULL && is_inhibited (self, group, bytes);
}
