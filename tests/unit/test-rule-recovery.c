#include "tests/unit/rule-fixture.h"

/* What comes after firing, and what of a condition that nothing decides. */

static WeirRule *
plain_rule_new (const char *fire)
{
  const WeirRuleSpec spec = { .name = "hot", .kind = WEIR_RULE_RECORD, .fire = fire, .names = names, .units = units };
  g_autoptr(GError) error = NULL;
  WeirRule *rule = weir_rule_new (&spec, &error);

  g_assert_no_error (error);

  return rule;
}

static WeirRule *
keeping_rule_new (const char *clear,
                  gboolean    replay)
{
  const WeirRuleSpec spec = {
    .name = "hot",
    .kind = WEIR_RULE_RECORD,
    .fire = "temperature > 40",
    .clear = clear,
    .for_usec = 30 * SECOND,
    .keep_firing_usec = 60 * SECOND,
    .replay = replay,
    .names = names,
    .units = units,
  };
  g_autoptr(GError) error = NULL;
  WeirRule *rule = weir_rule_new (&spec, &error);

  g_assert_no_error (error);

  return rule;
}

static void
test_an_alert_recovers_before_it_ends (void)
{
  g_autoptr(WeirRule) rule = keeping_rule_new (NULL, FALSE);
  g_autoptr(GString) changes = g_string_new (NULL);
  g_autoptr(WeirAlertEvent) event = NULL;

  weir_rule_set_change_func (rule, on_change, changes);
  add (rule, "s", 0, 41);
  add (rule, "s", 30 * SECOND, 41);
  add (rule, "s", 40 * SECOND, 20);
  event = take (rule);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_RECOVERING);
  g_assert_true (event->fired);
  g_assert_false (event->resolved);
  /* What ended goes on from where it ended: neither a second end nor a moment too early ends it. */
  add (rule, "s", 50 * SECOND, 20);
  add (rule, "s", 99 * SECOND, 41);
  add (rule, "s", 110 * SECOND, 20);
  add (rule, "s", 169 * SECOND, 20);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
  /* Its time comes with any record of its partition. */
  add (rule, "other", 170 * SECOND, 20);
  g_assert_cmpstr (changes->str, ==,
                   "s normal-pending 0 0; s pending-firing 30 30; s firing-recovering 40 40; s recovering-firing 99 99; "
                   "s firing-recovering 110 110; s recovering-normal 170 -1; ");
}

static void
add_to (WeirRule *rule,
        gint32    partition,
        gint64    time_usec)
{
  const WeirMessage message = { .topic = "sensors", .partition = partition, .time_usec = time_usec };
  const WeirValue values[] = { { .type = WEIR_VALUE_DOUBLE, .as_double = 20 }, { .type = WEIR_VALUE_BOOL } };
  const WeirRecord record = { &message, time_usec, "other", 5, values, G_N_ELEMENTS (values) };

  weir_rule_add_record (rule, &record, 0);
}

static void
test_only_its_own_partition_ends_an_alert (void)
{
  g_autoptr(WeirRule) rule = keeping_rule_new (NULL, FALSE);
  g_autoptr(GString) changes = g_string_new (NULL);

  add (rule, "s", 0, 41);
  add (rule, "s", 30 * SECOND, 41);
  add (rule, "t", 0, 41);
  add (rule, "t", 30 * SECOND, 41);
  weir_rule_set_change_func (rule, on_change, changes);
  add (rule, "s", 40 * SECOND, 20);
  add (rule, "t", 35 * SECOND, 20);
  add_to (rule, 4, 1000 * SECOND);
  add_to (rule, 3, 95 * SECOND);
  g_assert_cmpstr (changes->str, ==, "s firing-recovering 40 40; t firing-recovering 35 35; t recovering-normal 95 -1; ");
  g_string_truncate (changes, 0);
  add_to (rule, 3, 100 * SECOND);
  g_assert_cmpstr (changes->str, ==, "s recovering-normal 100 -1; ");
}

/* The condition is true for 40 s and false for 20 s, and so on: it fires once, and ends once. */
static void
test_an_hour_of_toggling_is_one_alert (void)
{
  g_autoptr(WeirRule) rule = keeping_rule_new (NULL, FALSE);
  guint n_fired = 0, n_resolved = 0;

  for (gint64 i = 0; i < 3800; i++)
    {
      WeirAlertEvent *event;

      add (rule, "s", i * SECOND, i < 3600 && i % 60 < 40 ? 41 : 20);
      event = take (rule);
      n_fired += event != NULL && event->fired;
      n_resolved += event != NULL && event->resolved;
      g_clear_pointer (&event, weir_alert_event_free);
    }
  g_assert_cmpuint (n_fired, ==, 1);
  g_assert_cmpuint (n_resolved, ==, 1);
}

static void
test_what_recovers_goes_on_after_a_restart (void)
{
  g_autoptr(WeirRule) rule = keeping_rule_new ("temperature < 30", FALSE);
  g_autoptr(GString) changes = g_string_new (NULL);
  g_autoptr(WeirAlertEvent) event = NULL;
  const WeirAlertChange fired = { .key = "s", .key_length = 1, .state = WEIR_ALERT_FIRING, .time_usec = 30 * SECOND,
                                  .topic = "sensors", .partition = 3, .offset = 30 };
  const WeirAlertChange change = { .key = "s", .key_length = 1, .state = WEIR_ALERT_RECOVERING, .time_usec = 40 * SECOND,
                                   .topic = "sensors", .partition = 3, .offset = 40 };

  weir_rule_set_change_func (rule, on_change, changes);
  weir_rule_restore (rule, &change, &fired, "41");
  event = take (rule);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_RECOVERING);
  g_assert_cmpint (event->since_usec, ==, 30 * SECOND);
  g_assert_cmpint (event->offset, ==, 30);
  add (rule, "s", 35 * SECOND, 41);
  add (rule, "other", 100 * SECOND, 35);
  g_assert_cmpstr (changes->str, ==, "s recovering-normal 100 -1; ");
}

static void
test_windows_recover_by_their_own_rows (void)
{
  const WeirRuleSpec spec = { .name = "moves", .kind = WEIR_RULE_WINDOW, .fire = "price_change_percent > 2",
                              .keep_firing_usec = 120 * SECOND, .names = variables, .units = variable_units };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRule) rule = weir_rule_new (&spec, &error);
  g_autoptr(GString) changes = g_string_new (NULL);

  g_assert_no_error (error);
  weir_rule_set_change_func (rule, on_change, changes);
  add_row (rule, 0, 3);
  add_row (rule, 60 * SECOND, 1);
  add_row (rule, 120 * SECOND, 3);
  add_row (rule, 180 * SECOND, 1);
  add_row (rule, 240 * SECOND, 1);
  add_row (rule, 300 * SECOND, 3);
  g_assert_cmpstr (changes->str, ==,
                   "A normal-firing 0 -1; A firing-recovering 60 -1; A recovering-firing 120 -1; "
                   "A firing-recovering 180 -1; A recovering-normal 300 -1; A normal-firing 300 -1; ");
}

static void
test_silence_does_not_keep_firing (void)
{
  const WeirRuleSpec spec = { .name = "quiet", .kind = WEIR_RULE_SILENCE, .silence_usec = SECOND, .keep_firing_usec = SECOND,
                              .names = names, .units = units };
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_rule_new (&spec, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC);
}

static void
test_a_condition_that_is_never_decided_is_an_error (void)
{
  g_autoptr(WeirRule) rule = plain_rule_new ("temperature > 40");
  g_autoptr(GString) changes = g_string_new (NULL);
  g_autoptr(WeirAlertEvent) event = NULL;

  weir_rule_set_change_func (rule, on_change, changes);
  for (gint64 i = 1; i < 100; i++)
    add (rule, "s", i * SECOND, NAN);
  g_assert_null (take (rule));
  add (rule, "s", 100 * SECOND, NAN);
  event = take (rule);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_ERROR);
  g_assert_true (event->fired);
  g_assert_cmpstr (event->value, ==, "temperature > 40: in none of 100 is there a value of “temperature”");
  add (rule, "", 101 * SECOND, 41);
  g_assert_cmpstr (changes->str, ==, " normal-error 100 -1;  error-normal 101 -1;  normal-firing 101 101; ");
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
}

static void
test_what_has_to_see_some_records_first_is_no_error (void)
{
  g_autoptr(WeirRule) rule = plain_rule_new ("zscore(temperature, 10s) > 4");

  for (gint64 i = 0; i < 1000; i++)
    add (rule, "s", i * 10 * SECOND, 20);
  g_assert_null (take (rule));
  g_assert_cmpuint (weir_rule_get_n_undecided (rule), ==, 1000);
}

static void
test_a_replay_says_at_its_end_that_nothing_was_decided (void)
{
  g_autoptr(WeirRule) rule = keeping_rule_new (NULL, TRUE);
  g_autoptr(GString) changes = g_string_new (NULL);

  weir_rule_set_change_func (rule, on_change, changes);
  for (gint64 i = 0; i < 500; i++)
    add (rule, "s", i * SECOND, NAN);
  g_assert_cmpstr (changes->str, ==, "");
  weir_rule_end (rule, 499 * SECOND);
  g_assert_cmpstr (changes->str, ==, " normal-error 499 -1; ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule-recovery/an-alert-recovers-before-it-ends", test_an_alert_recovers_before_it_ends);
  g_test_add_func ("/rule-recovery/only-its-own-partition-ends-an-alert", test_only_its_own_partition_ends_an_alert);
  g_test_add_func ("/rule-recovery/an-hour-of-toggling-is-one-alert", test_an_hour_of_toggling_is_one_alert);
  g_test_add_func ("/rule-recovery/what-recovers-goes-on-after-a-restart", test_what_recovers_goes_on_after_a_restart);
  g_test_add_func ("/rule-recovery/windows-recover-by-their-own-rows", test_windows_recover_by_their_own_rows);
  g_test_add_func ("/rule-recovery/silence-does-not-keep-firing", test_silence_does_not_keep_firing);
  g_test_add_func ("/rule-recovery/a-condition-that-is-never-decided-is-an-error", test_a_condition_that_is_never_decided_is_an_error);
  g_test_add_func ("/rule-recovery/what-has-to-see-some-records-first-is-no-error", test_what_has_to_see_some_records_first_is_no_error);
  g_test_add_func ("/rule-recovery/a-replay-says-at-its-end-that-nothing-was-decided", test_a_replay_says_at_its_end_that_nothing_was_decided);

  return g_test_run ();
}
