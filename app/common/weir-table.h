#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Text of a cell (transfer full), and a style class for it, if any. */
typedef char      *(*WeirCellText)   (gpointer     item,
                                      const char **style_class);
typedef GtkWidget *(*WeirCellCreate) (gpointer     user_data);
typedef double     (*WeirCellKey)    (gpointer     item);
typedef void       (*WeirCellUpdate) (GtkWidget   *cell,
                                      gpointer     item,
                                      gpointer     user_data);

/**
 * WeirTableColumn:
 * @title: translated
 * @chars: width in characters; the column does not jump when its texts change
 * @xalign: 0 for text, 1 for numbers, which are set in tabular figures
 * @expand: takes the room that is left
 * @text: what a cell says, or
 * @create: makes a cell's widget and
 * @update: fills it
 * @user_data: for @create and @update
 * @compare: (nullable): sorts by this column
 * @key: (nullable): in place of @compare: sorts by this number; NaN, which is unknown, comes before all
 * @gives_way: where there is no room for all columns those with the largest go first; 0: never
 */
typedef struct
{
  const char      *title;
  int              chars;
  float            xalign;
  gboolean         expand;
  WeirCellText     text;
  WeirCellCreate   create;
  WeirCellUpdate   update;
  gpointer         user_data;
  GCompareDataFunc compare;
  WeirCellKey      key;
  guint            gives_way;
} WeirTableColumn;

/* Adds a column to @view; @column is read once. (transfer none) */
GtkColumnViewColumn *weir_table_add_column (GtkColumnView         *view,
                                            const WeirTableColumn *column);
/* The view shows @model, sorted by its columns; one row may be selected, none is at first. Before its columns are added. */
void                 weir_table_set_list   (GtkColumnView         *view,
                                            GListModel            *model);
/* Fills every visible cell anew, and tells a screen reader: for rows whose values changed in place. */
void                 weir_table_refresh    (GtkColumnView         *view);
/* Hides columns that have no room, as they give way, and shows them again: call it when the width may have changed. */
void                 weir_table_fit        (GtkColumnView         *view);
/* A column that has nothing to say is not shown, whatever room there is. */
void                 weir_table_set_wanted (GtkColumnView         *view,
                                            GtkColumnViewColumn   *column,
                                            gboolean               wanted);
/* Makes a column of texts so many characters wide. */
void                 weir_table_set_chars  (GtkColumnView         *view,
                                            GtkColumnViewColumn   *column,
                                            int                    chars);
void                 weir_table_scroll_to_top (GtkColumnView      *view);
/* Titles over numbers stand at the right. Once, after the last column. */
void                 weir_table_align_titles (GtkColumnView       *view);
/* All columns of a view, with their titles aligned. */
void                 weir_table_add_columns (GtkColumnView         *view,
                                             const WeirTableColumn *columns,
                                             guint                  n_columns);
/* A view that is seen has its columns fitted and its cells filled anew. */
void                 weir_table_update (GtkColumnView              *view);
/* A view that shows its first row keeps showing it, whatever comes before. Once, after the model was set. */
void                 weir_table_stay_at_top (GtkColumnView         *view);

G_END_DECLS
