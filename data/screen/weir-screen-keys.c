#include "config.h"

#include "data/screen/weir-screen-keys.h"

#include <math.h>

typedef struct
{
  guint64   n_records;
  gboolean  dirty;
  WeirLast *lasts;        /* owned, one a field */
} Key;

struct _WeirScreenKeys
{
  guint   n_fields;
  GArray *keys;           /* owned, of Key, by number */
  GArray *dirty;          /* owned, of guint: numbers */
  guint   n_published;
  guint64 n_other;
};

static void
key_clear (gpointer data)
{
  g_free (((Key *) data)->lasts);
}

/*< private >
 * weir_screen_keys_new:
 * @n_fields: of a record
 *
 * Returns: (transfer full): no keys yet
 */
WeirScreenKeys *
weir_screen_keys_new (guint n_fields)
{
  WeirScreenKeys *self = g_new0 (WeirScreenKeys, 1);

  self->n_fields = n_fields;
  self->keys = g_array_new (FALSE, TRUE, sizeof (Key));
  g_array_set_clear_func (self->keys, key_clear);
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

/*< private >
 * weir_screen_keys_free:
 * @self: (transfer full): keys
 */
void
weir_screen_keys_free (WeirScreenKeys *self)
{
  g_array_unref (self->keys);
  g_array_unref (self->dirty);
  g_free (self);
}

static Key *
ensure_key (WeirScreenKeys *self,
            guint           key_id)
{
  for (guint i = self->keys->len; i <= key_id; i++)
    {
      const Key key = { .lasts = g_new (WeirLast, self->n_fields) };

      for (guint field = 0; field < self->n_fields; field++)
        key.lasts[field] = (WeirLast) { NAN, WEIR_NO_TIME };
      g_array_append_val (self->keys, key);
    }

  return &g_array_index (self->keys, Key, key_id);
}

/*< private >
 * weir_screen_keys_add:
 * @self: keys
 * @key_id: the number of the record's key, %G_MAXUINT: it has none, and is only counted
 * @record: a record
 * @future: its event time is not to be believed, so it has no say in what is newest
 *
 * Counts a record.
 */
void
weir_screen_keys_add (WeirScreenKeys   *self,
                      guint             key_id,
                      const WeirRecord *record,
                      gboolean          future)
{
  Key *key;

  if (key_id == G_MAXUINT)
    {
      self->n_other++;
      return;
    }

  key = ensure_key (self, key_id);
  key->n_records++;
  for (guint i = 0; i < record->n_values && !future; i++)
    if (weir_value_is_number (&record->values[i]) && record->time_usec >= key->lasts[i].time_usec)
      key->lasts[i] = (WeirLast) { weir_value_get_double (&record->values[i]), record->time_usec };

  if (!key->dirty)
    g_array_append_val (self->dirty, key_id);
  key->dirty = TRUE;
}

/*< private >
 * weir_screen_keys_publish:
 * @self: keys
 * @numbers: of the stream's keys
 * @update: gets new keys and those that had records since the last call
 */
void
weir_screen_keys_publish (WeirScreenKeys   *self,
                          WeirKeyNumbers   *numbers,
                          WeirStreamUpdate *update)
{
  for (; self->n_published < weir_key_numbers_get_n (numbers); self->n_published++)
    g_ptr_array_add (update->keys, g_ref_string_acquire ((char *) weir_key_numbers_get (numbers, self->n_published)));

  for (guint i = 0; i < self->dirty->len; i++)
    {
      guint key_id = g_array_index (self->dirty, guint, i);
      Key *key = &g_array_index (self->keys, Key, key_id);

      weir_stream_update_put_key (update, key_id, key->n_records, key->lasts);
      key->dirty = FALSE;
    }

  g_array_set_size (self->dirty, 0);
  update->counters.n_unlisted_records = self->n_other;
}
