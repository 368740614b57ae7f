#include "config.h"

#include "app/common/weir-table-private.h"

/* What has no room in a row of a table is told while the pointer rests on it. */

/* A name may be ten thousand characters long. */
#define TEXT_CHARS 300

static void
append_text (GString    *tooltip,
             const char *text)
{
  gboolean whole = g_utf8_strlen (text, -1) <= TEXT_CHARS;
  g_autofree char *shown = whole ? g_strdup (text) : g_utf8_substring (text, 0, TEXT_CHARS);

  g_string_append (tooltip, shown);
  if (!whole)
    g_string_append (tooltip, "…");
}

static gboolean
is_cut (GtkWidget  *cell,
        const char *text)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (cell, text);
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);

  return width_px > gtk_widget_get_width (cell);
}

/* @bound: of GtkListItem. (nullable) */
static gpointer
find_item (GPtrArray *bound,
           GtkWidget *cell)
{
  for (guint i = 0; i < bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (bound, i);

      if (gtk_list_item_get_child (list_item) == cell)
        return gtk_list_item_get_item (list_item);
    }

  return NULL;
}

static void
append_hidden (GString             *tooltip,
               const WeirTableSlot *column,
               gpointer             item)
{
  const char *style_class = NULL;
  g_autofree char *text = NULL;

  if (column->spec.text == NULL || column->unwanted || gtk_column_view_column_get_visible (column->column))
    return;

  text = column->spec.text (item, &style_class);
  g_string_append_printf (tooltip, "%s%s: ", tooltip->len > 0 ? "\n" : "", gtk_column_view_column_get_title (column->column));
  append_text (tooltip, text != NULL ? text : "");
}

char *
weir_table_dup_tooltip (GtkWidget     *cell,
                        WeirTableSlot *column)
{
  const char *own = gtk_inscription_get_text (GTK_INSCRIPTION (cell));
  g_autoptr(GString) text = g_string_new (NULL);
  gpointer item = find_item (column->bound, cell);

  if (own != NULL && is_cut (cell, own))
    append_text (text, own);
  for (guint i = 0; item != NULL && i < column->siblings->len; i++)
    append_hidden (text, g_ptr_array_index (column->siblings, i), item);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
weir_table_query_tooltip (GtkWidget     *cell,
                          int            x,
                          int            y,
                          gboolean       keyboard,
                          GtkTooltip    *tooltip,
                          WeirTableSlot *column)
{
  g_autofree char *text = weir_table_dup_tooltip (cell, column);

  /* Not as markup: names may be any text. */
  gtk_tooltip_set_text (tooltip, text);

  return *text != '\0';
}
