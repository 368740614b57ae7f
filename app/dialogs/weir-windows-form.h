#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * WeirWindowsForm:
 *
 * The windows of a stream: kind, size, advance, gap, grace, zone, name and
 * aggregates of each, windows added and removed. It writes into the stream's
 * object as one types.
 *
 * Signals: ::changed () after each change.
 */
#define WEIR_TYPE_WINDOWS_FORM (weir_windows_form_get_type ())
G_DECLARE_FINAL_TYPE (WeirWindowsForm, weir_windows_form, WEIR, WINDOWS_FORM, AdwPreferencesGroup)

/* @stream: borrowed, must live as long. */
GtkWidget *weir_windows_form_new     (JsonObject      *stream);
/* Says @text about a window, and offers @grace (nullable: nothing) for it; text NULL says nothing. */
void       weir_windows_form_suggest (WeirWindowsForm *self,
                                      guint            window,
                                      const char      *text,
                                      const char      *grace);

G_END_DECLS
