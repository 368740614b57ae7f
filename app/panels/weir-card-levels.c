#include "config.h"

#include "app/panels/weir-card-levels.h"

#include <math.h>
#include <string.h>

#include "data/series/weir-level-crossings.h"

/* What is being collected of rows. */
typedef struct
{
  WeirCardLevels *levels;
  GHashTable     *lines;      /* owned: key number → GArray, borrowed */
  const char     *key;        /* nullable */
  gsize           key_length;
  guint           index;      /* of the value; 0: the count */
} Collection;

void
weir_card_levels_init (WeirCardLevels *self)
{
  *self = (WeirCardLevels) {
    .lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
    .blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
  };
}

void
weir_card_levels_clear (WeirCardLevels *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->value, g_free);
}

void
weir_card_levels_sum_up (WeirCardLevels *self)
{
  for (guint i = self->blocks->len; i < self->lines->len; i++)
    {
      const GArray *line = g_ptr_array_index (self->lines, i);

      g_ptr_array_add (self->blocks, weir_level_blocks_new ((const WeirLevelPoint *) line->data, line->len));
    }
}

static GArray *
add_line (WeirCardLevels *self)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (WeirLevelPoint));

  g_ptr_array_add (self->lines, line);

  return line;
}

gboolean
weir_card_levels_add_records (WeirCardLevels *self,
                              WeirStreamView *stream,
                              guint           field,
                              const char     *key)
{
  GListModel *keys;

  if (stream == NULL || field >= weir_stream_view_get_schema (stream)->n_fields)
    return FALSE;

  keys = weir_stream_view_get_keys (stream);
  self->stream = weir_stream_view_get_config (stream)->name;
  self->value = g_strdup (weir_stream_view_get_schema (stream)->names[field]);
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) view = g_list_model_get_item (keys, i);
      WeirSeries *series = weir_key_view_get_series (view, field);

      if (series != NULL && (key == NULL || *key == '\0' || g_strcmp0 (key, weir_key_view_get_key (view)) == 0))
        weir_series_append_levels (series, add_line (self));
    }

  return TRUE;
}

static void
add_row (const WeirWindowRow *row,
         gpointer             user_data)
{
  Collection *self = user_data;
  WeirValue count = weir_value_of_int ((gint64) row->count);
  double number = weir_value_get_double (self->index == 0 ? &count : &row->values[self->index - 1]);
  WeirLevelPoint point = { row->start_usec, number, number, number };
  GArray *line;

  if (isnan (number) || (self->key != NULL && (row->key_length != self->key_length
                                               || memcmp (row->key, self->key, self->key_length) != 0)))
    return;

  line = g_hash_table_lookup (self->lines, GUINT_TO_POINTER (row->key_id + 1));
  if (line == NULL)
    {
      line = add_line (self->levels);
      g_hash_table_insert (self->lines, GUINT_TO_POINTER (row->key_id + 1), line);
    }
  g_array_append_val (line, point);
}

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  gint64 left = ((const WeirLevelPoint *) a)->time_usec;
  gint64 right = ((const WeirLevelPoint *) b)->time_usec;

  return (left > right) - (left < right);
}

gboolean
weir_card_levels_add_rows (WeirCardLevels *self,
                           WeirStreamView *stream,
                           const char     *value,
                           const char     *key)
{
  Collection collection = { .levels = self };
  WeirRowSchema *schema;

  if (stream == NULL || value == NULL || weir_stream_view_get_config (stream)->windows->len == 0)
    return FALSE;

  schema = weir_stream_view_get_row_schema (stream, 0);
  while (schema->variables[collection.index] != NULL && !g_str_equal (schema->variables[collection.index], value))
    collection.index++;
  if (schema->variables[collection.index] == NULL)
    return FALSE;

  self->stream = weir_stream_view_get_config (stream)->name;
  self->of_windows = TRUE;
  self->value = g_strdup (value);
  collection.key = key != NULL && *key != '\0' ? key : NULL;
  collection.key_length = collection.key != NULL ? strlen (key) : 0;
  collection.lines = g_hash_table_new (NULL, NULL);
  weir_stream_view_foreach_row (stream, 0, G_MININT64, G_MAXINT64, TRUE, add_row, &collection);
  g_hash_table_unref (collection.lines);
  for (guint i = 0; i < self->lines->len; i++)
    g_array_sort (g_ptr_array_index (self->lines, i), compare_points);

  return TRUE;
}

static guint
find_field (WeirStreamView *stream,
            const char     *name)
{
  const WeirStreamSchema *schema = weir_stream_view_get_schema (stream);
  guint i = 0;

  while (i < schema->n_fields && g_strcmp0 (schema->names[i], name) != 0)
    i++;

  return i;
}

gboolean
weir_card_levels_add_series (WeirCardLevels         *self,
                             WeirMonitor            *monitor,
                             const WeirSeriesConfig *config)
{
  WeirStreamView *stream = monitor != NULL && config->stream != NULL ? weir_monitor_find_stream (monitor, config->stream) : NULL;
  const WeirStreamConfig *described = stream != NULL ? weir_stream_view_get_config (stream) : NULL;

  if (stream == NULL)
    return FALSE;
  if (config->window == NULL)
    return weir_card_levels_add_records (self, stream, find_field (stream, config->value), config->key);

  /* Rules see the first windows alone. */
  return described->windows->len > 0 && g_strcmp0 (weir_stream_config_get_window (described, 0)->name, config->window) == 0
         && weir_card_levels_add_rows (self, stream, config->value, config->key);
}
