#pragma once

#include "app/common/weir-table.h"

G_BEGIN_DECLS

/* One column of a table, and the cells it has now. */
typedef struct
{
  WeirTableColumn  spec;        /* its title is not kept */
  GPtrArray       *bound;       /* of GtkListItem, not owned */
  GPtrArray       *siblings;    /* all columns of the view; the view's */
  GtkColumnViewColumn *column; /* the view's */
  int              width_px;    /* what it needs, as last measured; 0: not known */
  int              whole_chars; /* of the longest text it has shown */
  gboolean         unwanted;
  gboolean         first;
} WeirTableSlot;

/* The columns of @view in their order. (transfer none) (element-type WeirTableSlot) */
GPtrArray *weir_table_get_slots (GtkColumnView *view);

/* Of a cell of text: the text where it is cut, and what columns have to say that have no room. (transfer full) */
char      *weir_table_dup_tooltip   (GtkWidget     *cell,
                                     WeirTableSlot *column);
/* For "query-tooltip" of the cell. */
gboolean   weir_table_query_tooltip (GtkWidget     *cell,
                                     int            x,
                                     int            y,
                                     gboolean       keyboard,
                                     GtkTooltip    *tooltip,
                                     WeirTableSlot *column);

G_END_DECLS
