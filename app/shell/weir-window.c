#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-origin.h"
#include "app/common/weir-range-words.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

#define NARROW_PX            1000   /* with text of the usual size */
#define USUAL_DPI            (96 * 1024)
#define TOAST_INTERVAL_USEC  (4 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (WeirWindow, weir_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (WeirWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, self->page);
  g_autofree char *source = NULL;
  g_autofree char *title = NULL;

  if (page == NULL)
    return;

  if (WEIR_IS_DASHBOARD_PAGE (page))
    source = weir_dashboard_page_dup_source (WEIR_DASHBOARD_PAGE (page));
  gtk_label_set_label (self->title_label, gtk_stack_page_get_title (gtk_stack_get_page (self->stack, page)));
  gtk_label_set_label (self->subtitle_label, source != NULL ? source : "");

  title = g_strdup_printf ("%s – Weir", gtk_label_get_label (self->title_label));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
on_monitor_event (WeirWindow   *self,
                  const char   *text,
                  WeirSeverity  severity)
{
  gint64 now_usec = g_get_monotonic_time ();

  /* The banner shows lasting errors; toasts of passing ones must not queue up for minutes. */
  if (severity == WEIR_SEVERITY_INFO || now_usec - self->toast_usec < TOAST_INTERVAL_USEC)
    return;

  self->toast_usec = now_usec;
  weir_window_show_toast (self, text);
}

static void
on_monitor_changed (WeirWindow *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  g_clear_object (&self->notifier);
  weir_window_rebuild_pages (self);
  if (monitor != NULL)
    {
      g_signal_connect_object (monitor, "event", G_CALLBACK (on_monitor_event), self, G_CONNECT_SWAPPED);
      if (self->notifies)
        self->notifier = weir_notifier_new (g_application_get_default (), monitor,
                                            gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self)), self->preferences);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export", monitor != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save", monitor != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-session", monitor != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.replay", monitor != NULL && weir_monitor_get_replay (monitor) == NULL);
  weir_window_update_status (self);
}

static void
update_live (WeirWindow *self)
{
  gboolean live = weir_scope_get_live (self->scope);
  GtkWidget *button = GTK_WIDGET (self->live_button);

  adw_button_content_set_icon_name (self->live_content, live ? "weir-live-symbolic" : "weir-pause-symbolic");
  adw_button_content_set_label (self->live_content, live ? _("Live") : _("Paused"));
  gtk_widget_set_tooltip_text (button, live ? _("Pause the view; reading goes on (Space)") : _("Go live (Space)"));
  if (live)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

static void
update_range (WeirWindow *self)
{
  g_autofree char *label = weir_dup_range (weir_scope_get_time_range (self->scope));

  if (g_strcmp0 (gtk_menu_button_get_label (self->range_button), label) != 0)
    gtk_menu_button_set_label (self->range_button, label);
}

static int
sidebar_width (WeirWindow *self)
{
  int flap_px, separator_px;

  gtk_widget_measure (adw_flap_get_flap (self->flap), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &flap_px, NULL, NULL);
  gtk_widget_measure (adw_flap_get_separator (self->flap), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &separator_px, NULL,
                      NULL);

  return flap_px + separator_px;
}

/* Large text needs more room: a window that had to be wider than this for its sidebar could not become narrow. */
static int
narrow_px (WeirWindow *self)
{
  int dpi;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);

  return (int) (NARROW_PX * MAX ((double) dpi / USUAL_DPI, 1.0));
}

static gboolean
on_width_changed (gpointer user_data)
{
  WeirWindow *self = user_data;
  gboolean narrow = self->width_px < narrow_px (self);

  self->width_source = 0;
  weir_status_bar_set_room (self->status_bar, self->width_px - (narrow ? 0 : sidebar_width (self)));
  if (narrow == self->narrow)
    return G_SOURCE_REMOVE;

  self->narrow = narrow;
  adw_flap_set_fold_policy (self->flap, self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_button), self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), !self->narrow);
  weir_record_button_set_narrow (self->record_button, self->narrow);
  adw_button_content_set_label (self->export_content, self->narrow ? "" : _("_Export"));
  if (self->narrow)
    weir_accessible_set_name (GTK_WIDGET (self->export_button), _("Export"));
  else
    weir_accessible_use_label (GTK_WIDGET (self->export_button));

  return G_SOURCE_REMOVE;
}

/* Folding changes what is being allocated, so it waits until that is done. */
static void
weir_window_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  GTK_WIDGET_CLASS (weir_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (width == self->width_px)
    return;

  self->width_px = width;
  if (self->width_source == 0)
    self->width_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_width_changed, self, NULL);
}

static void
weir_window_realize (GtkWidget *widget)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  GTK_WIDGET_CLASS (weir_window_parent_class)->realize (widget);
  weir_scope_set_clock (self->scope, gtk_widget_get_frame_clock (widget));
}

static void
weir_window_unrealize (GtkWidget *widget)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  weir_scope_set_clock (self->scope, NULL);
  /* It is closed. Not only when it is disposed of: what is still looked at for it holds it until then. */
  g_cancellable_cancel (self->cancellable);
  GTK_WIDGET_CLASS (weir_window_parent_class)->unrealize (widget);
}

GCancellable *
weir_window_get_cancellable (WeirWindow *self)
{
  g_return_val_if_fail (WEIR_IS_WINDOW (self), NULL);

  return self->cancellable;
}

static gboolean
weir_window_close_request (GtkWindow *window)
{
  weir_window_keep_state (WEIR_WINDOW (window));

  return GTK_WINDOW_CLASS (weir_window_parent_class)->close_request (window);
}

/* Space pauses wherever it does not write or press something. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                WeirWindow            *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (keyval != GDK_KEY_space || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus) || GTK_IS_BUTTON (focus) || GTK_IS_CHECK_BUTTON (focus)
      || GTK_IS_DROP_DOWN (focus))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toggle-live", NULL);

  return GDK_EVENT_STOP;
}

static void
on_page_selected (WeirWindow *self,
                  const char *page)
{
  weir_window_show_page (self, page);
  if (self->narrow)
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
weir_window_dispose (GObject *object)
{
  WeirWindow *self = WEIR_WINDOW (object);

  g_clear_handle_id (&self->width_source, g_source_remove);
  g_clear_pointer (&self->wall, weir_wall_free);
  g_clear_weak_pointer (&self->origin_focus);
  g_clear_pointer (&self->note, weir_picture_note_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->notifier);
  if (self->recordings != NULL)
    weir_recordings_finish (self->recordings);
  g_clear_object (&self->recordings);
  g_clear_object (&self->proposals);
  g_clear_object (&self->file);
  g_clear_object (&self->history);
  g_clear_object (&self->scope);
  g_clear_object (&self->demo);
  g_clear_pointer (&self->session_folder, weir_spill_folder_free);
  g_clear_object (&self->preferences);

  G_OBJECT_CLASS (weir_window_parent_class)->dispose (object);
}

static void
weir_window_finalize (GObject *object)
{
  WeirWindow *self = WEIR_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_free (self->page);
  g_free (self->origin_page);
  g_free (self->listed);
  g_free (self->starting);

  G_OBJECT_CLASS (weir_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, range_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, live_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, live_content);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, record_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, export_content);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, banner_button);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, header);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, transport);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirWindow, status_bar);
}

static void
weir_window_class_init (WeirWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_window_dispose;
  object_class->finalize = weir_window_finalize;
  widget_class->size_allocate = weir_window_size_allocate;
  widget_class->realize = weir_window_realize;
  widget_class->unrealize = weir_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = weir_window_close_request;

  g_type_ensure (WEIR_TYPE_RECORD_BUTTON);
  g_type_ensure (WEIR_TYPE_SIDEBAR);
  g_type_ensure (WEIR_TYPE_STATUS_BAR);
  g_type_ensure (WEIR_TYPE_TRANSPORT_BAR);
  bind_template (widget_class);
  weir_window_class_install_actions (widget_class);
  weir_window_class_install_edit_actions (widget_class);
  weir_window_class_install_find_actions (widget_class);
  weir_window_class_install_session_actions (widget_class);
  weir_window_class_install_wall_actions (widget_class);
  weir_window_class_install_zone_actions (widget_class);
  weir_window_class_install_record_actions (widget_class);
  /* After everything that Escape closes. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.go-live", NULL);
}

static void
weir_window_init (WeirWindow *self)
{
  g_autoptr(GMenuModel) ranges = NULL;
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->notifies = TRUE;
  self->cancellable = g_cancellable_new ();
  self->state_page = WEIR_STATE_PAGE (weir_state_page_new ());
  self->start_page = WEIR_START_PAGE (weir_start_page_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->state_page), "state");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->start_page), "start");

  ranges = weir_window_create_range_menu ();
  gtk_menu_button_set_menu_model (self->range_button, ranges);
  g_signal_connect_swapped (self->sidebar, "page-selected", G_CALLBACK (on_page_selected), self);

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  weir_window_add_drop_target (self);
}

static void
on_recording_ended (WeirWindow       *self,
                    WeirRecordingJob *job)
{
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  WeirRecordingStatus status;

  weir_recording_job_get_status (job, &status);
  count = weir_format_count (status.n_written);
  text = g_strdup_printf (ngettext ("%s row recorded", "%s rows recorded", status.n_written), count);
  if (status.state == WEIR_RECORDING_FAILED)
    weir_window_show_error (self, _("The Recording Has Ended"), status.text);
  else
    weir_window_show_file_toast (self, text, weir_recording_job_get_folder (job));
  g_free (status.text);
}

static void
on_recording_failed (WeirWindow *self,
                     const char *text)
{
  weir_window_show_error (self, _("The Stream Cannot Be Recorded"), text);
}

WeirWindow *
weir_window_new (GtkApplication *application,
                 gint64          start_usec)
{
  WeirWindow *self = g_object_new (WEIR_TYPE_WINDOW, "application", application, NULL);

  self->scope = weir_scope_new (start_usec);
  weir_transport_bar_set_scope (self->transport, self->scope);
  g_signal_connect_object (self->transport, "failed", G_CALLBACK (weir_window_show_toast), self, G_CONNECT_SWAPPED);
  self->recordings = weir_recordings_new ();
  weir_record_button_set_recordings (self->record_button, self->recordings);
  g_signal_connect_object (self->recordings, "ended", G_CALLBACK (on_recording_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->record_button, "failed", G_CALLBACK (on_recording_failed), self, G_CONNECT_SWAPPED);
  weir_window_restore_state (self);
  weir_window_add_actions (self);
  g_signal_connect_object (self->scope, "pulse", G_CALLBACK (weir_window_update_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  weir_window_follow_choices (self);
  g_signal_connect_object (self->scope, "notify::live", G_CALLBACK (update_live), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "notify::range-usec", G_CALLBACK (weir_window_keep_range), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (weir_scope_get_time_range (self->scope), "changed", G_CALLBACK (update_range), self,
                           G_CONNECT_SWAPPED);
  update_live (self);
  update_range (self);
  on_monitor_changed (self);
  weir_window_update_edit_actions (self);

  return self;
}

WeirScope *
weir_window_get_scope (WeirWindow *self)
{
  g_return_val_if_fail (WEIR_IS_WINDOW (self), NULL);

  return self->scope;
}

/* A workspace that is in no file has nothing by which it could be known again. */
static void
keep_journal (WeirMonitor *monitor,
              const char  *path)
{
  g_autofree char *folder = path != NULL ? weir_alert_journal_dup_folder (path) : NULL;
  g_autoptr(WeirAlertJournal) journal = weir_alert_journal_new (folder, 0);

  weir_monitor_keep_journal (monitor, journal);
}

void
weir_window_open_workspace (WeirWindow    *self,
                            WeirWorkspace *workspace,
                            const char    *path)
{
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  weir_window_set_starting (self, NULL);
  monitor = weir_monitor_new (workspace, &error);
  if (monitor == NULL)
    {
      weir_window_show_error (self, _("The Workspace Cannot Be Watched"), error->message);
      return;
    }

  weir_recordings_begin_anew (self->recordings);
  g_clear_pointer (&self->session_folder, weir_spill_folder_free);
  weir_window_set_file (self, path, workspace);
  weir_window_set_history (self, workspace);
  keep_journal (monitor, path);
  weir_scope_set_monitor (self->scope, monitor);
  g_clear_object (&self->proposals);
  if (path != NULL)
    return;

  self->proposals = weir_proposals_new (self->scope, self->history);
  g_signal_connect_object (self->proposals, "proposed", G_CALLBACK (weir_window_show_toast), self, G_CONNECT_SWAPPED);
}

static void
on_demo_started (GObject      *source_object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(WeirWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;
  WeirDemo *demo = weir_demo_new_finish (result, &error);

  if (demo == NULL)
    {
      weir_window_set_starting (self, NULL);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_window_show_error (self, _("The Demo Cannot Start"), error->message);
      return;
    }

  g_clear_object (&self->demo);
  self->demo = demo;
  weir_scope_set_rereads (self->scope, FALSE);
  workspace = weir_workspace_new_demo (weir_demo_get_bootstrap (demo));
  weir_window_open_workspace (self, workspace, NULL);
}

void
weir_window_start_demo (WeirWindow *self)
{
  g_return_if_fail (WEIR_IS_WINDOW (self));

  weir_window_set_starting (self, _("Starting the Demo…"));
  weir_demo_new_async (self->cancellable, on_demo_started, g_object_ref (self));
}

void
weir_window_set_starting (WeirWindow *self,
                          const char *text)
{
  g_return_if_fail (WEIR_IS_WINDOW (self));

  g_free (self->starting);
  self->starting = g_strdup (text);
  weir_window_update_page (self);
}

WeirNotifier *
weir_window_get_notifier (WeirWindow *self)
{
  g_return_val_if_fail (WEIR_IS_WINDOW (self), NULL);

  return self->notifier;
}

void
weir_window_show_alerts_of (WeirWindow *self,
                            const char *rule)
{
  GPtrArray *alerts;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  weir_window_show_page (self, "alerts");
  alerts = self->notifier != NULL ? weir_notifier_get_alerts (self->notifier, rule) : NULL;
  if (alerts != NULL)
    weir_alerts_page_select (self->alerts_page, g_ptr_array_index (alerts, 0));
}

void
weir_window_set_notifies (WeirWindow *self,
                          gboolean    notifies)
{
  g_return_if_fail (WEIR_IS_WINDOW (self));

  self->notifies = notifies;
}

guint
weir_window_get_n_pages (WeirWindow *self)
{
  g_return_val_if_fail (WEIR_IS_WINDOW (self), 0);

  return weir_sidebar_get_n_pages (self->sidebar);
}

const char *
weir_window_get_page (WeirWindow *self,
                      guint       i)
{
  g_return_val_if_fail (WEIR_IS_WINDOW (self), NULL);

  return weir_sidebar_get_page (self->sidebar, i);
}

/* Live is the time of the streams that are looked at. */
static void
follow_page (WeirWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, self->page);
  g_auto(GStrv) streams = WEIR_IS_DASHBOARD_PAGE (page) ? weir_dashboard_page_dup_streams (WEIR_DASHBOARD_PAGE (page))
                                                         : NULL;

  weir_scope_set_streams (self->scope, (const char * const *) streams);
}

/* Its charts say in a picture where it comes from. */
static void
tell_origin (WeirWindow *self)
{
  gboolean is_dashboard = self->page != NULL && g_str_has_prefix (self->page, WEIR_WINDOW_DASHBOARD_PREFIX);

  weir_origin_set (GTK_WIDGET (self), self->file != NULL ? weir_workspace_file_get_path (self->file) : NULL,
                   is_dashboard ? self->page + strlen (WEIR_WINDOW_DASHBOARD_PREFIX) : NULL);
}

void
weir_window_show_page (WeirWindow *self,
                       const char *page)
{
  char *chosen;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  /* While the window closes, its widgets still emit signals. */
  if (self->scope == NULL)
    return;

  /* Whoever goes on by himself does not come back. */
  if (g_strcmp0 (page, "messages") != 0 && g_strcmp0 (self->page, "messages") == 0)
    weir_messages_page_set_origin (self->messages_page, NULL);
  chosen = g_strdup (page);
  g_free (self->page);
  self->page = chosen;
  weir_sidebar_select (self->sidebar, page);
  follow_page (self);
  update_title (self);
  weir_window_update_page (self);
  weir_window_update_edit_actions (self);
  tell_origin (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.find",
                                 !WEIR_IS_DASHBOARD_PAGE (gtk_stack_get_child_by_name (self->stack, page)));
}
