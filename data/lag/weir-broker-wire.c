#include "config.h"

#include "data/lag/weir-broker-wire.h"

#include "data/lag/weir-wire-reader.h"
#include "data/lag/weir-wire-writer.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define API_FETCH                   1
#define API_LIST_GROUPS             16
#define API_API_VERSIONS            18
#define API_DESCRIBE_LOG_DIRS       35
#define API_CONSUMER_GROUP_DESCRIBE 69
#define API_SHARE_GROUP_DESCRIBE    77
#define API_MAX                     128

/* -- which Kafka it is -- */

/* Which release first had a request, the newest first. No broker tells its release. */
static const struct
{
  gint16      key;
  const char *release;
} releases[] = {
  { 90, "4.1" },  /* DescribeShareGroupOffsets */
  { 80, "3.9" },  /* AddRaftVoter */
  { 75, "3.8" },  /* DescribeTopicPartitions */
  { 71, "3.7" },  /* GetTelemetrySubscriptions */
  { 65, "3.0" },  /* DescribeTransactions */
  { 60, "2.8" },  /* DescribeCluster */
  { 50, "2.7" },  /* DescribeUserScramCredentials */
  { 48, "2.6" },  /* DescribeClientQuotas */
  { 45, "2.4" },  /* AlterPartitionReassignments */
  { 44, "2.3" },  /* IncrementalAlterConfigs */
  { 42, "1.1" },  /* DeleteGroups */
};

static const char *
find_release (const gint16 *newest,
              gint16        fetch_min)
{
  for (guint i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      if (newest[releases[i].key] >= 0)
        return releases[i].release;
      /* 4.0 has no request that 3.9 has not, and no longer knows the oldest fetches. */
      if (i == 0 && fetch_min >= 4)
        return "4.0";
    }

  return NULL;
}

/*< private >
 * weir_broker_wire_parse_skills:
 * @answer: the body of an answer to ApiVersions, version 0
 * @skills: (out caller-allocates): what may be asked; nothing where @answer is not whole
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_broker_wire_parse_skills (GBytes           *answer,
                               WeirBrokerSkills *skills)
{
  WeirWireReader reader;
  gint16 newest[API_MAX];
  gint16 fetch_min = 0;
  gint64 problem, n;

  memset (newest, 0xff, sizeof newest);
  *skills = (WeirBrokerSkills) { .groups_version = -1 };
  weir_wire_reader_init (&reader, answer);
  problem = weir_wire_reader_read_number (&reader, 2);
  n = weir_wire_reader_read_number (&reader, 4);
  for (gint64 i = 0; i < n && !reader.failed; i++)
    {
      gint64 key = weir_wire_reader_read_number (&reader, 2);
      gint64 min = weir_wire_reader_read_number (&reader, 2);
      gint64 max = weir_wire_reader_read_number (&reader, 2);

      if (key >= 0 && key < API_MAX)
        newest[key] = (gint16) max;
      if (key == API_FETCH)
        fetch_min = (gint16) min;
    }
  if (reader.failed || problem != 0)
    return FALSE;

  skills->release = find_release (newest, fetch_min);
  skills->tells_sizes = newest[API_DESCRIBE_LOG_DIRS] >= 1;
  skills->groups_version = newest[API_LIST_GROUPS];
  skills->tells_consumer_groups = newest[API_CONSUMER_GROUP_DESCRIBE] >= 0;
  skills->tells_share_groups = newest[API_SHARE_GROUP_DESCRIBE] >= 1;

  return TRUE;
}

static void
read_sizes_of_topic (WeirWireReader     *reader,
                     WeirBrokerWireSize  func,
                     gpointer            user_data)
{
  g_autofree char *topic = weir_wire_reader_read_text (reader);
  gint64 n_partitions = weir_wire_reader_read_number (reader, 4);

  reader->failed |= topic == NULL;
  for (gint64 i = 0; i < n_partitions && !reader->failed; i++)
    {
      gint64 partition = weir_wire_reader_read_number (reader, 4);
      gint64 size_bytes = weir_wire_reader_read_number (reader, 8);
      gboolean is_future;

      weir_wire_reader_skip (reader, 8);
      is_future = weir_wire_reader_read_number (reader, 1) != 0;
      if (!reader->failed && !is_future)
        func (topic, (gint32) partition, size_bytes, user_data);
    }
}

/*< private >
 * weir_broker_wire_parse_sizes:
 * @answer: the body of an answer to DescribeLogDirs, version 1
 * @func: is given each copy
 * @user_data: for @func
 *
 * Returns: how many folders are told of: none where we may not know; -1 if @answer is not whole
 */
int
weir_broker_wire_parse_sizes (GBytes             *answer,
                              WeirBrokerWireSize  func,
                              gpointer            user_data)
{
  WeirWireReader reader;
  gint64 n_dirs;

  weir_wire_reader_init (&reader, answer);
  weir_wire_reader_skip (&reader, 4);
  n_dirs = weir_wire_reader_read_number (&reader, 4);
  for (gint64 i = 0; i < n_dirs && !reader.failed; i++)
    {
      gint64 n_topics;

      weir_wire_reader_skip (&reader, 2);
      g_free (weir_wire_reader_read_text (&reader));
      n_topics = weir_wire_reader_read_number (&reader, 4);
      for (gint64 j = 0; j < n_topics && !reader.failed; j++)
        read_sizes_of_topic (&reader, func, user_data);
    }

  return reader.failed ? -1 : (int) n_dirs;
}

/* -- asking -- */

/*< private >
 * weir_broker_wire_read_skills:
 * @connection: to a broker
 * @skills: (out caller-allocates): see weir_broker_wire_parse_skills()
 * @error: return location for an error
 *
 * Blocks.
 *
 * Returns: whether it answered
 */
gboolean
weir_broker_wire_read_skills (WeirBrokerConnection  *connection,
                              WeirBrokerSkills      *skills,
                              GError               **error)
{
  g_autoptr(GBytes) answer = weir_broker_connection_ask (connection, API_API_VERSIONS, 0, FALSE, NULL, error);

  *skills = (WeirBrokerSkills) { .groups_version = -1 };
  if (answer == NULL)
    return FALSE;

  return weir_broker_wire_parse_skills (answer, skills) || weir_broker_connection_refuse (connection, error);
}

/*< private >
 * weir_broker_wire_read_sizes:
 * @connection: to a broker
 * @func: is given each of its copies
 * @user_data: for @func
 * @error: return location for an error
 *
 * Blocks.
 *
 * Returns: whether it answered
 */
gboolean
weir_broker_wire_read_sizes (WeirBrokerConnection  *connection,
                             WeirBrokerWireSize     func,
                             gpointer               user_data,
                             GError               **error)
{
  g_autoptr(GByteArray) question = g_byte_array_new ();
  g_autoptr(GBytes) answer = NULL;
  int n_dirs;

  /* All topics. */
  weir_wire_append_number (question, -1, 4);
  answer = weir_broker_connection_ask (connection, API_DESCRIBE_LOG_DIRS, 1, FALSE, question, error);
  if (answer == NULL)
    return FALSE;

  n_dirs = weir_broker_wire_parse_sizes (answer, func, user_data);
  if (n_dirs == 0)
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN,
                 _("%s tells no sizes to this user; they need the right to describe the cluster"),
                 weir_broker_connection_get_address (connection));

  return n_dirs > 0 || (n_dirs < 0 && weir_broker_connection_refuse (connection, error));
}
