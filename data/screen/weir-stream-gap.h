#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirStreamGap: offsets [from, to) that were lost, and the event times around the loss.
 */
typedef struct
{
  gint64 begin_usec;
  gint64 end_usec;
  gint32 partition;
  gint64 from;
  gint64 to;
} WeirStreamGap;

G_END_DECLS
