#include "config.h"

#include "app/common/weir-message-cells.h"

#include <glib/gi18n.h>

#include "app/common/weir-message-item.h"
#include "app/common/weir-screen-zone.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-time.h"
#include "widgets/weir-format.h"

/* Bytes of a header that stand in a list. */
#define MAX_HEADER_BYTES 80

static char *
dup_time (gint64 time_usec)
{
  GTimeZone *zone = weir_screen_zone_get ();
  g_autofree char *date = time_usec != WEIR_NO_TIME ? weir_format_date (time_usec, zone, g_get_real_time ()) : NULL;
  g_autofree char *clock = time_usec != WEIR_NO_TIME ? weir_format_clock (time_usec, zone, 1000) : g_strdup ("–");

  return date != NULL ? g_strdup_printf ("%s %s", date, clock) : g_steal_pointer (&clock);
}

char *
weir_message_cell_dup_time (gpointer     item,
                            const char **style_class)
{
  return dup_time (weir_message_item_get_time_usec (item));
}

char *
weir_message_cell_dup_record_time (gpointer     item,
                                   const char **style_class)
{
  *style_class = "secondary";
  return dup_time (weir_message_item_get_record_time_usec (item));
}

char *
weir_message_cell_dup_topic (gpointer     item,
                             const char **style_class)
{
  *style_class = "secondary";
  return g_strdup (weir_message_item_get_topic (item));
}

char *
weir_message_cell_dup_size (gpointer     item,
                            const char **style_class)
{
  *style_class = "secondary";
  return weir_format_count (weir_message_item_get_length (item));
}

char *
weir_message_cell_dup_headers (gpointer     item,
                               const char **style_class)
{
  GPtrArray *headers = weir_message_item_get_headers (item);
  GString *text = g_string_new (NULL);

  *style_class = "secondary";
  for (guint i = 0; headers != NULL && i < headers->len; i++)
    {
      const WeirTailHeader *header = g_ptr_array_index (headers, i);
      gsize length = 0;
      const char *bytes = header->value != NULL ? g_bytes_get_data (header->value, &length) : NULL;
      g_autofree char *name = weir_escape_dup_line (header->name);
      g_autofree char *value = weir_escape_dup (bytes != NULL ? bytes : "", length, MAX_HEADER_BYTES);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", name, value);
    }

  return g_string_free (text, FALSE);
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
