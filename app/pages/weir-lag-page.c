#include "config.h"

#include "app/pages/weir-lag-page.h"

#include <math.h>

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"
#include "widgets/weir-lag-bar.h"

struct _WeirLagPage
{
  WeirPage            parent_instance;

  GtkStack           *stack;
  GtkSearchEntry     *search_entry;
  GtkCheckButton     *partitions_button;
  GtkLabel           *summary_label;
  GtkLabel           *note_label;
  GtkColumnView      *view;
};

G_DEFINE_FINAL_TYPE (WeirLagPage, weir_lag_page, WEIR_TYPE_PAGE)

static gboolean
is_sum (gpointer row)
{
  return weir_lag_row_get_partition (row) < 0;
}

static gboolean
weir_lag_page_shows (WeirPage   *page,
                     gpointer    item,
                     const char *wanted)
{
  const char *group = weir_lag_row_get_group (item);

  if (!is_sum (item) && !gtk_check_button_get_active (WEIR_LAG_PAGE (page)->partitions_button))
    return FALSE;

  return strstr (weir_lag_row_get_topic (item), wanted) != NULL
         || (group != NULL && strstr (group, wanted) != NULL);
}

static char *
text_topic (gpointer     item,
            const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : "secondary";
  return g_strdup (weir_lag_row_get_topic (item));
}

static char *
text_partition (gpointer     item,
                const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  /* Translators: all partitions of a topic together */
  return is_sum (item) ? g_strdup (_("all")) : g_strdup_printf ("%d", weir_lag_row_get_partition (item));
}

static char *
text_group (gpointer     item,
            const char **style_class)
{
  const char *group = weir_lag_row_get_group (item);

  *style_class = "secondary";
  /* Translators: the reader is Weir itself, with no consumer group */
  return g_strdup (group != NULL ? group : _("this window"));
}

static char *
text_end (gpointer     item,
          const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_count (weir_lag_row_get_end (item));
}

static char *
text_position (gpointer     item,
               const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_count (weir_lag_row_get_position (item));
}

static char *
text_committed (gpointer     item,
                const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_count (weir_lag_row_get_committed (item));
}

static char *
text_lag (gpointer     item,
          const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_count (weir_lag_row_get_lag (item));
}

static char *
text_lag_seconds (gpointer     item,
                  const char **style_class)
{
  return weir_lag_words_dup_seconds (weir_lag_row_get_lag_seconds (item));
}

static char *
text_in (gpointer     item,
         const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_rate (weir_lag_row_get_in_rate (item));
}

static char *
text_out (gpointer     item,
          const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_rate (weir_lag_row_get_out_rate (item));
}

static char *
text_state (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_state (weir_lag_row_get_numbers (item), is_sum (item), style_class);
}

static char *
text_trend (gpointer     item,
            const char **style_class)
{
  *style_class = is_sum (item) ? "sum" : NULL;
  return weir_lag_words_dup_trend (weir_lag_row_get_numbers (item), style_class);
}

static char *
text_reason (gpointer     item,
             const char **style_class)
{
  char *reason = weir_lag_row_dup_reason (item, TRUE);

  *style_class = "secondary";

  return reason != NULL ? reason : g_strdup ("–");
}

static double
key_lag (gpointer item)
{
  gint64 lag = weir_lag_row_get_lag (item);

  return lag >= 0 ? (double) lag : NAN;
}

static double
key_seconds (gpointer item)
{
  return weir_lag_row_get_lag_seconds (item);
}

static double
key_state (gpointer item)
{
  return weir_lag_row_get_state (item);
}

static int
compare_topic (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  int order = g_strcmp0 (weir_lag_row_get_topic ((gpointer) a), weir_lag_row_get_topic ((gpointer) b));

  return order != 0 ? order
                    : weir_lag_row_get_partition ((gpointer) a) - weir_lag_row_get_partition ((gpointer) b);
}

static GtkWidget *
create_bar (gpointer user_data)
{
  GtkWidget *bar = weir_lag_bar_new ();

  gtk_widget_set_size_request (bar, 90, 8);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);

  return bar;
}

static void
update_bar (GtkWidget *cell,
            gpointer   item,
            gpointer   user_data)
{
  weir_lag_bar_set_lag (WEIR_LAG_BAR (cell), weir_lag_row_get_lag (item), WEIR_LAG_WORDS_FULL_LAG,
                        weir_lag_words_get_severity (weir_lag_row_get_state (item)));
}

static void
add_columns (WeirLagPage *self)
{
  const WeirTableColumn columns[] = {
    { .title = _("Topic"), .chars = 17, .expand = TRUE, .text = text_topic, .compare = compare_topic },
    { .title = _("Partition"), .chars = 5, .xalign = 1, .text = text_partition, .gives_way = 1 },
    { .title = _("Reader"), .chars = 12, .text = text_group },
    { .title = _("Log end offset"), .chars = 9, .xalign = 1, .text = text_end, .gives_way = 5 },
    { .title = _("Position"), .chars = 9, .xalign = 1, .text = text_position, .gives_way = 8 },
    { .title = _("Current offset"), .chars = 9, .xalign = 1, .text = text_committed, .gives_way = 3 },
    { .title = _("Lag, records"), .chars = 8, .xalign = 1, .text = text_lag, .key = key_lag },
    { .title = "", .create = create_bar, .update = update_bar, .gives_way = 7 },
    { .title = _("Lag, s"), .chars = 6, .xalign = 1, .text = text_lag_seconds, .key = key_seconds },
    { .title = _("In, /s"), .chars = 6, .xalign = 1, .text = text_in, .gives_way = 2 },
    { .title = _("Out, /s"), .chars = 6, .xalign = 1, .text = text_out },
    { .title = _("Trend"), .chars = 9, .text = text_trend, .gives_way = 6 },
    { .title = _("State"), .chars = 15, .text = text_state, .key = key_state },
    { .title = _("Reason"), .chars = 30, .expand = TRUE, .text = text_reason, .gives_way = 4 },
  };

  weir_table_add_columns (self->view, columns, G_N_ELEMENTS (columns));
}

/* A topic with several readers has a row for each of them, and is one topic. */
static void
update_summary (WeirLagPage *self,
                GListModel  *rows)
{
  guint n = g_list_model_get_n_items (rows);
  g_autoptr(GHashTable) topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) partitions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) readers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *topic_words = NULL, *partition_words = NULL, *reader_words = NULL, *text = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirLagRow) row = g_list_model_get_item (rows, i);
      const char *group = weir_lag_row_get_group (row);

      g_hash_table_add (topics, g_strdup (weir_lag_row_get_topic (row)));
      g_hash_table_add (readers, g_strdup (group != NULL ? group : ""));
      if (!is_sum (row))
        g_hash_table_add (partitions, g_strdup_printf ("%s/%d", weir_lag_row_get_topic (row), weir_lag_row_get_partition (row)));
    }

  n = g_hash_table_size (topics);
  topic_words = g_strdup_printf (ngettext ("%u topic", "%u topics", n), n);
  n = g_hash_table_size (partitions);
  partition_words = g_strdup_printf (ngettext ("%u partition", "%u partitions", n), n);
  n = g_hash_table_size (readers);
  /* Translators: those who read topics: this window and consumer groups */
  reader_words = g_strdup_printf (ngettext ("%u reader", "%u readers", n), n);
  text = g_strdup_printf ("%s · %s · %s", topic_words, partition_words, reader_words);
  gtk_label_set_label (self->summary_label, text);
}

/* What could not be read is said where it is missing. */
static void
update_note (WeirLagPage *self,
             WeirMonitor *monitor)
{
  const char *problem = monitor != NULL ? weir_monitor_get_lag_problem (monitor) : NULL;
  g_autofree char *text = problem != NULL ? g_strconcat ("▲ ", problem, NULL)
                                          : g_strdup (_("A dash is unknown, never zero. Lag counts to the committed offset "
                                                        "of a group; without a group, to what this window has read."));

  if (g_str_equal (gtk_label_get_label (self->note_label), text))
    return;

  gtk_label_set_label (self->note_label, text);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->note_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note_label), "warning");
}

static void
weir_lag_page_update (WeirPage *page)
{
  WeirLagPage *self = WEIR_LAG_PAGE (page);
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (page));
  GListModel *rows = monitor != NULL ? weir_monitor_get_lag (monitor) : NULL;
  gboolean any = rows != NULL && g_list_model_get_n_items (rows) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  if (any)
    update_summary (self, rows);
  update_note (self, monitor);
}

static void
weir_lag_page_pulse (WeirPage *page)
{
  weir_table_fit (WEIR_LAG_PAGE (page)->view);
  weir_table_refresh (WEIR_LAG_PAGE (page)->view);
  /* The numbers changed in place: a sorted list stays sorted. */
  gtk_sorter_changed (gtk_column_view_get_sorter (WEIR_LAG_PAGE (page)->view), GTK_SORTER_CHANGE_DIFFERENT);
  weir_lag_page_update (page);
}

static void
weir_lag_page_monitor_changed (WeirPage    *page,
                               WeirMonitor *monitor)
{
  weir_page_set_items (page, monitor != NULL ? weir_monitor_get_lag (monitor) : NULL);
  weir_lag_page_update (page);
}

static void
weir_lag_page_class_init (WeirLagPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  page_class->shows = weir_lag_page_shows;
  page_class->update = weir_lag_page_update;
  page_class->pulse = weir_lag_page_pulse;
  page_class->monitor_changed = weir_lag_page_monitor_changed;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/weir/Weir/weir-lag-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, partitions_button);
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, WeirLagPage, view);
}

static void
weir_lag_page_init (WeirLagPage *self)
{
  g_autoptr(GtkSelectionModel) selection = NULL;
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Lag by topic and partition"));
  weir_accessible_set_name (GTK_WIDGET (self->partitions_button), _("Partitions"));
  add_columns (self);

  weir_page_set_search_entry (WEIR_PAGE (self), self->search_entry, GTK_WIDGET (self->view));
  sorted = gtk_sort_list_model_new (g_object_ref (weir_page_get_listed (WEIR_PAGE (self))),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->view, selection);

  g_signal_connect_swapped (self->partitions_button, "toggled", G_CALLBACK (weir_page_filter), self);
  update_note (self, NULL);
}

GtkWidget *
weir_lag_page_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_LAG_PAGE, "scope", scope, NULL);
}
