#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/* Keys of the card's stream with an alert that fires, as a set of texts. (transfer full) */
GHashTable *weir_card_find_firing   (WeirCard *self);
/* Whether @value is over one of the card's thresholds. */
gboolean    weir_card_is_over_limit (WeirCard *self,
                                     double    value);

G_END_DECLS
