#include "config.h"

#include "data/workspace/weir-connection-intake.h"

#include <glib/gi18n-lib.h>

#include "data/lag/weir-lag-book.h"
#include "data/store/weir-file-intake.h"
#include "data/store/weir-lag-intake.h"
#include "data/store/weir-recording-intake.h"

static WeirIntake *
open_recording (const WeirConnectionConfig  *connection,
                const WeirSourceSpec        *spec,
                const WeirIntakeHandler     *handler,
                gpointer                     user_data,
                GError                     **error)
{
  const WeirRecordingIntakeSpec recording = {
    .folder = connection->file,
    .topics = spec->topics,
    .partition = spec->partition,
    .start = spec->start,
    .stop = spec->stop,
    .resume = spec->resume,
    .limits = spec->limits,
    .max_records = spec->max_records,
    .ordered = spec->ordered,
    .first_whole_topic = spec->first_whole_topic,
  };

  return weir_recording_intake_new (&recording, handler, user_data, error);
}

static WeirIntake *
open_file (const WeirConnectionConfig  *connection,
           const WeirSourceSpec        *spec,
           const WeirIntakeHandler     *handler,
           gpointer                     user_data,
           GError                     **error)
{
  const WeirFileIntakeSpec file = {
    .path = connection->file,
    .max_records = spec->max_records,
    .tick_msec = spec->tick_msec,
  };
  g_autofree char *topic = g_path_get_basename (connection->file);

  for (guint i = 0; spec->topics[i] != NULL; i++)
    if (g_strcmp0 (spec->topics[i], topic) != 0)
      {
        g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                     _("%s has one topic, “%s”, and none called “%s”: name that one in the stream's topics"),
                     connection->file, topic, spec->topics[i]);
        return NULL;
      }

  return weir_file_intake_new (&file, handler, user_data, error);
}

/* The end of what there is now is one look; how far back it begins is how far back it is remembered. */
static WeirIntake *
open_lag (const WeirConnectionConfig  *connection,
          const WeirSourceSpec        *spec,
          const WeirIntakeHandler     *handler,
          gpointer                     user_data,
          GError                     **error)
{
  gboolean all = spec->start.kind == WEIR_POSITION_BEGINNING;
  gboolean some = spec->start.kind == WEIR_POSITION_TIME || spec->start.kind == WEIR_POSITION_TIME_OR_TAIL;
  g_autofree char *history = weir_lag_book_dup_path (weir_settings_get_bootstrap (connection->settings));
  const WeirLagIntakeSpec lag = {
    .settings = connection->settings,
    .topics = spec->topics,
    .period_usec = connection->lag_usec,
    .history = all || some ? history : NULL,
    .from_usec = some ? spec->start.value : 0,
    .n_looks = spec->stop.kind == WEIR_POSITION_END ? 1 : 0,
    .until_usec = spec->stop.kind == WEIR_POSITION_TIME ? spec->stop.value : G_MAXINT64,
    .max_records = spec->max_records,
  };

  return weir_lag_intake_new (&lag, handler, user_data, error);
}

/**
 * weir_connection_intake_new:
 * @connection: what is read: a cluster, the lag of its groups, a file or a recording
 * @spec: topics, bounds and, of a cluster, the rest; its settings are those of @connection
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler; must outlive the consumer thread
 * @error: return location
 *
 * Makes the intake of a connection, which has not started. A file, unlike a
 * recording, is read from its beginning to its end whatever @spec says of
 * bounds but for the number of records. Any thread; the disk is looked at.
 *
 * Returns: (transfer full) (nullable): the intake, or %NULL with the error of
 *   weir_source_new(), weir_lag_intake_new(), weir_file_intake_new() or weir_recording_intake_new(), or
 *   %WEIR_WORKSPACE_ERROR if there is no such file, or not this topic in it
 */
WeirIntake *
weir_connection_intake_new (const WeirConnectionConfig  *connection,
                            const WeirSourceSpec        *spec,
                            const WeirIntakeHandler     *handler,
                            gpointer                     user_data,
                            GError                     **error)
{
  WeirSourceSpec source = *spec;

  g_return_val_if_fail (connection != NULL && spec != NULL && spec->topics != NULL && handler != NULL, NULL);

  if (connection->lag_usec > 0)
    return open_lag (connection, spec, handler, user_data, error);
  if (connection->file == NULL)
    {
      source.settings = connection->settings;
      return weir_source_new (&source, handler, user_data, error);
    }

  if (g_file_test (connection->file, G_FILE_TEST_IS_DIR))
    return open_recording (connection, spec, handler, user_data, error);
  if (g_file_test (connection->file, G_FILE_TEST_IS_REGULAR))
    return open_file (connection, spec, handler, user_data, error);

  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE,
               _("%s is no file and no recording: name one that is there in the connection “%s”"), connection->file,
               connection->name);

  return NULL;
}
