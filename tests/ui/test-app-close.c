#include "config.h"

#include <adwaita.h>

#include "app/shell/weir-application.h"
#include "app/shell/weir-window.h"

/* A window that is closed while something is looked at for it: what comes of that is not shown. */

typedef struct
{
  GApplication      *application;
  GSocketService    *silent;       /* takes connections, and answers nothing */
  GSocketConnection *connection;   /* owned, nullable */
  GtkWindow         *closed;       /* nullable: it is gone, and so is what was done for it */
  GtkWindow         *kept;         /* without it the program would end */
  guint              n_added;
} Closing;

/* Whatever is put on the screen, a dialog of the window that is gone among it, which belongs to no program. */
static void
on_toplevels_changed (GListModel *toplevels,
                      guint       position,
                      guint       n_removed,
                      guint       n_added,
                      gpointer    user_data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      g_assert_true (WEIR_IS_WINDOW (window));
    }
}

/* The probe's callback was the last that held the window. */
static void
on_gone (gpointer  user_data,
         GObject  *where_the_object_was)
{
  Closing *self = user_data;

  self->closed = NULL;
  g_assert_cmpuint (self->n_added, ==, 2);
  gtk_window_destroy (self->kept);
}

static void
close_first (Closing *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "new-window", NULL);
  g_assert_cmpuint (self->n_added, ==, 2);
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_toplevels_changed), NULL);
  g_object_weak_ref (G_OBJECT (self->closed), on_gone, self);
  gtk_window_close (self->closed);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             Closing           *self)
{
  if (self->connection != NULL)
    return TRUE;

  self->connection = g_object_ref (connection);
  close_first (self);

  return TRUE;
}

static void
on_window_added (GtkApplication *application,
                 GtkWindow      *window,
                 Closing        *self)
{
  /* Neither a dialog nor a third window. */
  g_assert_true (WEIR_IS_WINDOW (window));
  g_assert_cmpuint (self->n_added, <, 2);
  if (self->n_added++ == 0)
    self->closed = window;
  else
    self->kept = window;
}

static void
test_a_probe_of_a_closed_window_shows_nothing (void)
{
  Closing closing = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *broker = NULL;
  guint16 port;

  closing.silent = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (closing.silent), NULL, &error);
  g_assert_no_error (error);
  broker = g_strdup_printf ("127.0.0.1:%u", port);
  g_signal_connect (closing.silent, "incoming", G_CALLBACK (on_incoming), &closing);

  closing.application = G_APPLICATION (weir_application_new ());
  g_application_set_flags (closing.application, g_application_get_flags (closing.application) | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (closing.application, "window-added", G_CALLBACK (on_window_added), &closing);
  {
    char *argv[] = { (char *) "weir", (char *) "-b", broker, (char *) "-t", (char *) "prices", NULL };

    g_assert_cmpint (g_application_run (closing.application, G_N_ELEMENTS (argv) - 1, argv), ==, 0);
  }

  g_assert_nonnull (closing.connection);
  g_assert_null (closing.closed);
  g_object_unref (closing.connection);
  g_object_unref (closing.silent);
  g_object_unref (closing.application);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app-close/probe", test_a_probe_of_a_closed_window_shows_nothing);

  return g_test_run ();
}
