#include "config.h"

#include "data/store/weir-query.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>

#include "data/store/weir-console.h"

#define DEADLINE_MSEC 10000
/* An interruption that comes before the statement has begun is forgotten by DuckDB: it is told again. */
#define INTERRUPT_MSEC 30

typedef struct
{
  char            *sql;
  char            *recordings;   /* nullable */
  GStrv            allowed;      /* nullable */
  WeirSettings    *settings;     /* nullable */
  GPtrArray       *tables;       /* nullable */
  guint            timeout_msec; /* 0: none */
  gint64           begun_usec;   /* monotonic */
  guint            interrupter;  /* source; main thread */
  gulong           cancelled;    /* handler of the caller's cancellable */
  GCancellable    *cancellable;  /* owned: by the caller's, or by the clock */
  int              timed_out;    /* atomic */

  pthread_mutex_t  mutex;
  WeirConsole     *console;      /* guarded by mutex; nullable */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_handle_id (&self->interrupter, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->console, weir_console_free);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_object (&self->settings);
  g_strfreev (self->allowed);
  g_free (self->recordings);
  g_free (self->sql);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static WeirConsole *
open_console (Job           *self,
              GCancellable  *cancellable,
              GError       **error)
{
  const WeirConsoleSpec spec = {
    .recordings = self->recordings,
    .allowed = (const char * const *) self->allowed,
    .tables = self->tables,
    .settings = self->settings,
    .deadline_msec = DEADLINE_MSEC,
    .cancellable = cancellable,
  };

  return weir_console_new (&spec, error);
}

static WeirQueryResult *
fetch_all (WeirConsole   *console,
           GCancellable  *cancellable,
           GError       **error)
{
  guint n_columns;
  const WeirExportColumn *columns = weir_console_get_columns (console, &n_columns);
  g_autoptr(WeirQueryResult) result = weir_query_result_new (columns, n_columns);
  g_autofree WeirValue *cells = g_new0 (WeirValue, n_columns);
  g_autoptr(GError) problem = NULL;
  const GPtrArray *warnings;

  while (!g_cancellable_is_cancelled (cancellable) && weir_console_next (console, cells, &problem) &&
         weir_query_result_add (result, cells))
    ;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  warnings = weir_console_get_warnings (console);
  for (guint i = 0; i < warnings->len; i++)
    weir_query_result_add_warning (result, g_ptr_array_index (warnings, i));
  if (weir_console_get_n_gaps (console) > 0)
    {
      g_autofree char *text = g_strdup_printf (_("%" PRIu64 " gaps: records of the topics are lost"), weir_console_get_n_gaps (console));

      weir_query_result_add_warning (result, text);
    }

  return g_steal_pointer (&result);
}

static void
set_console (Job         *self,
             WeirConsole *console)
{
  pthread_mutex_lock (&self->mutex);
  self->console = console;
  pthread_mutex_unlock (&self->mutex);
}

static GError *
create_timeout_error (Job *self)
{
  return g_error_new (WEIR_STORE_ERROR, WEIR_STORE_ERROR_TIMEOUT, _("the statement was ended after %u s; ask for less"),
                      self->timeout_msec / 1000);
}

static void
query_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Job *self = task_data;
  GError *error = NULL;
  WeirConsole *console = open_console (self, self->cancellable, &error);
  WeirQueryResult *result = NULL;

  set_console (self, console);
  if (console != NULL && !g_cancellable_set_error_if_cancelled (self->cancellable, &error) && weir_console_run (console, self->sql, &error))
    result = fetch_all (console, self->cancellable, &error);
  set_console (self, NULL);
  weir_console_free (console);

  if (result == NULL && g_atomic_int_get (&self->timed_out))
    {
      g_clear_error (&error);
      error = create_timeout_error (self);
    }
  if (result != NULL)
    g_task_return_pointer (task, result, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
interrupt (Job *self)
{
  pthread_mutex_lock (&self->mutex);
  if (self->console != NULL)
    weir_console_interrupt (self->console);
  pthread_mutex_unlock (&self->mutex);
}

/* On the thread that cancels. */
static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Job *self = user_data;

  g_cancellable_cancel (self->cancellable);
  interrupt (self);
}

static gboolean
on_look (gpointer user_data)
{
  Job *self = g_task_get_task_data (user_data);
  gboolean over = self->timeout_msec > 0 &&
                  g_get_monotonic_time () - self->begun_usec >= self->timeout_msec * (gint64) G_TIME_SPAN_MILLISECOND;

  if (over && !g_cancellable_is_cancelled (self->cancellable))
    {
      g_atomic_int_set (&self->timed_out, TRUE);
      g_cancellable_cancel (self->cancellable);
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    interrupt (self);

  return G_SOURCE_CONTINUE;
}

static void
on_completed (GTask *task)
{
  Job *self = g_task_get_task_data (task);

  g_clear_handle_id (&self->interrupter, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled);
}

/**
 * weir_query_async:
 * @spec: the statement
 * @cancellable: (nullable): ends it, soon
 * @callback: gets the result, in the main context
 * @user_data: for @callback
 *
 * Carries out a statement on a thread of its own, see WeirConsole for what it
 * may do. From the main thread.
 */
void
weir_query_async (const WeirQuerySpec *spec,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  pthread_mutex_init (&self->mutex, NULL);
  self->sql = g_strdup (spec->sql);
  self->recordings = g_strdup (spec->recordings);
  self->allowed = g_strdupv ((GStrv) spec->allowed);
  g_set_object (&self->settings, spec->settings);
  self->tables = spec->tables != NULL ? g_ptr_array_ref (spec->tables) : NULL;
  self->timeout_msec = spec->timeout_msec;
  self->begun_usec = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, self, job_free);
  g_signal_connect (task, "notify::completed", G_CALLBACK (on_completed), NULL);
  self->interrupter = g_timeout_add (INTERRUPT_MSEC, on_look, task);
  if (cancellable != NULL)
    self->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  g_task_run_in_thread (task, query_thread);
}

/**
 * weir_query_finish:
 * @result: what the callback got
 * @error: return location of a %WEIR_STORE_ERROR, %WEIR_STORE_ERROR_TIMEOUT among them, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the rows
 */
WeirQueryResult *
weir_query_finish (GAsyncResult  *result,
                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
