#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Columns, named as kafka-consumer-groups names them. */

/* Of WeirItem of WeirLagLookRow. */
void weir_group_columns_add_partitions (GtkColumnView *view);
/* Of WeirItem of WeirLagMember. */
void weir_group_columns_add_members    (GtkColumnView *view);
/* Of WeirLagChange. */
void weir_group_columns_add_changes    (GtkColumnView *view);
/* Of WeirItem of WeirLagSum: who reads a topic. */
void weir_group_columns_add_readers    (GtkColumnView *view);

G_END_DECLS
