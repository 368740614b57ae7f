#include "config.h"

#include "app/panels/weir-card-limits.h"

/* What matters now on a card: keys over a limit, and those an alert fires for. */

GHashTable *
weir_card_find_firing (WeirCard *self)
{
  GListModel *alerts = weir_monitor_get_alerts (weir_scope_get_monitor (weir_card_get_scope (self)));
  const char *stream = weir_card_get_config (self)->stream;
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      if (weir_alert_get_state (alert) == WEIR_ALERT_FIRING && g_strcmp0 (weir_alert_get_stream (alert), stream) == 0)
        g_hash_table_add (keys, g_strdup (weir_alert_get_key (alert)));
    }

  return keys;
}

gboolean
weir_card_is_over_limit (WeirCard *self,
                         double    value)
{
  GArray *thresholds = weir_card_get_config (self)->thresholds;

  for (guint i = 0; thresholds != NULL && i < thresholds->len; i++)
    if (value > g_array_index (thresholds, double, i))
      return TRUE;

  return FALSE;
}
