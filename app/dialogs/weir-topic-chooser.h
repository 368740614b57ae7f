#pragma once

#include <adwaita.h>

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirTopicChooser:
 *
 * The topics of a cluster with partitions, records and rate, looked at again
 * every few seconds while they are to be seen; several can be chosen, or all
 * that match an expression.
 *
 * Signals: ::changed () when what is chosen, or whether there is anything,
 * changed.
 */
#define WEIR_TYPE_TOPIC_CHOOSER (weir_topic_chooser_get_type ())
G_DECLARE_FINAL_TYPE (WeirTopicChooser, weir_topic_chooser, WEIR, TOPIC_CHOOSER, GtkBox)

GtkWidget *weir_topic_chooser_new          (void);
/* Shows the topics of another cluster, none of them chosen; NULL: of none. */
void       weir_topic_chooser_set_settings (WeirTopicChooser *self,
                                            WeirSettings     *settings);
/* Names, and the expression if all that match it are wanted. (transfer full) */
GStrv      weir_topic_chooser_dup_chosen   (WeirTopicChooser *self);
/* How many are listed. */
guint      weir_topic_chooser_get_n_listed (WeirTopicChooser *self);
void       weir_topic_chooser_choose       (WeirTopicChooser *self,
                                            const char       *topic,
                                            gboolean          chosen);

G_END_DECLS
