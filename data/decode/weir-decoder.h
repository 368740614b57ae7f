#pragma once

#include <gio/gio.h>

#include "data/decode/weir-duration.h"
#include "data/decode/weir-field-usage.h"
#include "data/decode/weir-record-format.h"
#include "data/decode/weir-record.h"
#include "data/decode/weir-time-basis.h"
#include "data/decode/weir-time.h"

G_BEGIN_DECLS

#define WEIR_DECODE_ERROR (weir_decode_error_quark ())
GQuark weir_decode_error_quark (void);

/**
 * WeirDecodeError: why a record did not decode (also the reason in the dead-letter list).
 */
typedef enum
{
  WEIR_DECODE_ERROR_SPEC,          /* the spec itself is wrong (weir_decoder_new) */
  WEIR_DECODE_ERROR_NULL_PAYLOAD,  /* a tombstone where a value is needed */
  WEIR_DECODE_ERROR_SYNTAX,        /* not JSON / not a number / wrong number of CSV columns */
  WEIR_DECODE_ERROR_ENCODING,      /* not UTF-8 */
  WEIR_DECODE_ERROR_DEPTH,         /* nested deeper than WEIR_DECODE_MAX_DEPTH */
  WEIR_DECODE_ERROR_RANGE,         /* a wanted number is not finite or an integer beyond 64 bits */
  WEIR_DECODE_ERROR_NO_TIME,       /* the time field is missing or not a time */
  WEIR_DECODE_ERROR_SHAPE,         /* no object, or the key is an object or array */
  WEIR_DECODE_ERROR_REGISTRY,      /* encoded with a schema of a schema registry, as its prefix tells */
  WEIR_DECODE_N_ERRORS,
} WeirDecodeError;

#define WEIR_DECODE_MAX_DEPTH 64

/**
 * WeirDecoderSpec:
 * @key_path: (nullable): dotted path of the key field; %NULL: the record's own key
 * @time_path: dotted path of the time field, with %WEIR_TIME_BASIS_FIELD
 * @zone: (nullable): zone of ISO times that carry none; %NULL is UTC
 * @field_paths: (array zero-terminated=1): dotted paths; `\.` is a dot of a name; a number indexes an array
 * @csv_columns: (array zero-terminated=1) (nullable): with %WEIR_FORMAT_CSV
 */
typedef struct
{
  WeirFormat          format;
  const char         *key_path;
  WeirTimeBasis       time_basis;
  const char         *time_path;
  WeirTimeUnit        time_unit;
  const char         *zone;
  const char * const *field_paths;
  const char * const *csv_columns;
  char                csv_separator;   /* 0: comma */
} WeirDecoderSpec;

/**
 * WeirDecoder:
 *
 * Turns payloads into records. Used by one thread. Not a GObject: it is on the
 * hot path and owned by exactly one stream.
 */
typedef struct _WeirDecoder WeirDecoder;

WeirDecoder *weir_decoder_new     (const WeirDecoderSpec *spec,
                                   GError               **error);
void         weir_decoder_free    (WeirDecoder           *self);
gboolean     weir_decoder_decode  (WeirDecoder           *self,
                                   const WeirMessage     *message,
                                   WeirRecord            *record,
                                   WeirDecodeError       *reason);
void         weir_decoder_use_reference (WeirDecoder      *self);
const char  *weir_decoder_get_detail (WeirDecoder        *self);
guint64      weir_decoder_get_n_refused_values (WeirDecoder *self);
WeirFieldUsage *weir_decoder_get_field_usage (WeirDecoder    *self);
const char  *weir_decode_error_get_text (WeirDecodeError reason);   /* translated */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDecoder, weir_decoder_free)

G_END_DECLS
