#include "config.h"

#include "app/shell/weir-notice-actions.h"

#include "app/common/weir-preferences.h"
#include "app/shell/weir-window.h"

#define MUTE_USEC G_TIME_SPAN_HOUR

/* The window may have been closed since. (transfer none) (nullable) */
static WeirWindow *
find_window (GtkApplication *application,
             GVariant       *parameter,
             const char    **rule)
{
  GtkWindow *window;
  guint id;

  g_variant_get (parameter, "(u&s)", &id, rule);
  window = gtk_application_get_window_by_id (application, id);

  return WEIR_IS_WINDOW (window) ? WEIR_WINDOW (window) : NULL;
}

static void
on_show (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  const char *rule;
  WeirWindow *window = find_window (user_data, parameter, &rule);

  if (window == NULL)
    return;

  weir_window_show_alerts_of (window, rule);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_acknowledge (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  const char *rule;
  WeirWindow *window = find_window (user_data, parameter, &rule);
  WeirNotifier *notifier = window != NULL ? weir_window_get_notifier (window) : NULL;

  if (notifier != NULL)
    weir_notifier_acknowledge (notifier, rule);
}

static void
on_mute (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  const char *rule;
  WeirWindow *window = find_window (user_data, parameter, &rule);
  WeirNotifier *notifier = window != NULL ? weir_window_get_notifier (window) : NULL;

  if (notifier != NULL)
    weir_notifier_mute (notifier, rule, MUTE_USEC);
}

static void
add_preference (GtkApplication *application,
                GSettings      *preferences,
                const char     *name)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GAction) action = NULL;

  /* One of an earlier version may be there. */
  g_object_get (preferences, "settings-schema", &schema, NULL);
  if (!g_settings_schema_has_key (schema, name))
    return;

  action = g_settings_create_action (preferences, name);
  g_action_map_add_action (G_ACTION_MAP (application), action);
}

void
weir_notice_actions_add (GtkApplication *application)
{
  const GActionEntry entries[] = {
    { .name = "show-alerts-of", .activate = on_show, .parameter_type = "(us)" },
    { .name = "acknowledge-alerts-of", .activate = on_acknowledge, .parameter_type = "(us)" },
    { .name = "mute-alerts-of", .activate = on_mute, .parameter_type = "(us)" },
  };

  g_autoptr(GSettings) preferences = weir_preferences_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  if (preferences == NULL)
    return;

  add_preference (application, preferences, "notice-severity");
  add_preference (application, preferences, "notice-sound");
}
