#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/decode/weir-word.h"

G_BEGIN_DECLS

/*
 * Rows of a form, each of which shows one member of an object and writes what the
 * user enters into it at once. A member is a name, or two with a dot between for
 * one of an object inside ("time.field", or "properties/sasl.username" where that has
 * dots itself); what is left empty is no member. The
 * object is borrowed and must outlive the row.
 */

/* A text. */
GtkWidget *weir_object_form_create_entry  (JsonObject    *object,
                                           const char    *member,
                                           const char    *title);
/* A whole number; what is none is written as a text, for the reader to refuse. */
GtkWidget *weir_object_form_create_number (JsonObject    *object,
                                           const char    *member,
                                           const char    *title);
/* Several texts, with commas between; a comma inside brackets belongs to its text: vwap(price,volume). */
GtkWidget *weir_object_form_create_list   (JsonObject    *object,
                                           const char    *member,
                                           const char    *title);
/* One of the words of @get_word; the first of them is what an absent member means, or @fallback. */
GtkWidget *weir_object_form_create_choice (JsonObject    *object,
                                           const char    *member,
                                           const char    *title,
                                           WeirWordFunc   get_word,
                                           guint          fallback);
/* One of @names. */
GtkWidget *weir_object_form_create_names  (JsonObject    *object,
                                           const char    *member,
                                           const char    *title,
                                           GStrv          names);

G_END_DECLS
