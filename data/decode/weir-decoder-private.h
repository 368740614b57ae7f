#pragma once

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-event-clock.h"
#include "data/decode/weir-field-usage-private.h"
#include "data/decode/weir-json-reference.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-line-reader.h"

G_BEGIN_DECLS

struct _WeirDecoder
{
  WeirFormat         format;
  WeirTimeBasis      time_basis;
  WeirEventClock     clock;
  GStrv              field_paths;     /* owned, for details */
  char              *time_path;       /* owned, for details */

  /* Where to find things in a payload's tokens; -1: not asked for. */
  gint              *field_slots;     /* owned */
  gint               key_slot;
  gint               time_slot;
  guint              n_fields;
  WeirValue         *values;          /* owned */

  WeirFieldTree     *tree;            /* owned, with JSON */
  WeirJsonScanner   *scanner;         /* owned, with JSON */
  const WeirToken   *json_tokens;     /* the scanner's */
  WeirJsonReference *reference;       /* owned, nullable */

  WeirLineReader    *line_reader;     /* owned, with lines */

  GByteArray        *unescaped;       /* owned; texts of this record whose escapes were resolved */
  gsize              n_unescaped;

  WeirDecodeError    reason;
  GString           *detail;          /* owned */
  guint64            n_refused_values;

  WeirFieldUsage    *usage;           /* owned */
  WeirFieldTally    *tallies;         /* the usage's, one a field, then the key's and the time's */
  gint               key_tally;       /* -1: not asked for */
  gint               time_tally;
  guint64            n_read;          /* payloads whose form was right, whatever they hold */
};

gboolean weir_decoder_set_up (WeirDecoder           *self,
                              const WeirDecoderSpec *spec,
                              GError               **error);

G_END_DECLS
