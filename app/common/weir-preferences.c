#include "config.h"

#include "app/common/weir-preferences.h"

#include "app/common/weir-place.h"

static char *
dup_schema_dir (void)
{
  g_autofree char *build_dir = weir_place_dup_build_dir ();
  g_autofree char *data_dir = weir_place_dup_data_dir ();

  return build_dir != NULL ? g_build_filename (build_dir, "ui", NULL)
                           : g_build_filename (data_dir, "glib-2.0", "schemas", NULL);
}

/* The schema that came with this program is looked up before one of another version in a common place. */
static GSettingsSchemaSource *
create_source (void)
{
  g_autofree char *dir = dup_schema_dir ();
  GSettingsSchemaSource *common = g_settings_schema_source_get_default ();
  GSettingsSchemaSource *own = g_settings_schema_source_new_from_directory (dir, common, FALSE, NULL);

  if (own != NULL)
    return own;

  return common != NULL ? g_settings_schema_source_ref (common) : NULL;
}

GSettings *
weir_preferences_new (void)
{
  g_autoptr(GSettingsSchemaSource) source = create_source ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, WEIR_APP_ID, TRUE);

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
