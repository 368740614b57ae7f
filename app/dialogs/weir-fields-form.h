#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "data/stream/weir-topic-sample.h"

G_BEGIN_DECLS

/**
 * WeirFieldsForm:
 *
 * A table of the fields that a sample has: whether each is read, examples of
 * its values, its type and its unit. It writes the fields that are read into
 * the stream's object as one changes them.
 *
 * Signals: ::changed () after each change.
 */
#define WEIR_TYPE_FIELDS_FORM (weir_fields_form_get_type ())
G_DECLARE_FINAL_TYPE (WeirFieldsForm, weir_fields_form, WEIR, FIELDS_FORM, GtkWidget)

/* @stream: borrowed, must live as long; @sample is kept. */
GtkWidget *weir_fields_form_new (WeirTopicSample *sample,
                                 JsonObject      *stream);

G_END_DECLS
