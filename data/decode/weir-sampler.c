#include "config.h"

#include "data/decode/weir-sampler.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-csv-line.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-proposal.h"
#include "data/decode/weir-survey.h"

#define MAX_SAMPLES 400
#define MAX_SAMPLE_BYTES (16 * 1024 * 1024)

/* A line of a single column is a text or a number, not CSV. */
#define MIN_COLUMNS 2

static const char separators[] = { ',', ';', '\t', '|' };

struct _WeirSampler
{
  GPtrArray *payloads;        /* owned GBytes */
  gsize      size_bytes;
  guint      n_sampled;
  guint      n_keys;          /* records with a key that is not empty */
};

/* What the sample looks like as lines of one separator. */
typedef struct
{
  char  separator;
  guint n_columns;
  guint n_lines;
} LineShape;

/**
 * weir_sampler_new:
 *
 * Returns: (transfer full): a sampler that has seen nothing
 */
WeirSampler *
weir_sampler_new (void)
{
  WeirSampler *self = g_new0 (WeirSampler, 1);

  self->payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return self;
}

/**
 * weir_sampler_free:
 * @self: (nullable) (transfer full): a sampler
 *
 * Frees it.
 */
void
weir_sampler_free (WeirSampler *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->payloads);
  g_free (self);
}

/**
 * weir_sampler_add:
 * @self: a sampler
 * @message: a record; what is needed of it is copied
 *
 * Takes a record into the sample, as long as that is small: 400 records, 16 MiB.
 */
void
weir_sampler_add (WeirSampler       *self,
                  const WeirMessage *message)
{
  g_return_if_fail (self != NULL && message != NULL);

  if (self->n_sampled >= MAX_SAMPLES || self->size_bytes + message->payload_length > MAX_SAMPLE_BYTES)
    return;

  self->n_sampled++;
  self->n_keys += message->key != NULL && message->key_length > 0;
  self->size_bytes += message->payload_length;
  if (message->payload != NULL)
    g_ptr_array_add (self->payloads, g_bytes_new (message->payload, message->payload_length));
}

/**
 * weir_sampler_get_n_sampled:
 * @self: a sampler
 *
 * Returns: how many records the sample holds, tombstones included
 */
guint
weir_sampler_get_n_sampled (WeirSampler *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_sampled;
}

static const char *
get_payload (WeirSampler *self,
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
survey_json (WeirSampler *self,
             WeirSurvey  *survey)
{
  guint n_objects = 0;

  for (guint i = 0; i < self->payloads->len; i++)
    {
      gsize length;
      const char *payload = get_payload (self, i, &length);

      if (!is_json_object (payload, length))
        continue;
      weir_survey_add_json (survey, payload, length);
      n_objects++;
    }

  return n_objects;
}

static guint
count_numbers (WeirSampler *self)
{
  guint n_numbers = 0;

  for (guint i = 0; i < self->payloads->len; i++)
    {
      gsize length;
      const char *payload = get_payload (self, i, &length);
      g_autofree char *text = g_strstrip (g_strndup (payload, length));
      WeirNumber number;

      n_numbers += weir_number_parse (text, strlen (text), &number);
    }

  return n_numbers;
}

/* The cells of one payload; they point into @copy. FALSE if it is no line of text: one that begins
 * as JSON is not, however many commas it has. */
static gboolean
split_line (WeirSampler *self,
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
measure_lines (WeirSampler *self,
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
find_line_shape (WeirSampler *self)
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
find_columns (WeirSampler *self,
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
survey_cells (WeirSurvey   *survey,
              GArray       *cells,
              const GString *const *paths,
              GStrv         columns)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const WeirCsvCell *cell = &g_array_index (cells, WeirCsvCell, i);

      if (cell->length == 0 && !cell->quoted)
        weir_survey_add_null (survey, paths[i]->str, columns[i]);
      else
        weir_survey_add_text (survey, paths[i]->str, columns[i], cell->text, cell->quoted);
    }
}

static guint
survey_lines (WeirSampler *self,
              WeirSurvey  *survey,
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
        survey_cells (survey, cells, (const GString *const *) paths->pdata, columns);
        n_lines++;
      }

  for (guint i = 0; i < shape.n_columns; i++)
    g_string_free (g_ptr_array_index (paths, i), TRUE);
  return n_lines;
}

static gboolean
has_record_keys (WeirSampler *self)
{
  return self->n_keys > 0 && self->n_keys >= self->n_sampled * 0.9;
}

static WeirProposal *
proposal_new (WeirSampler *self,
              WeirFormat   format,
              guint        n_decodable)
{
  WeirProposal *proposal = g_new0 (WeirProposal, 1);

  proposal->format = format;
  proposal->n_sampled = self->n_sampled;
  proposal->n_undecodable = self->n_sampled - n_decodable;

  return proposal;
}

static WeirProposal *
propose_number (WeirSampler *self,
                guint        n_numbers)
{
  static const char *const fields[] = { "value", NULL };
  WeirProposal *proposal = proposal_new (self, WEIR_FORMAT_NUMBER, n_numbers);

  proposal->field_paths = g_strdupv ((char **) fields);
  proposal->text_paths = g_new0 (char *, 1);
  proposal->reason = g_strdup (_("Key and time: the records' own, their values are bare numbers."));

  return proposal;
}

static WeirProposal *
propose_lines (WeirSampler *self,
               LineShape    shape)
{
  g_autoptr(WeirSurvey) survey = weir_survey_new ();
  guint header;
  GStrv columns = find_columns (self, shape, &header);
  guint n_lines = survey_lines (self, survey, shape, columns, header);
  WeirProposal *proposal = proposal_new (self, WEIR_FORMAT_CSV, n_lines);

  proposal->csv_columns = columns;
  proposal->csv_separator = shape.separator;
  weir_proposal_choose (proposal, survey, n_lines, has_record_keys (self));

  return proposal;
}

/**
 * weir_sampler_propose:
 * @self: a sampler
 *
 * Proposes how to read the topic: the format most of the sample has (JSON
 * objects, bare numbers, lines), and by names, values and their variety the
 * key, the time with its unit, and the values.
 *
 * Returns: (transfer full) (nullable): a proposal; %NULL as long as nothing
 *   usable was seen
 */
WeirProposal *
weir_sampler_propose (WeirSampler *self)
{
  g_autoptr(WeirSurvey) survey = weir_survey_new ();
  WeirProposal *proposal;
  guint n_objects, n_numbers;
  LineShape shape;

  g_return_val_if_fail (self != NULL, NULL);

  n_objects = survey_json (self, survey);
  n_numbers = count_numbers (self);
  shape = find_line_shape (self);

  if (n_objects > 0 && n_objects >= n_numbers && n_objects * 2 >= shape.n_lines)
    {
      proposal = proposal_new (self, WEIR_FORMAT_JSON, n_objects);
      weir_proposal_choose (proposal, survey, n_objects, has_record_keys (self));
      return proposal;
    }
  if (n_numbers > 0 && n_numbers >= shape.n_lines)
    return propose_number (self, n_numbers);

  return shape.n_lines > 0 ? propose_lines (self, shape) : NULL;
}
