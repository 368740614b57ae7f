#include "config.h"

#include "app/dialogs/weir-known-connections.h"

#include <string.h>

#include "app/common/weir-preferences.h"
#include "data/source/weir-property.h"

#define KEY       "connections"
#define KNOWN_MAX 8
#define TYPE      "a(ssssb)"

void
weir_known_connection_free (WeirKnownConnection *self)
{
  g_free (self->bootstrap);
  g_free (self->group);
  g_free (self->file);
  g_free (self->properties);
  g_free (self);
}

GPtrArray *
weir_known_connections_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_known_connection_free);
  g_autoptr(GSettings) preferences = weir_preferences_new ();
  g_autoptr(GVariant) value = preferences != NULL ? g_settings_get_value (preferences, KEY) : NULL;
  GVariantIter iter;
  WeirKnownConnection known = { 0 };

  if (value == NULL)
    return list;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(ssssb)", &known.bootstrap, &known.group, &known.file, &known.properties,
                              &known.lacks_secrets))
    g_ptr_array_add (list, g_memdup2 (&known, sizeof known));

  return list;
}

/* The lines that may be kept. */
static char *
dup_harmless (const char *properties,
              gboolean   *lacks_secrets)
{
  g_auto(GStrv) lines = g_strsplit (properties, "\n", -1);
  GString *kept = g_string_new (NULL);

  *lacks_secrets = FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *name = g_strstrip (g_strndup (lines[i], strcspn (lines[i], "=")));

      if (*name == '\0' || *name == '#')
        continue;
      if (weir_property_is_secret (name))
        *lacks_secrets = TRUE;
      else
        g_string_append_printf (kept, "%s\n", lines[i]);
    }

  return g_string_free (kept, FALSE);
}

void
weir_known_connections_add (const char *bootstrap,
                            const char *group,
                            const char *file,
                            const char *properties)
{
  g_autoptr(GSettings) preferences = weir_preferences_new ();
  g_autoptr(GPtrArray) list = weir_known_connections_list ();
  gboolean lacks_secrets;
  g_autofree char *kept = dup_harmless (properties, &lacks_secrets);
  GVariantBuilder builder;

  if (preferences == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  g_variant_builder_add (&builder, "(ssssb)", bootstrap, group, file, kept, lacks_secrets);
  for (guint i = 0, n = 1; i < list->len && n < KNOWN_MAX; i++)
    {
      const WeirKnownConnection *known = g_ptr_array_index (list, i);

      if (g_str_equal (known->bootstrap, bootstrap) && g_str_equal (known->group, group))
        continue;
      g_variant_builder_add (&builder, "(ssssb)", known->bootstrap, known->group, known->file, known->properties,
                             known->lacks_secrets);
      n++;
    }
  g_settings_set_value (preferences, KEY, g_variant_builder_end (&builder));
}
