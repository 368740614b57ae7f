#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirApplication:
 *
 * The desktop program: command lines, actions, keys.
 */
#define WEIR_TYPE_APPLICATION (weir_application_get_type ())
G_DECLARE_FINAL_TYPE (WeirApplication, weir_application, WEIR, APPLICATION, AdwApplication)

WeirApplication *weir_application_new        (void);
/* Exit status of a run that ended by itself: 1 if nothing was read or a picture could not be saved. */
int              weir_application_get_status (WeirApplication *self);

G_END_DECLS
