#include "config.h"

#include "app/panels/weir-combo.h"

#include "app/common/weir-accessible.h"

GtkWidget *
weir_combo_new (const char *title)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  weir_accessible_set_name (row, title);

  return row;
}

int
weir_combo_find (const char * const *texts,
                 const char         *text)
{
  for (int i = 0; texts[i] != NULL; i++)
    if (g_strcmp0 (texts[i], text != NULL ? text : "") == 0)
      return i;

  return -1;
}

/* Whether it offers just that: a row's list must not be replaced while the row tells of its own choice. */
static gboolean
offers (GtkWidget          *row,
        const char * const *texts,
        const char         *nothing)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  guint n = g_strv_length ((char **) texts);

  if (!GTK_IS_STRING_LIST (model) || g_list_model_get_n_items (model) != n)
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), *texts[i] != '\0' ? texts[i] : nothing) != 0)
      return FALSE;

  return TRUE;
}

void
weir_combo_fill (GtkWidget          *row,
                 const char * const *texts,
                 const char         *nothing,
                 const char         *chosen)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  int selected = weir_combo_find (texts, chosen);

  for (guint i = 0; texts[i] != NULL; i++)
    gtk_string_list_append (list, *texts[i] != '\0' ? texts[i] : nothing);
  if (!offers (row, texts, nothing))
    adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected >= 0 ? (guint) selected : GTK_INVALID_LIST_POSITION);
}

const char *
weir_combo_get (GtkWidget          *row,
                const char * const *texts)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  return selected < g_strv_length ((char **) texts) ? texts[selected] : NULL;
}
