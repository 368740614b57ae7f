#pragma once

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirLineReader:
 *
 * Finds the columns of payloads that are lines: CSV, or a bare number, whose
 * only column is "value". Used by one thread.
 */
typedef struct _WeirLineReader WeirLineReader;

WeirLineReader  *weir_line_reader_new         (const char *const *columns,
                                               char               separator);
WeirLineReader  *weir_line_reader_new_number  (void);
void             weir_line_reader_free        (WeirLineReader    *self);
gint             weir_line_reader_find_column (WeirLineReader    *self,
                                               const char        *path);
const WeirToken *weir_line_reader_read        (WeirLineReader    *self,
                                               const char        *payload,
                                               gsize              length);
WeirDecodeError  weir_line_reader_get_reason  (WeirLineReader    *self);
const char      *weir_line_reader_get_detail  (WeirLineReader    *self);

gboolean         weir_line_reader_is_not_finite (const char      *text,
                                                 gsize            length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLineReader, weir_line_reader_free)

G_END_DECLS
