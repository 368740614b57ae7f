#pragma once

#include "data/source/weir-intake.h"
#include "data/store/weir-row-file.h"

G_BEGIN_DECLS

/**
 * WeirFileIntakeSpec:
 * @path: the file; “-” is standard input
 * @format: what it holds
 * @columns: (nullable) (array zero-terminated=1): the columns of a CSV file without a header
 * @separator: between a row's cells; 0: found out
 * @first: the number of the first record that is handed out; those before it are only counted off
 * @max_records: 0: all
 * @tick_msec: between two calls of batch_end while nothing comes; 0: 20
 *
 * All zero but @path reads any CSV or NDJSON file.
 */
typedef struct
{
  const char         *path;
  WeirRowFormat       format;
  const char * const *columns;
  char                separator;
  gint64              first;
  guint64             max_records;
  guint               tick_msec;
} WeirFileIntakeSpec;

/**
 * WeirFileIntake:
 *
 * The intake that is a file: CSV or NDJSON, plain or gzip, a regular file, a
 * FIFO or standard input. One topic, the file's base name, with one partition,
 * 0; the number of the record, from 0 on, is its offset (a CSV's header and
 * empty lines are no records). A row of CSV comes as the JSON object that
 * `weir-cli publish` makes of it. Records have no time of their own and no key.
 *
 * A row that cannot be read is a GAP of reason DAMAGED whose text names its
 * line; rows that follow one another are one gap. The end of the file is
 * PARTITION_DONE and ENDED. Nothing can be committed.
 */
#define WEIR_TYPE_FILE_INTAKE (weir_file_intake_get_type ())
G_DECLARE_FINAL_TYPE (WeirFileIntake, weir_file_intake, WEIR, FILE_INTAKE, GObject)

WeirIntake *weir_file_intake_new (const WeirFileIntakeSpec *spec,
                                  const WeirIntakeHandler  *handler,
                                  gpointer                  user_data,
                                  GError                  **error);

G_END_DECLS
