#include "config.h"

#include "app/panels/weir-series-form.h"

#include <glib/gi18n.h>

#include "app/panels/weir-series-row.h"

struct _WeirSeriesForm
{
  AdwBin               parent_instance;

  AdwPreferencesGroup *group;
  WeirWorkspace       *workspace;   /* owned, nullable: nothing is shown yet */
  GPtrArray           *rows;        /* borrowed WeirSeriesRow, in order */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirSeriesForm, weir_series_form, ADW_TYPE_BIN)

static void
on_row_changed (WeirSeriesForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_row_removed (WeirSeriesForm *self,
                WeirSeriesRow  *row)
{
  /* A panel without any would show nothing and could not be saved. */
  if (self->rows->len < 2)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  g_ptr_array_remove (self->rows, row);
  adw_preferences_group_remove (self->group, GTK_WIDGET (row));
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
add_row (WeirSeriesForm         *self,
         const WeirSeriesConfig *config)
{
  GtkWidget *row = weir_series_row_new (self->workspace, config);

  g_signal_connect_object (row, "changed", G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_row_removed), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->group, row);

  return row;
}

/* Another of the stream that the last one shows, or of the first that has numbers. */
void
weir_series_form_add (WeirSeriesForm *self)
{
  GPtrArray *streams = self->workspace != NULL ? weir_workspace_get_streams (self->workspace) : NULL;
  const WeirSeriesConfig *last = self->rows->len > 0
                                   ? weir_series_row_get_config (g_ptr_array_index (self->rows, self->rows->len - 1)) : NULL;
  g_autoptr(WeirSeriesConfig) config = NULL;

  for (guint i = 0; streams != NULL && i < streams->len && config == NULL; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      if (last == NULL || g_strcmp0 (stream->name, last->stream) == 0)
        config = weir_series_row_propose (stream);
    }
  if (config == NULL)
    return;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (add_row (self, config)), TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
weir_series_form_finalize (GObject *object)
{
  WeirSeriesForm *self = WEIR_SERIES_FORM (object);

  g_clear_object (&self->workspace);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (weir_series_form_parent_class)->finalize (object);
}

static void
weir_series_form_class_init (WeirSeriesFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_series_form_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_series_form_init (WeirSeriesForm *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Add Series"));

  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Series"));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (weir_series_form_add), self);
  adw_preferences_group_set_header_suffix (self->group, button);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

GtkWidget *
weir_series_form_new (void)
{
  return g_object_new (WEIR_TYPE_SERIES_FORM, NULL);
}

static gboolean
shows_same (WeirSeriesForm *self,
            GPtrArray      *series)
{
  if (self->rows->len != series->len)
    return FALSE;

  for (guint i = 0; i < series->len; i++)
    if (!weir_series_config_equal (weir_series_row_get_config (g_ptr_array_index (self->rows, i)), g_ptr_array_index (series, i)))
      return FALSE;

  return TRUE;
}

void
weir_series_form_show (WeirSeriesForm *self,
                       WeirWorkspace  *workspace,
                       GPtrArray      *series)
{
  g_return_if_fail (WEIR_IS_SERIES_FORM (self) && WEIR_IS_WORKSPACE (workspace) && series != NULL);

  g_set_object (&self->workspace, workspace);
  if (shows_same (self, series))
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < series->len; i++)
    add_row (self, g_ptr_array_index (series, i));
}

GPtrArray *
weir_series_form_dup_series (WeirSeriesForm *self)
{
  GPtrArray *series = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_series_config_free);

  g_return_val_if_fail (WEIR_IS_SERIES_FORM (self), series);

  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (series, weir_series_config_copy (weir_series_row_get_config (g_ptr_array_index (self->rows, i))));

  return series;
}
