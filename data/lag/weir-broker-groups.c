#include "config.h"

#include "data/lag/weir-broker-groups.h"

#include "data/lag/weir-broker-wire.h"
#include "data/lag/weir-lag-group.h"
#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"

#define API_LIST_GROUPS             16
#define API_CONSUMER_GROUP_DESCRIBE 69
#define API_SHARE_GROUP_DESCRIBE    77
#define LIST_OLD                    1 /* no types, and no tagged fields */
#define LIST_TYPED                  5
#define UUID_BYTES                  16
/* A broker that does not answer leaves time for the others. */
#define BROKER_USEC                 (3 * G_TIME_SPAN_SECOND)

/* -- which groups there are -- */

/* Of a consumer group librdkafka tells all but its epochs. */
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
 * weir_broker_groups_parse_list:
 * @answer: the body of an answer to ListGroups
 * @version: of the question: 1 or 5
 * @groups: (element-type WeirLagGroup): gets those that are no consumer groups
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_broker_groups_parse_list (GBytes    *answer,
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

/* In the words of kafka-consumer-groups. */
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

/* (transfer full) */
static char *
read_assignment (WeirWireReader *reader,
                 guint          *n_partitions)
{
  GString *text = g_string_new (NULL);
  gint64 n = weir_wire_reader_read_compact_count (reader);

  for (gint64 i = 0; i < n && !reader->failed; i++)
    read_assigned_topic (reader, text, n_partitions);
  weir_wire_reader_skip_tags (reader);

  return g_string_free (text, FALSE);
}

static void
skip_texts (WeirWireReader *reader)
{
  gint64 n = weir_wire_reader_read_compact_count (reader);

  for (gint64 i = 0; i < n && !reader->failed; i++)
    g_free (weir_wire_reader_read_compact_text (reader));
}

/* One of a share group has no static id, no pattern, and no other partitions than those that it is to have. */
static WeirLagMember *
read_member (WeirWireReader *reader,
             gboolean        shares)
{
  WeirLagMember *member = weir_lag_member_new ();
  guint n_wanted = 0;

  member->consumer_id = weir_wire_reader_read_compact_text (reader);
  if (!shares)
    member->instance_id = weir_wire_reader_read_compact_text (reader);
  g_free (weir_wire_reader_read_compact_text (reader));
  member->epoch = (gint32) weir_wire_reader_read_number (reader, 4);
  member->client_id = weir_wire_reader_read_compact_text (reader);
  member->host = weir_wire_reader_read_compact_text (reader);
  skip_texts (reader);
  if (!shares)
    g_free (weir_wire_reader_read_compact_text (reader));
  member->assignment = read_assignment (reader, &member->n_partitions);
  if (!shares)
    g_free (read_assignment (reader, &n_wanted));
  weir_wire_reader_skip_tags (reader);
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

/* What librdkafka told of a group stays; its epochs come with it. */
static void
take_epochs (WeirLagGroup *group,
             GPtrArray    *members)
{
  for (guint i = 0; i < members->len; i++)
    {
      const WeirLagMember *told = g_ptr_array_index (members, i);
      WeirLagMember *member = weir_lag_group_find_member (group, told->consumer_id);

      if (member != NULL)
        member->epoch = told->epoch;
    }
}

static void
take_share_group (WeirLagGroup *group,
                  char         *state,
                  char         *assignor,
                  GPtrArray    *members)
{
  if (state != NULL && *state != '\0')
    {
      g_free (group->state);
      group->state = g_strdup (state);
    }
  if (assignor != NULL && *assignor != '\0' && group->assignor == NULL)
    group->assignor = g_strdup (assignor);
  group->members_unknown = FALSE;
  g_ptr_array_extend_and_steal (group->members, g_ptr_array_ref (members));
}

/* Of a group that was not asked about, nothing is taken. */
static void
read_described (WeirWireReader *reader,
                gboolean        shares,
                GPtrArray      *groups)
{
  rd_kafka_resp_err_t problem = (rd_kafka_resp_err_t) weir_wire_reader_read_number (reader, 2);
  g_autofree char *words = weir_wire_reader_read_compact_text (reader);
  g_autofree char *name = weir_wire_reader_read_compact_text (reader);
  g_autofree char *state = weir_wire_reader_read_compact_text (reader);
  gint32 epoch = (gint32) weir_wire_reader_read_number (reader, 4);
  gint32 assignment_epoch = (gint32) weir_wire_reader_read_number (reader, 4);
  g_autofree char *assignor = weir_wire_reader_read_compact_text (reader);
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_member_free);
  WeirLagGroup *group = find_group (groups, name);
  gint64 n = weir_wire_reader_read_compact_count (reader);

  for (gint64 i = 0; i < n && !reader->failed; i++)
    g_ptr_array_add (members, read_member (reader, shares));
  weir_wire_reader_skip (reader, 4);
  weir_wire_reader_skip_tags (reader);
  if (reader->failed || group == NULL)
    return;

  if (problem != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      /* A consumer group is known without its epochs. */
      if (shares)
        {
          g_free (group->problem);
          group->problem = g_strdup (words != NULL ? words : rd_kafka_err2str (problem));
        }
      return;
    }
  group->epoch = epoch;
  group->assignment_epoch = assignment_epoch;
  if (shares)
    take_share_group (group, state, assignor, members);
  else
    take_epochs (group, members);
}

/*< private >
 * weir_broker_groups_parse_described:
 * @answer: the body of an answer to ShareGroupDescribe, version 1, or ConsumerGroupDescribe, version 0
 * @shares: whether it is the former
 * @groups: (element-type WeirLagGroup): those that were asked about get epochs; share groups state and members, too
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_broker_groups_parse_described (GBytes    *answer,
                                    gboolean   shares,
                                    GPtrArray *groups)
{
  WeirWireReader reader;
  gint64 n;

  weir_wire_reader_init (&reader, answer);
  weir_wire_reader_skip (&reader, 4);
  n = weir_wire_reader_read_compact_count (&reader);
  for (gint64 i = 0; i < n && !reader.failed; i++)
    read_described (&reader, shares, groups);

  return !reader.failed;
}

/* -- asking -- */

/* A group without members has the epochs that it had. */
static gboolean
is_new_protocol (const WeirLagGroup *group)
{
  return group->problem == NULL && g_strcmp0 (group->type, "consumer") == 0 && (group->members->len > 0 || group->epoch < 0);
}

static gboolean
has_new_protocol (GPtrArray *groups)
{
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    if (is_new_protocol (g_ptr_array_index (groups, i)))
      return TRUE;

  return FALSE;
}

static gboolean
is_share (const WeirLagGroup *group)
{
  return g_strcmp0 (group->type, "share") == 0;
}

/* Those of @groups, if there are any, that @broker coordinates. (transfer container) */
static GPtrArray *
choose (GPtrArray *groups,
        gint32     broker,
        gboolean (*is_wanted) (const WeirLagGroup *group))
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      WeirLagGroup *group = g_ptr_array_index (groups, i);

      if (group->coordinator_id == broker && is_wanted (group))
        g_ptr_array_add (chosen, group);
    }

  return chosen;
}

static gboolean
describe (WeirBrokerConnection *connection,
          gboolean              shares,
          GPtrArray            *groups)
{
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;

  if (groups->len == 0)
    return TRUE;

  weir_wire_append_varint (question, groups->len + 1);
  for (guint i = 0; i < groups->len; i++)
    weir_wire_append_compact_text (question, ((const WeirLagGroup *) g_ptr_array_index (groups, i))->name);
  /* No rights, no tagged fields. */
  weir_wire_append_number (question, 0, 2);
  answer = weir_broker_connection_ask (connection, shares ? API_SHARE_GROUP_DESCRIBE : API_CONSUMER_GROUP_DESCRIBE,
                                       shares ? 1 : 0, TRUE, question, NULL);

  return answer != NULL && weir_broker_groups_parse_described (answer, shares, groups);
}

/* (transfer full) (nullable) */
static GPtrArray *
list (WeirBrokerConnection             *connection,
      const WeirBrokerSkills           *skills,
      const rd_kafka_metadata_broker_t *broker)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);
  /* All states, all types, no tagged fields. */
  static const guint8 everything[] = { 1, 1, 0 };
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  gboolean typed = skills->groups_version >= LIST_TYPED;
  gint16 version = typed ? LIST_TYPED : LIST_OLD;

  if (typed)
    g_byte_array_append (question, everything, sizeof everything);
  answer = weir_broker_connection_ask (connection, API_LIST_GROUPS, version, typed, question, NULL);
  if (answer == NULL || !weir_broker_groups_parse_list (answer, version, groups))
    return NULL;

  /* A broker lists those that it coordinates. */
  for (guint i = 0; i < groups->len; i++)
    {
      WeirLagGroup *group = g_ptr_array_index (groups, i);

      group->coordinator = g_strdup_printf ("%s:%d", broker->host, broker->port);
      group->coordinator_id = broker->id;
    }

  return g_steal_pointer (&groups);
}

static gboolean
ask_broker (WeirLagAdmin                     *admin,
            const rd_kafka_metadata_broker_t *broker,
            GPtrArray                        *known,
            GPtrArray                        *others)
{
  gint64 deadline_usec = MIN (admin->deadline_usec, g_get_monotonic_time () + BROKER_USEC);
  g_autoptr(WeirBrokerConnection) connection = NULL;
  g_autoptr(GPtrArray) new_protocol = choose (known, broker->id, is_new_protocol);
  g_autoptr(GPtrArray) told = NULL;
  WeirBrokerSkills skills;
  gboolean whole = TRUE;

  if (new_protocol->len == 0 && others == NULL)
    return TRUE;

  connection = weir_broker_connection_open (weir_lag_admin_get_conf (admin), broker->host, (guint16) broker->port,
                                            deadline_usec, admin->cancellable, NULL);
  if (connection == NULL || !weir_broker_wire_read_skills (connection, &skills, NULL))
    return FALSE;

  if (skills.tells_consumer_groups)
    whole &= describe (connection, FALSE, new_protocol);
  if (others == NULL)
    return whole;

  told = list (connection, &skills, broker);
  if (told == NULL)
    return FALSE;
  if (skills.tells_share_groups)
    {
      g_autoptr(GPtrArray) share = choose (told, broker->id, is_share);

      whole &= describe (connection, TRUE, share);
    }
  g_ptr_array_extend_and_steal (others, g_steal_pointer (&told));

  return whole;
}

/*< private >
 * weir_broker_groups_can_read:
 * @admin: a conversation
 * @error: (nullable): return location for an error, why not
 *
 * Returns: whether brokers can be asked, as the client is to reach them
 */
gboolean
weir_broker_groups_can_read (WeirLagAdmin  *admin,
                             GError       **error)
{
  return weir_broker_connection_check (weir_lag_admin_get_conf (admin), error);
}

/*< private >
 * weir_broker_groups_read:
 * @admin: a conversation
 * @known: (nullable) (element-type WeirLagGroup): groups that librdkafka told of; those of the protocol of KIP-848 get their epochs
 * @others: (nullable) (element-type WeirLagGroup): gets the groups that are no consumer groups
 *
 * Asks what librdkafka (2.15.1) has no call for: each broker for the groups it
 * coordinates, and about the members of share groups among them; the coordinators of
 * @known for epochs. Without @others, only the latter. Blocks.
 *
 * Returns: whether all brokers have answered; @others has what those told that did
 */
gboolean
weir_broker_groups_read (WeirLagAdmin *admin,
                         GPtrArray    *known,
                         GPtrArray    *others)
{
  const struct rd_kafka_metadata *metadata;
  gboolean whole = TRUE;

  if (others == NULL && !has_new_protocol (known))
    return TRUE;

  /* No topics. */
  if (rd_kafka_metadata (admin->client, 0, NULL, &metadata, MAX (weir_lag_admin_get_left_msec (admin), 1))
      != RD_KAFKA_RESP_ERR_NO_ERROR)
    return FALSE;

  for (int i = 0; i < metadata->broker_cnt; i++)
    whole &= weir_lag_admin_get_left_msec (admin) > 0 && ask_broker (admin, &metadata->brokers[i], known, others);
  rd_kafka_metadata_destroy (metadata);

  return whole;
}
