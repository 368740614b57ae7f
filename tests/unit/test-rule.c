#include "data/alert/weir-rule.h"
#include "data/alert/weir-rule-text.h"

#include <math.h>
#include <string.h>

#include "tests/unit/comma-locale.h"
#include "tests/unit/rule-fixture.h"

static WeirRule *
rule_new (WeirRuleKind kind,
          const char  *fire,
          const char  *clear,
          gint64       for_usec,
          gint64       silence_usec)
{
  const WeirRuleSpec spec = {
    .index = 7,
    .name = "hot",
    .kind = kind,
    .fire = fire,
    .clear = clear,
    .for_usec = for_usec,
    .silence_usec = silence_usec,
    .names = kind == WEIR_RULE_WINDOW ? variables : names,
    .units = kind == WEIR_RULE_WINDOW ? variable_units : units,
  };
  g_autoptr(GError) error = NULL;
  WeirRule *rule = weir_rule_new (&spec, &error);

  g_assert_no_error (error);

  return rule;
}

static WeirAlertState
take_state (WeirRule *rule)
{
  g_autoptr(WeirAlertEvent) event = take (rule);

  return event != NULL ? event->state : (WeirAlertState) -1;
}

static void
test_a_record_fires_and_resolves (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 0, 0);
  g_autoptr(WeirAlertEvent) fired = NULL;
  g_autoptr(WeirAlertEvent) later = NULL;
  g_autoptr(WeirAlertEvent) resolved = NULL;

  add (rule, "s1", 10 * SECOND, 40.0);
  g_assert_null (take (rule));

  add (rule, "s1", 11 * SECOND, 41.25);
  fired = take (rule);
  g_assert_cmpuint (fired->rule, ==, 7);
  g_assert_cmpstr (fired->key, ==, "s1");
  g_assert_cmpint (fired->state, ==, WEIR_ALERT_FIRING);
  g_assert_true (fired->fired);
  g_assert_false (fired->resolved);
  g_assert_cmpuint (fired->n_firings, ==, 1);
  g_assert_cmpint (fired->since_usec, ==, 11 * SECOND);
  g_assert_cmpstr (fired->value, ==, "41.25\302\240°C");
  g_assert_cmpstr (fired->limit, ==, "> 40");
  g_assert_cmpstr (fired->topic, ==, "sensors");
  g_assert_cmpint (fired->partition, ==, 3);
  g_assert_cmpint (fired->offset, ==, 11);

  /* What matches later is not what made it fire. */
  add (rule, "s1", 12 * SECOND, 47.5);
  later = take (rule);
  g_assert_cmpint (later->event_usec, ==, 12 * SECOND);
  g_assert_cmpstr (later->value, ==, "47.5\302\240°C");
  g_assert_cmpint (later->offset, ==, 11);

  add (rule, "s1", 13 * SECOND, 39.0);
  resolved = take (rule);
  g_assert_cmpint (resolved->state, ==, WEIR_ALERT_NORMAL);
  g_assert_true (resolved->resolved);
  g_assert_cmpuint (resolved->n_firings, ==, 0);
  g_assert_cmpint (resolved->resolved_usec, ==, 13 * SECOND);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
}

static void
test_firing_goes_on_without_firing_again (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 0, 0);
  g_autoptr(WeirAlertEvent) event = NULL;

  for (gint64 i = 0; i < 1000; i++)
    add (rule, "s1", i * SECOND, 41 + i);

  event = take (rule);
  g_assert_cmpuint (event->n_firings, ==, 1);
  g_assert_cmpint (event->since_usec, ==, 0);
  g_assert_cmpint (event->event_usec, ==, 999 * SECOND);
  g_assert_cmpstr (event->value, ==, "1040\302\240°C");
}

static void
test_one_false_evaluation_resets_pending (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 30 * SECOND, 0);

  add (rule, "s1", 0, 50);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_PENDING);
  add (rule, "s1", 29 * SECOND, 50);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_PENDING);
  add (rule, "s1", 29500 * 1000, 30);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
  add (rule, "s1", 31 * SECOND, 50);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_PENDING);
  add (rule, "s1", 61 * SECOND, 50);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_FIRING);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
}

static void
test_clear_gives_hysteresis (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", "temperature < 35", 0, 0);

  add (rule, "s1", 1 * SECOND, 41);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_FIRING);
  add (rule, "s1", 2 * SECOND, 36);
  g_assert_null (take (rule));
  add (rule, "s1", 3 * SECOND, 41);
  add (rule, "s1", 4 * SECOND, 34.9);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
}

static void
test_missing_values_and_late_records_say_nothing (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 0, 0);

  add (rule, "s1", 10 * SECOND, 41);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_FIRING);
  add (rule, "s1", 11 * SECOND, NAN);
  add (rule, "s1", 9 * SECOND, 20);
  g_assert_null (take (rule));
  add (rule, "s1", 12 * SECOND, 20);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
}

static void
test_keys_have_their_own_states (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 0, 0);
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);

  add (rule, "s1", SECOND, 41);
  add (rule, "s2", SECOND, 20);
  add (rule, "", SECOND, 42);
  weir_rule_take_events (rule, events);

  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (((WeirAlertEvent *) g_ptr_array_index (events, 0))->key, ==, "s1");
  g_assert_cmpstr (((WeirAlertEvent *) g_ptr_array_index (events, 1))->key, ==, "");
}

static void
test_states_are_bounded_and_counted (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 0, 0);
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);

  for (guint i = 0; i < WEIR_RULE_MAX_STATES + 5; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %u", i);

      add (rule, key, SECOND, 41);
    }
  weir_rule_take_events (rule, events);

  g_assert_cmpuint (events->len, ==, WEIR_RULE_MAX_STATES);
  g_assert_cmpuint (weir_rule_get_n_overflowed (rule), ==, 5);
}

static void
test_a_window_fires_early_and_the_next_resolves (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_WINDOW, "abs(price_change_percent) > 2", NULL, 0, 0);
  g_autoptr(WeirAlertEvent) event = NULL;

  add_row (rule, 0, 1.0);
  g_assert_null (take (rule));
  add_row (rule, 0, -2.5);
  event = take (rule);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_FIRING);
  g_assert_cmpstr (event->value, ==, "-2.5\302\240%");
  g_assert_cmpint (event->offset, ==, -1);
  g_assert_null (event->topic);

  add_row (rule, 60 * SECOND, 0.1);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);

  /* The final value of the window before comes after that, and is history. */
  add_row (rule, 0, -2.5);
  g_assert_null (take (rule));
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);
}

static void
test_overlapping_windows_do_not_flap (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_WINDOW, "abs(price_change_percent) > 2", NULL, 0, 0);

  add_row (rule, 0, 3);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_FIRING);
  /* [10, 70) has seen less than [0, 60), which still holds. */
  add_row (rule, 10 * SECOND, 0);
  g_assert_null (take (rule));
  add_row (rule, 60 * SECOND, 0);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
}

static void
test_every_record_of_an_alert_topic_counts (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_TOPIC, NULL, NULL, 0, 0);
  WeirRuleClock clock = { .arrival_usec = 0 };
  g_autoptr(WeirAlertEvent) event = NULL;

  for (gint64 i = 1; i <= 3; i++)
    add (rule, "AAA", i * SECOND, 50);
  event = take (rule);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_FIRING);
  g_assert_cmpuint (event->n_firings, ==, 3);
  g_assert_cmpstr (event->value, ==, "temperature 50\302\240°C · flag false");
  g_assert_cmpint (event->offset, ==, 3);

  clock.now_usec = 3 * SECOND + WEIR_RULE_TOPIC_HOLD_USEC - 1;
  weir_rule_advance (rule, &clock);
  g_assert_null (take (rule));
  clock.now_usec++;
  weir_rule_advance (rule, &clock);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
}

static void
test_an_alert_topic_that_is_history_ends_at_once (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_TOPIC, NULL, NULL, 0, 60 * SECOND);
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);
  const WeirRuleClock clock = { .now_usec = 100 * SECOND, .arrival_usec = 100 * SECOND, .stream_time_usec = 90 * SECOND };
  const WeirAlertEvent *event;

  add (rule, "old", 10 * SECOND, 50);
  add (rule, "new", 90 * SECOND, 50);
  weir_rule_advance (rule, &clock);
  weir_rule_take_events (rule, events);

  g_assert_cmpuint (events->len, ==, 2);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_NORMAL);
  g_assert_true (event->fired && event->resolved);
  g_assert_cmpint (event->resolved_usec, ==, 70 * SECOND);
  event = g_ptr_array_index (events, 1);
  g_assert_cmpint (event->state, ==, WEIR_ALERT_FIRING);
}

static void
test_silence_is_no_data_only_when_we_are_not_behind (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_SILENCE, NULL, NULL, 0, 60 * SECOND);
  WeirRuleClock clock = {
    .now_usec = 100 * SECOND,
    .arrival_usec = 100 * SECOND,
    .stream_time_usec = 60 * SECOND,
    .watermark_usec = 60 * SECOND,
  };

  add (rule, "s1", 0, 20);
  weir_rule_advance (rule, &clock);
  g_assert_null (take (rule));

  clock.stream_time_usec++;
  clock.behind = TRUE;
  weir_rule_advance (rule, &clock);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_BEHIND);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 0);

  /* A partition that holds the watermark back may hold the key's records too. */
  clock.behind = FALSE;
  clock.watermark_usec = 0;
  weir_rule_advance (rule, &clock);
  g_assert_null (take (rule));

  clock.watermark_usec = clock.stream_time_usec;
  weir_rule_advance (rule, &clock);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NO_DATA);
  g_assert_cmpuint (weir_rule_get_n_fired (rule), ==, 1);

  /* Once it was silent, falling behind for a moment does not unsay it. */
  clock.behind = TRUE;
  weir_rule_advance (rule, &clock);
  g_assert_null (take (rule));

  add (rule, "s1", 70 * SECOND, 20);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NORMAL);
}

static void
test_silence_goes_on_while_the_stream_is_silent (void)
{
  g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_SILENCE, NULL, NULL, 0, 60 * SECOND);
  WeirRuleClock clock = {
    .now_usec = 1060 * SECOND,
    .arrival_usec = 1000 * SECOND,
    .stream_time_usec = 5 * SECOND,
    .watermark_usec = 5 * SECOND,
  };

  add (rule, "s1", 5 * SECOND, 20);
  weir_rule_advance (rule, &clock);
  g_assert_null (take (rule));
  clock.now_usec++;
  weir_rule_advance (rule, &clock);
  g_assert_cmpint (take_state (rule), ==, WEIR_ALERT_NO_DATA);
}

static void
test_a_wrong_rule_is_refused (void)
{
  WeirRuleSpec spec = { .name = "r", .kind = WEIR_RULE_RECORD, .names = names, .units = units };
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_rule_new (&spec, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC);
  g_clear_error (&error);

  spec.kind = WEIR_RULE_SILENCE;
  g_assert_null (weir_rule_new (&spec, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC);
  g_clear_error (&error);

  spec.kind = WEIR_RULE_RECORD;
  spec.fire = "temperature > 40";
  spec.clear = "temp < 3";
  g_assert_null (weir_rule_new (&spec, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_FIELD);
  g_assert_nonnull (strstr (error->message, "“r”"));
}

static void
assert_words (double      number,
              const char *limit,
              const char *wanted)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = number };

  weir_rule_text_append_value (text, &value, "USD");
  g_string_append (text, " | ");
  weir_rule_text_append_limit (text, limit);
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_a_long_text_is_cut (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  /* 10 MiB, whose 512th byte is within a character, and with a line end. */
  g_autofree char *filling = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *wanted = NULL;
  WeirValue value = { .type = WEIR_VALUE_TEXT };

  memcpy (filling, "a\n", 2);
  memcpy (filling + 511, "ä", 2);
  value.as_text = filling;
  value.length = strlen (filling);
  weir_rule_text_append_value (text, &value, NULL);
  wanted = g_strdup_printf ("a\\n%.509s…", filling + 2);
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_numbers_have_the_mark_of_the_locale (void)
{
  assert_words (2994.28, "> 40.5", "2994.28\302\240USD | > 40.5");
  comma_locale_begin ();
  assert_words (2994.28, "> 40.5", "2994,28\302\240USD | > 40,5");
  assert_words (1e-9, "40.5 <", "1e-09\302\240USD | 40,5 <");
  assert_words (1.25e20, "> left.price", "1,25e+20\302\240USD | > left.price");
  assert_words (3.0, "== 'v1.2'", "3\302\240USD | == 'v1.2'");
  comma_locale_end ();
}

/* However seldom somebody asks for events: a state that waits for that is as one that was told of. */
static void
test_each_change_is_told_whenever_events_are_taken (void)
{
  for (guint every = 1; every < 7; every++)
    {
      g_autoptr(WeirRule) rule = rule_new (WEIR_RULE_RECORD, "temperature > 40", NULL, 5 * SECOND, 0);
      g_autoptr(GString) changes = g_string_new (NULL);
      const gint64 times[] = { 10, 15, 16, 12, 18, 19 };
      const double values[] = { 41, 42, 39, 43, 44, 30 };

      weir_rule_set_change_func (rule, on_change, changes);
      for (guint i = 0; i < G_N_ELEMENTS (times); i++)
        {
          add (rule, "s", times[i] * SECOND, values[i]);
          if (i % every == 0)
            weir_alert_event_free (take (rule));
        }
      g_assert_cmpstr (changes->str, ==,
                       "s normal-pending 10 10; s pending-firing 15 15; s firing-normal 16 16; s normal-pending 12 12; "
                       "s pending-firing 18 18; s firing-normal 19 19; ");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule/a-record-fires-and-resolves", test_a_record_fires_and_resolves);
  g_test_add_func ("/rule/firing-goes-on-without-firing-again", test_firing_goes_on_without_firing_again);
  g_test_add_func ("/rule/one-false-evaluation-resets-pending", test_one_false_evaluation_resets_pending);
  g_test_add_func ("/rule/clear-gives-hysteresis", test_clear_gives_hysteresis);
  g_test_add_func ("/rule/missing-values-and-late-records-say-nothing", test_missing_values_and_late_records_say_nothing);
  g_test_add_func ("/rule/keys-have-their-own-states", test_keys_have_their_own_states);
  g_test_add_func ("/rule/states-are-bounded-and-counted", test_states_are_bounded_and_counted);
  g_test_add_func ("/rule/a-window-fires-early-and-the-next-resolves", test_a_window_fires_early_and_the_next_resolves);
  g_test_add_func ("/rule/overlapping-windows-do-not-flap", test_overlapping_windows_do_not_flap);
  g_test_add_func ("/rule/every-record-of-an-alert-topic-counts", test_every_record_of_an_alert_topic_counts);
  g_test_add_func ("/rule/an-alert-topic-that-is-history-ends-at-once", test_an_alert_topic_that_is_history_ends_at_once);
  g_test_add_func ("/rule/silence-is-no-data-only-when-we-are-not-behind", test_silence_is_no_data_only_when_we_are_not_behind);
  g_test_add_func ("/rule/silence-goes-on-while-the-stream-is-silent", test_silence_goes_on_while_the_stream_is_silent);
  g_test_add_func ("/rule/each-change-is-told-whenever-events-are-taken", test_each_change_is_told_whenever_events_are_taken);
  g_test_add_func ("/rule/a-wrong-rule-is-refused", test_a_wrong_rule_is_refused);
  g_test_add_func ("/rule/a-long-text-is-cut", test_a_long_text_is_cut);
  g_test_add_func ("/rule/numbers-have-the-mark-of-the-locale", test_numbers_have_the_mark_of_the_locale);

  return g_test_run ();
}
