#include "data/stream/weir-notices.h"

#include <string.h>

#include "data/alert/weir-week-times.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-time.h"
#include "data/workspace/weir-workspace-load.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR

/* A Monday, 12:00 UTC. */
#define NOON G_GINT64_CONSTANT (1767614400000000)

static const char workspace_text[] =
  "{\"weir\": 1, \"connections\": [{\"name\": \"c\", \"bootstrap\": \"localhost:9092\"}],"
  " \"streams\": [{\"name\": \"s\", \"connection\": \"c\", \"topics\": [\"t\"], \"format\": \"json\", \"key\": \"k\","
  "               \"fields\": [{\"name\": \"v\", \"path\": \"v\"}]}],"
  " \"rules\": ["
  "  {\"name\": \"hot\", \"stream\": \"s\", \"kind\": \"record\", \"severity\": \"critical\", \"condition\": {\"fire\": \"v > 4\"},"
  "   \"labels\": {\"team\": \"plant\", \"site\": \"north\"}, \"inhibited_by\": [{\"rule\": \"down\"}]},"
  "  {\"name\": \"down\", \"stream\": \"s\", \"kind\": \"silence\", \"condition\": {\"silence\": \"60s\"}, \"labels\": {\"site\": \"north\"}},"
  "  {\"name\": \"again\", \"stream\": \"s\", \"kind\": \"record\", \"condition\": {\"fire\": \"v > 5\"}, \"repeat\": \"1h\","
  "   \"labels\": {\"site\": \"south\"}, \"inhibited_by\": [{\"rule\": \"down\", \"equal\": [\"site\"]}]},"
  "  {\"name\": \"other\", \"stream\": \"s\", \"kind\": \"record\", \"condition\": {\"fire\": \"v > 6\"},"
  "   \"labels\": {\"site\": \"north\"}, \"inhibited_by\": [{\"rule\": \"down\", \"equal\": [\"site\"]}]}]}";

/*
 * A table of what happens and what is told: each step says how long after noon it is, and what comes.
 *
 * fire/end RULE KEY, past RULE KEY, ack/unack RULE KEY, mute WORDS, unmute NUMBER, or "" for time alone.
 */
typedef struct
{
  gint64      after_usec;
  const char *what;
  const char *notices;
} Step;

typedef struct
{
  WeirWorkspace *workspace;
  WeirNotices   *notices;
  GPtrArray     *journal;   /* of WeirJournalEntry: all there was */
  gboolean       restarts;
} Table;

static void
add_entry (Table            *table,
           WeirJournalEntry *entry,
           gint64            at_usec)
{
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);

  facts->number = table->journal->len + 1;
  facts->at_usec = at_usec;
  g_ptr_array_add (table->journal, entry);
  weir_notices_apply (table->notices, entry);
}

/* “RULE” “key=KEY” “pattern=P” “label=L” “until=SECONDS” “from=SECONDS” “times=T”, between semicolons. */
static void
describe_mute (WeirJournalFacts *facts,
               const char       *text)
{
  g_auto(GStrv) words = g_strsplit (text, ";", -1);
  g_autoptr(GStrvBuilder) labels = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *value = strchr (words[i], '=');

      value = value != NULL ? value + 1 : words[i];
      if (g_str_has_prefix (words[i], "key="))
        {
          facts->key = g_strdup (value);
          facts->key_length = strlen (value);
        }
      else if (g_str_has_prefix (words[i], "pattern="))
        facts->pattern = g_strdup (value);
      else if (g_str_has_prefix (words[i], "label="))
        g_strv_builder_add (labels, value);
      else if (g_str_has_prefix (words[i], "until="))
        facts->until_usec = NOON + g_ascii_strtoll (value, NULL, 10) * SECOND;
      else if (g_str_has_prefix (words[i], "from="))
        facts->from_usec = NOON + g_ascii_strtoll (value, NULL, 10) * SECOND;
      else if (g_str_has_prefix (words[i], "times="))
        facts->times = g_strdup (value);
      else
        facts->rule = g_strdup (value);
    }
  facts->labels = g_strv_builder_end (labels);
}

static void
do_step (Table      *table,
         const Step *step)
{
  g_auto(GStrv) words = g_strsplit (step->what, " ", 3);
  const char *key = words[0] != NULL && words[1] != NULL ? words[2] : NULL;
  WeirJournalEntry *entry;

  if (*step->what == '\0')
    return;

  if (g_str_equal (words[0], "mute"))
    {
      entry = weir_journal_entry_new (WEIR_JOURNAL_MUTED, NULL, NULL, 0);
      describe_mute (weir_journal_entry_describe (entry), step->what + 5);
    }
  else if (g_str_equal (words[0], "unmute"))
    {
      entry = weir_journal_entry_new (WEIR_JOURNAL_UNMUTED, NULL, NULL, 0);
      weir_journal_entry_describe (entry)->about = g_ascii_strtoull (words[1], NULL, 10);
    }
  else if (g_str_equal (words[0], "ack") || g_str_equal (words[0], "unack"))
    {
      entry = weir_journal_entry_new (*words[0] == 'a' ? WEIR_JOURNAL_ACKNOWLEDGED : WEIR_JOURNAL_UNACKNOWLEDGED, words[1], key,
                                      strlen (key));
    }
  else
    {
      entry = weir_journal_entry_new (WEIR_JOURNAL_CHANGE, words[1], key, strlen (key));
      weir_journal_entry_describe (entry)->state = g_str_equal (words[0], "end") ? WEIR_ALERT_NORMAL
                                                   : g_str_equal (words[0], "recover") ? WEIR_ALERT_RECOVERING : WEIR_ALERT_FIRING;
      weir_journal_entry_describe (entry)->past = g_str_equal (words[0], "past");
    }
  add_entry (table, entry, NOON + step->after_usec);
}

static void
note_given (Table            *table,
            const WeirNotice *notice,
            gint64            now_usec)
{
  const WeirRuleConfig *rule = g_ptr_array_index (weir_workspace_get_rules (table->workspace), notice->rule);

  for (guint i = 0; i < notice->alerts->len; i++)
    {
      const WeirNoticeAlert *alert = &g_array_index (notice->alerts, WeirNoticeAlert, i);
      gsize length;
      const char *key = g_bytes_get_data (alert->key, &length);
      WeirJournalEntry *entry = weir_journal_entry_new (WEIR_JOURNAL_NOTICE, rule->name, key, length);

      weir_journal_entry_describe (entry)->about = alert->number;
      add_entry (table, entry, now_usec);
    }
}

static char *
dup_wanted (Table      *table,
            const Step *step)
{
  g_auto(GStrv) parts = g_strsplit (step->notices, "; ", -1);
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    if (!table->restarts || !g_str_has_prefix (parts[i], "withdraw"))
      g_strv_builder_add (kept, parts[i]);
  words = g_strv_builder_end (kept);

  return g_strjoinv ("; ", words);
}

static void
check_notices (Table      *table,
               const Step *step)
{
  static const char * const words[] = { "give", "again", "withdraw" };
  gint64 now_usec = NOON + step->after_usec;
  g_autoptr(GPtrArray) notices = weir_notices_take (table->notices, now_usec);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *wanted = dup_wanted (table, step);

  for (guint i = 0; i < notices->len; i++)
    {
      const WeirNotice *notice = g_ptr_array_index (notices, i);
      const WeirRuleConfig *rule = g_ptr_array_index (weir_workspace_get_rules (table->workspace), notice->rule);

      /* One that starts again does not know what is out. */
      if (table->restarts && notice->kind == WEIR_NOTICE_WITHDRAW)
        continue;
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "; " : "", words[notice->kind], rule->name);
      for (guint j = 0; j < notice->alerts->len; j++)
        {
          const WeirNoticeAlert *alert = &g_array_index (notice->alerts, WeirNoticeAlert, j);

          g_string_append_printf (text, " %.*s%s", (int) g_bytes_get_size (alert->key),
                                  (const char *) g_bytes_get_data (alert->key, NULL), alert->over ? "(over)" : "");
        }
      note_given (table, notice, now_usec);
    }
  if (!g_str_equal (text->str, wanted))
    g_error ("after %" G_GINT64_FORMAT " s, “%s”: “%s”, not “%s”", step->after_usec / SECOND, step->what, text->str, wanted);
}

/* What a program that starts again knows: the entries of the journal alone. */
static void
restart (Table *table)
{
  g_clear_pointer (&table->notices, weir_notices_free);
  table->notices = weir_notices_new (weir_workspace_get_rules (table->workspace));
  for (guint i = 0; i < table->journal->len; i++)
    weir_notices_apply (table->notices, g_ptr_array_index (table->journal, i));
}

/* @restarts: the program ends and starts again between any two steps. */
static void
run_table (const Step *steps,
           guint       n_steps,
           gboolean    restarts)
{
  g_autoptr(GError) error = NULL;
  Table table = { .restarts = restarts };

  table.workspace = weir_workspace_new_from_data (workspace_text, -1, "test", &error);
  g_assert_no_error (error);
  table.journal = g_ptr_array_new_with_free_func (g_object_unref);
  table.notices = weir_notices_new (weir_workspace_get_rules (table.workspace));
  for (guint i = 0; i < n_steps; i++)
    {
      if (restarts)
        restart (&table);
      do_step (&table, &steps[i]);
      check_notices (&table, &steps[i]);
    }
  weir_notices_free (table.notices);
  g_ptr_array_unref (table.journal);
  g_object_unref (table.workspace);
}

#define RUN(steps)                                    \
  do                                                  \
    {                                                 \
      run_table (steps, G_N_ELEMENTS (steps), FALSE); \
      run_table (steps, G_N_ELEMENTS (steps), TRUE);  \
    }                                                 \
  while (0)

static void
test_many_keys_are_one_notice (void)
{
  const Step steps[] = {
    { 0, "fire hot a", "give hot a" },
    { 1 * SECOND, "fire hot b", "" },
    { 2 * SECOND, "fire hot c", "" },
    { 9 * SECOND, "", "" },
    { 10 * SECOND, "", "give hot b c" },
    { 30 * SECOND, "recover hot a", "" },
    { 31 * SECOND, "fire hot a", "" },
    { 60 * SECOND, "end hot a", "" },
    { 61 * SECOND, "end hot b", "" },
    { 62 * SECOND, "end hot c", "withdraw hot" },
    { 63 * SECOND, "fire hot a", "give hot a" },
  };

  RUN (steps);
}

static void
test_what_ended_untold_is_told_with_the_next (void)
{
  const Step steps[] = {
    { 0, "fire other a", "give other a" },
    { 1 * SECOND, "fire other b", "" },
    { 2 * SECOND, "end other b", "" },
    { 10 * SECOND, "", "give other b(over)" },
    { 11 * SECOND, "end other a", "withdraw other" },
  };

  RUN (steps);
}

static void
test_rules_do_not_wait_for_each_other (void)
{
  const Step steps[] = {
    { 0, "fire hot a", "give hot a" },
    { 0, "fire other a", "give other a" },
  };

  RUN (steps);
}

static void
test_what_was_there_before_is_no_news (void)
{
  const Step steps[] = {
    { 0, "past hot a", "" },
    { HOUR, "", "" },
    { HOUR, "end hot a", "" },
  };

  RUN (steps);
}

static void
test_an_alert_is_told_of_again_until_it_is_acknowledged (void)
{
  const Step steps[] = {
    { 0, "fire again a", "give again a" },
    { 30 * MINUTE, "fire again b", "give again b" },
    { HOUR - SECOND, "", "" },
    { HOUR, "", "again again a" },
    { 90 * MINUTE, "", "again again b" },
    { 91 * MINUTE, "ack again a", "" },
    { 2 * HOUR, "", "" },
    { 150 * MINUTE, "", "again again b" },
    { 151 * MINUTE, "ack again b", "withdraw again" },
    { 4 * HOUR, "", "" },
    { 4 * HOUR + SECOND, "unack again a", "again again a" },
    { 4 * HOUR + 20 * SECOND, "end again a", "withdraw again" },
  };

  RUN (steps);
}

static void
test_a_silence_mutes_notices_and_not_alerts (void)
{
  const Step steps[] = {
    { 0, "fire hot a", "give hot a" },
    { 20 * SECOND, "mute hot;key=a;until=3600", "withdraw hot" },
    { 30 * SECOND, "fire hot b", "give hot b" },
    { 40 * SECOND, "end hot a", "" },
    { 50 * SECOND, "fire hot a", "" },
    { HOUR - SECOND, "", "" },
    /* It still fires when the silence ends. */
    { HOUR, "", "give hot a" },
  };

  RUN (steps);
}

static void
test_a_silence_is_taken_back (void)
{
  const Step steps[] = {
    { 0, "mute pattern=sensor-1?;until=3600", "" },
    { 1 * SECOND, "fire hot sensor-12", "" },
    { 2 * SECOND, "fire hot sensor-2", "give hot sensor-2" },
    { 20 * SECOND, "unmute 1", "give hot sensor-12" },
  };

  RUN (steps);
}

static void
test_silences_go_by_labels (void)
{
  const Step steps[] = {
    { 0, "mute label=severity=critical;label=team=pl*", "" },
    { 1 * SECOND, "fire hot a", "" },
    { 1 * SECOND, "fire other a", "give other a" },
    { 2 * SECOND, "mute label=site=north", "withdraw other" },
    { 3 * SECOND, "fire again a", "give again a" },
    { 4 * SECOND, "mute label=nothing=*", "" },
    { 5 * SECOND, "unmute 1", "" },
    /* Notices have numbers in the journal, too. */
    { 6 * SECOND, "unmute 5", "give hot a" },
  };

  RUN (steps);
}

static void
test_a_silence_begins_later_and_comes_back_every_week (void)
{
  const Step steps[] = {
    { 0, "mute hot;from=600;times=mon 12:00-14:00 Europe/Berlin", "" },
    /* 13:00 in Berlin, and not begun. */
    { 1 * MINUTE, "fire hot a", "give hot a" },
    { 10 * MINUTE, "", "withdraw hot" },
    { 20 * MINUTE, "fire hot b", "" },
    /* 14:00 in Berlin. */
    { HOUR, "", "give hot b" },
    { 2 * HOUR, "end hot b", "" },
    { 2 * HOUR, "end hot a", "withdraw hot" },
    { 7 * 24 * HOUR, "fire hot b", "" },
    { 7 * 24 * HOUR + HOUR, "", "give hot b" },
  };

  RUN (steps);
}

static void
test_one_rule_inhibits_another (void)
{
  const Step steps[] = {
    { 0, "fire down a", "give down a" },
    { 1 * SECOND, "fire hot a", "" },
    { 2 * SECOND, "fire hot b", "give hot b" },
    /* The label that must be equal is another. */
    { 3 * SECOND, "fire again a", "give again a" },
    { 4 * SECOND, "fire other z", "" },
    { 30 * SECOND, "end down a", "withdraw down; give hot a; give other z" },
    { 60 * SECOND, "fire down a", "withdraw other; give down a" },
  };
  Step ordered[G_N_ELEMENTS (steps)];

  memcpy (ordered, steps, sizeof steps);
  /* In the order of rules. */
  ordered[5].notices = "give hot a; withdraw down; give other z";
  ordered[6].notices = "give down a; withdraw other";
  RUN (ordered);
}

static void
check_times (const char *text,
             const char *inside,
             const char *outside)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWeekTimes) times = weir_week_times_new (text, &error);

  g_assert_no_error (error);
  for (guint side = 0; side < 2; side++)
    {
      g_auto(GStrv) words = g_strsplit (side == 0 ? inside : outside, " ", -1);

      for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
        {
          gint64 time_usec;

          g_assert_true (weir_time_parse_iso (words[i], strlen (words[i]), NULL, &time_usec));
          if (weir_week_times_contain (times, time_usec) != (side == 0))
            g_error ("%s: %s", text, words[i]);
        }
    }
}

static void
test_times_of_a_week (void)
{
  /* 2026-01-05 is a Monday. */
  check_times ("mon", "2026-01-05T00:00:00Z 2026-01-05T23:59:59.999999Z", "2026-01-04T23:59:59Z 2026-01-06T00:00:00Z");
  check_times ("fri-mon", "2026-01-02T12:00:00Z 2026-01-03T12:00:00Z 2026-01-04T12:00:00Z 2026-01-05T12:00:00Z",
               "2026-01-01T12:00:00Z 2026-01-06T12:00:00Z");
  check_times ("22:00-06:00", "2026-01-05T22:00:00Z 2026-01-06T05:59:59Z 2026-01-07T00:00:00Z", "2026-01-06T06:00:00Z");
  check_times ("fri 22:00-06:00", "2026-01-02T22:00:00Z 2026-01-03T05:00:00Z", "2026-01-02T05:00:00Z 2026-01-03T22:30:00Z");
  check_times ("mon-fri 00:00-06:00, sat-sun", "2026-01-05T05:00:00Z 2026-01-03T15:00:00Z", "2026-01-05T15:00:00Z");
  check_times ("12:00-24:00 +02:00", "2026-01-05T10:00:00Z 2026-01-05T21:59:00Z", "2026-01-05T09:59:00Z 2026-01-05T22:00:00Z");
  check_times ("thu 00:00-01:00", "1970-01-01T00:00:00Z 1969-12-25T00:30:00Z", "1969-12-31T23:59:59.999999Z");
  /* 02:30 comes twice, and once never. */
  check_times ("sun 02:00-03:00 Europe/Berlin", "2025-10-26T00:30:00Z 2025-10-26T01:30:00Z",
               "2025-10-25T23:59:59Z 2025-10-26T02:00:00Z 2026-03-29T00:59:59Z 2026-03-29T01:00:00Z");
  check_times ("SAT 09:00-10:00 America/New_York", "2026-07-04T13:00:00Z 2026-01-03T14:00:00Z",
               "2026-07-04T14:00:00Z 2026-01-03T13:59:59Z");
}

static void
test_what_are_no_times_is_refused (void)
{
  const char * const texts[] = { "", " ", ",", "mon,", "mo", "mon-", "mon-xyz", "25:00-26:00", "12:00", "12:00-12:00", "24:00-01:00",
                                 "12:60-13:00", "mon Nowhere/Land", "Europe/Berlin", "mon Europe/Berlin, tue", "mon ../../etc/passwd",
                                 "mon 12:00-13:00 14:00-15:00" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      if (weir_week_times_new (texts[i], &error) != NULL)
        g_error ("“%s” was taken", texts[i]);
      g_assert_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_WHEN);
    }
}

static void
test_who_is_silenced_can_be_asked (void)
{
  g_autoptr(GError) error = NULL;
  Table table = { 0 };
  const Step mute = { 0, "mute hot;pattern=a*;until=60", "" };
  const Step fire = { 0, "fire down b", "give down b" };

  table.workspace = weir_workspace_new_from_data (workspace_text, -1, "test", &error);
  g_assert_no_error (error);
  table.journal = g_ptr_array_new_with_free_func (g_object_unref);
  table.notices = weir_notices_new (weir_workspace_get_rules (table.workspace));
  do_step (&table, &mute);
  do_step (&table, &fire);
  g_assert_cmpuint (weir_notices_find_silence (table.notices, "hot", "a1", 2, NOON)->number, ==, 1);
  g_assert_null (weir_notices_find_silence (table.notices, "hot", "b", 1, NOON));
  g_assert_null (weir_notices_find_silence (table.notices, "hot", "a1", 2, NOON + MINUTE));
  g_assert_null (weir_notices_find_silence (table.notices, "no such rule", "a1", 2, NOON));
  g_assert_true (weir_notices_is_inhibited (table.notices, "hot", "b", 1));
  g_assert_false (weir_notices_is_inhibited (table.notices, "hot", "a1", 2));
  weir_notices_free (table.notices);
  g_ptr_array_unref (table.journal);
  g_object_unref (table.workspace);
}

static void
test_a_silence_comes_back_from_its_line (void)
{
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new (WEIR_JOURNAL_MUTED, NULL, NULL, 0);
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);
  g_autoptr(WeirJournalEntry) read = NULL;
  g_autoptr(GString) line = g_string_new (NULL);
  const WeirJournalFacts *copy;

  describe_mute (facts, "ho*;pattern=a\"*;label=site=north;label=team=*;until=60;from=-5;times=mon-fri 22:00-06:00 Europe/Berlin");
  facts->number = 7;
  weir_journal_entry_append (entry, line);
  read = weir_journal_entry_parse (line->str);
  copy = weir_journal_entry_get_facts (read);
  g_assert_cmpint (copy->kind, ==, WEIR_JOURNAL_MUTED);
  g_assert_cmpuint (copy->number, ==, 7);
  g_assert_cmpstr (copy->rule, ==, "ho*");
  g_assert_null (copy->key);
  g_assert_cmpstr (copy->pattern, ==, "a\"*");
  g_assert_cmpint (copy->until_usec, ==, NOON + MINUTE);
  g_assert_cmpint (copy->from_usec, ==, NOON - 5 * SECOND);
  g_assert_cmpstr (copy->times, ==, "mon-fri 22:00-06:00 Europe/Berlin");
  g_assert_cmpuint (g_strv_length (copy->labels), ==, 2);
  g_assert_cmpstr (copy->labels[1], ==, "team=*");
  g_assert_true (weir_journal_facts_end_silence (copy, facts));
}

static void
check_refused (const char *rules,
               const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
    "{\"weir\": 1, \"connections\": [{\"name\": \"c\", \"bootstrap\": \"localhost:9092\"}],"
    " \"streams\": [{\"name\": \"s\", \"connection\": \"c\", \"topics\": [\"t\"], \"format\": \"json\"}], \"rules\": [%s]}", rules);

  if (weir_workspace_new_from_data (text, -1, "test", &error) != NULL)
    g_error ("%s was taken", rules);
  if (strstr (error->message, words) == NULL)
    g_error ("%s", error->message);
}

#define RULE(name, more) \
  "{\"name\": \"" name "\", \"stream\": \"s\", \"kind\": \"silence\", \"condition\": {\"silence\": \"1s\"}, " more "}"

static void
test_what_would_tell_of_nothing_is_refused (void)
{
  check_refused (RULE ("a", "\"inhibited_by\": [{\"rule\": \"b\"}]"), "b");
  check_refused (RULE ("a", "\"inhibited_by\": [{\"rule\": \"a\"}]"), "circle");
  check_refused (RULE ("a", "\"inhibited_by\": [{\"rule\": \"b\"}]") "," RULE ("b", "\"inhibited_by\": [{\"rule\": \"c\"}]") ","
                 RULE ("c", "\"inhibited_by\": [{\"rule\": \"a\"}]"), "circle");
  check_refused (RULE ("a", "\"labels\": {\"severity\": \"high\"}"), "severity");
  check_refused (RULE ("a", "\"labels\": {\"a b\": \"high\"}"), "no name of a label");
  check_refused (RULE ("a", "\"labels\": {\"a\": 5}"), "text");
  check_refused (RULE ("a", "\"repeat\": \"soon\""), "repeat");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/notices/many-keys-are-one-notice", test_many_keys_are_one_notice);
  g_test_add_func ("/notices/what-ended-untold-is-told-with-the-next", test_what_ended_untold_is_told_with_the_next);
  g_test_add_func ("/notices/rules-do-not-wait-for-each-other", test_rules_do_not_wait_for_each_other);
  g_test_add_func ("/notices/what-was-there-before-is-no-news", test_what_was_there_before_is_no_news);
  g_test_add_func ("/notices/an-alert-is-told-of-again-until-it-is-acknowledged", test_an_alert_is_told_of_again_until_it_is_acknowledged);
  g_test_add_func ("/notices/a-silence-mutes-notices-and-not-alerts", test_a_silence_mutes_notices_and_not_alerts);
  g_test_add_func ("/notices/a-silence-is-taken-back", test_a_silence_is_taken_back);
  g_test_add_func ("/notices/silences-go-by-labels", test_silences_go_by_labels);
  g_test_add_func ("/notices/a-silence-begins-later-and-comes-back-every-week", test_a_silence_begins_later_and_comes_back_every_week);
  g_test_add_func ("/notices/one-rule-inhibits-another", test_one_rule_inhibits_another);
  g_test_add_func ("/notices/times-of-a-week", test_times_of_a_week);
  g_test_add_func ("/notices/what-are-no-times-is-refused", test_what_are_no_times_is_refused);
  g_test_add_func ("/notices/a-silence-comes-back-from-its-line", test_a_silence_comes_back_from_its_line);
  g_test_add_func ("/notices/what-would-tell-of-nothing-is-refused", test_what_would_tell_of_nothing_is_refused);
  g_test_add_func ("/notices/who-is-silenced-can-be-asked", test_who_is_silenced_can_be_asked);

  return g_test_run ();
}
