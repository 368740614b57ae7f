#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The parts of a broker's answer, in their order. Reading past the end gives 0 and NULL, and the reader has failed from
 * then on: it is enough to look once, at the end.
 */
typedef struct
{
  const guint8 *data;    /* borrowed */
  gsize         length;
  gsize         at;
  gboolean      failed;
} WeirWireReader;

void    weir_wire_reader_init               (WeirWireReader *self,
                                             GBytes         *bytes);
gint64  weir_wire_reader_read_number        (WeirWireReader *self,
                                             guint           n_bytes);
char   *weir_wire_reader_read_text          (WeirWireReader *self);
gint64  weir_wire_reader_read_varint        (WeirWireReader *self);
char   *weir_wire_reader_read_compact_text  (WeirWireReader *self);
gint64  weir_wire_reader_read_compact_count (WeirWireReader *self);
void    weir_wire_reader_skip               (WeirWireReader *self,
                                             gsize           n_bytes);
void    weir_wire_reader_skip_tags          (WeirWireReader *self);

G_END_DECLS
