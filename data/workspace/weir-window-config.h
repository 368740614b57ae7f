#pragma once

#include "data/window/weir-aggregate.h"
#include "data/window/weir-indicator-stage.h"
#include "data/window/weir-window-spec.h"

G_BEGIN_DECLS

/**
 * WeirWindowConfig:
 * @name: how it is called within its stream: `1m`, `5m/1m`, `day`, or what the file says
 * @spec: which records are in which window
 * @aggregates: (element-type WeirAggregate): what is computed of the stream's fields, in the order of the columns
 * @indicators: (element-type WeirIndicatorSpec): what is computed of the aggregates' columns
 *
 * The windows of one kind over a stream. Owned by its stream's config and as
 * constant.
 */
typedef struct
{
  char          *name;
  WeirWindowSpec spec;
  GArray        *aggregates;
  GArray        *indicators;
} WeirWindowConfig;

WeirWindowConfig *weir_window_config_new            (const char             *name,
                                                     const WeirWindowSpec   *spec);
void              weir_window_config_free           (WeirWindowConfig       *self);
gboolean          weir_window_config_set_aggregates (WeirWindowConfig       *self,
                                                     const char * const     *words,
                                                     GPtrArray              *fields,
                                                     GError                **error);
gboolean          weir_window_config_set_indicators (WeirWindowConfig       *self,
                                                     const char * const     *words,
                                                     GPtrArray              *fields,
                                                     GError                **error);
GStrv             weir_window_config_dup_columns    (const WeirWindowConfig *self,
                                                     GPtrArray              *fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWindowConfig, weir_window_config_free)

G_END_DECLS
