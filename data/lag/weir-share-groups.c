#include "config.h"

#include "data/lag/weir-share-groups.h"

#include "data/lag/weir-broker-wire.h"
#include "data/lag/weir-lag-group.h"
#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"

#define API_LIST_GROUPS          16
#define API_SHARE_GROUP_DESCRIBE 77
#define LIST_OLD                 1 /* no types, and no tagged fields */
#define LIST_TYPED               5
#define UUID_BYTES               16
/* A broker that does not answer leaves time for the others. */
#define BROKER_USEC              (3 * G_TIME_SPAN_SECOND)

/* -- which groups there are -- */

/* Of a consumer group librdkafka tells all. */
static gboolean
is_consumer_group (const char *protocol,
                   const char *type)
{
  return type != NULL && *type != '\0' ? g_str_equal (type, "consumer")
                                           || (g_str_equal (type, "classic")
                                               && (*protocol == '\0' || g_str_equal (protocol, "consumer")))
                                       : *protocol == '\0' || g_str_equal (protocol, "consumer");
}

static void
take_listed (GPtrArray  *groups,
             const char *name,
             const char *protocol,
             const char *told_type,
             const char *state)
{
  g_autofree char *type = told_type != NULL ? g_ascii_strdown (told_type, -1) : NULL;
  WeirLagGroup *group;

  if (is_consumer_group (protocol, type))
    return;

  /* A classic group of Kafka Connect has that as its protocol. */
  group = weir_lag_group_new (name, type == NULL || *type == '\0' || g_str_equal (type, "classic") ? protocol : type,
                              state != NULL && *state != '\0' ? state : "Unknown");
  group->members_unknown = TRUE;
  g_ptr_array_add (groups, group);
}

/*< private >
 * weir_share_groups_parse_list:
 * @answer: the body of an answer to ListGroups
 * @version: of the question: 1 or 5
 * @groups: (element-type WeirLagGroup): gets those that are no consumer groups
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_share_groups_parse_list (GBytes    *answer,
                              gint16     version,
                              GPtrArray *groups)
{
  gboolean typed = version >= LIST_TYPED;
  WeirWireReader reader;
  gint64 problem, n;

  weir_wire_reader_init (&reader, answer);
  weir_wire_reader_skip (&reader, 4);
  problem = weir_wire_reader_read_number (&reader, 2);
  n = typed ? weir_wire_reader_read_compact_count (&reader) : weir_wire_reader_read_number (&reader, 4);
  for (gint64 i = 0; i < n && !reader.failed; i++)
    {
      g_autofree char *name = typed ? weir_wire_reader_read_compact_text (&reader) : weir_wire_reader_read_text (&reader);
      g_autofree char *protocol = typed ? weir_wire_reader_read_compact_text (&reader) : weir_wire_reader_read_text (&reader);
      g_autofree char *state = typed ? weir_wire_reader_read_compact_text (&reader) : NULL;
      g_autofree char *type = typed ? weir_wire_reader_read_compact_text (&reader) : NULL;

      if (typed)
        weir_wire_reader_skip_tags (&reader);
      reader.failed |= name == NULL || protocol == NULL;
      if (!reader.failed)
        take_listed (groups, name, protocol, type, state);
    }

  return !reader.failed && problem == RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* -- who is in them -- */

static void
read_assigned_topic (WeirWireReader *reader,
                     GString        *text,
                     guint          *n_partitions)
{
  g_autofree char *topic = NULL;
  gint64 n;

  weir_wire_reader_skip (reader, UUID_BYTES);
  topic = weir_wire_reader_read_compact_text (reader);
  n = weir_wire_reader_read_compact_count (reader);
  if (topic != NULL && n > 0)
    g_string_append_printf (text, "%s%s:", text->len > 0 ? ";" : "", topic);
  for (gint64 i = 0; i < n && !reader->failed; i++)
    {
      g_string_append_printf (text, "%s%d", i > 0 ? "," : "", (gint32) weir_wire_reader_read_number (reader, 4));
      ++*n_partitions;
    }
  weir_wire_reader_skip_tags (reader);
}

static WeirLagMember *
read_member (WeirWireReader *reader)
{
  WeirLagMember *member = weir_lag_member_new ();
  g_autoptr(GString) assignment = g_string_new (NULL);
  gint64 n;

  member->consumer_id = weir_wire_reader_read_compact_text (reader);
  g_free (weir_wire_reader_read_compact_text (reader));
  weir_wire_reader_skip (reader, 4);
  member->client_id = weir_wire_reader_read_compact_text (reader);
  member->host = weir_wire_reader_read_compact_text (reader);
  n = weir_wire_reader_read_compact_count (reader);
  for (gint64 i = 0; i < n && !reader->failed; i++)
    g_free (weir_wire_reader_read_compact_text (reader));
  n = weir_wire_reader_read_compact_count (reader);
  for (gint64 i = 0; i < n && !reader->failed; i++)
    read_assigned_topic (reader, assignment, &member->n_partitions);
  /* Of the assignment, and of the member. */
  weir_wire_reader_skip_tags (reader);
  weir_wire_reader_skip_tags (reader);
  member->assignment = g_string_free (g_steal_pointer (&assignment), FALSE);
  reader->failed |= member->consumer_id == NULL || member->client_id == NULL || member->host == NULL;

  return member;
}

static WeirLagGroup *
find_group (GPtrArray  *groups,
            const char *name)
{
  for (guint i = 0; i < groups->len; i++)
    {
      WeirLagGroup *group = g_ptr_array_index (groups, i);

      if (g_strcmp0 (group->name, name) == 0)
        return group;
    }

  return NULL;
}

/* What is told of @group; of one that was not asked about, @group is %NULL. */
static void
read_described (WeirWireReader *reader,
                GPtrArray      *groups)
{
  rd_kafka_resp_err_t problem = (rd_kafka_resp_err_t) weir_wire_reader_read_number (reader, 2);
  g_autofree char *words = weir_wire_reader_read_compact_text (reader);
  g_autofree char *name = weir_wire_reader_read_compact_text (reader);
  g_autofree char *state = weir_wire_reader_read_compact_text (reader);
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_member_free);
  g_autofree char *assignor = NULL;
  WeirLagGroup *group = find_group (groups, name);
  gint64 n;

  weir_wire_reader_skip (reader, 8);
  assignor = weir_wire_reader_read_compact_text (reader);
  n = weir_wire_reader_read_compact_count (reader);
  for (gint64 i = 0; i < n && !reader->failed; i++)
    g_ptr_array_add (members, read_member (reader));
  weir_wire_reader_skip (reader, 4);
  weir_wire_reader_skip_tags (reader);
  if (reader->failed || group == NULL)
    return;

  if (problem != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_free (group->problem);
      group->problem = g_strdup (words != NULL ? words : rd_kafka_err2str (problem));
      return;
    }
  if (state != NULL && *state != '\0')
    {
      g_free (group->state);
      group->state = g_steal_pointer (&state);
    }
  if (assignor != NULL && *assignor != '\0' && group->assignor == NULL)
    group->assignor = g_steal_pointer (&assignor);
  group->members_unknown = FALSE;
  g_ptr_array_extend_and_steal (group->members, g_steal_pointer (&members));
}

/*< private >
 * weir_share_groups_parse_members:
 * @answer: the body of an answer to ShareGroupDescribe, version 1
 * @groups: (element-type WeirLagGroup): those that were asked about get state and members
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_share_groups_parse_members (GBytes    *answer,
                                 GPtrArray *groups)
{
  WeirWireReader reader;
  gint64 n;

  weir_wire_reader_init (&reader, answer);
  weir_wire_reader_skip (&reader, 4);
  n = weir_wire_reader_read_compact_count (&reader);
  for (gint64 i = 0; i < n && !reader.failed; i++)
    read_described (&reader, groups);

  return !reader.failed;
}

/* -- asking -- */

/* Those of them that a broker coordinates, which are those it lists. */
static gboolean
ask_members (WeirBrokerConnection *connection,
             GPtrArray            *groups)
{
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GByteArray) names = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  guint n = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (groups, i);

      if (!g_str_equal (group->type, "share"))
        continue;
      weir_wire_append_compact_text (names, group->name);
      n++;
    }
  if (n == 0)
    return TRUE;

  weir_wire_append_varint (question, n + 1);
  g_byte_array_append (question, names->data, names->len);
  /* No rights, no tagged fields. */
  weir_wire_append_number (question, 0, 2);
  answer = weir_broker_connection_ask (connection, API_SHARE_GROUP_DESCRIBE, 1, TRUE, question, NULL);

  return answer != NULL && weir_share_groups_parse_members (answer, groups);
}

static gboolean
ask_broker (WeirLagAdmin                      *admin,
            const rd_kafka_metadata_broker_t  *broker,
            GPtrArray                         *groups)
{
  gint64 deadline_usec = MIN (admin->deadline_usec, g_get_monotonic_time () + BROKER_USEC);
  g_autoptr(WeirBrokerConnection) connection = weir_broker_connection_open (
    weir_lag_admin_get_conf (admin), broker->host, (guint16) broker->port, deadline_usec, admin->cancellable, NULL);
  /* All states, all types, no tagged fields. */
  static const guint8 everything[] = { 1, 1, 0 };
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  WeirBrokerSkills skills;
  gboolean typed;

  if (connection == NULL || !weir_broker_wire_read_skills (connection, &skills, NULL))
    return FALSE;

  typed = skills.groups_version >= LIST_TYPED;
  if (typed)
    g_byte_array_append (question, everything, sizeof everything);
  answer = weir_broker_connection_ask (connection, API_LIST_GROUPS, typed ? LIST_TYPED : LIST_OLD, typed, question, NULL);
  if (answer == NULL || !weir_share_groups_parse_list (answer, typed ? LIST_TYPED : LIST_OLD, groups))
    return FALSE;

  for (guint i = 0; i < groups->len; i++)
    {
      WeirLagGroup *group = g_ptr_array_index (groups, i);

      group->coordinator = g_strdup_printf ("%s:%d", broker->host, broker->port);
      group->coordinator_id = broker->id;
    }

  return !skills.tells_share_groups || ask_members (connection, groups);
}

/*< private >
 * weir_share_groups_can_read:
 * @admin: a conversation
 *
 * Returns: whether brokers can be asked, as the client is to reach them
 */
gboolean
weir_share_groups_can_read (WeirLagAdmin *admin)
{
  return weir_broker_connection_can (weir_lag_admin_get_conf (admin));
}

/*< private >
 * weir_share_groups_read:
 * @admin: a conversation
 * @groups: (element-type WeirLagGroup): gets the groups that are no consumer groups
 *
 * Asks each broker for the groups it coordinates, and about the members of share
 * groups among them. Blocks.
 *
 * Returns: whether all brokers have answered; @groups has what those told that did
 */
gboolean
weir_share_groups_read (WeirLagAdmin *admin,
                        GPtrArray    *groups)
{
  const struct rd_kafka_metadata *metadata;
  gboolean whole = TRUE;

  /* No topics. */
  if (rd_kafka_metadata (admin->client, 0, NULL, &metadata, MAX (weir_lag_admin_get_left_msec (admin), 1))
      != RD_KAFKA_RESP_ERR_NO_ERROR)
    return FALSE;

  for (int i = 0; i < metadata->broker_cnt; i++)
    {
      g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);

      whole &= weir_lag_admin_get_left_msec (admin) > 0 && ask_broker (admin, &metadata->brokers[i], told);
      g_ptr_array_extend_and_steal (groups, g_steal_pointer (&told));
    }
  rd_kafka_metadata_destroy (metadata);

  return whole;
}
