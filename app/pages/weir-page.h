#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirPage:
 *
 * A page that lists something of the scope's monitor and can be searched. It
 * holds the scope, filters the items by what its kind and the search say, and
 * answers the action "page.find".
 *
 * A kind of page gives its items with weir_page_set_items (), and in its init
 * function its search entry, and what that searches, with weir_page_set_search_entry ().
 * Properties: scope (WeirScope, construct-only).
 */
#define WEIR_TYPE_PAGE (weir_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirPage, weir_page, WEIR, PAGE, AdwBin)

/**
 * WeirPageClass:
 * @shows: whether @item is listed; @wanted is what is searched for, "" for nothing
 * @update: says how much is listed; after every change of the filter
 * @pulse: about four times a second while the page is to be seen, and when it comes up
 * @monitor_changed: takes its items from @monitor, which may be NULL
 */
struct _WeirPageClass
{
  AdwBinClass parent_class;

  gboolean (*shows)           (WeirPage    *self,
                               gpointer     item,
                               const char  *wanted);
  void     (*update)          (WeirPage    *self);
  void     (*pulse)           (WeirPage    *self);
  void     (*monitor_changed) (WeirPage    *self,
                               WeirMonitor *monitor);
};

void                weir_page_set_search_entry (WeirPage       *self,
                                                GtkSearchEntry *search_entry,
                                                GtkWidget      *view);
void                weir_page_set_items        (WeirPage       *self,
                                                GListModel     *items);
/* Those of the items that are shown. (transfer none) */
GListModel         *weir_page_get_listed       (WeirPage       *self);
/* @view shows what is listed, nothing selected at first. (transfer none) */
GtkSingleSelection *weir_page_select_in        (WeirPage       *self,
                                                GtkColumnView  *view);
WeirScope          *weir_page_get_scope        (WeirPage       *self);
gboolean            weir_page_is_searching     (WeirPage       *self);
void                weir_page_clear_search     (WeirPage       *self);
/* What @shows depends on has changed. */
void                weir_page_filter           (WeirPage       *self);

G_END_DECLS
