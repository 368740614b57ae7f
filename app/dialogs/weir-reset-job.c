#include "config.h"

#include "app/dialogs/weir-reset-job.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/lag/weir-offset-process.h"

#define TIMEOUT_MSEC   15000
#define FILE_MAX_BYTES ((gsize) 16 << 20)

typedef struct
{
  WeirSettings        *settings;  /* owned */
  char                *group;     /* owned */
  WeirOffsetResetKind  kind;
  gint64               value;
  GPtrArray           *changes;   /* owned reference, nullable: what is to be done, or where a plan is wanted */
  char                *path;      /* owned, nullable: of what is wanted, or for what was */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->settings);
  g_free (job->group);
  g_clear_pointer (&job->changes, g_ptr_array_unref);
  g_free (job->path);
  g_free (job);
}

static Job *
job_new (WeirSettings *settings,
         const char   *group,
         GPtrArray    *changes)
{
  Job *job = g_new0 (Job, 1);

  job->settings = g_object_ref (settings);
  job->group = g_strdup (group);
  job->changes = changes != NULL ? g_ptr_array_ref (changes) : NULL;

  return job;
}

/* The offsets that stand in a file; NULL with @error set where they do not. */
static GPtrArray *
read_file (const Job  *job,
           GError    **error)
{
  g_autofree char *text = NULL;
  gsize length;

  text = weir_bounded_file_read (job->path, FILE_MAX_BYTES, TRUE, &length, error);

  return text != NULL ? weir_offset_changes_parse (text, length, job->group, error) : NULL;
}

static void
plan_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) given = job->path != NULL ? read_file (job, &error) : NULL;
  const WeirOffsetReset reset = { job->group, job->kind, job->value, given != NULL ? given : job->changes };
  GPtrArray *changes =
    error == NULL ? weir_offset_process_plan (job->settings, &reset, TIMEOUT_MSEC, cancellable, &error) : NULL;

  if (changes != NULL)
    g_task_return_pointer (task, changes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
weir_reset_plan_async (WeirSettings        *settings,
                       const char          *group,
                       WeirOffsetResetKind  kind,
                       gint64               value,
                       GPtrArray           *scope,
                       const char          *path,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = job_new (settings, group, scope);

  job->kind = kind;
  job->value = value;
  job->path = g_strdup (path);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, plan_thread);
}

GPtrArray *
weir_reset_plan_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What was cannot be asked for afterwards. */
static gboolean
save (const Job  *job,
      GError    **error)
{
  g_autofree char *csv = weir_offset_changes_dup_csv (job->changes, TRUE);
  g_autofree char *folder = g_path_get_dirname (job->path);

  if (*csv == '\0')
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) == 0 && weir_output_file_save (job->path, csv, strlen (csv), error))
    return TRUE;

  if (error != NULL && *error == NULL)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
  g_prefix_error (error, _("the offsets of now could not be saved, so nothing was changed: "));

  return FALSE;
}

static void
execute_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;

  if (save (job, &error)
      && weir_offset_process_execute (job->settings, job->group, job->changes, TIMEOUT_MSEC, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
weir_reset_execute_async (WeirSettings        *settings,
                          const char          *group,
                          GPtrArray           *changes,
                          const char          *path,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = job_new (settings, group, changes);

  job->path = g_strdup (path);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, execute_thread);
}

gboolean
weir_reset_execute_finish (GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
