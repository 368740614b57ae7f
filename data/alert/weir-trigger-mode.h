#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTriggerMode:
 * @WEIR_TRIGGER_OFF: no records are kept
 * @WEIR_TRIGGER_SINGLE: those around the first firing, then none until the rule is armed again
 * @WEIR_TRIGGER_NORMAL: those around each firing
 * @WEIR_TRIGGER_AUTO: the same, and where nothing fires those of every so often, to compare with
 *
 * When the records around a firing of a rule are kept, in the words of an oscilloscope.
 */
typedef enum
{
  WEIR_TRIGGER_OFF,
  WEIR_TRIGGER_SINGLE,
  WEIR_TRIGGER_NORMAL,
  WEIR_TRIGGER_AUTO,
} WeirTriggerMode;

const char *weir_trigger_mode_get_word (guint mode);

G_END_DECLS
