#include "config.h"

#include "data/workspace/weir-panel-config.h"

#include <string.h>

static gpointer
copy_series (gconstpointer series,
             gpointer      user_data)
{
  return weir_series_config_copy (series);
}

/**
 * weir_panel_config_new:
 *
 * Any thread.
 *
 * Returns: (transfer full): a panel of lines without title, stream, limits and series
 */
WeirPanelConfig *
weir_panel_config_new (void)
{
  WeirPanelConfig *self = g_new0 (WeirPanelConfig, 1);

  self->title = g_strdup ("");
  self->text = g_strdup ("");
  self->fields = g_new0 (char *, 1);
  self->keys = g_new0 (char *, 1);
  self->thresholds = g_array_new (FALSE, FALSE, sizeof (double));
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_series_config_free);
  self->refresh_usec = WEIR_PANEL_REFRESH_USEC;
  self->width = 1;
  self->height = 1;

  return self;
}

/**
 * weir_panel_config_copy:
 * @self: a panel
 *
 * Any thread.
 *
 * Returns: (transfer full): a copy of @self
 */
WeirPanelConfig *
weir_panel_config_copy (const WeirPanelConfig *self)
{
  WeirPanelConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->title = g_strdup (self->title);
  copy->stream = g_strdup (self->stream);
  copy->fields = g_strdupv (self->fields);
  copy->key = g_strdup (self->key);
  copy->keys = g_strdupv (self->keys);
  copy->text = g_strdup (self->text);
  copy->query = g_strdup (self->query);
  copy->thresholds = g_array_copy (self->thresholds);
  copy->series = g_ptr_array_copy (self->series, copy_series, NULL);
  g_ptr_array_set_free_func (copy->series, (GDestroyNotify) weir_series_config_free);

  return copy;
}

/**
 * weir_panel_config_get_stream:
 * @self: a panel
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): the stream it shows; of a panel of series
 *   that of the first
 */
const char *
weir_panel_config_get_stream (const WeirPanelConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->stream == NULL && self->series->len > 0)
    return ((const WeirSeriesConfig *) g_ptr_array_index (self->series, 0))->stream;

  return self->stream;
}

/**
 * weir_panel_config_free:
 * @self: a panel
 *
 * Frees @self and all it holds.
 */
void
weir_panel_config_free (WeirPanelConfig *self)
{
  g_free (self->title);
  g_free (self->stream);
  g_strfreev (self->fields);
  g_free (self->key);
  g_strfreev (self->keys);
  g_free (self->text);
  g_free (self->query);
  g_array_unref (self->thresholds);
  g_ptr_array_unref (self->series);
  g_free (self);
}

static gboolean
same_thresholds (GArray *a,
                 GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (double)) == 0);
}

static gboolean
same_series (GPtrArray *a,
             GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!weir_series_config_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

/**
 * weir_panel_config_shows_same:
 * @self: a panel
 * @other: another
 *
 * Any thread.
 *
 * Returns: %TRUE if they differ at most in where they stand
 */
gboolean
weir_panel_config_shows_same (const WeirPanelConfig *self,
                              const WeirPanelConfig *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->kind == other->kind && self->relative == other->relative && self->logarithmic == other->logarithmic
         && self->range_usec == other->range_usec && self->refresh_usec == other->refresh_usec && self->form == other->form
         && g_strcmp0 (self->query, other->query) == 0 && g_strcmp0 (self->text, other->text) == 0
         && g_strcmp0 (self->title, other->title) == 0 && g_strcmp0 (self->stream, other->stream) == 0
         && g_strcmp0 (self->key, other->key) == 0
         && g_strv_equal ((const char * const *) self->keys, (const char * const *) other->keys)
         && g_strv_equal ((const char * const *) self->fields, (const char * const *) other->fields)
         && same_thresholds (self->thresholds, other->thresholds) && same_series (self->series, other->series);
}

static void
append_series (WeirPanelConfig *self,
               WeirSeriesStyle  style,
               const char      *window,
               const char      *value)
{
  WeirSeriesConfig *series = g_new0 (WeirSeriesConfig, 1);

  series->style = style;
  series->stream = g_strdup (self->stream);
  series->window = g_strdup (window);
  series->value = g_strdup (value);
  /* Candles are of one key, which is chosen over them where none is named. */
  series->key = g_strdup (self->key == NULL && style == WEIR_SERIES_CANDLES ? WEIR_SERIES_CHOSEN_KEY : self->key);
  g_ptr_array_add (self->series, series);
}

/* What a panel of lines or candles shows, as series. */
static void
turn_into_series (WeirPanelConfig *self,
                  const char      *window)
{
  if (self->kind == WEIR_PANEL_CANDLES)
    append_series (self, WEIR_SERIES_CANDLES, window, NULL);
  for (guint i = 0; self->kind == WEIR_PANEL_LINES && self->fields[i] != NULL; i++)
    append_series (self, WEIR_SERIES_LINE, NULL, self->fields[i]);

  self->kind = WEIR_PANEL_SERIES;
  self->relative = FALSE;
  g_clear_pointer (&self->stream, g_free);
  g_clear_pointer (&self->key, g_free);
  g_strfreev (self->fields);
  self->fields = g_new0 (char *, 1);
}

/* (nullable): the one key that all series of @stream have. */
static const char *
find_key (const WeirPanelConfig *self,
          const char            *stream)
{
  const char *key = NULL;

  for (guint i = 0; i < self->series->len; i++)
    {
      const WeirSeriesConfig *series = g_ptr_array_index (self->series, i);

      if (g_strcmp0 (series->stream, stream) != 0)
        continue;
      if (series->key == NULL || (key != NULL && !g_str_equal (key, series->key)))
        return NULL;
      key = series->key;
    }

  return key;
}

static gboolean
has_series (const WeirPanelConfig  *self,
            const WeirSeriesConfig *wanted)
{
  for (guint i = 0; i < self->series->len; i++)
    if (weir_series_config_equal (g_ptr_array_index (self->series, i), wanted))
      return TRUE;

  return FALSE;
}

/**
 * weir_panel_config_add_series:
 * @self: a panel
 * @series: what it shall show, too
 * @window: (nullable): the windows that candles of its stream are made of, by name
 *
 * Makes a panel show one series more. One of lines or candles becomes one of
 * series, which shows what it showed. A series without a key gets that of the
 * others of its stream, if it is one. Any thread.
 *
 * Returns: %FALSE if panels of its kind show no series, or this one shows that already
 */
gboolean
weir_panel_config_add_series (WeirPanelConfig        *self,
                              const WeirSeriesConfig *series,
                              const char             *window)
{
  g_autoptr(WeirSeriesConfig) added = NULL;

  g_return_val_if_fail (self != NULL && series != NULL, FALSE);

  if (self->kind != WEIR_PANEL_SERIES && self->kind != WEIR_PANEL_LINES
      && (self->kind != WEIR_PANEL_CANDLES || window == NULL))
    return FALSE;

  if (self->kind != WEIR_PANEL_SERIES)
    turn_into_series (self, window);
  added = weir_series_config_copy (series);
  if (added->key == NULL)
    added->key = g_strdup (find_key (self, added->stream));
  if (has_series (self, added))
    return FALSE;

  g_ptr_array_add (self->series, g_steal_pointer (&added));

  return TRUE;
}
