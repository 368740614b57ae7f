#pragma once

#include "data/series/weir-density.h"
#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

/**
 * WeirDensityReader:
 *
 * Brings one value of all keys of a stream into a #WeirDensity: a point for each
 * of its shortest windows, so that keys without a chart of their own are there,
 * too. Main thread only.
 */
typedef struct _WeirDensityReader WeirDensityReader;

WeirDensityReader *weir_density_reader_new         (WeirStreamView    *stream,
                                                    guint              field);
void               weir_density_reader_free        (WeirDensityReader *self);
WeirDensity       *weir_density_reader_get_density (WeirDensityReader *self);
const char        *weir_density_reader_get_value   (WeirDensityReader *self);
gint64             weir_density_reader_get_window_usec (WeirDensityReader *self);
gboolean           weir_density_reader_read        (WeirDensityReader *self,
                                                    gint64             begin_usec,
                                                    gint64             end_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDensityReader, weir_density_reader_free)

G_END_DECLS
