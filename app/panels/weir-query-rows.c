#include "config.h"

#include "app/panels/weir-query-rows.h"

#include <glib/gi18n.h>

#include "app/panels/weir-combo.h"

struct _WeirQueryRows
{
  AdwBin     parent_instance;

  GtkWidget *query_row;
  GtkWidget *form_row;
  GtkWidget *refresh_row;
  GStrv      names;       /* owned: of query_row */
  gboolean   filling;     /* rows are changed, but not by the user */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirQueryRows, weir_query_rows, ADW_TYPE_BIN)

static const char * const form_titles[WEIR_QUERY_N_FORMS] = {
  [WEIR_QUERY_TABLE] = N_("Table"),
  [WEIR_QUERY_LINE] = N_("Lines"),
  [WEIR_QUERY_BARS] = N_("Bars"),
  [WEIR_QUERY_POINTS] = N_("Points"),
};

static const struct
{
  const char *title;
  gint64      usec;
} refreshes[] = {
  { N_("Every Second"), G_TIME_SPAN_SECOND },
  { N_("Every 5 Seconds"), 5 * G_TIME_SPAN_SECOND },
  { N_("Every 10 Seconds"), 10 * G_TIME_SPAN_SECOND },
  { N_("Every Minute"), G_TIME_SPAN_MINUTE },
  { N_("Every 10 Minutes"), 10 * G_TIME_SPAN_MINUTE },
};

static GStrv
dup_names (WeirWorkspace *workspace)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *queries = weir_workspace_get_queries (workspace);

  for (guint i = 0; i < queries->len; i++)
    g_strv_builder_add (builder, ((const WeirQueryConfig *) g_ptr_array_index (queries, i))->name);

  return g_strv_builder_end (builder);
}

static void
on_selected (WeirQueryRows *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
weir_query_rows_finalize (GObject *object)
{
  g_strfreev (WEIR_QUERY_ROWS (object)->names);

  G_OBJECT_CLASS (weir_query_rows_parent_class)->finalize (object);
}

static void
weir_query_rows_class_init (WeirQueryRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_query_rows_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_row (WeirQueryRows       *self,
         AdwPreferencesGroup *group,
         const char          *title)
{
  GtkWidget *row = weir_combo_new (title);

  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_selected), self);
  adw_preferences_group_add (group, row);

  return row;
}

static void
weir_query_rows_init (WeirQueryRows *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autoptr(GtkStringList) forms = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) often = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (form_titles); i++)
    gtk_string_list_append (forms, _(form_titles[i]));
  for (guint i = 0; i < G_N_ELEMENTS (refreshes); i++)
    gtk_string_list_append (often, _(refreshes[i].title));

  self->filling = TRUE;
  self->query_row = add_row (self, group, _("Statement"));
  self->form_row = add_row (self, group, _("Shown as"));
  self->refresh_row = add_row (self, group, _("Asked Again"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->form_row), G_LIST_MODEL (forms));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->refresh_row), G_LIST_MODEL (often));
  self->filling = FALSE;
  adw_preferences_group_set_description (group, _("Statements are written and saved on the page “Query”"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (group));
}

GtkWidget *
weir_query_rows_new (void)
{
  return g_object_new (WEIR_TYPE_QUERY_ROWS, NULL);
}

static guint
find_refresh (gint64 usec)
{
  for (guint i = 0; i < G_N_ELEMENTS (refreshes); i++)
    if (refreshes[i].usec == usec)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

void
weir_query_rows_show (WeirQueryRows         *self,
                      WeirWorkspace         *workspace,
                      const WeirPanelConfig *config)
{
  g_return_if_fail (WEIR_IS_QUERY_ROWS (self) && config != NULL);

  self->filling = TRUE;
  g_strfreev (self->names);
  self->names = dup_names (workspace);
  weir_combo_fill (self->query_row, (const char * const *) self->names, _("None"), config->query);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->form_row), config->form);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->refresh_row), find_refresh (config->refresh_usec));
  self->filling = FALSE;
}

void
weir_query_rows_get (WeirQueryRows   *self,
                     WeirPanelConfig *config)
{
  const char *name;
  guint refresh;

  g_return_if_fail (WEIR_IS_QUERY_ROWS (self) && config != NULL);

  name = weir_combo_get (self->query_row, (const char * const *) self->names);
  refresh = adw_combo_row_get_selected (ADW_COMBO_ROW (self->refresh_row));
  if (name != NULL)
    {
      g_free (config->query);
      config->query = g_strdup (name);
    }
  config->form = MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->form_row)), WEIR_QUERY_N_FORMS - 1);
  /* A time that the file says and the form does not offer stays. */
  if (refresh < G_N_ELEMENTS (refreshes))
    config->refresh_usec = refreshes[refresh].usec;
}

void
weir_query_rows_fit (WeirWorkspace   *workspace,
                     WeirPanelConfig *config)
{
  GPtrArray *queries = weir_workspace_get_queries (workspace);

  if (config->kind != WEIR_PANEL_QUERY)
    g_clear_pointer (&config->query, g_free);
  else if (config->query == NULL && queries->len > 0)
    config->query = g_strdup (((const WeirQueryConfig *) g_ptr_array_index (queries, 0))->name);
}
