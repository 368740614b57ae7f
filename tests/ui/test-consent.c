#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/dialogs/weir-consent-dialog.h"

static GtkWidget *
find_label (GtkWidget  *root,
            const char *part)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, part);

      if (GTK_IS_LABEL (child) && strstr (gtk_label_get_label (GTK_LABEL (child)), part) != NULL)
        return child;
      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Property and value are seen as they are, markup and control characters too, and nothing is allowed by mistake. */
static void
test_consent_shows_property_and_value (void)
{
  const char *text = "{ \"weir\": 1, \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"b:1\", \"properties\": {"
                     "\"debug\": \"<b>\\u001b&\", \"plugin.library.paths\": \"./evil.so\","
                     "\"sasl.password\": { \"env\": \"MINE\" } } }] }";
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "w", &error);
  GtkWidget *dialog;
  GtkWidget *label;

  g_assert_no_error (error);
  dialog = weir_consent_dialog_new (NULL, workspace);
  label = find_label (dialog, "plugin.library.paths");
  g_assert_nonnull (label);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==,
                   "sasl.password = the environment variable MINE, sent to b:1\n"
                   "    sends a secret of yours to these brokers\n"
                   "plugin.library.paths = ./evil.so\n"
                   "    can run a program or load a library\n"
                   "debug = <b>\\x1b&\n"
                   "    is not known to be harmless");
  g_assert_false (gtk_label_get_use_markup (GTK_LABEL (label)));
  g_assert_cmpstr (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (dialog)), ==, "cancel");
  g_assert_cmpstr (adw_message_dialog_get_close_response (ADW_MESSAGE_DIALOG (dialog)), ==, "cancel");
  g_assert_true (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), WEIR_CONSENT_DIALOG_ALLOW));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/consent/shows-property-and-value", test_consent_shows_property_and_value);

  return g_test_run ();
}
