#include "config.h"

#include "app/panels/weir-series-row.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-combo.h"

struct _WeirSeriesRow
{
  AdwExpanderRow    parent_instance;

  WeirWorkspace    *workspace;    /* owned */
  WeirSeriesConfig *config;       /* owned */
  gboolean          filling;      /* rows are changed, but not by the user */

  GtkWidget        *stream_row;
  GtkWidget        *window_row;
  GtkWidget        *value_row;
  GtkWidget        *upper_row;
  GtkWidget        *key_row;
  GtkWidget        *style_row;
  GtkWidget        *scale_row;
  GtkWidget        *previous_row;
  GStrv             streams;      /* owned: what the rows offer */
  GStrv             windows;      /* owned: "" is the records */
  GStrv             values;       /* owned */
};

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirSeriesRow, weir_series_row, ADW_TYPE_EXPANDER_ROW)

static const char *const style_titles[WEIR_SERIES_N_STYLES] = {
  [WEIR_SERIES_LINE] = N_("Line"),
  [WEIR_SERIES_BARS] = N_("Bars"),
  [WEIR_SERIES_STACKED] = N_("Stacked Bars"),
  [WEIR_SERIES_BAND] = N_("Band"),
  [WEIR_SERIES_POINTS] = N_("Points"),
  [WEIR_SERIES_CANDLES] = N_("Candles"),
};

static const char *const scale_titles[WEIR_SERIES_N_SCALES] = {
  [WEIR_SERIES_RIGHT] = N_("Right"),
  [WEIR_SERIES_LEFT] = N_("Left"),
  [WEIR_SERIES_BELOW] = N_("Below, Its Own"),
};

/* What was before, as a ghost. */
static const struct
{
  const char *title;
  gint64      usec;
} previous[] = {
  { N_("Nothing"), 0 },
  { N_("The Hour Before"), G_TIME_SPAN_HOUR },
  { N_("The Day Before"), G_TIME_SPAN_DAY },
  { N_("The Week Before"), 7 * G_TIME_SPAN_DAY },
};

static const WeirStreamConfig *
find_stream (WeirSeriesRow *self)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < streams->len; i++)
    if (g_strcmp0 (((const WeirStreamConfig *) g_ptr_array_index (streams, i))->name, self->config->stream) == 0)
      return g_ptr_array_index (streams, i);

  return NULL;
}

static GStrv
dup_streams (WeirSeriesRow *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < streams->len; i++)
    g_strv_builder_add (builder, ((const WeirStreamConfig *) g_ptr_array_index (streams, i))->name);

  return g_strv_builder_end (builder);
}

static gboolean
needs_window (WeirSeriesStyle style)
{
  return style == WEIR_SERIES_BAND || style == WEIR_SERIES_CANDLES;
}

static GStrv
dup_windows (const WeirStreamConfig *stream,
             WeirSeriesStyle         style)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (!needs_window (style))
    g_strv_builder_add (builder, "");
  for (guint i = 0; stream != NULL && i < stream->windows->len; i++)
    g_strv_builder_add (builder, weir_stream_config_get_window (stream, i)->name);

  return g_strv_builder_end (builder);
}

static const WeirWindowConfig *
find_window (const WeirStreamConfig *stream,
             const char             *name)
{
  for (guint i = 0; stream != NULL && name != NULL && i < stream->windows->len; i++)
    if (g_str_equal (weir_stream_config_get_window (stream, i)->name, name))
      return weir_stream_config_get_window (stream, i);

  return NULL;
}

/* The columns of a window's rows, or the fields of the records that can be drawn. */
static GStrv
dup_values (const WeirStreamConfig *stream,
            const char             *window_name)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const WeirWindowConfig *window = find_window (stream, window_name);

  if (window != NULL)
    {
      g_auto(GStrv) columns = weir_window_config_dup_columns (window, stream->fields);

      g_strv_builder_addv (builder, (const char **) columns);
      g_strv_builder_add (builder, "count");
    }
  for (guint i = 0; window == NULL && stream != NULL && i < stream->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (stream->fields, i);

      if (field->type != WEIR_FIELD_TEXT)
        g_strv_builder_add (builder, field->name);
    }

  return g_strv_builder_end (builder);
}

static void
set_text (char       **text,
          const char  *value)
{
  char *copy = value != NULL && *value != '\0' ? g_strdup (value) : NULL;

  g_free (*text);
  *text = copy;
}

static guint
find_previous (gint64 usec)
{
  for (guint i = 0; i < G_N_ELEMENTS (previous); i++)
    if (previous[i].usec == usec)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

/* "price_mean of 1m", "line · stock-prices" */
static void
update_title (WeirSeriesRow *self)
{
  const WeirSeriesConfig *config = self->config;
  const char *value = config->value != NULL ? config->value : _("Candles");
  /* Translators: values of windows: "price_mean of 1m" */
  g_autofree char *title = config->window != NULL ? g_strdup_printf (_("%s of %s"), value, config->window) : g_strdup (value);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", _(style_titles[config->style]), config->stream);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  weir_accessible_set_name (GTK_WIDGET (self), title);
}

static void
fill (WeirSeriesRow *self)
{
  const WeirStreamConfig *stream = find_stream (self);
  const WeirSeriesConfig *config = self->config;

  self->filling = TRUE;
  g_strfreev (self->streams);
  g_strfreev (self->windows);
  g_strfreev (self->values);
  self->streams = dup_streams (self);
  self->windows = dup_windows (stream, config->style);
  self->values = dup_values (stream, config->window);
  weir_combo_fill (self->stream_row, (const char * const *) self->streams, "", config->stream);
  weir_combo_fill (self->window_row, (const char * const *) self->windows, _("Records"), config->window);
  weir_combo_fill (self->value_row, (const char * const *) self->values, "", config->value);
  weir_combo_fill (self->upper_row, (const char * const *) self->values, "", config->upper);
  gtk_widget_set_visible (self->value_row, weir_series_style_needs_value (config->style));
  gtk_widget_set_visible (self->upper_row, config->style == WEIR_SERIES_BAND);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), config->key != NULL ? config->key : "");
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->style_row), config->style);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->scale_row), config->scale);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->previous_row), find_previous (config->previous_usec));
  update_title (self);
  self->filling = FALSE;
}

/* What does not fit what was chosen before it gives way to the first that does. */
static void
fit (WeirSeriesRow *self)
{
  const WeirStreamConfig *stream = find_stream (self);
  WeirSeriesConfig *config = self->config;
  g_auto(GStrv) windows = dup_windows (stream, config->style);
  g_auto(GStrv) values = NULL;

  if (weir_combo_find ((const char * const *) windows, config->window) < 0)
    set_text (&config->window, windows[0]);
  values = dup_values (stream, config->window);
  if (!weir_series_style_needs_value (config->style))
    set_text (&config->value, NULL);
  else if (weir_combo_find ((const char * const *) values, config->value) < 0)
    set_text (&config->value, values[0]);
  if (config->style != WEIR_SERIES_BAND)
    set_text (&config->upper, NULL);
  else if (weir_combo_find ((const char * const *) values, config->upper) < 0)
    set_text (&config->upper, values[0] != NULL && values[1] != NULL ? values[1] : values[0]);
}

static void
emit_changed (WeirSeriesRow *self)
{
  fit (self);
  fill (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_selected (WeirSeriesRow *self)
{
  g_autoptr(WeirSeriesConfig) before = NULL;
  guint ghost;

  /* Also while the rows are being made. */
  if (self->filling)
    return;

  before = weir_series_config_copy (self->config);
  ghost = adw_combo_row_get_selected (ADW_COMBO_ROW (self->previous_row));
  if (weir_combo_get (self->stream_row, (const char * const *) self->streams) != NULL)
    set_text (&self->config->stream, weir_combo_get (self->stream_row, (const char * const *) self->streams));
  set_text (&self->config->window, weir_combo_get (self->window_row, (const char * const *) self->windows));
  set_text (&self->config->value, weir_combo_get (self->value_row, (const char * const *) self->values));
  set_text (&self->config->upper, weir_combo_get (self->upper_row, (const char * const *) self->values));
  self->config->style = adw_combo_row_get_selected (ADW_COMBO_ROW (self->style_row));
  self->config->scale = adw_combo_row_get_selected (ADW_COMBO_ROW (self->scale_row));
  /* A length that the file says and the form does not offer stays. */
  if (ghost < G_N_ELEMENTS (previous))
    self->config->previous_usec = previous[ghost].usec;
  /* Rows that were filled anew tell so a second time. */
  if (!weir_series_config_equal (before, self->config))
    emit_changed (self);
}

static void
on_key_applied (WeirSeriesRow *self)
{
  set_text (&self->config->key, gtk_editable_get_text (GTK_EDITABLE (self->key_row)));
  emit_changed (self);
}

static void
on_remove_clicked (WeirSeriesRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static GtkWidget *
add_combo (WeirSeriesRow *self,
           const char    *title)
{
  GtkWidget *row = weir_combo_new (title);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_selected), self);

  return row;
}

/* A combo of words that are always the same. */
static GtkWidget *
add_choice (WeirSeriesRow      *self,
            const char         *title,
            const char * const *titles,
            guint               n_titles)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *row = add_combo (self, title);

  for (guint i = 0; i < n_titles; i++)
    gtk_string_list_append (list, _(titles[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));

  return row;
}

static void
add_previous (WeirSeriesRow *self)
{
  const char *titles[G_N_ELEMENTS (previous)];

  for (guint i = 0; i < G_N_ELEMENTS (previous); i++)
    titles[i] = previous[i].title;
  self->previous_row = add_choice (self, _("Ghost"), titles, G_N_ELEMENTS (previous));
}

static void
add_key (WeirSeriesRow *self)
{
  self->key_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key_row), _("Only the Key"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->key_row), TRUE);
  g_signal_connect_swapped (self->key_row, "apply", G_CALLBACK (on_key_applied), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->key_row);
}

static void
add_remove_button (WeirSeriesRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove This Series"));
  weir_accessible_set_name (button, _("Remove This Series"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_remove_clicked), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), button);
}

static void
weir_series_row_finalize (GObject *object)
{
  WeirSeriesRow *self = WEIR_SERIES_ROW (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->config, weir_series_config_free);
  g_strfreev (self->streams);
  g_strfreev (self->windows);
  g_strfreev (self->values);

  G_OBJECT_CLASS (weir_series_row_parent_class)->finalize (object);
}

static void
weir_series_row_class_init (WeirSeriesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_series_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_series_row_init (WeirSeriesRow *self)
{
  self->filling = TRUE;
  add_remove_button (self);
  self->stream_row = add_combo (self, _("Stream"));
  self->window_row = add_combo (self, _("Windows"));
  self->value_row = add_combo (self, _("Value"));
  self->upper_row = add_combo (self, _("Upper Edge"));
  add_key (self);
  self->style_row = add_choice (self, _("Drawn As"), style_titles, G_N_ELEMENTS (style_titles));
  self->scale_row = add_choice (self, _("Scale"), scale_titles, G_N_ELEMENTS (scale_titles));
  add_previous (self);
}

GtkWidget *
weir_series_row_new (WeirWorkspace          *workspace,
                     const WeirSeriesConfig *config)
{
  WeirSeriesRow *self = g_object_new (WEIR_TYPE_SERIES_ROW, NULL);

  self->workspace = g_object_ref (workspace);
  self->config = weir_series_config_copy (config);
  fill (self);

  return GTK_WIDGET (self);
}

const WeirSeriesConfig *
weir_series_row_get_config (WeirSeriesRow *self)
{
  g_return_val_if_fail (WEIR_IS_SERIES_ROW (self), NULL);

  return self->config;
}

WeirSeriesConfig *
weir_series_row_propose (const WeirStreamConfig *stream)
{
  const char *window = stream->windows->len > 0 ? weir_stream_config_get_window (stream, 0)->name : NULL;
  g_auto(GStrv) values = dup_values (stream, window);
  WeirSeriesConfig *config;

  if (values[0] == NULL)
    return NULL;

  config = g_new0 (WeirSeriesConfig, 1);
  config->stream = g_strdup (stream->name);
  config->window = g_strdup (window);
  config->value = g_strdup (values[0]);

  return config;
}
