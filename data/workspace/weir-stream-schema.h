#pragma once

#include "data/workspace/weir-row-schema.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirStreamSchema:
 * @config: the workspace's
 * @n_fields: how many fields
 * @names: (array zero-terminated=1): of the fields, as rules and columns call them
 * @units: (array zero-terminated=1): theirs, "" where there is none
 * @paths: (array zero-terminated=1): where they stand in a payload
 * @is_number: (array length=n_fields): which of them are numbers
 * @first: first number field, or %WEIR_STREAM_NO_FIELD
 * @volume: field that weighs it, or %WEIR_STREAM_NO_FIELD
 * @rows: (element-type WeirRowSchema): of each window of @config
 *
 * What follows from a stream's config: its fields, and what the rows of its
 * windows hold. Immutable and counted, so that every thread reads it.
 */
typedef struct
{
  gatomicrefcount         refs;
  const WeirStreamConfig *config;
  guint                   n_fields;
  GStrv                   names;
  GStrv                   units;
  GStrv                   paths;
  gboolean               *is_number;
  guint                   first;
  guint                   volume;
  GPtrArray              *rows;
} WeirStreamSchema;

WeirStreamSchema *weir_stream_schema_new     (const WeirStreamConfig *config);
WeirStreamSchema *weir_stream_schema_ref     (WeirStreamSchema       *self);
void              weir_stream_schema_unref   (WeirStreamSchema       *self);
WeirRowSchema    *weir_stream_schema_get_row (const WeirStreamSchema *self,
                                              guint                   window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamSchema, weir_stream_schema_unref)

G_END_DECLS
