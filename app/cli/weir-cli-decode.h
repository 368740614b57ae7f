#pragma once

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-input.h"
#include "data/decode/weir-decoder.h"
#include "data/decode/weir-schema-inference.h"

G_BEGIN_DECLS

/**
 * WeirCliDecode: options about what the records hold. On the stack, zeroed.
 */
typedef struct
{
  char            *format;
  char            *key;
  char            *time;
  GStrv            values;
  char            *columns;
  char            *separator;
  char            *zone;

  GStrv            fields;         /* of the result, made by finish */
  GStrv            column_names;
  char            *time_path;
  gboolean         inferred;       /* no option names a field: they are inferred from the first records */
  WeirDecoderSpec  spec;           /* borrows from here */
} WeirCliDecode;

void         weir_cli_decode_add_options (WeirCliDecode     *self,
                                          GOptionContext    *context);
/* After parsing. */
gboolean     weir_cli_decode_finish      (WeirCliDecode     *self,
                                          GError           **error);
/* Nothing was said about format, key, time or values. */
gboolean     weir_cli_decode_is_open     (WeirCliDecode     *self);
/* Reads the first records and takes what they propose, saying so. */
gboolean     weir_cli_decode_sample      (WeirCliDecode     *self,
                                          WeirCliInput      *input,
                                          WeirSettings      *settings,
                                          WeirCliConnection *connection,
                                          GError           **error);
/* Names and values of the options that say the same, one after the other. (transfer full) */
GStrv        weir_cli_decode_dup_options (WeirCliDecode     *self);
void         weir_cli_decode_clear       (WeirCliDecode     *self);
/* "ts:ms" → "ts" and its unit; a unit that is none belongs to the name. (transfer full) */
char        *weir_cli_decode_split_time  (const char        *text,
                                          WeirTimeUnit      *unit);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliDecode, weir_cli_decode_clear)

G_END_DECLS
