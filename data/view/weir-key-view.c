#include "config.h"

#include "data/view/weir-key-view-private.h"

#include "data/decode/weir-escape.h"

#include <math.h>
#include <string.h>

struct _WeirKeyView
{
  GObject       parent_instance;

  char         *key;          /* as shown: escaped */
  guint         color_index;
  guint64       n_records;
  guint         n_fields;
  WeirSeries  **series;       /* owned, n_fields, NULL where there is none */
  WeirLast     *lasts;        /* owned, n_fields */
  WeirCandles  *candles;
  gboolean      marked;
  gboolean      dropped;      /* its series were given up for memory */
  gboolean      is_other;
};

G_DEFINE_FINAL_TYPE (WeirKeyView, weir_key_view, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_KEY,
  PROP_COLOR_INDEX,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
weir_key_view_finalize (GObject *object)
{
  WeirKeyView *self = WEIR_KEY_VIEW (object);

  weir_key_view_drop_series (self);
  g_free (self->series);
  g_free (self->lasts);
  g_object_unref (self->candles);
  g_free (self->key);

  G_OBJECT_CLASS (weir_key_view_parent_class)->finalize (object);
}

static void
weir_key_view_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  WeirKeyView *self = WEIR_KEY_VIEW (object);

  switch (property_id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_COLOR_INDEX:
      g_value_set_uint (value, self->color_index);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
weir_key_view_class_init (WeirKeyViewClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_key_view_finalize;
  object_class->get_property = weir_key_view_get_property;

  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, readable);
  properties[PROP_COLOR_INDEX] = g_param_spec_uint ("color-index", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
weir_key_view_init (WeirKeyView *self)
{
}

/*< private >
 * weir_key_view_new:
 * @key: the key's bytes
 * @key_length: how many
 * @color_index: its number in order of appearance
 * @n_fields: fields of the stream
 * @n_candles: how many candles to keep
 *
 * Returns: (transfer full): a key of which nothing is known
 */
WeirKeyView *
weir_key_view_new (const char *key,
                   gsize       key_length,
                   guint       color_index,
                   guint       n_fields,
                   guint       n_candles)
{
  WeirKeyView *self = g_object_new (WEIR_TYPE_KEY_VIEW, NULL);

  self->key = weir_escape_dup (key, key_length, WEIR_ESCAPE_KEY_MAX);
  self->color_index = color_index;
  self->n_fields = n_fields;
  self->series = g_new0 (WeirSeries *, n_fields);
  self->lasts = g_new (WeirLast, n_fields);
  for (guint i = 0; i < n_fields; i++)
    self->lasts[i] = (WeirLast) { NAN, WEIR_NO_TIME };
  self->candles = weir_candles_new (n_candles);

  return self;
}

/*< private >
 * weir_key_view_new_other:
 * @n_candles: how many candles to keep
 *
 * Returns: (transfer full): what stands for all keys that had no room
 */
WeirKeyView *
weir_key_view_new_other (guint n_candles)
{
  WeirKeyView *self = weir_key_view_new (WEIR_OTHER_KEY, strlen (WEIR_OTHER_KEY), G_MAXUINT, 0, n_candles);

  self->is_other = TRUE;

  return self;
}

/*< private >
 * weir_key_view_set_n_records:
 * @self: a key
 * @n_records: how many records it had
 */
void
weir_key_view_set_n_records (WeirKeyView *self,
                             guint64      n_records)
{
  self->n_records = n_records;
}

/*< private >
 * weir_key_view_set_last:
 * @self: a key
 * @n_records: how many records it had
 * @lasts: (array): last value of each field
 */
void
weir_key_view_set_last (WeirKeyView    *self,
                        guint64         n_records,
                        const WeirLast *lasts)
{
  self->n_records = n_records;
  if (self->n_fields > 0)
    memcpy (self->lasts, lasts, self->n_fields * sizeof *lasts);
}

/*< private >
 * weir_key_view_has_series:
 * @self: a key
 *
 * Returns: whether any of its fields has a series
 */
gboolean
weir_key_view_has_series (WeirKeyView *self)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (self->series[i] != NULL)
      return TRUE;

  return FALSE;
}

/*< private >
 * weir_key_view_ensure_series:
 * @self: a key
 * @field: a field
 *
 * Returns: (transfer none): the field's series, made if there was none
 */
WeirSeries *
weir_key_view_ensure_series (WeirKeyView *self,
                             guint        field)
{
  if (self->series[field] == NULL)
    self->series[field] = weir_series_new ();

  return self->series[field];
}

/*< private >
 * weir_key_view_drop_series:
 * @self: a key
 *
 * Gives the memory of its series back; charts that still hold one see it empty.
 */
void
weir_key_view_drop_series (WeirKeyView *self)
{
  self->dropped = TRUE;
  for (guint i = 0; i < self->n_fields; i++)
    if (self->series[i] != NULL)
      {
        weir_series_clear (self->series[i]);
        weir_series_emit_changed (self->series[i]);
        g_clear_object (&self->series[i]);
      }
}

static void
take_over_series (WeirKeyView *self,
                  WeirKeyView *newer,
                  guint        field)
{
  if (newer->series[field] == NULL)
    return;

  if (self->series[field] == NULL)
    self->series[field] = g_steal_pointer (&newer->series[field]);
  else
    weir_series_take_over (self->series[field], newer->series[field]);
}

/*< private >
 * weir_key_view_take_over:
 * @self: a key's view
 * @newer: the same key's, read again from further back; empty afterwards
 *
 * Takes what @newer holds; series and candles stay the same objects.
 */
void
weir_key_view_take_over (WeirKeyView *self,
                         WeirKeyView *newer)
{
  g_assert (self->n_fields == newer->n_fields);

  self->n_records = newer->n_records;
  for (guint i = 0; i < self->n_fields; i++)
    {
      if (newer->lasts[i].time_usec >= self->lasts[i].time_usec)
        self->lasts[i] = newer->lasts[i];
      take_over_series (self, newer, i);
    }
  if (newer->dropped)
    weir_key_view_drop_series (self);
  self->dropped = newer->dropped;
  weir_candles_take_over (self->candles, newer->candles);
}

/*< private >
 * weir_key_view_was_dropped:
 * @self: a key
 *
 * Returns: whether its series were given up
 */
gboolean
weir_key_view_was_dropped (WeirKeyView *self)
{
  return self->dropped;
}

/*< private >
 * weir_key_view_mark:
 * @self: a key
 *
 * Returns: whether it was not yet marked as changed
 */
gboolean
weir_key_view_mark (WeirKeyView *self)
{
  gboolean was_marked = self->marked;

  self->marked = TRUE;

  return !was_marked;
}

/*< private >
 * weir_key_view_emit_changed:
 * @self: a key
 *
 * Lets its series and candles say that they changed.
 */
void
weir_key_view_emit_changed (WeirKeyView *self)
{
  self->marked = FALSE;
  for (guint i = 0; i < self->n_fields; i++)
    if (self->series[i] != NULL)
      weir_series_emit_changed (self->series[i]);
  weir_candles_emit_changed (self->candles);
}

/*< private >
 * weir_key_view_get_n_bytes:
 * @self: a key
 *
 * Returns: the memory of its series and candles
 */
gsize
weir_key_view_get_n_bytes (WeirKeyView *self)
{
  gsize n_bytes = weir_candles_get_length (self->candles) * sizeof (WeirCandle);

  for (guint i = 0; i < self->n_fields; i++)
    if (self->series[i] != NULL)
      n_bytes += weir_series_get_n_bytes (self->series[i]);

  return n_bytes;
}

/**
 * weir_key_view_get_key:
 * @self: a key
 *
 * Returns: it, escaped where it is no text
 */
const char *
weir_key_view_get_key (WeirKeyView *self)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), NULL);

  return self->key;
}

/**
 * weir_key_view_get_color_index:
 * @self: a key
 *
 * Returns: its number in order of appearance, for as long as the program runs
 */
guint
weir_key_view_get_color_index (WeirKeyView *self)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), 0);

  return self->color_index;
}

/**
 * weir_key_view_get_series:
 * @self: a key
 * @field: index of a field in the stream's config
 *
 * Returns: (transfer none) (nullable): what a chart of that field reads; %NULL
 *   for a field that is no number or had no value yet, and for keys past the
 *   number that get series
 */
WeirSeries *
weir_key_view_get_series (WeirKeyView *self,
                          guint        field)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), NULL);

  return field < self->n_fields ? self->series[field] : NULL;
}

/**
 * weir_key_view_get_candles:
 * @self: a key
 *
 * Returns: (transfer none): windows of the first spec over the first number field
 */
WeirCandles *
weir_key_view_get_candles (WeirKeyView *self)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), NULL);

  return self->candles;
}

/**
 * weir_key_view_get_last:
 * @self: a key
 * @field: index of a field in the stream's config
 * @time_usec: (out) (optional): its event time, %WEIR_NO_TIME without a value
 *
 * Returns: the value that is newest by event time, NaN if there is none
 */
double
weir_key_view_get_last (WeirKeyView *self,
                        guint        field,
                        gint64      *time_usec)
{
  const WeirLast none = { NAN, WEIR_NO_TIME };
  const WeirLast *last = &none;

  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), NAN);

  if (field < self->n_fields)
    last = &self->lasts[field];
  if (time_usec != NULL)
    *time_usec = last->time_usec;

  return last->value;
}

/**
 * weir_key_view_get_n_records:
 * @self: a key
 *
 * Returns: how many records it had since the start
 */
guint64
weir_key_view_get_n_records (WeirKeyView *self)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), 0);

  return self->n_records;
}

/**
 * weir_key_view_get_is_other:
 * @self: a key
 *
 * Returns: whether it is no key but stands for all of those past the memory
 *   budget, or past the number that is listed; it has candles, but no last
 *   values and no series
 */
gboolean
weir_key_view_get_is_other (WeirKeyView *self)
{
  g_return_val_if_fail (WEIR_IS_KEY_VIEW (self), FALSE);

  return self->is_other;
}
