#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirAlertState: @WEIR_ALERT_BEHIND is "we are behind": the key is silent, but our own lag or watermark explains it.
 */
typedef enum
{
  WEIR_ALERT_NORMAL,
  WEIR_ALERT_PENDING,
  WEIR_ALERT_FIRING,
  WEIR_ALERT_NO_DATA,
  WEIR_ALERT_BEHIND,
} WeirAlertState;

const char *weir_alert_state_get_word (WeirAlertState  state);
gboolean    weir_alert_state_parse    (const char     *word,
                                       WeirAlertState *state);

G_END_DECLS
