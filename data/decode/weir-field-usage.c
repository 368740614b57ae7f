#include "config.h"

#include "data/decode/weir-field-usage.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-inferred-fields.h"

/* Records whose names are looked at: these, and then those whose number is a power of two. */
#define SAMPLE_FIRST      16
#define SUGGESTIONS_MAX   3
#define EXAMPLE_MAX_BYTES 40
/* Names longer than this are compared as far as this. */
#define NAME_MAX_CHARS    64

struct _WeirFieldUsage
{
  WeirFormat      format;
  WeirFieldCount *fields;       /* owned, texts too: the values, then the key, then the time */
  guint           n_fields;
  guint           n_values;
  gint            key;          /* index in fields; -1: not asked for */
  gint            time;
  guint64         n_records;
  WeirInferredFields *names;    /* owned: those there are */
};

static gint
weir_field_usage_add_field (WeirFieldUsage *self,
                            const char     *path)
{
  self->fields = g_renew (WeirFieldCount, self->fields, self->n_fields + 1);
  self->fields[self->n_fields] = (WeirFieldCount){ .path = g_strdup (path) };

  return self->n_fields++;
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

  if (spec->format == WEIR_FORMAT_NUMBER)
    weir_inferred_fields_add_null (self->names, "value", "value");
}

/**
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
  for (guint i = 0; spec->field_paths != NULL && spec->field_paths[i] != NULL; i++)
    weir_field_usage_add_field (self, spec->field_paths[i]);
  self->n_values = self->n_fields;
  self->key = spec->key_path != NULL ? weir_field_usage_add_field (self, spec->key_path) : -1;
  self->time = spec->time_basis == WEIR_TIME_BASIS_FIELD ? weir_field_usage_add_field (self, spec->time_path) : -1;
  weir_field_usage_add_columns (self, spec);

  return self;
}

static gboolean
weir_field_usage_is_sampled (WeirFieldUsage *self)
{
  return self->n_records <= SAMPLE_FIRST || (self->n_records & (self->n_records - 1)) == 0;
}

static void
weir_field_usage_sample (WeirFieldUsage    *self,
                         const WeirMessage *message)
{
  if (self->format == WEIR_FORMAT_JSON && weir_field_usage_is_sampled (self))
    weir_inferred_fields_add_json (self->names, message->payload, message->payload_length);
}

/* Returns whether it is missing. */
static gboolean
weir_field_usage_count (WeirFieldCount  *field,
                        const WeirValue *value)
{
  switch ((WeirValueType) value->type)
    {
    case WEIR_VALUE_INT:
    case WEIR_VALUE_DOUBLE:
      field->n_numbers++;
      break;
    case WEIR_VALUE_TEXT:
      field->n_texts++;
      if (field->example == NULL)
        field->example = weir_escape_dup (value->as_text, value->length, EXAMPLE_MAX_BYTES);
      break;
    case WEIR_VALUE_BOOL:
      field->n_booleans++;
      break;
    case WEIR_VALUE_NULL:
      field->n_nulls++;
      break;
    case WEIR_VALUE_MISSING:
    default:
      field->n_missing++;
      return TRUE;
    }

  return FALSE;
}

/**
 * weir_field_usage_add:
 * @self: counts
 * @record: what its decoder made of a record
 *
 * Counts what is in the record. Nothing can be told of a key but whether it is
 * empty, and nothing of a time but that it was one.
 */
void
weir_field_usage_add (WeirFieldUsage   *self,
                      const WeirRecord *record)
{
  gboolean missing = FALSE;

  self->n_records++;
  for (guint i = 0; i < self->n_values; i++)
    missing |= weir_field_usage_count (&self->fields[i], &record->values[i]);

  if (self->key >= 0 && record->key_length > 0)
    self->fields[self->key].n_texts++;
  else if (self->key >= 0)
    {
      self->fields[self->key].n_missing++;
      missing = TRUE;
    }

  if (self->time >= 0)
    self->fields[self->time].n_numbers++;
  if (G_UNLIKELY (missing))
    weir_field_usage_sample (self, record->message);
}

/**
 * weir_field_usage_add_undecoded:
 * @self: counts
 * @message: a record
 * @reason: why it did not decode
 *
 * Counts a record whose time is not where it was looked for; of one that could
 * not be read at all nothing is known, and nothing is counted.
 */
void
weir_field_usage_add_undecoded (WeirFieldUsage    *self,
                                const WeirMessage *message,
                                WeirDecodeError    reason)
{
  if (reason != WEIR_DECODE_ERROR_NO_TIME || self->time < 0)
    return;

  self->n_records++;
  for (guint i = 0; i < self->n_fields; i++)
    if ((gint) i == self->time)
      self->fields[i].n_missing++;
  weir_field_usage_sample (self, message);
}

/**
 * weir_field_usage_get_n_records:
 * @self: counts
 *
 * Returns: how many records were counted
 */
guint64
weir_field_usage_get_n_records (WeirFieldUsage *self)
{
  return self->n_records;
}

/**
 * weir_field_usage_get_n_fields:
 * @self: counts
 *
 * Returns: how many fields were asked for
 */
guint
weir_field_usage_get_n_fields (WeirFieldUsage *self)
{
  return self->n_fields;
}

/**
 * weir_field_usage_get_field:
 * @self: counts
 * @index: which field, from 0 on
 *
 * Returns: (transfer none): its counts until now
 */
const WeirFieldCount *
weir_field_usage_get_field (WeirFieldUsage *self,
                            guint           index)
{
  g_return_val_if_fail (index < self->n_fields, NULL);

  return &self->fields[index];
}

static guint64
weir_field_count_get_n_present (const WeirFieldCount *field)
{
  return field->n_numbers + field->n_texts + field->n_booleans + field->n_nulls;
}

/**
 * weir_field_usage_is_absent:
 * @self: counts
 * @index: which field
 *
 * Returns: whether there were records, and none of them had it
 */
gboolean
weir_field_usage_is_absent (WeirFieldUsage *self,
                            guint           index)
{
  g_return_val_if_fail (index < self->n_fields, FALSE);

  return self->n_records > 0 && weir_field_count_get_n_present (&self->fields[index]) == 0;
}

/* Letters to be changed, added, left out or swapped with their neighbour until one name is the other. */
static guint
weir_name_get_distance (const char *left,
                        const char *right)
{
  g_autofree gunichar *a = g_utf8_to_ucs4_fast (left, -1, NULL);
  g_autofree gunichar *b = g_utf8_to_ucs4_fast (right, -1, NULL);
  guint rows[3][NAME_MAX_CHARS + 1];
  guint n_a = MIN (g_utf8_strlen (left, -1), NAME_MAX_CHARS);
  guint n_b = MIN (g_utf8_strlen (right, -1), NAME_MAX_CHARS);

  for (guint j = 0; j <= n_b; j++)
    rows[0][j] = j;

  for (guint i = 1; i <= n_a; i++)
    {
      const guint *before = rows[(i + 1) % 3];
      const guint *last = rows[(i - 1) % 3];
      guint *row = rows[i % 3];

      row[0] = i;
      for (guint j = 1; j <= n_b; j++)
        {
          row[j] = MIN (MIN (last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return rows[n_a % 3][n_b];
}

static char *
weir_path_dup_plain (const char *path)
{
  g_auto(GStrv) names = weir_field_path_split (path);
  g_autofree char *joined = names != NULL ? g_strjoinv (".", names) : g_strdup (path);
  g_autofree char *valid = g_utf8_make_valid (joined, -1);

  return g_utf8_casefold (valid, -1);
}

static const char *
weir_path_get_last (const char *plain)
{
  const char *dot = strrchr (plain, '.');

  return dot != NULL ? dot + 1 : plain;
}

/* 0 is the best, but for dots and case it is the same; what is as good as unlike has none. */
static guint
weir_path_rate (const char *wanted,
                const char *there)
{
  g_autofree char *a = weir_path_dup_plain (wanted);
  g_autofree char *b = weir_path_dup_plain (there);
  guint n_max = MAX (1, g_utf8_strlen (a, -1) / 3);
  guint distance;

  if (g_str_equal (a, b))
    return 0;
  if (g_str_equal (weir_path_get_last (a), weir_path_get_last (b)))
    return 1;

  distance = MIN (weir_name_get_distance (a, b), weir_name_get_distance (a, weir_path_get_last (b)) + 1);

  return distance <= n_max ? distance + 1 : G_MAXUINT;
}

typedef struct
{
  const char *path;
  guint       rating;
} WeirSuggestion;

static int
compare_suggestions (gconstpointer a,
                     gconstpointer b)
{
  const WeirSuggestion *left = a;
  const WeirSuggestion *right = b;

  if (left->rating != right->rating)
    return left->rating < right->rating ? -1 : 1;

  return strcmp (left->path, right->path);
}

/**
 * weir_field_usage_dup_suggestions:
 * @self: counts
 * @index: which field
 *
 * Looks for what may have been meant among the names that the records have: the
 * same name but for case, with a dot that belongs to it (`\.`), deeper or less
 * deep, or with few letters changed.
 *
 * Returns: (transfer full): up to three paths as the decoder takes them, the
 *   likeliest first; empty if none is alike
 */
GStrv
weir_field_usage_dup_suggestions (WeirFieldUsage *self,
                                  guint           index)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (WeirSuggestion));

  g_return_val_if_fail (index < self->n_fields, NULL);

  for (guint i = 0; i < self->names->fields->len; i++)
    {
      const WeirInferredField *field = g_ptr_array_index (self->names->fields, i);
      WeirSuggestion suggestion = { field->path, weir_path_rate (self->fields[index].path, field->path) };

      if (suggestion.rating < G_MAXUINT && !g_str_equal (field->path, self->fields[index].path))
        g_array_append_val (found, suggestion);
    }

  g_array_sort (found, compare_suggestions);
  for (guint i = 0; i < MIN (found->len, SUGGESTIONS_MAX); i++)
    g_strv_builder_add (builder, g_array_index (found, WeirSuggestion, i).path);

  return g_strv_builder_end (builder);
}

static void
weir_field_usage_append_hint (WeirFieldUsage *self,
                              guint           index,
                              GString        *text)
{
  g_auto(GStrv) paths = weir_field_usage_dup_suggestions (self, index);
  g_autofree char *joined = g_strjoinv (_("” or “"), paths);

  if (paths[0] == NULL)
    return;

  /* Translators: names of fields that exist, for one that does not */
  g_string_append_printf (text, _("; did you mean “%s”?"), joined);
  if (strstr (paths[0], "\\.") != NULL && strstr (self->fields[index].path, "\\.") == NULL)
    g_string_append (text, _(" A dot that belongs to a name is written \\."));
}

static void
weir_field_usage_append_count (GString    *text,
                               guint64     count,
                               const char *words)
{
  if (count > 0)
    g_string_append_printf (text, "%s%" PRIu64 " %s", text->str[text->len - 1] == ' ' ? "" : ", ", count, words);
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
  const WeirFieldCount *field = weir_field_usage_get_field (self, index);
  GString *text = g_string_new (NULL);

  if (weir_field_usage_is_absent (self, index))
    {
      g_string_append_printf (text, _("no record has the field “%s”"), field->path);
      weir_field_usage_append_hint (self, index, text);
      return g_string_free (text, FALSE);
    }

  /* Translators: a field, then in how many of how many records it was, then as what: "12 numbers, 3 texts" */
  g_string_append_printf (text, _("field “%s” in %" PRIu64 " of %" PRIu64 " records: "), field->path,
                          weir_field_count_get_n_present (field), self->n_records);
  weir_field_usage_append_count (text, field->n_numbers, _("numbers"));
  weir_field_usage_append_count (text, field->n_texts, _("texts"));
  if (field->example != NULL)
    g_string_append_printf (text, _(" such as “%s”"), field->example);
  weir_field_usage_append_count (text, field->n_booleans, _("true or false"));
  weir_field_usage_append_count (text, field->n_nulls, _("null"));

  return g_string_free (text, FALSE);
}

/**
 * weir_field_usage_free:
 * @self: (nullable): counts
 */
void
weir_field_usage_free (WeirFieldUsage *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_fields; i++)
    {
      g_free ((char *) self->fields[i].path);
      g_free ((char *) self->fields[i].example);
    }
  g_free (self->fields);
  weir_inferred_fields_free (self->names);
  g_free (self);
}
