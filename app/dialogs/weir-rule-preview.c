#include "config.h"

#include "app/dialogs/weir-rule-preview.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-screen-zone.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-rule-numbers.h"
#include "data/alert/weir-condition-threshold.h"
#include "data/alert/weir-severity.h"
#include "data/workspace/weir-workspace-edit.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

/* As long as one types, nothing is computed. */
#define QUIET_MSEC 150
#define LINES_MAX  8
#define CHART_PX   250

struct _WeirRulePreview
{
  AdwBin           parent_instance;

  GtkStack        *stack;        /* child, as those below */
  AdwStatusPage   *status;
  GtkSpinner      *spinner;
  GtkDropDown     *spans;
  GtkLabel        *sentence;
  GtkLabel        *note;
  WeirLineChart   *chart;
  WeirRuleNumbers *numbers;

  WeirTimeRange   *range;        /* owned */
  WeirWorkspace   *workspace;    /* owned, nullable */
  JsonNode        *rule;         /* owned, nullable */
  char            *sampled;      /* owned, nullable: the stream whose records are here or on their way */
  WeirRuleSample  *sample;       /* owned, nullable */
  WeirRuleTrial   *trial;        /* owned, nullable */
  GCancellable    *reading;      /* owned, nullable */
  GCancellable    *trying;       /* owned, nullable */
  gint64           own_span_usec;   /* that of the charts */
  guint            source;
};

/* What a thread gets. */
typedef struct
{
  WeirWorkspace  *workspace;   /* owned */
  char           *stream;      /* owned, nullable: to be read */
  gint64          from_usec;
  WeirRuleSample *sample;      /* owned reference, nullable: to be tried on */
  JsonNode       *rule;        /* owned, nullable */
  GTimeZone      *zone;        /* owned, nullable */
} Job;

enum
{
  THRESHOLD,
  TRIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How far back can be looked; 0 is as far as the charts. */
static const gint64 spans_usec[] = {
  0, G_TIME_SPAN_HOUR, 6 * G_TIME_SPAN_HOUR, G_TIME_SPAN_DAY, 7 * G_TIME_SPAN_DAY,
};

G_DEFINE_FINAL_TYPE (WeirRulePreview, weir_rule_preview, ADW_TYPE_BIN)

static void
job_free (gpointer data)
{
  Job *self = data;

  g_object_unref (self->workspace);
  g_clear_pointer (&self->sample, weir_rule_sample_unref);
  g_clear_pointer (&self->rule, json_node_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->stream);
  g_free (self);
}

static const char *
get_rule_text (WeirRulePreview *self,
               const char      *member)
{
  return json_object_get_string_member_with_default (json_node_get_object (self->rule), member, "");
}

static void
show_status (WeirRulePreview *self,
             const char      *title,
             const char      *text,
             gboolean         busy)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, markup);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_error (WeirRulePreview *self,
            const char      *title,
            const GError    *error)
{
  g_autofree char *sentence = weir_dup_sentence (error->message);

  show_status (self, title, sentence, FALSE);
  g_signal_emit (self, signals[TRIED], 0);
}

/* -- what is shown -- */

static WeirMarkSeverity
get_severity (WeirRulePreview *self)
{
  const char *word = get_rule_text (self, "severity");

  if (g_strcmp0 (word, weir_severity_get_word (WEIR_SEVERITY_CRITICAL)) == 0)
    return WEIR_MARK_CRITICAL;

  return g_strcmp0 (word, weir_severity_get_word (WEIR_SEVERITY_INFO)) == 0 ? WEIR_MARK_INFO : WEIR_MARK_WARNING;
}

static void
show_marks (WeirRulePreview *self)
{
  const GArray *changes = self->trial->changes;
  g_autoptr(GArray) marks = g_array_sized_new (FALSE, FALSE, sizeof (WeirMark), changes->len);
  WeirMarkSeverity severity = get_severity (self);

  for (guint i = 0; i < changes->len; i++)
    {
      const WeirRuleTrialChange *change = &g_array_index (changes, WeirRuleTrialChange, i);
      WeirMark mark = { change->time_usec, change->fired ? severity : WEIR_MARK_ENDED };

      g_array_append_val (marks, mark);
    }
  weir_chart_set_marks (WEIR_CHART (self->chart), (const WeirMark *) marks->data, marks->len);
}

/* The line of the threshold, where the chart shows what it is about. */
static void
show_threshold (WeirRulePreview *self)
{
  const WeirRuleTrial *trial = self->trial;
  double value = trial->thresholds[WEIR_RULE_VARIANT_THIS];
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;

  weir_chart_clear_thresholds (WEIR_CHART (self->chart));
  if (!trial->has_threshold || !trial->is_of_value)
    return;

  number = weir_format_number (value, value == floor (value) ? 0 : weir_format_decimals (value));
  label = g_strdup_printf (_("limit %s %s"), number, trial->unit != NULL ? trial->unit : "");
  weir_chart_add_threshold (WEIR_CHART (self->chart), value, label, get_severity (self));
}

static void
show_chart (WeirRulePreview *self)
{
  const WeirRuleTrial *trial = self->trial;
  guint n = MIN (trial->lines->len, LINES_MAX);
  g_autofree char *subtitle = NULL;

  weir_line_chart_clear (self->chart);
  for (guint i = 0; i < n; i++)
    {
      const WeirRuleTrialLine *line = g_ptr_array_index (trial->lines, i);

      weir_line_chart_add_series (self->chart, line->series, line->key, i);
    }
  if (trial->lines->len > n)
    subtitle = g_strdup_printf (ngettext ("%u key, those that fire most", "%u of the keys, those that fire most", n), n);
  weir_chart_set_title (WEIR_CHART (self->chart), trial->value != NULL ? trial->value : _("Firings"), subtitle);
  weir_chart_set_unit (WEIR_CHART (self->chart), trial->unit);
  weir_time_range_set_zone (self->range, weir_screen_zone_get ());
  if (trial->n_records > 0)
    weir_time_range_set (self->range, trial->begin_usec, MAX (trial->end_usec + 1, trial->begin_usec + G_TIME_SPAN_SECOND));
  show_threshold (self);
  show_marks (self);
}

static void
show_sentence (WeirRulePreview *self)
{
  const WeirRuleTrial *trial = self->trial;
  guint64 n = trial->n_fired[WEIR_RULE_VARIANT_THIS];
  guint n_keys = trial->n_firing_keys;
  g_autofree char *span = weir_dup_span (trial->end_usec - trial->begin_usec);
  g_autofree char *count = weir_format_count (n);
  g_autofree char *key_count = weir_format_count (n_keys);
  g_autofree char *fired = g_strdup_printf (ngettext ("▲ It would have fired %s time in the last %s",
                                                      "▲ It would have fired %s times in the last %s", (gulong) n), count, span);
  g_autofree char *keys = g_strdup_printf (ngettext ("for %s key", "for %s keys", n_keys), key_count);
  g_autofree char *text = NULL;

  if (n == 0)
    text = g_strdup_printf (_("✓ It would not have fired in the last %s"), span);
  else
    text = g_strdup_printf ("%s · %s", fired, keys);
  gtk_label_set_label (self->sentence, text);
}

/* What is worth a word only where there is any. */
static void
append_part (GString    *note,
             const char *before,
             guint64     n,
             const char *behind)
{
  g_autofree char *count = weir_format_count (n);

  if (n > 0)
    g_string_append_printf (note, "%s%s%s %s", note->len > 0 ? " · " : "", before, count, behind);
}

static void
show_note (WeirRulePreview *self)
{
  const WeirRuleTrial *trial = self->trial;
  g_autoptr(GString) note = g_string_new (NULL);

  append_part (note, "", trial->n_records, _("records tried"));
  append_part (note, "● ", trial->n_undecided, _("could not be told"));
  append_part (note, "● ", trial->n_dead, _("messages do not decode"));
  append_part (note, "● ", trial->n_refused, _("firings of more keys than a rule has room for"));
  append_part (note, "● ", weir_rule_sample_get_n_forgotten (self->sample), _("older records had no room"));
  gtk_label_set_label (self->note, note->str);
}

static void
show_trial (WeirRulePreview *self)
{
  if (self->trial->n_records == 0)
    {
      show_status (self, _("No Records"), _("The stream had none in this time. Look further back, or wait for some."), FALSE);
      return;
    }

  show_sentence (self);
  show_note (self);
  show_chart (self);
  weir_rule_numbers_show (self->numbers, self->trial);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

/* -- trying -- */

static void
on_tried (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  WeirRulePreview *self = WEIR_RULE_PREVIEW (source_object);
  g_autoptr(GError) error = NULL;
  WeirRuleTrial *trial = g_task_propagate_pointer (G_TASK (result), &error);

  /* Something was changed meanwhile: the next one comes. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->trying);
  if (trial == NULL)
    {
      show_error (self, _("The Rule Is Not Complete"), error);
      return;
    }

  g_clear_pointer (&self->trial, weir_rule_trial_free);
  self->trial = trial;
  show_trial (self);
  g_signal_emit (self, signals[TRIED], 0);
}

static void
try_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  WeirRuleTrial *trial = weir_rule_trial_run (job->sample, job->workspace, job->rule, job->zone, cancellable, &error);

  if (trial != NULL)
    g_task_return_pointer (task, trial, (GDestroyNotify) weir_rule_trial_free);
  else
    g_task_return_error (task, error);
}

static void
cancel (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
try_rule (WeirRulePreview *self)
{
  g_autoptr(GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  cancel (&self->trying);
  self->trying = g_cancellable_new ();
  job->workspace = g_object_ref (self->workspace);
  job->sample = weir_rule_sample_ref (self->sample);
  job->rule = weir_workspace_edit_copy_node (self->rule);
  job->zone = g_time_zone_ref (weir_screen_zone_get ());
  task = g_task_new (self, self->trying, on_tried, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, try_thread);
}

/* -- reading -- */

static void
on_read (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  WeirRulePreview *self = WEIR_RULE_PREVIEW (source_object);
  g_autoptr(GError) error = NULL;
  WeirRuleSample *sample = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  if (sample == NULL)
    {
      g_clear_pointer (&self->sampled, g_free);
      show_error (self, _("The Stream Cannot Be Read"), error);
      return;
    }

  self->sample = sample;
  if (self->rule != NULL)
    try_rule (self);
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  WeirRuleSample *sample = weir_rule_sample_read (job->workspace, job->stream, job->from_usec, WEIR_RULE_SAMPLE_MAX_BYTES,
                                                  cancellable, &error);

  if (sample != NULL)
    g_task_return_pointer (task, sample, (GDestroyNotify) weir_rule_sample_unref);
  else
    g_task_return_error (task, error);
}

static gint64
get_span (WeirRulePreview *self)
{
  guint chosen = gtk_drop_down_get_selected (self->spans);

  return chosen > 0 && chosen < G_N_ELEMENTS (spans_usec) ? spans_usec[chosen] : self->own_span_usec;
}

static void
drop_sample (WeirRulePreview *self)
{
  cancel (&self->reading);
  cancel (&self->trying);
  g_clear_pointer (&self->sample, weir_rule_sample_unref);
  g_clear_pointer (&self->sampled, g_free);
}

static void
read_stream (WeirRulePreview *self,
             const char      *stream)
{
  g_autofree char *span = weir_dup_span (get_span (self));
  g_autofree char *text = g_strdup_printf (_("Reading the last %s of “%s” once more…"), span, stream);
  g_autoptr(GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  drop_sample (self);
  self->sampled = g_strdup (stream);
  self->reading = g_cancellable_new ();
  job->workspace = g_object_ref (self->workspace);
  job->stream = g_strdup (stream);
  job->from_usec = g_get_real_time () - get_span (self);
  show_status (self, _("Preview"), text, TRUE);
  task = g_task_new (self, self->reading, on_read, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_thread);
}

static gboolean
on_quiet (gpointer user_data)
{
  WeirRulePreview *self = user_data;
  const char *stream = self->rule != NULL ? get_rule_text (self, "stream") : "";

  self->source = 0;
  if (*stream == '\0')
    {
      show_status (self, _("Preview"), _("Write a condition to see what it would have done."), FALSE);
      return G_SOURCE_REMOVE;
    }

  if (g_strcmp0 (self->sampled, stream) != 0)
    read_stream (self, stream);
  else if (self->sample != NULL)
    try_rule (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (WeirRulePreview *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (QUIET_MSEC, on_quiet, self);
}

static void
on_span_selected (WeirRulePreview *self)
{
  drop_sample (self);
  schedule (self);
}

static void
on_number_chosen (WeirRulePreview *self,
                  double           value)
{
  g_signal_emit (self, signals[THRESHOLD], 0, value);
}

static void
weir_rule_preview_dispose (GObject *object)
{
  WeirRulePreview *self = WEIR_RULE_PREVIEW (object);

  g_clear_handle_id (&self->source, g_source_remove);
  drop_sample (self);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (weir_rule_preview_parent_class)->dispose (object);
}

static void
weir_rule_preview_finalize (GObject *object)
{
  WeirRulePreview *self = WEIR_RULE_PREVIEW (object);

  g_clear_object (&self->range);
  g_clear_pointer (&self->rule, json_node_unref);
  g_clear_pointer (&self->trial, weir_rule_trial_free);

  G_OBJECT_CLASS (weir_rule_preview_parent_class)->finalize (object);
}

static void
weir_rule_preview_class_init (WeirRulePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_rule_preview_dispose;
  object_class->finalize = weir_rule_preview_finalize;

  signals[THRESHOLD] = g_signal_new ("threshold", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[TRIED] = g_signal_new ("tried", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_rule_preview_init (WeirRulePreview *self)
{
  self->range = weir_time_range_new (G_TIME_SPAN_MINUTE);
}

static GtkLabel *
create_label (const char *style_class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_xalign (label, 0.0f);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (label), style_class);

  return label;
}

static GtkWidget *
create_head (WeirRulePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_("Preview"));
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans_usec); i++)
    {
      g_autofree char *span = weir_dup_span (i > 0 ? spans_usec[i] : self->own_span_usec);
      g_autofree char *text = g_strdup_printf (i > 0 ? _("Last %s") : _("Last %s, as the charts"), span);

      gtk_string_list_append (names, text);
    }
  self->spans = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL));
  weir_accessible_set_name (GTK_WIDGET (self->spans), _("How Far Back"));
  g_signal_connect_swapped (self->spans, "notify::selected", G_CALLBACK (on_span_selected), self);
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "strong");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spans));

  return box;
}

static GtkWidget *
create_result (WeirRulePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->sentence = create_label ("strong");
  self->note = create_label ("secondary");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "small");
  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), self->range);
  gtk_widget_set_size_request (GTK_WIDGET (self->chart), -1, CHART_PX);
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  self->numbers = WEIR_RULE_NUMBERS (weir_rule_numbers_new ());
  g_signal_connect_object (self->numbers, "chosen", G_CALLBACK (on_number_chosen), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sentence));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chart));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->numbers));

  return box;
}

static GtkWidget *
create_status (WeirRulePreview *self)
{
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), 32, 32);
  weir_accessible_set_name (GTK_WIDGET (self->spinner), _("Reading"));
  adw_status_page_set_child (self->status, GTK_WIDGET (self->spinner));
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "compact");

  return GTK_WIDGET (self->status);
}

GtkWidget *
weir_rule_preview_new (gint64 span_usec)
{
  WeirRulePreview *self = g_object_new (WEIR_TYPE_RULE_PREVIEW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->own_span_usec = span_usec;
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_add_css_class (box, "rule-preview");
  gtk_box_append (GTK_BOX (box), create_head (self));
  gtk_stack_add_named (self->stack, create_status (self), "status");
  gtk_stack_add_named (self->stack, create_result (self), "result");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
  show_status (self, _("Preview"), _("Write a condition to see what it would have done."), FALSE);

  return GTK_WIDGET (self);
}

void
weir_rule_preview_set_rule (WeirRulePreview *self,
                            WeirWorkspace   *workspace,
                            JsonNode        *rule)
{
  g_return_if_fail (WEIR_IS_RULE_PREVIEW (self) && WEIR_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_clear_pointer (&self->rule, json_node_unref);
  self->rule = rule != NULL ? weir_workspace_edit_copy_node (rule) : NULL;
  schedule (self);
}

const WeirRuleTrial *
weir_rule_preview_get_trial (WeirRulePreview *self)
{
  g_return_val_if_fail (WEIR_IS_RULE_PREVIEW (self), NULL);

  return self->trial;
}
