#include "config.h"

#include "widgets/weir-candle-groups.h"

/* Narrower than this, bodies and wicks run into one another. */
#define MIN_WIDTH_PX 5.0

/*< private >
 * weir_candle_groups_init:
 * @self: uninitialised
 *
 * Makes an empty list. Main thread, as everything about it.
 */
void
weir_candle_groups_init (WeirCandleGroups *self)
{
  *self = (WeirCandleGroups) {
    .array = g_array_new (FALSE, FALSE, sizeof (WeirCandle)),
    .means = g_array_new (FALSE, FALSE, sizeof (double)),
  };
}

/*< private >
 * weir_candle_groups_clear:
 * @self: groups
 *
 * Frees what the groups own; the structure itself is the caller's.
 */
void
weir_candle_groups_clear (WeirCandleGroups *self)
{
  g_clear_pointer (&self->array, g_array_unref);
  g_clear_pointer (&self->means, g_array_unref);
}

/* How many candles share a place, so that each is wide enough: a count that makes round spans of minutes. */
static gint64
group_size (gint64          candle_usec,
            const WeirPlot *plot)
{
  static const gint64 sizes[] = { 1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440 };
  double candle_px = (double) candle_usec / plot->column_usec / plot->scale;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (sizes) && candle_px * sizes[i] < MIN_WIDTH_PX)
    i++;

  return sizes[i];
}

/* NaN counts for nothing on either side. */
static double
sum_known (double a,
           double b)
{
  return isnan (a) ? b : isnan (b) ? a : a + b;
}

static void
merge (WeirCandle       *group,
       const WeirCandle *candle)
{
  double volume = sum_known (group->volume, candle->volume);

  /* Weighted by volume, as the windows themselves are. */
  if (volume > 0.0 && !isnan (group->vwap) && !isnan (candle->vwap))
    group->vwap = (group->vwap * group->volume + candle->vwap * candle->volume) / volume;
  group->volume = volume;
  group->high = fmax (group->high, candle->high);
  group->low = fmin (group->low, candle->low);
  group->close = candle->close;
  group->count += candle->count;
  group->final = group->final && candle->final;
}

static gboolean
is_drawable (const WeirCandle *candle)
{
  return candle->count > 0 && candle->end_usec > candle->start_usec
         && isfinite (candle->open) && isfinite (candle->close) && isfinite (candle->high) && isfinite (candle->low);
}

static void
add (WeirCandleGroups *self,
     const WeirCandle *candle)
{
  /* Towards minus infinity, as times before 1970 need. */
  gint64 rest_usec = candle->start_usec % self->width_usec;
  gint64 start_usec = candle->start_usec - rest_usec - (rest_usec < 0 ? self->width_usec : 0);
  WeirCandle *last = self->array->len > 0 ? &g_array_index (self->array, WeirCandle, self->array->len - 1) : NULL;

  if (self->width_usec == candle->end_usec - candle->start_usec)
    {
      g_array_append_val (self->array, *candle);
    }
  else if (last != NULL && last->start_usec == start_usec)
    {
      merge (last, candle);
    }
  else
    {
      WeirCandle group = *candle;

      group.start_usec = start_usec;
      group.end_usec = start_usec + self->width_usec;
      g_array_append_val (self->array, group);
    }
}

/* Mean of the closes of the @length windows up to @i, those without a record passed over; NaN where there are fewer. */
static double
mean_up_to (WeirCandles *candles,
            guint        i,
            guint        length)
{
  double sum = 0.0;
  guint n = 0;

  for (guint k = i + 1; k > 0 && n < length; k--)
    {
      const WeirCandle *candle = weir_candles_get (candles, k - 1);

      if (!is_drawable (candle))
        continue;
      sum += candle->close;
      n++;
    }

  return n == length && length > 0 ? sum / length : NAN;
}

/*< private >
 * weir_candle_groups_read:
 * @self: groups
 * @candles: where to read them
 * @plot: the range, and how wide a column is
 * @sma_length: of how many windows a moving average is wanted
 *
 * Reads the candles of @plot's range. Neighbours are put together, so many that
 * each is wide enough to be seen and their span is a round one; the moving
 * average is that of the windows, whatever is put together.
 */
void
weir_candle_groups_read (WeirCandleGroups *self,
                         WeirCandles      *candles,
                         const WeirPlot   *plot,
                         guint             sma_length)
{
  guint length = weir_candles_get_length (candles);
  guint i = weir_candles_find (candles, plot->begin_usec);
  gint64 size;

  g_array_set_size (self->array, 0);
  g_array_set_size (self->means, 0);
  self->n_before = 0;
  if (i == length)
    return;

  self->candle_usec = MAX (1, weir_candles_get (candles, i)->end_usec - weir_candles_get (candles, i)->start_usec);
  size = group_size (self->candle_usec, plot);
  self->width_usec = self->candle_usec * size;

  /* Of the first place in view all windows, and the average's way into it. */
  for (i -= MIN (i, 2 * size); i < length; i++)
    {
      const WeirCandle *candle = weir_candles_get (candles, i);

      if (candle->start_usec >= weir_plot_end (plot))
        break;
      if (!is_drawable (candle))
        continue;
      add (self, candle);
      g_array_set_size (self->means, self->array->len);
      g_array_index (self->means, double, self->array->len - 1) = mean_up_to (candles, i, sma_length);
    }

  while (self->n_before < self->array->len && weir_candle_groups_get (self, self->n_before)->end_usec <= plot->begin_usec)
    self->n_before++;
}

/*< private >
 * weir_candle_groups_sma:
 * @self: groups
 * @i: index of a group
 *
 * Returns: the mean of the last closes of its windows, up to the group's last; NaN where there are fewer
 */
double
weir_candle_groups_sma (WeirCandleGroups *self,
                        guint             i)
{
  return g_array_index (self->means, double, i);
}

/*< private >
 * weir_candle_groups_get:
 * @self: groups
 * @i: an index
 *
 * Returns: (transfer none): the group, valid until they are read again
 */
const WeirCandle *
weir_candle_groups_get (WeirCandleGroups *self,
                        guint             i)
{
  return &g_array_index (self->array, WeirCandle, i);
}

/*< private >
 * weir_candle_groups_find:
 * @self: groups
 * @time_usec: event time
 *
 * Returns: (transfer none) (nullable): the group that holds @time_usec
 */
const WeirCandle *
weir_candle_groups_find (WeirCandleGroups *self,
                         gint64            time_usec)
{
  for (guint i = self->n_before; i < self->array->len; i++)
    {
      const WeirCandle *candle = weir_candle_groups_get (self, i);

      if (time_usec >= candle->start_usec && time_usec < candle->end_usec)
        return candle;
    }

  return NULL;
}
