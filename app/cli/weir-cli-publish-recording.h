#pragma once

#include "app/cli/weir-cli-publisher.h"

G_BEGIN_DECLS

/**
 * WeirCliPublishRecordingSpec:
 * @folder: a recording
 * @connection: where to
 * @topic: (nullable): where all records go; %NULL: into the topics they came from
 * @n_partitions: 0: the topics are there; else they are made with so many
 * @speed: (nullable): see weir_cli_publisher_parse_speed()
 * @now: records get the time at which they are sent, in place of theirs
 * @max_records: 0: all
 */
typedef struct
{
  const char        *folder;
  WeirCliConnection *connection;
  const char        *topic;
  int                n_partitions;
  const char        *speed;
  gboolean           now;
  gint64             max_records;
} WeirCliPublishRecordingSpec;

/* Puts a recording back: each record with its key, headers and partition. */
WeirCliExit weir_cli_publish_recording (const WeirCliPublishRecordingSpec *spec);

G_END_DECLS
