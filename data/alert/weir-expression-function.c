#include "config.h"

#include "data/alert/weir-expression-function.h"

#include <math.h>
#include <string.h>

#define EARTH_RADIUS_KM 6371.0088
/* How long a text that a function makes may be. */
#define TEXT_MAX_BYTES 65536

static const WeirValue missing = { .type = WEIR_VALUE_MISSING };

/*< private >
 * weir_function_number:
 * @number: a result
 *
 * Returns: it as a value; null where it is not finite
 */
WeirValue
weir_function_number (double number)
{
  if (!isfinite (number))
    return missing;

  return (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = number };
}

static WeirValue
value_of_truth (gboolean truth)
{
  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = truth };
}

static WeirValue
call_abs (const WeirValue     *a,
          guint                n,
          WeirExpressionScope *scope)
{
  if (a->type == WEIR_VALUE_DOUBLE || a->as_int == G_MININT64)
    return weir_function_number (fabs (weir_value_get_double (a)));

  return weir_value_of_int (ABS (a->as_int));
}

static WeirValue
call_sign (const WeirValue     *a,
           guint                n,
           WeirExpressionScope *scope)
{
  double x = weir_value_get_double (a);

  return weir_value_of_int ((x > 0) - (x < 0));
}

static WeirValue
call_floor (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  return a->type == WEIR_VALUE_INT ? *a : weir_function_number (floor (a->as_double));
}

static WeirValue
call_ceil (const WeirValue     *a,
           guint                n,
           WeirExpressionScope *scope)
{
  return a->type == WEIR_VALUE_INT ? *a : weir_function_number (ceil (a->as_double));
}

static WeirValue
call_round (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  double scale = n > 1 ? pow (10, round (weir_value_get_double (&a[1]))) : 1;

  if (a->type == WEIR_VALUE_INT && scale >= 1)
    return *a;

  return weir_function_number (round (weir_value_get_double (a) * scale) / scale);
}

static WeirValue
call_sqrt (const WeirValue     *a,
           guint                n,
           WeirExpressionScope *scope)
{
  return weir_function_number (sqrt (weir_value_get_double (a)));
}

static WeirValue
call_ln (const WeirValue     *a,
         guint                n,
         WeirExpressionScope *scope)
{
  return weir_function_number (log (weir_value_get_double (a)));
}

static WeirValue
call_log10 (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  return weir_function_number (log10 (weir_value_get_double (a)));
}

static WeirValue
call_exp (const WeirValue     *a,
          guint                n,
          WeirExpressionScope *scope)
{
  return weir_function_number (exp (weir_value_get_double (a)));
}

static WeirValue
call_pow (const WeirValue     *a,
          guint                n,
          WeirExpressionScope *scope)
{
  return weir_function_number (pow (weir_value_get_double (a), weir_value_get_double (&a[1])));
}

static WeirValue
call_least (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  guint least = 0;

  for (guint i = 1; i < n; i++)
    if (weir_value_get_double (&a[i]) < weir_value_get_double (&a[least]))
      least = i;

  return a[least];
}

static WeirValue
call_greatest (const WeirValue     *a,
               guint                n,
               WeirExpressionScope *scope)
{
  guint greatest = 0;

  for (guint i = 1; i < n; i++)
    if (weir_value_get_double (&a[i]) > weir_value_get_double (&a[greatest]))
      greatest = i;

  return a[greatest];
}

static WeirValue
call_length (const WeirValue     *a,
             guint                n,
             WeirExpressionScope *scope)
{
  return weir_value_of_int (g_utf8_strlen (a->as_text, a->length));
}

static WeirValue
call_lower (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  char *text = g_utf8_strdown (a->as_text, a->length);

  return weir_expression_scope_take_text (scope, text, strlen (text));
}

static WeirValue
call_upper (const WeirValue     *a,
            guint                n,
            WeirExpressionScope *scope)
{
  char *text = g_utf8_strup (a->as_text, a->length);

  return weir_expression_scope_take_text (scope, text, strlen (text));
}

static WeirValue
call_trim (const WeirValue     *a,
           guint                n,
           WeirExpressionScope *scope)
{
  const char *start = a->as_text;
  const char *end = start + a->length;

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;

  return weir_value_of_text (start, end - start);
}

static const char *
find (const WeirValue *text,
      const char      *from,
      const WeirValue *part)
{
  return memmem (from, text->as_text + text->length - from, part->as_text, part->length);
}

static WeirValue
call_contains (const WeirValue     *a,
               guint                n,
               WeirExpressionScope *scope)
{
  return value_of_truth (find (a, a->as_text, &a[1]) != NULL);
}

static WeirValue
call_starts_with (const WeirValue     *a,
                  guint                n,
                  WeirExpressionScope *scope)
{
  return value_of_truth (a->length >= a[1].length && memcmp (a->as_text, a[1].as_text, a[1].length) == 0);
}

static WeirValue
call_ends_with (const WeirValue     *a,
                guint                n,
                WeirExpressionScope *scope)
{
  return value_of_truth (a->length >= a[1].length
                         && memcmp (a->as_text + a->length - a[1].length, a[1].as_text, a[1].length) == 0);
}

/* From the first character of 1 on, as in SQL. */
static WeirValue
call_substring (const WeirValue     *a,
                guint                n,
                WeirExpressionScope *scope)
{
  glong length = g_utf8_strlen (a->as_text, a->length);
  double start = trunc (weir_value_get_double (&a[1])) - 1;
  double end = n > 2 ? start + trunc (weir_value_get_double (&a[2])) : (double) length;
  const char *from;
  const char *to;

  start = CLAMP (start, 0, (double) length);
  end = CLAMP (end, start, (double) length);
  from = g_utf8_offset_to_pointer (a->as_text, (glong) start);
  to = g_utf8_offset_to_pointer (from, (glong) (end - start));

  return weir_value_of_text (from, to - from);
}

static WeirValue
call_replace (const WeirValue     *a,
              guint                n,
              WeirExpressionScope *scope)
{
  GString *text;
  const char *from = a->as_text;
  const char *found;
  gsize length;

  if (a[1].length == 0)
    return *a;

  text = g_string_new (NULL);
  while ((found = find (a, from, &a[1])) != NULL && text->len <= TEXT_MAX_BYTES)
    {
      g_string_append_len (text, from, found - from);
      g_string_append_len (text, a[2].as_text, a[2].length);
      from = found + a[1].length;
    }
  g_string_append_len (text, from, a->as_text + a->length - from);
  length = text->len;

  return weir_expression_scope_take_text (scope, g_string_free (text, FALSE), length);
}

static WeirValue
call_concat (const WeirValue     *a,
             guint                n,
             WeirExpressionScope *scope)
{
  GString *text = g_string_new (NULL);
  gsize length;

  for (guint i = 0; i < n; i++)
    weir_value_append_text (&a[i], text);
  length = text->len;

  return weir_expression_scope_take_text (scope, g_string_free (text, FALSE), length);
}

static WeirValue
call_number (const WeirValue     *a,
             guint                n,
             WeirExpressionScope *scope)
{
  g_autofree char *text = NULL;
  char *end;
  gint64 integer;
  double number;

  if (a->type == WEIR_VALUE_BOOL)
    return weir_value_of_int (a->as_int);
  if (a->type != WEIR_VALUE_TEXT)
    return *a;

  text = g_strstrip (g_strndup (a->as_text, a->length));
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return weir_value_of_int (integer);

  number = g_ascii_strtod (text, &end);

  return end == text || *end != '\0' ? missing : weir_function_number (number);
}

static WeirValue
call_coalesce (const WeirValue     *a,
               guint                n,
               WeirExpressionScope *scope)
{
  for (guint i = 0; i < n; i++)
    if (a[i].type != WEIR_VALUE_MISSING && a[i].type != WEIR_VALUE_NULL)
      return a[i];

  return missing;
}

static WeirValue
call_if (const WeirValue     *a,
         guint                n,
         WeirExpressionScope *scope)
{
  return a->type == WEIR_VALUE_BOOL && a->as_int ? a[1] : a[2];
}

/* The hour of the event time in UTC, 0 to 23. */
static WeirValue
call_hour (const WeirValue     *a,
           guint                n,
           WeirExpressionScope *scope)
{
  gint64 hours = scope->time_usec / G_TIME_SPAN_HOUR - (scope->time_usec % G_TIME_SPAN_HOUR < 0);

  return weir_value_of_int (((hours % 24) + 24) % 24);
}

/* The day of the event time in UTC, 1 (Monday) to 7, as ISO 8601 counts. 1970-01-01 was a Thursday. */
static WeirValue
call_weekday (const WeirValue     *a,
              guint                n,
              WeirExpressionScope *scope)
{
  gint64 days = scope->time_usec / G_TIME_SPAN_DAY - (scope->time_usec % G_TIME_SPAN_DAY < 0);

  return weir_value_of_int (((days + 3) % 7 + 7) % 7 + 1);
}

/*< private >
 * weir_function_great_circle_km:
 * @arguments: latitude and longitude of two places, in degrees
 * @n_arguments: 4
 * @scope: not used
 *
 * Returns: their distance on a sphere of the Earth's mean radius, 6371.0088 km, by
 *   the haversine formula (R. W. Sinnott, “Virtues of the Haversine”, 1984):
 *   2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2))
 */
WeirValue
weir_function_great_circle_km (const WeirValue     *arguments,
                               guint                n_arguments,
                               WeirExpressionScope *scope)
{
  double degree = G_PI / 180;
  double lat1 = weir_value_get_double (&arguments[0]) * degree;
  double lon1 = weir_value_get_double (&arguments[1]) * degree;
  double lat2 = weir_value_get_double (&arguments[2]) * degree;
  double lon2 = weir_value_get_double (&arguments[3]) * degree;
  double north = sin ((lat2 - lat1) / 2);
  double east = sin ((lon2 - lon1) / 2);
  double h = north * north + cos (lat1) * cos (lat2) * east * east;

  return weir_function_number (2 * EARTH_RADIUS_KM * asin (sqrt (MIN (h, 1))));
}

/* By name. */
static const WeirFunction functions[] = {
  { "abs", "n", WEIR_EXPRESSION_NUMBER, call_abs, 0, FALSE },
  { "ago", "ad", WEIR_EXPRESSION_ANY, NULL, WEIR_MEMORY_AGO, TRUE },
  { "ceil", "n", WEIR_EXPRESSION_NUMBER, call_ceil, 0, FALSE },
  { "change", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_CHANGE, TRUE },
  { "change_pct", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_CHANGE_PCT, TRUE },
  { "coalesce", "a*", WEIR_EXPRESSION_ANY, call_coalesce, 0, TRUE },
  { "concat", "a*", WEIR_EXPRESSION_TEXT, call_concat, 0, FALSE },
  { "contains", "tt", WEIR_EXPRESSION_TRUTH, call_contains, 0, FALSE },
  { "count", "d?b", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_COUNT, TRUE },
  { "distance_km", "nn", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_DISTANCE, TRUE },
  { "elapsed", "", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_ELAPSED, TRUE },
  { "ends_with", "tt", WEIR_EXPRESSION_TRUTH, call_ends_with, 0, FALSE },
  { "ewma", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_EWMA, TRUE },
  { "ewma_zscore", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_EWMA_ZSCORE, TRUE },
  { "exp", "n", WEIR_EXPRESSION_NUMBER, call_exp, 0, FALSE },
  { "first_seen", "a", WEIR_EXPRESSION_TRUTH, NULL, WEIR_MEMORY_FIRST_SEEN, TRUE },
  { "floor", "n", WEIR_EXPRESSION_NUMBER, call_floor, 0, FALSE },
  { "great_circle_km", "nnnn", WEIR_EXPRESSION_NUMBER, weir_function_great_circle_km, 0, FALSE },
  { "greatest", "n*", WEIR_EXPRESSION_NUMBER, call_greatest, 0, FALSE },
  { "hour", "", WEIR_EXPRESSION_NUMBER, call_hour, 0, FALSE },
  { "if", "baa", WEIR_EXPRESSION_ANY, call_if, 0, TRUE },
  { "least", "n*", WEIR_EXPRESSION_NUMBER, call_least, 0, FALSE },
  { "length", "t", WEIR_EXPRESSION_NUMBER, call_length, 0, FALSE },
  { "ln", "n", WEIR_EXPRESSION_NUMBER, call_ln, 0, FALSE },
  { "log10", "n", WEIR_EXPRESSION_NUMBER, call_log10, 0, FALSE },
  { "lower", "t", WEIR_EXPRESSION_TEXT, call_lower, 0, FALSE },
  { "matches", "tr", WEIR_EXPRESSION_TRUTH, NULL, 0, FALSE },
  { "max", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_MAX, TRUE },
  { "mean", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_MEAN, TRUE },
  { "median", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_MEDIAN, TRUE },
  { "min", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_MIN, TRUE },
  { "number", "a", WEIR_EXPRESSION_NUMBER, call_number, 0, FALSE },
  { "pow", "nn", WEIR_EXPRESSION_NUMBER, call_pow, 0, FALSE },
  { "prev", "a", WEIR_EXPRESSION_ANY, NULL, WEIR_MEMORY_PREV, TRUE },
  { "rate", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_RATE, TRUE },
  { "replace", "ttt", WEIR_EXPRESSION_TEXT, call_replace, 0, FALSE },
  { "round", "n?n", WEIR_EXPRESSION_NUMBER, call_round, 0, FALSE },
  { "rzscore", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_RZSCORE, TRUE },
  { "sign", "n", WEIR_EXPRESSION_NUMBER, call_sign, 0, FALSE },
  { "speed_kmh", "nn", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_SPEED, TRUE },
  { "sqrt", "n", WEIR_EXPRESSION_NUMBER, call_sqrt, 0, FALSE },
  { "starts_with", "tt", WEIR_EXPRESSION_TRUTH, call_starts_with, 0, FALSE },
  { "stddev", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_STDDEV, TRUE },
  { "substring", "tn?n", WEIR_EXPRESSION_TEXT, call_substring, 0, FALSE },
  { "sum", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_SUM, TRUE },
  { "text", "a", WEIR_EXPRESSION_TEXT, call_concat, 0, FALSE },
  { "trim", "t", WEIR_EXPRESSION_TEXT, call_trim, 0, FALSE },
  { "upper", "t", WEIR_EXPRESSION_TEXT, call_upper, 0, FALSE },
  { "weekday", "", WEIR_EXPRESSION_NUMBER, call_weekday, 0, FALSE },
  { "zscore", "nd", WEIR_EXPRESSION_NUMBER, NULL, WEIR_MEMORY_ZSCORE, TRUE },
};

/*< private >
 * weir_function_find:
 * @name: (array length=length): a name, in any case
 * @length: bytes in @name
 *
 * Returns: (transfer none) (nullable): the function of that name
 */
const WeirFunction *
weir_function_find (const char *name,
                    gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strlen (functions[i].name) == length && g_ascii_strncasecmp (functions[i].name, name, length) == 0)
      return &functions[i];

  return NULL;
}

/*< private >
 * weir_function_dup_names:
 *
 * Returns: (transfer full): the names of all functions
 */
GStrv
weir_function_dup_names (void)
{
  GStrv names = g_new0 (char *, G_N_ELEMENTS (functions) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    names[i] = g_strdup (functions[i].name);

  return names;
}

/*< private >
 * weir_function_get_letter:
 * @self: a function
 * @i: number of an argument
 *
 * Returns: what the argument must be, as in the signature; 0: there is none
 */
char
weir_function_get_letter (const WeirFunction *self,
                          guint               i)
{
  char last = '\0';

  for (const char *letter = self->signature; *letter != '\0'; letter++)
    {
      if (*letter == '*')
        return last;
      if (*letter == '?')
        continue;
      last = *letter;
      if (i-- == 0)
        return last;
    }

  return '\0';
}

/*< private >
 * weir_function_get_n_min:
 * @self: a function
 *
 * Returns: how many arguments it needs
 */
guint
weir_function_get_n_min (const WeirFunction *self)
{
  return strcspn (self->signature, "?*");
}

/*< private >
 * weir_function_accepts:
 * @letter: of a signature
 * @value: an argument
 *
 * Returns: whether the value is of the type the function needs
 */
gboolean
weir_function_accepts (char             letter,
                       const WeirValue *value)
{
  switch (letter)
    {
    case 'n':
      return weir_value_is_number (value);
    case 't':
      return value->type == WEIR_VALUE_TEXT;
    case 'b':
      return value->type == WEIR_VALUE_BOOL;
    default:
      return value->type != WEIR_VALUE_MISSING && value->type != WEIR_VALUE_NULL;
    }
}
