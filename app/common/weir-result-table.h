#pragma once

#include <gtk/gtk.h>

#include "data/store/weir-query-result.h"

G_BEGIN_DECLS

/* Shows the rows of @result in @view, in place of what it showed. */
void weir_result_table_show (GtkColumnView   *view,
                             WeirQueryResult *result);

G_END_DECLS
