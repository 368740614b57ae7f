#pragma once

#include "data/decode/weir-decoder.h"
#include "data/window/weir-window-kind.h"

G_BEGIN_DECLS

#define WEIR_WINDOW_ERROR (weir_window_error_quark ())
GQuark weir_window_error_quark (void);

typedef enum
{
  WEIR_WINDOW_ERROR_SPEC,        /* sizes that make no window */
  WEIR_WINDOW_ERROR_AGGREGATE,   /* an aggregate that does not exist or has no such value */
} WeirWindowError;

#define WEIR_MAX_AHEAD_DEFAULT_USEC  (G_TIME_SPAN_HOUR)
#define WEIR_IDLE_AFTER_DEFAULT_USEC (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  WeirWindowKind kind;
  gint64         size_usec;       /* also the session's gap, the sliding or trailing length */
  gint64         advance_usec;    /* hopping only */
  gint64         grace_usec;
  gint64         resolution_usec; /* the stream's time unit, for sliding: 1000 for ms; 0: 1 µs */
  char           zone[64];        /* calendar only; "" is UTC */
  gint64         max_ahead_usec;  /* 0: WEIR_MAX_AHEAD_DEFAULT_USEC; negative: no guard */
  gint64         idle_after_usec; /* 0: WEIR_IDLE_AFTER_DEFAULT_USEC; negative: never */
  gsize          max_bytes;       /* memory for keys and panes; 0: 256 MiB */
} WeirWindowSpec;

gboolean weir_window_spec_parse (const char     *text,
                                 WeirWindowSpec *spec,
                                 GError        **error);
gint64 weir_window_spec_get_resolution (WeirTimeBasis basis,
                                        WeirTimeUnit  unit);
gboolean weir_window_spec_check (const WeirWindowSpec *spec,
                                 GError              **error);
char    *weir_window_spec_dup_name (const WeirWindowSpec *spec);

G_END_DECLS
