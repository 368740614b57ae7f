#include "config.h"

#include "app/panels/weir-chart-alarm.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "app/common/weir-words.h"
#include "app/panels/weir-card-levels.h"
#include "data/alert/weir-condition-threshold.h"
#include "data/alert/weir-expression.h"
#include "data/alert/weir-rule-kind.h"
#include "data/alert/weir-severity.h"
#include "data/series/weir-level-crossings.h"
#include "widgets/weir-format.h"

/* What the card has is read anew when the line is moved so long after. */
#define FRESH_USEC G_TIME_SPAN_SECOND

/* Columns that marks are put into at most: what lies in one is one mark. */
#define COLUMNS_MAX (1 << 20)

/* Owned by the chart. */
typedef struct
{
  WeirCard       *card;       /* borrowed: the chart is in it */
  WeirChart      *chart;      /* borrowed */
  WeirCardLevels  levels;     /* its members are owned while there is a line */
  gint64          read_usec;  /* monotonic: when they were read */
} ChartAlarm;

/* What a line would do, column by column of the chart's width. */
typedef struct
{
  gint64  begin_usec;
  gint64  column_usec;
  gsize   n_columns;
  guint8 *columns;            /* owned: FIRED and ENDED */
} Columns;

enum
{
  FIRED = 1 << 0,
  ENDED = 1 << 1,
};

static void
alarm_free (gpointer data)
{
  weir_card_levels_clear (&((ChartAlarm *) data)->levels);
  g_free (data);
}

static gboolean
get_levels (WeirCard       *card,
            WeirCardLevels *levels)
{
  WeirCardClass *klass = WEIR_CARD_GET_CLASS (card);

  weir_card_levels_init (levels);

  return klass->get_levels != NULL && klass->get_levels (card, levels);
}

static void
read_levels (ChartAlarm *self)
{
  gint64 now_usec = g_get_monotonic_time ();

  if (self->levels.lines != NULL && now_usec - self->read_usec < FRESH_USEC)
    return;

  weir_card_levels_clear (&self->levels);
  get_levels (self->card, &self->levels);
  weir_card_levels_sum_up (&self->levels);
  self->read_usec = now_usec;
}

/* From the first value to the last. */
static gboolean
find_extent (ChartAlarm *self,
             gint64     *begin_usec,
             gint64     *end_usec)
{
  *begin_usec = G_MAXINT64;
  *end_usec = G_MININT64;
  for (guint i = 0; i < self->levels.lines->len; i++)
    {
      const GArray *line = g_ptr_array_index (self->levels.lines, i);

      if (line->len == 0)
        continue;
      *begin_usec = MIN (*begin_usec, g_array_index (line, WeirLevelPoint, 0).time_usec);
      *end_usec = MAX (*end_usec, g_array_index (line, WeirLevelPoint, line->len - 1).time_usec);
    }

  return *begin_usec <= *end_usec;
}

static void
on_crossing (gint64   time_usec,
             gboolean begins,
             gpointer user_data)
{
  Columns *self = user_data;

  self->columns[(time_usec - self->begin_usec) / self->column_usec] |= begins ? FIRED : ENDED;
}

static GArray *
create_marks (const Columns *columns)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (WeirMark));

  for (gsize i = 0; i < columns->n_columns; i++)
    {
      gint64 time_usec = columns->begin_usec + (gint64) i * columns->column_usec;
      WeirMark fired = { time_usec, WEIR_MARK_CRITICAL };
      WeirMark ended = { time_usec, WEIR_MARK_ENDED };

      if ((columns->columns[i] & ENDED) != 0)
        g_array_append_val (marks, ended);
      if ((columns->columns[i] & FIRED) != 0)
        g_array_append_val (marks, fired);
    }

  return marks;
}

static char *
dup_number (ChartAlarm *self,
            double      value)
{
  g_autofree char *number = weir_condition_threshold_format (value);
  const char *unit = weir_card_get_unit (self->card, weir_card_get_field (self->card, 0));

  return *unit != '\0' ? g_strdup_printf ("%s %s", number, unit) : g_steal_pointer (&number);
}

static char *
dup_words (ChartAlarm *self,
           double      value,
           gboolean    above,
           guint       n_fired,
           gint64      span_usec)
{
  g_autofree char *number = dup_number (self, value);
  g_autofree char *count = weir_format_count (n_fired);
  g_autofree char *span = weir_dup_span (span_usec);

  /* Translators: a threshold, how often a rule would have fired, in how much time */
  return g_strdup_printf (above ? _("above %s · fires %s × in %s") : _("below %s · fires %s × in %s"), number, count, span);
}

/* Everything that is kept, whenever the line moves: before the next frame. */
static void
on_limit_moved (WeirChart  *chart,
                double      value,
                ChartAlarm *self)
{
  gint64 column_usec = MAX (weir_chart_get_plot (chart)->column_usec, 1);
  Columns columns = { 0 };
  g_autoptr(GArray) marks = NULL;
  g_autofree char *words = NULL;
  gint64 end_usec;
  guint n_fired = 0;
  double level;
  gboolean above;

  weir_chart_get_limit (chart, &level, &above);
  read_levels (self);
  if (!find_extent (self, &columns.begin_usec, &end_usec))
    columns.begin_usec = end_usec = 0;
  columns.column_usec = MAX (column_usec, (end_usec - columns.begin_usec) / COLUMNS_MAX + 1);
  columns.n_columns = (gsize) ((end_usec - columns.begin_usec) / columns.column_usec + 1);
  columns.columns = g_malloc0 (columns.n_columns);
  for (guint i = 0; i < self->levels.lines->len; i++)
    {
      const GArray *line = g_ptr_array_index (self->levels.lines, i);

      const GArray *blocks = g_ptr_array_index (self->levels.blocks, i);

      n_fired += weir_level_crossings_find ((const WeirLevelPoint *) line->data, line->len,
                                            (const WeirLevelBlock *) blocks->data, value, above, on_crossing, &columns);
    }
  marks = create_marks (&columns);
  words = dup_words (self, value, above, n_fired, end_usec - columns.begin_usec);
  weir_chart_set_limit_marks (chart, (const WeirMark *) marks->data, marks->len, words);
  g_free (columns.columns);
}

static char *
dup_rule (ChartAlarm *self,
          double      value,
          gboolean    above)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *rule = json_object_new ();
  JsonObject *condition = json_object_new ();
  g_autofree char *name = weir_expression_dup_name (self->levels.value);
  g_autofree char *number = weir_condition_threshold_format (value);
  g_autofree char *written = dup_number (self, value);
  g_autofree char *fire = g_strdup_printf ("%s %c %s", name, above ? '>' : '<', number);
  /* Translators: the title of a rule: a field, and its threshold with unit */
  g_autofree char *title = g_strdup_printf (above ? _("%s above %s") : _("%s below %s"), self->levels.value, written);

  json_object_set_string_member (condition, "fire", fire);
  json_object_set_string_member (rule, "title", title);
  json_object_set_string_member (rule, "stream", self->levels.stream);
  json_object_set_string_member (rule, "kind", weir_rule_kind_get_word (self->levels.of_windows ? WEIR_RULE_WINDOW
                                                                                                : WEIR_RULE_RECORD));
  json_object_set_string_member (rule, "severity", weir_severity_get_word (WEIR_SEVERITY_WARNING));
  json_object_set_object_member (rule, "condition", condition);
  json_node_take_object (node, rule);

  return json_to_string (node, FALSE);
}

static void
on_limit_dropped (WeirChart  *chart,
                  double      value,
                  ChartAlarm *self)
{
  g_autofree char *rule = NULL;
  gboolean above;
  double level;

  weir_chart_get_limit (chart, &level, &above);
  read_levels (self);
  rule = dup_rule (self, value, above);
  weir_chart_end_limit (chart);
  gtk_widget_activate_action (GTK_WIDGET (self->card), "win.new-rule", "s", rule);
}

static void
on_limit_ended (WeirChart  *chart,
                ChartAlarm *self)
{
  weir_card_levels_clear (&self->levels);
}

void
weir_chart_alarm_add (WeirCard  *card,
                      WeirChart *chart)
{
  ChartAlarm *self = g_new0 (ChartAlarm, 1);

  self->card = card;
  self->chart = chart;
  g_signal_connect (chart, "limit-moved", G_CALLBACK (on_limit_moved), self);
  g_signal_connect (chart, "limit-dropped", G_CALLBACK (on_limit_dropped), self);
  g_signal_connect (chart, "limit-ended", G_CALLBACK (on_limit_ended), self);
  g_object_set_data_full (G_OBJECT (chart), "weir-chart-alarm", self, alarm_free);
}

gboolean
weir_chart_alarm_can_begin (WeirCard *card)
{
  WeirCardLevels levels;
  gboolean can = get_levels (card, &levels);

  weir_card_levels_clear (&levels);

  return can;
}
