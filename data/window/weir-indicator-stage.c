#include "config.h"

#include "data/window/weir-indicator-stage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-name-list.h"
#include "data/window/weir-cell-number.h"
#include "data/window/weir-indicator.h"

#define DEFAULT_MAX_BYTES (64u * 1024 * 1024)
#define DEFAULT_WIDTH 2.0
#define MAX_RESULTS 3

static const char * const kinds[WEIR_INDICATOR_N_KINDS + 1] = {
  [WEIR_INDICATOR_SMA] = "sma",
  [WEIR_INDICATOR_EMA] = "ema",
  [WEIR_INDICATOR_BOLLINGER] = "bollinger",
  [WEIR_INDICATOR_RSI] = "rsi",
};

/* The words of an indicator's state of a key: the number of values so far, and then those of its kind. */
enum
{
  WORD_N,
  WORD_RING,                    /* SMA, Bollinger: the last values */
  WORD_AVERAGE = WORD_RING,     /* EMA: first the sum of the first values, with its compensation */
  WORD_CARRY,
  N_EMA_WORDS,
  WORD_PREVIOUS = WORD_RING,    /* RSI */
  WORD_GAIN,
  WORD_LOSS,
  N_RSI_WORDS,
};

struct _WeirIndicatorStage
{
  WeirIndicatorSpec *specs;       /* owned */
  guint              n_specs;
  guint              n_values;    /* of the rows that come */
  guint              n_results;
  gsize              state_bytes; /* of one key */
  gsize              max_bytes;
  gsize              n_bytes;
  guint64            n_refused;
  GPtrArray         *states;      /* owned; of owned WeirCellWord arrays, by key; NULL where none */
  double            *scratch;     /* owned; MAX_RESULTS times the longest period */
  guint              max_period;
  WeirValue         *values;      /* owned; of the row handed out */
  WeirWindowRow      row;
};

static gboolean
weir_indicator_fail (GError    **error,
                     const char *word,
                     const char *problem)
{
  g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE, _("Indicator “%s”: %s"), word, problem);
  return FALSE;
}

static gboolean
weir_indicator_parse_column (WeirIndicatorSpec  *spec,
                             const char * const *columns,
                             const char         *name)
{
  spec->column = WEIR_INDICATOR_COUNT;
  if (strcmp (name, "count") == 0)
    return TRUE;

  for (spec->column = 0; columns[spec->column] != NULL; spec->column++)
    if (strcmp (columns[spec->column], name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
weir_indicator_parse_width (WeirIndicatorSpec *spec,
                            const char        *text)
{
  char *end = NULL;

  spec->width = text != NULL ? g_ascii_strtod (text, &end) : DEFAULT_WIDTH;

  return text == NULL || (end != text && *end == '\0' && isfinite (spec->width) && spec->width > 0.0);
}

/* What stands in the parentheses. */
static gboolean
weir_indicator_parse_arguments (WeirIndicatorSpec  *spec,
                                const char         *word,
                                char               *arguments,
                                const char * const *columns,
                                GError            **error)
{
  g_auto(GStrv) parts = NULL;
  guint n_parts;
  guint64 period;

  if (!g_str_has_suffix (arguments, ")"))
    return weir_indicator_fail (error, word, _("a closing parenthesis is missing"));
  arguments[strlen (arguments) - 1] = '\0';

  parts = weir_name_list_split (arguments);
  n_parts = g_strv_length (parts);
  if (n_parts < 2 || n_parts > (spec->kind == WEIR_INDICATOR_BOLLINGER ? 3 : 2))
    return weir_indicator_fail (error, word,
                                spec->kind == WEIR_INDICATOR_BOLLINGER
                                ? _("write a column, over how many windows and how wide, as in bollinger(price_last,20,2)")
                                : _("write a column and over how many windows, as in sma(price_mean,5)"));
  if (!weir_indicator_parse_column (spec, columns, g_strstrip (parts[0])))
    return weir_indicator_fail (error, word, _("there is no such column; ask for it as an aggregate"));
  if (!g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, 1, WEIR_INDICATOR_MAX_PERIOD, &period, NULL))
    return weir_indicator_fail (error, word, _("over how many windows is a number from 1 to 10000"));
  if (!weir_indicator_parse_width (spec, n_parts > 2 ? g_strstrip (parts[2]) : NULL))
    return weir_indicator_fail (error, word, _("the bands’ width is a number of standard deviations above 0"));

  spec->period = (guint) period;
  return TRUE;
}

static gboolean
weir_indicator_parse_word (WeirIndicatorSpec  *spec,
                           const char         *word,
                           const char * const *columns,
                           GError            **error)
{
  g_auto(GStrv) parts = g_strsplit (word, "(", 2);

  *spec = (WeirIndicatorSpec){ 0 };
  for (guint i = 0; kinds[i] != NULL; i++)
    if (parts[0] != NULL && parts[1] != NULL && strcmp (kinds[i], g_strstrip (parts[0])) == 0)
      {
        spec->kind = (WeirIndicatorKind) i;
        return weir_indicator_parse_arguments (spec, word, parts[1], columns, error);
      }

  return weir_indicator_fail (error, word,
                              _("there is none of this name. Known: sma(column,windows), ema(column,windows), "
                                "bollinger(column,windows,width), rsi(column,changes)"));
}

/**
 * weir_indicators_parse:
 * @text: words parted by commas: `sma(price_mean,5),rsi(price_last,14)`; a comma of a name is `\,`
 * @columns: (array zero-terminated=1): the names of the rows' values
 * @error: return location
 *
 * Reads a list of indicators; besides @columns there is `count`. Any thread.
 *
 * Returns: (transfer full) (element-type WeirIndicatorSpec) (nullable): the
 *   list, or %NULL with %WEIR_WINDOW_ERROR_AGGREGATE
 */
GArray *
weir_indicators_parse (const char         *text,
                       const char * const *columns,
                       GError            **error)
{
  g_autoptr(GArray) specs = g_array_new (FALSE, FALSE, sizeof (WeirIndicatorSpec));
  g_auto(GStrv) split = NULL;

  g_return_val_if_fail (text != NULL && columns != NULL, NULL);

  split = weir_aggregates_split (text);
  for (guint i = 0; split[i] != NULL; i++)
    {
      WeirIndicatorSpec spec;

      if (!weir_indicator_parse_word (&spec, split[i], columns, error))
        return NULL;
      g_array_append_val (specs, spec);
    }

  return g_steal_pointer (&specs);
}

/**
 * weir_indicator_spec_get_n_results:
 * @self: an indicator
 *
 * Returns: how many columns it makes
 */
guint
weir_indicator_spec_get_n_results (const WeirIndicatorSpec *self)
{
  return self->kind == WEIR_INDICATOR_BOLLINGER ? MAX_RESULTS : 1;
}

/**
 * weir_indicator_spec_dup_name:
 * @self: an indicator
 * @columns: (array zero-terminated=1): the names of the rows' values
 * @result: which of its results
 *
 * Any thread.
 *
 * Returns: (transfer full): the name of the result's column, as
 *   `price_mean_sma5` or `price_last_bollinger20_lower`, with `x2.5` behind
 *   the period where the bands are not two deviations wide
 */
char *
weir_indicator_spec_dup_name (const WeirIndicatorSpec *self,
                              const char * const      *columns,
                              guint                    result)
{
  static const char * const bands[] = { "_lower", "_middle", "_upper" };
  const char *column;
  char width[G_ASCII_DTOSTR_BUF_SIZE] = "x";

  g_return_val_if_fail (self != NULL && columns != NULL && result < MAX_RESULTS, NULL);

  column = self->column == WEIR_INDICATOR_COUNT ? "count" : columns[self->column];
  if (self->kind != WEIR_INDICATOR_BOLLINGER)
    return g_strdup_printf ("%s_%s%u", column, kinds[self->kind], self->period);

  g_ascii_formatd (width + 1, sizeof width - 1, "%.10g", self->width);
  return g_strdup_printf ("%s_%s%u%s%s", column, kinds[self->kind], self->period,
                          self->width == DEFAULT_WIDTH ? "" : width, bands[result]);
}

static guint
weir_indicator_spec_get_n_words (const WeirIndicatorSpec *self)
{
  if (self->kind == WEIR_INDICATOR_EMA)
    return N_EMA_WORDS;
  if (self->kind == WEIR_INDICATOR_RSI)
    return N_RSI_WORDS;

  return WORD_RING + self->period;
}

/**
 * weir_indicator_stage_new:
 * @specs: (array length=n_specs): the indicators; copied
 * @n_specs: how many
 * @n_values: how many values the rows have
 * @max_bytes: memory for what is remembered of keys; 0: 64 MiB
 *
 * Makes the stage behind a window engine that knows each key's earlier
 * windows. Windows without a record give no row and are passed over, those
 * without the value too. An indicator is defined once enough windows are
 * final; rows of open and retracted windows have none. Keys beyond the memory
 * have none either, and their rows are counted.
 *
 * Returns: (transfer full): a stage
 */
WeirIndicatorStage *
weir_indicator_stage_new (const WeirIndicatorSpec *specs,
                          guint                    n_specs,
                          guint                    n_values,
                          gsize                    max_bytes)
{
  WeirIndicatorStage *self;

  g_return_val_if_fail (specs != NULL && n_specs > 0, NULL);

  self = g_new0 (WeirIndicatorStage, 1);
  self->specs = g_memdup2 (specs, n_specs * sizeof *specs);
  self->n_specs = n_specs;
  self->n_values = n_values;
  self->max_bytes = max_bytes > 0 ? max_bytes : DEFAULT_MAX_BYTES;
  for (guint i = 0; i < n_specs; i++)
    {
      self->n_results += weir_indicator_spec_get_n_results (&specs[i]);
      self->state_bytes += weir_indicator_spec_get_n_words (&specs[i]) * sizeof (WeirCellWord);
      self->max_period = MAX (self->max_period, specs[i].period);
    }

  self->states = g_ptr_array_new_with_free_func (g_free);
  self->scratch = g_new (double, MAX_RESULTS * self->max_period);
  self->values = g_new0 (WeirValue, n_values + self->n_results);
  return self;
}

/**
 * weir_indicator_stage_free:
 * @self: a stage
 */
void
weir_indicator_stage_free (WeirIndicatorStage *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->specs, g_free);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->scratch, g_free);
  g_clear_pointer (&self->values, g_free);
  g_free (self);
}

/* SMA and Bollinger, of the last values in their order. */
static void
weir_indicator_stage_run (WeirIndicatorStage      *self,
                          const WeirIndicatorSpec *spec,
                          WeirCellWord            *state,
                          double                   value,
                          double                  *results)
{
  double *lower = self->scratch;
  double *middle = lower + spec->period;
  double *upper = middle + spec->period;
  guint64 n = ++state[WORD_N].u;

  state[WORD_RING + n % spec->period].d = value;
  if (n < spec->period)
    return;

  for (guint i = 0; i < spec->period; i++)
    middle[i] = state[WORD_RING + (n + 1 + i) % spec->period].d;

  if (spec->kind == WEIR_INDICATOR_SMA)
    {
      weir_indicator_sma (middle, spec->period, spec->period, middle);
      results[0] = middle[spec->period - 1];
      return;
    }

  weir_indicator_bollinger (middle, spec->period, spec->period, spec->width, middle, lower, upper);
  results[0] = lower[spec->period - 1];
  results[1] = middle[spec->period - 1];
  results[2] = upper[spec->period - 1];
}

/* As weir_indicator_ema(), a value at a time. */
static double
weir_indicator_step_ema (const WeirIndicatorSpec *spec,
                         WeirCellWord            *state,
                         double                   value)
{
  WeirCellWord *average = &state[WORD_AVERAGE];
  guint64 n = ++state[WORD_N].u;

  if (n > spec->period)
    return average->d += (value - average->d) * (2.0 / (spec->period + 1.0));

  weir_cell_add_double_sum (average, value);
  if (n < spec->period)
    return NAN;

  return average->d = (average[0].d + average[1].d) / spec->period;
}

/* As weir_indicator_rsi(), a value at a time. */
static double
weir_indicator_step_rsi (const WeirIndicatorSpec *spec,
                         WeirCellWord            *state,
                         double                   value)
{
  guint64 n = state[WORD_N].u++;
  double previous = n > 0 ? state[WORD_PREVIOUS].d : value;
  double share = 1.0 / (double) CLAMP (n, 1, spec->period);

  state[WORD_PREVIOUS].d = value;
  state[WORD_GAIN].d += (MAX (value - previous, 0) - state[WORD_GAIN].d) * share;
  state[WORD_LOSS].d += (MAX (previous - value, 0) - state[WORD_LOSS].d) * share;

  return n < spec->period ? NAN : weir_indicator_rsi_of (state[WORD_GAIN].d, state[WORD_LOSS].d);
}

static double
weir_indicator_spec_get_value (const WeirIndicatorSpec *self,
                               const WeirWindowRow     *row)
{
  if (self->column == WEIR_INDICATOR_COUNT)
    return (double) row->count;

  return weir_value_is_number (&row->values[self->column]) ? weir_value_get_double (&row->values[self->column]) : NAN;
}

static void
weir_indicator_stage_step (WeirIndicatorStage      *self,
                           const WeirIndicatorSpec *spec,
                           WeirCellWord            *state,
                           const WeirWindowRow     *row,
                           double                  *results)
{
  double value = weir_indicator_spec_get_value (spec, row);

  if (!isfinite (value))
    return;

  if (spec->kind == WEIR_INDICATOR_EMA)
    results[0] = weir_indicator_step_ema (spec, state, value);
  else if (spec->kind == WEIR_INDICATOR_RSI)
    results[0] = weir_indicator_step_rsi (spec, state, value);
  else
    weir_indicator_stage_run (self, spec, state, value, results);
}

/* What is remembered of the row's key; NULL where there is no room for it. */
static WeirCellWord *
weir_indicator_stage_get_state (WeirIndicatorStage *self,
                                guint32             key)
{
  gsize place_bytes = key < self->states->len ? 0 : (key + 1 - self->states->len) * sizeof (gpointer);

  if (key < self->states->len && g_ptr_array_index (self->states, key) != NULL)
    return g_ptr_array_index (self->states, key);

  if (self->n_bytes + place_bytes + self->state_bytes > self->max_bytes)
    {
      self->n_refused++;
      return NULL;
    }

  if (key >= self->states->len)
    g_ptr_array_set_size (self->states, (int) key + 1);
  self->n_bytes += place_bytes + self->state_bytes;
  return g_ptr_array_index (self->states, key) = g_malloc0 (self->state_bytes);
}

/**
 * weir_indicator_stage_apply:
 * @self: a stage
 * @row: a row of the window engine; borrowed for the call
 *
 * Takes a final @row to its key's series.
 *
 * Returns: (transfer none): @row with the results behind its values, null
 *   where they are not defined; valid until the next call
 */
const WeirWindowRow *
weir_indicator_stage_apply (WeirIndicatorStage  *self,
                            const WeirWindowRow *row)
{
  gboolean final = row->state != WEIR_WINDOW_OPEN && row->state != WEIR_WINDOW_RETRACTED;
  WeirCellWord *state;
  WeirValue *value;

  g_return_val_if_fail (self != NULL && row != NULL && row->n_values == self->n_values, NULL);

  state = final ? weir_indicator_stage_get_state (self, row->key_id) : NULL;
  if (self->n_values > 0)
    memcpy (self->values, row->values, self->n_values * sizeof (WeirValue));
  value = self->values + self->n_values;

  for (guint i = 0; i < self->n_specs; i++)
    {
      const WeirIndicatorSpec *spec = &self->specs[i];
      double results[MAX_RESULTS] = { NAN, NAN, NAN };

      if (state != NULL)
        {
          weir_indicator_stage_step (self, spec, state, row, results);
          state += weir_indicator_spec_get_n_words (spec);
        }
      for (guint j = 0; j < weir_indicator_spec_get_n_results (spec); j++, value++)
        *value = (WeirValue){ .type = isfinite (results[j]) ? WEIR_VALUE_DOUBLE : WEIR_VALUE_NULL,
                              .as_double = results[j] };
    }

  self->row = *row;
  self->row.values = self->values;
  self->row.n_values = self->n_values + self->n_results;
  return &self->row;
}

/**
 * weir_indicator_stage_get_n_refused:
 * @self: a stage
 *
 * Returns: how many final rows have no results for want of memory
 */
guint64
weir_indicator_stage_get_n_refused (WeirIndicatorStage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_refused;
}
