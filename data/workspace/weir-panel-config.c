#include "config.h"

#include "data/workspace/weir-panel-config.h"

#include <string.h>

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
  copy->thresholds = g_array_copy (self->thresholds);

  return copy;
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
  g_array_unref (self->thresholds);
  g_free (self);
}

static gboolean
same_thresholds (GArray *a,
                 GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (double)) == 0);
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

  return self->kind == other->kind && self->relative == other->relative
         && g_strcmp0 (self->title, other->title) == 0 && g_strcmp0 (self->stream, other->stream) == 0
         && g_strcmp0 (self->key, other->key) == 0
         && g_strv_equal ((const char * const *) self->fields, (const char * const *) other->fields)
         && same_thresholds (self->thresholds, other->thresholds);
}
