#pragma once

#include <gio/gio.h>

#include "data/alert/weir-alert-change.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirJournalKind:
 * @WEIR_JOURNAL_CHANGE: an alert changed its state
 * @WEIR_JOURNAL_ACKNOWLEDGED: somebody takes care of an alert
 * @WEIR_JOURNAL_UNACKNOWLEDGED: that was taken back
 * @WEIR_JOURNAL_ASSIGNED: somebody is to take care of it
 * @WEIR_JOURNAL_MUTED: somebody wants no notices of some alerts at some times: a #WeirSilence; with no rule, of all
 * @WEIR_JOURNAL_UNMUTED: somebody wants them again; with no number that it is about, those that it names as they were named
 * @WEIR_JOURNAL_NOTICE: a notice of a change was given
 * @WEIR_JOURNAL_SENDING: changes up to a number are about to be put into Kafka
 * @WEIR_JOURNAL_PUBLISHED: changes up to a number are in Kafka
 * @WEIR_JOURNAL_CAPTURED: the records around a firing are kept; the note is the name of their folder
 * @WEIR_JOURNAL_ARMED: the next firing of a rule is captured again
 * @WEIR_JOURNAL_NOTED: somebody wrote something about an alert
 *
 * What an entry of a journal of alerts says.
 */
typedef enum
{
  WEIR_JOURNAL_CHANGE,
  WEIR_JOURNAL_ACKNOWLEDGED,
  WEIR_JOURNAL_UNACKNOWLEDGED,
  WEIR_JOURNAL_ASSIGNED,
  WEIR_JOURNAL_MUTED,
  WEIR_JOURNAL_UNMUTED,
  WEIR_JOURNAL_NOTICE,
  WEIR_JOURNAL_SENDING,
  WEIR_JOURNAL_PUBLISHED,
  WEIR_JOURNAL_CAPTURED,
  WEIR_JOURNAL_ARMED,
  WEIR_JOURNAL_NOTED,
} WeirJournalKind;

/**
 * WeirJournalFacts:
 * @kind: what it says
 * @number: of the entry, from 1
 * @at_usec: wall clock when it was written
 * @rule: (nullable): name of the rule
 * @key: (array length=key_length) (nullable): the key's bytes
 * @key_length: bytes in @key
 * @by: (nullable): who did it
 * @note: (nullable): what that person wrote
 * @until_usec: up to when, 0 for ever
 * @from_usec: of a silence: since when, 0: at once
 * @pattern: (nullable): of a silence: the keys, as they are shown, with `*` and `?`
 * @labels: (nullable): of a silence: labels of the rules, “NAME=PATTERN”
 * @times: (nullable): of a silence: times of each week, see weir_week_times_new()
 * @about: number of the entry that it is about, or up to which it holds
 * @ends: (nullable): where topics ended before sending: "TOPIC PARTITION OFFSET" lines
 * @id: (nullable): of a change: see weir_alert_text_dup_id()
 * @title: (nullable): the rule's, of a change
 * @severity: the rule's, of a change
 * @before: the state it left
 * @state: the state it came to
 * @time_usec: event time of the change
 * @value: what the condition looked at
 * @topic: (nullable): where the record is that made the change
 * @partition: its partition, or -1
 * @offset: its offset, or -1
 * @reason: (nullable): why
 * @past: it was found in records that were there before anybody watched: no news
 * @connection: (nullable): whose stream it was
 * @publish_to: (nullable): the topic that it goes to
 * @payload: (nullable): the alert event as it goes there
 *
 * What an entry says. All is the entry's.
 */
typedef struct
{
  WeirJournalKind kind;
  guint64         number;
  gint64          at_usec;
  char           *rule;
  char           *key;
  gsize           key_length;
  char           *by;
  char           *note;
  gint64          until_usec;
  gint64          from_usec;
  char           *pattern;
  GStrv           labels;
  char           *times;
  guint64         about;
  char           *ends;

  char           *id;
  char           *title;
  WeirSeverity    severity;
  WeirAlertState  before;
  WeirAlertState  state;
  gint64          time_usec;
  WeirValue       value;
  char           *topic;
  gint32          partition;
  gint64          offset;
  char           *reason;
  gboolean        past;
  char           *connection;
  char           *publish_to;
  char           *payload;
} WeirJournalFacts;

/**
 * WeirJournalEntry:
 *
 * One entry of a journal of alerts. It never changes once it is in the journal; any thread.
 */
#define WEIR_TYPE_JOURNAL_ENTRY (weir_journal_entry_get_type ())
G_DECLARE_FINAL_TYPE (WeirJournalEntry, weir_journal_entry, WEIR, JOURNAL_ENTRY, GObject)

WeirJournalEntry       *weir_journal_entry_new        (WeirJournalKind        kind,
                                                       const char            *rule,
                                                       const char            *key,
                                                       gsize                  key_length);
WeirJournalEntry       *weir_journal_entry_new_change (const WeirRuleConfig  *rule,
                                                       const WeirAlertChange *change);
WeirJournalEntry       *weir_journal_entry_parse      (const char            *line);
const WeirJournalFacts *weir_journal_entry_get_facts  (WeirJournalEntry      *self);
WeirJournalFacts       *weir_journal_entry_describe   (WeirJournalEntry      *self);
void                    weir_journal_entry_append     (WeirJournalEntry      *self,
                                                       GString               *line);
const char             *weir_journal_kind_get_word    (WeirJournalKind        kind);
char                   *weir_journal_facts_dup_value  (const WeirJournalFacts *facts);
gboolean                weir_journal_facts_end_silence (const WeirJournalFacts *facts,
                                                        const WeirJournalFacts *silence);

G_END_DECLS
