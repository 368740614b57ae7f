#include "config.h"

#include "data/alert/weir-alert-private.h"

/* Who takes care of an alert. */

/**
 * weir_alert_acknowledge:
 * @self: an alert
 * @by: (nullable): who takes care of it
 * @note: (nullable): what that person has to say
 *
 * Acknowledges a firing, see weir_alert_set_acknowledged().
 */
void
weir_alert_acknowledge (WeirAlert  *self,
                        const char *by,
                        const char *note)
{
  g_return_if_fail (WEIR_IS_ALERT (self));

  weir_alert_take_remark (self, WEIR_ALERT_BY, by);
  weir_alert_take_remark (self, WEIR_ALERT_NOTE, note);
  weir_alert_set_acknowledged (self, TRUE);
}

/**
 * weir_alert_set_assignee:
 * @self: an alert
 * @assignee: (nullable): who is to take care of it; %NULL: it is left open
 *
 * It ends by itself when the alert resolves.
 */
void
weir_alert_set_assignee (WeirAlert  *self,
                         const char *assignee)
{
  g_return_if_fail (WEIR_IS_ALERT (self));

  weir_alert_take_remark (self, WEIR_ALERT_ASSIGNEE, assignee);
}

/**
 * weir_alert_get_acknowledged_by:
 * @self: an alert
 *
 * Returns: (nullable): who acknowledged it
 */
const char *
weir_alert_get_acknowledged_by (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->by;
}

/**
 * weir_alert_get_acknowledged_note:
 * @self: an alert
 *
 * Returns: (nullable): what was written with the acknowledgement
 */
const char *
weir_alert_get_acknowledged_note (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->note;
}

/**
 * weir_alert_get_assignee:
 * @self: an alert
 *
 * Returns: (nullable): who is to take care of it
 */
const char *
weir_alert_get_assignee (WeirAlert *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  return self->assignee;
}

/**
 * weir_alert_get_key_bytes:
 * @self: an alert
 * @length: (out): how many
 *
 * Returns: (array length=length): the key as it came
 */
const char *
weir_alert_get_key_bytes (WeirAlert *self,
                          gsize     *length)
{
  g_return_val_if_fail (WEIR_IS_ALERT (self), NULL);

  *length = self->key_length;
  return self->key_bytes;
}
