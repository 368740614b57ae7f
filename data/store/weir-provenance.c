#include "config.h"

#include "data/store/weir-provenance.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <openssl/evp.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-time.h"
#include "data/store/weir-console.h"
#include "data/store/weir-export-text.h"
#include "data/store/weir-sql.h"

#define SIDE_ENDING ".json"
#define SIDE_MAX_BYTES (4 << 20)
/* Of a row's SHA-256, as much as the sum keeps. */
#define HASH_BYTES 16

struct _WeirProvenance
{
  JsonObject *object;      /* owned */
  EVP_MD_CTX *digest;      /* owned: of one row. OpenSSL's SHA-256 takes a fifth of the time of GChecksum's */
  GString    *line;        /* owned: one row */
  guint64     n_rows;
  guint64     sum_high;    /* of the rows' hashes, modulo 2^128 */
  guint64     sum_low;
};

/**
 * weir_provenance_new:
 *
 * Returns: (transfer full): one that says nothing but Weir's version
 */
WeirProvenance *
weir_provenance_new (void)
{
  WeirProvenance *self = g_new0 (WeirProvenance, 1);

  self->object = json_object_new ();
  self->digest = EVP_MD_CTX_new ();
  if (EVP_DigestInit_ex2 (self->digest, EVP_sha256 (), NULL) != 1)
    g_error ("OpenSSL has no SHA-256");
  self->line = g_string_new (NULL);
  weir_provenance_set_text (self, "weir_version", WEIR_VERSION);

  return self;
}

/**
 * weir_provenance_free:
 * @self: (nullable) (transfer full): a provenance
 */
void
weir_provenance_free (WeirProvenance *self)
{
  if (self == NULL)
    return;

  json_object_unref (self->object);
  EVP_MD_CTX_free (self->digest);
  g_string_free (self->line, TRUE);
  g_free (self);
}

/**
 * weir_provenance_dup_path:
 * @path: (type filename): a text file that is exported
 *
 * Returns: (transfer full) (type filename): the file beside it that says where its rows came from
 */
char *
weir_provenance_dup_path (const char *path)
{
  return g_strconcat (path, SIDE_ENDING, NULL);
}

/**
 * weir_provenance_set_text:
 * @self: a provenance
 * @name: of a member
 * @text: (nullable): what it says; %NULL: nothing is said
 */
void
weir_provenance_set_text (WeirProvenance *self,
                          const char     *name,
                          const char     *text)
{
  g_return_if_fail (self != NULL && name != NULL);

  if (text != NULL)
    json_object_set_string_member (self->object, name, text);
}

/**
 * weir_provenance_set_int:
 * @self: a provenance
 * @name: of a member
 * @number: what it says
 */
void
weir_provenance_set_int (WeirProvenance *self,
                         const char     *name,
                         gint64          number)
{
  g_return_if_fail (self != NULL && name != NULL);

  json_object_set_int_member (self->object, name, number);
}

/**
 * weir_provenance_set_time:
 * @self: a provenance
 * @name: of a member
 * @time_usec: what it says, µs UTC; %WEIR_NO_TIME: nothing is said
 */
void
weir_provenance_set_time (WeirProvenance *self,
                          const char     *name,
                          gint64          time_usec)
{
  char text[32];

  if (time_usec == WEIR_NO_TIME)
    return;

  weir_time_format_iso (time_usec, text);
  weir_provenance_set_text (self, name, text);
}

/**
 * weir_provenance_set_texts:
 * @self: a provenance
 * @name: of a member
 * @texts: (array zero-terminated=1): what it lists
 */
void
weir_provenance_set_texts (WeirProvenance     *self,
                           const char         *name,
                           const char * const *texts)
{
  JsonArray *array = json_array_new ();

  g_return_if_fail (self != NULL && name != NULL && texts != NULL);

  for (guint i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  json_object_set_array_member (self->object, name, array);
}

static JsonNode *
parse (const char  *text,
       GError     **error)
{
  g_autoptr(GError) reason = NULL;
  JsonNode *node;

  /* json-glib reads as deep as a text goes, on the stack. */
  if (!weir_json_check (text, strlen (text), &reason))
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED, _("it is no JSON: %s"), reason->message);
      return NULL;
    }

  node = json_from_string (text, error);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;

  g_clear_pointer (&node, json_node_unref);
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED, _("it is no JSON object"));

  return NULL;
}

/**
 * weir_provenance_set_json:
 * @self: a provenance
 * @name: of a member
 * @text: a JSON object
 * @error: return location of a %WEIR_STORE_ERROR_DAMAGED or %JSON_PARSER_ERROR
 *
 * Returns: whether @text is one
 */
gboolean
weir_provenance_set_json (WeirProvenance  *self,
                          const char      *name,
                          const char      *text,
                          GError         **error)
{
  JsonNode *node = parse (text, error);

  if (node == NULL)
    return FALSE;

  json_object_set_member (self->object, name, node);

  return TRUE;
}

/**
 * weir_provenance_add_range:
 * @self: a provenance
 * @topic: a topic
 * @partition: its partition
 * @from: the first offset
 * @to: the first offset that was not read any more
 */
void
weir_provenance_add_range (WeirProvenance *self,
                           const char     *topic,
                           gint32          partition,
                           gint64          from,
                           gint64          to)
{
  JsonObject *range = json_object_new ();

  json_object_set_string_member (range, "topic", topic);
  json_object_set_int_member (range, "partition", partition);
  json_object_set_int_member (range, "from", from);
  json_object_set_int_member (range, "to", to);
  if (!json_object_has_member (self->object, "partitions"))
    json_object_set_array_member (self->object, "partitions", json_array_new ());
  json_array_add_object_element (json_object_get_array_member (self->object, "partitions"), range);
}

static guint64
take_bytes (const guint8 *bytes)
{
  guint64 number;

  memcpy (&number, bytes, sizeof number);

  return GUINT64_FROM_BE (number);
}

/**
 * weir_provenance_add_row:
 * @self: a provenance
 * @columns: (array length=n_columns): names and types
 * @n_columns: how many
 * @values: (array length=n_columns): a row
 *
 * Adds a row to the hash: the sum, modulo 2^128, of the first 16 bytes of the
 * SHA-256 of each row as a line of JSON. So the order of the rows does not
 * count, but how often there is one does. On another thread than that which
 * says other things, if on one at a time.
 */
void
weir_provenance_add_row (WeirProvenance         *self,
                         const WeirExportColumn *columns,
                         guint                   n_columns,
                         const WeirValue        *values)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint64 low;

  g_string_truncate (self->line, 0);
  weir_export_append_json_row (self->line, columns, n_columns, values);
  /* Memory is all that this can fail for, and GLib ends a program that has none. */
  if (EVP_DigestInit_ex2 (self->digest, NULL, NULL) != 1 || EVP_DigestUpdate (self->digest, self->line->str, self->line->len - 1) != 1 ||
      EVP_DigestFinal_ex (self->digest, digest, NULL) != 1)
    g_error ("OpenSSL cannot compute SHA-256");

  low = take_bytes (digest + HASH_BYTES / 2);
  self->sum_low += low;
  self->sum_high += take_bytes (digest) + (self->sum_low < low);
  self->n_rows++;
}

/**
 * weir_provenance_close:
 * @self: a provenance
 * @columns: (array length=n_columns): those of the rows
 * @n_columns: how many
 *
 * Says how many rows there are, their hash and their columns.
 */
void
weir_provenance_close (WeirProvenance         *self,
                       const WeirExportColumn *columns,
                       guint                   n_columns)
{
  g_autofree char *hash = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", self->sum_high, self->sum_low);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; i < n_columns; i++)
    g_strv_builder_add (names, columns[i].name);
  list = g_strv_builder_end (names);
  weir_provenance_set_texts (self, "columns", (const char * const *) list);
  weir_provenance_set_int (self, "rows", (gint64) self->n_rows);
  weir_provenance_set_text (self, "row_hash", hash);
}

static char *
print (JsonNode *node,
       gboolean  pretty)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, pretty);

  return json_generator_to_data (generator, NULL);
}

/**
 * weir_provenance_to_text:
 * @self: a provenance
 *
 * Returns: (transfer full): it as JSON
 */
char *
weir_provenance_to_text (WeirProvenance *self)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, self->object);

  return print (node, TRUE);
}

/* What Parquet's metadata have; NULL without an error if they say nothing. */
static char *
read_note (const char  *path,
           GError     **error)
{
  const char * const allowed[] = { path, NULL };
  const WeirConsoleSpec spec = { .allowed = allowed };
  g_autoptr(WeirConsole) console = weir_console_new (&spec, error);
  g_autoptr(GString) sql = g_string_new ("SELECT decode(value) FROM parquet_kv_metadata(");
  WeirValue cell = { 0 };

  weir_sql_append_text (sql, path);
  g_string_append (sql, ") WHERE decode(key) = '" WEIR_PROVENANCE_NOTE "'");
  if (console == NULL || !weir_console_run (console, sql->str, error) || !weir_console_next (console, &cell, error))
    return NULL;

  return g_strndup (cell.as_text, cell.length);
}

static char *
read_text (const char  *path,
           GError     **error)
{
  g_autofree char *beside = weir_provenance_dup_path (path);
  gsize length;

  if (g_file_test (beside, G_FILE_TEST_EXISTS))
    return weir_bounded_file_read (beside, SIDE_MAX_BYTES, TRUE, &length, error);

  return g_str_has_suffix (path, ".parquet") || g_str_has_suffix (path, ".pq") ? read_note (path, error) : NULL;
}

/**
 * weir_provenance_open:
 * @path: (type filename): an exported file
 * @error: return location of a %WEIR_STORE_ERROR or %G_FILE_ERROR
 *
 * Reads what the file, or that beside it, says of its rows. Whoever wrote it
 * may not be trusted.
 *
 * Returns: (transfer full) (nullable): its provenance, or %NULL with @error set
 */
WeirProvenance *
weir_provenance_open (const char  *path,
                      GError     **error)
{
  g_autoptr(GError) problem = NULL;
  g_autofree char *text = read_text (path, &problem);
  JsonNode *node = text != NULL ? parse (text, &problem) : NULL;
  WeirProvenance *self;

  if (node == NULL)
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED,
                   _("%s does not say where its rows came from: %s"), path,
                   problem != NULL ? problem->message : _("it was not made by an export, or the .json file beside it is missing"));
      return NULL;
    }

  self = weir_provenance_new ();
  json_object_unref (self->object);
  self->object = json_node_dup_object (node);
  json_node_unref (node);

  return self;
}

static JsonNode *
get_member (WeirProvenance *self,
            const char     *name)
{
  return json_object_get_member (self->object, name);
}

/**
 * weir_provenance_get_text:
 * @self: a provenance
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): what it says
 */
const char *
weir_provenance_get_text (WeirProvenance *self,
                          const char     *name)
{
  JsonNode *node = get_member (self, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/**
 * weir_provenance_get_int:
 * @self: a provenance
 * @name: of a member
 * @otherwise: what is returned if it says nothing
 *
 * Returns: what it says
 */
gint64
weir_provenance_get_int (WeirProvenance *self,
                         const char     *name,
                         gint64          otherwise)
{
  JsonNode *node = get_member (self, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : otherwise;
}

/**
 * weir_provenance_dup_texts:
 * @self: a provenance
 * @name: of a member
 *
 * Returns: (transfer full) (array zero-terminated=1): what it lists, without what is no text
 */
GStrv
weir_provenance_dup_texts (WeirProvenance *self,
                           const char     *name)
{
  JsonNode *node = get_member (self, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        g_strv_builder_add (texts, json_node_get_string (element));
    }

  return g_strv_builder_end (texts);
}

/**
 * weir_provenance_dup_json:
 * @self: a provenance
 * @name: of a member
 *
 * Returns: (transfer full) (nullable): the object that it is, as text
 */
char *
weir_provenance_dup_json (WeirProvenance *self,
                          const char     *name)
{
  JsonNode *node = get_member (self, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? print (node, FALSE) : NULL;
}

static void
range_clear (gpointer data)
{
  g_free (((WeirProvenanceRange *) data)->topic);
}

/* FALSE: it is none. */
static gboolean
take_range (JsonNode            *node,
            WeirProvenanceRange *range)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *topic = object != NULL ? json_object_get_string_member_with_default (object, "topic", NULL) : NULL;
  gint64 partition = object != NULL ? json_object_get_int_member_with_default (object, "partition", -1) : -1;

  if (topic == NULL || partition < 0 || partition > G_MAXINT32)
    return FALSE;

  *range = (WeirProvenanceRange) {
    .topic = g_strdup (topic),
    .partition = (gint32) partition,
    .from = json_object_get_int_member_with_default (object, "from", 0),
    .to = json_object_get_int_member_with_default (object, "to", 0),
  };

  return TRUE;
}

/**
 * weir_provenance_dup_ranges:
 * @self: a provenance
 *
 * Returns: (transfer full) (element-type WeirProvenanceRange): what was read
 */
GArray *
weir_provenance_dup_ranges (WeirProvenance *self)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (WeirProvenanceRange));
  JsonNode *node = get_member (self, "partitions");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  WeirProvenanceRange range;

  g_array_set_clear_func (ranges, range_clear);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (take_range (json_array_get_element (array, i), &range))
      g_array_append_val (ranges, range);

  return ranges;
}
