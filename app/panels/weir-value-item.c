#include "config.h"

#include "app/panels/weir-value-item.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WeirValueItem
{
  GObject           parent_instance;

  WeirSeriesConfig *config;   /* owned */
  char             *folded;   /* owned: its name and place, for a search */
};

G_DEFINE_FINAL_TYPE (WeirValueItem, weir_value_item, G_TYPE_OBJECT)

static void
weir_value_item_finalize (GObject *object)
{
  WeirValueItem *self = WEIR_VALUE_ITEM (object);

  g_clear_pointer (&self->config, weir_series_config_free);
  g_free (self->folded);

  G_OBJECT_CLASS (weir_value_item_parent_class)->finalize (object);
}

static void
weir_value_item_class_init (WeirValueItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_value_item_finalize;
}

static void
weir_value_item_init (WeirValueItem *self)
{
  self->config = g_new0 (WeirSeriesConfig, 1);
}

WeirValueItem *
weir_value_item_new (const char *stream,
                     const char *window,
                     const char *value)
{
  WeirValueItem *self = g_object_new (WEIR_TYPE_VALUE_ITEM, NULL);
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;

  self->config->stream = g_strdup (stream);
  self->config->window = g_strdup (window);
  self->config->value = g_strdup (value);
  place = weir_value_item_dup_place (self);
  text = g_strconcat (value, " ", place, NULL);
  self->folded = g_utf8_casefold (text, -1);

  return self;
}

const WeirSeriesConfig *
weir_value_item_get_config (WeirValueItem *self)
{
  g_return_val_if_fail (WEIR_IS_VALUE_ITEM (self), NULL);

  return self->config;
}

char *
weir_value_item_dup_place (WeirValueItem *self)
{
  g_return_val_if_fail (WEIR_IS_VALUE_ITEM (self), NULL);

  return g_strconcat (self->config->stream, " · ",
                      self->config->window != NULL ? self->config->window : _("Records"), NULL);
}

gboolean
weir_value_item_matches (WeirValueItem      *self,
                         const char * const *words)
{
  g_return_val_if_fail (WEIR_IS_VALUE_ITEM (self), FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}
