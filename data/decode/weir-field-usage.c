#include "config.h"

#include "data/decode/weir-field-usage-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-inferred-fields.h"
#include "data/decode/weir-path-likeness.h"

/* Records whose names are looked at: the first ones in which a field is missing, and then those whose number among these
 * is a power of two. */
#define SAMPLE_FIRST      16
#define EXAMPLE_MAX_BYTES 40

/* A field that was asked for. */
typedef struct
{
  char          *path;   /* owned */
  WeirFieldRole  role;
} WeirUsedField;

struct _WeirFieldUsage
{
  WeirFormat          format;
  GArray             *fields;      /* owned, of WeirUsedField: the values, then the key, then the time */
  WeirFieldTally     *tallies;     /* owned, one a field */
  guint64             n_read;      /* records that could be read at all */
  guint64             n_misses;
  WeirInferredFields *names;       /* owned: those there are */
};

static void
weir_used_field_clear (gpointer data)
{
  g_free (((WeirUsedField *) data)->path);
}

static void
weir_field_usage_add_field (WeirFieldUsage *self,
                            const char     *path,
                            WeirFieldRole   role)
{
  const WeirUsedField field = { g_strdup (path), role };

  g_array_append_val (self->fields, field);
}

/* Columns and the one value of a bare number are there in every record, and known before the first. */
static void
weir_field_usage_add_columns (WeirFieldUsage        *self,
                              const WeirDecoderSpec *spec)
{
  for (guint i = 0; spec->csv_columns != NULL && spec->csv_columns[i] != NULL; i++)
    {
      g_autoptr(GString) path = g_string_new (NULL);

      weir_field_path_append (path, spec->csv_columns[i]);
      weir_inferred_fields_add_null (self->names, path->str, spec->csv_columns[i]);
    }

  if (weir_record_format_get_field (spec->format) != NULL)
    weir_inferred_fields_add_null (self->names, weir_record_format_get_field (spec->format),
                                   weir_record_format_get_field (spec->format));
}

/*< private >
 * weir_field_usage_new:
 * @spec: what the decoder was asked for; copied
 *
 * Returns: (transfer full): counts of its fields, then of its key and its time
 *   where they are fields
 */
WeirFieldUsage *
weir_field_usage_new (const WeirDecoderSpec *spec)
{
  WeirFieldUsage *self = g_new0 (WeirFieldUsage, 1);

  self->format = spec->format;
  self->names = weir_inferred_fields_new ();
  self->fields = g_array_new (FALSE, FALSE, sizeof (WeirUsedField));
  g_array_set_clear_func (self->fields, weir_used_field_clear);
  for (guint i = 0; spec->field_paths != NULL && spec->field_paths[i] != NULL; i++)
    weir_field_usage_add_field (self, spec->field_paths[i], WEIR_FIELD_ROLE_VALUE);
  if (spec->key_path != NULL)
    weir_field_usage_add_field (self, spec->key_path, WEIR_FIELD_ROLE_KEY);
  if (spec->time_basis == WEIR_TIME_BASIS_FIELD)
    weir_field_usage_add_field (self, spec->time_path, WEIR_FIELD_ROLE_TIME);
  self->tallies = g_new0 (WeirFieldTally, MAX (self->fields->len, 1));
  weir_field_usage_add_columns (self, spec);

  return self;
}

/*< private >
 * weir_field_usage_free:
 * @self: (nullable) (transfer full): counts
 */
void
weir_field_usage_free (WeirFieldUsage *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->fields->len; i++)
    g_free (self->tallies[i].example);
  g_free (self->tallies);
  g_array_unref (self->fields);
  weir_inferred_fields_free (self->names);
  g_free (self);
}

/*< private >
 * weir_field_usage_get_tallies:
 * @self: counts
 *
 * Returns: (transfer none): one a field, to be added to
 */
WeirFieldTally *
weir_field_usage_get_tallies (WeirFieldUsage *self)
{
  return self->tallies;
}

static const WeirUsedField *
weir_field_usage_look (WeirFieldUsage *self,
                       guint           index)
{
  return &g_array_index (self->fields, WeirUsedField, index);
}

/*< private >
 * weir_field_usage_find_role:
 * @self: counts
 * @role: key or time
 *
 * Returns: the index of the field with this role, -1 if there is none
 */
gint
weir_field_usage_find_role (WeirFieldUsage *self,
                            WeirFieldRole   role)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (weir_field_usage_look (self, i)->role == role)
      return (gint) i;

  return -1;
}

/*< private >
 * weir_field_usage_set_example:
 * @self: counts
 * @index: a field that has no example yet
 * @text: what a record had there
 * @length: bytes in @text
 */
void
weir_field_usage_set_example (WeirFieldUsage *self,
                              guint           index,
                              const char     *text,
                              gsize           length)
{
  self->tallies[index].example = weir_escape_dup (text, length, EXAMPLE_MAX_BYTES);
}

/*< private >
 * weir_field_usage_add_missing:
 * @self: counts
 * @index: a field that a record does not have
 * @message: the record, whose names may be looked at
 */
void
weir_field_usage_add_missing (WeirFieldUsage    *self,
                              guint              index,
                              const WeirMessage *message)
{
  self->tallies[index].n_missing++;
  self->n_misses++;
  if (self->format == WEIR_FORMAT_JSON
      && (self->n_misses <= SAMPLE_FIRST || (self->n_misses & (self->n_misses - 1)) == 0))
    weir_inferred_fields_add_json (self->names, message->payload, message->payload_length);
}

/*< private >
 * weir_field_usage_add_refused:
 * @self: counts
 * @index: the field for whose sake a record was refused: the fields after it were not read
 */
void
weir_field_usage_add_refused (WeirFieldUsage *self,
                              guint           index)
{
  for (guint i = index + 1; i < self->fields->len; i++)
    self->tallies[i].n_unread++;
}

/*< private >
 * weir_field_usage_set_n_read:
 * @self: counts
 * @n_read: how many records could be read at all
 */
void
weir_field_usage_set_n_read (WeirFieldUsage *self,
                             guint64         n_read)
{
  self->n_read = n_read;
}

/**
 * weir_field_usage_get_n_fields:
 * @self: counts
 *
 * Returns: how many fields were asked for: the values, the key and the time
 */
guint
weir_field_usage_get_n_fields (WeirFieldUsage *self)
{
  return self->fields->len;
}

/**
 * weir_field_usage_get_field:
 * @self: counts
 * @index: which field, from 0 on
 * @count: (out caller-allocates): its counts until now; borrows from @self
 */
void
weir_field_usage_get_field (WeirFieldUsage *self,
                            guint           index,
                            WeirFieldCount *count)
{
  const WeirFieldTally *tally;

  g_return_if_fail (index < self->fields->len);

  tally = &self->tallies[index];
  *count = (WeirFieldCount) {
    .path = weir_field_usage_look (self, index)->path,
    .role = weir_field_usage_look (self, index)->role,
    .n_records = self->n_read - tally->n_unread,
    .n_texts = tally->n_texts,
    .n_booleans = tally->n_booleans,
    .n_nulls = tally->n_nulls,
    .n_containers = tally->n_containers,
    .n_missing = tally->n_missing,
    .example = tally->example,
  };
  count->n_plain = count->n_records - count->n_texts - count->n_booleans - count->n_nulls - count->n_containers
                   - count->n_missing;
}

static guint64
weir_field_count_get_n_present (const WeirFieldCount *count)
{
  return count->n_records - count->n_missing - count->n_containers;
}

/**
 * weir_field_usage_is_absent:
 * @self: counts
 * @index: which field
 *
 * Returns: whether there were records, and in none of them it was anything but an object or array
 */
gboolean
weir_field_usage_is_absent (WeirFieldUsage *self,
                            guint           index)
{
  WeirFieldCount count;

  g_return_val_if_fail (index < self->fields->len, FALSE);

  weir_field_usage_get_field (self, index, &count);

  return count.n_records > 0 && weir_field_count_get_n_present (&count) == 0;
}

/**
 * weir_field_usage_get_n_absent:
 * @self: counts
 *
 * Returns: how many fields no record had
 */
guint
weir_field_usage_get_n_absent (WeirFieldUsage *self)
{
  guint n_absent = 0;

  for (guint i = 0; i < self->fields->len; i++)
    n_absent += weir_field_usage_is_absent (self, i);

  return n_absent;
}

/**
 * weir_field_usage_get_n_names:
 * @self: counts
 *
 * Returns: how many names of fields are known to exist
 */
guint
weir_field_usage_get_n_names (WeirFieldUsage *self)
{
  return self->names->fields->len;
}

/**
 * weir_field_usage_dup_suggestions:
 * @self: counts
 * @index: which field
 *
 * Returns: (transfer full): up to three paths that records have and that may have
 *   been meant, as the decoder takes them, the likeliest first; empty if none is alike
 */
GStrv
weir_field_usage_dup_suggestions (WeirFieldUsage *self,
                                  guint           index)
{
  g_autoptr(GPtrArray) there = g_ptr_array_new ();

  g_return_val_if_fail (index < self->fields->len, NULL);

  for (guint i = 0; i < self->names->fields->len; i++)
    {
      const WeirInferredField *field = g_ptr_array_index (self->names->fields, i);

      g_ptr_array_add (there, field->path);
    }
  g_ptr_array_add (there, NULL);

  return weir_path_find_alike (weir_field_usage_look (self, index)->path, (const char * const *) there->pdata);
}

static void
weir_field_usage_append_hint (WeirFieldUsage *self,
                              guint           index,
                              GString        *text)
{
  g_auto(GStrv) paths = weir_field_usage_dup_suggestions (self, index);
  g_autofree char *hint = weir_path_dup_hint (weir_field_usage_look (self, index)->path, (const char * const *) paths);

  g_string_append (text, hint);
}

static void
weir_field_usage_append_count (GString    *text,
                               guint64     count,
                               const char *words)
{
  if (count > 0)
    g_string_append_printf (text, "%s%" PRIu64 " %s", text->str[text->len - 1] == ' ' ? "" : ", ", count, words);
}

static const char *
weir_field_role_get_plain_words (WeirFieldRole role)
{
  switch (role)
    {
    case WEIR_FIELD_ROLE_KEY:
      return _("keys");
    case WEIR_FIELD_ROLE_TIME:
      return _("times");
    case WEIR_FIELD_ROLE_VALUE:
    default:
      return _("numbers");
    }
}

static char *
weir_field_usage_dup_absence (WeirFieldUsage       *self,
                              guint                 index,
                              const WeirFieldCount *count)
{
  GString *text = g_string_new (NULL);

  if (count->n_containers > 0)
    g_string_append_printf (text, ngettext ("the field “%s” is an object or array in %" PRIu64 " record and a value in none",
                                            "the field “%s” is an object or array in %" PRIu64 " records and a value in none",
                                            (gulong) count->n_containers),
                            count->path, count->n_containers);
  else
    g_string_append_printf (text, _("no record has the field “%s”"), count->path);
  weir_field_usage_append_hint (self, index, text);

  return g_string_free (text, FALSE);
}

/**
 * weir_field_usage_dup_sentence:
 * @self: counts
 * @index: which field
 *
 * Says in how many records the field was and as what, and where it was in none,
 * what may have been meant.
 *
 * Returns: (transfer full): a line for a person
 */
char *
weir_field_usage_dup_sentence (WeirFieldUsage *self,
                               guint           index)
{
  WeirFieldCount count;
  GString *text;

  weir_field_usage_get_field (self, index, &count);
  if (weir_field_usage_is_absent (self, index))
    return weir_field_usage_dup_absence (self, index, &count);

  /* Translators: a field, then in how many of how many records it was, then as what: "12 numbers, 3 texts" */
  text = g_string_new (NULL);
  g_string_append_printf (text, _("field “%s” in %" PRIu64 " of %" PRIu64 " records: "), count.path,
                          weir_field_count_get_n_present (&count), count.n_records);
  weir_field_usage_append_count (text, count.n_plain, weir_field_role_get_plain_words (count.role));
  weir_field_usage_append_count (text, count.n_texts, count.role == WEIR_FIELD_ROLE_TIME ? _("that are no time") : _("texts"));
  if (count.example != NULL)
    g_string_append_printf (text, _(" such as “%s”"), count.example);
  weir_field_usage_append_count (text, count.n_booleans, _("true or false"));
  weir_field_usage_append_count (text, count.n_nulls, _("null"));
  weir_field_usage_append_count (text, count.n_containers, _("objects or arrays"));

  return g_string_free (text, FALSE);
}
