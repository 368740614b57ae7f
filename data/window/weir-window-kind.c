#include "config.h"

#include "data/window/weir-window-kind.h"

/* One row a kind. */
static const struct
{
  const char *word;
  const char *length;        /* the member that says how long; NULL: the calendar does */
  const char *name;          /* what a window without a name is called, before its length */
  gboolean    has_advance;
  gboolean    is_shared;     /* all keys have the same windows, which close in the order of their starts */
} kinds[WEIR_WINDOW_N_KINDS] = {
  [WEIR_WINDOW_TUMBLING] = { "tumbling", "size", "", FALSE, TRUE },
  [WEIR_WINDOW_HOPPING] = { "hopping", "size", "", TRUE, TRUE },
  [WEIR_WINDOW_SESSION] = { "session", "gap", "session-", FALSE, FALSE },
  [WEIR_WINDOW_SLIDING] = { "sliding", "size", "sliding-", FALSE, FALSE },
  [WEIR_WINDOW_TRAILING] = { "trailing", "size", "trailing-", FALSE, FALSE },
  [WEIR_WINDOW_CALENDAR_DAY] = { "calendar_day", NULL, "day", FALSE, TRUE },
  [WEIR_WINDOW_CALENDAR_WEEK] = { "calendar_week", NULL, "week", FALSE, TRUE },
};

/**
 * weir_window_kind_get_word:
 * @kind: a #WeirWindowKind
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_window_kind_get_word (guint kind)
{
  return kind < G_N_ELEMENTS (kinds) ? kinds[kind].word : NULL;
}

/**
 * weir_window_kind_get_length:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): the member of a workspace that says how
 *   long such a window is; %NULL: the calendar does
 */
const char *
weir_window_kind_get_length (WeirWindowKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].length;
}

/**
 * weir_window_kind_get_name:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: (transfer none): what a window without a name is called, before its
 *   length: `session-`, `day`
 */
const char *
weir_window_kind_get_name (WeirWindowKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind].name;
}

/**
 * weir_window_kind_has_advance:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether such windows may overlap by a set advance
 */
gboolean
weir_window_kind_has_advance (WeirWindowKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].has_advance;
}

/**
 * weir_window_kind_is_shared:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether all keys have the same windows, so that keys can be ranked
 *   in them, and rows come in the order of their starts
 */
gboolean
weir_window_kind_is_shared (WeirWindowKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].is_shared;
}

/**
 * weir_window_kind_is_calendar:
 * @kind: a kind
 *
 * Any thread.
 *
 * Returns: whether the calendar says how long such windows are
 */
gboolean
weir_window_kind_is_calendar (WeirWindowKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), FALSE);

  return kinds[kind].length == NULL;
}
