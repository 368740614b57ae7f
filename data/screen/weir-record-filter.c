#include "config.h"

#include "data/screen/weir-record-filter.h"

#include <string.h>

#include "data/alert/weir-evaluator.h"
#include "data/screen/weir-record-words.h"

#define HEADER_PREFIX "header."

/* Where a name's value stands. */
typedef enum
{
  NAME_FIELD,       /* one of what is decoded */
  NAME_KEY,
  NAME_TOPIC,
  NAME_PARTITION,
  NAME_OFFSET,
  NAME_HEADER,
} NameKind;

typedef struct
{
  NameKind    kind;
  guint       field;    /* NAME_FIELD: index among what is decoded */
  const char *header;   /* NAME_HEADER: its name, borrowed of names */
  gboolean    seen;     /* some record had it */
} Name;

struct _WeirRecordFilter
{
  WeirEvaluator *evaluator;   /* owned */
  WeirDecoder   *decoder;     /* owned: of the fields that are named alone */
  GStrv          names;       /* owned: of the condition */
  Name          *places;      /* owned: where each stands */
  WeirValue     *values;      /* owned: of the record at hand, one a name */
  guint          n_names;
  GPtrArray     *texts;       /* owned: UTF-8 made of keys and headers that are none */
  guint64        n_records;
};

static const struct
{
  const char *name;
  NameKind    kind;
} around[] = {
  { "key", NAME_KEY },
  { "topic", NAME_TOPIC },
  { "partition", NAME_PARTITION },
  { "offset", NAME_OFFSET },
};

static void
place_name (WeirRecordFilter *self,
            WeirStreamSchema *schema,
            guint             i,
            GPtrArray        *paths)
{
  const char *name = self->names[i];
  Name *place = &self->places[i];

  if (!g_strv_contains ((const char * const *) schema->names, name))
    {
      if (g_str_has_prefix (name, HEADER_PREFIX))
        {
          *place = (Name) { .kind = NAME_HEADER, .header = name + strlen (HEADER_PREFIX) };
          return;
        }
      for (guint k = 0; k < G_N_ELEMENTS (around); k++)
        if (g_str_equal (around[k].name, name))
          {
            *place = (Name) { .kind = around[k].kind };
            return;
          }
    }

  *place = (Name) { .kind = NAME_FIELD, .field = paths->len };
  g_ptr_array_add (paths, weir_record_words_dup_path (schema, name));
}

/**
 * weir_record_filter_new:
 * @schema: a stream's
 * @condition: an expression, see data/alert/README.md
 * @error: return location for %WEIR_RULE_ERROR, whose message names the column, or
 *   an error of weir_decoder_new()
 *
 * Returns: (transfer full) (nullable): a filter that saw no record yet
 */
WeirRecordFilter *
weir_record_filter_new (WeirStreamSchema  *schema,
                        const char        *condition,
                        GError           **error)
{
  g_autoptr(WeirRecordFilter) self = g_new0 (WeirRecordFilter, 1);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (schema != NULL && condition != NULL, NULL);

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->names = weir_expression_find_fields (condition, error);
  if (self->names == NULL)
    return NULL;

  self->n_names = g_strv_length (self->names);
  self->places = g_new0 (Name, self->n_names + 1);
  self->values = g_new0 (WeirValue, self->n_names + 1);
  for (guint i = 0; i < self->n_names; i++)
    place_name (self, schema, i, paths);
  g_ptr_array_add (paths, NULL);

  self->evaluator = weir_evaluator_new (condition, (const char * const *) self->names, WEIR_EVALUATOR_MAX_BYTES, error);
  if (self->evaluator == NULL)
    return NULL;
  self->decoder = weir_record_words_decoder_new (schema, (const char * const *) paths->pdata, error);

  return self->decoder != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * weir_record_filter_free:
 * @self: (transfer full): a filter
 */
void
weir_record_filter_free (WeirRecordFilter *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->evaluator, weir_evaluator_free);
  g_clear_pointer (&self->decoder, weir_decoder_free);
  g_strfreev (self->names);
  g_free (self->places);
  g_free (self->values);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/* Bytes that are no UTF-8 are compared as they are shown. */
static WeirValue
text_of_bytes (WeirRecordFilter *self,
               const char       *bytes,
               gsize             length)
{
  char *valid;

  if (g_utf8_validate_len (bytes, (gssize) length, NULL))
    return weir_value_of_text (bytes, length);

  valid = g_utf8_make_valid (bytes, (gssize) length);
  g_ptr_array_add (self->texts, valid);

  return weir_value_of_text (valid, strlen (valid));
}

/* The last of several with one name, as Kafka's own clients take it. */
static WeirValue
find_header (WeirRecordFilter  *self,
             const WeirMessage *message,
             const char        *name)
{
  WeirValue value = { .type = WEIR_VALUE_MISSING };
  WeirHeader header;

  for (guint i = 0; weir_message_get_header (message, i, &header); i++)
    {
      if (!g_str_equal (header.name, name))
        continue;
      if (header.value == NULL)
        value = (WeirValue) { .type = WEIR_VALUE_NULL };
      else
        value = text_of_bytes (self, header.value, header.length);
    }

  return value;
}

static WeirValue
find_key (WeirRecordFilter  *self,
          const WeirMessage *message,
          const WeirRecord  *record)
{
  if (record != NULL && (record->key_length > 0 || message->key != NULL))
    return text_of_bytes (self, record->key, record->key_length);
  if (message->key != NULL)
    return text_of_bytes (self, message->key, message->key_length);

  return (WeirValue) { .type = WEIR_VALUE_NULL };
}

static WeirValue
find_value (WeirRecordFilter  *self,
            const Name        *place,
            const WeirMessage *message,
            const WeirRecord  *record)
{
  switch (place->kind)
    {
    case NAME_KEY:
      return find_key (self, message, record);
    case NAME_TOPIC:
      return weir_value_of_text (message->topic, strlen (message->topic));
    case NAME_PARTITION:
      return weir_value_of_int (message->partition);
    case NAME_OFFSET:
      return weir_value_of_int (message->offset);
    case NAME_HEADER:
      return find_header (self, message, place->header);
    case NAME_FIELD:
    default:
      return record != NULL ? record->values[place->field] : (WeirValue) { .type = WEIR_VALUE_MISSING };
    }
}

/**
 * weir_record_filter_shows:
 * @self: a filter
 * @message: a record of the stream, all of its payload; those of a partition in the
 *   order of their offsets
 *
 * A payload that does not decode has no fields; key, headers and place can be asked
 * about all the same.
 *
 * Returns: whether the condition holds
 */
gboolean
weir_record_filter_shows (WeirRecordFilter  *self,
                          const WeirMessage *message)
{
  WeirDecodeError reason;
  WeirRecord record;
  gboolean decoded;

  g_return_val_if_fail (self != NULL && message != NULL, FALSE);

  g_ptr_array_set_size (self->texts, 0);
  decoded = message->payload != NULL && weir_decoder_decode (self->decoder, message, &record, &reason);
  for (guint i = 0; i < self->n_names; i++)
    {
      self->values[i] = find_value (self, &self->places[i], message, decoded ? &record : NULL);
      self->places[i].seen |= self->values[i].type != WEIR_VALUE_MISSING;
    }

  self->n_records++;
  weir_evaluator_add (self->evaluator, decoded ? record.key : "", decoded ? record.key_length : 0,
                      decoded ? record.time_usec : message->time_usec, self->values);

  return weir_evaluator_get_truth (self->evaluator, self->values) == WEIR_TRUTH_TRUE;
}

/**
 * weir_record_filter_dup_unseen:
 * @self: a filter
 *
 * A name that no record has is most often misspelt.
 *
 * Returns: (transfer full) (nullable): the first name of the condition that no
 *   record had; %NULL where there is none, or no record yet
 */
char *
weir_record_filter_dup_unseen (WeirRecordFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_names && self->n_records > 0; i++)
    if (!self->places[i].seen)
      return g_strdup (self->names[i]);

  return NULL;
}
