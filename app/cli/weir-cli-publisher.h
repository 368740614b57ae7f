#pragma once

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli.h"
#include "data/source/weir-producer.h"
#include "data/store/weir-text-file.h"

G_BEGIN_DECLS

/**
 * WeirCliPublisher:
 *
 * A producer that sends at a pace, can be interrupted and says how far it is. On the stack, zeroed; one thread at a time.
 */
typedef struct
{
  WeirCliConnection *connection;   /* borrowed */
  WeirProducer      *producer;     /* owned */
  WeirTextFile      *file;         /* borrowed, nullable: whose share that is read is shown */
  double             speed;        /* 0: as fast as it goes */
  gint64             first_usec;   /* event time */
  gint64             begun_usec;   /* monotonic */
  gint64             shown_usec;   /* monotonic */
  guint64            n_records;    /* sent or refused */
} WeirCliPublisher;

/* "1x", "60x" or "max"; NULL is that. */
gboolean    weir_cli_publisher_parse_speed (WeirCliPublisher   *self,
                                            const char         *text,
                                            GError            **error);
gboolean    weir_cli_publisher_open        (WeirCliPublisher   *self,
                                            WeirCliConnection  *connection,
                                            GError            **error);
/* Before anything is read: finds the topic, or makes it with @n_partitions. It has to have @partition. */
gboolean    weir_cli_publisher_open_topic  (WeirCliPublisher   *self,
                                            const char         *topic,
                                            int                 n_partitions,
                                            gint32              partition,
                                            GError            **error);
/* Takes acknowledgements. FALSE when the program was interrupted. */
gboolean    weir_cli_publisher_look        (WeirCliPublisher   *self,
                                            GError            **error);
/* Waits until it is the turn of a record of this time. */
gboolean    weir_cli_publisher_pace        (WeirCliPublisher   *self,
                                            gint64              time_usec,
                                            GError            **error);
/* Waits while the queue is full. @refused: why this record cannot be sent, where the others can. */
gboolean    weir_cli_publisher_send        (WeirCliPublisher   *self,
                                            const WeirMessage  *message,
                                            GError            **refused,
                                            GError            **error);
gboolean    weir_cli_publisher_flush       (WeirCliPublisher   *self,
                                            guint               timeout_msec,
                                            GError            **error);
/* Says what the broker has, and why it is not all. */
WeirCliExit weir_cli_publisher_report      (WeirCliPublisher   *self,
                                            const GError       *error);
void        weir_cli_publisher_say_moved   (WeirCliPublisher   *self);
void        weir_cli_publisher_clear       (WeirCliPublisher   *self);

G_END_DECLS
