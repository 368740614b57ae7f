#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirAlertState:
 * @WEIR_ALERT_NORMAL: nothing is wrong; as the end of a change: it resolved
 * @WEIR_ALERT_PENDING: the condition holds, not yet for long enough
 * @WEIR_ALERT_FIRING: it fires
 * @WEIR_ALERT_NO_DATA: the key is silent
 * @WEIR_ALERT_BEHIND: the key is silent, but our own lag or watermark explains it
 * @WEIR_ALERT_RECOVERING: its condition has ended, but not yet for as long as the rule keeps firing
 * @WEIR_ALERT_ERROR: of the whole rule (its key is empty): no record could decide its condition
 *
 * The state of one (rule, key).
 */
typedef enum
{
  WEIR_ALERT_NORMAL,
  WEIR_ALERT_PENDING,
  WEIR_ALERT_FIRING,
  WEIR_ALERT_NO_DATA,
  WEIR_ALERT_BEHIND,
  WEIR_ALERT_RECOVERING,
  WEIR_ALERT_ERROR,
} WeirAlertState;

const char *weir_alert_state_get_word (WeirAlertState  state);
gboolean    weir_alert_state_is_alarm (WeirAlertState state);
gboolean    weir_alert_state_parse    (const char     *word,
                                       WeirAlertState *state);

G_END_DECLS
