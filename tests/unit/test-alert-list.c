#include "data/alert/weir-alert-list.h"

#define SECOND G_USEC_PER_SEC

static const WeirAlertRule rules[] = {
  { "hot", "Temperature above 40 °C", "sensors", WEIR_SEVERITY_CRITICAL },
  { "silent", "No data", "sensors", WEIR_SEVERITY_WARNING },
};

typedef struct
{
  WeirAlertList *list;
  guint          n_changes;
  guint          position;
  guint          n_removed;
  guint          n_added;
  guint          n_fired;
  guint          n_resolved;
} Fixture;

static void
on_changed (GListModel *model,
            guint       position,
            guint       n_removed,
            guint       n_added,
            gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changes++;
  fixture->position = position;
  fixture->n_removed = n_removed;
  fixture->n_added = n_added;
}

static void
count (WeirAlertList *list,
       WeirAlert     *alert,
       guint         *n)
{
  (*n)++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  fixture->list = weir_alert_list_new ();
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_changed), fixture);
  g_signal_connect (fixture->list, "fired", G_CALLBACK (count), &fixture->n_fired);
  g_signal_connect (fixture->list, "resolved", G_CALLBACK (count), &fixture->n_resolved);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  g_assert_finalize_object (fixture->list);
}

static WeirAlertEvent *
event_new (guint          rule,
           const char    *name,
           WeirAlertState state,
           gint64         since_usec)
{
  char *key = g_ref_string_new (name);
  WeirAlertEvent *event = weir_alert_event_new (rule, key);

  g_ref_string_release (key);
  event->state = state;
  event->since_usec = since_usec;
  event->fired = state == WEIR_ALERT_FIRING;
  event->n_firings = event->fired;
  event->resolved = state == WEIR_ALERT_NORMAL;
  event->value = g_strdup ("41 °C");

  return event;
}

static void
apply (Fixture        *fixture,
       WeirAlertEvent *event,
       gint64          now_usec)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_event_free);

  g_ptr_array_add (events, event);
  weir_alert_list_apply (fixture->list, rules, events, now_usec);
}

static WeirAlert *
alert_at (Fixture *fixture,
          guint    i)
{
  g_autoptr(WeirAlert) alert = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

  return alert;
}

static void
test_firing_first_then_newest (Fixture      *fixture,
                               gconstpointer user_data)
{
  apply (fixture, event_new (0, "a", WEIR_ALERT_FIRING, 1 * SECOND), SECOND);
  apply (fixture, event_new (0, "b", WEIR_ALERT_FIRING, 3 * SECOND), SECOND);
  apply (fixture, event_new (0, "c", WEIR_ALERT_FIRING, 2 * SECOND), SECOND);
  apply (fixture, event_new (0, "b", WEIR_ALERT_NORMAL, 3 * SECOND), SECOND);
  g_assert_true (weir_alert_list_commit (fixture->list, SECOND));

  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (fixture->n_added, ==, 3);
  g_assert_cmpstr (weir_alert_get_key (alert_at (fixture, 0)), ==, "c");
  g_assert_cmpstr (weir_alert_get_key (alert_at (fixture, 1)), ==, "a");
  g_assert_cmpstr (weir_alert_get_key (alert_at (fixture, 2)), ==, "b");
  g_assert_cmpuint (weir_alert_list_get_n_firing (fixture->list), ==, 2);
  g_assert_cmpuint (fixture->n_fired, ==, 3);
  g_assert_cmpuint (fixture->n_resolved, ==, 1);

  /* Only the rows that moved are told of. */
  apply (fixture, event_new (0, "a", WEIR_ALERT_NORMAL, 1 * SECOND), SECOND);
  weir_alert_list_commit (fixture->list, SECOND);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_cmpuint (fixture->position, ==, 1);
  g_assert_cmpuint (fixture->n_removed, ==, 2);
  g_assert_false (weir_alert_list_commit (fixture->list, SECOND));
}

static void
test_one_alert_a_rule_and_key (Fixture      *fixture,
                               gconstpointer user_data)
{
  WeirAlert *alert;

  for (guint i = 0; i < 3; i++)
    {
      apply (fixture, event_new (0, "a", WEIR_ALERT_FIRING, i * SECOND), SECOND);
      apply (fixture, event_new (0, "a", WEIR_ALERT_NORMAL, i * SECOND), SECOND);
    }
  apply (fixture, event_new (1, "a", WEIR_ALERT_FIRING, 0), SECOND);
  weir_alert_list_commit (fixture->list, SECOND);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 2);
  alert = alert_at (fixture, 1);
  g_assert_cmpstr (weir_alert_get_rule (alert), ==, "hot");
  g_assert_cmpstr (weir_alert_get_title (alert), ==, "Temperature above 40 °C");
  g_assert_cmpuint (weir_alert_get_n_firings (alert), ==, 3);
  g_assert_cmpint (weir_alert_get_severity (alert), ==, WEIR_SEVERITY_CRITICAL);
}

static void
test_acknowledgement_ends_with_the_alert (Fixture      *fixture,
                                          gconstpointer user_data)
{
  WeirAlert *alert;

  apply (fixture, event_new (0, "a", WEIR_ALERT_FIRING, 0), SECOND);
  weir_alert_list_commit (fixture->list, SECOND);
  alert = alert_at (fixture, 0);
  weir_alert_set_acknowledged (alert, TRUE);
  apply (fixture, event_new (0, "a", WEIR_ALERT_FIRING, 0), SECOND);
  g_assert_true (weir_alert_get_acknowledged (alert));
  apply (fixture, event_new (0, "a", WEIR_ALERT_NORMAL, 0), SECOND);
  g_assert_false (weir_alert_get_acknowledged (alert));
}

static void
test_pending_that_never_fired_leaves_nothing (Fixture      *fixture,
                                              gconstpointer user_data)
{
  WeirAlertEvent *event = event_new (0, "a", WEIR_ALERT_NORMAL, 0);

  apply (fixture, event_new (0, "a", WEIR_ALERT_PENDING, 0), SECOND);
  weir_alert_list_commit (fixture->list, SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
  g_assert_cmpuint (weir_alert_list_get_n_firing (fixture->list), ==, 0);

  event->resolved = FALSE;
  apply (fixture, event, SECOND);
  weir_alert_list_commit (fixture->list, SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
  g_assert_cmpuint (fixture->n_resolved, ==, 0);
}

static void
test_resolved_alerts_stay_for_a_while (Fixture      *fixture,
                                       gconstpointer user_data)
{
  apply (fixture, event_new (0, "a", WEIR_ALERT_FIRING, 0), SECOND);
  apply (fixture, event_new (0, "a", WEIR_ALERT_NORMAL, 0), SECOND);
  weir_alert_list_commit (fixture->list, SECOND + WEIR_ALERT_LIST_RESOLVED_USEC - 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
  weir_alert_list_commit (fixture->list, 3 * SECOND + WEIR_ALERT_LIST_RESOLVED_USEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
  g_assert_cmpuint (weir_alert_list_get_n_forgotten (fixture->list), ==, 1);
}

static void
test_the_longest_resolved_go_first (Fixture      *fixture,
                                    gconstpointer user_data)
{
  for (guint i = 0; i < WEIR_ALERT_LIST_MAX + 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      apply (fixture, event_new (0, key, WEIR_ALERT_FIRING, i), SECOND);
      if (i < 20)
        apply (fixture, event_new (0, key, WEIR_ALERT_NORMAL, i), SECOND + i);
    }
  weir_alert_list_commit (fixture->list, 2 * SECOND);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, WEIR_ALERT_LIST_MAX);
  g_assert_cmpuint (weir_alert_list_get_n_firing (fixture->list), ==, WEIR_ALERT_LIST_MAX - 10);
  g_assert_cmpstr (weir_alert_get_key (alert_at (fixture, WEIR_ALERT_LIST_MAX - 1)), ==, "10");
}

static void
test_events_merge_into_what_both_said (void)
{
  WeirAlertEvent *event = event_new (0, "a", WEIR_ALERT_FIRING, 1);

  weir_alert_event_merge (event, event_new (0, "a", WEIR_ALERT_NORMAL, 1));
  weir_alert_event_merge (event, event_new (0, "a", WEIR_ALERT_FIRING, 2));

  g_assert_cmpint (event->state, ==, WEIR_ALERT_FIRING);
  g_assert_cmpuint (event->n_firings, ==, 2);
  g_assert_true (event->fired);
  g_assert_true (event->resolved);
  g_assert_cmpint (event->since_usec, ==, 2);
  weir_alert_event_free (event);
}

#define ADD(name, func) g_test_add ("/alert-list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("firing-first-then-newest", test_firing_first_then_newest);
  ADD ("one-alert-a-rule-and-key", test_one_alert_a_rule_and_key);
  ADD ("acknowledgement-ends-with-the-alert", test_acknowledgement_ends_with_the_alert);
  ADD ("pending-that-never-fired-leaves-nothing", test_pending_that_never_fired_leaves_nothing);
  ADD ("resolved-alerts-stay-for-a-while", test_resolved_alerts_stay_for_a_while);
  ADD ("the-longest-resolved-go-first", test_the_longest_resolved_go_first);
  g_test_add_func ("/alert-list/events-merge-into-what-both-said", test_events_merge_into_what_both_said);

  return g_test_run ();
}
