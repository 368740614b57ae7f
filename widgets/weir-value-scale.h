#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirValueScale: the values a scale shows, which change as rarely as possible. %low > %high: to be found anew.
 */
typedef struct
{
  double low;
  double high;
  gint64 column_usec;   /* with which they were found */
} WeirValueScale;

void weir_value_scale_reset (WeirValueScale *self);
void weir_value_scale_fit   (WeirValueScale *self,
                             double          low,
                             double          high,
                             gboolean        never_negative,
                             gint64          column_usec);

G_END_DECLS
