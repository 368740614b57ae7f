#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/**
 * WeirCardLevels:
 * @stream: (nullable): the stream of the values
 * @of_windows: they are of its first windows; else of its records
 * @value: (nullable): what a condition calls them; owned
 * @lines: (element-type GArray): of #WeirLevelPoint: all that is kept of each key; owned
 * @blocks: (element-type GArray): of #WeirLevelBlock: of each line, once they were summed up; owned
 *
 * What a chart's line can be compared with.
 */
struct _WeirCardLevels
{
  const char *stream;
  gboolean    of_windows;
  char       *value;
  GPtrArray  *lines;
  GPtrArray  *blocks;
};

void     weir_card_levels_init        (WeirCardLevels *self);
void     weir_card_levels_clear       (WeirCardLevels *self);
void     weir_card_levels_sum_up      (WeirCardLevels *self);
/* What is kept of a field of the records. @key: (nullable): of that key alone; FALSE: there is no such stream */
gboolean weir_card_levels_add_records (WeirCardLevels *self,
                                       WeirStreamView *stream,
                                       guint           field,
                                       const char     *key);
/* A column of the final rows of the first windows, by the name that conditions have for it. */
gboolean weir_card_levels_add_rows    (WeirCardLevels *self,
                                       WeirStreamView *stream,
                                       const char     *value,
                                       const char     *key);
/* What a series of a panel shows, if that is of records or of the first windows. @monitor: nullable */
gboolean weir_card_levels_add_series  (WeirCardLevels         *self,
                                       WeirMonitor            *monitor,
                                       const WeirSeriesConfig *config);

G_END_DECLS
