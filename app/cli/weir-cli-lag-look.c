#include "config.h"

#include <math.h>

#include "app/cli/weir-cli-lag-look.h"

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
weir_cli_lag_get_key (const WeirLagNumbers *numbers,
                      WeirCliLagOrder       order)
{
  if (order == WEIR_CLI_LAG_BY_STATE)
    return numbers->state;
  if (order == WEIR_CLI_LAG_BY_SECONDS)
    return numbers->lag_seconds;

  return numbers->lag >= 0 ? (double) numbers->lag : NAN;
}

static int
weir_cli_lag_compare_rows (gconstpointer a,
                           gconstpointer b,
                           gpointer      user_data)
{
  const WeirLagLookRow *x = a;
  const WeirLagLookRow *y = b;
  WeirCliLagOrder by = GPOINTER_TO_UINT (user_data);
  int order = weir_cli_lag_compare_numbers (weir_cli_lag_get_key (&x->numbers, by), weir_cli_lag_get_key (&y->numbers, by));

  if (order == 0 && x->lag != NULL && y->lag != NULL)
    order = weir_group_lag_compare (x->lag, y->lag);

  return order != 0 ? order : g_strcmp0 (x->group->name, y->group->name);
}

static int
weir_cli_lag_compare_sums (gconstpointer a,
                           gconstpointer b,
                           gpointer      user_data)
{
  const WeirLagSum *x = a;
  const WeirLagSum *y = b;
  WeirCliLagOrder by = GPOINTER_TO_UINT (user_data);
  int order = weir_cli_lag_compare_numbers (weir_cli_lag_get_key (&x->numbers, by), weir_cli_lag_get_key (&y->numbers, by));

  return order != 0 ? order : g_strcmp0 (x->group->name, y->group->name);
}

void
weir_cli_lag_look_init (WeirCliLagLook    *self,
                        const WeirLagLook *look,
                        WeirCliLagOrder    order)
{
  self->look = look;
  self->rows = g_array_copy (look->rows);
  self->sums = g_array_copy (look->sums);
  if (order == WEIR_CLI_LAG_BY_GROUP)
    return;

  g_array_sort_with_data (self->rows, weir_cli_lag_compare_rows, GUINT_TO_POINTER (order));
  g_array_sort_with_data (self->sums, weir_cli_lag_compare_sums, GUINT_TO_POINTER (order));
}

void
weir_cli_lag_look_clear (WeirCliLagLook *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->sums, g_array_unref);
}
