#pragma once

#include "data/store/weir-exporter.h"
#include "data/stream/weir-topic-writer.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirCliRowTopic:
 *
 * Rows of windows as records of a topic: under the row's key, with the end of its
 * window as timestamp, as data/stream/weir-window-row.schema.json describes. Consumer
 * thread.
 */
typedef struct
{
  WeirTopicWriter         writer;
  char                   *topic;      /* owned */
  const WeirExportColumn *columns;    /* borrowed */
  guint                   n_columns;
  GString                *payload;    /* owned: scratch */
  guint64                 n_rows;     /* sent */
} WeirCliRowTopic;

/* @columns: live as long */
void     weir_cli_row_topic_init  (WeirCliRowTopic         *self,
                                   WeirProducer            *producer,
                                   const char              *topic,
                                   const WeirExportColumn  *columns,
                                   guint                    n_columns);
void     weir_cli_row_topic_clear (WeirCliRowTopic         *self);
void     weir_cli_row_topic_add   (WeirCliRowTopic         *self,
                                   const WeirWindowRow     *row,
                                   const WeirValue         *cells);

G_END_DECLS
