#include "config.h"

#include "data/lag/weir-offset-reset.h"

#include "data/lag/weir-broker-groups.h"
#include "data/lag/weir-lag-admin.h"
#include "data/lag/weir-lag-group.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* -- the group -- */

/* A group that no broker knows as a consumer group may be one of another kind. */
static gboolean
check_kind (WeirLagAdmin  *admin,
            const char    *name,
            GError       **error)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);

  if (weir_broker_groups_can_read (admin, NULL))
    weir_broker_groups_read (admin, NULL, groups);
  for (guint i = 0; i < groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (groups, i);

      if (!g_str_equal (group->name, name))
        continue;
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                   /* Translators: a group, and its type: "share", "streams", "connect" */
                   _("“%s” is a %s group, whose offsets cannot be reset as those of a consumer group; use Kafka's own tool"), name,
                   group->type);
      return FALSE;
    }

  return TRUE;
}

/* While a group has members, only they may commit its offsets. */
static gboolean
check_inactive (WeirLagAdmin  *admin,
                const char    *group,
                GError       **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const rd_kafka_ConsumerGroupDescription_t **descriptions;
  rd_kafka_consumer_group_state_t state;
  const rd_kafka_error_t *problem;
  rd_kafka_event_t *event;
  gboolean done = FALSE;
  gsize n;

  g_ptr_array_add (names, (char *) group);
  event = weir_lag_admin_describe (admin, names, error);
  if (event == NULL)
    return FALSE;

  descriptions =
    rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n);
  problem = n > 0 ? rd_kafka_ConsumerGroupDescription_error (descriptions[0]) : NULL;
  state = n > 0 && problem == NULL ? rd_kafka_ConsumerGroupDescription_state (descriptions[0])
                                   : RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN;
  if (problem != NULL)
    weir_lag_admin_set_error (admin, error, rd_kafka_error_code (problem), rd_kafka_error_string (problem));
  else if (state != RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY && state != RD_KAFKA_CONSUMER_GROUP_STATE_DEAD)
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                 _("Offsets of group “%s” can only be reset while it has no members, and it is %s: stop its members first"),
                 group, rd_kafka_consumer_group_state_name (state));
  else
    done = state != RD_KAFKA_CONSUMER_GROUP_STATE_DEAD || check_kind (admin, group, error);
  rd_kafka_event_destroy (event);

  return done;
}

static rd_kafka_topic_partition_list_t *
read_committed (WeirLagAdmin  *admin,
                const char    *group,
                GError       **error)
{
  const rd_kafka_group_result_t **results;
  rd_kafka_topic_partition_list_t *list = NULL;
  rd_kafka_event_t *event;
  gsize n;

  weir_lag_admin_ask_committed (admin, group, NULL);
  event = weir_lag_admin_next (admin, RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT, error);
  if (event == NULL)
    return NULL;

  if (rd_kafka_event_error (event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      weir_lag_admin_set_error (admin, error, rd_kafka_event_error (event), rd_kafka_event_error_string (event));
    }
  else
    {
      results = rd_kafka_ListConsumerGroupOffsets_result_groups (rd_kafka_event_ListConsumerGroupOffsets_result (event), &n);
      list = n > 0 && rd_kafka_group_result_partitions (results[0]) != NULL
               ? rd_kafka_topic_partition_list_copy (rd_kafka_group_result_partitions (results[0]))
               : rd_kafka_topic_partition_list_new (0);
    }
  rd_kafka_event_destroy (event);

  return list;
}

/* -- which partitions -- */

static gboolean
add_topic (WeirLagAdmin            *admin,
           const WeirOffsetChange  *wanted,
           GPtrArray               *changes,
           GError                 **error)
{
  rd_kafka_topic_t *topic = rd_kafka_topic_new (admin->client, wanted->topic, NULL);
  gint64 left_msec = (admin->deadline_usec - g_get_monotonic_time ()) / 1000;
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__INVALID_ARG;

  if (topic != NULL)
    code = rd_kafka_metadata (admin->client, 0, topic, &metadata, (int) CLAMP (left_msec, 1, G_MAXINT));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1)
    {
      code = metadata->topics[0].err;
      for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
        g_ptr_array_add (changes, weir_offset_change_new (wanted->topic, metadata->topics[0].partitions[i].id, -1,
                                                          wanted->offset));
    }
  if (metadata != NULL)
    rd_kafka_metadata_destroy (metadata);
  if (topic != NULL)
    rd_kafka_topic_destroy (topic);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
    return TRUE;

  g_propagate_error (error, weir_source_error_new (code, _("Topic “%s”"), wanted->topic));
  return FALSE;
}

/* With the offsets of before; NULL with @error set. */
static GPtrArray *
find_partitions (WeirLagAdmin           *admin,
                 const WeirOffsetReset  *reset,
                 GError                **error)
{
  g_autoptr(GPtrArray) changes = weir_offset_changes_new ();
  rd_kafka_topic_partition_list_t *committed = read_committed (admin, reset->group, error);
  gboolean done = committed != NULL;

  for (guint i = 0; done && reset->scope != NULL && i < reset->scope->len; i++)
    {
      const WeirOffsetChange *wanted = g_ptr_array_index (reset->scope, i);

      if (wanted->partition < 0)
        done = add_topic (admin, wanted, changes, error);
      else
        g_ptr_array_add (changes, weir_offset_change_new (wanted->topic, wanted->partition, -1, wanted->offset));
    }
  for (int i = 0; done && reset->scope == NULL && i < committed->cnt; i++)
    if (committed->elems[i].offset >= 0)
      g_ptr_array_add (changes, weir_offset_change_new (committed->elems[i].topic, committed->elems[i].partition, -1, -1));

  for (guint i = 0; done && i < changes->len; i++)
    {
      WeirOffsetChange *change = g_ptr_array_index (changes, i);
      const rd_kafka_topic_partition_t *found =
        rd_kafka_topic_partition_list_find (committed, change->topic, change->partition);

      change->before = found != NULL && found->offset >= 0 ? found->offset : -1;
    }
  if (done && changes->len == 0)
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                   _("Group “%s” has committed nothing: name a topic"), reset->group);
      done = FALSE;
    }
  g_clear_pointer (&committed, rd_kafka_topic_partition_list_destroy);

  return done ? g_steal_pointer (&changes) : NULL;
}

/* -- where to -- */

/* @spec: a time in ms or an OffsetSpec. NULL with @error set; partitions that are not there have none. */
static rd_kafka_topic_partition_list_t *
list_offsets (WeirLagAdmin  *admin,
              GPtrArray     *changes,
              gint64         spec,
              GError       **error)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new ((int) changes->len);

  for (guint i = 0; i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);

      rd_kafka_topic_partition_list_add (list, change->topic, change->partition)->offset = spec;
    }
  if (!weir_lag_admin_list_offsets (admin, list, error))
    g_clear_pointer (&list, rd_kafka_topic_partition_list_destroy);

  return list;
}

static gboolean
aim (const WeirOffsetReset  *reset,
     WeirOffsetChange       *change,
     gint64                  low,
     gint64                  end,
     gint64                  at_time,
     GError                **error)
{
  switch (reset->kind)
    {
    case WEIR_OFFSET_RESET_TO_EARLIEST:
      change->offset = low;
      return TRUE;
    case WEIR_OFFSET_RESET_TO_LATEST:
      change->offset = end;
      return TRUE;
    case WEIR_OFFSET_RESET_TO_CURRENT:
      change->offset = change->before >= 0 ? change->before : end;
      break;
    case WEIR_OFFSET_RESET_TO_DATETIME:
      change->offset = at_time >= 0 ? at_time : end;
      if (at_time < 0)
        change->note = g_strdup (_("no record is so late: the end"));
      return TRUE;
    case WEIR_OFFSET_RESET_SHIFT_BY:
      if (change->before < 0)
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                       _("%s/%d cannot be shifted: nothing is committed there"), change->topic, change->partition);
          return FALSE;
        }
      if (__builtin_add_overflow (change->before, reset->value, &change->offset))
        change->offset = reset->value > 0 ? G_MAXINT64 : 0;
      break;
    case WEIR_OFFSET_RESET_TO_OFFSET:
      change->offset = reset->value;
      break;
    case WEIR_OFFSET_RESET_TO_GIVEN:
    default:
      break;
    }

  if (change->offset < low)
    change->note = g_strdup_printf (_("%" PRId64 " is before the first record"), change->offset);
  else if (change->offset > end)
    change->note = g_strdup_printf (_("%" PRId64 " is past the end"), change->offset);
  change->offset = CLAMP (change->offset, low, end);

  return TRUE;
}

static gboolean
aim_all (WeirLagAdmin           *admin,
         const WeirOffsetReset  *reset,
         GPtrArray              *changes,
         GError                **error)
{
  gboolean by_time = reset->kind == WEIR_OFFSET_RESET_TO_DATETIME;
  rd_kafka_topic_partition_list_t *low = list_offsets (admin, changes, RD_KAFKA_OFFSET_SPEC_EARLIEST, error);
  rd_kafka_topic_partition_list_t *end =
    low != NULL ? list_offsets (admin, changes, RD_KAFKA_OFFSET_SPEC_LATEST, error) : NULL;
  rd_kafka_topic_partition_list_t *at_time =
    end != NULL && by_time ? list_offsets (admin, changes, MAX (reset->value / 1000, 0), error) : NULL;
  gboolean done = end != NULL && (!by_time || at_time != NULL);

  for (guint i = 0; i < changes->len && done; i++)
    {
      WeirOffsetChange *change = g_ptr_array_index (changes, i);

      if (low->elems[i].offset < 0 || end->elems[i].offset < 0)
        {
          g_propagate_error (error, weir_source_error_new (end->elems[i].err, _("%s/%d has no offsets"), change->topic,
                                                           change->partition));
          done = FALSE;
        }
      else
        {
          done = aim (reset, change, low->elems[i].offset, end->elems[i].offset,
                      at_time != NULL ? at_time->elems[i].offset : -1, error);
        }
    }
  g_clear_pointer (&low, rd_kafka_topic_partition_list_destroy);
  g_clear_pointer (&end, rd_kafka_topic_partition_list_destroy);
  g_clear_pointer (&at_time, rd_kafka_topic_partition_list_destroy);

  return done;
}

/**
 * weir_offset_reset_plan:
 * @settings: how to reach the cluster
 * @reset: what is wanted
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * Finds out what a reset comes to, and changes nothing. Offsets before the first
 * record or past the end become these. Blocks.
 *
 * Errors: %WEIR_SOURCE_ERROR: the group has members, a topic or partition is
 * not there, nothing is committed where it is to be shifted from.
 *
 * Returns: (transfer full) (nullable) (element-type WeirOffsetChange): each partition's change
 */
GPtrArray *
weir_offset_reset_plan (WeirSettings           *settings,
                        const WeirOffsetReset  *reset,
                        guint                   timeout_msec,
                        GCancellable           *cancellable,
                        GError                **error)
{
  g_autoptr(GPtrArray) changes = NULL;
  WeirLagAdmin admin;
  gboolean done;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings) && reset != NULL, NULL);

  done = weir_lag_admin_init (&admin, settings, timeout_msec, cancellable, error)
         && check_inactive (&admin, reset->group, error);
  if (done)
    changes = find_partitions (&admin, reset, error);
  done = changes != NULL && aim_all (&admin, reset, changes, error);
  weir_lag_admin_clear (&admin);

  return done ? g_steal_pointer (&changes) : NULL;
}

/* -- doing it -- */

/* The first partition that was refused is told. */
static gboolean
check_altered (WeirLagAdmin      *admin,
               rd_kafka_event_t  *event,
               GError           **error)
{
  const rd_kafka_group_result_t **results;
  gsize n;

  if (rd_kafka_event_error (event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      weir_lag_admin_set_error (admin, error, rd_kafka_event_error (event), rd_kafka_event_error_string (event));
      return FALSE;
    }

  results = rd_kafka_AlterConsumerGroupOffsets_result_groups (rd_kafka_event_AlterConsumerGroupOffsets_result (event), &n);
  for (gsize i = 0; i < n; i++)
    {
      const rd_kafka_error_t *problem = rd_kafka_group_result_error (results[i]);
      const rd_kafka_topic_partition_list_t *list = rd_kafka_group_result_partitions (results[i]);

      if (problem != NULL)
        {
          weir_lag_admin_set_error (admin, error, rd_kafka_error_code (problem), rd_kafka_error_string (problem));
          return FALSE;
        }
      for (int j = 0; list != NULL && j < list->cnt; j++)
        if (list->elems[j].err != RD_KAFKA_RESP_ERR_NO_ERROR)
          {
            g_propagate_error (error, weir_source_error_new (list->elems[j].err, _("%s/%d was not reset"),
                                                             list->elems[j].topic, list->elems[j].partition));
            return FALSE;
          }
    }

  return TRUE;
}

static gboolean
alter (WeirLagAdmin  *admin,
       const char    *group,
       GPtrArray     *changes,
       GError       **error)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new ((int) changes->len);
  rd_kafka_AlterConsumerGroupOffsets_t *request;
  rd_kafka_event_t *event;
  gboolean done;

  for (guint i = 0; i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);

      rd_kafka_topic_partition_list_add (list, change->topic, change->partition)->offset = change->offset;
    }
  request = rd_kafka_AlterConsumerGroupOffsets_new (group, list);
  weir_lag_admin_alter_committed (admin, request);
  rd_kafka_AlterConsumerGroupOffsets_destroy (request);
  rd_kafka_topic_partition_list_destroy (list);

  event = weir_lag_admin_next (admin, RD_KAFKA_EVENT_ALTERCONSUMERGROUPOFFSETS_RESULT, error);
  if (event == NULL)
    return FALSE;
  done = check_altered (admin, event, error);
  rd_kafka_event_destroy (event);

  return done;
}

/**
 * weir_offset_reset_execute:
 * @settings: how to reach the cluster
 * @group: a consumer group
 * @changes: (element-type WeirOffsetChange): what weir_offset_reset_plan() gave
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * Commits the offsets of @changes, unless the group has members. Blocks.
 *
 * Errors: %WEIR_SOURCE_ERROR. If some partitions are refused, others may have been changed.
 *
 * Returns: whether all of it was done
 */
gboolean
weir_offset_reset_execute (WeirSettings  *settings,
                           const char    *group,
                           GPtrArray     *changes,
                           guint          timeout_msec,
                           GCancellable  *cancellable,
                           GError       **error)
{
  WeirLagAdmin admin;
  gboolean done;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings) && group != NULL && changes != NULL, FALSE);

  done = weir_lag_admin_init (&admin, settings, timeout_msec, cancellable, error)
         && check_inactive (&admin, group, error)
         && alter (&admin, group, changes, error);
  weir_lag_admin_clear (&admin);

  return done;
}
