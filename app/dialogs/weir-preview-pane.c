#include "config.h"

#include "app/dialogs/weir-preview-pane.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-fields-form.h"
#include "app/dialogs/weir-object-form.h"
#include "app/dialogs/weir-preview-view.h"
#include "app/dialogs/weir-windows-form.h"
#include "data/decode/weir-duration.h"
#include "data/decode/weir-record-format.h"
#include "data/workspace/weir-workspace-proposal.h"
#include "widgets/weir-format.h"

/* As long as one types, nothing is computed. */
#define QUIET_MSEC 120
#define FORM_PX    470

/* The first entries of what time may be; the fields come behind. */
enum
{
  TIME_OF_RECORD,
  TIME_OF_ARRIVAL,
  N_TIMES
};

struct _WeirPreviewPane
{
  AdwBin           parent_instance;

  WeirTopicSample *sample;       /* owned reference */
  JsonNode        *connection;   /* owned */
  JsonNode        *stream;       /* owned: what is being described */
  GtkWidget       *unit_row;     /* child, as those below */
  GtkWidget       *columns_row;
  GtkWidget       *separator_row;
  WeirWindowsForm *windows;
  WeirPreviewView *view;
  GtkLabel        *message;
  GCancellable    *cancellable;  /* owned: ends with the pane */
  guint            generation;   /* of what is described */
  guint            shown;        /* of what is shown */
  guint            source;
  gboolean         valid;
};

/* A preview on its way. */
typedef struct
{
  WeirTopicSample *sample;
  WeirWorkspace   *workspace;
  char            *stream;
  guint            generation;
} Job;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirPreviewPane, weir_preview_pane, ADW_TYPE_BIN)

static void
job_free (gpointer data)
{
  Job *self = data;

  weir_topic_sample_unref (self->sample);
  g_object_unref (self->workspace);
  g_free (self->stream);
  g_free (self);
}

static JsonObject *
get_object (WeirPreviewPane *self)
{
  return json_node_get_object (self->stream);
}

static void
set_valid (WeirPreviewPane *self,
           const GError    *error)
{
  g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : g_strdup ("");

  gtk_label_set_label (self->message, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->message), error != NULL);
  self->valid = error == NULL;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What the grace that is set loses of the sample, and what would lose nearly nothing. */
static void
suggest_grace (WeirPreviewPane   *self,
               const WeirPreview *preview,
               guint              i)
{
  const WeirPreviewWindow *window = g_ptr_array_index (preview->windows, i);
  /* A grace is written in milliseconds at most exactly. */
  gint64 grace_usec = (window->grace_usec + G_TIME_SPAN_MILLISECOND - 1) / G_TIME_SPAN_MILLISECOND * G_TIME_SPAN_MILLISECOND;
  g_autofree char *grace = weir_duration_format (grace_usec);
  g_autofree char *late = weir_format_count (window->n_late_pairs);
  g_autofree char *text = NULL;

  if (window->n_late_pairs == 0)
    {
      weir_windows_form_suggest (self->windows, i, _("This grace loses nothing of the sample."), NULL);
      return;
    }

  text = g_strdup_printf (ngettext ("This grace loses %s record of the sample’s windows; %s would keep 99.9 %%.",
                                    "This grace loses %s records of the sample’s windows; %s would keep 99.9 %%.",
                                    window->n_late_pairs), late, grace);
  weir_windows_form_suggest (self->windows, i, text, grace);
}

static void
on_previewed (GObject      *source_object,
              GAsyncResult *result,
              gpointer      user_data)
{
  WeirPreviewPane *self = WEIR_PREVIEW_PANE (source_object);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirPreview) preview = g_task_propagate_pointer (G_TASK (result), &error);

  /* Something was changed meanwhile: the next one comes. */
  if (job->generation != self->generation || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->shown = job->generation;
  set_valid (self, error);
  if (preview == NULL)
    return;

  weir_preview_view_show (self->view, preview);
  for (guint i = 0; i < preview->windows->len; i++)
    suggest_grace (self, preview, i);
}

static void
preview_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  WeirPreview *preview = weir_preview_new (job->sample, job->workspace, job->stream, &error);

  if (preview != NULL)
    g_task_return_pointer (task, preview, (GDestroyNotify) weir_preview_free);
  else
    g_task_return_error (task, error);
}

static gboolean
on_quiet (gpointer user_data)
{
  WeirPreviewPane *self = user_data;
  g_autoptr(WeirWorkspace) empty = weir_workspace_new ();
  g_autoptr(GPtrArray) streams = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  WeirWorkspace *workspace;
  Job *job;

  self->source = 0;
  g_ptr_array_add (streams, self->stream);
  workspace = weir_proposal_add (empty, self->connection, NULL, streams, &error);
  if (workspace == NULL)
    {
      self->shown = self->generation;
      set_valid (self, error);
      return G_SOURCE_REMOVE;
    }

  job = g_new0 (Job, 1);
  job->sample = weir_topic_sample_ref (self->sample);
  job->workspace = workspace;
  job->stream = g_strdup (json_object_get_string_member (get_object (self), "name"));
  job->generation = self->generation;
  task = g_task_new (self, self->cancellable, on_previewed, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, preview_thread);

  return G_SOURCE_REMOVE;
}

static void
on_changed (WeirPreviewPane *self)
{
  const char *format = json_object_get_string_member_with_default (get_object (self), "format", "");
  gboolean has_columns = g_str_equal (format, weir_record_format_get_word (WEIR_FORMAT_CSV));

  gtk_widget_set_visible (self->columns_row, has_columns);
  gtk_widget_set_visible (self->separator_row, has_columns);
  self->generation++;
  if (self->source == 0)
    self->source = g_timeout_add (QUIET_MSEC, on_quiet, self);
}

/* A row to choose one of the sample's fields, behind @n_words entries that are no field. */
static GtkWidget *
create_chooser (WeirPreviewPane   *self,
                const char        *title,
                const char *const *words,
                const char        *field,
                guint              otherwise,
                GCallback          on_selected)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (words);
  GtkWidget *row = adw_combo_row_new ();
  guint chosen = otherwise;

  for (guint i = 0; self->sample->schema != NULL && i < self->sample->fields->fields->len; i++)
    {
      const WeirInferredField *seen = g_ptr_array_index (self->sample->fields->fields, i);

      if (g_strcmp0 (seen->path, field) == 0)
        chosen = g_list_model_get_n_items (G_LIST_MODEL (list));
      gtk_string_list_append (list, seen->path);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  weir_accessible_set_name (row, title);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);
  g_signal_connect (row, "notify::selected", on_selected, self);

  return row;
}

static const char *
get_chosen (AdwComboRow *row)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (row);

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

static void
on_key_selected (AdwComboRow     *row,
                 GParamSpec      *pspec,
                 WeirPreviewPane *self)
{
  if (adw_combo_row_get_selected (row) == 0)
    json_object_remove_member (get_object (self), "key");
  else
    json_object_set_string_member (get_object (self), "key", get_chosen (row));
  on_changed (self);
}

static void
on_time_selected (AdwComboRow     *row,
                  GParamSpec      *pspec,
                  WeirPreviewPane *self)
{
  static const WeirTimeBasis bases[] = { WEIR_TIME_BASIS_RECORD, WEIR_TIME_BASIS_ARRIVAL };
  JsonObject *time = json_object_get_object_member (get_object (self), "time");
  guint chosen = adw_combo_row_get_selected (row);

  if (chosen < N_TIMES)
    {
      json_object_remove_member (time, "field");
      json_object_remove_member (time, "unit");
      json_object_set_string_member (time, "basis", weir_time_basis_get_word (bases[chosen]));
    }
  else
    {
      json_object_remove_member (time, "basis");
      json_object_set_string_member (time, "field", get_chosen (row));
      /* Of another field the unit is another one. */
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->unit_row), WEIR_TIME_UNIT_AUTO);
    }
  gtk_widget_set_visible (self->unit_row, chosen >= N_TIMES);
  on_changed (self);
}

static void
add_time (WeirPreviewPane     *self,
          AdwPreferencesGroup *group)
{
  const char *const words[] = { _("the record’s own time"), _("the time of arrival"), NULL };
  JsonObject *time = json_object_get_object_member (get_object (self), "time");
  const char *field = json_object_get_string_member_with_default (time, "field", NULL);

  self->unit_row = weir_object_form_create_choice (get_object (self), "time.unit", _("Time Unit"), weir_time_unit_get_word,
                                                   WEIR_TIME_UNIT_AUTO);
  gtk_widget_set_visible (self->unit_row, field != NULL);
  g_signal_connect_swapped (self->unit_row, "notify::selected", G_CALLBACK (on_changed), self);
  adw_preferences_group_add (group, create_chooser (self, _("Time"), words, field, TIME_OF_RECORD,
                                                    G_CALLBACK (on_time_selected)));
  adw_preferences_group_add (group, self->unit_row);
}

static void
add_entry (WeirPreviewPane     *self,
           AdwPreferencesGroup *group,
           GtkWidget           *entry)
{
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  adw_preferences_group_add (group, entry);
}

static GtkWidget *
create_stream_group (WeirPreviewPane *self)
{
  const char *const words[] = { _("the record’s own key"), NULL };
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  JsonObject *stream = get_object (self);
  GtkWidget *format = weir_object_form_create_choice (stream, "format", _("Format"), weir_record_format_get_word, 0);

  self->columns_row = weir_object_form_create_list (stream, "columns", _("Columns of a Line"));
  self->separator_row = weir_object_form_create_entry (stream, "separator", _("Separator"));
  add_entry (self, group, weir_object_form_create_entry (stream, "name", _("Name of the Stream")));
  g_signal_connect_swapped (format, "notify::selected", G_CALLBACK (on_changed), self);
  adw_preferences_group_add (group, format);
  add_entry (self, group, self->columns_row);
  add_entry (self, group, self->separator_row);
  adw_preferences_group_add (group, create_chooser (self, _("Key"), words,
                                                    json_object_get_string_member_with_default (stream, "key", NULL), 0,
                                                    G_CALLBACK (on_key_selected)));
  add_time (self, group);

  return GTK_WIDGET (group);
}

static GtkWidget *
create_note (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "secondary");

  return label;
}

static GtkWidget *
create_form (WeirPreviewPane *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  const WeirInferredSchema *schema = self->sample->schema;

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  if (schema != NULL && schema->reason != NULL)
    gtk_box_append (GTK_BOX (box), create_note (schema->reason));
  else if (self->sample->trouble != NULL)
    gtk_box_append (GTK_BOX (box), create_note (self->sample->trouble));
  gtk_box_append (GTK_BOX (box), create_stream_group (self));
  if (schema != NULL)
    {
      GtkWidget *fields = weir_fields_form_new (self->sample, get_object (self));

      g_signal_connect_swapped (fields, "changed", G_CALLBACK (on_changed), self);
      gtk_box_append (GTK_BOX (box), fields);
    }
  self->windows = WEIR_WINDOWS_FORM (weir_windows_form_new (get_object (self)));
  g_signal_connect_swapped (self->windows, "changed", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->windows));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_size_request (scroller, FORM_PX, -1);

  return scroller;
}

static GtkWidget *
create_result (WeirPreviewPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  self->view = WEIR_PREVIEW_VIEW (weir_preview_view_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);

  return box;
}

static void
weir_preview_pane_dispose (GObject *object)
{
  WeirPreviewPane *self = WEIR_PREVIEW_PANE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (weir_preview_pane_parent_class)->dispose (object);
}

static void
weir_preview_pane_finalize (GObject *object)
{
  WeirPreviewPane *self = WEIR_PREVIEW_PANE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sample, weir_topic_sample_unref);
  g_clear_pointer (&self->connection, json_node_unref);
  g_clear_pointer (&self->stream, json_node_unref);

  G_OBJECT_CLASS (weir_preview_pane_parent_class)->finalize (object);
}

static void
weir_preview_pane_class_init (WeirPreviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_preview_pane_dispose;
  object_class->finalize = weir_preview_pane_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_preview_pane_init (WeirPreviewPane *self)
{
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
weir_preview_pane_new (WeirTopicSample *sample,
                       JsonNode        *connection)
{
  WeirPreviewPane *self = g_object_new (WEIR_TYPE_PREVIEW_PANE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->sample = weir_topic_sample_ref (sample);
  self->connection = weir_workspace_edit_copy_node (connection);
  self->stream = weir_proposal_create_stream (sample->schema, sample->topic,
                                              json_object_get_string_member (json_node_get_object (connection), "name"));
  gtk_box_append (GTK_BOX (box), create_form (self));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), create_result (self));
  adw_bin_set_child (ADW_BIN (self), box);
  on_changed (self);

  return GTK_WIDGET (self);
}

JsonNode *
weir_preview_pane_get_stream (WeirPreviewPane *self)
{
  g_return_val_if_fail (WEIR_IS_PREVIEW_PANE (self), NULL);

  return self->stream;
}

gboolean
weir_preview_pane_is_valid (WeirPreviewPane *self)
{
  g_return_val_if_fail (WEIR_IS_PREVIEW_PANE (self), FALSE);

  return self->valid;
}

gboolean
weir_preview_pane_is_settled (WeirPreviewPane *self)
{
  g_return_val_if_fail (WEIR_IS_PREVIEW_PANE (self), FALSE);

  return self->shown == self->generation;
}
