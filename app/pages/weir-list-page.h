#pragma once

#include "app/pages/weir-page.h"

G_BEGIN_DECLS

/**
 * WeirListPage:
 *
 * A page that is one table with a search above it, a line of what is in it, and
 * a note below. A kind of page adds its columns and its items; a row that is
 * chosen, by click or Enter, is told to it.
 */
#define WEIR_TYPE_LIST_PAGE (weir_list_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirListPage, weir_list_page, WEIR, LIST_PAGE, WeirPage)

/**
 * WeirListPageClass:
 * @activated: (nullable): a row was chosen
 */
struct _WeirListPageClass
{
  WeirPageClass parent_class;

  void (*activated) (WeirListPage *self,
                     gpointer      item);
};

/* Once: its name for a screen reader, what the search is for, and the order while no column is chosen (nullable). */
void           weir_list_page_set_up        (WeirListPage     *self,
                                             const char       *name,
                                             const char       *placeholder,
                                             GCompareDataFunc  order);
GtkColumnView *weir_list_page_get_view      (WeirListPage     *self);
/* Shows the table, or in place of it why there is nothing. */
void           weir_list_page_show_list     (WeirListPage     *self);
void           weir_list_page_show_empty    (WeirListPage     *self,
                                             const char       *title,
                                             const char       *description);
void           weir_list_page_set_summary   (WeirListPage     *self,
                                             const char       *text);
void           weir_list_page_set_note      (WeirListPage     *self,
                                             const char       *text,
                                             gboolean          is_problem);
/* The items' values changed in place: @resort if the order may be another. */
void           weir_list_page_refresh       (WeirListPage     *self,
                                             gboolean          resort);

G_END_DECLS
