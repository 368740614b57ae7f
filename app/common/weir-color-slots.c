#include "config.h"

#include "app/common/weir-color-slots.h"

/* Pulses, some four a second, after which a colour that is not used is free. */
#define KEPT_PULSES 12

WeirColorSlots *
weir_color_slots_new (void)
{
  return g_new0 (WeirColorSlots, 1);
}

void
weir_color_slots_free (WeirColorSlots *self)
{
  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    g_free (self->keys[i]);
  g_free (self);
}

guint
weir_color_slots_find (WeirColorSlots *self,
                       const char     *key)
{
  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    if (self->keys[i] != NULL && g_str_equal (self->keys[i], key))
      return i;

  return WEIR_COLOR_SLOTS_NONE;
}

static gboolean
is_free (WeirColorSlots *self,
         guint           slot,
         guint64         now)
{
  return self->keys[slot] == NULL || now - self->wanted[slot] > KEPT_PULSES;
}

/* A free one, else the one that matters least, if that is less than @priority. */
static guint
choose (WeirColorSlots *self,
        guint           priority,
        guint64         now)
{
  guint least = 0;

  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    {
      if (is_free (self, i, now))
        return i;
      if (self->priorities[i] < self->priorities[least])
        least = i;
    }

  return self->priorities[least] < priority ? least : WEIR_COLOR_SLOTS_NONE;
}

guint
weir_color_slots_want (WeirColorSlots *self,
                       const char     *key,
                       guint           priority,
                       guint64         now)
{
  guint slot = weir_color_slots_find (self, key);

  if (slot == WEIR_COLOR_SLOTS_NONE)
    {
      slot = choose (self, priority, now);
      if (slot == WEIR_COLOR_SLOTS_NONE)
        return slot;
      g_free (self->keys[slot]);
      self->keys[slot] = g_strdup (key);
    }

  self->priorities[slot] = priority;
  self->wanted[slot] = now;

  return slot;
}

GHashTable *
weir_color_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) weir_color_slots_free);
}

guint
weir_color_table_want (GHashTable *table,
                       const char *stream,
                       const char *key,
                       guint       priority,
                       guint64     now)
{
  WeirColorSlots *slots = g_hash_table_lookup (table, stream);

  if (slots == NULL)
    {
      slots = weir_color_slots_new ();
      g_hash_table_insert (table, g_strdup (stream), slots);
    }

  return weir_color_slots_want (slots, key, priority, now);
}

guint
weir_color_table_find (GHashTable *table,
                       const char *stream,
                       const char *key)
{
  WeirColorSlots *slots = g_hash_table_lookup (table, stream);

  return slots != NULL ? weir_color_slots_find (slots, key) : WEIR_COLOR_SLOTS_NONE;
}
