#pragma once

#include "data/store/weir-text-file.h"

G_BEGIN_DECLS

/**
 * WeirRowFormat:
 * @WEIR_ROW_FORMAT_AUTO: lines if the file begins with “{”, else CSV
 * @WEIR_ROW_FORMAT_CSV: rows become JSON objects of their columns
 * @WEIR_ROW_FORMAT_LINES: every line is a payload, as NDJSON is
 */
typedef enum
{
  WEIR_ROW_FORMAT_AUTO,
  WEIR_ROW_FORMAT_CSV,
  WEIR_ROW_FORMAT_LINES,
} WeirRowFormat;

/**
 * WeirRowFileSpec:
 * @path: the file; “-” is standard input
 * @format: what it holds
 * @raw: rows of CSV stay as they are
 * @columns: (nullable) (array zero-terminated=1): the columns' names; %NULL: the first row has them
 * @not_utf8: (nullable): what to tell of text that is not UTF-8, if raw rows are not read; %NULL: the usual words
 * @separator: between cells; 0: the comma, tab or semicolon that the first row has most of
 * @cancellable: (nullable): ends waiting for a pipe
 */
typedef struct
{
  const char         *path;
  WeirRowFormat       format;
  gboolean            raw;
  const char * const *columns;
  const char         *not_utf8;
  char                separator;
  GCancellable       *cancellable;
} WeirRowFileSpec;

/**
 * WeirRowFile:
 *
 * Turns the records of a file into payloads: lines as they are, or rows of CSV
 * and of Parquet as JSON objects of their columns. Parquet is known by how it
 * begins. One thread.
 */
typedef struct _WeirRowFile WeirRowFile;

/**
 * WeirRowFileResult:
 * @WEIR_ROW_FILE_PAYLOAD: a payload was read
 * @WEIR_ROW_FILE_REFUSED: a row does not fit the columns; the problem says why
 * @WEIR_ROW_FILE_END: nothing more comes
 * @WEIR_ROW_FILE_ERROR: the file cannot be read
 */
typedef enum
{
  WEIR_ROW_FILE_PAYLOAD,
  WEIR_ROW_FILE_REFUSED,
  WEIR_ROW_FILE_END,
  WEIR_ROW_FILE_ERROR,
} WeirRowFileResult;

WeirRowFile        *weir_row_file_new         (const WeirRowFileSpec  *spec,
                                               GError                **error);
void                weir_row_file_free        (WeirRowFile            *self);
WeirTextFile       *weir_row_file_get_file    (WeirRowFile            *self);
gboolean            weir_row_file_begin       (WeirRowFile            *self,
                                               GError                **error);
const char * const *weir_row_file_get_columns (WeirRowFile            *self);
char                weir_row_file_get_separator (WeirRowFile          *self);
WeirRowFileResult   weir_row_file_read        (WeirRowFile            *self,
                                               const GString         **payload,
                                               GError                **error);
const char         *weir_row_file_get_problem (WeirRowFile            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRowFile, weir_row_file_free)

G_END_DECLS
