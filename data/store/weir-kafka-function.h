#pragma once

#include "data/source/weir-settings.h"
#include "data/store/weir-database.h"

G_BEGIN_DECLS

/**
 * WeirKafkaFunction:
 *
 * The table function kafka('topic', partition := …, from := …, to := …) of
 * a database: the records of a topic up to what is its end when it is read.
 * What is asked for by these arguments is all that is fetched; of the columns
 * only those that the statement uses are filled.
 */
typedef struct _WeirKafkaFunction WeirKafkaFunction;

WeirKafkaFunction *weir_kafka_function_new        (WeirDatabase        *database,
                                                   WeirSettings        *settings,
                                                   guint                deadline_msec,
                                                   GCancellable        *cancellable,
                                                   GError             **error);
void               weir_kafka_function_free       (WeirKafkaFunction   *self);
guint64            weir_kafka_function_get_n_gaps (WeirKafkaFunction   *self);

G_END_DECLS
