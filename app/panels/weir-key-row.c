#include "config.h"

#include "app/panels/weir-key-row.h"

#include <math.h>

#include <glib/gi18n.h>

#include "data/source/weir-message.h"
#include "widgets/weir-format.h"

struct _WeirKeyRow
{
  GObject      parent_instance;

  WeirKeyView *key;         /* owned */
  int          fields[WEIR_KEY_ROW_MAX_FIELDS];
  guint        n_fields;
  gboolean     flags[WEIR_KEY_ROW_MAX_FIELDS];      /* which of the fields are flags */
  int          volume_field;
  double       last[WEIR_KEY_ROW_MAX_FIELDS];
  int          decimals[WEIR_KEY_ROW_MAX_FIELDS];   /* of the column */
  gint64       last_usec;
  gint64       end_usec;    /* of the range */
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
                  guint        n_fields,
                  int          volume_field)
{
  WeirKeyRow *self = g_object_new (WEIR_TYPE_KEY_ROW, NULL);

  self->key = key;
  self->n_fields = MIN (n_fields, WEIR_KEY_ROW_MAX_FIELDS);
  self->volume_field = volume_field;
  for (guint i = 0; i < self->n_fields; i++)
    self->fields[i] = fields[i];

  return self;
}

/* Of a key without series: of the windows that begin in the range. */
static double
sum_windows (WeirKeyRow *self,
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
      if (candle->start_usec >= begin_usec && !isnan (candle->volume))
        volume = candle->volume + (isnan (volume) ? 0.0 : volume);
    }

  return volume;
}

static double
get_volume (WeirKeyRow *self,
            gint64      begin_usec,
            gint64      end_usec)
{
  WeirSeries *series = self->volume_field >= 0 ? weir_key_view_get_series (self->key, (guint) self->volume_field) : NULL;
  WeirRangeSummary range;

  if (series == NULL)
    return sum_windows (self, begin_usec, end_usec);

  weir_series_summarise (series, begin_usec, end_usec, &range);

  return range.sum;
}

/* The value at the end of the range: its last one, or the last before it. */
static double
get_last (WeirKeyRow       *self,
          guint             i,
          gint64            begin_usec,
          gint64            end_usec,
          WeirRangeSummary *range,
          gint64           *time_usec)
{
  WeirSeries *series = self->fields[i] >= 0 ? weir_key_view_get_series (self->key, (guint) self->fields[i]) : NULL;
  double before;

  *time_usec = WEIR_NO_TIME;
  *range = (WeirRangeSummary) { begin_usec, end_usec, 0, NAN, NAN, NAN, NAN, NAN };
  if (self->fields[i] < 0)
    return NAN;
  if (series == NULL)
    return weir_key_view_get_last (self->key, (guint) self->fields[i], time_usec);

  weir_series_summarise (series, begin_usec, end_usec, range);
  before = weir_series_find_before (series, range->end_usec - 1, G_MAXINT64, time_usec);

  return range->count > 0 ? range->last : before;
}

static void
update (WeirKeyRow *self,
        gint64      begin_usec,
        gint64      end_usec)
{
  self->change = NAN;
  self->end_usec = end_usec;
  for (guint i = 0; i < self->n_fields; i++)
    {
      WeirRangeSummary range;
      gint64 time_usec;

      self->last[i] = get_last (self, i, begin_usec, end_usec, &range, &time_usec);
      if (i > 0)
        continue;
      self->last_usec = time_usec;
      self->change = weir_range_summary_get_change (&range);
    }

  self->volume = get_volume (self, begin_usec, end_usec);
}

void
weir_key_rows_update (GListModel *rows,
                      gint64      begin_usec,
                      gint64      end_usec)
{
  guint n = g_list_model_get_n_items (rows);
  double largest[WEIR_KEY_ROW_MAX_FIELDS] = { 0 };
  gboolean fractions[WEIR_KEY_ROW_MAX_FIELDS] = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirKeyRow) row = g_list_model_get_item (rows, i);

      update (row, begin_usec, end_usec);
      for (guint j = 0; j < row->n_fields; j++)
        {
          largest[j] = fmax (largest[j], fabs (row->last[j]));
          /* A column that once had a fraction has decimals for good: it would jump otherwise. */
          fractions[j] |= row->decimals[j] > 0 || row->last[j] != floor (row->last[j]);
        }
    }

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirKeyRow) row = g_list_model_get_item (rows, i);

      for (guint j = 0; j < row->n_fields; j++)
        row->decimals[j] = fractions[j] ? weir_format_decimals (largest[j]) : 0;
    }
}

void
weir_key_row_set_flag (WeirKeyRow *self,
                       guint       i)
{
  g_return_if_fail (WEIR_IS_KEY_ROW (self));
  g_return_if_fail (i < self->n_fields);

  self->flags[i] = TRUE;
}

WeirKeyView *
weir_key_row_get_view (WeirKeyRow *self)
{
  return self->key;
}

WeirSeries *
weir_key_row_get_series (gpointer item)
{
  WeirKeyRow *self = WEIR_KEY_ROW (item);

  return self->n_fields > 0 && self->fields[0] >= 0 ? weir_key_view_get_series (self->key, (guint) self->fields[0]) : NULL;
}

double
weir_key_row_get_last (WeirKeyRow *self,
                       guint       i)
{
  return i < self->n_fields ? self->last[i] : NAN;
}

char *
weir_key_row_dup_last (WeirKeyRow *self,
                       guint       i)
{
  double last = weir_key_row_get_last (self, i);

  if (i < self->n_fields && self->flags[i])
    return weir_format_flag (last);
  /* Smaller than the decimals of a column can tell. */
  if (fabs (last) < 1e-4 && last != 0.0)
    return weir_format_exact (last);

  return weir_format_number (last, i < self->n_fields ? self->decimals[i] : 0);
}

char *
weir_key_row_dup_name (gpointer     item,
                       const char **style_class)
{
  WeirKeyRow *self = WEIR_KEY_ROW (item);
  const char *key = weir_key_view_get_key (self->key);
  g_autofree char *count = NULL;

  *style_class = "strong";
  if (!weir_key_view_get_is_other (self->key))
    return g_strdup (*key != '\0' ? key : _("(no key)"));

  *style_class = "other";
  count = weir_format_count (weir_key_view_get_n_records (self->key));

  /* Translators: a row that stands for all keys without a row of their own, and how many records they had */
  return g_strdup_printf (ngettext ("● (other) · %s record", "● (other) · %s records", (gulong) weir_key_view_get_n_records (self->key)),
                          count);
}

int
weir_key_row_compare_names (gconstpointer a,
                            gconstpointer b,
                            gpointer      user_data)
{
  WeirKeyView *left = weir_key_row_get_view ((gpointer) a);
  WeirKeyView *right = weir_key_row_get_view ((gpointer) b);

  if (weir_key_view_get_is_other (left) != weir_key_view_get_is_other (right))
    return weir_key_view_get_is_other (left) ? -1 : 1;

  return strcmp (weir_key_view_get_key (left), weir_key_view_get_key (right));
}

gint64
weir_key_row_get_age_usec (WeirKeyRow *self)
{
  return self->last_usec != WEIR_NO_TIME ? MAX (self->end_usec - self->last_usec, 0) : -1;
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
