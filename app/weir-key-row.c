#include "config.h"

#include "app/weir-key-row.h"

#include <math.h>

#include "data/source/weir-message.h"

struct _WeirKeyRow
{
  GObject      parent_instance;

  WeirKeyView *key;         /* owned */
  int          fields[WEIR_KEY_ROW_MAX_FIELDS];
  guint        n_fields;
  double       last[WEIR_KEY_ROW_MAX_FIELDS];
  gint64       last_usec;
  double       change;
  double       volume;
};

G_DEFINE_FINAL_TYPE (WeirKeyRow, weir_key_row, G_TYPE_OBJECT)

static void
weir_key_row_finalize (GObject *object)
{
  g_object_unref (WEIR_KEY_ROW (object)->key);

  G_OBJECT_CLASS (weir_key_row_parent_class)->finalize (object);
}

static void
weir_key_row_class_init (WeirKeyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_key_row_finalize;
}

static void
weir_key_row_init (WeirKeyRow *self)
{
  self->last_usec = WEIR_NO_TIME;
  self->change = NAN;
  self->volume = NAN;
  for (guint i = 0; i < WEIR_KEY_ROW_MAX_FIELDS; i++)
    self->last[i] = NAN;
}

WeirKeyRow *
weir_key_row_new (WeirKeyView *key,
                  const int   *fields,
                  guint        n_fields)
{
  WeirKeyRow *self = g_object_new (WEIR_TYPE_KEY_ROW, NULL);

  self->key = key;
  self->n_fields = MIN (n_fields, WEIR_KEY_ROW_MAX_FIELDS);
  for (guint i = 0; i < self->n_fields; i++)
    self->fields[i] = fields[i];

  return self;
}

static double
get_volume (WeirKeyRow *self,
            gint64      begin_usec,
            gint64      end_usec)
{
  WeirCandles *candles = weir_key_view_get_candles (self->key);
  double volume = NAN;

  for (guint i = weir_candles_find (candles, begin_usec); i < weir_candles_get_length (candles); i++)
    {
      const WeirCandle *candle = weir_candles_get (candles, i);

      if (candle->start_usec >= end_usec)
        break;
      if (!isnan (candle->volume))
        volume = candle->volume + (isnan (volume) ? 0.0 : volume);
    }

  return volume;
}

void
weir_key_row_update (WeirKeyRow *self,
                     gint64      begin_usec,
                     gint64      end_usec)
{
  WeirSeries *series = weir_key_row_get_series (self);
  WeirColumn column = { .first = NAN, .last = NAN };

  for (guint i = 0; i < self->n_fields; i++)
    {
      gint64 time_usec = WEIR_NO_TIME;

      self->last[i] = self->fields[i] >= 0 ? weir_key_view_get_last (self->key, (guint) self->fields[i], &time_usec) : NAN;
      if (i == 0)
        self->last_usec = time_usec;
    }

  if (series != NULL && begin_usec < end_usec)
    weir_series_decimate (series, begin_usec, end_usec, &column, 1);
  self->change = column.count > 0 && column.first != 0.0 ? (column.last / column.first - 1.0) * 100.0 : NAN;
  self->volume = get_volume (self, begin_usec, end_usec);
}

WeirKeyView *
weir_key_row_get_view (WeirKeyRow *self)
{
  return self->key;
}

WeirSeries *
weir_key_row_get_series (WeirKeyRow *self)
{
  return self->n_fields > 0 && self->fields[0] >= 0 ? weir_key_view_get_series (self->key, (guint) self->fields[0]) : NULL;
}

double
weir_key_row_get_last (WeirKeyRow *self,
                       guint       i)
{
  return i < self->n_fields ? self->last[i] : NAN;
}

gint64
weir_key_row_get_last_usec (WeirKeyRow *self)
{
  return self->last_usec;
}

double
weir_key_row_get_change (WeirKeyRow *self)
{
  return self->change;
}

double
weir_key_row_get_volume (WeirKeyRow *self)
{
  return self->volume;
}
