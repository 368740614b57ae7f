#pragma once

#include "data/lag/weir-lag-row.h"
#include "data/lag/weir-lag-snapshot.h"
#include "data/lag/weir-lag-table.h"

G_BEGIN_DECLS

/* One row of what weir-cli lag tells: a partition of a group, or a group that has none. */
typedef struct
{
  const WeirLagGroup *group;  /* borrowed from the snapshot */
  const WeirGroupLag *lag;    /* borrowed, nullable: the group has no partition */
  WeirLagRow         *row;    /* borrowed from the table, nullable with @lag */
} WeirCliLagRow;

/* A group in one row. */
typedef struct
{
  const WeirLagGroup *group;         /* borrowed from the snapshot */
  guint               n_partitions;
  gint64              lag;           /* -1: that of one is unknown */
  double              lag_seconds;   /* the largest; NaN unknown */
  gint64              lost;
  double              velocity;      /* NaN unknown */
  double              clear_seconds; /* NaN: it does not shrink, or unknown */
  WeirLagState        state;         /* the worst */
  WeirLagRow         *worst;         /* borrowed, nullable: whose state that is */
} WeirCliLagSum;

/*
 * One look at the groups, ready to be told. On the stack, zeroed; valid as long as the snapshot and the table are as
 * they were.
 */
typedef struct
{
  const WeirLagSnapshot *snapshot;  /* borrowed */
  GArray                *rows;      /* owned, of WeirCliLagRow */
  GArray                *sums;      /* owned, of WeirCliLagSum */
} WeirCliLagLook;

typedef enum
{
  WEIR_CLI_LAG_BY_GROUP,
  WEIR_CLI_LAG_BY_LAG,
  WEIR_CLI_LAG_BY_SECONDS,
  WEIR_CLI_LAG_BY_STATE,
} WeirCliLagOrder;

/* Adds @snapshot to @table, which remembers what was before; groups without a partition count if @with_empty. */
void         weir_cli_lag_look_init      (WeirCliLagLook        *self,
                                          const WeirLagSnapshot *snapshot,
                                          WeirLagTable          *table,
                                          gboolean               with_empty);
void         weir_cli_lag_look_clear     (WeirCliLagLook        *self);
/* The worst first. */
void         weir_cli_lag_look_sort      (WeirCliLagLook        *self,
                                          WeirCliLagOrder        order);
WeirLagState weir_cli_lag_look_get_worst (const WeirCliLagLook  *self);
/* (transfer full) (nullable): English unless @translated */
char        *weir_cli_lag_row_dup_reason (const WeirCliLagRow   *self,
                                          gboolean               translated);
char        *weir_cli_lag_sum_dup_reason (const WeirCliLagSum   *self,
                                          gboolean               translated);

/* -- how it is told, appended to @text -- */

typedef enum
{
  WEIR_CLI_LAG_PARTITIONS,
  WEIR_CLI_LAG_GROUPS,
  WEIR_CLI_LAG_MEMBERS,
} WeirCliLagView;

void         weir_cli_lag_append_table   (const WeirCliLagLook  *self,
                                          WeirCliLagView         view,
                                          GString               *text);
void         weir_cli_lag_append_json    (const WeirCliLagLook  *self,
                                          WeirCliLagView         view,
                                          GString               *text);
void         weir_cli_lag_append_csv     (const WeirCliLagLook  *self,
                                          WeirCliLagView         view,
                                          gboolean               header,
                                          GString               *text);
/* @look: NULL: the cluster could not be read. */
void         weir_cli_lag_append_metrics (const WeirCliLagLook  *look,
                                          GString               *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliLagLook, weir_cli_lag_look_clear)

G_END_DECLS
