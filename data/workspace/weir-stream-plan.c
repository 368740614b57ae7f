#include "config.h"

#include "data/workspace/weir-stream-plan.h"

/* What is computed of every number field, in the order of the columns. */
static const WeirAggregateKind field_kinds[] = {
  WEIR_AGGREGATE_COUNT,  WEIR_AGGREGATE_SUM,  WEIR_AGGREGATE_MEAN,
  WEIR_AGGREGATE_MIN,    WEIR_AGGREGATE_MAX,  WEIR_AGGREGATE_FIRST,
  WEIR_AGGREGATE_LAST,   WEIR_AGGREGATE_STDDEV,
  WEIR_AGGREGATE_CHANGE_PERCENT,
};

static const char * const volume_names[] = { "volume", "quantity", "size", "amount" };

static gboolean
is_number_type (const char *type)
{
  return type == NULL || g_str_equal (type, "number");
}

static void
read_fields (WeirStreamPlan *self)
{
  GPtrArray *fields = self->config->fields;

  self->n_fields = fields->len;
  self->names = g_new0 (char *, fields->len + 1);
  self->units = g_new0 (char *, fields->len + 1);
  self->paths = g_new0 (char *, fields->len + 1);
  self->is_number = g_new0 (gboolean, fields->len);
  self->first = WEIR_STREAM_NO_FIELD;

  for (guint i = 0; i < fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (fields, i);

      self->names[i] = g_strdup (field->name);
      self->units[i] = g_strdup (field->unit != NULL ? field->unit : "");
      self->paths[i] = g_strdup (field->path);
      self->is_number[i] = is_number_type (field->type);
      if (self->is_number[i])
        self->first = MIN (self->first, i);
    }
}

static guint
find_volume (WeirStreamPlan *self)
{
  for (guint n = 0; n < G_N_ELEMENTS (volume_names); n++)
    for (guint i = 0; i < self->n_fields; i++)
      if (self->is_number[i] && i != self->first && g_ascii_strcasecmp (self->names[i], volume_names[n]) == 0)
        return i;

  return WEIR_STREAM_NO_FIELD;
}

static void
add_aggregate (WeirStreamPlan    *self,
               WeirAggregateKind  kind,
               guint              value,
               guint              other)
{
  const WeirAggregate aggregate = { .kind = kind, .value = value, .other = other };

  g_array_append_val (self->aggregates, aggregate);
}

static void
choose_aggregates (WeirStreamPlan *self)
{
  self->aggregates = g_array_new (FALSE, FALSE, sizeof (WeirAggregate));
  for (guint i = 0; i < self->n_fields; i++)
    for (guint k = 0; self->is_number[i] && k < G_N_ELEMENTS (field_kinds); k++)
      add_aggregate (self, field_kinds[k], i, 0);

  if (self->volume != WEIR_STREAM_NO_FIELD)
    add_aggregate (self, WEIR_AGGREGATE_VWAP, self->first, self->volume);
}

static const char *
unit_of (WeirStreamPlan      *self,
         const WeirAggregate *aggregate)
{
  if (aggregate->kind == WEIR_AGGREGATE_COUNT)
    return "";
  if (aggregate->kind == WEIR_AGGREGATE_CHANGE_PERCENT)
    return "%";

  return self->units[aggregate->value];
}

static void
name_columns (WeirStreamPlan *self)
{
  guint n = self->aggregates->len;

  self->columns = g_new0 (char *, n + 1);
  self->variables = g_new0 (char *, n + 2);
  self->variable_units = g_new0 (char *, n + 2);
  self->variables[0] = g_strdup ("count");
  self->variable_units[0] = g_strdup ("");

  for (guint i = 0; i < n; i++)
    {
      const WeirAggregate *aggregate = &g_array_index (self->aggregates, WeirAggregate, i);

      self->columns[i] = weir_aggregate_dup_name (aggregate, (const char * const *) self->names);
      self->variables[i + 1] = g_strdup (self->columns[i]);
      self->variable_units[i + 1] = g_strdup (unit_of (self, aggregate));
    }
}

static guint
find_column (WeirStreamPlan    *self,
             WeirAggregateKind  kind,
             guint              field)
{
  for (guint i = 0; i < self->aggregates->len && field != WEIR_STREAM_NO_FIELD; i++)
    {
      const WeirAggregate *aggregate = &g_array_index (self->aggregates, WeirAggregate, i);

      if (aggregate->kind == kind && aggregate->value == field)
        return i;
    }

  return WEIR_STREAM_NO_FIELD;
}

/*< private >
 * weir_stream_plan_new:
 * @config: a stream; must live as long as the plan
 *
 * Returns: (transfer full): what follows from it
 */
WeirStreamPlan *
weir_stream_plan_new (const WeirStreamConfig *config)
{
  WeirStreamPlan *self = g_new0 (WeirStreamPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->config = config;
  read_fields (self);
  self->volume = find_volume (self);
  choose_aggregates (self);
  name_columns (self);

  self->open = find_column (self, WEIR_AGGREGATE_FIRST, self->first);
  self->high = find_column (self, WEIR_AGGREGATE_MAX, self->first);
  self->low = find_column (self, WEIR_AGGREGATE_MIN, self->first);
  self->close = find_column (self, WEIR_AGGREGATE_LAST, self->first);
  self->volume_sum = find_column (self, WEIR_AGGREGATE_SUM, self->volume);
  self->vwap = find_column (self, WEIR_AGGREGATE_VWAP, self->first);

  return self;
}

WeirStreamPlan *
weir_stream_plan_ref (WeirStreamPlan *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
weir_stream_plan_unref (WeirStreamPlan *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_strfreev (self->names);
  g_strfreev (self->units);
  g_strfreev (self->paths);
  g_free (self->is_number);
  g_array_unref (self->aggregates);
  g_strfreev (self->columns);
  g_strfreev (self->variables);
  g_strfreev (self->variable_units);
  g_free (self);
}
