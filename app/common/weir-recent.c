#include "config.h"

#include "app/common/weir-recent.h"

#include <gtk/gtk.h>

#define APPLICATION "weir"

void
weir_recent_free (WeirRecent *self)
{
  g_free (self->path);
  g_free (self);
}

void
weir_recent_add (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  const gboolean folder = g_file_test (absolute, G_FILE_TEST_IS_DIR);
  const gboolean workspace = g_str_has_suffix (absolute, ".json");
  GtkRecentData data = {
    .mime_type = (char *) (folder ? "inode/directory" : workspace ? "application/json" : "application/octet-stream"),
    .app_name = (char *) APPLICATION,
    .app_exec = (char *) APPLICATION " %f",
    /* What is for one program is not offered by every other. */
    .is_private = TRUE,
  };

  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static WeirRecent *
create (GtkRecentInfo *info)
{
  g_autofree char *path = gtk_recent_info_get_uri_display (info);
  GDateTime *modified = gtk_recent_info_get_modified (info);
  WeirRecent *self;

  if (!gtk_recent_info_has_application (info, APPLICATION) || path == NULL || !gtk_recent_info_is_local (info)
      || !gtk_recent_info_exists (info))
    return NULL;

  self = g_new0 (WeirRecent, 1);
  self->path = g_steal_pointer (&path);
  self->time_usec = modified != NULL ? g_date_time_to_unix (modified) * G_USEC_PER_SEC : 0;

  return self;
}

static gint
compare_newest (gconstpointer a,
                gconstpointer b)
{
  const WeirRecent *x = *(const WeirRecent *const *) a;
  const WeirRecent *y = *(const WeirRecent *const *) b;

  return (x->time_usec < y->time_usec) - (x->time_usec > y->time_usec);
}

GPtrArray *
weir_recent_list (guint max)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_recent_free);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  for (GList *item = items; item != NULL; item = item->next)
    {
      WeirRecent *recent = create (item->data);

      if (recent != NULL)
        g_ptr_array_add (list, recent);
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (list, compare_newest);
  if (list->len > max)
    g_ptr_array_set_size (list, (int) max);

  return list;
}
