#include "config.h"

#include "app/common/weir-message-cells.h"

#include <glib/gi18n.h>

#include "app/common/weir-message-item.h"
#include "data/decode/weir-time.h"
#include "widgets/weir-format.h"

char *
weir_message_cell_dup_time (gpointer     item,
                            const char **style_class)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  gint64 time_usec = weir_message_item_get_time_usec (item);
  g_autofree char *date = time_usec != WEIR_NO_TIME ? weir_format_date (time_usec, zone, g_get_real_time ()) : NULL;
  g_autofree char *clock = time_usec != WEIR_NO_TIME ? weir_format_clock (time_usec, zone, 1000) : g_strdup ("–");

  return date != NULL ? g_strdup_printf ("%s %s", date, clock) : g_steal_pointer (&clock);
}

char *
weir_message_cell_dup_key (gpointer     item,
                           const char **style_class)
{
  const char *key = weir_message_item_get_key (item);

  *style_class = key != NULL ? "strong" : "secondary";
  /* Translators: a record without a key, which an empty key is not */
  return g_strdup (key != NULL ? key : _("null"));
}

char *
weir_message_cell_dup_partition (gpointer     item,
                                 const char **style_class)
{
  *style_class = "secondary";
  return g_strdup_printf ("%d", weir_message_item_get_partition (item));
}

char *
weir_message_cell_dup_offset (gpointer     item,
                              const char **style_class)
{
  *style_class = "secondary";
  return weir_format_count ((guint64) MAX (weir_message_item_get_offset (item), 0));
}

char *
weir_message_cell_dup_text (gpointer     item,
                            const char **style_class)
{
  *style_class = weir_message_item_get_style (item);
  return g_strdup (weir_message_item_get_text (item));
}
