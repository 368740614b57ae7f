#include "config.h"

#include "app/dialogs/weir-topic-chooser.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-table.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-topic-item.h"
#include "data/source/weir-topic-pattern.h"
#include "widgets/weir-format.h"

#define LOOK_SECONDS 3

struct _WeirTopicChooser
{
  GtkBox               parent_instance;

  GtkSearchEntry      *search;       /* child, as those below */
  GtkCheckButton      *internal;
  GtkCheckButton      *all;
  GtkLabel            *found;
  GtkStack            *stack;
  GtkSpinner          *spinner;
  AdwStatusPage       *status;
  GtkWidget           *list;
  GtkColumnView       *view;

  WeirSettings        *settings;     /* owned, nullable */
  GCancellable        *cancellable;  /* owned: the looks at these settings */
  GListStore          *items;        /* owned, of WeirTopicItem */
  GtkFilterListModel  *filtered;     /* owned */
  GtkCustomFilter     *filter;       /* the model's */
  WeirTopicPattern    *pattern;      /* owned, nullable: what is searched for is one */
  WeirTopicCatalogue  *before;       /* owned, nullable: the last look */
  guint                source;
  gboolean             looking;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirTopicChooser, weir_topic_chooser, GTK_TYPE_BOX)

static void look (WeirTopicChooser *self);

static void
emit_changed (WeirTopicChooser *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
text_topic (gpointer     item,
            const char **style_class)
{
  return g_strdup (weir_topic_item_get_name (item));
}

static char *
text_partitions (gpointer     item,
                 const char **style_class)
{
  return weir_format_count (weir_topic_item_get_n_partitions (item));
}

static char *
text_records (gpointer     item,
              const char **style_class)
{
  gint64 n_records = weir_topic_item_get_n_records (item);
  const char *trouble = weir_topic_item_get_trouble (item);

  if (trouble != NULL)
    {
      *style_class = "warning";
      return g_strdup (trouble);
    }

  return n_records >= 0 ? weir_format_count ((guint64) n_records) : g_strdup ("–");
}

static char *
text_rate (gpointer     item,
           const char **style_class)
{
  double rate = weir_topic_item_get_rate (item);

  return isnan (rate) ? g_strdup ("–") : weir_format_number (rate, rate < 10.0 ? 1 : 0);
}

static double
key_partitions (gpointer item)
{
  return weir_topic_item_get_n_partitions (item);
}

static double
key_records (gpointer item)
{
  return (double) weir_topic_item_get_n_records (item);
}

static double
key_rate (gpointer item)
{
  return weir_topic_item_get_rate (item);
}

static int
compare_topic (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return g_strcmp0 (weir_topic_item_get_name ((gpointer) a), weir_topic_item_get_name ((gpointer) b));
}

static void
on_toggled (GtkCheckButton *button)
{
  WeirTopicItem *item = g_object_get_data (G_OBJECT (button), "item");

  if (item != NULL)
    weir_topic_item_set_chosen (item, gtk_check_button_get_active (button));
}

static GtkWidget *
create_check (gpointer user_data)
{
  GtkWidget *button = gtk_check_button_new ();

  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), NULL);

  return button;
}

static void
update_check (GtkWidget *cell,
              gpointer   item,
              gpointer   user_data)
{
  g_object_set_data (G_OBJECT (cell), "item", NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cell), weir_topic_item_get_chosen (item));
  g_object_set_data_full (G_OBJECT (cell), "item", g_object_ref (item), g_object_unref);
  weir_accessible_set_name (cell, weir_topic_item_get_name (item));
}

static void
on_item_chosen (WeirTopicChooser *self)
{
  weir_table_refresh (self->view);
  emit_changed (self);
}

static void
on_row_activated (GtkColumnView    *view,
                  guint             position,
                  WeirTopicChooser *self)
{
  g_autoptr(WeirTopicItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);

  if (item != NULL)
    weir_topic_item_set_chosen (item, !weir_topic_item_get_chosen (item));
}

static void
add_columns (WeirTopicChooser *self)
{
  const WeirTableColumn columns[] = {
    { .title = "", .create = create_check, .update = update_check },
    { .title = _("Topic"), .chars = 30, .expand = TRUE, .text = text_topic, .compare = compare_topic },
    { .title = _("Partitions"), .chars = 8, .xalign = 1, .text = text_partitions, .key = key_partitions },
    { .title = _("Records"), .chars = 12, .xalign = 1, .text = text_records, .key = key_records },
    { .title = _("Records/s"), .chars = 9, .xalign = 1, .text = text_rate, .key = key_rate },
  };

  weir_table_add_columns (self->view, columns, G_N_ELEMENTS (columns));
}

static gboolean
is_listed (gpointer item,
           gpointer user_data)
{
  WeirTopicChooser *self = user_data;
  const char *name = weir_topic_item_get_name (item);
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *lower_name = NULL, *lower = NULL;

  /* What is chosen is never hidden by what Kafka calls its own. */
  if (weir_topic_item_is_internal (item) && !gtk_check_button_get_active (self->internal)
      && !weir_topic_item_get_chosen (item))
    return FALSE;
  if (self->pattern != NULL)
    return weir_topic_pattern_matches (self->pattern, name);
  if (weir_topic_is_pattern (wanted))
    return FALSE;

  lower_name = g_utf8_casefold (name, -1);
  lower = g_utf8_casefold (wanted, -1);

  return strstr (lower_name, lower) != NULL;
}

/* Says how many are listed, or what is wrong with the expression. */
static void
update_found (WeirTopicChooser *self)
{
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (self->search));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirTopicPattern) pattern = weir_topic_is_pattern (wanted) ? weir_topic_pattern_new (wanted, &error) : NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    text = weir_dup_sentence (error->message);
  else
    text = g_strdup_printf (ngettext ("%u topic", "%u topics", n), n);
  gtk_label_set_label (self->found, text);
  gtk_widget_set_visible (GTK_WIDGET (self->all), pattern != NULL);
}

static void
on_search_changed (WeirTopicChooser *self)
{
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_clear_pointer (&self->pattern, weir_topic_pattern_free);
  if (weir_topic_is_pattern (wanted))
    self->pattern = weir_topic_pattern_new (wanted, NULL);
  else
    gtk_check_button_set_active (self->all, FALSE);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_found (self);
  emit_changed (self);
}

/* Escape, which a search entry keeps from the dialog around it. */
static void
on_stop_search (WeirTopicChooser *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

static WeirTopicItem *
find_item (WeirTopicChooser *self,
           const char       *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (weir_topic_item_get_name (item), name))
        return item;
    }

  return NULL;
}

/* Topics keep their items, and so their choice; one splice for all that are new or gone. */
static void
take_catalogue (WeirTopicChooser   *self,
                WeirTopicCatalogue *catalogue)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  gboolean same = n == catalogue->entries->len;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      g_hash_table_insert (known, (char *) weir_topic_item_get_name (item), item);
    }
  for (guint i = 0; i < catalogue->entries->len; i++)
    {
      const WeirTopicEntry *entry = g_ptr_array_index (catalogue->entries, i);
      WeirTopicItem *item = g_hash_table_lookup (known, entry->name);

      same &= item != NULL;
      if (item == NULL)
        {
          item = weir_topic_item_new (entry->name);
          g_signal_connect_object (item, "notify::chosen", G_CALLBACK (on_item_chosen), self, G_CONNECT_SWAPPED);
        }
      else
        g_object_ref (item);
      weir_topic_item_set (item, entry, weir_topic_catalogue_get_rate (catalogue, self->before, entry->name));
      g_ptr_array_add (items, item);
    }
  if (same)
    weir_table_refresh (self->view);
  else
    g_list_store_splice (self->items, 0, n, items->pdata, items->len);
  g_clear_pointer (&self->before, weir_topic_catalogue_free);
  self->before = catalogue;
  update_found (self);
}

static void
show_trouble (WeirTopicChooser *self,
              const GError     *error)
{
  g_autofree char *sentence = weir_dup_sentence (error->message);
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_status_page_set_icon_name (self->status, "network-offline-symbolic");
  adw_status_page_set_title (self->status, _("The Cluster Does Not Answer"));
  adw_status_page_set_description (self->status, markup);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->status));
}

static gboolean
on_again (gpointer user_data)
{
  WeirTopicChooser *self = user_data;

  self->source = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  WeirTopicChooser *self = WEIR_TOPIC_CHOOSER (source_object);
  g_autoptr(GError) error = NULL;
  WeirTopicCatalogue *catalogue = g_task_propagate_pointer (G_TASK (result), &error);

  /* Those of other settings, or of a chooser that is gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      g_clear_pointer (&catalogue, weir_topic_catalogue_free);
      return;
    }

  self->looking = FALSE;
  gtk_spinner_stop (self->spinner);
  if (catalogue != NULL)
    {
      take_catalogue (self, catalogue);
      gtk_stack_set_visible_child (self->stack, self->list);
    }
  else if (self->before == NULL)
    show_trouble (self, error);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->source = g_timeout_add_seconds (LOOK_SECONDS, on_again, self);
  emit_changed (self);
}

static void
look_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  WeirTopicCatalogue *catalogue = weir_topic_catalogue_read (task_data, cancellable, &error);

  if (catalogue != NULL)
    g_task_return_pointer (task, catalogue, (GDestroyNotify) weir_topic_catalogue_free);
  else
    g_task_return_error (task, error);
}

static void
look (WeirTopicChooser *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->settings == NULL || self->looking)
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  self->looking = TRUE;
  task = g_task_new (self, self->cancellable, on_looked, NULL);
  g_task_set_task_data (task, g_object_ref (self->settings), g_object_unref);
  g_task_run_in_thread (task, look_in_thread);
}

static void
weir_topic_chooser_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_topic_chooser_parent_class)->map (widget);
  look (WEIR_TOPIC_CHOOSER (widget));
}

static void
weir_topic_chooser_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&WEIR_TOPIC_CHOOSER (widget)->source, g_source_remove);
  GTK_WIDGET_CLASS (weir_topic_chooser_parent_class)->unmap (widget);
}

static void
weir_topic_chooser_dispose (GObject *object)
{
  WeirTopicChooser *self = WEIR_TOPIC_CHOOSER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_topic_chooser_parent_class)->dispose (object);
}

static void
weir_topic_chooser_finalize (GObject *object)
{
  WeirTopicChooser *self = WEIR_TOPIC_CHOOSER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->filtered);
  g_clear_object (&self->items);
  g_clear_pointer (&self->pattern, weir_topic_pattern_free);
  g_clear_pointer (&self->before, weir_topic_catalogue_free);

  G_OBJECT_CLASS (weir_topic_chooser_parent_class)->finalize (object);
}

static void
weir_topic_chooser_class_init (WeirTopicChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_topic_chooser_dispose;
  object_class->finalize = weir_topic_chooser_finalize;
  GTK_WIDGET_CLASS (klass)->map = weir_topic_chooser_map;
  GTK_WIDGET_CLASS (klass)->unmap = weir_topic_chooser_unmap;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static GtkWidget *
create_head (WeirTopicChooser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _("Part of a name, or ^expression"), NULL);
  weir_accessible_set_name (GTK_WIDGET (self->search), _("Search Topics"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->search), TRUE);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_stop_search), self);
  self->internal = GTK_CHECK_BUTTON (gtk_check_button_new_with_mnemonic (_("_Kafka’s own")));
  g_signal_connect_swapped (self->internal, "toggled", G_CALLBACK (on_search_changed), self);
  self->found = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "secondary");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->internal));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->found));

  return box;
}

static void
create_list (WeirTopicChooser *self)
{
  GtkSortListModel *sorted;
  GtkSingleSelection *selection;

  self->items = g_list_store_new (WEIR_TYPE_TOPIC_ITEM);
  self->filter = gtk_custom_filter_new (is_listed, self, NULL);
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), GTK_FILTER (self->filter));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-table");
  add_columns (self);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  weir_accessible_set_name (GTK_WIDGET (self->view), _("Topics"));
  g_signal_connect (self->view, "activate", G_CALLBACK (on_row_activated), self);
  self->list = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->list), GTK_WIDGET (self->view));
}

static void
weir_topic_chooser_init (WeirTopicChooser *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->cancellable = g_cancellable_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), 32, 32);
  gtk_widget_set_halign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  self->status = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_box_append (GTK_BOX (self), create_head (self));
  self->all = GTK_CHECK_BUTTON (gtk_check_button_new_with_mnemonic (_("Watch _every topic that matches, those made later too")));
  gtk_widget_set_visible (GTK_WIDGET (self->all), FALSE);
  g_signal_connect_swapped (self->all, "toggled", G_CALLBACK (emit_changed), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->all));
  create_list (self);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->spinner));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->status));
  gtk_stack_add_child (self->stack, self->list);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}

GtkWidget *
weir_topic_chooser_new (void)
{
  return g_object_new (WEIR_TYPE_TOPIC_CHOOSER, NULL);
}

void
weir_topic_chooser_set_settings (WeirTopicChooser *self,
                                 WeirSettings     *settings)
{
  g_return_if_fail (WEIR_IS_TOPIC_CHOOSER (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->looking = FALSE;
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->before, weir_topic_catalogue_free);
  g_list_store_remove_all (self->items);
  g_set_object (&self->settings, settings);
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->spinner));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    look (self);
  emit_changed (self);
}

GStrv
weir_topic_chooser_dup_chosen (WeirTopicChooser *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n;

  g_return_val_if_fail (WEIR_IS_TOPIC_CHOOSER (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  if (self->pattern != NULL && gtk_check_button_get_active (self->all))
    g_strv_builder_add (builder, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (weir_topic_item_get_chosen (item))
        g_strv_builder_add (builder, weir_topic_item_get_name (item));
    }

  return g_strv_builder_end (builder);
}

guint
weir_topic_chooser_get_n_listed (WeirTopicChooser *self)
{
  g_return_val_if_fail (WEIR_IS_TOPIC_CHOOSER (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}

void
weir_topic_chooser_choose (WeirTopicChooser *self,
                           const char       *topic,
                           gboolean          chosen)
{
  WeirTopicItem *item;

  g_return_if_fail (WEIR_IS_TOPIC_CHOOSER (self) && topic != NULL);

  item = find_item (self, topic);
  if (item != NULL)
    weir_topic_item_set_chosen (item, chosen);
}
