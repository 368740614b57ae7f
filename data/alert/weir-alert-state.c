#include "config.h"

#include "data/alert/weir-alert-state.h"

/* Where programs read them. A state that became normal is the end of an alert. */
static const char * const words[] = {
  [WEIR_ALERT_NORMAL] = "resolved",
  [WEIR_ALERT_PENDING] = "pending",
  [WEIR_ALERT_FIRING] = "firing",
  [WEIR_ALERT_NO_DATA] = "no_data",
  [WEIR_ALERT_BEHIND] = "behind",
  [WEIR_ALERT_RECOVERING] = "recovering",
  [WEIR_ALERT_ERROR] = "error",
};

/**
 * weir_alert_state_get_word:
 * @state: the state after a change
 *
 * Any thread.
 *
 * Returns: (transfer none): its word, the same in every language; "resolved" for normal
 */
const char *
weir_alert_state_get_word (WeirAlertState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (words), "");

  return words[state];
}

/**
 * weir_alert_state_is_alarm:
 * @state: a state
 *
 * Any thread.
 *
 * Returns: whether somebody is told of an alert that comes to it from another state
 */
gboolean
weir_alert_state_is_alarm (WeirAlertState state)
{
  switch (state)
    {
    case WEIR_ALERT_FIRING:
    case WEIR_ALERT_NO_DATA:
    case WEIR_ALERT_RECOVERING:
    case WEIR_ALERT_ERROR:
      return TRUE;
    case WEIR_ALERT_NORMAL:
    case WEIR_ALERT_PENDING:
    case WEIR_ALERT_BEHIND:
    default:
      return FALSE;
    }
}

/**
 * weir_alert_state_parse:
 * @word: a word of weir_alert_state_get_word()
 * @state: (out): its state
 *
 * Any thread.
 *
 * Returns: %FALSE if there is no such state
 */
gboolean
weir_alert_state_parse (const char     *word,
                        WeirAlertState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], word))
      {
        *state = i;
        return TRUE;
      }

  return FALSE;
}
