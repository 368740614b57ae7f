#include "config.h"

#include "app/shell/weir-record-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

#define LIST_HEIGHT_PX 360
#define FOLDER_CHARS   46

struct _WeirRecordButton
{
  GtkBox            parent_instance;

  GtkMenuButton    *button;        /* child */
  AdwButtonContent *content;       /* of the button */
  GtkPopover       *popover;       /* the button's */
  GtkListBox       *list;          /* in the popover, as the next two */
  GtkLabel         *folder_label;
  GtkButton        *folder_button;

  WeirRecordings   *recordings;    /* owned, nullable before it is set */
  WeirMonitor      *monitor;       /* owned, nullable */
  char             *listed;        /* owned, nullable: the streams that the list has, for a comparison */
  gboolean          narrow;
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirRecordButton, weir_record_button, GTK_TYPE_BOX)

static WeirState
state_of (WeirRecordingState state)
{
  switch (state)
    {
    case WEIR_RECORDING_CONNECTING:
      return (WeirState) { "◌", _("Connecting"), "warning" };
    case WEIR_RECORDING_AT_WORK:
      return (WeirState) { "●", _("Recording"), "critical" };
    case WEIR_RECORDING_WAITING:
      return (WeirState) { "⏸", _("Disk full"), "warning" };
    case WEIR_RECORDING_STOPPING:
      return (WeirState) { "◌", _("Writing"), "warning" };
    case WEIR_RECORDING_FAILED:
      return (WeirState) { "▲", _("Failed"), "critical" };
    case WEIR_RECORDING_DONE:
    default:
      return (WeirState) { "✓", _("Recorded"), "ok" };
    }
}

/* "● Recording since 14:39:21 · 12 345 rows · 1.2 MB · 84.0 GB free" */
static char *
dup_status_line (const WeirRecordingStatus *status)
{
  WeirState state = state_of (status->state);
  g_autofree char *since = weir_dup_clock (status->since_usec);
  g_autofree char *count = weir_format_count (status->n_records);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", status->n_records), count);
  g_autofree char *size = weir_format_bytes (status->n_bytes);
  g_autofree char *room = status->free_bytes >= 0 ? weir_format_bytes ((guint64) status->free_bytes) : NULL;
  GString *text = g_string_new (NULL);

  /* Translators: a sign, a state and since when */
  g_string_append_printf (text, _("%s %s, since %s"), state.sign, state.word, since);
  /* Translators: rows that were recorded, and the size of the files that are finished */
  g_string_append_printf (text, _(" · %s · %s in files"), rows, size);
  if (room != NULL)
    /* Translators: room on the disk */
    g_string_append_printf (text, _(" · %s free"), room);
  if (status->n_gaps > 0)
    g_string_append_printf (text, ngettext (" · %u gap", " · %u gaps", status->n_gaps), (guint) status->n_gaps);
  if (status->text != NULL)
    g_string_append_printf (text, "\n%s", status->text);

  return g_string_free (text, FALSE);
}

static gboolean
is_active (WeirRecordingState state)
{
  return state != WEIR_RECORDING_DONE && state != WEIR_RECORDING_FAILED;
}

static void
update_row (WeirRecordButton *self,
            AdwActionRow     *row)
{
  const char *stream = g_object_get_data (G_OBJECT (row), "stream");
  GtkWidget *toggle = g_object_get_data (G_OBJECT (row), "toggle");
  WeirRecordingJob *job = weir_recordings_find (self->recordings, stream);
  gboolean known = self->monitor != NULL && weir_monitor_find_stream (self->monitor, stream) != NULL;
  WeirRecordingStatus status = { .state = WEIR_RECORDING_DONE };
  g_autofree char *line = NULL;
  g_autofree char *markup = NULL;
  g_autofree char *spoken = NULL;
  gboolean active;

  if (job != NULL)
    {
      weir_recording_job_get_status (job, &status);
      line = dup_status_line (&status);
      g_free (status.text);
    }
  active = job != NULL && is_active (status.state);
  markup = g_markup_escape_text (line != NULL ? line : _("Not recorded"), -1);
  adw_action_row_set_subtitle (row, markup);
  gtk_button_set_label (GTK_BUTTON (toggle), active ? _("Stop") : _("Record"));
  gtk_widget_set_sensitive (toggle, active ? status.state != WEIR_RECORDING_STOPPING : known);
  /* Translators: what a screen reader says of a button: what it does, and with which stream */
  spoken = g_strdup_printf (_("%s: %s"), active ? _("Stop") : _("Record"), stream);
  weir_accessible_set_name (toggle, spoken);
}

static void
update_rows (WeirRecordButton *self)
{
  g_autofree char *path = g_filename_display_name (weir_recordings_get_folder (self->recordings));
  int i = 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, i++)) != NULL)
    update_row (self, ADW_ACTION_ROW (row));
  gtk_label_set_label (self->folder_label, path);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_label), path);
  gtk_widget_set_sensitive (GTK_WIDGET (self->folder_button), weir_recordings_get_active (self->recordings)->len == 0);
}

static void
begin (WeirRecordButton *self,
       const char       *name)
{
  WeirStreamView *stream = self->monitor != NULL ? weir_monitor_find_stream (self->monitor, name) : NULL;
  g_auto(GStrv) topics = NULL;
  g_autoptr(GError) error = NULL;

  if (stream == NULL)
    return;

  topics = weir_monitor_dup_topics (self->monitor);
  if (!weir_recordings_start (self->recordings, weir_monitor_get_workspace (self->monitor), name, (const char * const *) topics,
                              &error))
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
on_toggled (WeirRecordButton *self,
            GtkButton        *toggle)
{
  const char *stream = g_object_get_data (G_OBJECT (toggle), "stream");

  if (weir_recordings_is_at_work (self->recordings, stream))
    weir_recordings_stop (self->recordings, stream);
  else
    begin (self, stream);
}

static void
append_row (WeirRecordButton *self,
            const char       *stream,
            const char       *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_button_new ();
  g_autofree char *markup = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  g_object_set_data_full (G_OBJECT (row), "stream", g_strdup (stream), g_free);
  g_object_set_data (G_OBJECT (row), "toggle", toggle);
  g_object_set_data_full (G_OBJECT (toggle), "stream", g_strdup (stream), g_free);
  g_signal_connect_object (toggle, "clicked", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
}

static const WeirConnectionConfig *
find_connection (WeirWorkspace *workspace,
                 const char    *name)
{
  GPtrArray *connections = weir_workspace_get_connections (workspace);

  for (guint i = 0; i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (g_strcmp0 (connection->name, name) == 0)
        return connection;
    }

  return NULL;
}

/* What comes from a file is in a file already. */
static gboolean
can_record (WeirRecordButton       *self,
            const WeirStreamConfig *config)
{
  const WeirConnectionConfig *connection;

  if (config->derived != NULL)
    return FALSE;

  connection = find_connection (weir_monitor_get_workspace (self->monitor), config->connection);

  return connection != NULL && connection->file == NULL && connection->lag_usec == 0;
}

/* Pairs of name and title: what can be recorded, and what is recorded still of another workspace. */
static GStrv
list_streams (WeirRecordButton *self)
{
  GListModel *streams = self->monitor != NULL ? weir_monitor_get_streams (self->monitor) : NULL;
  GPtrArray *active = weir_recordings_get_active (self->recordings);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; streams != NULL && i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);
      const WeirStreamConfig *config = weir_stream_view_get_config (stream);

      if (!can_record (self, config))
        continue;
      g_strv_builder_add (builder, config->name);
      g_strv_builder_add (builder, config->title != NULL ? config->title : config->name);
    }
  for (guint i = 0; i < active->len; i++)
    {
      const char *name = weir_recording_job_get_stream (g_ptr_array_index (active, i));

      if (self->monitor != NULL && weir_monitor_find_stream (self->monitor, name) != NULL)
        continue;
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, name);
    }

  return g_strv_builder_end (builder);
}

static void
fill (WeirRecordButton *self)
{
  g_auto(GStrv) streams = list_streams (self);
  g_autofree char *listing = g_strjoinv ("\n", streams);
  GtkListBoxRow *row;

  if (g_strcmp0 (listing, self->listed) == 0)
    return;

  g_free (self->listed);
  self->listed = g_steal_pointer (&listing);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; streams[i] != NULL; i += 2)
    append_row (self, streams[i], streams[i + 1]);
}

/* The worst state of those at work decides, and the first of them says since when. */
static char *
dup_label (WeirRecordButton   *self,
           WeirRecordingState *worst)
{
  GPtrArray *active = weir_recordings_get_active (self->recordings);
  gint64 since_usec = G_MAXINT64;
  guint64 n_records = 0;
  g_autofree char *elapsed = NULL;
  g_autofree char *count = NULL;
  g_autofree char *rows = NULL;

  *worst = WEIR_RECORDING_AT_WORK;
  for (guint i = 0; i < active->len; i++)
    {
      WeirRecordingStatus status;

      weir_recording_job_get_status (g_ptr_array_index (active, i), &status);
      g_free (status.text);
      since_usec = MIN (since_usec, status.since_usec);
      n_records += status.n_records;
      if (status.state == WEIR_RECORDING_WAITING || *worst != WEIR_RECORDING_WAITING)
        *worst = status.state == WEIR_RECORDING_AT_WORK ? *worst : status.state;
    }
  if (active->len == 0)
    return g_strdup (_("Record"));

  elapsed = weir_format_elapsed (g_get_real_time () - since_usec);
  count = weir_format_count (n_records);
  rows = g_strdup_printf (ngettext ("%s row", "%s rows", n_records), count);
  if (*worst != WEIR_RECORDING_AT_WORK)
    /* Translators: a state of recordings, and how many rows they have */
    return g_strdup_printf (_("%s · %s"), state_of (*worst).word, rows);

  return g_strdup_printf ("%s · %s", elapsed, rows);
}

static void
update_label (WeirRecordButton *self)
{
  guint n_active = weir_recordings_get_active (self->recordings)->len;
  WeirRecordingState worst;
  g_autofree char *label = dup_label (self, &worst);
  g_autofree char *spoken = n_active > 0 ? g_strdup_printf (_("Recording: %s"), label) : g_strdup (_("Record"));

  adw_button_content_set_icon_name (self->content, worst == WEIR_RECORDING_WAITING ? "weir-pause-symbolic" : "weir-record-symbolic");
  adw_button_content_set_label (self->content, self->narrow ? "" : label);
  weir_accessible_set_name (GTK_WIDGET (self->button), spoken);
  if (n_active > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "weir-recording");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "weir-recording");
}

static void
on_folder_response (GtkNativeDialog  *dialog,
                    int               response,
                    WeirRecordButton *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        weir_recordings_set_folder (self->recordings, path);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_folder_clicked (WeirRecordButton *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Folder of the Recording"), window,
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_popover_popdown (self->popover);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GtkWidget *
create_folder_line (WeirRecordButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->folder_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->folder_label, PANGO_ELLIPSIZE_START);
  gtk_label_set_width_chars (self->folder_label, FOLDER_CHARS);
  gtk_label_set_max_width_chars (self->folder_label, FOLDER_CHARS);
  gtk_label_set_xalign (self->folder_label, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->folder_label), "secondary");
  gtk_widget_set_hexpand (GTK_WIDGET (self->folder_label), TRUE);
  self->folder_button = GTK_BUTTON (gtk_button_new_with_label (_("Folder…")));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_button),
                               _("Where the next recording goes. In a folder that has one it goes on where that ends"));
  g_signal_connect_swapped (self->folder_button, "clicked", G_CALLBACK (on_folder_clicked), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->folder_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->folder_button));

  return box;
}

static GtkWidget *
create_popover (WeirRecordButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_list_box_set_placeholder (self->list, gtk_label_new (_("No stream here reads a Kafka topic of its own")));
  weir_accessible_set_name (GTK_WIDGET (self->list), _("Streams to record"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), create_folder_line (self));
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  return popover;
}

static void
weir_record_button_dispose (GObject *object)
{
  WeirRecordButton *self = WEIR_RECORD_BUTTON (object);

  g_clear_object (&self->recordings);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (weir_record_button_parent_class)->dispose (object);
}

static void
weir_record_button_finalize (GObject *object)
{
  g_free (WEIR_RECORD_BUTTON (object)->listed);

  G_OBJECT_CLASS (weir_record_button_parent_class)->finalize (object);
}

static void
weir_record_button_class_init (WeirRecordButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_record_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_record_button_finalize;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
weir_record_button_init (WeirRecordButton *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->content = ADW_BUTTON_CONTENT (adw_button_content_new ());
  adw_button_content_set_icon_name (self->content, "weir-record-symbolic");
  adw_button_content_set_label (self->content, _("Record"));
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->content));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Record streams into Parquet files"));
  self->popover = GTK_POPOVER (create_popover (self));
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->button));
  weir_accessible_set_name (GTK_WIDGET (self->button), _("Record"));
}

static void
on_changed (WeirRecordButton *self)
{
  update_label (self);
  fill (self);
  update_rows (self);
}

void
weir_record_button_set_recordings (WeirRecordButton *self,
                                   WeirRecordings   *recordings)
{
  g_return_if_fail (WEIR_IS_RECORD_BUTTON (self) && WEIR_IS_RECORDINGS (recordings));
  g_return_if_fail (self->recordings == NULL);

  self->recordings = g_object_ref (recordings);
  g_signal_connect_object (recordings, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

void
weir_record_button_update (WeirRecordButton *self,
                           WeirMonitor      *monitor)
{
  g_return_if_fail (WEIR_IS_RECORD_BUTTON (self));

  g_set_object (&self->monitor, monitor);
  on_changed (self);
}

void
weir_record_button_set_narrow (WeirRecordButton *self,
                               gboolean          narrow)
{
  g_return_if_fail (WEIR_IS_RECORD_BUTTON (self));

  self->narrow = narrow;
  on_changed (self);
}
