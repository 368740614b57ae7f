#include "config.h"

#include "tests/fuzz/fuzz-json.h"

#include <string.h>

#include "data/decode/weir-json-reference.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-json-text.h"

static const char *const wanted_paths[] = {
  "a", "b.c", "b.d.e", "l.0", "l.2.a", "symbol", "price", "timestamp", "", "b", "é",
};

/* Kept over all inputs, so that what the scanner remembers of one meets the next. */
typedef struct
{
  WeirFieldTree     *tree;
  WeirJsonScanner   *scanner;
  WeirJsonReference *reference;
} Parsers;

static Parsers *
parsers_new (void)
{
  Parsers *self = g_new0 (Parsers, 1);

  self->tree = weir_field_tree_new ();
  for (guint i = 0; i < G_N_ELEMENTS (wanted_paths); i++)
    weir_field_tree_add (self->tree, wanted_paths[i]);
  self->scanner = weir_json_scanner_new (self->tree);
  self->reference = weir_json_reference_new (self->tree);

  return self;
}

static void
parsers_free (Parsers *self)
{
  weir_json_scanner_free (self->scanner);
  weir_json_reference_free (self->reference);
  weir_field_tree_free (self->tree);
  g_free (self);
}

static void
report (const char *what,
        const char *bytes,
        gsize       length)
{
  g_autofree char *shown = g_strescape (g_strndup (bytes, length), NULL);

  g_error ("%s: %s", what, shown);
}

/* yajl writes '?' or no UTF-8 at all for surrogates without their other half. */
static gboolean
has_surrogates (const char *bytes,
                gsize       length)
{
  return memmem (bytes, length, "\\ud", 3) != NULL || memmem (bytes, length, "\\uD", 3) != NULL;
}

static gboolean
is_same_text (const WeirToken *scanned,
              const WeirToken *expected)
{
  g_autofree char *text = g_malloc (scanned->length + 1);
  gsize length = scanned->length;

  if (scanned->escaped)
    length = weir_json_text_unescape (scanned->text, scanned->length, text);
  else
    memcpy (text, scanned->text, length);

  return length == expected->length && memcmp (text, expected->text, length) == 0;
}

static gboolean
is_same_token (const WeirToken *scanned,
               const WeirToken *expected,
               gboolean         compare_text)
{
  if (scanned->kind != expected->kind)
    return FALSE;
  if (scanned->kind == WEIR_TOKEN_STRING)
    return !compare_text || is_same_text (scanned, expected);
  if (scanned->kind != WEIR_TOKEN_NUMBER)
    return TRUE;

  return is_same_text (scanned, expected)
         && scanned->number.exponent == expected->number.exponent
         && scanned->number.n_digits == expected->number.n_digits
         && (scanned->number.n_digits > WEIR_NUMBER_MAX_DIGITS
             || scanned->number.mantissa == expected->number.mantissa);
}

static void
compare_tokens (Parsers    *self,
                const char *bytes,
                gsize       length)
{
  const WeirToken *scanned = weir_json_scanner_get_tokens (self->scanner);
  const WeirToken *expected = weir_json_reference_get_tokens (self->reference);
  gboolean compare_text = !has_surrogates (bytes, length);

  for (guint i = 1; i < weir_field_tree_get_n_nodes (self->tree); i++)
    if (!is_same_token (&scanned[i], &expected[i], compare_text))
      report ("scanner and yajl find different values", bytes, length);
}

/* Any JSON value: yajl's verdict is "an object", "other JSON" (SHAPE) or a fault. */
static void
compare_verdicts (Parsers    *self,
                  const char *bytes,
                  gsize       length)
{
  gboolean scanned = weir_json_scanner_scan (self->scanner, bytes, length);
  gboolean expected = weir_json_reference_scan (self->reference, bytes, length);
  gboolean expected_json = expected || weir_json_reference_get_fault (self->reference)->reason == WEIR_DECODE_ERROR_SHAPE;

  if (scanned != expected)
    report (scanned ? "only the scanner accepts" : "only yajl accepts", bytes, length);
  if (weir_json_check (bytes, length, NULL) != expected_json)
    report (expected_json ? "only yajl calls it JSON" : "only the check calls it JSON", bytes, length);
  if (scanned)
    compare_tokens (self, bytes, length);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static Parsers *lasting;
  Parsers *fresh = parsers_new ();

  if (lasting == NULL)
    lasting = parsers_new ();

  compare_verdicts (lasting, (const char *) data, size);
  compare_verdicts (fresh, (const char *) data, size);
  parsers_free (fresh);

  return 0;
}
