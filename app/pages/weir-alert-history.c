#include "config.h"

#include "app/pages/weir-alert-history.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-journal-words.h"
#include "app/common/weir-screen-zone.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "data/store/weir-export-name.h"
#include "data/stream/weir-journal-cells.h"
#include "data/workspace/weir-workspace-load.h"
#include "widgets/weir-calendar-heat.h"
#include "widgets/weir-format.h"

/* Days that the calendar has. */
#define N_DAYS 371

struct _WeirAlertHistory
{
  GtkBox               parent_instance;

  WeirScope           *scope;      /* owned */
  WeirAlertFilter     *filter;     /* borrowed */
  WeirCalendarHeat    *calendar;   /* child, as those below */
  GtkLabel            *day_label;
  GtkStack            *stack;
  GtkColumnView       *view;
  GtkFilter           *entries;    /* owned */
  GtkFilterListModel  *listed;     /* owned */
  char                *text;       /* owned: casefolded */
  gboolean             counted;    /* the calendar has all of it */
  guint                last_day;
};

G_DEFINE_FINAL_TYPE (WeirAlertHistory, weir_alert_history, GTK_TYPE_BOX)

static const WeirJournalFacts *
get_facts (gpointer item)
{
  return weir_journal_entry_get_facts (item);
}

/* -- what is listed -- */

static gboolean
text_contains (const char *text,
               const char *wanted)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, wanted) != NULL;
}

static gboolean
fits_text (WeirAlertHistory       *self,
           const WeirJournalFacts *facts)
{
  g_autofree char *key = NULL;
  g_autofree char *remark = NULL;

  if (*self->text == '\0')
    return TRUE;

  key = weir_entry_dup_key (facts);
  remark = weir_entry_dup_remark (facts);

  return text_contains (facts->rule, self->text) || text_contains (facts->title, self->text) || text_contains (key, self->text)
         || text_contains (remark, self->text) || text_contains (facts->topic, self->text);
}

/* The day of an event, as a GDate counts, in the zone of the screen. */
static guint
get_day (const WeirJournalFacts *facts)
{
  gint64 time_usec = facts->kind == WEIR_JOURNAL_CHANGE ? facts->time_usec : facts->at_usec;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_usec / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, weir_screen_zone_get ()) : NULL;
  g_autoptr(GDate) date = NULL;

  if (local == NULL)
    return 0;

  date = g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (local), (GDateMonth) g_date_time_get_month (local),
                         (GDateYear) g_date_time_get_year (local));

  return g_date_get_julian (date);
}

static gboolean
shows (gpointer item,
       gpointer user_data)
{
  WeirAlertHistory *self = user_data;
  const WeirJournalFacts *facts = get_facts (item);
  guint day = weir_calendar_heat_get_chosen (self->calendar);

  return weir_alert_filter_shows_entry (self->filter, facts) && fits_text (self, facts) && (day == 0 || get_day (facts) == day);
}

/* -- the calendar -- */

static guint
get_today (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now (weir_screen_zone_get ());
  g_autoptr(GDate) date = g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                                          (GDateYear) g_date_time_get_year (now));

  return g_date_get_julian (date);
}

/* Firings that the filter lets through, whatever day is chosen. */
static void
count_days (WeirAlertHistory *self)
{
  GListModel *history = gtk_filter_list_model_get_model (self->listed);
  g_autofree guint *counts = g_new0 (guint, N_DAYS);
  guint n = history != NULL ? g_list_model_get_n_items (history) : 0;
  guint today = get_today ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirJournalEntry) entry = g_list_model_get_item (history, i);
      const WeirJournalFacts *facts = get_facts (entry);
      guint day;

      if (!weir_entry_is_firing (facts) || !weir_alert_filter_shows_entry (self->filter, facts) || !fits_text (self, facts))
        continue;
      day = get_day (facts);
      if (day <= today && today - day < N_DAYS)
        counts[N_DAYS - 1 - (today - day)]++;
    }
  weir_calendar_heat_set_counts (self->calendar, today, counts, N_DAYS);
  self->counted = TRUE;
  self->last_day = today;
}

static void
on_day_chosen (WeirAlertHistory *self,
               guint             julian)
{
  g_autofree char *text = NULL;

  if (julian != 0)
    {
      g_autoptr(GDate) date = g_date_new_julian (julian);
      char day[64];

      g_date_strftime (day, sizeof day, "%a %Y-%m-%d", date);
      /* Translators: a day */
      text = g_strdup_printf (_("%s alone (Escape: all days)"), day);
    }
  gtk_label_set_label (self->day_label, text != NULL ? text : _("Firings by day; choose one to see it alone"));
  gtk_filter_changed (self->entries, GTK_FILTER_CHANGE_DIFFERENT);
  weir_alert_history_update (self);
}

/* -- the table -- */

static char *
text_when (gpointer     item,
           const char **style_class)
{
  const WeirJournalFacts *facts = get_facts (item);

  return weir_dup_clock (facts->kind == WEIR_JOURNAL_CHANGE ? facts->time_usec : facts->at_usec);
}

static char *
text_event (gpointer     item,
            const char **style_class)
{
  WeirState state = weir_state_of_entry (get_facts (item));

  *style_class = state.style_class;
  return g_strdup_printf ("%s %s", state.sign, state.word);
}

static char *
text_rule (gpointer     item,
           const char **style_class)
{
  const WeirJournalFacts *facts = get_facts (item);

  return g_strdup (facts->title != NULL ? facts->title : facts->rule);
}

static char *
text_key (gpointer     item,
          const char **style_class)
{
  return weir_entry_dup_key (get_facts (item));
}

static char *
text_remark (gpointer     item,
             const char **style_class)
{
  *style_class = "secondary";
  return weir_entry_dup_remark (get_facts (item));
}

static char *
text_record (gpointer     item,
             const char **style_class)
{
  const WeirJournalFacts *facts = get_facts (item);

  *style_class = "secondary";
  return facts->offset >= 0 ? weir_dup_record_place (facts->topic, facts->partition, facts->offset) : NULL;
}

static double
key_when (gpointer item)
{
  const WeirJournalFacts *facts = get_facts (item);

  return (double) (facts->kind == WEIR_JOURNAL_CHANGE ? facts->time_usec : facts->at_usec);
}

static int
compare_rules (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return g_strcmp0 (get_facts ((gpointer) a)->rule, get_facts ((gpointer) b)->rule);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return g_strcmp0 (get_facts ((gpointer) a)->key, get_facts ((gpointer) b)->key);
}

static int
compare_events (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const WeirJournalFacts *left = get_facts ((gpointer) a);
  const WeirJournalFacts *right = get_facts ((gpointer) b);

  if (left->kind != right->kind)
    return (left->kind > right->kind) - (left->kind < right->kind);

  return (left->state > right->state) - (left->state < right->state);
}

static void
add_columns (WeirAlertHistory *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("When"), .chars = 17, .text = text_when, .key = key_when },
    { .title = _("Event"), .chars = 16, .text = text_event, .compare = compare_events },
    { .title = _("Rule"), .chars = 16, .expand = TRUE, .text = text_rule, .compare = compare_rules },
    { .title = _("Key"), .chars = 12, .text = text_key, .compare = compare_keys },
    { .title = _("Who and Why"), .chars = 20, .expand = TRUE, .text = text_remark, .gives_way = 1 },
    { .title = _("Record"), .chars = 19, .text = text_record, .gives_way = 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column = weir_table_add_column (self->view, &columns[i]);

      if (i == 0)
        gtk_column_view_sort_by_column (self->view, column, GTK_SORT_DESCENDING);
    }
  weir_table_align_titles (self->view);
}

static const char *
find_stream (WeirAlertHistory *self,
             const char       *rule)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  const WeirRuleConfig *config = monitor != NULL && rule != NULL
                                   ? weir_workspace_find_named (weir_workspace_get_rules (weir_monitor_get_workspace (monitor)), rule)
                                   : NULL;

  return config != NULL ? config->stream : NULL;
}

/* To the record of a change; of a window, which has none, nowhere. */
static void
on_activated (GtkColumnView    *view,
              guint             position,
              WeirAlertHistory *self)
{
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (view));
  g_autoptr(WeirJournalEntry) entry = g_list_model_get_item (model, position);
  const WeirJournalFacts *facts = get_facts (entry);
  const char *stream = find_stream (self, facts->rule);

  if (stream != NULL && facts->topic != NULL && facts->offset >= 0)
    weir_scope_choose_record (self->scope, stream, facts->topic, facts->partition, facts->offset);
}

/* -- export -- */

/* What a thread writes. */
typedef struct
{
  char      *path;
  GPtrArray *entries;   /* owned, of WeirJournalEntry */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_ptr_array_unref (self->entries);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_entries (const Export  *self,
               GCancellable  *cancellable,
               GError       **error)
{
  WeirExportFormat format;
  g_autoptr(WeirExporter) exporter = NULL;

  if (!weir_export_name_find_format (self->path, NULL, WEIR_EXPORT_CSV, &format, error))
    return FALSE;

  exporter = weir_exporter_new (self->path, format, weir_journal_columns, WEIR_JOURNAL_N_COLUMNS, error);
  if (exporter == NULL)
    return FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirValue cells[WEIR_JOURNAL_N_COLUMNS];
      g_autofree char *labels = weir_journal_cells_fill (get_facts (g_ptr_array_index (self->entries, i)), cells);

      if (!weir_exporter_add_row (exporter, cells, error))
        return FALSE;
    }

  return weir_exporter_finish (exporter, cancellable, error);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_entries (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_exported (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  const Export *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *count = weir_format_count (job->entries->len);
  g_autofree char *text = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (ngettext ("%s entry of the journal written", "%s entries of the journal written", job->entries->len),
                            count);
  else
    text = weir_dup_sentence (error->message);
  gtk_widget_activate_action (GTK_WIDGET (source_object), "win.tell", "s", text);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint64 left = get_facts (*(gpointer *) a)->number;
  guint64 right = get_facts (*(gpointer *) b)->number;

  return (left > right) - (left < right);
}

void
weir_alert_history_export (WeirAlertHistory *self,
                           const char       *path)
{
  g_autoptr(GTask) task = NULL;
  Export *job;

  g_return_if_fail (WEIR_IS_ALERT_HISTORY (self) && path != NULL);

  job = g_new0 (Export, 1);
  job->path = g_strdup (path);
  job->entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < weir_alert_history_get_n (self); i++)
    g_ptr_array_add (job->entries, g_list_model_get_item (G_LIST_MODEL (self->listed), i));
  g_ptr_array_sort (job->entries, compare_numbers);
  task = g_task_new (self, NULL, on_exported, NULL);
  g_task_set_task_data (task, job, export_free);
  g_task_run_in_thread (task, export_thread);
}

static void
on_export_response (GtkNativeDialog  *dialog,
                    int               response,
                    WeirAlertHistory *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    weir_alert_history_export (self, g_file_peek_path (file));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_export_clicked (WeirAlertHistory *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Export Journal: CSV, JSON or Parquet"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "alerts.csv");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_export_response), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* -- the widget -- */

static void
on_items_changed (WeirAlertHistory *self)
{
  self->counted = FALSE;
}

static void
on_filter_changed (WeirAlertHistory *self)
{
  gtk_filter_changed (self->entries, GTK_FILTER_CHANGE_DIFFERENT);
  self->counted = FALSE;
  weir_alert_history_update (self);
}

static void
on_monitor_changed (WeirAlertHistory *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  gtk_filter_list_model_set_model (self->listed, monitor != NULL ? weir_monitor_get_history (monitor) : NULL);
  if (monitor != NULL)
    g_signal_connect_object (weir_monitor_get_history (monitor), "items-changed", G_CALLBACK (on_items_changed), self,
                             G_CONNECT_SWAPPED);
  self->counted = FALSE;
  weir_alert_history_update (self);
}

static void
weir_alert_history_dispose (GObject *object)
{
  WeirAlertHistory *self = WEIR_ALERT_HISTORY (object);

  g_clear_object (&self->listed);
  g_clear_object (&self->entries);
  g_clear_object (&self->scope);

  G_OBJECT_CLASS (weir_alert_history_parent_class)->dispose (object);
}

static void
weir_alert_history_finalize (GObject *object)
{
  g_free (WEIR_ALERT_HISTORY (object)->text);

  G_OBJECT_CLASS (weir_alert_history_parent_class)->finalize (object);
}

static void
weir_alert_history_class_init (WeirAlertHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_alert_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_alert_history_finalize;
}

static void
weir_alert_history_init (WeirAlertHistory *self)
{
  self->text = g_strdup ("");
}

static GtkWidget *
create_line (WeirAlertHistory *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Export Journal…"));

  self->day_label = GTK_LABEL (gtk_label_new (_("Firings by day; choose one to see it alone")));
  gtk_label_set_xalign (self->day_label, 0.0f);
  gtk_label_set_ellipsize (self->day_label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->day_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->day_label), "secondary");
  weir_accessible_use_label (button);
  gtk_widget_set_tooltip_text (button, _("What happened and is listed here, as the journal has it. "
                                         "To try rules on what was, use weir-cli alerts or export alerts."));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_export_clicked), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->day_label));
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static GtkWidget *
create_table (WeirAlertHistory *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-table");
  weir_accessible_set_name (GTK_WIDGET (self->view), _("History of Alerts"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scroller, "weir-card");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "weir-alerts-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("Nothing in the Journal"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _("The journal of this workspace has nothing that is not left out. "
                                                              "It is kept for a workspace that is in a file."));
  gtk_widget_add_css_class (empty, "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, scroller, "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);

  return GTK_WIDGET (self->stack);
}

GtkWidget *
weir_alert_history_new (WeirScope       *scope,
                        WeirAlertFilter *filter)
{
  WeirAlertHistory *self = g_object_new (WEIR_TYPE_ALERT_HISTORY, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 12, NULL);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->scope = g_object_ref (scope);
  self->filter = filter;
  self->calendar = WEIR_CALENDAR_HEAT (weir_calendar_heat_new ());
  gtk_widget_add_css_class (card, "weir-card");
  gtk_widget_add_css_class (card, "calendar-card");
  gtk_widget_set_overflow (card, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->calendar));
  g_signal_connect_object (self->calendar, "day-chosen", G_CALLBACK (on_day_chosen), self, G_CONNECT_SWAPPED);
  self->entries = GTK_FILTER (gtk_custom_filter_new (shows, self, NULL));
  self->listed = gtk_filter_list_model_new (NULL, g_object_ref (self->entries));

  gtk_box_append (GTK_BOX (self), card);
  gtk_box_append (GTK_BOX (self), create_line (self));
  gtk_box_append (GTK_BOX (self), create_table (self));
  weir_table_set_list (self->view, G_LIST_MODEL (self->listed));
  add_columns (self);
  weir_table_stay_at_top (self->view);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activated), self);
  g_signal_connect_object (filter, "changed", G_CALLBACK (on_filter_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);

  return GTK_WIDGET (self);
}

void
weir_alert_history_set_text (WeirAlertHistory *self,
                             const char       *text)
{
  g_return_if_fail (WEIR_IS_ALERT_HISTORY (self));

  g_free (self->text);
  self->text = g_utf8_casefold (text, -1);
  gtk_filter_changed (self->entries, GTK_FILTER_CHANGE_DIFFERENT);
  self->counted = FALSE;
  weir_alert_history_update (self);
}

guint
weir_alert_history_get_n (WeirAlertHistory *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT_HISTORY (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->listed));
}

void
weir_alert_history_show_newest (WeirAlertHistory *self)
{
  g_return_if_fail (WEIR_IS_ALERT_HISTORY (self));

  weir_table_scroll_to_top (self->view);
}

void
weir_alert_history_update (WeirAlertHistory *self)
{
  g_return_if_fail (WEIR_IS_ALERT_HISTORY (self));

  if (!self->counted || self->last_day != get_today ())
    count_days (self);
  gtk_stack_set_visible_child_name (self->stack, weir_alert_history_get_n (self) > 0 ? "list" : "empty");
  weir_table_fit (self->view);
}
