#include "config.h"

#include "data/decode/weir-zone.h"

#include <string.h>

/* GLib takes a path for a zone and opens what is there, a FIFO too. */
static gboolean
is_path (const char *identifier)
{
  return *identifier == '/' || *identifier == ':' || strstr (identifier, "..") != NULL;
}

/**
 * weir_zone_new:
 * @identifier: a name such as `Europe/Berlin`, or an offset such as `+02:00`
 *
 * Looks a time zone up by its name, and never by a path. Any thread.
 *
 * Returns: (transfer full) (nullable): the zone; %NULL if there is none of that name
 */
GTimeZone *
weir_zone_new (const char *identifier)
{
  g_return_val_if_fail (identifier != NULL, NULL);

  return is_path (identifier) ? NULL : g_time_zone_new_identifier (identifier);
}
