#include "config.h"

#include "data/window/weir-aggregate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char       *word;
  WeirAggregateKind kind;
} words[] = {
  { "count", WEIR_AGGREGATE_COUNT },
  { "sum", WEIR_AGGREGATE_SUM },
  { "mean", WEIR_AGGREGATE_MEAN },
  { "min", WEIR_AGGREGATE_MIN },
  { "max", WEIR_AGGREGATE_MAX },
  { "first", WEIR_AGGREGATE_FIRST },
  { "last", WEIR_AGGREGATE_LAST },
  { "stddev", WEIR_AGGREGATE_STDDEV },
  { "stddev_pop", WEIR_AGGREGATE_STDDEV_POP },
  { "variance", WEIR_AGGREGATE_VARIANCE },
  { "variance_pop", WEIR_AGGREGATE_VARIANCE_POP },
  { "distinct", WEIR_AGGREGATE_DISTINCT },
  { "vwap", WEIR_AGGREGATE_VWAP },
  { "rate", WEIR_AGGREGATE_RATE },
  { "change", WEIR_AGGREGATE_CHANGE },
  { "change_percent", WEIR_AGGREGATE_CHANGE_PERCENT },
  { "delta", WEIR_AGGREGATE_DELTA },
};

/* One word of the list: which aggregate, and of which field (-1: of every one). */
typedef struct
{
  WeirAggregate aggregate;
  int           field;
} WeirAggregateWord;

static gboolean
weir_aggregate_fail (GError    **error,
                     const char *word,
                     const char *problem)
{
  g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE,
               _("Aggregate “%s”: %s"), word, problem);
  return FALSE;
}

static int
weir_aggregate_find_field (const char * const *fields,
                           const char         *name)
{
  for (int i = 0; fields[i] != NULL; i++)
    if (strcmp (fields[i], name) == 0)
      return i;

  return -1;
}

/* p50, p99.9 */
static gboolean
weir_aggregate_parse_quantile (const char    *name,
                               WeirAggregate *aggregate)
{
  char *end = NULL;
  double percent;

  if (name[0] != 'p' || !g_ascii_isdigit (name[1]) || strspn (name + 1, "0123456789.") != strlen (name + 1))
    return FALSE;

  percent = g_ascii_strtod (name + 1, &end);
  if (*end != '\0' || !(percent > 0.0 && percent < 100.0))
    return FALSE;

  aggregate->kind = WEIR_AGGREGATE_QUANTILE;
  aggregate->parameter = percent / 100.0;
  return TRUE;
}

static gboolean
weir_aggregate_parse_name (const char    *name,
                           WeirAggregate *aggregate)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, name) == 0)
      {
        aggregate->kind = words[i].kind;
        return TRUE;
      }

  return weir_aggregate_parse_quantile (name, aggregate);
}

/* The fields in "vwap(price,volume)" or "mean(price)". */
static gboolean
weir_aggregate_parse_arguments (const char         *word,
                                char               *arguments,
                                const char * const *fields,
                                WeirAggregateWord  *parsed,
                                GError            **error)
{
  gboolean weighted = parsed->aggregate.kind == WEIR_AGGREGATE_VWAP;
  g_auto(GStrv) names = NULL;
  guint n_names;

  if (!g_str_has_suffix (arguments, ")"))
    return weir_aggregate_fail (error, word, _("a closing parenthesis is missing"));
  arguments[strlen (arguments) - 1] = '\0';

  names = g_strsplit (arguments, ",", -1);
  n_names = g_strv_length (names);
  if (n_names != (weighted ? 2 : 1))
    return weir_aggregate_fail (error, word, weighted ? _("write the value and its weight, as in vwap(price,volume)")
                                : _("one field is wanted in the parentheses"));

  parsed->field = weir_aggregate_find_field (fields, g_strstrip (names[0]));
  parsed->aggregate.other = weighted ? MAX (weir_aggregate_find_field (fields, g_strstrip (names[1])), 0) : 0;
  if (parsed->field < 0 || (weighted && weir_aggregate_find_field (fields, names[1]) < 0))
    return weir_aggregate_fail (error, word, _("a field in it is not one of the stream’s values"));

  return TRUE;
}

static gboolean
weir_aggregate_parse_word (const char         *word,
                           const char * const *fields,
                           WeirAggregateWord  *parsed,
                           GError            **error)
{
  g_auto(GStrv) parts = g_strsplit (word, "(", 2);

  *parsed = (WeirAggregateWord){ .field = -1 };

  if (parts[0] == NULL || !weir_aggregate_parse_name (g_strstrip (parts[0]), &parsed->aggregate))
    return weir_aggregate_fail (error, word,
                                _("there is none of this name. Known: count, sum, mean, min, max, first, last, stddev, "
                                   "stddev_pop, variance, variance_pop, p50 (any p above 0 and below 100), distinct, "
                                   "vwap(value,weight), rate, change, change_percent, delta"));
  if (parts[1] != NULL)
    return weir_aggregate_parse_arguments (word, parts[1], fields, parsed, error);
  if (parsed->aggregate.kind == WEIR_AGGREGATE_VWAP)
    return weir_aggregate_fail (error, word, _("write the value and its weight, as in vwap(price,volume)"));

  return TRUE;
}

/**
 * weir_aggregates_split:
 * @text: words parted by commas
 *
 * Any thread.
 *
 * Returns: (transfer full): the words; commas within parentheses part none
 */
GStrv
weir_aggregates_split (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *start = text;
  int depth = 0;

  for (const char *p = text;; p++)
    {
      depth += (*p == '(') - (*p == ')');
      if (*p == '\0' || (*p == ',' && depth <= 0))
        {
          g_autofree char *word = g_strndup (start, p - start);

          g_strv_builder_add (builder, g_strstrip (word));
          start = p + 1;
        }
      if (*p == '\0')
        return g_strv_builder_end (builder);
    }
}

/**
 * weir_aggregates_parse:
 * @text: words parted by commas: `count,mean,p99,vwap(price,volume)`
 * @fields: (array zero-terminated=1): the stream's values
 * @error: return location
 *
 * Reads a list of aggregates. A bare word applies to every field; one with a
 * field in parentheses to that field alone. The result goes field by field,
 * within each in the order of the words. Any thread.
 *
 * Returns: (transfer full) (element-type WeirAggregate) (nullable): the list,
 *   or %NULL with %WEIR_WINDOW_ERROR_AGGREGATE
 */
GArray *
weir_aggregates_parse (const char         *text,
                       const char * const *fields,
                       GError            **error)
{
  g_autoptr(GArray) parsed = g_array_new (FALSE, FALSE, sizeof (WeirAggregateWord));
  g_auto(GStrv) split = NULL;
  GArray *aggregates;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (fields != NULL, NULL);

  split = weir_aggregates_split (text);
  for (guint i = 0; split[i] != NULL; i++)
    {
      WeirAggregateWord word;

      if (!weir_aggregate_parse_word (split[i], fields, &word, error))
        return NULL;
      g_array_append_val (parsed, word);
    }

  aggregates = g_array_new (FALSE, FALSE, sizeof (WeirAggregate));
  for (int field = 0; fields[field] != NULL; field++)
    for (guint i = 0; i < parsed->len; i++)
      {
        WeirAggregateWord word = g_array_index (parsed, WeirAggregateWord, i);

        if (word.field >= 0 && word.field != field)
          continue;
        word.aggregate.value = field;
        g_array_append_val (aggregates, word.aggregate);
      }

  return aggregates;
}

/**
 * weir_aggregate_dup_name:
 * @self: an aggregate
 * @fields: (array zero-terminated=1): the stream's values
 *
 * Any thread.
 *
 * Returns: (transfer full): the name of the result's column, `price_p99`
 */
char *
weir_aggregate_dup_name (const WeirAggregate *self,
                         const char * const  *fields)
{
  char percent[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (self != NULL && fields != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].kind == self->kind)
      return g_strconcat (fields[self->value], "_", words[i].word, NULL);

  g_ascii_formatd (percent, sizeof percent, "%.10g", self->parameter * 100.0);
  return g_strconcat (fields[self->value], "_p", percent, NULL);
}
