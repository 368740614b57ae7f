#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * A row of a form that offers texts; an empty one stands for nothing and is
 * called as the caller says.
 */

/* (transfer floating) */
GtkWidget  *weir_combo_new  (const char         *title);
/* Offers @texts, with @chosen selected; none is where it is not among them. */
void        weir_combo_fill (GtkWidget          *row,
                             const char * const *texts,
                             const char         *nothing,
                             const char         *chosen);
/* (transfer none) (nullable): the selected of @texts, with which it was filled. */
const char *weir_combo_get  (GtkWidget          *row,
                             const char * const *texts);
/* Index of @text, NULL standing for the empty one; -1 if it is not there. */
int         weir_combo_find (const char * const *texts,
                             const char         *text);

G_END_DECLS
