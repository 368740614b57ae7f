#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirPayloadView:
 *
 * The parts of a record, one at a time: payload, key, headers. Each as a tree where
 * it is JSON, as text, and byte by byte. The way it is shown is kept from record to
 * record once a person has chosen one.
 */
#define WEIR_TYPE_PAYLOAD_VIEW (weir_payload_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirPayloadView, weir_payload_view, WEIR, PAYLOAD_VIEW, GtkBox)

GtkWidget *weir_payload_view_new      (void);
/* Shows nothing, and hides. */
void       weir_payload_view_clear    (WeirPayloadView *self);
/*
 * @bytes (nullable): the part, or its beginning; NULL is a null value; @length: bytes that it has in all. The part that was
 * looked at before is looked at again, where the record has one of that name.
 */
void       weir_payload_view_add_part (WeirPayloadView *self,
                                       const char      *name,
                                       GBytes          *bytes,
                                       gsize            length);

G_END_DECLS
