#include "config.h"

#include "data/decode/weir-time-unit.h"

#include <glib/gi18n-lib.h>

#include "data/decode/weir-word.h"

/* One row a unit. */
static const struct
{
  const char *word;
  const char *title;
  gboolean    is_number;
  int         power;   /* it is ten to this power of microseconds */
  double      usec;    /* as a number */
} units[] = {
  [WEIR_TIME_UNIT_AUTO] = { "auto", N_("found out from the records"), FALSE, 0, 1 },
  [WEIR_TIME_UNIT_S] = { "s", N_("seconds since 1970"), TRUE, 6, 1e6 },
  [WEIR_TIME_UNIT_MS] = { "ms", N_("milliseconds since 1970"), TRUE, 3, 1e3 },
  [WEIR_TIME_UNIT_US] = { "us", N_("microseconds since 1970"), TRUE, 0, 1 },
  [WEIR_TIME_UNIT_NS] = { "ns", N_("nanoseconds since 1970"), TRUE, -3, 1e-3 },
  /* Read to microseconds. */
  [WEIR_TIME_UNIT_ISO] = { "iso", N_("ISO 8601"), FALSE, 0, 1 },
};

/**
 * weir_time_unit_get_word:
 * @unit: a #WeirTimeUnit
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_time_unit_get_word (guint unit)
{
  return unit < G_N_ELEMENTS (units) ? units[unit].word : NULL;
}

/**
 * weir_time_unit_parse:
 * @text: a word, as the command line and the workspace write it
 * @unit: (out): the unit
 *
 * Any thread.
 *
 * Returns: %FALSE if @text is none; @unit is untouched then
 */
gboolean
weir_time_unit_parse (const char   *text,
                      WeirTimeUnit *unit)
{
  guint value;

  g_return_val_if_fail (text != NULL && unit != NULL, FALSE);

  if (!weir_word_parse (weir_time_unit_get_word, text, &value))
    return FALSE;

  *unit = (WeirTimeUnit) value;
  return TRUE;
}

/**
 * weir_time_unit_get_title:
 * @unit: a unit
 *
 * Any thread.
 *
 * Returns: (transfer none): what it is, translated
 */
const char *
weir_time_unit_get_title (WeirTimeUnit unit)
{
  g_return_val_if_fail (unit < G_N_ELEMENTS (units), "");

  return _(units[unit].title);
}

/**
 * weir_time_unit_is_number:
 * @unit: a unit
 *
 * Any thread.
 *
 * Returns: whether a time in it is a number
 */
gboolean
weir_time_unit_is_number (WeirTimeUnit unit)
{
  g_return_val_if_fail (unit < G_N_ELEMENTS (units), FALSE);

  return units[unit].is_number;
}

/**
 * weir_time_unit_get_power:
 * @unit: a unit
 *
 * Any thread.
 *
 * Returns: which power of ten microseconds it is: 3 for milliseconds
 */
int
weir_time_unit_get_power (WeirTimeUnit unit)
{
  g_return_val_if_fail (unit < G_N_ELEMENTS (units), 0);

  return units[unit].power;
}

/**
 * weir_time_unit_get_usec:
 * @unit: a unit
 *
 * Any thread.
 *
 * Returns: how many microseconds it is
 */
double
weir_time_unit_get_usec (WeirTimeUnit unit)
{
  g_return_val_if_fail (unit < G_N_ELEMENTS (units), 1);

  return units[unit].usec;
}
