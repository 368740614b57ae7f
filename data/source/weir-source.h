#pragma once

#include "data/source/weir-intake.h"
#include "data/source/weir-position.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WEIR_SOURCE_ERROR:
 *
 * What reaching and reading a broker can end with.
 */
#define WEIR_SOURCE_ERROR (weir_source_error_quark ())
GQuark weir_source_error_quark (void);

/**
 * WeirSourceError:
 * @WEIR_SOURCE_ERROR_SETTINGS: a property or position is not valid
 * @WEIR_SOURCE_ERROR_UNREACHABLE: no broker answered within the deadline
 * @WEIR_SOURCE_ERROR_UNKNOWN_TOPIC: the topic (or partition) does not exist
 * @WEIR_SOURCE_ERROR_FORBIDDEN: authentication or authorisation was refused
 * @WEIR_SOURCE_ERROR_FAILED: anything else the broker or librdkafka reports
 */
typedef enum
{
  WEIR_SOURCE_ERROR_SETTINGS,
  WEIR_SOURCE_ERROR_UNREACHABLE,
  WEIR_SOURCE_ERROR_UNKNOWN_TOPIC,
  WEIR_SOURCE_ERROR_FORBIDDEN,
  WEIR_SOURCE_ERROR_FAILED,
} WeirSourceError;

/**
 * WeirSourceSpec:
 *
 * What to read. Copied by weir_source_new().
 */
typedef struct
{
  WeirSettings       *settings;
  const char * const *topics;       /* NULL-terminated; one that begins with "^" is a WeirTopicPattern: every topic that
                                     * matches it is read, and those that are made later too */
  gint32              partition;    /* -1: all */
  const char         *group;        /* NULL: no group, assign and seek */
  WeirPosition        start;
  WeirPosition        stop;
  const GArray       *resume;       /* nullable, of WeirIntakePosition: partitions that are read on from there in place of start */
  const GArray       *limits;       /* nullable, of WeirIntakePosition: these partitions are read up to there at most, and no
                                     * other is read */
  guint               first_whole_topic; /* this one and those behind it begin at the beginning, whatever start says, and
                                          * without a group the others wait until these are read; 0: none */
  guint64             max_records;  /* 0: no limit; kcat's -c */
  gboolean            ordered;      /* of a recording: strictly in the order of the records' times, over all partitions */
  guint               tick_msec;    /* 0: 20 */
  guint               deadline_msec; /* 0: retry for ever; else ENDED with UNREACHABLE after it */
  guint               stall_msec;   /* 0: 30000; nothing came for so long though there is something: an ERROR */
  guint               silence_msec; /* 0: 15000; a partition has no leader, or one that gave no sign of life, for so long: an ERROR */
} WeirSourceSpec;

/**
 * WeirSource:
 *
 * The intake that is Kafka: one consumer thread that reads topics of one
 * cluster. See weir-intake.h for what its handler is told, and when.
 */
#define WEIR_TYPE_SOURCE (weir_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirSource, weir_source, WEIR, SOURCE, GObject)

WeirIntake *weir_source_new    (const WeirSourceSpec     *spec,
                                const WeirIntakeHandler  *handler,
                                gpointer                  user_data,
                                GError                  **error);

G_END_DECLS
