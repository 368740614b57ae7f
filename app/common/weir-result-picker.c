#include "config.h"

#include "app/common/weir-result-picker.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"

/* The drop-downs. */
enum
{
  PICK_STYLE,
  PICK_X,
  PICK_Y,
  PICK_BY,
  N_PICKS,
};

struct _WeirResultPicker
{
  GtkBox       parent_instance;

  GtkDropDown *drops[N_PICKS];
  GArray      *columns[N_PICKS];   /* owned, of int: the columns that each offers; -1: none */
  gboolean     filling;            /* not by the user */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirResultPicker, weir_result_picker, GTK_TYPE_BOX)

static const struct
{
  const char      *title;
  WeirSeriesStyle  style;
} styles[] = {
  { N_("Lines"), WEIR_SERIES_LINE },
  { N_("Bars"), WEIR_SERIES_BARS },
  { N_("Points"), WEIR_SERIES_POINTS },
};

static const char * const titles[N_PICKS] = {
  [PICK_STYLE] = N_("Chart"), [PICK_X] = N_("Across"), [PICK_Y] = N_("Up"), [PICK_BY] = N_("A line for each"),
};

static void
on_selected (WeirResultPicker *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
weir_result_picker_finalize (GObject *object)
{
  WeirResultPicker *self = WEIR_RESULT_PICKER (object);

  for (guint i = 0; i < N_PICKS; i++)
    g_array_unref (self->columns[i]);

  G_OBJECT_CLASS (weir_result_picker_parent_class)->finalize (object);
}

static void
weir_result_picker_class_init (WeirResultPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_result_picker_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_result_picker_init (WeirResultPicker *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_box_set_spacing (GTK_BOX (self), 6);
  for (guint i = 0; i < N_PICKS; i++)
    {
      GtkWidget *title = gtk_label_new (_(titles[i]));

      self->drops[i] = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
      self->columns[i] = g_array_new (FALSE, FALSE, sizeof (int));
      gtk_widget_add_css_class (title, "secondary");
      weir_accessible_set_name (GTK_WIDGET (self->drops[i]), _(titles[i]));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->drops[i]), _(titles[i]));
      if (i != PICK_STYLE)
        gtk_box_append (GTK_BOX (self), title);
      else
        g_object_unref (g_object_ref_sink (title));
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->drops[i]));
      g_signal_connect_object (self->drops[i], "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
    }
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_string_list_append (names, _(styles[i].title));
  self->filling = TRUE;
  gtk_drop_down_set_model (self->drops[PICK_STYLE], G_LIST_MODEL (names));
  g_object_unref (names);
  self->filling = FALSE;
}

/* (transfer full) (nullable) */
static char *
dup_chosen (WeirResultPicker *self,
            guint             pick)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->drops[pick]);

  return chosen != NULL ? g_strdup (gtk_string_object_get_string (chosen)) : NULL;
}

static gboolean
fits (WeirQueryResult *result,
      guint            pick,
      int              column)
{
  if (pick == PICK_Y)
    return weir_result_axes_is_number (result, column);

  return pick != PICK_BY || !weir_result_axes_is_time (result, column);
}

static void
fill_pick (WeirResultPicker *self,
           WeirQueryResult  *result,
           guint             pick,
           int               guessed)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *before = dup_chosen (self, pick);
  guint n_columns;
  const WeirExportColumn *columns = weir_query_result_get_columns (result, &n_columns);
  guint selected = 0;
  gboolean kept = FALSE;

  g_array_set_size (self->columns[pick], 0);
  for (int i = pick == PICK_BY ? -1 : 0; i < (int) n_columns; i++)
    {
      const char *name = i < 0 ? _("(one line)") : columns[i].name;

      if (i >= 0 && !fits (result, pick, i))
        continue;
      if (g_strcmp0 (before, name) == 0)
        kept = TRUE;
      if (g_strcmp0 (before, name) == 0 || (!kept && i == guessed))
        selected = self->columns[pick]->len;
      g_array_append_val (self->columns[pick], i);
      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->drops[pick], G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->drops[pick], selected);
}

static int
get_column (WeirResultPicker *self,
            guint             pick)
{
  guint selected = gtk_drop_down_get_selected (self->drops[pick]);

  return selected < self->columns[pick]->len ? g_array_index (self->columns[pick], int, selected) : -1;
}

gboolean
weir_result_picker_fill (WeirResultPicker *self,
                         WeirQueryResult  *result)
{
  WeirResultAxes axes;
  gboolean possible;

  g_return_val_if_fail (WEIR_IS_RESULT_PICKER (self) && WEIR_IS_QUERY_RESULT (result), FALSE);

  possible = weir_result_axes_guess (result, &axes);
  self->filling = TRUE;
  if (possible)
    {
      fill_pick (self, result, PICK_X, axes.x);
      fill_pick (self, result, PICK_Y, axes.y);
      fill_pick (self, result, PICK_BY, axes.by);
    }
  self->filling = FALSE;

  return possible;
}

void
weir_result_picker_get_axes (WeirResultPicker *self,
                             WeirResultAxes   *axes)
{
  g_return_if_fail (WEIR_IS_RESULT_PICKER (self));

  *axes = (WeirResultAxes) { get_column (self, PICK_X), get_column (self, PICK_Y), get_column (self, PICK_BY) };
}

WeirSeriesStyle
weir_result_picker_get_style (WeirResultPicker *self)
{
  guint selected;

  g_return_val_if_fail (WEIR_IS_RESULT_PICKER (self), WEIR_SERIES_LINE);

  selected = gtk_drop_down_get_selected (self->drops[PICK_STYLE]);

  return selected < G_N_ELEMENTS (styles) ? styles[selected].style : WEIR_SERIES_LINE;
}
