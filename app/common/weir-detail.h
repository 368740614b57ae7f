#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirDetail:
 *
 * A card of named facts about what is selected, with the record as it came and one action.
 *
 * Signals: ::closed (), ::action ()
 */
#define WEIR_TYPE_DETAIL (weir_detail_get_type ())
G_DECLARE_FINAL_TYPE (WeirDetail, weir_detail, WEIR, DETAIL, GtkBox)

/* Shows the card and forgets the facts before. */
void weir_detail_begin      (WeirDetail *self,
                             const char *title);
/* Takes @text; NULL is left out. */
void weir_detail_take_fact  (WeirDetail *self,
                             const char *name,
                             char       *text);
void weir_detail_add_fact   (WeirDetail *self,
                             const char *name,
                             const char *text);
/* A part of the record, byte by byte: see WeirPayloadView. */
void weir_detail_add_part   (WeirDetail *self,
                             const char *name,
                             GBytes     *bytes,
                             gsize       length);
void weir_detail_set_action (WeirDetail *self,
                             const char *label);

G_END_DECLS
