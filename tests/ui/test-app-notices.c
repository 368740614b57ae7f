#include "tests/ui/app-fixture.h"

#include "app/shell/weir-notifier.h"
#include "data/stream/weir-alert-journal.h"

/*
 * Notices of alerts, as the desktop gets them: a server of notifications of our own on the bus of the test.
 */

static const char workspace[] =
  "{\"weir\": 1, \"connections\": [{\"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true}],"
  " \"streams\": [{\"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"format\": \"json\", \"key\": \"symbol\","
  "               \"time\": {\"field\": \"ts\", \"unit\": \"us\"}, \"fields\": [{\"name\": \"price\", \"path\": \"price\", \"type\": \"number\"}]}],"
  " \"rules\": [{\"name\": \"high\", \"title\": \"Too high\", \"stream\": \"prices\", \"kind\": \"record\", \"severity\": \"critical\","
  "             \"condition\": {\"fire\": \"price > 100\"}},"
  "            {\"name\": \"low\", \"title\": \"Too low\", \"stream\": \"prices\", \"kind\": \"record\", \"severity\": \"warning\","
  "             \"condition\": {\"fire\": \"price < 10\"}}]}";

static const char interface_xml[] =
  "<node><interface name='org.gtk.Notifications'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
  "</interface></node>";

typedef struct
{
  AppFixture        app;
  GApplication     *application;
  GDBusConnection  *bus;
  GDBusNodeInfo    *node;
  GHashTable       *shown;      /* owned: id → GVariant of the notice */
  guint             n_added;
  guint             object;
  guint             owner;
  gboolean          owned;
  WeirAlertJournal *journal;
  WeirNotifier     *notifier;
} Fixture;

static void
on_call (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Fixture *fixture = user_data;
  const char *id;
  GVariant *notice;

  if (g_str_equal (method, "AddNotification"))
    {
      g_variant_get (parameters, "(&s&s@a{sv})", NULL, &id, &notice);
      g_hash_table_insert (fixture->shown, g_strdup (id), notice);
      fixture->n_added++;
    }
  else
    {
      g_variant_get (parameters, "(&s&s)", NULL, &id);
      g_hash_table_remove (fixture->shown, id);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_owned (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((Fixture *) user_data)->owned = TRUE;
}

static gboolean
is_owned (AppFixture *app,
          gpointer    user_data)
{
  return ((Fixture *) user_data)->owned;
}

static void
set_up_bus (Fixture *fixture)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr(GError) error = NULL;

  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->node = g_dbus_node_info_new_for_xml (interface_xml, &error);
  g_assert_no_error (error);
  fixture->object = g_dbus_connection_register_object (fixture->bus, "/org/gtk/Notifications", fixture->node->interfaces[0], &table,
                                                       fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->owner = g_bus_own_name_on_connection (fixture->bus, "org.gtk.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, on_owned, NULL,
                                                 fixture, NULL);
}

/* From there on records are news. */
static gboolean
is_watched (AppFixture *app,
            gpointer    user_data)
{
  return weir_alert_journal_find_position (((Fixture *) user_data)->journal, "c", "prices", 0) >= 0;
}

static void
watch (Fixture *fixture)
{
  g_autoptr(GString) text = g_string_new (workspace);
  g_autoptr(WeirWorkspace) parsed = NULL;
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;

  g_string_replace (text, "BOOTSTRAP", weir_broker_get_bootstrap (fixture->app.broker), 0);
  parsed = weir_workspace_new_from_data (text->str, -1, "test", &error);
  g_assert_no_error (error);
  monitor = weir_monitor_new (parsed, &error);
  g_assert_no_error (error);
  fixture->journal = weir_alert_journal_new (NULL, 0);
  weir_monitor_keep_journal (monitor, fixture->journal);
  weir_scope_set_monitor (fixture->app.scope, monitor);
  app_fixture_await (&fixture->app, is_watched, fixture);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  app_fixture_init (&fixture->app);
  watch (fixture);
  fixture->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  set_up_bus (fixture);
  app_fixture_await (&fixture->app, is_owned, fixture);
  fixture->application = g_application_new ("io.github.weir.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (fixture->application, NULL, &error));
  g_assert_no_error (error);
  fixture->notifier = weir_notifier_new (fixture->application, weir_scope_get_monitor (fixture->app.scope), 3, NULL);
}

static void
on_stopped (WeirMonitor *monitor,
            gboolean    *stopped)
{
  *stopped = TRUE;
}

/* The end of the process waits for a journal that somebody has. */
static void
stop_monitor (Fixture *fixture)
{
  g_autoptr(WeirMonitor) monitor = g_object_ref (weir_scope_get_monitor (fixture->app.scope));
  gboolean stopped = FALSE;

  g_signal_connect (monitor, "stopped", G_CALLBACK (on_stopped), &stopped);
  weir_scope_set_monitor (fixture->app.scope, NULL);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_func (monitor, on_stopped, &stopped);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  g_clear_object (&fixture->notifier);
  stop_monitor (fixture);
  g_clear_object (&fixture->application);
  weir_alert_journal_unref (fixture->journal);
  g_bus_unown_name (fixture->owner);
  g_dbus_connection_unregister_object (fixture->bus, fixture->object);
  g_dbus_node_info_unref (fixture->node);
  g_object_unref (fixture->bus);
  g_hash_table_unref (fixture->shown);
  app_fixture_clear (&fixture->app);
}

static gboolean
is_shown (AppFixture *app,
          gpointer    user_data)
{
  return g_hash_table_size (((Fixture *) user_data)->shown) > 0;
}

static gboolean
is_gone (AppFixture *app,
         gpointer    user_data)
{
  return g_hash_table_size (((Fixture *) user_data)->shown) == 0;
}

static void
send (Fixture    *fixture,
      const char *key,
      double      price)
{
  app_fixture_send (&fixture->app, "prices", key, g_get_real_time (), price, 1);
  app_fixture_flush (&fixture->app);
}

static void
assert_text (GVariant   *notice,
             const char *member,
             const char *wanted)
{
  const char *text;

  g_assert_true (g_variant_lookup (notice, member, "&s", &text));
  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_button (GVariant   *notice,
               guint       i,
               const char *action)
{
  g_autoptr(GVariant) buttons = g_variant_lookup_value (notice, "buttons", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr(GVariant) button = g_variant_get_child_value (buttons, i);
  g_autoptr(GVariant) target = g_variant_lookup_value (button, "target", NULL);
  g_autofree char *printed = g_variant_print (target, FALSE);

  assert_text (button, "action", action);
  g_assert_cmpstr (printed, ==, "(3, 'high')");
}

static void
test_a_notice_says_what_and_goes_with_the_alert (Fixture      *fixture,
                                                 gconstpointer user_data)
{
  GVariant *notice;

  send (fixture, "A", 101);
  app_fixture_await (&fixture->app, is_shown, fixture);
  notice = g_hash_table_lookup (fixture->shown, "alerts-3-high");
  assert_text (notice, "title", "Too high · A");
  assert_text (notice, "body", "101");
  assert_text (notice, "default-action", "app.show-alerts-of");
  assert_button (notice, 0, "app.show-alerts-of");
  assert_button (notice, 1, "app.acknowledge-alerts-of");
  assert_button (notice, 2, "app.mute-alerts-of");

  send (fixture, "A", 50);
  app_fixture_await (&fixture->app, is_gone, fixture);
  g_assert_cmpuint (fixture->n_added, ==, 1);
}

static void
test_an_acknowledged_alert_has_no_notice (Fixture      *fixture,
                                          gconstpointer user_data)
{
  g_autoptr(GListModel) alerts = g_object_ref (weir_monitor_get_alerts (weir_scope_get_monitor (fixture->app.scope)));
  g_autoptr(WeirAlert) alert = NULL;

  send (fixture, "A", 101);
  app_fixture_await (&fixture->app, is_shown, fixture);
  weir_notifier_acknowledge (fixture->notifier, "high");
  app_fixture_await (&fixture->app, is_gone, fixture);
  alert = g_list_model_get_item (alerts, 0);
  g_assert_true (weir_alert_get_acknowledged (alert));
  g_assert_cmpstr (weir_alert_get_acknowledged_by (alert), ==, g_get_real_name ());
}

static void
test_a_muted_alert_has_no_notice (Fixture      *fixture,
                                  gconstpointer user_data)
{
  WeirMonitor *monitor = weir_scope_get_monitor (fixture->app.scope);
  GListModel *silences = weir_monitor_get_silences (monitor);
  g_autoptr(WeirJournalEntry) silence = NULL;

  send (fixture, "A", 101);
  app_fixture_await (&fixture->app, is_shown, fixture);
  weir_notifier_mute (fixture->notifier, "high", G_TIME_SPAN_HOUR);
  app_fixture_await (&fixture->app, is_gone, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (silences), ==, 1);
  silence = g_list_model_get_item (silences, 0);
  g_assert_cmpstr (weir_journal_entry_get_facts (silence)->rule, ==, "high");
  g_assert_cmpstr (weir_journal_entry_get_facts (silence)->key, ==, "A");
}

static gboolean
has_both (AppFixture *app,
          gpointer    user_data)
{
  return weir_monitor_get_n_firing (weir_scope_get_monitor (app->scope)) == 2;
}

/* Warnings are not told of unless somebody wants that. */
static void
test_only_what_is_bad_enough_is_told (Fixture      *fixture,
                                      gconstpointer user_data)
{
  send (fixture, "B", 5);
  send (fixture, "A", 101);
  app_fixture_await (&fixture->app, has_both, fixture);
  app_fixture_await (&fixture->app, is_shown, fixture);
  g_assert_null (g_hash_table_lookup (fixture->shown, "alerts-3-low"));
  g_assert_null (weir_notifier_get_alerts (fixture->notifier, "low"));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GNOTIFICATION_BACKEND", "gtk", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add ("/app-notices/a-notice-says-what-and-goes-with-the-alert", Fixture, NULL, set_up,
              test_a_notice_says_what_and_goes_with_the_alert, tear_down);
  g_test_add ("/app-notices/an-acknowledged-alert-has-no-notice", Fixture, NULL, set_up,
              test_an_acknowledged_alert_has_no_notice, tear_down);
  g_test_add ("/app-notices/a-muted-alert-has-no-notice", Fixture, NULL, set_up, test_a_muted_alert_has_no_notice, tear_down);
  g_test_add ("/app-notices/only-what-is-bad-enough-is-told", Fixture, NULL, set_up, test_only_what_is_bad_enough_is_told, tear_down);

  return g_test_run ();
}
