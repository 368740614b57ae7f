#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/stream/weir-topic-sample.h"

G_BEGIN_DECLS

/**
 * WeirPreviewPane:
 *
 * A topic on its way to a stream: at the left what was found, to be changed, at
 * the right what comes of it, as it is changed. Several may exist at once.
 *
 * Signals: ::changed () when whether it can be watched may have changed.
 */
#define WEIR_TYPE_PREVIEW_PANE (weir_preview_pane_get_type ())
G_DECLARE_FINAL_TYPE (WeirPreviewPane, weir_preview_pane, WEIR, PREVIEW_PANE, AdwBin)

/* @connection: where the topic is, as an object of a workspace; copied. */
GtkWidget *weir_preview_pane_new        (WeirTopicSample *sample,
                                         JsonNode        *connection);
/* The stream as it is described now. (transfer none) */
JsonNode  *weir_preview_pane_get_stream (WeirPreviewPane *self);
/* Whether it is without a mistake. */
gboolean   weir_preview_pane_is_valid   (WeirPreviewPane *self);
/* Waits for nothing: whether what is shown is of what is described now. */
gboolean   weir_preview_pane_is_settled (WeirPreviewPane *self);

G_END_DECLS
