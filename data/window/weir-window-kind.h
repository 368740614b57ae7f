#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirWindowKind:
 * @WEIR_WINDOW_TUMBLING: [n·size, n·size + size)
 * @WEIR_WINDOW_HOPPING: [n·advance, n·advance + size)
 * @WEIR_WINDOW_SESSION: first to last event, both inclusive; gap_usec parts them
 * @WEIR_WINDOW_SLIDING: every distinct non-empty [t−d, t] and [t+unit, t+unit+d], both inclusive
 * @WEIR_WINDOW_TRAILING: per record, (t−d, t] of its key, the record included
 * @WEIR_WINDOW_CALENDAR_DAY: midnight to midnight in zone
 * @WEIR_WINDOW_CALENDAR_WEEK: Monday midnight to Monday midnight in zone
 */
typedef enum
{
  WEIR_WINDOW_TUMBLING,
  WEIR_WINDOW_HOPPING,
  WEIR_WINDOW_SESSION,
  WEIR_WINDOW_SLIDING,
  WEIR_WINDOW_TRAILING,
  WEIR_WINDOW_CALENDAR_DAY,
  WEIR_WINDOW_CALENDAR_WEEK,
} WeirWindowKind;

#define WEIR_WINDOW_N_KINDS (WEIR_WINDOW_CALENDAR_WEEK + 1)

const char *weir_window_kind_get_word    (guint          kind);
const char *weir_window_kind_get_length  (WeirWindowKind kind);
const char *weir_window_kind_get_name    (WeirWindowKind kind);
gboolean    weir_window_kind_has_advance (WeirWindowKind kind);
gboolean    weir_window_kind_is_shared   (WeirWindowKind kind);
gboolean    weir_window_kind_is_calendar (WeirWindowKind kind);

G_END_DECLS
