#include "config.h"

#include "data/workspace/weir-field-config.h"

static const char * const type_words[WEIR_FIELD_N_TYPES] = {
  [WEIR_FIELD_NUMBER] = "number",
  [WEIR_FIELD_TEXT] = "text",
  [WEIR_FIELD_FLAG] = "flag",
};

static const char * const volume_names[] = { "volume", "quantity", "size", "amount" };

/*< private >
 * weir_field_type_get_word:
 * @type: a #WeirFieldType
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_field_type_get_word (guint type)
{
  return type < G_N_ELEMENTS (type_words) ? type_words[type] : NULL;
}

/*< private >
 * weir_field_config_free:
 * @self: (transfer full): a field
 */
void
weir_field_config_free (WeirFieldConfig *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self->unit);
  g_free (self);
}

/*< private >
 * weir_field_config_is_number:
 * @self: a field
 *
 * Returns: whether its values are numbers
 */
gboolean
weir_field_config_is_number (const WeirFieldConfig *self)
{
  return self->type == WEIR_FIELD_NUMBER;
}

/*< private >
 * weir_fields_find_number:
 * @fields: (element-type WeirFieldConfig): those of a stream
 *
 * Returns: the index of the first number, which candles and sparklines show,
 *   or %WEIR_STREAM_NO_FIELD
 */
guint
weir_fields_find_number (GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    if (weir_field_config_is_number (g_ptr_array_index (fields, i)))
      return i;

  return WEIR_STREAM_NO_FIELD;
}

/*< private >
 * weir_fields_find_volume:
 * @fields: (element-type WeirFieldConfig): those of a stream
 *
 * Returns: the index of the number that weighs the first one, known by its
 *   name, or %WEIR_STREAM_NO_FIELD
 */
guint
weir_fields_find_volume (GPtrArray *fields)
{
  guint first = weir_fields_find_number (fields);

  for (guint n = 0; n < G_N_ELEMENTS (volume_names); n++)
    for (guint i = 0; i < fields->len; i++)
      {
        const WeirFieldConfig *field = g_ptr_array_index (fields, i);

        if (i != first && weir_field_config_is_number (field)
            && g_ascii_strcasecmp (field->name, volume_names[n]) == 0)
          return i;
      }

  return WEIR_STREAM_NO_FIELD;
}

/*< private >
 * weir_fields_dup_names:
 * @fields: (element-type WeirFieldConfig): those of a stream
 *
 * Returns: (transfer full): their names
 */
GStrv
weir_fields_dup_names (GPtrArray *fields)
{
  char **names = g_new0 (char *, fields->len + 1);

  for (guint i = 0; i < fields->len; i++)
    names[i] = g_strdup (((const WeirFieldConfig *) g_ptr_array_index (fields, i))->name);

  return names;
}
