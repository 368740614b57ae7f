#include "config.h"

#include "data/series/weir-candles.h"

struct _WeirCandles
{
  GObject  parent_instance;

  GArray  *array;       /* owned, of WeirCandle, ascending by start */
  guint    first;       /* those before it are forgotten and wait to be removed together */
  guint    capacity;
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (WeirCandles, weir_candles, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static WeirCandle *
candle_at (WeirCandles *self,
           guint        i)
{
  return &g_array_index (self->array, WeirCandle, self->first + i);
}

/* Index of the first candle that starts at or after @start_usec. */
static guint
lower_bound (WeirCandles *self,
             gint64       start_usec)
{
  guint low = 0;
  guint high = self->array->len - self->first;

  /* Nearly every candle is the newest one again, or the one after it. */
  if (high > 0 && candle_at (self, high - 1)->start_usec < start_usec)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (candle_at (self, middle)->start_usec < start_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
forget_oldest (WeirCandles *self)
{
  self->first++;

  if (self->first >= self->capacity)
    {
      g_array_remove_range (self->array, 0, self->first);
      self->first = 0;
    }
}

static void
weir_candles_finalize (GObject *object)
{
  WeirCandles *self = WEIR_CANDLES (object);

  g_array_unref (self->array);

  G_OBJECT_CLASS (weir_candles_parent_class)->finalize (object);
}

static void
weir_candles_class_init (WeirCandlesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_candles_finalize;

  /**
   * WeirCandles::changed:
   * @self: the candles
   *
   * Emitted by weir_candles_emit_changed(), once a batch.
   */
  signals[CHANGED] = g_signal_new ("changed", WEIR_TYPE_CANDLES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_candles_init (WeirCandles *self)
{
  self->array = g_array_new (FALSE, FALSE, sizeof (WeirCandle));
}

/**
 * weir_candles_new:
 * @capacity: how many to keep, at least 1
 *
 * Makes an empty list; memory follows with the candles.
 *
 * Returns: (transfer full): candles, to be used on the main thread only
 */
WeirCandles *
weir_candles_new (guint capacity)
{
  WeirCandles *self;

  g_return_val_if_fail (capacity > 0, NULL);

  self = g_object_new (WEIR_TYPE_CANDLES, NULL);
  self->capacity = capacity;

  return self;
}

/**
 * weir_candles_put:
 * @self: candles
 * @candle: one window, copied
 *
 * Inserts @candle in its place by start, or replaces the one with the same
 * start. Past capacity the oldest is forgotten, which may be @candle itself.
 */
void
weir_candles_put (WeirCandles      *self,
                  const WeirCandle *candle)
{
  guint i;

  g_return_if_fail (WEIR_IS_CANDLES (self));
  g_return_if_fail (candle != NULL);

  i = lower_bound (self, candle->start_usec);
  self->dirty = TRUE;

  if (i < weir_candles_get_length (self) && candle_at (self, i)->start_usec == candle->start_usec)
    {
      *candle_at (self, i) = *candle;
      return;
    }

  g_array_insert_vals (self->array, self->first + i, candle, 1);
  if (weir_candles_get_length (self) > self->capacity)
    forget_oldest (self);
}

/**
 * weir_candles_take_over:
 * @self: candles
 * @newer: those of the same records, read again from further back; empty afterwards
 *
 * Takes what @newer holds. What @self has from before it stays.
 */
void
weir_candles_take_over (WeirCandles *self,
                        WeirCandles *newer)
{
  guint n_older;

  g_return_if_fail (WEIR_IS_CANDLES (self));
  g_return_if_fail (WEIR_IS_CANDLES (newer));

  if (weir_candles_get_length (newer) == 0)
    return;

  n_older = lower_bound (self, candle_at (newer, 0)->start_usec);
  /* The first one may miss records that the broker has deleted since. */
  if (n_older < weir_candles_get_length (self) && candle_at (self, n_older)->start_usec == candle_at (newer, 0)->start_usec
      && candle_at (self, n_older)->count > candle_at (newer, 0)->count)
    *candle_at (newer, 0) = *candle_at (self, n_older);

  g_array_set_size (self->array, self->first + n_older);
  g_array_append_vals (self->array, candle_at (newer, 0), weir_candles_get_length (newer));
  while (weir_candles_get_length (self) > self->capacity)
    forget_oldest (self);
  self->dirty = TRUE;
  weir_candles_clear (newer);
}

/**
 * weir_candles_emit_changed:
 * @self: candles
 *
 * Emits [signal@Candles::changed] if anything was put since it was last called.
 */
void
weir_candles_emit_changed (WeirCandles *self)
{
  g_return_if_fail (WEIR_IS_CANDLES (self));

  if (!self->dirty)
    return;

  self->dirty = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * weir_candles_clear:
 * @self: candles
 *
 * Forgets all of them; the next weir_candles_emit_changed() says so.
 */
void
weir_candles_clear (WeirCandles *self)
{
  g_return_if_fail (WEIR_IS_CANDLES (self));

  g_array_set_size (self->array, 0);
  self->first = 0;
  self->dirty = TRUE;
}

/**
 * weir_candles_get_length:
 * @self: candles
 *
 * Returns: how many there are
 */
guint
weir_candles_get_length (WeirCandles *self)
{
  g_return_val_if_fail (WEIR_IS_CANDLES (self), 0);

  return self->array->len - self->first;
}

/**
 * weir_candles_get:
 * @self: candles
 * @i: less than the length; 0 is the oldest
 *
 * Returns: (transfer none): the candle, valid until the next put or clear
 */
const WeirCandle *
weir_candles_get (WeirCandles *self,
                  guint        i)
{
  g_return_val_if_fail (WEIR_IS_CANDLES (self), NULL);
  g_return_val_if_fail (i < self->array->len - self->first, NULL);

  return candle_at (self, i);
}

/**
 * weir_candles_find:
 * @self: candles, of windows that end in the order in which they start
 * @time_usec: event time
 *
 * Returns: the index of the first candle whose end is past @time_usec, the
 *   length if there is none
 */
guint
weir_candles_find (WeirCandles *self,
                   gint64       time_usec)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (WEIR_IS_CANDLES (self), 0);

  high = self->array->len - self->first;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (candle_at (self, middle)->end_usec <= time_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
