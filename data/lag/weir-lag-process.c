#include "config.h"

#include "data/lag/weir-lag-process.h"

#include "data/lag/weir-cluster-process.h"
#include "data/lag/weir-lag-exchange.h"
#include "data/lag/weir-offset-process.h"
#include "data/source/weir-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * librdkafka (2.15.1) ends its process with an assertion where an answer about groups is damaged. So groups are asked
 * about in a process that may end: this program once more, under another name. It is given the question in a file in
 * memory, where no other user can read it, and writes the answer into a pipe.
 */

#define PROCESS_NAME     "weir-lag-reader"
#define PROGRAM          "/proc/self/exe"
#define ANSWER_MAX_BYTES (64 << 20)
/* The child keeps the deadline itself; so much later it is ended. */
#define PATIENCE_MSEC    3000

/* Set before there are threads: this program's main() knows the name. */
static gboolean can_serve = FALSE;

/* -- the child -- */

static GBytes *
read_question (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[4096];
  gssize n;

  while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      g_byte_array_append (bytes, buffer, (guint) n);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
write_answer (int     fd,
              GBytes *bytes)
{
  gsize left;
  const guint8 *data = g_bytes_get_data (bytes, &left);

  while (left > 0)
    {
      gssize n = write (fd, data, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      left -= (gsize) n;
    }

  return TRUE;
}

/* The asker no longer waits for the answer. */
static gpointer
leave_with_asker (gpointer data)
{
  struct pollfd answer = { .fd = GPOINTER_TO_INT (data), .events = 0 };

  while (poll (&answer, 1, -1) < 0 && errno == EINTR)
    ;
  _exit (1);
}

/* What the asker gets is for it alone, however it ends. */
static void
prepare (void)
{
  const struct rlimit none = { 0, 0 };

  /* A core would hold passwords. */
  setrlimit (RLIMIT_CORE, &none);
  /* A terminal sends them to both; the asker decides. */
  signal (SIGINT, SIG_IGN);
  signal (SIGTERM, SIG_IGN);
  signal (SIGHUP, SIG_IGN);
}

/* NULL if @bytes are no question. */
static GBytes *
answer_look (GBytes *bytes)
{
  g_autoptr(WeirLagSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  WeirLagQuestion question;
  GBytes *answer = NULL;

  if (weir_lag_question_read (&question, bytes))
    {
      snapshot = weir_lag_reader_read (question.settings, question.group, (const char * const *) question.topics,
                                       question.previous, question.timeout_msec, NULL, &error);
      answer = weir_lag_answer_write (snapshot, error);
    }
  weir_lag_question_clear (&question);

  return answer;
}

/* What may be asked for. */
static const struct
{
  const char *what;
  GBytes *(*answer) (GBytes *question);
} services[] = {
  { "look", answer_look },
  { "reset", weir_offset_process_answer },
  { "cluster", weir_cluster_process_answer },
};

static int
answer_question (const char *what)
{
  /* What libraries print goes nowhere near the answer. */
  int fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  g_autoptr(GBytes) question = read_question ();
  g_autoptr(GBytes) answer = NULL;

  if (fd < 0 || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
    return 1;

  prepare ();
  g_thread_unref (g_thread_new ("weir-lag-asker", leave_with_asker, GINT_TO_POINTER (fd)));
  for (guint i = 0; i < G_N_ELEMENTS (services) && answer == NULL; i++)
    if (g_strcmp0 (services[i].what, what) == 0)
      answer = services[i].answer (question);

  return answer != NULL && write_answer (fd, answer) ? 0 : 1;
}

/**
 * weir_lag_process_serve:
 * @argv: the arguments of main()
 * @status: (out): what main() is to return
 *
 * For the beginning of main(), once the locale is set. Without it
 * weir_lag_process_read() asks in this process.
 *
 * Returns: whether this process was started by weir_lag_process_read(), and
 *   has answered
 */
gboolean
weir_lag_process_serve (char **argv,
                        int   *status)
{
  g_return_val_if_fail (argv != NULL && status != NULL, FALSE);

  if (g_strcmp0 (argv[0], PROCESS_NAME) != 0)
    {
      can_serve = TRUE;
      return FALSE;
    }

  *status = answer_question (argv[1]);

  return TRUE;
}

/*< private >
 * weir_lag_process_can_ask:
 *
 * Returns: whether this program's main() calls weir_lag_process_serve(), so that weir_lag_process_ask() can be used
 */
gboolean
weir_lag_process_can_ask (void)
{
  return can_serve;
}

/* -- the asker -- */

static gboolean
fail (GError     **error,
      const char  *what)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _("A process that asks about consumer groups could not be started: %s: %s"), what, g_strerror (errno));

  return FALSE;
}

/* -1 with @error set if it could not be. */
static int
make_question_file (GBytes  *bytes,
                    GError **error)
{
  int fd = memfd_create ("weir-lag-question", MFD_CLOEXEC);

  if (fd >= 0 && write_answer (fd, bytes) && lseek (fd, 0, SEEK_SET) == 0)
    return fd;

  fail (error, "memfd_create");
  if (fd >= 0)
    close (fd);

  return -1;
}

static gboolean
start (const char  *what,
       GBytes      *question,
       GPid        *pid,
       int         *answer_fd,
       GError     **error)
{
  char *argv[] = { (char *) PROGRAM, (char *) PROCESS_NAME, (char *) what, NULL };
  int input = make_question_file (question, error);
  int output[2] = { -1, -1 };
  gboolean done;

  if (input < 0)
    return FALSE;

  done = g_unix_open_pipe (output, FD_CLOEXEC, error)
         && g_spawn_async_with_fds (NULL, argv, NULL,
                                    G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO
                                      | (g_getenv ("G_MESSAGES_DEBUG") == NULL ? G_SPAWN_STDERR_TO_DEV_NULL : 0),
                                    NULL, NULL, pid, input, output[1], -1, error);
  close (input);
  if (output[1] >= 0)
    close (output[1]);
  if (!done && output[0] >= 0)
    close (output[0]);
  *answer_fd = output[0];

  return done;
}

/* Until the child closes it; %FALSE if it is to be ended. */
static gboolean
read_answer (int            fd,
             GByteArray    *answer,
             gint64         deadline_usec,
             GCancellable  *cancellable,
             GError       **error)
{
  GPollFD fds[2] = { { .fd = fd, .events = G_IO_IN }, { .fd = -1 } };
  guint n_fds = g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;
  gboolean done = FALSE;

  while (!done && !g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      gint64 left_usec = deadline_usec - g_get_monotonic_time ();
      guint8 buffer[65536];
      gssize n;

      if (left_usec <= 0 || answer->len > ANSWER_MAX_BYTES)
        break;
      if (g_poll (fds, n_fds, (int) (left_usec / 1000) + 1) <= 0 || fds[0].revents == 0)
        continue;
      n = read (fd, buffer, sizeof buffer);
      if (n > 0)
        g_byte_array_append (answer, buffer, (guint) n);
      else
        done = n == 0 || errno != EINTR;
    }
  if (n_fds == 2)
    g_cancellable_release_fd (cancellable);

  return done;
}

static int
wait_for_end (GPid pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);

  return status;
}

/* @in_time: it ended by itself. */
static void
set_error_of_end (GError   **error,
                  int        status,
                  gboolean   in_time,
                  gboolean   too_long)
{
  if (too_long)
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                 _("What the brokers tell about consumer groups is more than %d MiB; ask about one group or topic"),
                 ANSWER_MAX_BYTES >> 20);
  else if (!in_time)
    g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                         _("Asking about consumer groups did not end in time, and was given up"));
  else if (WIFSIGNALED (status))
    /* Translators: the name of a signal, as "Aborted" */
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                 _("A broker's answer about consumer groups could not be understood (librdkafka ended with “%s”): it was "
                   "damaged on its way, or what answers is no Kafka broker; ask again"), g_strsignal (WTERMSIG (status)));
  else
    g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                         _("Asking about consumer groups ended without an answer; ask again"));
}

/*< private >
 * weir_lag_process_ask:
 * @what: "look", "reset" or "cluster"
 * @question: the bytes of a question
 * @timeout_msec: after which it answers
 * @cancellable: (nullable): ends it early
 * @error: return location for an error: %WEIR_SOURCE_ERROR_FAILED where the process ended without an answer
 *
 * Has a question answered by this program in a process of its own. Blocks.
 *
 * Returns: (transfer full) (nullable): the bytes of its answer
 */
GBytes *
weir_lag_process_ask (const char    *what,
                      GBytes        *question,
                      guint          timeout_msec,
                      GCancellable  *cancellable,
                      GError       **error)
{
  gint64 deadline_usec = g_get_monotonic_time () + ((gint64) timeout_msec + PATIENCE_MSEC) * G_TIME_SPAN_MILLISECOND;
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  g_autoptr(GError) told = NULL;
  gboolean in_time, too_long;
  int fd, status;
  GPid pid;

  if (!start (what, question, &pid, &fd, error))
    return NULL;

  in_time = read_answer (fd, answer, deadline_usec, cancellable, &told);
  too_long = answer->len > ANSWER_MAX_BYTES;
  if (!in_time)
    kill (pid, SIGKILL);
  close (fd);
  status = wait_for_end (pid);

  if (told != NULL)
    g_propagate_error (error, g_steal_pointer (&told));
  else if (!in_time || too_long || !WIFEXITED (status) || WEXITSTATUS (status) != 0)
    set_error_of_end (error, status, in_time, too_long);
  else
    return g_byte_array_free_to_bytes (g_steal_pointer (&answer));

  return NULL;
}

/**
 * weir_lag_process_read:
 * @settings: how to reach the cluster
 * @group: (nullable): one consumer group; %NULL: all of them
 * @topics: (array zero-terminated=1) (nullable): only these topics; %NULL: all
 * @previous: (nullable): the look before; what it read is not read again at once
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * weir_lag_reader_read() in a process of its own, which a damaged answer may
 * end. Blocks likewise.
 *
 * Errors: those of weir_lag_reader_read(); %WEIR_SOURCE_ERROR_FAILED where that
 * process ended without an answer, and %G_IO_ERROR where it could not be
 * started.
 *
 * Returns: (transfer full) (nullable): what there is
 */
WeirLagSnapshot *
weir_lag_process_read (WeirSettings           *settings,
                       const char             *group,
                       const char * const     *topics,
                       const WeirLagSnapshot  *previous,
                       guint                   timeout_msec,
                       GCancellable           *cancellable,
                       GError                **error)
{
  g_autoptr(GBytes) question = NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) told = NULL;
  WeirLagSnapshot *snapshot;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  if (!can_serve)
    return weir_lag_reader_read (settings, group, topics, previous, timeout_msec, cancellable, error);

  question = weir_lag_question_write (settings, group, topics, previous, timeout_msec);

  answer = weir_lag_process_ask ("look", question, timeout_msec, cancellable, error);
  if (answer == NULL)
    return NULL;

  snapshot = weir_lag_answer_read (answer, &told);
  if (told != NULL)
    g_propagate_error (error, g_steal_pointer (&told));
  else if (snapshot == NULL)
    set_error_of_end (error, 0, TRUE, FALSE);

  return snapshot;
}
