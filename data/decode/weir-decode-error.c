#include "config.h"

#include "data/decode/weir-decoder.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (weir-decode-error-quark, weir_decode_error)

/**
 * weir_decode_error_get_text:
 * @reason: a reason
 *
 * Returns: (transfer none): @reason in words, translated
 */
const char *
weir_decode_error_get_text (WeirDecodeError reason)
{
  switch (reason)
    {
    case WEIR_DECODE_ERROR_SPEC:
      return _("Wrong description of the stream");
    case WEIR_DECODE_ERROR_NULL_PAYLOAD:
      return _("No value (tombstone)");
    case WEIR_DECODE_ERROR_SYNTAX:
      return _("Malformed");
    case WEIR_DECODE_ERROR_ENCODING:
      return _("Not UTF-8");
    case WEIR_DECODE_ERROR_DEPTH:
      return _("Nested too deeply");
    case WEIR_DECODE_ERROR_RANGE:
      return _("Integer beyond 64 bits");
    case WEIR_DECODE_ERROR_NO_TIME:
      return _("No valid time");
    case WEIR_DECODE_ERROR_SHAPE:
      return _("Not an object, or no usable key");
    case WEIR_DECODE_ERROR_REGISTRY:
      return _("Encoded with a schema registry");
    case WEIR_DECODE_N_ERRORS:
    default:
      return _("Unknown reason");
    }
}
