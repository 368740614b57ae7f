#include "config.h"

#include <math.h>

#include "app/cli/weir-cli-lag-look.h"

static gint64
weir_cli_lag_add_known (gint64 sum,
                        gint64 part)
{
  return sum >= 0 && part >= 0 ? sum + part : -1;
}

static void
weir_cli_lag_sum_add (WeirCliLagSum       *self,
                      const WeirCliLagRow *row)
{
  WeirLagState state = weir_lag_row_get_state (row->row);

  self->n_partitions++;
  self->lag = weir_cli_lag_add_known (self->lag, row->lag->lag);
  self->lost += weir_lag_row_get_lost (row->row);
  self->velocity += weir_lag_row_get_velocity (row->row);
  self->lag_seconds = fmax (self->lag_seconds, weir_lag_row_get_lag_seconds (row->row));
  if (self->worst == NULL || state > self->state)
    {
      self->worst = row->row;
      self->state = state;
    }
}

static void
weir_cli_lag_add_group (WeirCliLagLook     *self,
                        const WeirLagGroup *group,
                        guint               first,
                        gboolean            with_empty)
{
  WeirCliLagSum sum = { .group = group, .lag_seconds = NAN, .clear_seconds = NAN };
  const WeirCliLagRow alone = { .group = group };

  for (guint i = first; i < self->rows->len; i++)
    weir_cli_lag_sum_add (&sum, &g_array_index (self->rows, WeirCliLagRow, i));

  if (sum.n_partitions == 0)
    {
      if (!with_empty)
        return;
      sum.lag = -1;
      sum.velocity = NAN;
      g_array_append_val (self->rows, alone);
    }
  if (sum.velocity < 0 && sum.lag > 0)
    sum.clear_seconds = (double) sum.lag / -sum.velocity;
  g_array_append_val (self->sums, sum);
}

void
weir_cli_lag_look_init (WeirCliLagLook        *self,
                        const WeirLagSnapshot *snapshot,
                        WeirLagTable          *table,
                        gboolean               with_empty)
{
  guint next = 0;

  self->snapshot = snapshot;
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirCliLagRow));
  self->sums = g_array_new (FALSE, FALSE, sizeof (WeirCliLagSum));

  /* Both are in the order of groups. */
  for (guint i = 0; i < snapshot->groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (snapshot->groups, i);
      guint first = self->rows->len;

      for (; next < snapshot->lags->len; next++)
        {
          WeirCliLagRow row = { .group = group, .lag = g_ptr_array_index (snapshot->lags, next) };

          if (!g_str_equal (row.lag->group, group->name))
            break;
          row.row = weir_lag_table_put_group (table, 0, row.lag, snapshot->time_usec);
          g_array_append_val (self->rows, row);
        }
      weir_cli_lag_add_group (self, group, first, with_empty);
    }
  weir_lag_table_drop_groups (table, 0, snapshot->time_usec);
}

void
weir_cli_lag_look_clear (WeirCliLagLook *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->sums, g_array_unref);
}

/* Larger first, unknown last. */
static int
weir_cli_lag_compare_numbers (double a,
                              double b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) - isnan (b);

  return (a < b) - (a > b);
}

static double
weir_cli_lag_row_get_key (const WeirCliLagRow *self,
                          WeirCliLagOrder      order)
{
  if (order == WEIR_CLI_LAG_BY_STATE)
    return self->row != NULL ? weir_lag_row_get_state (self->row) : WEIR_LAG_UNKNOWN;
  if (self->row == NULL || (order == WEIR_CLI_LAG_BY_LAG && self->lag->lag < 0))
    return NAN;

  return order == WEIR_CLI_LAG_BY_LAG ? (double) self->lag->lag : weir_lag_row_get_lag_seconds (self->row);
}

static double
weir_cli_lag_sum_get_key (const WeirCliLagSum *self,
                          WeirCliLagOrder      order)
{
  if (order == WEIR_CLI_LAG_BY_STATE)
    return self->state;
  if (order == WEIR_CLI_LAG_BY_SECONDS)
    return self->lag_seconds;

  return self->lag >= 0 ? (double) self->lag : NAN;
}

static int
weir_cli_lag_compare_rows (gconstpointer a,
                           gconstpointer b,
                           gpointer      user_data)
{
  const WeirCliLagRow *x = a;
  const WeirCliLagRow *y = b;
  int order = weir_cli_lag_compare_numbers (weir_cli_lag_row_get_key (x, GPOINTER_TO_UINT (user_data)),
                                            weir_cli_lag_row_get_key (y, GPOINTER_TO_UINT (user_data)));

  if (order == 0 && x->lag != NULL && y->lag != NULL)
    order = weir_group_lag_compare (x->lag, y->lag);

  return order != 0 ? order : g_strcmp0 (x->group->name, y->group->name);
}

static int
weir_cli_lag_compare_sums (gconstpointer a,
                           gconstpointer b,
                           gpointer      user_data)
{
  const WeirCliLagSum *x = a;
  const WeirCliLagSum *y = b;
  int order = weir_cli_lag_compare_numbers (weir_cli_lag_sum_get_key (x, GPOINTER_TO_UINT (user_data)),
                                            weir_cli_lag_sum_get_key (y, GPOINTER_TO_UINT (user_data)));

  return order != 0 ? order : g_strcmp0 (x->group->name, y->group->name);
}

void
weir_cli_lag_look_sort (WeirCliLagLook  *self,
                        WeirCliLagOrder  order)
{
  if (order == WEIR_CLI_LAG_BY_GROUP)
    return;

  g_array_sort_with_data (self->rows, weir_cli_lag_compare_rows, GUINT_TO_POINTER (order));
  g_array_sort_with_data (self->sums, weir_cli_lag_compare_sums, GUINT_TO_POINTER (order));
}

WeirLagState
weir_cli_lag_look_get_worst (const WeirCliLagLook *self)
{
  WeirLagState worst = WEIR_LAG_UNKNOWN;

  for (guint i = 0; i < self->sums->len; i++)
    worst = MAX (worst, g_array_index (self->sums, WeirCliLagSum, i).state);

  return worst;
}

static char *
weir_cli_lag_dup_group_reason (const WeirLagGroup *group,
                               gboolean            translated)
{
  const WeirLagReason nothing = { WEIR_LAG_REASON_NO_COMMIT };

  return group->problem != NULL ? g_strdup (group->problem) : weir_lag_reason_dup_text (&nothing, translated);
}

char *
weir_cli_lag_row_dup_reason (const WeirCliLagRow *self,
                             gboolean             translated)
{
  return self->row != NULL ? weir_lag_row_dup_reason (self->row, translated)
                           : weir_cli_lag_dup_group_reason (self->group, translated);
}

/* Which partition it is of, where there are several. */
char *
weir_cli_lag_sum_dup_reason (const WeirCliLagSum *self,
                             gboolean             translated)
{
  g_autofree char *reason = NULL;

  if (self->worst == NULL)
    return weir_cli_lag_dup_group_reason (self->group, translated);

  reason = weir_lag_row_dup_reason (self->worst, translated);
  if (self->n_partitions < 2 || self->state <= WEIR_LAG_INCOMPLETE)
    return g_steal_pointer (&reason);

  return g_strdup_printf ("%s/%d: %s", weir_lag_row_get_topic (self->worst), weir_lag_row_get_partition (self->worst), reason);
}
