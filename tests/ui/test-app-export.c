#include "app-fixture.h"

#include "app/dialogs/weir-export-dialog.h"

/* The dialog that exports windows says what it would write. */

/* Of a topic with one partition: no other holds its windows open. */
static const char workspace[] =
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": [ { \"name\": \"old\", \"connection\": \"c\", \"topics\": [\"old\"], \"key\": \"symbol\","
  "    \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" } ],"
  "    \"windows\": [ { \"size\": \"1m\", \"grace\": \"5s\" } ] } ] }";

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (g_object_get_data (G_OBJECT (fixture->window), "dialog"), text);
}

/* That a window has closed is taken over after its records. */
static gboolean
has_one_final_row (AppFixture *fixture,
                    gpointer    dialog)
{
  weir_monitor_take (weir_scope_get_monitor (fixture->scope));
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Rows")), 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Rows")), 0);

  return app_has_text (dialog, "1 row");
}

static void
test_rows_and_size_are_told_before (void)
{
  AppFixture fixture;
  GtkWidget *dialog;

  app_fixture_init (&fixture);
  /* A window of each of three minutes: the second waits for its grace, the third for more. */
  for (int i = 0; i < 3; i++)
    app_fixture_send (&fixture, "old", "NVDA", fixture.start_usec + i * MINUTE, 10.5, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, workspace);
  app_fixture_await_records (&fixture, "old", 3);
  gtk_window_present (GTK_WINDOW (fixture.window));
  dialog = weir_export_dialog_new (GTK_WINDOW (fixture.window), fixture.scope);
  g_object_set_data (G_OBJECT (fixture.window), "dialog", dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  /* Everything that is kept, open windows too. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Range")), 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Rows")), 1);
  app_fixture_await (&fixture, shows, (char *) "NVDA");
  g_assert_true (app_has_text (dialog, "window_start"));
  g_assert_true (app_has_text (dialog, "open"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Format")), 1);
  g_assert_true (app_has_text (dialog, "3 rows"));
  app_fixture_await (&fixture, has_one_final_row, dialog);
  g_assert_false (app_has_text (dialog, "open"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/rows-and-size-are-told-before", test_rows_and_size_are_told_before);

  return g_test_run ();
}
