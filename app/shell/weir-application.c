#include "config.h"

#include "app/shell/weir-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/shell/weir-launch.h"
#include "app/shell/weir-painter-choice.h"
#include "app/dialogs/weir-sample-job.h"
#include "app/common/weir-preferences.h"
#include "app/shell/weir-notice-actions.h"
#include "app/shell/weir-smoke.h"
#include "app/shell/weir-window.h"
#include "app/common/weir-words.h"

struct _WeirApplication
{
  AdwApplication  parent_instance;

  gint64          start_usec;    /* of the program, until its first window took it */
  int             status;        /* exit status of a run with --seconds or --smoke */
  guint           signal_sources[3];
};

G_DEFINE_FINAL_TYPE (WeirApplication, weir_application, ADW_TYPE_APPLICATION)

/* What a window being opened by -b and -t waits for. */
typedef struct
{
  WeirWindow   *window;      /* owned */
  WeirSettings *settings;    /* owned */
  char         *group;
  GStrv         topics;
} Opening;

static Opening *
opening_copy (const Opening *self)
{
  Opening *copy = g_new0 (Opening, 1);

  copy->window = g_object_ref (self->window);
  copy->settings = g_object_ref (self->settings);
  copy->group = g_strdup (self->group);
  copy->topics = g_strdupv (self->topics);

  return copy;
}

static void
opening_free (Opening *self)
{
  g_strfreev (self->topics);
  g_object_unref (self->window);
  g_object_unref (self->settings);
  g_free (self->group);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static WeirWindow *
create_window (WeirApplication *self)
{
  WeirWindow *window;

  if (self->start_usec == 0)
    self->start_usec = g_get_monotonic_time ();
  window = weir_window_new (GTK_APPLICATION (self), self->start_usec);
  self->start_usec = 0;

  return window;
}

static void look_at_topics (Opening *opening);

static void
on_trouble_response (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  if (g_str_equal (response, "again"))
    look_at_topics (opening_copy (user_data));
}

static void
on_trouble_gone (gpointer  data,
                 GClosure *closure)
{
  opening_free (data);
}

/* Nothing is watched: the broker may be there, or the topic made, in a moment. */
static void
offer_again (Opening    *opening,
             const char *title,
             const char *text)
{
  g_autofree char *sentence = weir_dup_sentence (text);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (opening->window), title, sentence);

  gtk_window_set_application (GTK_WINDOW (dialog), gtk_window_get_application (GTK_WINDOW (opening->window)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"), "again", _("_Try Again"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "again");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_trouble_response), opening_copy (opening), on_trouble_gone, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
watch_inferred (Opening   *opening,
              GPtrArray *inferred)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;

  workspace = weir_samples_create_workspace (inferred, opening->settings, opening->group, NULL, &error);
  if (workspace == NULL)
    {
      weir_window_show_error (opening->window, _("The Topics Cannot Be Watched"), error->message);
      return;
    }

  weir_window_widen_range (opening->window, weir_samples_get_span (inferred));
  weir_window_open_workspace (opening->window, workspace, NULL);
}

static void
on_inferred (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Opening) opening = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) inferred = weir_sample_job_finish (result, &error);

  /* The window was closed meanwhile. */
  if (g_cancellable_is_cancelled (weir_window_get_cancellable (opening->window)))
    return;

  weir_window_set_starting (opening->window, NULL);
  if (inferred != NULL)
    watch_inferred (opening, inferred);
  else
    offer_again (opening, _("The Topics Cannot Be Watched"), error->message);
}

/* Takes @opening. */
static void
look_at_topics (Opening *opening)
{
  weir_window_set_starting (opening->window, _("Looking at the Topics…"));
  weir_sample_job_async (opening->settings, NULL, (const char * const *) opening->topics,
                         weir_window_get_cancellable (opening->window), on_inferred, opening);
}

static void
open_topics (WeirWindow *window,
             WeirLaunch *launch)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_launch_create_settings (launch, &error);
  const Opening opening = { window, settings, launch->group, launch->topics };

  if (settings == NULL)
    weir_window_show_error (window, _("The Connection's Properties Are Wrong"), error->message);
  else
    look_at_topics (opening_copy (&opening));
}

/* The file's connections, with the command line's properties over them. */
static void
open_file (WeirWindow *window,
           WeirLaunch *launch)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) own = weir_launch_create_settings (launch, &error);

  if (own == NULL)
    weir_window_show_error (window, _("The Connection's Properties Are Wrong"), error->message);
  else
    (launch->guess ? weir_window_open_path : weir_window_open_file) (window, launch->workspace, own);
}

static void
on_smoke_done (WeirSmoke       *smoke,
               int              status,
               WeirApplication *self)
{
  GtkWindow *window = weir_smoke_get_window (smoke);

  self->status = status;
  /* As when a person closes it. */
  weir_window_keep_state (WEIR_WINDOW (window));
  gtk_window_destroy (window);
  g_object_unref (smoke);
}

static void
start_smoke (WeirApplication *self,
             WeirWindow      *window,
             WeirLaunch      *launch)
{
  WeirSmoke *smoke = weir_smoke_new (GTK_WINDOW (window), launch->smoke, launch->seconds);

  weir_window_set_notifies (window, FALSE);
  g_signal_connect (smoke, "done", G_CALLBACK (on_smoke_done), self);
}

static void
open_launch (WeirApplication *self,
             WeirLaunch      *launch)
{
  WeirWindow *window = create_window (self);

  if (launch->smoke != NULL || launch->seconds > 0)
    start_smoke (self, window, launch);

  /* Seen before anything is read. */
  gtk_window_present (GTK_WINDOW (window));
  if (launch->topics != NULL)
    open_topics (window, launch);
  else if (launch->workspace != NULL)
    open_file (window, launch);
  else if (launch->demo)
    weir_window_start_demo (window);
}

static int
weir_application_command_line (GApplication            *application,
                               GApplicationCommandLine *command_line)
{
  WeirApplication *self = WEIR_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autoptr(GFile) cwd = g_application_command_line_create_file_for_arg (command_line, ".");
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirLaunch) launch = weir_launch_new (options, cwd, &error);

  if (launch == NULL)
    {
      g_application_command_line_printerr (command_line, "weir: %s\n", error->message);
      return 2;
    }

  open_launch (self, launch);

  return 0;
}

static int
weir_application_handle_local_options (GApplication *application,
                                       GVariantDict *options)
{
  g_autoptr(GError) error = NULL;
  const char *painter = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("weir %s\n", WEIR_VERSION);
      return 0;
    }

  /* Before GTK starts, or it has begun to draw by its own choice. */
  g_variant_dict_lookup (options, "painter", "&s", &painter);
  if (!weir_painter_choice_make (painter, &error))
    {
      g_printerr ("weir: %s\n", error->message);
      return 2;
    }

  /* A run that ends by itself must not end up in another program's window. */
  if (g_variant_dict_contains (options, "smoke") || g_variant_dict_contains (options, "seconds")
      || g_variant_dict_contains (options, "demo"))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  g_autofree char *details = window != NULL ? weir_painter_choice_explain (GTK_WIDGET (window)) : NULL;

  adw_show_about_window (window,
                         "application-name", _("Weir"),
                         "application-icon", WEIR_APP_ID,
                         "version", WEIR_VERSION,
                         "comments", _("Watch Kafka streams live"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "developer-name", _("The Weir authors"),
                         "debug-info", details != NULL ? details : "",
                         "debug-info-filename", "weir-details.txt",
                         NULL);
}

static gboolean
close_windows (gpointer application)
{
  GList *windows;

  /* Not g_application_quit(): closing leaves the brokers first. A dialog goes with its window. */
  for (windows = gtk_application_get_windows (application); windows != NULL; windows = windows->next)
    if (WEIR_IS_WINDOW (windows->data))
      weir_window_keep_state (windows->data);
  while ((windows = gtk_application_get_windows (application)) != NULL)
    gtk_window_destroy (windows->data);

  return G_SOURCE_REMOVE;
}

/* Not at once: a dialog that has the key still holds itself, and would outlive the window it belongs to. */
static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_windows, g_object_ref (user_data), g_object_unref);
}

static void
on_new_window (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  gtk_window_present (GTK_WINDOW (create_window (WEIR_APPLICATION (user_data))));
}

static void
on_show_alerts (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window != NULL && !WEIR_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (!WEIR_IS_WINDOW (window))
    return;

  weir_window_show_page (WEIR_WINDOW (window), "alerts");
  gtk_window_present (window);
}

static void
on_dark (GSimpleAction *action,
         GVariant      *state,
         gpointer       user_data)
{
  g_autoptr(GSettings) preferences = weir_preferences_new ();
  gboolean dark = g_variant_get_boolean (state);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_simple_action_set_state (action, state);
  if (preferences != NULL)
    g_settings_set_string (preferences, "style", dark ? "dark" : "light");
}

/* As it was chosen; until then it is the desktop's. */
static void
restore_style (void)
{
  g_autoptr(GSettings) preferences = weir_preferences_new ();
  g_autofree char *style = preferences != NULL ? g_settings_get_string (preferences, "style") : NULL;

  if (g_strcmp0 (style, "dark") == 0)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  else if (g_strcmp0 (style, "light") == 0)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* SIGTERM, SIGINT, SIGHUP: as Ctrl+Q. */
static gboolean
on_signal (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);

  return G_SOURCE_CONTINUE;
}

static void
add_signals (WeirApplication *self)
{
  static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    self->signal_sources[i] = g_unix_signal_add (numbers[i], on_signal, self);
}

static void
weir_application_shutdown (GApplication *application)
{
  WeirApplication *self = WEIR_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  G_APPLICATION_CLASS (weir_application_parent_class)->shutdown (application);
}

static void
add_actions (WeirApplication *self)
{
  const GActionEntry entries[] = {
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
    { .name = "new-window", .activate = on_new_window },
    { .name = "show-alerts", .activate = on_show_alerts },
    { .name = "dark", .state = "false", .change_state = on_dark },
  };
  GAction *dark;

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  weir_notice_actions_add (GTK_APPLICATION (self));
  dark = g_action_map_lookup_action (G_ACTION_MAP (self), "dark");
  g_simple_action_set_state (G_SIMPLE_ACTION (dark),
                             g_variant_new_boolean (adw_style_manager_get_dark (adw_style_manager_get_default ())));
}

static void
add_accels (GtkApplication *application)
{
  const struct
  {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "app.new-window", { "<Control>n" } },
    { "window.close", { "<Control>w" } },
    { "win.export", { "<Control>e" } },
    { "win.find", { "<Control>f" } },
    { "win.go-to", { "<Control>g" } },
    { "win.find-anything", { "<Control>k" } },
    { "win.connect", { "<Control><Shift>k" } },
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.replay", { "<Control><Shift>r" } },
    { "win.save-session", { "<Control><Alt>s" } },
    { "win.edit-dashboard", { "<Control><Shift>e" } },
    { "win.describe", { "<Control><Shift>s" } },
    { "win.sidebar", { "F9" } },
    { "win.wall", { "F11" } },
    { "win.range-shorter", { "<Control>plus", "<Control>equal" } },
    { "win.range-longer", { "<Control>minus" } },
    { "win.next-page", { "<Control>Page_Down" } },
    { "win.previous-page", { "<Control>Page_Up" } },
    { "win.show-help-overlay", { "<Control>question" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].accels);

  for (int i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth-page(%d)", i);
      g_autofree char *accel = g_strdup_printf ("<Alt>%d", i + 1);
      const char *accels[] = { accel, NULL };

      gtk_application_set_accels_for_action (application, action, accels);
    }
}

static void
weir_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (weir_application_parent_class)->startup (application);

  weir_painter_choice_apply ();
  gtk_window_set_default_icon_name (WEIR_APP_ID);
  restore_style ();
  add_signals (WEIR_APPLICATION (application));
  add_actions (WEIR_APPLICATION (application));
  add_accels (GTK_APPLICATION (application));
}

static void
weir_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (create_window (WEIR_APPLICATION (application)));
  gtk_window_present (window);
}

static void
weir_application_class_init (WeirApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = weir_application_startup;
  application_class->shutdown = weir_application_shutdown;
  application_class->activate = weir_application_activate;
  application_class->command_line = weir_application_command_line;
  application_class->handle_local_options = weir_application_handle_local_options;
}

static void
weir_application_init (WeirApplication *self)
{
  self->start_usec = g_get_monotonic_time ();
  weir_launch_add_options (G_APPLICATION (self));
}

WeirApplication *
weir_application_new (void)
{
  return g_object_new (WEIR_TYPE_APPLICATION,
                       "application-id", WEIR_APP_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                       NULL);
}

int
weir_application_get_status (WeirApplication *self)
{
  g_return_val_if_fail (WEIR_IS_APPLICATION (self), 1);

  return self->status;
}
