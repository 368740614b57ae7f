#include "config.h"

#include "data/store/weir-lag-cells.h"

#include <math.h>
#include <string.h>

/* In the order of weir_lag_cells_fill_partition(); the table's come in that of kafka-consumer-groups. */
static const WeirLagColumn partition_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "topic", "TOPIC", WEIR_EXPORT_TEXT },
  { "partition", "PARTITION", WEIR_EXPORT_INTEGER },
  { "committed", "CURRENT-OFFSET", WEIR_EXPORT_INTEGER },
  { "end", "LOG-END-OFFSET", WEIR_EXPORT_INTEGER },
  { "lag", "LAG", WEIR_EXPORT_INTEGER },
  { "consumer_id", "CONSUMER-ID", WEIR_EXPORT_TEXT },
  { "host", "HOST", WEIR_EXPORT_TEXT },
  { "client_id", "CLIENT-ID", WEIR_EXPORT_TEXT },
  { "lag_seconds", "LAG-SECONDS", WEIR_EXPORT_DOUBLE },
  { "state", "STATE", WEIR_EXPORT_TEXT },
  { "reason", "REASON", WEIR_EXPORT_TEXT },
  { "first", NULL, WEIR_EXPORT_INTEGER },
  { "lost", NULL, WEIR_EXPORT_INTEGER },
  { "at_risk", NULL, WEIR_EXPORT_INTEGER },
  { "past_end", NULL, WEIR_EXPORT_INTEGER },
  { "produce_rate", NULL, WEIR_EXPORT_DOUBLE },
  { "consume_rate", NULL, WEIR_EXPORT_DOUBLE },
  { "velocity", NULL, WEIR_EXPORT_DOUBLE },
  { "trend", NULL, WEIR_EXPORT_TEXT },
  { "clear_seconds", NULL, WEIR_EXPORT_DOUBLE },
  { "record_time", NULL, WEIR_EXPORT_TIME },
  { "instance_id", NULL, WEIR_EXPORT_TEXT },
  { "metadata", NULL, WEIR_EXPORT_TEXT },
  { "leader_epoch", NULL, WEIR_EXPORT_INTEGER },
  { "group_state", NULL, WEIR_EXPORT_TEXT },
  { "group_type", NULL, WEIR_EXPORT_TEXT },
  { "coordinator", NULL, WEIR_EXPORT_TEXT },
  { "time", NULL, WEIR_EXPORT_TIME },
};

static const WeirLagColumn group_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "coordinator", "COORDINATOR (ID)", WEIR_EXPORT_TEXT },
  { "assignor", "ASSIGNMENT-STRATEGY", WEIR_EXPORT_TEXT },
  { "group_state", "STATE", WEIR_EXPORT_TEXT },
  { "members", "#MEMBERS", WEIR_EXPORT_INTEGER },
  { "group_type", "TYPE", WEIR_EXPORT_TEXT },
  { "partitions", "#PARTITIONS", WEIR_EXPORT_INTEGER },
  { "lag", "LAG", WEIR_EXPORT_INTEGER },
  { "lag_seconds", "LAG-SECONDS", WEIR_EXPORT_DOUBLE },
  { "state", "LAG-STATE", WEIR_EXPORT_TEXT },
  { "reason", "REASON", WEIR_EXPORT_TEXT },
  { "lost", NULL, WEIR_EXPORT_INTEGER },
  { "velocity", NULL, WEIR_EXPORT_DOUBLE },
  { "clear_seconds", NULL, WEIR_EXPORT_DOUBLE },
  { "group_epoch", NULL, WEIR_EXPORT_INTEGER },
  { "target_assignment_epoch", NULL, WEIR_EXPORT_INTEGER },
  { "time", NULL, WEIR_EXPORT_TIME },
};

static const WeirLagColumn member_columns[] = {
  { "group", "GROUP", WEIR_EXPORT_TEXT },
  { "consumer_id", "CONSUMER-ID", WEIR_EXPORT_TEXT },
  { "instance_id", "GROUP-INSTANCE-ID", WEIR_EXPORT_TEXT },
  { "host", "HOST", WEIR_EXPORT_TEXT },
  { "client_id", "CLIENT-ID", WEIR_EXPORT_TEXT },
  { "partitions", "#PARTITIONS", WEIR_EXPORT_INTEGER },
  { "assignment", "ASSIGNMENT", WEIR_EXPORT_TEXT },
  { "current_epoch", NULL, WEIR_EXPORT_INTEGER },
};

/**
 * weir_lag_columns_get:
 * @view: a view
 * @n_columns: (out): how many it has
 *
 * Returns: (transfer none) (array length=n_columns): the columns of @view
 */
const WeirLagColumn *
weir_lag_columns_get (WeirLagView  view,
                      guint       *n_columns)
{
  switch (view)
    {
    case WEIR_LAG_VIEW_GROUPS:
      *n_columns = G_N_ELEMENTS (group_columns);
      return group_columns;
    case WEIR_LAG_VIEW_MEMBERS:
      *n_columns = G_N_ELEMENTS (member_columns);
      return member_columns;
    case WEIR_LAG_VIEW_PARTITIONS:
    default:
      *n_columns = G_N_ELEMENTS (partition_columns);
      return partition_columns;
    }
}

static void
add_value (WeirLagCells *cells,
                        WeirValue        value)
{
  g_assert (cells->n < G_N_ELEMENTS (cells->values));
  cells->values[cells->n++] = value;
}

static void
add_text (WeirLagCells *cells,
                       const char      *text)
{
  gboolean any = text != NULL && *text != '\0';

  add_value (cells, any ? weir_value_of_text (text, strlen (text)) : (WeirValue){ .type = WEIR_VALUE_NULL });
}

static void
take_text (WeirLagCells *cells,
                        char            *text)
{
  if (text != NULL)
    g_ptr_array_add (cells->strings, text);
  add_text (cells, text);
}

/* Less than 0 is unknown. */
static void
add_number (WeirLagCells *cells,
                         gint64           number)
{
  add_value (cells, number >= 0 ? weir_value_of_int (number) : (WeirValue){ .type = WEIR_VALUE_NULL });
}

static void
add_double (WeirLagCells *cells,
                         double           number)
{
  WeirValue value = { .type = WEIR_VALUE_NULL };

  if (!isnan (number))
    {
      value.type = WEIR_VALUE_DOUBLE;
      value.as_double = number;
    }
  add_value (cells, value);
}

static void
fill_numbers (WeirLagCells      *cells,
                           const WeirLagNumbers *numbers)
{
  add_double (cells, numbers->in_rate);
  add_double (cells, numbers->out_rate);
  add_double (cells, numbers->velocity);
  add_text (cells, weir_lag_trend_get_word (numbers->trend));
  add_double (cells, numbers->clear_seconds);
}

/**
 * weir_lag_cells_fill_partition:
 * @cells: cells without values
 * @look: a look
 * @row: a row of it
 * @translated: texts into the user's language; else English, for programs
 *
 * Fills the columns of %WEIR_LAG_VIEW_PARTITIONS. Texts are borrowed from @row, or
 * kept by @cells.
 */
void
weir_lag_cells_fill_partition (WeirLagCells      *cells,
                       const WeirLagLook    *look,
                       const WeirLagLookRow *row,
                       gboolean              translated)
{
  g_autoptr(WeirGroupLag) none = row->lag == NULL ? weir_group_lag_new (NULL, NULL, -1) : NULL;
  const WeirGroupLag *lag = row->lag != NULL ? row->lag : none;
  const WeirLagNumbers *numbers = &row->numbers;

  add_text (cells, row->group->name);
  add_text (cells, lag->topic);
  add_number (cells, lag->partition);
  add_number (cells, lag->committed);
  add_number (cells, lag->end);
  add_number (cells, lag->lag);
  add_text (cells, lag->consumer_id);
  add_text (cells, lag->host);
  add_text (cells, lag->client_id);
  add_double (cells, numbers->lag_seconds);
  add_text (cells, weir_lag_state_get_word (numbers->state));
  take_text (cells, weir_lag_look_dup_row_reason (row, translated));
  add_number (cells, lag->low);
  add_number (cells, lag->committed >= 0 && lag->low >= 0 ? numbers->lost : -1);
  add_number (cells, numbers->at_risk);
  add_number (cells, lag->committed >= 0 && lag->end >= 0 ? lag->past_end : -1);
  fill_numbers (cells, numbers);
  add_number (cells, lag->record_usec);
  add_text (cells, lag->instance_id);
  add_text (cells, lag->metadata);
  add_number (cells, lag->leader_epoch);
  add_text (cells, row->group->state);
  add_text (cells, row->group->type);
  add_text (cells, row->group->coordinator);
  add_number (cells, look->snapshot->time_usec);
}

/**
 * weir_lag_cells_fill_group:
 * @cells: cells without values
 * @look: a look
 * @sum: a group's sum of it
 * @translated: texts into the user's language; else English, for programs
 *
 * Fills the columns of %WEIR_LAG_VIEW_GROUPS, as weir_lag_cells_fill_partition() does.
 */
void
weir_lag_cells_fill_group (WeirLagCells      *cells,
                       const WeirLagLook    *look,
                       const WeirLagSum     *sum,
                       gboolean              translated)
{
  const WeirLagGroup *group = sum->group;

  add_text (cells, group->name);
  take_text (cells, group->coordinator != NULL
                                   ? g_strdup_printf ("%s (%d)", group->coordinator, group->coordinator_id)
                                   : NULL);
  add_text (cells, group->assignor);
  add_text (cells, group->state);
  add_number (cells, group->problem == NULL && !group->members_unknown ? (gint64) group->members->len : -1);
  add_text (cells, group->type);
  add_number (cells, group->problem == NULL && weir_lag_group_has_offsets (group) ? (gint64) sum->n_rows : -1);
  add_number (cells, sum->numbers.lag);
  add_double (cells, sum->numbers.lag_seconds);
  add_text (cells, weir_lag_state_get_word (sum->numbers.state));
  take_text (cells, weir_lag_look_dup_sum_reason (look, sum, translated));
  add_number (cells, sum->n_rows > 0 ? sum->numbers.lost : -1);
  add_double (cells, sum->numbers.velocity);
  add_double (cells, sum->numbers.clear_seconds);
  add_number (cells, group->epoch);
  add_number (cells, group->assignment_epoch);
  add_number (cells, look->snapshot->time_usec);
}

/**
 * weir_lag_cells_fill_member:
 * @cells: cells without values
 * @group: a group
 * @member: a member of it
 *
 * Fills the columns of %WEIR_LAG_VIEW_MEMBERS with texts borrowed from both.
 */
void
weir_lag_cells_fill_member (WeirLagCells     *cells,
                          const WeirLagGroup  *group,
                          const WeirLagMember *member)
{
  add_text (cells, group->name);
  add_text (cells, member->consumer_id);
  add_text (cells, member->instance_id);
  add_text (cells, member->host);
  add_text (cells, member->client_id);
  add_number (cells, member->n_partitions);
  add_text (cells, member->assignment);
  add_number (cells, member->epoch);
}
