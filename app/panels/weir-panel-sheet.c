#include "config.h"

#include "app/panels/weir-panel-sheet.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/panels/weir-combo.h"
#include "app/panels/weir-panel-words.h"
#include "app/panels/weir-query-rows.h"
#include "app/panels/weir-series-form.h"
#include "app/panels/weir-series-row.h"

#define SHEET_WIDTH_PX 320

struct _WeirPanelSheet
{
  AdwBin           parent_instance;

  WeirWorkspace   *workspace;      /* owned, nullable: nothing is shown yet */
  WeirPanelConfig *config;         /* owned, nullable */
  gboolean         filling;        /* rows are changed, but not by the user */

  AdwPreferencesGroup *group;
  GtkWidget       *title_row;
  GtkWidget       *kind_row;
  GtkWidget       *stream_row;
  GtkWidget       *field_rows[WEIR_PANEL_MAX_FIELDS];
  GtkWidget       *key_row;
  GtkWidget       *keys_row;
  GtkWidget       *limits_row;
  GtkWidget       *text_row;
  GtkWidget       *range_row;
  GtkWidget       *logarithmic_row;
  GtkSwitch       *logarithmic_switch;
  GtkWidget       *relative_row;
  GtkSwitch       *relative_switch;
  WeirSeriesForm  *series_form;
  WeirQueryRows   *query_rows;
  GStrv            streams;        /* owned: the names of stream_row; "" is all streams */
  GStrv            fields;         /* owned: the names of field_rows; "" is none */
};

enum
{
  CHANGED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirPanelSheet, weir_panel_sheet, ADW_TYPE_BIN)

/* What a kind is called. */
static const char *const kind_titles[WEIR_PANEL_N_KINDS] = {
  [WEIR_PANEL_LINES] = N_("Lines"),
  [WEIR_PANEL_CANDLES] = N_("Candles"),
  [WEIR_PANEL_MOVERS] = N_("Movers"),
  [WEIR_PANEL_ALERTS] = N_("Alerts"),
  [WEIR_PANEL_HEATMAP] = N_("Heat Map"),
  [WEIR_PANEL_VALUE] = N_("Values"),
  [WEIR_PANEL_RANKING] = N_("Ranking"),
  [WEIR_PANEL_RATE] = N_("Rate"),
  [WEIR_PANEL_MESSAGES] = N_("Messages"),
  [WEIR_PANEL_TEXT] = N_("Note"),
  [WEIR_PANEL_SERIES] = N_("Series"),
  [WEIR_PANEL_DENSITY] = N_("Density"),
  [WEIR_PANEL_QUERY] = N_("Query"),
};

/* How much time a panel shows. */
static const struct
{
  const char *title;
  gint64      usec;
} ranges[] = {
  { N_("As the Page"), 0 },
  { N_("15 Minutes"), 15 * G_TIME_SPAN_MINUTE },
  { N_("An Hour"), G_TIME_SPAN_HOUR },
  { N_("A Day"), G_TIME_SPAN_DAY },
};

static const char *const field_titles[WEIR_PANEL_MAX_FIELDS] = { N_("Field"), N_("Second Field"), N_("Third Field") };

static const WeirStreamConfig *
find_stream (WeirPanelSheet *self,
             const char     *name)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < streams->len; i++)
    if (g_strcmp0 (((const WeirStreamConfig *) g_ptr_array_index (streams, i))->name, name) == 0)
      return g_ptr_array_index (streams, i);

  return NULL;
}

static gboolean
can_be_charted (const WeirFieldConfig *field)
{
  return field->type != WEIR_FIELD_TEXT;
}

static gboolean
has_number (const WeirStreamConfig *stream)
{
  for (guint i = 0; i < stream->fields->len; i++)
    if (can_be_charted (g_ptr_array_index (stream->fields, i)))
      return TRUE;

  return FALSE;
}

static gboolean
fits (const WeirStreamConfig *stream,
      WeirPanelKind           kind)
{
  if (weir_panel_kind_needs_ranking (kind))
    return stream->derived != NULL && stream->derived->kind == WEIR_DERIVED_TOP;

  return !weir_panel_kind_needs_fields (kind) || has_number (stream);
}

static GStrv
dup_streams (WeirPanelSheet *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  if (!weir_panel_kind_needs_stream (self->config->kind))
    g_strv_builder_add (builder, "");
  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      if (fits (stream, self->config->kind))
        g_strv_builder_add (builder, stream->name);
    }

  return g_strv_builder_end (builder);
}

static GStrv
dup_fields (const WeirStreamConfig *stream)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, "");
  for (guint i = 0; stream != NULL && i < stream->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (stream->fields, i);

      if (can_be_charted (field))
        g_strv_builder_add (builder, field->name);
    }

  return g_strv_builder_end (builder);
}

static gboolean
shows_lines (WeirPanelKind kind)
{
  return kind == WEIR_PANEL_LINES || kind == WEIR_PANEL_CANDLES;
}

static gboolean
has_scale (WeirPanelKind kind)
{
  return shows_lines (kind) || kind == WEIR_PANEL_DENSITY || weir_panel_kind_needs_series (kind);
}

static gboolean
has_range (WeirPanelKind kind)
{
  return kind != WEIR_PANEL_TEXT && kind != WEIR_PANEL_ALERTS && kind != WEIR_PANEL_QUERY;
}

static void
fill_fields (WeirPanelSheet *self)
{
  guint n_wanted = weir_panel_kind_get_n_fields (self->config->kind);
  guint n_chosen = g_strv_length (self->config->fields);

  g_strfreev (self->fields);
  self->fields = dup_fields (find_stream (self, self->config->stream));
  for (guint i = 0; i < WEIR_PANEL_MAX_FIELDS; i++)
    {
      weir_combo_fill (self->field_rows[i], (const char * const *) self->fields, _("None"), i < n_chosen ? self->config->fields[i] : "");
      gtk_widget_set_visible (self->field_rows[i], i < n_wanted);
    }
}

static guint
find_range (gint64 usec)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (ranges[i].usec == usec)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static void
fill (WeirPanelSheet *self)
{
  g_autofree char *limits = weir_panel_words_dup_limits (self->config->thresholds);
  g_autofree char *keys = weir_panel_words_dup_keys (self->config->keys);
  gboolean shows_series = weir_panel_kind_needs_series (self->config->kind);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->title_row), self->config->title);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->kind_row), self->config->kind);
  g_strfreev (self->streams);
  self->streams = dup_streams (self);
  weir_combo_fill (self->stream_row, (const char * const *) self->streams, _("All Streams"), self->config->stream);
  gtk_widget_set_visible (self->stream_row, !shows_series && self->config->kind != WEIR_PANEL_QUERY);
  gtk_widget_set_visible (GTK_WIDGET (self->query_rows), self->config->kind == WEIR_PANEL_QUERY);
  weir_query_rows_show (self->query_rows, self->workspace, self->config);
  fill_fields (self);
  gtk_widget_set_visible (GTK_WIDGET (self->series_form), shows_series);
  weir_series_form_show (self->series_form, self->workspace, self->config->series);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), self->config->key != NULL ? self->config->key : "");
  gtk_widget_set_visible (self->key_row, shows_lines (self->config->kind));
  gtk_editable_set_text (GTK_EDITABLE (self->keys_row), keys);
  gtk_widget_set_visible (self->keys_row, self->config->kind == WEIR_PANEL_DENSITY);
  gtk_editable_set_text (GTK_EDITABLE (self->limits_row), limits);
  gtk_widget_set_visible (self->limits_row, weir_panel_kind_needs_fields (self->config->kind) || shows_series);
  gtk_editable_set_text (GTK_EDITABLE (self->text_row), self->config->text);
  gtk_widget_set_visible (self->text_row, self->config->kind == WEIR_PANEL_TEXT);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->range_row), find_range (self->config->range_usec));
  gtk_widget_set_visible (self->range_row, has_range (self->config->kind));
  gtk_switch_set_active (self->logarithmic_switch, self->config->logarithmic);
  gtk_widget_set_visible (self->logarithmic_row, has_scale (self->config->kind));
  gtk_switch_set_active (self->relative_switch, self->config->relative);
  gtk_widget_set_visible (self->relative_row, self->config->kind == WEIR_PANEL_LINES);
  self->filling = FALSE;
}

/* Fields of another stream do not fit: the first of its own do. */
static void
fit_fields (WeirPanelSheet *self)
{
  g_auto(GStrv) known = dup_fields (find_stream (self, self->config->stream));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n_max = weir_panel_kind_get_n_fields (self->config->kind);
  guint n = 0;

  for (guint i = 0; self->config->fields[i] != NULL && n < n_max; i++)
    if (weir_combo_find ((const char * const *) known, self->config->fields[i]) > 0)
      {
        g_strv_builder_add (builder, self->config->fields[i]);
        n++;
      }
  if (n == 0 && n_max > 0 && known[1] != NULL)
    g_strv_builder_add (builder, known[1]);

  g_strfreev (self->config->fields);
  self->config->fields = g_strv_builder_end (builder);
}

static void
fit_stream (WeirPanelSheet *self)
{
  g_auto(GStrv) known = dup_streams (self);

  if (weir_combo_find ((const char * const *) known, self->config->stream) >= 0)
    return;

  g_free (self->config->stream);
  self->config->stream = known[0] != NULL && *known[0] != '\0' ? g_strdup (known[0]) : NULL;
}

/* A panel of series needs one: of the stream that it showed, or of the first that has numbers. Another has none. */
static void
fit_series (WeirPanelSheet *self)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);
  const WeirStreamConfig *shown = find_stream (self, self->config->stream);
  WeirSeriesConfig *series = shown != NULL ? weir_series_row_propose (shown) : NULL;

  if (!weir_panel_kind_needs_series (self->config->kind) || self->config->series->len > 0)
    {
      g_clear_pointer (&series, weir_series_config_free);
      if (!weir_panel_kind_needs_series (self->config->kind))
        g_ptr_array_set_size (self->config->series, 0);
      return;
    }

  for (guint i = 0; i < streams->len && series == NULL; i++)
    series = weir_series_row_propose (g_ptr_array_index (streams, i));
  if (series != NULL)
    g_ptr_array_add (self->config->series, series);
  g_clear_pointer (&self->config->stream, g_free);
}

static void
emit_changed (WeirPanelSheet *self)
{
  g_autoptr(WeirPanelConfig) config = NULL;

  fit_series (self);
  weir_query_rows_fit (self->workspace, self->config);
  fit_stream (self);
  fit_fields (self);
  fill (self);
  config = weir_panel_config_copy (self->config);
  g_signal_emit (self, signals[CHANGED], 0, config);
}

static void
on_title_applied (WeirPanelSheet *self)
{
  g_free (self->config->title);
  self->config->title = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title_row)));
  emit_changed (self);
}

static void
on_key_applied (WeirPanelSheet *self)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key_row));

  g_free (self->config->key);
  self->config->key = *key != '\0' ? g_strdup (key) : NULL;
  emit_changed (self);
}

static void
on_keys_applied (WeirPanelSheet *self)
{
  g_strfreev (self->config->keys);
  self->config->keys = weir_panel_words_parse_keys (gtk_editable_get_text (GTK_EDITABLE (self->keys_row)));
  emit_changed (self);
}

static void
on_limits_applied (WeirPanelSheet *self)
{
  GArray *limits = weir_panel_words_parse_limits (gtk_editable_get_text (GTK_EDITABLE (self->limits_row)));

  gtk_widget_remove_css_class (self->limits_row, "error");
  if (limits == NULL)
    {
      gtk_widget_add_css_class (self->limits_row, "error");
      return;
    }

  g_array_unref (self->config->thresholds);
  self->config->thresholds = limits;
  emit_changed (self);
}

static void
on_kind_selected (WeirPanelSheet *self)
{
  if (self->filling || self->config == NULL)
    return;

  self->config->kind = adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind_row));
  emit_changed (self);
}

static void
on_stream_selected (WeirPanelSheet *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->stream_row));

  if (self->filling || self->config == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;

  g_free (self->config->stream);
  self->config->stream = *self->streams[selected] != '\0' ? g_strdup (self->streams[selected]) : NULL;
  emit_changed (self);
}

static void
on_field_selected (WeirPanelSheet *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n_wanted;

  if (self->filling || self->config == NULL)
    return;

  n_wanted = weir_panel_kind_get_n_fields (self->config->kind);
  for (guint i = 0; i < n_wanted; i++)
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->field_rows[i]));

      if (selected != GTK_INVALID_LIST_POSITION && *self->fields[selected] != '\0')
        g_strv_builder_add (builder, self->fields[selected]);
    }
  g_strfreev (self->config->fields);
  self->config->fields = g_strv_builder_end (builder);
  emit_changed (self);
}

static void
on_series_changed (WeirPanelSheet *self)
{
  if (self->filling || self->config == NULL)
    return;

  g_ptr_array_unref (self->config->series);
  self->config->series = weir_series_form_dup_series (self->series_form);
  emit_changed (self);
}

static void
on_query_changed (WeirPanelSheet *self)
{
  weir_query_rows_get (self->query_rows, self->config);
  emit_changed (self);
}

static void
on_switch_toggled (WeirPanelSheet *self)
{
  if (self->filling || self->config == NULL)
    return;

  self->config->relative = gtk_switch_get_active (self->relative_switch);
  self->config->logarithmic = gtk_switch_get_active (self->logarithmic_switch);
  emit_changed (self);
}

static void
on_text_applied (WeirPanelSheet *self)
{
  g_free (self->config->text);
  self->config->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text_row)));
  emit_changed (self);
}

static void
on_range_selected (WeirPanelSheet *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->range_row));

  /* A length that the file says and the form does not offer stays. */
  if (self->filling || self->config == NULL || selected >= G_N_ELEMENTS (ranges))
    return;

  self->config->range_usec = ranges[selected].usec;
  emit_changed (self);
}

static void
on_close_clicked (WeirPanelSheet *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static GtkWidget *
add_entry (WeirPanelSheet *self,
           const char     *title,
           GCallback       on_applied)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", on_applied, self);
  adw_preferences_group_add (self->group, row);

  return row;
}

static GtkWidget *
add_combo (WeirPanelSheet *self,
           const char     *title,
           GCallback       on_selected)
{
  GtkWidget *row = weir_combo_new (title);

  g_signal_connect_swapped (row, "notify::selected", on_selected, self);
  adw_preferences_group_add (self->group, row);

  return row;
}

static void
add_kinds (WeirPanelSheet *self)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < WEIR_PANEL_N_KINDS; i++)
    gtk_string_list_append (list, _(kind_titles[i]));
  self->kind_row = add_combo (self, _("Kind"), G_CALLBACK (on_kind_selected));
  self->filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->kind_row), G_LIST_MODEL (list));
  self->filling = FALSE;
}

static GtkWidget *
add_switch (WeirPanelSheet *self,
            const char     *title,
            const char     *subtitle,
            GtkSwitch     **button,
            GCallback       on_toggled)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  *button = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (*button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (*button, "notify::active", on_toggled, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (*button));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (*button));
  adw_preferences_group_add (self->group, row);

  return row;
}

static void
add_ranges (WeirPanelSheet *self)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    gtk_string_list_append (list, _(ranges[i].title));
  self->range_row = add_combo (self, _("Time Range"), G_CALLBACK (on_range_selected));
  self->filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->range_row), G_LIST_MODEL (list));
  self->filling = FALSE;
}

static void
add_rows (WeirPanelSheet *self)
{
  self->title_row = add_entry (self, _("Title"), G_CALLBACK (on_title_applied));
  add_kinds (self);
  self->stream_row = add_combo (self, _("Stream"), G_CALLBACK (on_stream_selected));
  for (guint i = 0; i < WEIR_PANEL_MAX_FIELDS; i++)
    self->field_rows[i] = add_combo (self, _(field_titles[i]), G_CALLBACK (on_field_selected));
  self->key_row = add_entry (self, _("Only the Key"), G_CALLBACK (on_key_applied));
  self->keys_row = add_entry (self, _("Keys in Front, as A; B"), G_CALLBACK (on_keys_applied));
  self->limits_row = add_entry (self, _("Limits, as 40; 60"), G_CALLBACK (on_limits_applied));
  self->text_row = add_entry (self, _("Text"), G_CALLBACK (on_text_applied));
  add_ranges (self);
  self->logarithmic_row = add_switch (self, _("Logarithmic Scale"), NULL, &self->logarithmic_switch, G_CALLBACK (on_switch_toggled));
  self->relative_row = add_switch (self, _("Change in %"), _("Since the left edge"), &self->relative_switch,
                                   G_CALLBACK (on_switch_toggled));
}

static GtkWidget *
create_close_button (WeirPanelSheet *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Close (Escape)"));
  weir_accessible_set_name (button, _("Close the Panel's Form"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_close_clicked), self);

  return button;
}

static gboolean
on_escape (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  on_close_clicked (WEIR_PANEL_SHEET (widget));

  return GDK_EVENT_STOP;
}

static void
weir_panel_sheet_finalize (GObject *object)
{
  WeirPanelSheet *self = WEIR_PANEL_SHEET (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->config, weir_panel_config_free);
  g_strfreev (self->streams);
  g_strfreev (self->fields);

  G_OBJECT_CLASS (weir_panel_sheet_parent_class)->finalize (object);
}

static void
weir_panel_sheet_class_init (WeirPanelSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_panel_sheet_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_FORM);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, on_escape, NULL);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
weir_panel_sheet_init (WeirPanelSheet *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Panel"));
  adw_preferences_group_set_header_suffix (self->group, create_close_button (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "panel-sheet");
  gtk_widget_set_size_request (GTK_WIDGET (self), SHEET_WIDTH_PX, -1);
  weir_accessible_set_name (GTK_WIDGET (self), _("Panel"));
  add_rows (self);

  self->series_form = WEIR_SERIES_FORM (weir_series_form_new ());
  g_signal_connect_swapped (self->series_form, "changed", G_CALLBACK (on_series_changed), self);
  self->query_rows = WEIR_QUERY_ROWS (weir_query_rows_new ());
  g_signal_connect_swapped (self->query_rows, "changed", G_CALLBACK (on_query_changed), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->query_rows));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->series_form));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
weir_panel_sheet_new (void)
{
  return g_object_new (WEIR_TYPE_PANEL_SHEET, NULL);
}

void
weir_panel_sheet_show (WeirPanelSheet        *self,
                       WeirWorkspace         *workspace,
                       const WeirPanelConfig *config)
{
  WeirPanelConfig *copy;

  g_return_if_fail (WEIR_IS_PANEL_SHEET (self) && WEIR_IS_WORKSPACE (workspace) && config != NULL);

  copy = weir_panel_config_copy (config);
  g_clear_pointer (&self->config, weir_panel_config_free);
  self->config = copy;
  g_set_object (&self->workspace, workspace);
  fill (self);
}
