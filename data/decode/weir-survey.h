#pragma once

#include "data/decode/weir-time.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirSurveyField:
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
 * @distinct: (element-type utf8): its different texts; not more than %WEIR_SURVEY_MAX_DISTINCT
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
} WeirSurveyField;

#define WEIR_SURVEY_MAX_FIELDS 512
#define WEIR_SURVEY_MAX_DISTINCT 512

/**
 * WeirSurvey: all fields of a sample, in the order they were first seen.
 */
typedef struct
{
  GPtrArray  *fields;     /* owned WeirSurveyField */
  GHashTable *by_path;    /* borrowed */
} WeirSurvey;

WeirSurvey *weir_survey_new         (void);
void        weir_survey_free        (WeirSurvey *self);
void        weir_survey_add_null    (WeirSurvey *self,
                                     const char *path,
                                     const char *name);
void        weir_survey_add_boolean (WeirSurvey *self,
                                     const char *path,
                                     const char *name);
void        weir_survey_add_text    (WeirSurvey *self,
                                     const char *path,
                                     const char *name,
                                     const char *text,
                                     gboolean    quoted);
void        weir_survey_add_json    (WeirSurvey *self,
                                     const char *payload,
                                     gsize       length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSurvey, weir_survey_free)

G_END_DECLS
