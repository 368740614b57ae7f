#include "config.h"

#include "data/lag/weir-lag-look.h"

#include <math.h>

static void
sum_init (WeirLagSum         *self,
          const WeirLagGroup *group,
          const char         *topic,
          guint               first)
{
  *self = (WeirLagSum) { .group = group, .topic = topic, .first = first, .worst = first };
  self->numbers = WEIR_LAG_NUMBERS_NONE;
}

static void
sum_add (WeirLagSum           *self,
         const WeirLagLookRow *row,
         guint                 index)
{
  if (self->n_rows == 0 || row->numbers.state > self->numbers.state)
    self->worst = index;
  self->n_rows++;
  weir_lag_numbers_add (&self->numbers, &row->numbers);
}

/* All of it is cleared at the speed of all of it. */
static void
sum_end (WeirLagSum *self)
{
  if (self->n_rows == 0)
    self->numbers = WEIR_LAG_NUMBERS_UNKNOWN;

  self->numbers.clear_seconds = self->numbers.velocity < 0 && self->numbers.lag > 0
                                  ? (double) self->numbers.lag / -self->numbers.velocity
                                  : NAN;
}

/* The topics of the group of @sum, which follow one another. */
static void
add_topics (WeirLagLook      *self,
            const WeirLagSum *sum)
{
  for (guint i = sum->first; i < sum->first + sum->n_rows;)
    {
      const char *topic = g_array_index (self->rows, WeirLagLookRow, i).lag->topic;
      WeirLagSum part;

      sum_init (&part, sum->group, topic, i);
      for (; i < sum->first + sum->n_rows; i++)
        {
          const WeirLagLookRow *row = &g_array_index (self->rows, WeirLagLookRow, i);

          if (!g_str_equal (row->lag->topic, topic))
            break;
          sum_add (&part, row, i);
        }
      sum_end (&part);
      g_array_append_val (self->topics, part);
    }
}

static void
add_group (WeirLagLook        *self,
           const WeirLagGroup *group,
           guint               first,
           gboolean            with_empty)
{
  const WeirLagLookRow alone = { .group = group, .numbers = WEIR_LAG_NUMBERS_UNKNOWN };
  WeirLagSum sum;

  sum_init (&sum, group, NULL, first);
  for (guint i = first; i < self->rows->len; i++)
    sum_add (&sum, &g_array_index (self->rows, WeirLagLookRow, i), i);
  sum_end (&sum);
  if (sum.n_rows == 0 && !with_empty)
    return;

  add_topics (self, &sum);
  if (sum.n_rows == 0)
    g_array_append_val (self->rows, alone);
  g_array_append_val (self->sums, sum);
}

static void
remember (WeirLagBook *book,
          GArray      *sums,
          gint64       time_usec)
{
  for (guint i = 0; i < sums->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (sums, WeirLagSum, i);
      const WeirLagPoint point = { time_usec, sum->numbers.lag, sum->numbers.lag_seconds };

      if (sum->n_rows > 0)
        weir_lag_book_add_point (book, sum->group->name, sum->topic != NULL ? sum->topic : "", &point);
    }
}

/**
 * weir_lag_look_new:
 * @snapshot: (transfer full): what the brokers told
 * @book: what was remembered before; remembers this look too
 * @with_empty: whether a group without a partition is told of
 *
 * Returns: (transfer full): the look
 */
WeirLagLook *
weir_lag_look_new (WeirLagSnapshot *snapshot,
                   WeirLagBook     *book,
                   gboolean         with_empty)
{
  WeirLagLook *self;
  guint next = 0;

  g_return_val_if_fail (snapshot != NULL && book != NULL, NULL);

  self = g_new0 (WeirLagLook, 1);
  g_atomic_ref_count_init (&self->refs);
  self->snapshot = snapshot;
  self->rows = g_array_sized_new (FALSE, FALSE, sizeof (WeirLagLookRow), snapshot->lags->len);
  self->sums = g_array_new (FALSE, FALSE, sizeof (WeirLagSum));
  self->topics = g_array_new (FALSE, FALSE, sizeof (WeirLagSum));

  /* Both are in the order of groups. */
  for (guint i = 0; i < snapshot->groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (snapshot->groups, i);
      guint first = self->rows->len;

      for (; next < snapshot->lags->len; next++)
        {
          WeirLagLookRow row = { .group = group, .lag = g_ptr_array_index (snapshot->lags, next) };

          if (!g_str_equal (row.lag->group, group->name))
            break;
          weir_lag_book_put (book, row.lag, snapshot->time_usec, &row.numbers);
          g_array_append_val (self->rows, row);
        }
      add_group (self, group, first, with_empty);
    }
  remember (book, self->sums, snapshot->time_usec);
  remember (book, self->topics, snapshot->time_usec);
  weir_lag_book_drop (book, snapshot->time_usec);

  return self;
}

/**
 * weir_lag_look_ref:
 * @self: a look
 *
 * Any thread.
 *
 * Returns: (transfer full): the same
 */
WeirLagLook *
weir_lag_look_ref (WeirLagLook *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_lag_look_unref:
 * @self: (transfer full): a look
 *
 * Any thread; the last one frees it.
 */
void
weir_lag_look_unref (WeirLagLook *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  weir_lag_snapshot_free (self->snapshot);
  g_array_unref (self->rows);
  g_array_unref (self->sums);
  g_array_unref (self->topics);
  g_free (self);
}

/**
 * weir_lag_look_find:
 * @self: a look
 * @group: a group's id
 *
 * Returns: (nullable) (transfer none): that group's sum
 */
const WeirLagSum *
weir_lag_look_find (const WeirLagLook *self,
                    const char        *group)
{
  g_return_val_if_fail (self != NULL && group != NULL, NULL);

  for (guint i = 0; i < self->sums->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (self->sums, WeirLagSum, i);

      if (g_str_equal (sum->group->name, group))
        return sum;
    }

  return NULL;
}

/**
 * weir_lag_look_get_worst:
 * @self: a look
 *
 * Returns: the worst state of all groups
 */
WeirLagState
weir_lag_look_get_worst (const WeirLagLook *self)
{
  WeirLagState worst = WEIR_LAG_UNKNOWN;

  g_return_val_if_fail (self != NULL, WEIR_LAG_UNKNOWN);

  for (guint i = 0; i < self->sums->len; i++)
    worst = MAX (worst, g_array_index (self->sums, WeirLagSum, i).numbers.state);

  return worst;
}

static char *
dup_group_reason (const WeirLagGroup *group,
                  gboolean            translated)
{
  WeirLagReason nothing = { WEIR_LAG_REASON_NO_COMMIT };

  if (!weir_lag_group_has_offsets (group))
    nothing.kind = g_str_equal (group->type, "share") ? WEIR_LAG_REASON_SHARED : WEIR_LAG_REASON_OTHER_KIND;

  return group->problem != NULL ? g_strdup (group->problem) : weir_lag_reason_dup_text (&nothing, translated);
}

/**
 * weir_lag_look_dup_row_reason:
 * @row: a row of a look
 * @translated: into the user's language; else English, for programs
 *
 * Returns: (transfer full) (nullable): why it has its state
 */
char *
weir_lag_look_dup_row_reason (const WeirLagLookRow *row,
                              gboolean              translated)
{
  g_return_val_if_fail (row != NULL, NULL);

  return row->lag != NULL ? weir_lag_reason_dup_text (&row->numbers.reason, translated)
                          : dup_group_reason (row->group, translated);
}

/**
 * weir_lag_look_dup_sum_reason:
 * @self: a look
 * @sum: one of its sums
 * @translated: into the user's language; else English, for programs
 *
 * Returns: (transfer full) (nullable): why it has its state; where there are several partitions, which one it is of
 */
char *
weir_lag_look_dup_sum_reason (const WeirLagLook *self,
                              const WeirLagSum  *sum,
                              gboolean           translated)
{
  g_autofree char *reason = NULL;
  const WeirLagLookRow *worst;

  g_return_val_if_fail (self != NULL && sum != NULL, NULL);

  if (sum->n_rows == 0)
    return dup_group_reason (sum->group, translated);

  worst = &g_array_index (self->rows, WeirLagLookRow, sum->worst);
  reason = weir_lag_look_dup_row_reason (worst, translated);
  if (sum->n_rows < 2 || sum->numbers.state <= WEIR_LAG_INCOMPLETE)
    return g_steal_pointer (&reason);

  return g_strdup_printf ("%s/%d: %s", worst->lag->topic, worst->lag->partition, reason);
}
