#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Columns, named as kafka-topics and kafka-configs name them. */

/* Of WeirItem of WeirClusterPartition. */
void weir_topic_columns_add_partitions (GtkColumnView *view);
/* Of WeirItem of WeirClusterSetting. */
void weir_topic_columns_add_settings   (GtkColumnView *view);

G_END_DECLS
