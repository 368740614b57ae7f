#pragma once

#include "data/window/weir-aggregate.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

#define WEIR_STREAM_NO_FIELD G_MAXUINT

/*
 * What follows from a stream's config: its fields, what its windows compute and
 * what the columns are called. Immutable, so both threads read it.
 */
typedef struct
{
  gatomicrefcount         refs;
  const WeirStreamConfig *config;       /* the workspace's */
  guint                   n_fields;
  GStrv                   names;        /* of the fields, as rules and columns call them */
  GStrv                   units;
  GStrv                   paths;
  gboolean               *is_number;    /* n_fields */
  guint                   first;        /* first number field, or NO_FIELD */
  guint                   volume;       /* field that weighs it, or NO_FIELD */
  GArray                 *aggregates;   /* of WeirAggregate */
  GStrv                   columns;      /* their names */
  GStrv                   variables;    /* "count", then the columns: what window rules see */
  GStrv                   variable_units;
  guint                   open;         /* columns that make a candle, or NO_FIELD */
  guint                   high;
  guint                   low;
  guint                   close;
  guint                   volume_sum;
  guint                   vwap;
} WeirStreamPlan;

WeirStreamPlan *weir_stream_plan_new   (const WeirStreamConfig *config);
WeirStreamPlan *weir_stream_plan_ref   (WeirStreamPlan         *self);
void            weir_stream_plan_unref (WeirStreamPlan         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamPlan, weir_stream_plan_unref)

G_END_DECLS
