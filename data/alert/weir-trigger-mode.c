#include "config.h"

#include "data/alert/weir-trigger-mode.h"

static const char * const words[] = {
  [WEIR_TRIGGER_OFF] = "off",
  [WEIR_TRIGGER_SINGLE] = "single",
  [WEIR_TRIGGER_NORMAL] = "normal",
  [WEIR_TRIGGER_AUTO] = "auto",
};

/**
 * weir_trigger_mode_get_word:
 * @mode: a #WeirTriggerMode
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_trigger_mode_get_word (guint mode)
{
  return mode < G_N_ELEMENTS (words) ? words[mode] : NULL;
}
