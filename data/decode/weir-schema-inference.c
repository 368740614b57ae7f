#include "config.h"

#include "data/decode/weir-schema-inference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-csv-line.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-inferred-schema.h"
#include "data/decode/weir-inferred-fields.h"

#define MAX_SAMPLES 400
#define MAX_SAMPLE_BYTES (16 * 1024 * 1024)

/* A line of a single column is a text or a number, not CSV. */
#define MIN_COLUMNS 2

static const char separators[] = { ',', ';', '\t', '|' };

struct _WeirSchemaInference
{
  GPtrArray *payloads;        /* owned GBytes */
  gsize      size_bytes;
  guint      n_sampled;
  guint      n_keys;          /* records with a key that is not empty */
  WeirInferredFields *fields; /* owned: as they were inferred last */
};

/* What the sample looks like as lines of one separator. */
typedef struct
{
  char  separator;
  guint n_columns;
  guint n_lines;
} LineShape;

/**
 * weir_schema_inference_new:
 *
 * Returns: (transfer full): an inference that has seen nothing
 */
WeirSchemaInference *
weir_schema_inference_new (void)
{
  WeirSchemaInference *self = g_new0 (WeirSchemaInference, 1);

  self->payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->fields = weir_inferred_fields_new ();

  return self;
}

/**
 * weir_schema_inference_free:
 * @self: (nullable) (transfer full): an inference
 *
 * Frees it.
 */
void
weir_schema_inference_free (WeirSchemaInference *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->payloads);
  weir_inferred_fields_free (self->fields);
  g_free (self);
}

/**
 * weir_schema_inference_add:
 * @self: an inference
 * @message: a record; what is needed of it is copied
 *
 * Takes a record into the sample, as long as that is small: 400 records, 16 MiB.
 *
 * Returns: whether it is in the sample
 */
gboolean
weir_schema_inference_add (WeirSchemaInference       *self,
                  const WeirMessage *message)
{
  g_return_val_if_fail (self != NULL && message != NULL, FALSE);

  if (self->n_sampled >= MAX_SAMPLES || self->size_bytes + message->payload_length > MAX_SAMPLE_BYTES)
    return FALSE;

  self->n_sampled++;
  self->n_keys += message->key != NULL && message->key_length > 0;
  self->size_bytes += message->payload_length;
  if (message->payload != NULL)
    g_ptr_array_add (self->payloads, g_bytes_new (message->payload, message->payload_length));

  return TRUE;
}

/**
 * weir_schema_inference_get_n_sampled:
 * @self: an inference
 *
 * Returns: how many records the sample holds, tombstones included
 */
guint
weir_schema_inference_get_n_sampled (WeirSchemaInference *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_sampled;
}

static const char *
get_payload (WeirSchemaInference *self,
             guint        i,
             gsize       *length)
{
  GBytes *bytes = g_ptr_array_index (self->payloads, i);
  const char *payload = g_bytes_get_data (bytes, length);

  return payload != NULL ? payload : "";
}

static gboolean
is_json_object (const char *payload,
                gsize       length)
{
  g_autoptr(WeirFieldTree) tree = weir_field_tree_new ();
  g_autoptr(WeirJsonScanner) scanner = weir_json_scanner_new (tree);

  return weir_json_scanner_scan (scanner, payload, length);
}

static guint
add_json (WeirSchemaInference *self,
             WeirInferredFields  *found)
{
  guint n_objects = 0;

  for (guint i = 0; i < self->payloads->len; i++)
    {
      gsize length;
      const char *payload = get_payload (self, i, &length);

      if (!is_json_object (payload, length))
        continue;
      weir_inferred_fields_add_json (found, payload, length);
      n_objects++;
    }

  return n_objects;
}

/* The payload that is a bare number, as text; NULL for another. */
static char *
dup_number (WeirSchemaInference *self,
            guint                i)
{
  gsize length;
  const char *payload = get_payload (self, i, &length);
  g_autofree char *text = g_strstrip (g_strndup (payload, length));
  WeirNumber number;

  return weir_number_parse (text, strlen (text), &number) ? g_steal_pointer (&text) : NULL;
}

static guint
count_numbers (WeirSchemaInference *self)
{
  guint n_numbers = 0;

  for (guint i = 0; i < self->payloads->len; i++)
    {
      g_autofree char *text = dup_number (self, i);

      n_numbers += text != NULL;
    }

  return n_numbers;
}

/* The cells of one payload; they point into @copy. FALSE if it is no line of text: one that begins
 * as JSON is not, however many commas it has. */
static gboolean
split_line (WeirSchemaInference *self,
            guint        i,
            char         separator,
            GArray      *cells,
            char       **copy)
{
  gsize length;
  const char *payload = get_payload (self, i, &length);
  const char *problem;

  if (!g_utf8_validate_len (payload, length, NULL) || (length > 0 && (*payload == '{' || *payload == '[')))
    return FALSE;

  g_free (*copy);
  *copy = g_strndup (payload, length);
  return weir_csv_line_split (*copy, length, separator, cells, &problem);
}

/* The number of columns that most lines have with this separator. */
static LineShape
measure_lines (WeirSchemaInference *self,
               char         separator)
{
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  g_autoptr(GHashTable) counts = g_hash_table_new (NULL, NULL);
  g_autofree char *copy = NULL;
  LineShape shape = { .separator = separator };

  for (guint i = 0; i < self->payloads->len; i++)
    {
      guint n_lines;

      if (!split_line (self, i, separator, cells, &copy) || cells->len < MIN_COLUMNS)
        continue;
      n_lines = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (cells->len))) + 1;
      g_hash_table_insert (counts, GUINT_TO_POINTER (cells->len), GUINT_TO_POINTER (n_lines));
      if (n_lines > shape.n_lines)
        {
          shape.n_lines = n_lines;
          shape.n_columns = cells->len;
        }
    }

  return shape;
}

static LineShape
find_line_shape (WeirSchemaInference *self)
{
  LineShape best = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      LineShape shape = measure_lines (self, separators[i]);

      if (shape.n_lines > best.n_lines
          || (shape.n_lines == best.n_lines && shape.n_columns > best.n_columns))
        best = shape;
    }

  return best;
}

/* A header has a different, non-empty name without digits in front for each column. */
static gboolean
is_header (GArray *cells)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < cells->len; i++)
    {
      char *name = g_array_index (cells, WeirCsvCell, i).text;

      if ((*name == '\0' && i > 0) || g_ascii_isdigit (*name) || *name == '-' || !g_hash_table_add (names, name))
        return FALSE;
    }

  return TRUE;
}

static GStrv
make_columns (GArray *header,
              guint   n_columns)
{
  GStrv columns = g_new0 (char *, n_columns + 1);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = header != NULL ? g_array_index (header, WeirCsvCell, i).text : "";

      columns[i] = *name != '\0' ? g_strdup (name) : g_strdup_printf ("c%u", i + 1);
    }

  return columns;
}

static gboolean
is_line_number (GArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const char *text = g_array_index (cells, WeirCsvCell, i).text;

      if (g_ascii_isdigit (*text) || *text == '-')
        return TRUE;
    }

  return FALSE;
}

/* Names come from a header record, where lines with numbers stand beside it. */
static GStrv
find_columns (WeirSchemaInference *self,
              LineShape    shape,
              guint       *header)
{
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  g_autofree char *copy = NULL;
  guint n_with_numbers = 0;

  *header = G_MAXUINT;
  for (guint i = 0; i < self->payloads->len; i++)
    {
      if (!split_line (self, i, shape.separator, cells, &copy) || cells->len != shape.n_columns)
        continue;
      if (is_line_number (cells))
        n_with_numbers++;
      else if (*header == G_MAXUINT && is_header (cells))
        *header = i;
    }

  if (n_with_numbers == 0)
    *header = G_MAXUINT;
  if (*header == G_MAXUINT || !split_line (self, *header, shape.separator, cells, &copy))
    return make_columns (NULL, shape.n_columns);

  return make_columns (cells, shape.n_columns);
}

static void
add_cells (WeirInferredFields   *found,
              GArray       *cells,
              const GString *const *paths,
              GStrv         columns)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const WeirCsvCell *cell = &g_array_index (cells, WeirCsvCell, i);

      if (cell->length == 0 && !cell->quoted)
        weir_inferred_fields_add_null (found, paths[i]->str, columns[i]);
      else
        weir_inferred_fields_add_text (found, paths[i]->str, columns[i], cell->text, cell->quoted);
    }
}

static guint
add_lines (WeirSchemaInference *self,
              WeirInferredFields  *found,
              LineShape    shape,
              GStrv        columns,
              guint        header)
{
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  g_autoptr(GPtrArray) paths = g_ptr_array_new ();
  g_autofree char *copy = NULL;
  guint n_lines = 0;

  for (guint i = 0; i < shape.n_columns; i++)
    {
      g_ptr_array_add (paths, g_string_new (NULL));
      weir_field_path_append (g_ptr_array_index (paths, i), columns[i]);
    }

  for (guint i = 0; i < self->payloads->len; i++)
    if (i != header && split_line (self, i, shape.separator, cells, &copy) && cells->len == shape.n_columns)
      {
        add_cells (found, cells, (const GString *const *) paths->pdata, columns);
        n_lines++;
      }

  for (guint i = 0; i < shape.n_columns; i++)
    g_string_free (g_ptr_array_index (paths, i), TRUE);
  return n_lines;
}

static gboolean
has_record_keys (WeirSchemaInference *self)
{
  return self->n_keys > 0 && self->n_keys >= self->n_sampled * 0.9;
}

static WeirInferredSchema *
inferred_schema_new (WeirSchemaInference *self,
              WeirFormat   format,
              guint        n_decodable)
{
  WeirInferredSchema *schema = g_new0 (WeirInferredSchema, 1);

  schema->format = format;
  schema->n_sampled = self->n_sampled;
  schema->n_undecodable = self->n_sampled - n_decodable;

  return schema;
}

static WeirInferredSchema *
infer_number (WeirSchemaInference *self,
                guint        n_numbers)
{
  static const char *const fields[] = { "value", NULL };
  WeirInferredSchema *schema = inferred_schema_new (self, WEIR_FORMAT_NUMBER, n_numbers);

  schema->field_paths = g_strdupv ((char **) fields);
  schema->text_paths = g_new0 (char *, 1);
  schema->reason = g_strdup (_("Key and time: the records' own, their values are bare numbers."));
  for (guint i = 0; i < self->payloads->len; i++)
    {
      g_autofree char *text = dup_number (self, i);

      if (text != NULL)
        weir_inferred_fields_add_text (self->fields, fields[0], fields[0], text, FALSE);
    }

  return schema;
}

static WeirInferredSchema *
infer_lines (WeirSchemaInference *self,
               LineShape    shape)
{
  guint header;
  GStrv columns = find_columns (self, shape, &header);
  guint n_lines = add_lines (self, self->fields, shape, columns, header);
  WeirInferredSchema *schema = inferred_schema_new (self, WEIR_FORMAT_CSV, n_lines);

  schema->csv_columns = columns;
  schema->csv_separator = shape.separator;
  weir_inferred_schema_choose (schema, self->fields, n_lines, has_record_keys (self));
  /* Sentences and lines of logs have commas, too. */
  if (header == G_MAXUINT && schema->field_paths[0] == NULL)
    g_clear_pointer (&schema, weir_inferred_schema_free);

  return schema;
}

/* A single line of a log that is a number, or has a comma, does not make a topic of numbers or columns. */
static gboolean
is_most (WeirSchemaInference *self,
         guint                n_records)
{
  return n_records > 0 && n_records * 2 >= self->payloads->len;
}

/**
 * weir_schema_inference_infer:
 * @self: an inference
 *
 * Proposes how to read the topic: the format most of the sample has (JSON
 * objects, bare numbers, lines), and by names, values and their variety the
 * key, the time with its unit, and the values.
 *
 * Returns: (transfer full) (nullable): an inferred schema; %NULL as long as nothing
 *   usable was seen, and where most records are text or bytes of no known shape
 */
WeirInferredSchema *
weir_schema_inference_infer (WeirSchemaInference *self)
{
  WeirInferredSchema *schema;
  guint n_objects, n_numbers;
  LineShape shape;

  g_return_val_if_fail (self != NULL, NULL);

  weir_inferred_fields_free (self->fields);
  self->fields = weir_inferred_fields_new ();
  n_objects = add_json (self, self->fields);
  n_numbers = count_numbers (self);
  shape = find_line_shape (self);

  if (n_objects > 0 && n_objects >= n_numbers && n_objects * 2 >= shape.n_lines)
    {
      schema = inferred_schema_new (self, WEIR_FORMAT_JSON, n_objects);
      weir_inferred_schema_choose (schema, self->fields, n_objects, has_record_keys (self));
      return schema;
    }

  weir_inferred_fields_free (self->fields);
  self->fields = weir_inferred_fields_new ();
  if (is_most (self, n_numbers) && n_numbers >= shape.n_lines)
    return infer_number (self, n_numbers);

  return is_most (self, shape.n_lines) ? infer_lines (self, shape) : NULL;
}

/**
 * weir_schema_inference_get_fields:
 * @self: an inference
 *
 * Returns: (transfer none): the fields that weir_schema_inference_infer() saw in
 *   the format it proposed; valid until it is called again
 */
WeirInferredFields *
weir_schema_inference_get_fields (WeirSchemaInference *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fields;
}
