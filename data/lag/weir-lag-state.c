#include "config.h"

#include "data/lag/weir-lag-state.h"

/* Words that programs read. */
static const char *const state_words[] = {
  [WEIR_LAG_UNKNOWN] = "unknown",
  [WEIR_LAG_OK] = "ok",
  [WEIR_LAG_INCOMPLETE] = "incomplete",
  [WEIR_LAG_WARN] = "warn",
  [WEIR_LAG_STALL] = "stall",
  [WEIR_LAG_STOP] = "stop",
  [WEIR_LAG_REWIND] = "rewind",
  [WEIR_LAG_LOST] = "lost",
  [WEIR_LAG_PAST_END] = "past-end",
  [WEIR_LAG_UNREACHABLE] = "unreachable",
};

static const char *const trend_words[] = {
  [WEIR_LAG_TREND_UNKNOWN] = "unknown",
  [WEIR_LAG_TREND_STEADY] = "steady",
  [WEIR_LAG_TREND_GROWING] = "growing",
  [WEIR_LAG_TREND_DRAINING] = "draining",
  [WEIR_LAG_TREND_STALLED] = "stalled",
};

/**
 * weir_lag_state_get_word:
 * @state: a state
 *
 * Returns: its word, the same in every language: "ok", "stop" …
 */
const char *
weir_lag_state_get_word (WeirLagState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_words), NULL);

  return state_words[state];
}

/**
 * weir_lag_state_parse:
 * @word: a word
 * @state: (out): the state of that word
 *
 * Returns: whether there is one
 */
gboolean
weir_lag_state_parse (const char   *word,
                      WeirLagState *state)
{
  g_return_val_if_fail (word != NULL && state != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (state_words); i++)
    if (g_str_equal (word, state_words[i]))
      {
        *state = (WeirLagState) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * weir_lag_trend_get_word:
 * @trend: a trend
 *
 * Returns: its word, the same in every language
 */
const char *
weir_lag_trend_get_word (WeirLagTrend trend)
{
  g_return_val_if_fail (trend < G_N_ELEMENTS (trend_words), NULL);

  return trend_words[trend];
}
