#include "config.h"

#include "data/decode/weir-decoder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-event-clock.h"
#include "data/decode/weir-json-reference.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-json-text.h"
#include "data/decode/weir-line-reader.h"
#include "data/decode/weir-registry-prefix.h"

/* A detail quotes at most this much of a payload. */
#define MAX_QUOTED_BYTES 40

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
};

static gboolean refuse (WeirDecoder     *self,
                        WeirDecodeError  reason,
                        const char      *format,
                        ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (WeirDecoder     *self,
        WeirDecodeError  reason,
        const char      *format,
        ...)
{
  va_list arguments;

  self->reason = reason;
  va_start (arguments, format);
  g_string_vprintf (self->detail, format, arguments);
  va_end (arguments);

  return FALSE;
}

static gboolean set_spec_error (GError    **error,
                                const char *format,
                                ...) G_GNUC_PRINTF (2, 3);

static gboolean
set_spec_error (GError    **error,
                const char *format,
                ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, WEIR_DECODE_ERROR, WEIR_DECODE_ERROR_SPEC, message);

  return FALSE;
}

static gboolean
find_slot (WeirDecoder *self,
           const char  *path,
           gint        *slot,
           GError     **error)
{
  if (self->format == WEIR_FORMAT_JSON)
    {
      const WeirFieldNode *node = weir_field_tree_add (self->tree, path);

      *slot = node != NULL ? (gint) node->index : -1;
      return *slot >= 0 || set_spec_error (error, _("“%s” is no path: write names with dots between them, "
                                                    "and \\. for a dot of a name"), path);
    }

  if (self->format == WEIR_FORMAT_RAW)
    return set_spec_error (error, _("Raw records have no fields; there is no “%s”"), path);

  *slot = weir_line_reader_find_column (self->line_reader, path);
  if (*slot >= 0)
    return TRUE;
  if (weir_record_format_get_field (self->format) != NULL)
    return set_spec_error (error, _("Bare numbers have one field, “%s”; there is no “%s”"),
                           weir_record_format_get_field (self->format), path);
  return set_spec_error (error, _("There is no column “%s” among those given"), path);
}

static gboolean
set_up_line_reader (WeirDecoder           *self,
                    const WeirDecoderSpec *spec,
                    GError               **error)
{
  if (spec->format == WEIR_FORMAT_NUMBER)
    {
      self->line_reader = weir_line_reader_new_number ();
      return TRUE;
    }

  if (spec->csv_columns == NULL || spec->csv_columns[0] == NULL)
    return set_spec_error (error, _("CSV needs the names of its columns"));
  if (spec->csv_separator != '\0' && strchr ("\"\r\n", spec->csv_separator) != NULL)
    return set_spec_error (error, _("A quote or a line end cannot part the columns of CSV"));

  self->line_reader = weir_line_reader_new (spec->csv_columns, spec->csv_separator);
  return TRUE;
}

static gboolean
set_up_slots (WeirDecoder           *self,
              const WeirDecoderSpec *spec,
              GError               **error)
{
  self->key_slot = -1;
  self->time_slot = -1;

  if (spec->key_path != NULL && !find_slot (self, spec->key_path, &self->key_slot, error))
    return FALSE;

  if (spec->time_basis == WEIR_TIME_BASIS_FIELD)
    {
      if (spec->time_path == NULL)
        return set_spec_error (error, _("The time is to come from a field, but no field is named"));
      if (!find_slot (self, spec->time_path, &self->time_slot, error))
        return FALSE;
    }

  for (guint i = 0; i < self->n_fields; i++)
    if (!find_slot (self, self->field_paths[i], &self->field_slots[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
set_up (WeirDecoder           *self,
        const WeirDecoderSpec *spec,
        GError               **error)
{
  static const char *const no_fields[] = { NULL };

  self->format = spec->format;
  self->time_basis = spec->time_basis;
  self->time_path = g_strdup (spec->time_path);
  self->field_paths = g_strdupv ((char **) (spec->field_paths != NULL ? spec->field_paths : no_fields));
  self->n_fields = g_strv_length (self->field_paths);
  self->field_slots = g_new0 (gint, self->n_fields);
  self->values = g_new0 (WeirValue, self->n_fields);

  if (!weir_event_clock_init (&self->clock, spec->time_unit, spec->zone))
    return set_spec_error (error, _("There is no time zone “%s”; write one like Europe/Zurich or +02:00"), spec->zone);

  if (self->format == WEIR_FORMAT_JSON)
    self->tree = weir_field_tree_new ();
  else if (self->format != WEIR_FORMAT_RAW && !set_up_line_reader (self, spec, error))
    return FALSE;

  if (!set_up_slots (self, spec, error))
    return FALSE;

  if (self->format == WEIR_FORMAT_JSON)
    {
      self->scanner = weir_json_scanner_new (self->tree);
      self->json_tokens = weir_json_scanner_get_tokens (self->scanner);
    }
  return TRUE;
}

/**
 * weir_decoder_new:
 * @spec: what to find in payloads and how; copied
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a decoder, for one thread at a time;
 *   %NULL with %WEIR_DECODE_ERROR_SPEC if a path, column or zone in @spec
 *   cannot be
 */
WeirDecoder *
weir_decoder_new (const WeirDecoderSpec *spec,
                  GError               **error)
{
  g_autoptr(WeirDecoder) self = NULL;

  g_return_val_if_fail (spec != NULL, NULL);

  self = g_new0 (WeirDecoder, 1);
  self->detail = g_string_new (NULL);
  self->unescaped = g_byte_array_new ();

  return set_up (self, spec, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * weir_decoder_free:
 * @self: (nullable) (transfer full): a decoder
 *
 * Frees it; records decoded by it are gone.
 */
void
weir_decoder_free (WeirDecoder *self)
{
  if (self == NULL)
    return;

  weir_json_scanner_free (self->scanner);
  weir_json_reference_free (self->reference);
  weir_field_tree_free (self->tree);
  weir_line_reader_free (self->line_reader);
  weir_event_clock_clear (&self->clock);
  g_byte_array_unref (self->unescaped);
  g_string_free (self->detail, TRUE);
  g_strfreev (self->field_paths);
  g_free (self->time_path);
  g_free (self->field_slots);
  g_free (self->values);
  g_free (self);
}

/**
 * weir_decoder_use_reference:
 * @self: a decoder of JSON
 *
 * Makes it parse with yajl from now on, at a tenth of the speed: for
 * comparisons, and to find out whether a fault is the scanner's.
 */
void
weir_decoder_use_reference (WeirDecoder *self)
{
  g_return_if_fail (self != NULL && self->format == WEIR_FORMAT_JSON);

  if (self->reference == NULL)
    self->reference = weir_json_reference_new (self->tree);
}

static G_GNUC_NO_INLINE const WeirToken *
refuse_json (WeirDecoder         *self,
             const WeirJsonFault *fault)
{
  refuse (self, fault->reason, "byte %" G_GSIZE_FORMAT ": expected %s", fault->position, fault->expected);

  return NULL;
}

static G_GNUC_NO_INLINE const WeirToken *
read_json_by_reference (WeirDecoder       *self,
                        const WeirMessage *message)
{
  if (weir_json_reference_scan (self->reference, message->payload, message->payload_length))
    return weir_json_reference_get_tokens (self->reference);

  return refuse_json (self, weir_json_reference_get_fault (self->reference));
}

static inline const WeirToken *
read_json (WeirDecoder       *self,
           const WeirMessage *message)
{
  if (G_UNLIKELY (self->reference != NULL))
    return read_json_by_reference (self, message);

  if (G_LIKELY (weir_json_scanner_scan (self->scanner, message->payload, message->payload_length)))
    return self->json_tokens;

  return refuse_json (self, weir_json_scanner_get_fault (self->scanner));
}

static const WeirToken *
read_line (WeirDecoder       *self,
           const WeirMessage *message)
{
  const WeirToken *tokens = weir_line_reader_read (self->line_reader, message->payload, message->payload_length);

  if (tokens == NULL)
    refuse (self, weir_line_reader_get_reason (self->line_reader), "%s",
            weir_line_reader_get_detail (self->line_reader));

  return tokens;
}

/* Escapes only ever shrink, and a string's quotes leave room for a NUL: all of a record's texts
 * fit into its payload's length, so that the buffer never moves under the first ones. */
static G_GNUC_NO_INLINE void
resolve_escapes (WeirDecoder       *self,
                 const WeirMessage *message,
                 const WeirToken   *token,
                 const char       **text,
                 gsize             *length)
{
  char *unescaped;

  if (self->unescaped->len < message->payload_length)
    g_byte_array_set_size (self->unescaped, message->payload_length);
  unescaped = (char *) self->unescaped->data + self->n_unescaped;
  *length = weir_json_text_unescape (token->text, token->length, unescaped);
  unescaped[*length] = '\0';
  self->n_unescaped += token->length + 1;
  *text = unescaped;
}

static inline void
resolve_text (WeirDecoder       *self,
              const WeirMessage *message,
              const WeirToken   *token,
              const char       **text,
              gsize             *length)
{
  *text = token->text;
  *length = token->length;
  if (G_UNLIKELY (token->escaped))
    resolve_escapes (self, message, token, text, length);
}

/* Feeds that put numbers into quotes mean numbers. One that no value can hold stays text. */
static gboolean
read_number_text (const char *text,
                  gsize       length,
                  WeirValue  *value)
{
  WeirNumber number;

  return length > 0 && g_ascii_isdigit (text[length - 1])
         && weir_number_parse (text, length, &number)
         && weir_number_to_value (&number, text, length, value) == WEIR_NUMBER_FITS;
}

static void
make_text_value (WeirDecoder       *self,
                 const WeirMessage *message,
                 const WeirToken   *token,
                 WeirValue         *value)
{
  const char *text;
  gsize length;

  resolve_text (self, message, token, &text, &length);
  if (self->format != WEIR_FORMAT_JSON && weir_line_reader_is_not_finite (text, length))
    {
      value->type = WEIR_VALUE_NULL;
      self->n_refused_values++;
    }
  else if (!read_number_text (text, length, value))
    {
      value->type = WEIR_VALUE_TEXT;
      value->length = length;
      value->as_text = text;
    }
}

/* A number that found no room in a value. */
static G_GNUC_NO_INLINE gboolean
refuse_number (WeirDecoder     *self,
               const WeirToken *token,
               guint            field,
               WeirNumberFit    fit)
{
  if (fit == WEIR_NUMBER_INTEGER_TOO_LONG)
    return refuse (self, WEIR_DECODE_ERROR_RANGE, "field “%s”: the integer %.*s%s is beyond 64 bits",
                   self->field_paths[field], (int) MIN (token->length, MAX_QUOTED_BYTES), token->text,
                   token->length > MAX_QUOTED_BYTES ? "…" : "");

  self->values[field].type = WEIR_VALUE_NULL;
  self->n_refused_values++;
  return TRUE;
}

static G_GNUC_NO_INLINE void
make_other_value (WeirDecoder       *self,
                  const WeirMessage *message,
                  const WeirToken   *token,
                  WeirValue         *value)
{
  switch ((WeirTokenKind) token->kind)
    {
    case WEIR_TOKEN_STRING:
      make_text_value (self, message, token, value);
      break;

    case WEIR_TOKEN_TRUE:
    case WEIR_TOKEN_FALSE:
      value->type = WEIR_VALUE_BOOL;
      value->as_int = token->kind == WEIR_TOKEN_TRUE;
      break;

    case WEIR_TOKEN_NULL:
      value->type = WEIR_VALUE_NULL;
      break;

    case WEIR_TOKEN_NUMBER:
    case WEIR_TOKEN_MISSING:
    case WEIR_TOKEN_CONTAINER:
    default:
      value->type = WEIR_VALUE_MISSING;
      break;
    }
}

static inline gboolean
make_value (WeirDecoder       *self,
            const WeirMessage *message,
            const WeirToken   *token,
            guint              field)
{
  WeirNumberFit fit;

  if (G_LIKELY (token->kind == WEIR_TOKEN_NUMBER))
    {
      fit = weir_number_to_value (&token->number, token->text, token->length, &self->values[field]);
      return G_LIKELY (fit == WEIR_NUMBER_FITS) || refuse_number (self, token, field, fit);
    }

  make_other_value (self, message, token, &self->values[field]);
  return TRUE;
}

static G_GNUC_NO_INLINE gboolean
make_other_key (WeirDecoder     *self,
                const WeirToken *token,
                WeirRecord      *record)
{
  record->key = "";
  if (token->kind == WEIR_TOKEN_CONTAINER)
    return refuse (self, WEIR_DECODE_ERROR_SHAPE, "the key is an object or array");
  if (token->kind == WEIR_TOKEN_TRUE || token->kind == WEIR_TOKEN_FALSE)
    record->key = token->kind == WEIR_TOKEN_TRUE ? "true" : "false";

  record->key_length = strlen (record->key);
  return TRUE;
}

static inline gboolean
make_key (WeirDecoder       *self,
          const WeirMessage *message,
          const WeirToken   *token,
          WeirRecord        *record)
{
  if (G_UNLIKELY (token->kind != WEIR_TOKEN_STRING && token->kind != WEIR_TOKEN_NUMBER))
    return make_other_key (self, token, record);

  resolve_text (self, message, token, &record->key, &record->key_length);
  return TRUE;
}

/* A time that is no usual number. */
static G_GNUC_NO_INLINE gboolean
make_other_time (WeirDecoder       *self,
                 const WeirMessage *message,
                 const WeirToken   *token,
                 gint64            *time_usec)
{
  const char *text = token->text;
  gsize length = token->length;

  if (token->kind == WEIR_TOKEN_NUMBER)
    {
      if (weir_event_clock_any_number (&self->clock, &token->number, text, length, time_usec))
        return TRUE;
    }
  else if (token->kind == WEIR_TOKEN_STRING)
    {
      resolve_text (self, message, token, &text, &length);
      if (weir_event_clock_text (&self->clock, text, length, time_usec))
        return TRUE;
    }
  else
    return refuse (self, WEIR_DECODE_ERROR_NO_TIME, "time field “%s”: %s", self->time_path,
                   token->kind == WEIR_TOKEN_MISSING ? "missing" : "neither a number nor text");

  return refuse (self, WEIR_DECODE_ERROR_NO_TIME, "time field “%s”: “%.*s” is no time in unit %s", self->time_path,
                 (int) MIN (length, MAX_QUOTED_BYTES), text, weir_time_unit_get_word (self->clock.number_unit));
}

static inline gboolean
make_field_time (WeirDecoder       *self,
                 const WeirMessage *message,
                 const WeirToken   *token,
                 gint64            *time_usec)
{
  if (G_LIKELY (token->kind == WEIR_TOKEN_NUMBER
                && weir_event_clock_usual_number (&self->clock, &token->number, time_usec)))
    return TRUE;

  return make_other_time (self, message, token, time_usec);
}

static inline gboolean
make_time (WeirDecoder       *self,
           const WeirMessage *message,
           const WeirToken   *tokens,
           gint64            *time_usec)
{
  if (self->time_basis == WEIR_TIME_BASIS_FIELD)
    return make_field_time (self, message, &tokens[self->time_slot], time_usec);

  *time_usec = self->time_basis == WEIR_TIME_BASIS_RECORD ? message->time_usec : message->arrival_usec;
  if (*time_usec == WEIR_NO_TIME && self->format == WEIR_FORMAT_RAW)
    *time_usec = message->arrival_usec;
  return *time_usec != WEIR_NO_TIME || refuse (self, WEIR_DECODE_ERROR_NO_TIME, "the record carries no time");
}

/* What it is says more than "byte 0: expected a value". */
static G_GNUC_NO_INLINE const WeirToken *
refuse_payload (WeirDecoder       *self,
                const WeirMessage *message)
{
  g_autofree char *detail = weir_registry_prefix_describe (message->payload, message->payload_length);

  if (detail != NULL)
    refuse (self, WEIR_DECODE_ERROR_REGISTRY, "%s", detail);

  return NULL;
}

static inline const WeirToken *
read_tokens (WeirDecoder       *self,
             const WeirMessage *message)
{
  static const WeirToken no_tokens[1];
  const WeirToken *tokens;

  if (G_UNLIKELY (self->format == WEIR_FORMAT_RAW))
    return no_tokens;
  if (G_UNLIKELY (message->payload == NULL))
    {
      refuse (self, WEIR_DECODE_ERROR_NULL_PAYLOAD, "the record has no value (a tombstone)");
      return NULL;
    }
  tokens = G_LIKELY (self->format == WEIR_FORMAT_JSON) ? read_json (self, message) : read_line (self, message);

  return G_LIKELY (tokens != NULL) ? tokens : refuse_payload (self, message);
}

static inline gboolean
make_record (WeirDecoder       *self,
             const WeirMessage *message,
             const WeirToken   *tokens,
             WeirRecord        *record)
{
  record->message = message;
  record->values = self->values;
  record->n_values = self->n_fields;
  self->n_unescaped = 0;

  for (guint i = 0; i < self->n_fields; i++)
    if (G_UNLIKELY (!make_value (self, message, &tokens[self->field_slots[i]], i)))
      return FALSE;

  if (self->key_slot >= 0)
    {
      if (G_UNLIKELY (!make_key (self, message, &tokens[self->key_slot], record)))
        return FALSE;
    }
  else
    {
      record->key = message->key != NULL ? message->key : "";
      record->key_length = message->key != NULL ? message->key_length : 0;
    }

  return make_time (self, message, tokens, &record->time_usec);
}

/**
 * weir_decoder_decode:
 * @self: a decoder
 * @message: a record as it came
 * @record: (out caller-allocates): the decoded record; borrowed from @self and
 *   @message, valid until the next call
 * @reason: (out): why it did not decode, with %FALSE
 *
 * Decodes one record. A field that is an object or array counts as missing, as
 * does one of which nothing is there; a text that is a number literal of JSON
 * is that number; a number that is not finite is NULL and counted by
 * [method@Decoder.get_n_refused_values]. A number that is the key is its
 * literal, true and false are words, null and nothing are the empty key. Of a
 * member that occurs twice the last one counts.
 *
 * Returns: %FALSE if it does not decode; [method@Decoder.get_detail] says more
 */
gboolean
weir_decoder_decode (WeirDecoder       *self,
                     const WeirMessage *message,
                     WeirRecord        *record,
                     WeirDecodeError   *reason)
{
  const WeirToken *tokens = read_tokens (self, message);

  if (G_LIKELY (tokens != NULL && make_record (self, message, tokens, record)))
    return TRUE;

  *reason = self->reason;
  return FALSE;
}

/**
 * weir_decoder_get_detail:
 * @self: a decoder
 *
 * Returns: (transfer none): what was wrong with the last record that did not
 *   decode, and where; English, for a log or a list of dead letters. Valid
 *   until the next decode
 */
const char *
weir_decoder_get_detail (WeirDecoder *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->detail->str;
}

/**
 * weir_decoder_get_n_refused_values:
 * @self: a decoder
 *
 * Returns: how many numbers in wanted fields were no value because they were
 *   not finite, although their record was kept
 */
guint64
weir_decoder_get_n_refused_values (WeirDecoder *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_refused_values;
}
