#include "config.h"

#include <math.h>
#include <string.h>

#include "app/cli/weir-cli-lag-look.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-value.h"

/* OpenMetrics 1.0. What is unknown has no sample. */

typedef double (*WeirCliLagMeasure) (const WeirLagLookRow *row);

typedef struct
{
  const char        *name;
  const char        *unit;  /* nullable: the end of the name */
  const char        *help;
  WeirCliLagMeasure  measure;
} WeirCliLagMetric;

static double
weir_cli_lag_double_of (gint64 number)
{
  return number >= 0 ? (double) number : NAN;
}

static double
weir_cli_lag_measure_lag (const WeirLagLookRow *row)
{
  return weir_cli_lag_double_of (row->lag->lag);
}

static double
weir_cli_lag_measure_seconds (const WeirLagLookRow *row)
{
  return row->numbers.lag_seconds;
}

static double
weir_cli_lag_measure_committed (const WeirLagLookRow *row)
{
  return weir_cli_lag_double_of (row->lag->committed);
}

static double
weir_cli_lag_measure_lost (const WeirLagLookRow *row)
{
  return row->lag->committed >= 0 && row->lag->low >= 0 ? (double) row->numbers.lost : NAN;
}

static double
weir_cli_lag_measure_risk (const WeirLagLookRow *row)
{
  return weir_cli_lag_double_of (row->numbers.at_risk);
}

static double
weir_cli_lag_measure_velocity (const WeirLagLookRow *row)
{
  return row->numbers.velocity;
}

static double
weir_cli_lag_measure_clear (const WeirLagLookRow *row)
{
  return row->numbers.clear_seconds;
}

static double
weir_cli_lag_measure_first (const WeirLagLookRow *row)
{
  return weir_cli_lag_double_of (row->lag->low);
}

static double
weir_cli_lag_measure_end (const WeirLagLookRow *row)
{
  return weir_cli_lag_double_of (row->lag->end);
}

static const WeirCliLagMetric group_metrics[] = {
  { "weir_group_lag_records", "records", "Records between the committed offset and the end", weir_cli_lag_measure_lag },
  { "weir_group_lag_seconds", "seconds", "Age of the record at the committed offset, 0 without lag",
    weir_cli_lag_measure_seconds },
  { "weir_group_committed_offset", NULL, "The committed offset", weir_cli_lag_measure_committed },
  { "weir_group_lost_records", "records", "Records deleted before they were read", weir_cli_lag_measure_lost },
  { "weir_group_at_risk_records", "records", "Records that retention will delete before they are read, if it goes on so",
    weir_cli_lag_measure_risk },
  { "weir_group_lag_velocity", NULL, "Change of the lag, records a second", weir_cli_lag_measure_velocity },
  { "weir_group_clear_seconds", "seconds", "Until there is no lag, if it goes on shrinking so", weir_cli_lag_measure_clear },
};

static const WeirCliLagMetric partition_metrics[] = {
  { "weir_partition_first_offset", NULL, "First offset that still exists", weir_cli_lag_measure_first },
  { "weir_partition_end_offset", NULL, "Offset after the last record", weir_cli_lag_measure_end },
};

static void
weir_cli_lag_append_family (GString    *text,
                            const char *name,
                            const char *type,
                            const char *unit,
                            const char *help)
{
  g_string_append_printf (text, "# TYPE %s %s\n", name, type);
  if (unit != NULL)
    g_string_append_printf (text, "# UNIT %s %s\n", name, unit);
  g_string_append_printf (text, "# HELP %s %s\n", name, help);
}

/* In quotes; what is no UTF-8 is shown as tables show it. */
static void
weir_cli_lag_append_label (GString    *text,
                           char        before,
                           const char *name,
                           const char *value)
{
  g_autofree char *shown = value != NULL && !g_utf8_validate (value, -1, NULL)
                             ? weir_escape_dup (value, strlen (value), G_MAXSIZE)
                             : g_strdup (value);

  g_string_append_printf (text, "%c%s=\"", before, name);
  for (const char *c = shown; c != NULL && *c != '\0'; c++)
    {
      if (*c == '\n')
        g_string_append (text, "\\n");
      else if (*c == '"' || *c == '\\')
        g_string_append_printf (text, "\\%c", *c);
      else
        g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static void
weir_cli_lag_append_value (GString *text,
                           double   value)
{
  const WeirValue number = { .type = WEIR_VALUE_DOUBLE, .as_double = value };

  g_string_append (text, "} ");
  weir_value_append_text (&number, text);
  g_string_append_c (text, '\n');
}

/* Without a group, each partition once, however many groups read it. */
static void
weir_cli_lag_append_metric (const WeirCliLagLook   *look,
                            const WeirCliLagMetric *metric,
                            gboolean                with_group,
                            GString                *text)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  weir_cli_lag_append_family (text, metric->name, "gauge", metric->unit, metric->help);
  for (guint i = 0; i < look->rows->len; i++)
    {
      const WeirLagLookRow *row = &g_array_index (look->rows, WeirLagLookRow, i);
      double value = row->lag != NULL ? metric->measure (row) : NAN;

      if (isnan (value)
          || (!with_group && !g_hash_table_add (told, g_strdup_printf ("%d/%s", row->lag->partition, row->lag->topic))))
        continue;
      g_string_append (text, metric->name);
      if (with_group)
        weir_cli_lag_append_label (text, '{', "group", row->group->name);
      weir_cli_lag_append_label (text, with_group ? ',' : '{', "topic", row->lag->topic);
      g_string_append_printf (text, ",partition=\"%d\"", row->lag->partition);
      weir_cli_lag_append_value (text, value);
    }
}

static void
weir_cli_lag_append_states (const WeirCliLagLook *look,
                            GString              *text)
{
  weir_cli_lag_append_family (text, "weir_group_state", "stateset", NULL, "The worst state of the group's partitions");
  for (guint i = 0; i < look->sums->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (look->sums, WeirLagSum, i);

      for (WeirLagState state = WEIR_LAG_UNKNOWN; state <= WEIR_LAG_UNREACHABLE; state++)
        {
          weir_cli_lag_append_label (g_string_append (text, "weir_group_state"), '{', "group", sum->group->name);
          weir_cli_lag_append_label (text, ',', "weir_group_state", weir_lag_state_get_word (state));
          weir_cli_lag_append_value (text, state == sum->numbers.state ? 1 : 0);
        }
    }
}

static void
weir_cli_lag_append_groups (const WeirCliLagLook *look,
                            GString              *text)
{
  weir_cli_lag_append_family (text, "weir_group", "info", NULL, "What the group is");
  for (guint i = 0; i < look->sums->len; i++)
    {
      const WeirLagGroup *group = g_array_index (look->sums, WeirLagSum, i).group;

      weir_cli_lag_append_label (g_string_append (text, "weir_group_info"), '{', "group", group->name);
      weir_cli_lag_append_label (text, ',', "type", group->type);
      weir_cli_lag_append_label (text, ',', "state", group->state);
      weir_cli_lag_append_label (text, ',', "coordinator", group->coordinator);
      weir_cli_lag_append_label (text, ',', "assignor", group->assignor);
      weir_cli_lag_append_value (text, 1);
    }
}

static void
weir_cli_lag_append_members (const WeirCliLagLook *look,
                             GString              *text)
{
  weir_cli_lag_append_family (text, "weir_group_members", "gauge", "members", "Members of the group");
  for (guint i = 0; i < look->sums->len; i++)
    {
      const WeirLagGroup *group = g_array_index (look->sums, WeirLagSum, i).group;

      if (group->problem != NULL || group->members_unknown)
        continue;
      weir_cli_lag_append_label (g_string_append (text, "weir_group_members"), '{', "group", group->name);
      weir_cli_lag_append_value (text, group->members->len);
    }
}

void
weir_cli_lag_append_metrics (const WeirCliLagLook *look,
                             GString              *text)
{
  weir_cli_lag_append_family (text, "weir_lag_up", "gauge", NULL, "Whether the cluster could be asked, 1 or 0");
  g_string_append_printf (text, "weir_lag_up %d\n", look != NULL);

  if (look != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (group_metrics); i++)
        weir_cli_lag_append_metric (look, &group_metrics[i], TRUE, text);
      for (guint i = 0; i < G_N_ELEMENTS (partition_metrics); i++)
        weir_cli_lag_append_metric (look, &partition_metrics[i], FALSE, text);
      weir_cli_lag_append_states (look, text);
      weir_cli_lag_append_groups (look, text);
      weir_cli_lag_append_members (look, text);
    }
  g_string_append (text, "# EOF\n");
}
