#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirCardEditing:
 *
 * What a card has while its dashboard is edited: a menu, a corner to drag, keys,
 * and a head by which it is moved. It turns all of them into signals of the card.
 */
typedef struct _WeirCardEditing WeirCardEditing;

/* The signals of WeirCard that it emits; once, from the class. */
void             weir_card_editing_install_signals (GType            card_type);
/* @card and @head are borrowed and must outlive it. */
WeirCardEditing *weir_card_editing_new             (GtkWidget       *card,
                                                    GtkWidget       *head);
void             weir_card_editing_free            (WeirCardEditing *self);

G_END_DECLS
