#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * WeirDerivedForm:
 *
 * What a derived stream is made of: a ranking of a window's keys, a join of two
 * streams, or a stream with the newest record of each key of a table. It writes
 * into the stream's object as one types.
 */
#define WEIR_TYPE_DERIVED_FORM (weir_derived_form_get_type ())
G_DECLARE_FINAL_TYPE (WeirDerivedForm, weir_derived_form, WEIR, DERIVED_FORM, AdwPreferencesGroup)

/* @stream: borrowed, must live as long; @streams: those it can be made of, at least one. */
GtkWidget *weir_derived_form_new (JsonObject         *stream,
                                  const char * const *streams);

G_END_DECLS
