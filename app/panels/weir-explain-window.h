#pragma once

#include <adwaita.h>

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirExplainWindow:
 *
 * What sets the time between the two cursors apart from the rest of the range, of
 * the stream that a card shows: the keys with more or fewer records, and the
 * fields whose mean moved, the most first.
 */
#define WEIR_TYPE_EXPLAIN_WINDOW (weir_explain_window_get_type ())
G_DECLARE_FINAL_TYPE (WeirExplainWindow, weir_explain_window, WEIR, EXPLAIN_WINDOW, AdwWindow)

/* (transfer full) (nullable): the window; NULL unless both cursors are set within the range and the card shows a stream. */
GtkWidget *weir_explain_window_new (WeirCard *card);

G_END_DECLS
