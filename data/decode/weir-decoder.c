#include "config.h"

#include "data/decode/weir-decoder-private.h"

#include <string.h>

#include "data/decode/weir-json-text.h"
#include "data/decode/weir-registry-prefix.h"

/* A detail quotes at most this much of a payload. */
#define MAX_QUOTED_BYTES 40

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

  return weir_decoder_set_up (self, spec, error) ? g_steal_pointer (&self) : NULL;
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
  weir_field_usage_free (self->usage);
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

/* Some producers put numbers into quotes. One that no value can hold stays text. */
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
                 guint              field)
{
  WeirValue *value = &self->values[field];
  const char *text;
  gsize length;

  resolve_text (self, message, token, &text, &length);
  if (self->format != WEIR_FORMAT_JSON && weir_line_reader_is_not_finite (text, length))
    {
      value->type = WEIR_VALUE_NULL;
      self->n_refused_values++;
      self->tallies[field].n_nulls++;
    }
  else if (!read_number_text (text, length, value))
    {
      value->type = WEIR_VALUE_TEXT;
      value->length = length;
      value->as_text = text;
      self->tallies[field].n_texts++;
      if (G_UNLIKELY (self->tallies[field].example == NULL))
        weir_field_usage_set_example (self->usage, field, text, length);
    }
}

/* A number that does not fit in a value. */
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
  self->tallies[field].n_nulls++;
  return TRUE;
}

static G_GNUC_NO_INLINE void
make_other_value (WeirDecoder       *self,
                  const WeirMessage *message,
                  const WeirToken   *token,
                  guint              field)
{
  WeirValue *value = &self->values[field];

  switch ((WeirTokenKind) token->kind)
    {
    case WEIR_TOKEN_STRING:
      make_text_value (self, message, token, field);
      break;

    case WEIR_TOKEN_TRUE:
    case WEIR_TOKEN_FALSE:
      value->type = WEIR_VALUE_BOOL;
      value->as_int = token->kind == WEIR_TOKEN_TRUE;
      self->tallies[field].n_booleans++;
      break;

    case WEIR_TOKEN_NULL:
      value->type = WEIR_VALUE_NULL;
      self->tallies[field].n_nulls++;
      break;

    case WEIR_TOKEN_CONTAINER:
      value->type = WEIR_VALUE_MISSING;
      self->tallies[field].n_containers++;
      break;

    case WEIR_TOKEN_NUMBER:
    case WEIR_TOKEN_MISSING:
    default:
      value->type = WEIR_VALUE_MISSING;
      weir_field_usage_add_missing (self->usage, field, message);
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

  make_other_value (self, message, token, field);
  return TRUE;
}

static G_GNUC_NO_INLINE gboolean
make_other_key (WeirDecoder       *self,
                const WeirMessage *message,
                const WeirToken   *token,
                WeirRecord        *record)
{
  WeirFieldTally *tally = &self->tallies[self->key_tally];

  record->key = "";
  tally->n_containers += token->kind == WEIR_TOKEN_CONTAINER;
  tally->n_nulls += token->kind == WEIR_TOKEN_NULL;
  if (token->kind == WEIR_TOKEN_MISSING)
    weir_field_usage_add_missing (self->usage, self->key_tally, message);
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
    return make_other_key (self, message, token, record);

  resolve_text (self, message, token, &record->key, &record->key_length);
  return TRUE;
}

static void
count_no_time (WeirDecoder       *self,
               const WeirMessage *message,
               const WeirToken   *token)
{
  WeirFieldTally *tally = &self->tallies[self->time_tally];

  switch ((WeirTokenKind) token->kind)
    {
    case WEIR_TOKEN_MISSING:
      weir_field_usage_add_missing (self->usage, self->time_tally, message);
      break;
    case WEIR_TOKEN_CONTAINER:
      tally->n_containers++;
      break;
    case WEIR_TOKEN_NULL:
      tally->n_nulls++;
      break;
    case WEIR_TOKEN_TRUE:
    case WEIR_TOKEN_FALSE:
      tally->n_booleans++;
      break;
    case WEIR_TOKEN_NUMBER:
    case WEIR_TOKEN_STRING:
    default:
      tally->n_texts++;
      if (tally->example == NULL)
        weir_field_usage_set_example (self->usage, self->time_tally, token->text, token->length);
      break;
    }
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

  count_no_time (self, message, token);
  if (token->kind != WEIR_TOKEN_NUMBER && token->kind != WEIR_TOKEN_STRING)
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

static G_GNUC_NO_INLINE gboolean
refuse_after (WeirDecoder *self,
              guint        field)
{
  weir_field_usage_add_refused (self->usage, field);

  return FALSE;
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
  self->n_read++;

  for (guint i = 0; i < self->n_fields; i++)
    if (G_UNLIKELY (!make_value (self, message, &tokens[self->field_slots[i]], i)))
      return refuse_after (self, i);

  if (self->key_slot >= 0)
    {
      if (G_UNLIKELY (!make_key (self, message, &tokens[self->key_slot], record)))
        return refuse_after (self, self->key_tally);
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

/**
 * weir_decoder_get_field_usage:
 * @self: a decoder
 *
 * Returns: (transfer none): whether what it looks for was in the records until
 *   now; to be read on its thread before the next decode
 */
WeirFieldUsage *
weir_decoder_get_field_usage (WeirDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  weir_field_usage_set_n_read (self->usage, self->n_read);

  return self->usage;
}
