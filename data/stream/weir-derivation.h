#pragma once

#include "data/window/weir-window-engine.h"
#include "data/stream/weir-derived-counters.h"
#include "data/stream/weir-stream.h"

G_BEGIN_DECLS

/**
 * WeirDerivation:
 *
 * What makes the records of a derived stream from those of its sources: a top,
 * a join or a table, told apart by its methods. It is called by the source
 * streams, on their thread, and calls the derived stream. Consumer thread.
 */

/*
 * WeirDerivationMethods:
 * @add_record: a record of a source, borrowed for the call
 * @add_row: a row of the source's windows, borrowed for the call
 * @remove: a tombstone in the table, for a key
 * @follows: its records stand where those of the left source do: partitions come and go with them
 * @set_partition: else: a partition of a source comes or goes
 * @keep_partition: else: one without records is not idle
 * @flush: the engine has given out all it will for now
 * @advance: wall time passes
 * @finish: the sources have no more records
 * @get_counters: adds to what is there
 * @take_rankings: gives rankings newer than at the last call; whether there were any
 * @free: frees all
 *
 * Those that do not apply are %NULL.
 */
typedef struct
{
  gboolean follows;
  void (*add_record)     (WeirDerivation      *self,
                          WeirJoinSide         side,
                          const WeirRecord    *record);
  void (*add_row)        (WeirDerivation      *self,
                          const WeirWindowRow *row);
  void (*remove)         (WeirDerivation      *self,
                          const WeirMessage   *message);
  void (*set_partition)  (WeirDerivation      *self,
                          WeirJoinSide         side,
                          guint                topic_index,
                          gint32               partition,
                          gboolean             active);
  void (*keep_partition) (WeirDerivation      *self,
                          WeirJoinSide         side,
                          guint                topic_index,
                          gint32               partition,
                          gint64               now_usec);
  void (*flush)          (WeirDerivation      *self,
                          gint64               now_usec);
  void (*advance)        (WeirDerivation      *self,
                          gint64               now_usec);
  void (*finish)         (WeirDerivation      *self);
  void (*get_counters)   (WeirDerivation      *self,
                          WeirDerivedCounters *counters);
  gboolean (*take_rankings) (WeirDerivation   *self,
                          WeirRanking        **newest,
                          WeirRanking        **final);
  void (*free)           (WeirDerivation      *self);
} WeirDerivationMethods;

struct _WeirDerivation
{
  const WeirDerivationMethods *methods;
  WeirStream                  *target;    /* borrowed: owns this */
  WeirStreamSchema              *schema;      /* owned reference: the target's */
  const WeirDerivedConfig     *config;    /* the schema's */
  WeirValue                   *values;    /* owned: scratch, one a field */
  const char                  *name;      /* interned: the target's */
  gint64                       n_rows;    /* the next row's offset */
  GPtrArray                   *topics[WEIR_JOIN_N_SIDES];   /* owned: topic index → interned name */
};

WeirDerivation *weir_derived_top_new    (WeirStream        *target,
                                         WeirStreamSchema    *schema,
                                         WeirStreamSchema    *source,
                                         gsize              max_bytes);
WeirDerivation *weir_derived_join_new   (WeirStream        *target,
                                         WeirStreamSchema    *schema,
                                         gsize              max_bytes,
                                         GError           **error);
WeirDerivation *weir_derived_table_new  (WeirStream        *target,
                                         WeirStreamSchema    *schema,
                                         gsize              max_bytes);
void            weir_derivation_free    (WeirDerivation    *self);

void            weir_derivation_init       (WeirDerivation              *self,
                                            const WeirDerivationMethods *methods,
                                            WeirStream                  *target,
                                            WeirStreamSchema              *schema);
void            weir_derivation_clear      (WeirDerivation              *self);
void            weir_derivation_set_partition (WeirDerivation           *self,
                                            WeirJoinSide                 side,
                                            guint                        topic_index,
                                            gint32                       partition,
                                            gboolean                     active);
void            weir_derivation_keep_partition (WeirDerivation          *self,
                                            WeirJoinSide                 side,
                                            guint                        topic_index,
                                            gint32                       partition,
                                            gint64                       now_usec);
void            weir_derivation_see_topic  (WeirDerivation              *self,
                                            WeirJoinSide                 side,
                                            const WeirMessage           *message);
void            weir_derivation_give_pair  (WeirDerivation              *self,
                                            const WeirJoinRow           *row,
                                            const WeirMessage           *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDerivation, weir_derivation_free)

G_END_DECLS
