#include "config.h"

#include "app/common/weir-screen-zone.h"

#include <string.h>

#include "data/decode/weir-zone.h"

/* Of tzdata: country, place and name of each zone, between tabs. */
#define LIST        "/usr/share/zoneinfo/tzdata.zi"
#define LOCAL       "local"
#define UTC         "utc"

static GTimeZone *zone;     /* owned */
static char *zone_name;     /* owned; NULL: local */

GTimeZone *
weir_screen_zone_get (void)
{
  if (zone == NULL)
    zone = g_time_zone_new_local ();

  return zone;
}

const char *
weir_screen_zone_get_name (void)
{
  return zone_name != NULL ? zone_name : LOCAL;
}

static GTimeZone *
find_zone (const char *name)
{
  if (g_str_equal (name, LOCAL))
    return g_time_zone_new_local ();
  if (g_str_equal (name, UTC))
    return g_time_zone_new_utc ();

  return *name != '\0' ? weir_zone_new (name) : NULL;
}

gboolean
weir_screen_zone_set (const char *name)
{
  GTimeZone *found;

  g_return_val_if_fail (name != NULL, FALSE);

  found = find_zone (name);
  if (found == NULL)
    return FALSE;

  g_clear_pointer (&zone, g_time_zone_unref);
  zone = found;
  g_free (zone_name);
  zone_name = g_strdup (name);

  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* "Z Europe/Berlin …" is a zone, "L Europe/Berlin Arctic/Longyearbyen" another name of one. */
static void
add_name (GPtrArray  *names,
          const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 4);
  guint n = g_strv_length (words);

  if (n >= 2 && g_str_equal (words[0], "Z") && strchr (words[1], '/') != NULL)
    g_ptr_array_add (names, g_strdup (words[1]));
  else if (n >= 3 && g_str_equal (words[0], "L") && strchr (words[2], '/') != NULL)
    g_ptr_array_add (names, g_strdup (words[2]));
}

GStrv
weir_screen_zone_dup_names (void)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *text = NULL;

  if (g_file_get_contents (LIST, &text, NULL, NULL))
    {
      g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        add_name (names, lines[i]);
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return (GStrv) g_ptr_array_steal (names, NULL);
}
