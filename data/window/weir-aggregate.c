#include "config.h"

#include "data/window/weir-aggregate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-name-list.h"
#include "data/window/weir-aggregate-table.h"

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
  for (guint i = 0; i < WEIR_AGGREGATE_N_KINDS; i++)
    if (g_strcmp0 (weir_aggregate_table[i].word, name) == 0)
      {
        aggregate->kind = (WeirAggregateKind) i;
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
  gboolean weighted = weir_aggregate_table[parsed->aggregate.kind].n_fields == 2;
  g_auto(GStrv) names = NULL;
  guint n_names;

  if (!g_str_has_suffix (arguments, ")"))
    return weir_aggregate_fail (error, word, _("a closing parenthesis is missing"));
  arguments[strlen (arguments) - 1] = '\0';

  names = weir_name_list_split (arguments);
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
weir_aggregate_refuse_name (GError    **error,
                            const char *word)
{
  g_autofree char *list = weir_aggregates_dup_list ();
  g_autofree char *problem = g_strdup_printf (_("there is none of this name. Known: %s; p50 stands for any p above 0 and "
                                                "below 100"), list);

  return weir_aggregate_fail (error, word, problem);
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
    return weir_aggregate_refuse_name (error, word);
  if (parts[1] != NULL)
    return weir_aggregate_parse_arguments (word, parts[1], fields, parsed, error);
  if (weir_aggregate_table[parsed->aggregate.kind].n_fields == 2)
    return weir_aggregate_fail (error, word, _("write the value and its weight, as in vwap(price,volume)"));

  return TRUE;
}

/* Aggregates of numbers are asked of numbers. */
static gboolean
weir_aggregate_check_types (const char              *word,
                            const char * const      *fields,
                            const gboolean          *is_number,
                            const WeirAggregateWord *parsed,
                            GError                 **error)
{
  gboolean weighted = weir_aggregate_table[parsed->aggregate.kind].n_fields == 2;
  g_autofree char *problem = NULL;
  int field = parsed->field;

  if (is_number == NULL || field < 0 || weir_aggregate_table[parsed->aggregate.kind].of_texts)
    return TRUE;

  if (weighted && is_number[field])
    field = (int) parsed->aggregate.other;
  if (is_number[field])
    return TRUE;

  problem = g_strdup_printf (_("“%s” is no number; of other fields there is distinct"), fields[field]);
  return weir_aggregate_fail (error, word, problem);
}

/**
 * weir_aggregates_split:
 * @text: words parted by commas
 *
 * Any thread.
 *
 * Returns: (transfer full): the words; commas within parentheses part none, nor do those behind a backslash
 */
GStrv
weir_aggregates_split (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *start = text;
  int depth = 0;

  for (const char *p = text;; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          continue;
        }
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
 * @text: words parted by commas: `count,mean,p99,vwap(price,volume)`; a comma of a name is `\,`
 * @fields: (array zero-terminated=1): the stream's values
 * @is_number: (array) (nullable): which of them are numbers; %NULL: all may be
 * @error: return location
 *
 * Reads a list of aggregates. A bare word applies to every field that is a
 * number; one with a field in parentheses to that field alone. The result goes
 * field by field, within each in the order of the words. Any thread.
 *
 * Returns: (transfer full) (element-type WeirAggregate) (nullable): the list,
 *   or %NULL with %WEIR_WINDOW_ERROR_AGGREGATE
 */
GArray *
weir_aggregates_parse (const char         *text,
                       const char * const *fields,
                       const gboolean     *is_number,
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

      if (!weir_aggregate_parse_word (split[i], fields, &word, error)
          || !weir_aggregate_check_types (split[i], fields, is_number, &word, error))
        return NULL;
      g_array_append_val (parsed, word);
    }

  aggregates = g_array_new (FALSE, FALSE, sizeof (WeirAggregate));
  for (int field = 0; fields[field] != NULL; field++)
    for (guint i = 0; i < parsed->len; i++)
      {
        WeirAggregateWord word = g_array_index (parsed, WeirAggregateWord, i);

        if (word.field >= 0 ? word.field != field : is_number != NULL && !is_number[field])
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

  if (weir_aggregate_table[self->kind].word != NULL)
    return g_strconcat (fields[self->value], "_", weir_aggregate_table[self->kind].word, NULL);

  g_ascii_formatd (percent, sizeof percent, "%.10g", self->parameter * 100.0);
  return g_strconcat (fields[self->value], "_p", percent, NULL);
}

/**
 * weir_aggregate_dup_unit:
 * @self: an aggregate
 * @unit: the unit of its value, "" if it has none
 *
 * Any thread.
 *
 * Returns: (transfer full): the unit of its result, "" if it has none
 */
char *
weir_aggregate_dup_unit (const WeirAggregate *self,
                         const char          *unit)
{
  g_return_val_if_fail (self != NULL && unit != NULL, NULL);

  switch (weir_aggregate_table[self->kind].unit)
    {
    case WEIR_AGGREGATE_UNIT_SAME:
      return g_strdup (unit);
    case WEIR_AGGREGATE_UNIT_SQUARE:
      return *unit != '\0' ? g_strconcat (unit, "²", NULL) : g_strdup ("");
    case WEIR_AGGREGATE_UNIT_PERCENT:
      return g_strdup ("%");
    case WEIR_AGGREGATE_UNIT_PER_SECOND:
      return g_strdup ("/s");
    case WEIR_AGGREGATE_UNIT_NONE:
    default:
      return g_strdup ("");
    }
}

/**
 * weir_aggregate_get_result:
 * @self: an aggregate
 *
 * Any thread.
 *
 * Returns: what its results are
 */
WeirAggregateResult
weir_aggregate_get_result (const WeirAggregate *self)
{
  g_return_val_if_fail (self != NULL, WEIR_AGGREGATE_DOUBLE);

  return weir_aggregate_table[self->kind].result;
}

/**
 * weir_aggregates_dup_list:
 *
 * Any thread.
 *
 * Returns: (transfer full): how all aggregates are written, for messages and help
 */
char *
weir_aggregates_dup_list (void)
{
  const char *examples[WEIR_AGGREGATE_N_KINDS + 1] = { NULL };

  for (guint i = 0; i < WEIR_AGGREGATE_N_KINDS; i++)
    examples[i] = weir_aggregate_table[i].example;

  return g_strjoinv (", ", (GStrv) examples);
}
