#include "config.h"

#include "data/workspace/weir-stream-schema.h"

static void
read_fields (WeirStreamSchema *self)
{
  GPtrArray *fields = self->config->fields;

  self->n_fields = fields->len;
  self->names = weir_fields_dup_names (fields);
  self->units = g_new0 (char *, fields->len + 1);
  self->paths = g_new0 (char *, fields->len + 1);
  self->is_number = g_new0 (gboolean, fields->len);
  self->first = weir_fields_find_number (fields);
  self->volume = weir_fields_find_volume (fields);

  for (guint i = 0; i < fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (fields, i);

      self->units[i] = g_strdup (field->unit != NULL ? field->unit : "");
      self->paths[i] = g_strdup (field->path);
      self->is_number[i] = weir_field_config_is_number (field);
    }
}

/*< private >
 * weir_stream_schema_new:
 * @config: a stream; must live as long as the schema
 *
 * Returns: (transfer full): what follows from it
 */
WeirStreamSchema *
weir_stream_schema_new (const WeirStreamConfig *config)
{
  WeirStreamSchema *self = g_new0 (WeirStreamSchema, 1);

  g_atomic_ref_count_init (&self->refs);
  self->config = config;
  read_fields (self);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_row_schema_unref);
  for (guint i = 0; i < config->windows->len; i++)
    g_ptr_array_add (self->rows, weir_row_schema_new (g_ptr_array_index (config->windows, i), config));

  return self;
}

/*< private >
 * weir_stream_schema_ref:
 * @self: a schema
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirStreamSchema *
weir_stream_schema_ref (WeirStreamSchema *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/*< private >
 * weir_stream_schema_unref:
 * @self: (transfer full): a schema
 *
 * Any thread.
 */
void
weir_stream_schema_unref (WeirStreamSchema *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_strfreev (self->names);
  g_strfreev (self->units);
  g_strfreev (self->paths);
  g_free (self->is_number);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/*< private >
 * weir_stream_schema_get_row:
 * @self: a schema
 * @window: one of the stream's windows
 *
 * Returns: (transfer none): what its rows hold
 */
WeirRowSchema *
weir_stream_schema_get_row (const WeirStreamSchema *self,
                            guint                   window)
{
  g_return_val_if_fail (window < self->rows->len, NULL);

  return g_ptr_array_index (self->rows, window);
}
