#include "config.h"

#include "app/shell/weir-wall.h"

/* How long a dashboard stays, and how long the pointer may rest before it goes. */
#define CYCLE_SECONDS  30
#define CURSOR_SECONDS 3

struct _WeirWall
{
  WeirWallParts       parts;
  void              (*next) (gpointer user_data);
  gpointer            user_data;

  GtkEventController *motion;         /* of the window */
  guint               cycle_source;
  guint               cursor_source;
  double              x;              /* where the pointer is */
  double              y;
  gboolean            had_flap;
  gboolean            was_fullscreen;
};

static gboolean
on_cycle (gpointer user_data)
{
  WeirWall *self = user_data;

  self->next (self->user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
hide_cursor (gpointer user_data)
{
  WeirWall *self = user_data;

  self->cursor_source = 0;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->parts.window), "none");

  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (WeirWall *self)
{
  g_clear_handle_id (&self->cursor_source, g_source_remove);
  self->cursor_source = g_timeout_add_seconds (CURSOR_SECONDS, hide_cursor, self);
}

static void
on_motion (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           WeirWall                 *self)
{
  /* What changes under a pointer that rests is told as a motion, too. */
  if (x == self->x && y == self->y)
    return;

  self->x = x;
  self->y = y;
  gtk_widget_set_cursor (GTK_WIDGET (self->parts.window), NULL);
  wait_for_rest (self);
}

WeirWall *
weir_wall_new (const WeirWallParts *parts,
               void               (*next) (gpointer user_data),
               gpointer             user_data)
{
  WeirWall *self = g_new0 (WeirWall, 1);

  self->parts = *parts;
  self->next = next;
  self->user_data = user_data;
  self->had_flap = adw_flap_get_reveal_flap (parts->flap);
  self->was_fullscreen = gtk_window_is_fullscreen (parts->window);
  self->x = self->y = -1.0;

  gtk_widget_set_visible (parts->header, FALSE);
  gtk_widget_set_visible (parts->status_bar, FALSE);
  adw_flap_set_reveal_flap (parts->flap, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (parts->window), "wall");
  gtk_window_fullscreen (parts->window);

  self->motion = gtk_event_controller_motion_new ();
  g_signal_connect (self->motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (parts->window), self->motion);
  self->cycle_source = g_timeout_add_seconds (CYCLE_SECONDS, on_cycle, self);
  wait_for_rest (self);

  return self;
}

void
weir_wall_free (WeirWall *self)
{
  g_clear_handle_id (&self->cycle_source, g_source_remove);
  g_clear_handle_id (&self->cursor_source, g_source_remove);
  gtk_widget_remove_controller (GTK_WIDGET (self->parts.window), self->motion);
  gtk_widget_set_cursor (GTK_WIDGET (self->parts.window), NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->parts.window), "wall");
  gtk_widget_set_visible (self->parts.header, TRUE);
  gtk_widget_set_visible (self->parts.status_bar, TRUE);
  adw_flap_set_reveal_flap (self->parts.flap, self->had_flap);
  if (!self->was_fullscreen)
    gtk_window_unfullscreen (self->parts.window);
  g_free (self);
}
