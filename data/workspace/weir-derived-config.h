#pragma once

#include "data/window/weir-stream-join.h"

G_BEGIN_DECLS

/**
 * WeirDerivedKind:
 * @WEIR_DERIVED_TOP: the best keys of each window of a stream
 * @WEIR_DERIVED_JOIN: pairs of two streams
 * @WEIR_DERIVED_TABLE: a stream, with what a table has of its key
 */
typedef enum
{
  WEIR_DERIVED_TOP,
  WEIR_DERIVED_JOIN,
  WEIR_DERIVED_TABLE,
} WeirDerivedKind;

/* Where a top's field comes from when it is no column of the source's rows. */
#define WEIR_DERIVED_RANK  G_MAXUINT
#define WEIR_DERIVED_COUNT (G_MAXUINT - 1)

/**
 * WeirDerivedPick:
 * @side: of a join: which side's field
 * @index: of a join: the field's place in that stream; of a top: the column's
 *   place, %WEIR_DERIVED_RANK or %WEIR_DERIVED_COUNT
 *
 * Where one field of a derived stream comes from.
 */
typedef struct
{
  WeirJoinSide side;
  guint        index;
} WeirDerivedPick;

/**
 * WeirDerivedConfig:
 * @kind: what is made of the sources
 * @sources: names of the streams that are read; the table is the right one, a top has but the left
 * @window_name: (nullable): top: which of the source's windows, if the file says it by name
 * @window: top: index of those windows
 * @n: top: how many of a window
 * @by: top: column of the source's rows that ranks, or "count"
 * @column: top: the column's index, or %WEIR_DERIVED_COUNT
 * @smallest: top: the smallest are the best
 * @type: joins: what comes without partner
 * @before_usec: join: how much earlier than the left the right may be
 * @after_usec: join: how much later
 * @grace_usec: join: how far behind its partition a record may be without losing a pair
 * @idle_after_usec: join: a partition silent for so long holds no row back; 0 the default, negative never
 * @at_once: join: rows come when they are known, in no order
 * @hold: join, table: rows wait for the end of input, so that those of very late records, or of all partitions, come in
 *   order too
 * @picks: (element-type WeirDerivedPick): one a field of the stream
 *
 * What a derived stream of a workspace is made of. Owned by its stream's config
 * and as constant.
 */
typedef struct
{
  WeirDerivedKind kind;
  char           *sources[WEIR_JOIN_N_SIDES];
  char           *window_name;
  guint           window;
  guint           n;
  char           *by;
  guint           column;
  gboolean        smallest;
  WeirJoinType    type;
  gint64          before_usec;
  gint64          after_usec;
  gint64          grace_usec;
  gint64          idle_after_usec;
  gboolean        at_once;
  gboolean        hold;
  GArray         *picks;
} WeirDerivedConfig;

const char        *weir_derived_kind_get_word   (guint           kind);
const char        *weir_derived_kind_get_member (WeirDerivedKind kind,
                                                 WeirJoinSide    side);
WeirDerivedConfig *weir_derived_config_new  (void);
void               weir_derived_config_free (WeirDerivedConfig *self);
void               weir_derived_config_fill_join (const WeirDerivedConfig *self,
                                                  WeirStreamJoinSpec      *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDerivedConfig, weir_derived_config_free)

G_END_DECLS
