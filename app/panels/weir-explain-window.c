#include "config.h"

#include "app/panels/weir-explain-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-accessible.h"
#include "data/view/weir-explanation.h"
#include "widgets/weir-format.h"

#define MAX_ROWS  12
#define WIDTH_PX  520
#define HEIGHT_PX 480
/* What differs by less is not worth a line. */
#define MIN_SCORE 0.01

struct _WeirExplainWindow
{
  AdwWindow   parent_instance;

  WeirScope  *scope;     /* owned */
  char       *stream;    /* owned: its name */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (WeirExplainWindow, weir_explain_window, ADW_TYPE_WINDOW)

static char *
format_number (double      value,
               const char *unit)
{
  g_autofree char *number = weir_format_number (value, weir_format_decimals (value));

  return *unit != '\0' ? g_strconcat (number, "\u00a0", unit, NULL) : g_steal_pointer (&number);
}

/* The topic is named where the stream has several. (transfer full) */
static char *
dup_partition (const WeirExplanation *explanation,
               WeirStreamView        *stream)
{
  WeirStreamPartitions *partitions = weir_stream_view_get_partitions (stream);
  const WeirPartitionRef *ref = weir_stream_partitions_get_ref (partitions, explanation->field);

  for (guint i = 0; i < weir_stream_partitions_get_n (partitions); i++)
    if (weir_stream_partitions_get_ref (partitions, i)->topic != ref->topic)
      /* Translators: a partition of a topic: "orders, partition 3" */
      return g_strdup_printf (_("%s, partition %d"), ref->topic, ref->partition);

  return g_strdup_printf (_("Partition %d"), ref->partition);
}

/* "TSLA", or "Partition 3". (transfer full) */
static char *
dup_subject (const WeirExplanation *explanation,
             WeirStreamView        *stream)
{
  const char *key;

  if (explanation->key == NULL)
    return dup_partition (explanation, stream);

  key = weir_key_view_get_key (explanation->key);

  return g_strdup (*key != '\0' ? key : _("(no key)"));
}

/* "TSLA: records" or "TSLA: mean of price". (transfer full) */
static char *
dup_title (const WeirExplanation *explanation,
           WeirStreamView        *stream,
           const WeirFieldConfig *field)
{
  g_autofree char *subject = dup_subject (explanation, stream);

  switch (explanation->kind)
    {
    case WEIR_EXPLANATION_MEAN:
      /* Translators: the mean of a field of a key: "TSLA: mean of price" */
      return g_strdup_printf (_("%s: mean of %s"), subject, field->name);

    case WEIR_EXPLANATION_DELAY:
      /* Translators: by how much records were older than those before them: "Partition 3: mean delay" */
      return g_strdup_printf (_("%s: mean delay"), subject);

    case WEIR_EXPLANATION_RATE:
    case WEIR_EXPLANATION_PARTITION:
    default:
      /* Translators: how many records there are of a key or partition: "TSLA: records" */
      return g_strdup_printf (_("%s: records"), subject);
    }
}

static const char *
get_unit (const WeirExplanation *explanation,
          const WeirFieldConfig *field)
{
  switch (explanation->kind)
    {
    case WEIR_EXPLANATION_MEAN:
      return field->unit != NULL ? field->unit : "";

    case WEIR_EXPLANATION_DELAY:
      return "s";

    case WEIR_EXPLANATION_RATE:
    case WEIR_EXPLANATION_PARTITION:
    default:
      return _("records/s");
    }
}

static char *
dup_subtitle (const WeirExplanation *explanation,
              const WeirFieldConfig *field)
{
  const char *unit = get_unit (explanation, field);
  g_autofree char *inside = format_number (explanation->inside, unit);
  g_autofree char *outside = format_number (explanation->outside, unit);

  /* Translators: a value between two cursors, and the same in the rest of the range */
  return g_strdup_printf (_("%s between the cursors, %s in the rest"), inside, outside);
}

static void
add_row (WeirExplainWindow     *self,
         WeirStreamView        *stream,
         const WeirExplanation *explanation,
         const WeirFieldConfig *field)
{
  g_autofree char *title = dup_title (explanation, stream, field);
  g_autofree char *subtitle = dup_subtitle (explanation, field);
  g_autofree char *share = weir_format_signed (100.0 * explanation->score, 0);
  g_autofree char *percent = g_strconcat (share, "\u00a0%", NULL);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (percent);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), explanation->key != NULL);
  if (explanation->key != NULL)
    g_object_set_data_full (G_OBJECT (row), "key", g_strdup (weir_key_view_get_key (explanation->key)), g_free);
  gtk_list_box_append (self->list, row);
}

static void
on_row_activated (WeirExplainWindow *self,
                  GtkListBoxRow     *row)
{
  weir_scope_choose_key (self->scope, self->stream, g_object_get_data (G_OBJECT (row), "key"));
}

static void
fill (WeirExplainWindow *self,
      WeirStreamView    *stream,
      GArray            *found)
{
  GPtrArray *fields = weir_stream_view_get_config (stream)->fields;

  for (guint i = 0; i < MIN (found->len, MAX_ROWS); i++)
    {
      const WeirExplanation *explanation = &g_array_index (found, WeirExplanation, i);

      if (fabs (explanation->score) >= MIN_SCORE)
        add_row (self, stream, explanation,
                 explanation->kind == WEIR_EXPLANATION_MEAN ? g_ptr_array_index (fields, explanation->field) : NULL);
    }
}

static void
weir_explain_window_finalize (GObject *object)
{
  WeirExplainWindow *self = WEIR_EXPLAIN_WINDOW (object);

  g_clear_object (&self->scope);
  g_free (self->stream);

  G_OBJECT_CLASS (weir_explain_window_parent_class)->finalize (object);
}

static void
weir_explain_window_class_init (WeirExplainWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_explain_window_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_explain_window_init (WeirExplainWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *nothing = gtk_label_new (_("Nothing differs between the cursors"));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (self->list, nothing);
  weir_accessible_set_name (GTK_WIDGET (self->list), _("What Sets It Apart"));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_set_margin_start (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->list), 12);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("What Sets It Apart"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH_PX, HEIGHT_PX);
}

GtkWidget *
weir_explain_window_new (WeirCard *card)
{
  WeirTimeRange *range = weir_card_get_time_range (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  gint64 a_usec = weir_time_range_get_cursor (range, WEIR_CURSOR_A);
  gint64 b_usec = weir_time_range_get_cursor (range, WEIR_CURSOR_B);
  g_autoptr(GArray) found = NULL;
  WeirExplainWindow *self;

  if (stream == NULL || a_usec == WEIR_TIME_RANGE_NO_TIME || b_usec == WEIR_TIME_RANGE_NO_TIME || a_usec == b_usec)
    return NULL;

  found = weir_explain (stream, weir_time_range_get_begin (range), weir_time_range_get_end (range), MIN (a_usec, b_usec),
                        MAX (a_usec, b_usec));
  self = g_object_new (WEIR_TYPE_EXPLAIN_WINDOW, "transient-for", gtk_widget_get_root (GTK_WIDGET (card)), NULL);
  self->scope = g_object_ref (weir_card_get_scope (card));
  self->stream = g_strdup (weir_stream_view_get_config (stream)->name);
  fill (self, stream, found);

  return GTK_WIDGET (self);
}
