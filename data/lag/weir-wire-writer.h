#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The parts of a question to a broker, in their order. */

void weir_wire_append_number       (GByteArray *bytes,
                                    gint64      number,
                                    guint       n_bytes);
void weir_wire_append_text         (GByteArray *bytes,
                                    const char *text);
void weir_wire_append_varint       (GByteArray *bytes,
                                    guint32     number);
void weir_wire_append_compact_text (GByteArray *bytes,
                                    const char *text);

G_END_DECLS
