#include "config.h"

#include "data/decode/weir-inferred-fields.h"

#include <string.h>
#include <yajl/yajl_parse.h>

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-field-tree.h"

/* An order book has hundreds of levels: one field for each would be of no use. */
#define MAX_ARRAY_INDEX 3

/* An open object or array of a payload. */
typedef struct
{
  gsize  path_length;    /* of what is outside */
  gint64 array_index;    /* of the next element; -1: an object */
} Level;

typedef struct
{
  WeirInferredFields *found;
  GString    *path;      /* of the value that comes next */
  GString    *name;
  Level       levels[WEIR_DECODE_MAX_DEPTH];
  guint       depth;
} JsonWalk;

static void
weir_inferred_field_free (gpointer data)
{
  WeirInferredField *self = data;

  g_free (self->path);
  g_free (self->name);
  g_array_unref (self->ordered);
  g_hash_table_unref (self->distinct);
  for (guint i = 0; i < self->n_examples; i++)
    g_free (self->examples[i]);
  g_free (self);
}

/**
 * weir_inferred_fields_new:
 *
 * Returns: (transfer full): a sample that has seen nothing
 */
WeirInferredFields *
weir_inferred_fields_new (void)
{
  WeirInferredFields *self = g_new0 (WeirInferredFields, 1);

  self->fields = g_ptr_array_new_with_free_func (weir_inferred_field_free);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

/**
 * weir_inferred_fields_free:
 * @self: (nullable) (transfer full): the fields of a sample
 *
 * Frees it and its fields.
 */
void
weir_inferred_fields_free (WeirInferredFields *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_path);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

static WeirInferredField *
see_field (WeirInferredFields *self,
           const char *path,
           const char *name)
{
  WeirInferredField *field = g_hash_table_lookup (self->by_path, path);

  if (field == NULL && self->fields->len < WEIR_INFERRED_MAX_FIELDS)
    {
      field = g_new0 (WeirInferredField, 1);
      field->path = g_strdup (path);
      field->name = g_ascii_strdown (name, -1);
      field->ordered = g_array_new (FALSE, FALSE, sizeof (double));
      field->distinct = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_ptr_array_add (self->fields, field);
      g_hash_table_insert (self->by_path, field->path, field);
    }
  if (field != NULL)
    field->n_seen++;

  return field;
}

static void
see_example (WeirInferredField *field,
             const char        *text)
{
  for (guint i = 0; i < field->n_examples; i++)
    if (g_str_equal (field->examples[i], text))
      return;

  if (field->n_examples < G_N_ELEMENTS (field->examples))
    field->examples[field->n_examples++] = g_strdup (text);
}

static void
see_order (WeirInferredField *field,
           double           number)
{
  if (field->n_numbers + field->n_texts > 1 && number >= field->last)
    field->n_not_before++;
  field->last = number;
  g_array_append_val (field->ordered, number);
}

static void
see_number (WeirInferredField  *field,
            const WeirNumber *number,
            const char       *text,
            gboolean          quoted)
{
  double rounded = g_ascii_strtod (text, NULL);

  field->n_numbers++;
  field->n_quoted += quoted;
  field->n_fractions += !number->is_integer;
  see_order (field, rounded);

  for (guint unit = WEIR_TIME_UNIT_S; unit <= WEIR_TIME_UNIT_NS; unit++)
    {
      double usec = rounded * weir_time_unit_get_usec (unit);

      field->n_times[unit] += usec >= WEIR_TIME_USUAL_MIN_USEC && usec <= WEIR_TIME_USUAL_MAX_USEC;
    }
}

/**
 * weir_inferred_fields_add_null:
 * @self: the fields of a sample
 * @path: the field
 * @name: the last name of @path
 *
 * The field is there, but empty.
 */
void
weir_inferred_fields_add_null (WeirInferredFields *self,
                      const char *path,
                      const char *name)
{
  see_field (self, path, name);
}

/**
 * weir_inferred_fields_add_boolean:
 * @self: the fields of a sample
 * @path: the field
 * @name: the last name of @path
 * @value: which of them
 *
 * The field is true or false.
 */
void
weir_inferred_fields_add_boolean (WeirInferredFields *self,
                         const char *path,
                         const char *name,
                         gboolean    value)
{
  WeirInferredField *field = see_field (self, path, name);

  if (field == NULL)
    return;

  field->n_booleans++;
  see_example (field, value ? "true" : "false");
}

/**
 * weir_inferred_fields_add_text:
 * @self: the fields of a sample
 * @path: the field
 * @name: the last name of @path
 * @text: what it is, or the literal of a number
 * @quoted: whether it stood in quotes
 *
 * The field is a text or a number; a text that is a number counts as one, as
 * it does with the decoder.
 */
void
weir_inferred_fields_add_text (WeirInferredFields *self,
                      const char *path,
                      const char *name,
                      const char *text,
                      gboolean    quoted)
{
  WeirInferredField *field = see_field (self, path, name);
  WeirNumber number;
  gint64 time_usec;

  if (field == NULL)
    return;

  if (g_hash_table_size (field->distinct) < WEIR_INFERRED_MAX_DISTINCT)
    g_hash_table_add (field->distinct, g_strdup (text));
  see_example (field, text);

  if (weir_number_parse (text, strlen (text), &number))
    {
      see_number (field, &number, text, quoted);
      return;
    }

  field->n_texts++;
  if (weir_time_parse_iso (text, strlen (text), NULL, &time_usec))
    {
      field->n_times[WEIR_TIME_UNIT_ISO]++;
      see_order (field, (double) time_usec);
    }
}

/* Puts the path of the array's next element, if that is what comes next. FALSE: not wanted. */
static gboolean
enter_value (JsonWalk *walk)
{
  Level *level;

  if (walk->depth == 0)
    return TRUE;

  level = &walk->levels[walk->depth - 1];
  if (level->array_index < 0)
    return TRUE;

  g_string_truncate (walk->path, level->path_length);
  g_string_printf (walk->name, "%" G_GINT64_FORMAT, level->array_index);
  weir_field_path_append (walk->path, walk->name->str);

  return level->array_index++ <= MAX_ARRAY_INDEX;
}

static int
on_null (void *data)
{
  JsonWalk *walk = data;

  if (enter_value (walk))
    weir_inferred_fields_add_null (walk->found, walk->path->str, walk->name->str);
  return 1;
}

static int
on_boolean (void *data,
            int   value)
{
  JsonWalk *walk = data;

  if (enter_value (walk))
    weir_inferred_fields_add_boolean (walk->found, walk->path->str, walk->name->str, value != 0);
  return 1;
}

static void
add_text (JsonWalk   *walk,
          const char *text,
          size_t      length,
          gboolean    quoted)
{
  g_autofree char *copy = NULL;

  if (!enter_value (walk))
    return;

  copy = g_strndup (text, length);
  weir_inferred_fields_add_text (walk->found, walk->path->str, walk->name->str, copy, quoted);
}

static int
on_number (void       *data,
           const char *text,
           size_t      length)
{
  add_text (data, text, length, FALSE);
  return 1;
}

static int
on_string (void                *data,
           const unsigned char *text,
           size_t               length)
{
  add_text (data, (const char *) text, length, TRUE);
  return 1;
}

static int
on_map_key (void                *data,
            const unsigned char *text,
            size_t               length)
{
  JsonWalk *walk = data;

  g_string_truncate (walk->name, 0);
  g_string_append_len (walk->name, (const char *) text, (gssize) length);
  g_string_truncate (walk->path, walk->levels[walk->depth - 1].path_length);
  weir_field_path_append (walk->path, walk->name->str);
  return 1;
}

static int
open_container (JsonWalk *walk,
                gint64    array_index)
{
  enter_value (walk);
  walk->levels[walk->depth++] = (Level) { walk->path->len, array_index };

  return walk->depth < WEIR_DECODE_MAX_DEPTH;
}

static int
on_start_map (void *data)
{
  return open_container (data, -1);
}

static int
on_start_array (void *data)
{
  return open_container (data, 0);
}

static int
on_end (void *data)
{
  JsonWalk *walk = data;

  g_string_truncate (walk->path, walk->levels[--walk->depth].path_length);
  return 1;
}

static const yajl_callbacks callbacks = {
  .yajl_null = on_null,
  .yajl_boolean = on_boolean,
  .yajl_number = on_number,
  .yajl_string = on_string,
  .yajl_start_map = on_start_map,
  .yajl_map_key = on_map_key,
  .yajl_end_map = on_end,
  .yajl_start_array = on_start_array,
  .yajl_end_array = on_end,
};

/**
 * weir_inferred_fields_add_json:
 * @self: the fields of a sample
 * @payload: (array length=length): a JSON object that [func@json_check] accepted
 * @length: bytes in @payload
 *
 * Adds every scalar of a payload; of arrays the first four elements.
 */
void
weir_inferred_fields_add_json (WeirInferredFields *self,
                      const char *payload,
                      gsize       length)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GString) name = g_string_new (NULL);
  JsonWalk walk = { .found = self, .path = path, .name = name };
  yajl_handle parser = yajl_alloc (&callbacks, NULL, &walk);

  if (yajl_parse (parser, (const unsigned char *) payload, length) == yajl_status_ok)
    yajl_complete_parse (parser);
  yajl_free (parser);
}
