#include "config.h"

#include "data/lag/weir-broker-wire.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>

#define API_DESCRIBE_LOG_DIRS 35
#define API_API_VERSIONS      18
#define API_FETCH             1
#define CORRELATION           0x77656972
#define CLIENT_ID             "weir"
#define ANSWER_MAX_BYTES      (32 << 20)

/* -- reading, never past the end -- */

typedef struct
{
  const guint8 *data;
  gsize         length;
  gsize         at;
  gboolean      failed;
} Reader;

static gint64
read_number (Reader *self,
             guint   n_bytes)
{
  guint64 number = 0;

  if (self->failed || self->length - self->at < n_bytes)
    {
      self->failed = TRUE;
      return 0;
    }

  for (guint i = 0; i < n_bytes; i++)
    number = number << 8 | self->data[self->at++];

  /* The sign of the first byte. */
  return n_bytes < 8 ? (gint64) (number << (64 - 8 * n_bytes)) >> (64 - 8 * n_bytes) : (gint64) number;
}

static char *
read_text (Reader *self)
{
  gint64 length = read_number (self, 2);
  char *text;

  if (self->failed || length < 0 || (gsize) length > self->length - self->at)
    {
      self->failed = TRUE;
      return NULL;
    }

  text = g_strndup ((const char *) self->data + self->at, (gsize) length);
  self->at += (gsize) length;

  return text;
}

static Reader
reader_of (GBytes *bytes)
{
  Reader reader = { 0 };

  reader.data = g_bytes_get_data (bytes, &reader.length);

  return reader;
}

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

/*< private >
 * weir_broker_wire_parse_version:
 * @answer: the body of an answer to ApiVersions, version 0
 * @tells_sizes: (out): whether the broker can be asked for sizes
 *
 * Returns: (transfer full) (nullable): the oldest release that knows all of it, as "4.1"; %NULL where nothing follows
 */
char *
weir_broker_wire_parse_version (GBytes   *answer,
                                gboolean *tells_sizes)
{
  Reader reader = reader_of (answer);
  gint64 problem = read_number (&reader, 2);
  gint64 n = read_number (&reader, 4);
  gboolean known[128] = { FALSE };
  gint64 fetch_min = 0;

  for (gint64 i = 0; i < n && !reader.failed; i++)
    {
      gint64 key = read_number (&reader, 2);
      gint64 min = read_number (&reader, 2);

      read_number (&reader, 2);
      if (key >= 0 && key < (gint64) G_N_ELEMENTS (known))
        known[key] = TRUE;
      if (key == API_FETCH)
        fetch_min = min;
    }
  *tells_sizes = !reader.failed && problem == 0 && known[API_DESCRIBE_LOG_DIRS];
  if (reader.failed || problem != 0)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      if (known[releases[i].key])
        return g_strdup (releases[i].release);
      /* 4.0 has no request that 3.9 has not, and no longer knows the oldest fetches. */
      if (i == 0 && fetch_min >= 4)
        return g_strdup ("4.0");
    }

  return NULL;
}

/*< private >
 * weir_broker_wire_parse_sizes:
 * @answer: the body of an answer to DescribeLogDirs, version 1
 * @func: is given each copy
 * @user_data: for @func
 *
 * Returns: whether @answer is whole
 */
gboolean
weir_broker_wire_parse_sizes (GBytes             *answer,
                              WeirBrokerWireSize  func,
                              gpointer            user_data)
{
  Reader reader = reader_of (answer);
  gint64 n_dirs;

  read_number (&reader, 4);
  n_dirs = read_number (&reader, 4);
  for (gint64 i = 0; i < n_dirs && !reader.failed; i++)
    {
      gint64 n_topics;

      read_number (&reader, 2);
      g_free (read_text (&reader));
      n_topics = read_number (&reader, 4);
      for (gint64 j = 0; j < n_topics && !reader.failed; j++)
        {
          g_autofree char *topic = read_text (&reader);
          gint64 n_partitions = read_number (&reader, 4);

          for (gint64 k = 0; k < n_partitions && !reader.failed; k++)
            {
              gint64 partition = read_number (&reader, 4);
              gint64 size_bytes = read_number (&reader, 8);
              gboolean is_future;

              read_number (&reader, 8);
              is_future = read_number (&reader, 1) != 0;
              if (!reader.failed && !is_future)
                func (topic, (gint32) partition, size_bytes, user_data);
            }
        }
    }

  return !reader.failed;
}

/* -- asking -- */

static void
append_number (GByteArray *bytes,
               gint64      number,
               guint       n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) ((guint64) number >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* A request with its header, version 1, and its length before it. */
static GByteArray *
make_request (gint16  key,
              gint16  version,
              GBytes *body)
{
  GByteArray *request = g_byte_array_new ();
  gsize length = g_bytes_get_size (body);

  append_number (request, (gint64) (2 + 2 + 4 + 2 + strlen (CLIENT_ID) + length), 4);
  append_number (request, key, 2);
  append_number (request, version, 2);
  append_number (request, CORRELATION, 4);
  append_number (request, (gint64) strlen (CLIENT_ID), 2);
  g_byte_array_append (request, (const guint8 *) CLIENT_ID, (guint) strlen (CLIENT_ID));
  g_byte_array_append (request, g_bytes_get_data (body, NULL), (guint) length);

  return request;
}

static GBytes *
fail (GError     **error,
      const char  *host,
      guint16      port)
{
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
               _("%s:%u gave an answer that is none; ask again, or see what listens there"), host, port);

  return NULL;
}

static GBytes *
ask (const char  *host,
     guint16      port,
     gint16       key,
     gint16       version,
     GBytes      *body,
     gint64       deadline_usec,
     GError     **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GByteArray) request = make_request (key, version, body);
  g_autoptr(GSocketConnection) connection = NULL;
  g_autofree guint8 *answer = NULL;
  gint64 left_usec = deadline_usec - g_get_monotonic_time ();
  GOutputStream *output;
  GInputStream *input;
  guint8 head[8];
  Reader reader = { head, sizeof head, 0, FALSE };
  gint64 length;
  gsize n;

  g_socket_client_set_timeout (client, (guint) MAX (left_usec / G_USEC_PER_SEC, 1));
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, host, port, NULL, error);
  if (connection == NULL)
    return NULL;

  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  if (!g_output_stream_write_all (output, request->data, request->len, NULL, NULL, error)
      || !g_input_stream_read_all (input, head, sizeof head, &n, NULL, error))
    return NULL;

  length = read_number (&reader, 4) - 4;
  if (n < sizeof head || read_number (&reader, 4) != CORRELATION || length < 0 || length > ANSWER_MAX_BYTES)
    return fail (error, host, port);

  answer = g_malloc ((gsize) length + 1);
  if (!g_input_stream_read_all (input, answer, (gsize) length, &n, NULL, error))
    return NULL;

  return n == (gsize) length ? g_bytes_new_take (g_steal_pointer (&answer), n) : fail (error, host, port);
}

/*< private >
 * weir_broker_wire_read_version:
 * @host: of a broker
 * @port: of it
 * @deadline_usec: monotonic
 * @tells_sizes: (out): see weir_broker_wire_parse_version()
 * @error: return location for an error
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): see weir_broker_wire_parse_version()
 */
char *
weir_broker_wire_read_version (const char  *host,
                               guint16      port,
                               gint64       deadline_usec,
                               gboolean    *tells_sizes,
                               GError     **error)
{
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) answer = ask (host, port, API_API_VERSIONS, 0, nothing, deadline_usec, error);

  *tells_sizes = FALSE;

  return answer != NULL ? weir_broker_wire_parse_version (answer, tells_sizes) : NULL;
}

/*< private >
 * weir_broker_wire_read_sizes:
 * @host: of a broker
 * @port: of it
 * @deadline_usec: monotonic
 * @func: is given each of its copies
 * @user_data: for @func
 * @error: return location for an error
 *
 * Blocks.
 *
 * Returns: whether it answered
 */
gboolean
weir_broker_wire_read_sizes (const char          *host,
                             guint16              port,
                             gint64               deadline_usec,
                             WeirBrokerWireSize   func,
                             gpointer             user_data,
                             GError             **error)
{
  static const guint8 all_topics[] = { 0xff, 0xff, 0xff, 0xff };
  g_autoptr(GBytes) question = g_bytes_new_static (all_topics, sizeof all_topics);
  g_autoptr(GBytes) answer = ask (host, port, API_DESCRIBE_LOG_DIRS, 1, question, deadline_usec, error);

  if (answer == NULL)
    return FALSE;

  return weir_broker_wire_parse_sizes (answer, func, user_data) || fail (error, host, port) != NULL;
}
