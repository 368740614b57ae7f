#pragma once

#include "data/decode/weir-time.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirInferredField:
 * @path: in WeirDecoderSpec's notation
 * @name: the last name of @path, in lower case
 * @n_seen: in how many records it was, null included
 * @n_numbers: how often it was a number, in quotes or not
 * @n_quoted: how many of those stood in quotes
 * @n_fractions: how many of those were no integers
 * @n_texts: how often other text
 * @n_booleans: how often true or false
 * @n_times: how often it could be a time of this unit between 1990 and 2100
 * @n_not_before: how often it was a number or time not below the one before
 * @last: that number, of ISO text in microseconds since 1970
 * @ordered: (element-type double): all of those
 * @distinct: (element-type utf8): its different texts; not more than %WEIR_INFERRED_MAX_DISTINCT
 * @examples: (array length=n_examples): the first of its different values, owned
 * @n_examples: how many
 *
 * What a sample of records tells of one field.
 */
typedef struct
{
  char       *path;
  char       *name;
  guint       n_seen;
  guint       n_numbers;
  guint       n_quoted;
  guint       n_fractions;
  guint       n_texts;
  guint       n_booleans;
  guint       n_times[WEIR_TIME_N_UNITS];
  guint       n_not_before;
  double      last;
  GArray     *ordered;
  GHashTable *distinct;
  char       *examples[3];
  guint       n_examples;
} WeirInferredField;

#define WEIR_INFERRED_MAX_FIELDS 512
#define WEIR_INFERRED_MAX_DISTINCT 512

/**
 * WeirInferredFields: all fields of a sample, in the order they were first seen.
 */
typedef struct
{
  GPtrArray  *fields;     /* owned WeirInferredField */
  GHashTable *by_path;    /* borrowed */
} WeirInferredFields;

WeirInferredFields *weir_inferred_fields_new         (void);
void        weir_inferred_fields_free        (WeirInferredFields *self);
void        weir_inferred_fields_add_null    (WeirInferredFields *self,
                                     const char *path,
                                     const char *name);
void        weir_inferred_fields_add_boolean (WeirInferredFields *self,
                                     const char *path,
                                     const char *name,
                                     gboolean    value);
void        weir_inferred_fields_add_text    (WeirInferredFields *self,
                                     const char *path,
                                     const char *name,
                                     const char *text,
                                     gboolean    quoted);
void        weir_inferred_fields_add_json    (WeirInferredFields *self,
                                     const char *payload,
                                     gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirInferredFields, weir_inferred_fields_free)

G_END_DECLS
