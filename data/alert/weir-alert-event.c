#include "config.h"

#include "data/alert/weir-alert-event.h"

/**
 * weir_alert_event_new:
 * @rule: index of the rule
 * @key: (transfer none): a ref-counted string, see g_ref_string_new_len()
 *
 * Returns: (transfer full): an event about nothing yet
 */
WeirAlertEvent *
weir_alert_event_new (guint  rule,
                      char  *key)
{
  WeirAlertEvent *self = g_new0 (WeirAlertEvent, 1);

  self->rule = rule;
  self->key = g_ref_string_acquire (key);
  self->partition = -1;
  self->offset = -1;

  return self;
}

/**
 * weir_alert_event_free:
 * @self: (transfer full): an event
 */
void
weir_alert_event_free (WeirAlertEvent *self)
{
  g_return_if_fail (self != NULL);

  g_ref_string_release (self->key);
  g_free (self->value);
  g_free (self->limit);
  g_free (self->topic);
  g_free (self);
}

/**
 * weir_alert_event_copy:
 * @self: an event
 *
 * Returns: (transfer full): the same again
 */
WeirAlertEvent *
weir_alert_event_copy (const WeirAlertEvent *self)
{
  WeirAlertEvent *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (WeirAlertEvent, 1);
  *copy = *self;
  copy->key = g_ref_string_acquire (self->key);
  copy->value = g_strdup (self->value);
  copy->limit = g_strdup (self->limit);
  copy->topic = g_strdup (self->topic);

  return copy;
}

/**
 * weir_alert_event_merge:
 * @self: an event that was not taken yet
 * @newer: (transfer full): a later one about the same rule and key
 *
 * Merges @newer into @self: the newest state, every firing counted.
 */
void
weir_alert_event_merge (WeirAlertEvent *self,
                        WeirAlertEvent *newer)
{
  WeirAlertEvent old;

  g_return_if_fail (self != NULL && newer != NULL);

  newer->n_firings += self->n_firings;
  newer->fired |= self->fired;
  newer->resolved |= self->resolved;

  old = *self;
  *self = *newer;
  *newer = old;
  weir_alert_event_free (newer);
}
