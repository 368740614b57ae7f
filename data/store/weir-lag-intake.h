#pragma once

#include "data/source/weir-intake.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/* Its topics. */
#define WEIR_LAG_INTAKE_GROUPS     "groups"
#define WEIR_LAG_INTAKE_PARTITIONS "partitions"

/**
 * WeirLagIntakeSpec:
 * @settings: how to reach the cluster
 * @topics: (array zero-terminated=1): %WEIR_LAG_INTAKE_GROUPS and %WEIR_LAG_INTAKE_PARTITIONS, in the order of their numbers
 * @period_usec: from one look to the next
 * @history: (nullable) (type filename): what weir_lag_book_save_file() wrote: the groups' lags of before come first
 * @from_usec: wall clock; no lag of before this one
 * @n_looks: 0: no end
 * @until_usec: wall clock: no look of after this one; %G_MAXINT64: no end
 * @max_records: 0: all
 */
typedef struct
{
  WeirSettings       *settings;
  const char * const *topics;
  gint64              period_usec;
  const char         *history;
  gint64              from_usec;
  guint               n_looks;
  gint64              until_usec;
  guint64             max_records;
} WeirLagIntakeSpec;

/**
 * WeirLagIntake:
 *
 * The intake that is the lag of a cluster's consumer groups: each look is a
 * record a group, in the topic "groups", and a record a partition of a group, in
 * the topic "partitions", each with one partition, 0. The key is the group's id,
 * the value the JSON object that `weir-cli lag` prints, the time that of the look.
 * An offset is the look's time in µs, and one more for each further record, so
 * that it rises over restarts.
 *
 * Brokers that do not answer are DISCONNECTED until they do; one that cannot tell
 * of groups is FAILED. Nothing can be committed.
 */
#define WEIR_TYPE_LAG_INTAKE (weir_lag_intake_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagIntake, weir_lag_intake, WEIR, LAG_INTAKE, GObject)

WeirIntake *weir_lag_intake_new (const WeirLagIntakeSpec  *spec,
                                 const WeirIntakeHandler  *handler,
                                 gpointer                  user_data,
                                 GError                  **error);

G_END_DECLS
