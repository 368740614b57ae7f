#include "config.h"

#include "app/shell/weir-window-private.h"

#include "app/common/weir-preferences.h"

/* What a window keeps for the next run. */

void
weir_window_keep_range (WeirWindow *self)
{
  if (self->preferences != NULL && !self->widening)
    g_settings_set_int64 (self->preferences, "range-seconds", weir_scope_get_range_usec (self->scope) / G_USEC_PER_SEC);
}

void
weir_window_keep_state (WeirWindow *self)
{
  int width, height;

  g_return_if_fail (WEIR_IS_WINDOW (self));

  if (self->preferences == NULL)
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->preferences, "window-width", width);
  g_settings_set_int (self->preferences, "window-height", height);
  g_settings_set_boolean (self->preferences, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_string (self->preferences, "page", self->page != NULL ? self->page : "");
}

void
weir_window_restore_state (WeirWindow *self)
{
  self->preferences = weir_preferences_new ();
  if (self->preferences == NULL)
    return;

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->preferences, "window-width"),
                               g_settings_get_int (self->preferences, "window-height"));
  if (g_settings_get_boolean (self->preferences, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  weir_scope_set_range_usec (self->scope, g_settings_get_int64 (self->preferences, "range-seconds") * G_USEC_PER_SEC);
  self->page = g_settings_get_string (self->preferences, "page");
}
