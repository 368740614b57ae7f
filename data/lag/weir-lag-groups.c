#include "config.h"

#include "data/lag/weir-lag-groups.h"

#include "data/lag/weir-broker-groups.h"
#include "data/source/weir-source-error.h"
#include "data/source/weir-topic-filter.h"

#include <glib/gi18n-lib.h>

/* So many groups are asked for their offsets at once. */
#define AT_ONCE_MAX 16
/* Groups of other kinds come and go rarely. */
#define OTHERS_USEC (G_TIME_SPAN_MINUTE)
/* A group without members has nothing to describe but its coordinator. */
#define DESCRIBED_USEC (G_TIME_SPAN_MINUTE)

static gboolean
is_forbidden (rd_kafka_resp_err_t code)
{
  return weir_source_error_code (code) == WEIR_SOURCE_ERROR_FORBIDDEN;
}

/* -- who there is -- */

static char *
dup_assignment (const rd_kafka_topic_partition_list_t *partitions)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
    {
      const rd_kafka_topic_partition_t *partition = &partitions->elems[i];
      gboolean same = i > 0 && g_str_equal (partitions->elems[i - 1].topic, partition->topic);

      if (same)
        g_string_append_printf (text, ",%d", partition->partition);
      else
        g_string_append_printf (text, "%s%s:%d", i > 0 ? ";" : "", partition->topic, partition->partition);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static WeirLagMember *
member_of (const rd_kafka_MemberDescription_t *description)
{
  const rd_kafka_topic_partition_list_t *partitions =
    rd_kafka_MemberAssignment_partitions (rd_kafka_MemberDescription_assignment (description));
  const char *instance = rd_kafka_MemberDescription_group_instance_id (description);
  WeirLagMember *member = weir_lag_member_new ();

  member->consumer_id = g_strdup (rd_kafka_MemberDescription_consumer_id (description));
  member->instance_id = instance != NULL && *instance != '\0' ? g_strdup (instance) : NULL;
  member->client_id = g_strdup (rd_kafka_MemberDescription_client_id (description));
  member->host = g_strdup (rd_kafka_MemberDescription_host (description));
  member->assignment = dup_assignment (partitions);
  member->n_partitions = partitions != NULL ? (guint) partitions->cnt : 0;

  return member;
}

static const char *
type_of (const rd_kafka_ConsumerGroupDescription_t *description)
{
  switch (rd_kafka_ConsumerGroupDescription_type (description))
    {
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER:
      return "consumer";
    case RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC:
      return "classic";
    case RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN:
    case RD_KAFKA_CONSUMER_GROUP_TYPE__CNT:
    default:
      return "unknown";
    }
}

static WeirLagGroup *
group_of (const rd_kafka_ConsumerGroupDescription_t *description)
{
  const rd_kafka_error_t *problem = rd_kafka_ConsumerGroupDescription_error (description);
  const rd_kafka_Node_t *coordinator = rd_kafka_ConsumerGroupDescription_coordinator (description);
  const char *assignor = rd_kafka_ConsumerGroupDescription_partition_assignor (description);
  WeirLagGroup *group = weir_lag_group_new (
    rd_kafka_ConsumerGroupDescription_group_id (description), type_of (description),
    rd_kafka_consumer_group_state_name (rd_kafka_ConsumerGroupDescription_state (description)));

  if (problem != NULL)
    {
      group->problem = g_strdup (rd_kafka_error_string (problem));
      g_free (group->state);
      group->state = g_strdup (is_forbidden (rd_kafka_error_code (problem)) ? "Forbidden" : "Unknown");
      return group;
    }

  group->assignor = assignor != NULL && *assignor != '\0' ? g_strdup (assignor) : NULL;
  if (coordinator != NULL)
    {
      group->coordinator_id = rd_kafka_Node_id (coordinator);
      group->coordinator = g_strdup_printf ("%s:%u", rd_kafka_Node_host (coordinator), rd_kafka_Node_port (coordinator));
    }
  for (gsize i = 0; i < rd_kafka_ConsumerGroupDescription_member_count (description); i++)
    g_ptr_array_add (group->members, member_of (rd_kafka_ConsumerGroupDescription_member (description, i)));

  return group;
}

/* -- how far they are -- */

static WeirGroupLag *
ensure_lag (WeirLagSnapshot    *snapshot,
            GHashTable         *known,
            const WeirLagGroup *group,
            const char         *topic,
            gint32              partition)
{
  WeirGroupLag wanted = { .group = group->name, .topic = (char *) topic, .partition = partition };
  WeirGroupLag *lag = g_hash_table_lookup (known, &wanted);

  if (lag != NULL)
    return lag;

  lag = weir_group_lag_new (group->name, topic, partition);
  lag->group_state = g_strdup (group->state);
  g_ptr_array_add (snapshot->lags, lag);
  g_hash_table_add (known, lag);

  return lag;
}

static void
add_committed (WeirLagSnapshot                       *snapshot,
               GHashTable                            *known,
               const WeirLagGroup                    *group,
               const WeirTopicFilter                   *topics,
               const rd_kafka_topic_partition_list_t *partitions)
{
  for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
    {
      const rd_kafka_topic_partition_t *partition = &partitions->elems[i];
      WeirGroupLag *lag;

      if (!weir_topic_filter_has (topics, partition->topic)
          || (partition->offset < 0 && partition->err == RD_KAFKA_RESP_ERR_NO_ERROR))
        continue;

      lag = ensure_lag (snapshot, known, group, partition->topic, partition->partition);
      if (partition->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        {
          lag->problem = g_strdup (rd_kafka_err2str (partition->err));
          continue;
        }
      lag->committed = partition->offset;
      lag->leader_epoch = rd_kafka_topic_partition_get_leader_epoch (partition);
      if (partition->metadata_size > 0)
        lag->metadata = g_strndup (partition->metadata, partition->metadata_size);
    }
}

/* A partition that a member reads is listed even while nothing is committed in it. */
static void
add_member (WeirLagSnapshot                    *snapshot,
            GHashTable                         *known,
            const WeirLagGroup                 *group,
            const WeirTopicFilter                *topics,
            const rd_kafka_MemberDescription_t *description,
            const WeirLagMember                *member)
{
  const rd_kafka_topic_partition_list_t *partitions =
    rd_kafka_MemberAssignment_partitions (rd_kafka_MemberDescription_assignment (description));

  for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
    {
      const rd_kafka_topic_partition_t *partition = &partitions->elems[i];
      WeirGroupLag *lag;

      if (!weir_topic_filter_has (topics, partition->topic))
        continue;
      lag = ensure_lag (snapshot, known, group, partition->topic, partition->partition);
      if (lag->consumer_id != NULL)
        continue;
      lag->consumer_id = g_strdup (member->consumer_id);
      lag->instance_id = g_strdup (member->instance_id);
      lag->host = g_strdup (member->host);
      lag->client_id = g_strdup (member->client_id);
    }
}

/* A coordinator that moves, or loads its groups, answers a little later. */
static gboolean
ask_again (WeirLagAdmin     *admin,
           rd_kafka_event_t *event)
{
  if (!weir_lag_admin_is_moving (rd_kafka_event_error (event)) || !weir_lag_admin_wait_again (admin))
    return FALSE;

  weir_lag_admin_ask_committed (admin, ((const WeirLagGroup *) rd_kafka_event_opaque (event))->name,
                                rd_kafka_event_opaque (event));

  return TRUE;
}

/* What was committed in the group of @event's opaque; a group that refuses says so, and the others are told. */
static void
take_committed (WeirLagSnapshot    *snapshot,
                GHashTable         *known,
                const WeirTopicFilter *topics,
                rd_kafka_event_t   *event)
{
  WeirLagGroup *group = rd_kafka_event_opaque (event);
  const rd_kafka_group_result_t **results;
  const rd_kafka_error_t *problem;
  gsize n;

  if (rd_kafka_event_error (event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_free (group->problem);
      group->problem = g_strdup (rd_kafka_event_error_string (event));
      return;
    }

  results = rd_kafka_ListConsumerGroupOffsets_result_groups (rd_kafka_event_ListConsumerGroupOffsets_result (event), &n);
  for (gsize i = 0; i < n; i++)
    {
      problem = rd_kafka_group_result_error (results[i]);
      if (problem != NULL && group->problem == NULL)
        group->problem = g_strdup (rd_kafka_error_string (problem));
      add_committed (snapshot, known, group, topics, rd_kafka_group_result_partitions (results[i]));
    }
}

/* The groups that may be asked; several questions are on their way at once. */
static gboolean
read_committed (WeirLagAdmin        *admin,
                WeirLagSnapshot     *snapshot,
                GHashTable          *known,
                const WeirTopicFilter *topics,
                GError             **error)
{
  guint n_waiting = 0;

  for (guint i = 0; i < snapshot->groups->len || n_waiting > 0;)
    {
      WeirLagGroup *group = i < snapshot->groups->len ? g_ptr_array_index (snapshot->groups, i) : NULL;
      rd_kafka_event_t *event;

      if (group != NULL && n_waiting < AT_ONCE_MAX)
        {
          i++;
          if (group->problem != NULL)
            continue;
          weir_lag_admin_ask_committed (admin, group->name, group);
          n_waiting++;
          continue;
        }

      event = weir_lag_admin_next (admin, RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT, error);
      if (event == NULL)
        return FALSE;
      if (!ask_again (admin, event))
        {
          take_committed (snapshot, known, topics, event);
          n_waiting--;
        }
      rd_kafka_event_destroy (event);
    }

  return TRUE;
}

/* One group of many that nothing is told about has an unknown state; if there is no other, the read failed. */
static gboolean
check_descriptions (WeirLagAdmin                               *admin,
                    const rd_kafka_ConsumerGroupDescription_t **descriptions,
                    gsize                                       n,
                    gboolean                                    named,
                    GError                                    **error)
{
  const rd_kafka_error_t *problem = NULL;

  for (gsize i = 0; i < n; i++)
    {
      problem = rd_kafka_ConsumerGroupDescription_error (descriptions[i]);
      if (problem == NULL || (!named && is_forbidden (rd_kafka_error_code (problem))))
        return TRUE;
    }
  if (problem != NULL)
    weir_lag_admin_set_error (admin, error, rd_kafka_error_code (problem), rd_kafka_error_string (problem));

  return problem == NULL;
}

/* What members read, of the groups that @event describes, the last ones of @snapshot. */
static void
add_members (WeirLagSnapshot       *snapshot,
             GHashTable            *known,
             const WeirTopicFilter *topics,
             rd_kafka_event_t      *event)
{
  const rd_kafka_ConsumerGroupDescription_t **descriptions;
  gsize n;

  descriptions =
    rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n);
  for (gsize i = 0; i < n; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (snapshot->groups, snapshot->groups->len - n + i);

      for (guint j = 0; j < group->members->len; j++)
        add_member (snapshot, known, group, topics, rd_kafka_ConsumerGroupDescription_member (descriptions[i], j),
                    g_ptr_array_index (group->members, j));
    }
}

/* Behind the groups that @snapshot has; NULL with @error set where nothing is told. */
static rd_kafka_event_t *
describe (WeirLagAdmin     *admin,
          WeirLagSnapshot  *snapshot,
          GPtrArray        *names,
          gboolean          named,
          GError          **error)
{
  const rd_kafka_ConsumerGroupDescription_t **descriptions;
  rd_kafka_event_t *event = weir_lag_admin_describe (admin, names, error);
  gsize n;

  if (event == NULL)
    return NULL;

  descriptions =
    rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (snapshot->groups, group_of (descriptions[i]));
  if (check_descriptions (admin, descriptions, n, named, error))
    return event;

  rd_kafka_event_destroy (event);
  return NULL;
}

/* @names: to be described; groups that @snapshot has are known. */
static gboolean
read_described (WeirLagAdmin          *admin,
                WeirLagSnapshot       *snapshot,
                GPtrArray             *names,
                gboolean               named,
                const WeirTopicFilter *topics,
                GError               **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new (weir_group_lag_hash, weir_group_lag_equal);
  rd_kafka_event_t *event = NULL;
  gboolean done;

  if (names->len > 0)
    {
      event = describe (admin, snapshot, names, named, error);
      if (event == NULL)
        return FALSE;
    }

  done = read_committed (admin, snapshot, known, topics, error);
  if (done && event != NULL)
    add_members (snapshot, known, topics, event);
  g_clear_pointer (&event, rd_kafka_event_destroy);

  return done;
}

/* A group that is as empty as it was is what it was. */
static const WeirLagGroup *
find_as_before (const WeirLagSnapshot *previous,
                const WeirLagGroup    *listed)
{
  const WeirLagGroup *before = previous != NULL ? weir_lag_snapshot_find_group (previous, listed->name) : NULL;

  return before != NULL && before->problem == NULL && before->members->len == 0 && g_str_equal (listed->state, "Empty")
             && g_str_equal (before->state, "Empty")
           ? before
           : NULL;
}

/* Of the groups there are, those that must be described; the others go into @snapshot. */
static GPtrArray *
choose_described (WeirLagSnapshot       *snapshot,
                  GPtrArray             *listed,
                  const WeirLagSnapshot *previous)
{
  gboolean recent = previous != NULL && snapshot->time_usec - previous->described_usec < DESCRIBED_USEC;
  GPtrArray *names = g_ptr_array_new ();

  snapshot->described_usec = recent ? previous->described_usec : snapshot->time_usec;
  for (guint i = 0; i < listed->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (listed, i);
      const WeirLagGroup *before = recent ? find_as_before (previous, group) : NULL;

      if (before == NULL)
        {
          g_ptr_array_add (names, group->name);
          continue;
        }
      g_ptr_array_add (snapshot->groups, weir_lag_group_copy (before));
    }

  return names;
}

/* -- groups of other kinds -- */

/* Takes @group if it is wanted and none that @snapshot has. */
static void
add_other (WeirLagSnapshot *snapshot,
           WeirLagGroup    *group,
           const char      *wanted)
{
  if ((wanted == NULL || g_str_equal (wanted, group->name)) && !weir_lag_group_has_offsets (group)
      && weir_lag_snapshot_find_group (snapshot, group->name) == NULL)
    g_ptr_array_add (snapshot->groups, group);
  else
    weir_lag_group_free (group);
}

/* As they were told of last. */
static void
keep_others (WeirLagSnapshot       *snapshot,
             const WeirLagSnapshot *previous,
             const char            *wanted)
{
  for (guint i = 0; previous != NULL && i < previous->groups->len; i++)
    add_other (snapshot, weir_lag_group_copy (g_ptr_array_index (previous->groups, i)), wanted);
}

/* By the older call, which tells neither members nor which of two kinds a group is; @reason: why not by ours. */
static void
list_others (WeirLagAdmin    *admin,
             WeirLagSnapshot *snapshot,
             const char      *wanted,
             const char      *reason)
{
  const struct rd_kafka_group_list *list = weir_lag_admin_list_all (admin);

  for (int i = 0; list != NULL && i < list->group_cnt; i++)
    {
      const struct rd_kafka_group_info *info = &list->groups[i];
      const char *type = info->protocol_type != NULL ? info->protocol_type : "";
      WeirLagGroup *group;

      if (g_str_equal (type, "consumer"))
        continue;
      group = weir_lag_group_new (info->group, *type != '\0' ? type : "share or streams", "Unknown");
      group->members_unknown = TRUE;
      if (*type == '\0')
        group->problem = g_strdup (reason);
      add_other (snapshot, group, wanted);
    }
  if (list != NULL)
    rd_kafka_group_list_destroy (list);
}

/* librdkafka does not tell of groups that are no consumer groups, nor of epochs; we ask ourselves where we can. */
static void
read_others (WeirLagAdmin          *admin,
             WeirLagSnapshot       *snapshot,
             const WeirLagSnapshot *previous,
             const char            *wanted)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  gboolean can = weir_broker_groups_can_read (admin, &error);
  gboolean whole = can && weir_broker_groups_read (admin, snapshot->groups, groups);

  snapshot->others_usec = snapshot->time_usec;
  for (guint i = 0; i < groups->len; i++)
    add_other (snapshot, g_ptr_array_index (groups, i), wanted);
  if (!can)
    list_others (admin, snapshot, wanted, error->message);
  else if (!whole)
    keep_others (snapshot, previous, wanted);
}

/* Those that no broker tells stay unknown. */
static void
read_epochs (WeirLagAdmin    *admin,
             WeirLagSnapshot *snapshot)
{
  if (weir_broker_groups_can_read (admin, NULL))
    weir_broker_groups_read (admin, snapshot->groups, NULL);
}

/* Members come and go at any time; other kinds of groups rarely. */
static gboolean
is_due (const WeirLagSnapshot *snapshot,
        const WeirLagSnapshot *previous)
{
  if (previous == NULL || snapshot->time_usec - previous->others_usec >= OTHERS_USEC)
    return TRUE;
  for (guint i = 0; i < previous->groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (previous->groups, i);

      if (!weir_lag_group_has_offsets (group) && !group->members_unknown)
        return TRUE;
    }

  return FALSE;
}

/* The broker answers the same for a group that never existed as for one that is over and has no offsets. */
static gboolean
is_unknown (const WeirLagSnapshot *snapshot)
{
  const WeirLagGroup *group = snapshot->groups->len == 1 ? g_ptr_array_index (snapshot->groups, 0) : NULL;

  return group != NULL && snapshot->lags->len == 0 && g_str_equal (group->state, "Dead") && group->members->len == 0;
}

static gboolean
read_named (WeirLagAdmin        *admin,
            WeirLagSnapshot     *snapshot,
            const char          *name,
            const WeirTopicFilter *topics,
            GError             **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (char *) name);
  if (!read_described (admin, snapshot, names, TRUE, topics, error))
    return FALSE;
  if (!is_unknown (snapshot))
    {
      read_epochs (admin, snapshot);
      return TRUE;
    }

  g_ptr_array_set_size (snapshot->groups, 0);
  read_others (admin, snapshot, NULL, name);
  if (snapshot->groups->len > 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("there is no consumer group “%s”"), name);
  return FALSE;
}

/*< private >
 * weir_lag_groups_read:
 * @admin: a conversation
 * @snapshot: an empty one; gets groups, and their partitions with what is committed
 * @group: (nullable): one group; %NULL: all of them
 * @topics: (array zero-terminated=1) (nullable): only these topics, or those that patterns among them match; %NULL: all
 * @previous: (nullable): the look before
 * @error: return location for an error, as of weir_lag_reader_read()
 *
 * Returns: whether there was an answer
 */
gboolean
weir_lag_groups_read (WeirLagAdmin           *admin,
                      WeirLagSnapshot        *snapshot,
                      const char             *group,
                      const char * const     *topics,
                      const WeirLagSnapshot  *previous,
                      GError                **error)
{
  g_autoptr(WeirTopicFilter) filter = weir_topic_filter_new (topics, error);
  g_autoptr(GPtrArray) listed = NULL;
  g_autoptr(GPtrArray) names = NULL;

  if (filter == NULL)
    return FALSE;
  if (group != NULL)
    return read_named (admin, snapshot, group, filter, error);

  listed = weir_lag_admin_list_groups (admin, error);
  if (listed == NULL)
    return FALSE;

  names = choose_described (snapshot, listed, previous);
  if (listed->len > 0 && !read_described (admin, snapshot, names, FALSE, filter, error))
    return FALSE;

  if (is_due (snapshot, previous))
    {
      read_others (admin, snapshot, previous, NULL);
      return TRUE;
    }
  read_epochs (admin, snapshot);
  keep_others (snapshot, previous, NULL);
  snapshot->others_usec = previous->others_usec;

  return TRUE;
}
