#pragma once

#include <gio/gio.h>

#include "data/base/weir-output-file.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

#define WEIR_STORE_ERROR (weir_store_error_quark ())
GQuark weir_store_error_quark (void);

typedef enum
{
  WEIR_STORE_ERROR_NAME,      /* what the file is called, and what is to be in it, do not fit */
  WEIR_STORE_ERROR_DATABASE,  /* DuckDB refused */
  WEIR_STORE_ERROR_COLUMNS,   /* columns and values do not fit */
  WEIR_STORE_ERROR_BUSY,      /* another process writes there */
  WEIR_STORE_ERROR_DAMAGED,   /* what is there is not what was written */
  WEIR_STORE_ERROR_WENT_BACK, /* a topic is not the one that was recorded */
  WEIR_STORE_ERROR_TIMEOUT,   /* a statement took longer than it may */
} WeirStoreError;

typedef enum
{
  WEIR_EXPORT_CSV,
  WEIR_EXPORT_NDJSON,
  WEIR_EXPORT_PARQUET,
} WeirExportFormat;

/**
 * WeirExportColumnType: TIME is µs UTC (TIMESTAMP WITH TIME ZONE in Parquet, ISO text in CSV and JSON);
 * NUMBER becomes BIGINT if every value of the column is an integer, else DOUBLE; ANY
 * is whatever each value is in CSV and JSON. In Parquet it is the one type that all values have (numbers are DOUBLE if each
 * of them is one exactly), else their text.
 */
typedef enum
{
  WEIR_EXPORT_TEXT,
  WEIR_EXPORT_TIME,
  WEIR_EXPORT_INTEGER,
  WEIR_EXPORT_DOUBLE,
  WEIR_EXPORT_NUMBER,
  WEIR_EXPORT_BOOLEAN,
  WEIR_EXPORT_BLOB,
  WEIR_EXPORT_ANY,
} WeirExportColumnType;

typedef struct
{
  const char          *name;
  WeirExportColumnType type;
} WeirExportColumn;

/**
 * WeirExporter:
 *
 * Writes rows to one file that is complete or not there, see WeirOutputFile.
 * One thread at a time.
 */
typedef struct _WeirExporter WeirExporter;
/* See weir-provenance.h. */
typedef struct _WeirProvenance WeirProvenance;

WeirExporter *weir_exporter_new     (const char             *path,
                                     WeirExportFormat        format,
                                     const WeirExportColumn *columns,
                                     guint                   n_columns,
                                     GError                **error);
void          weir_exporter_set_note (WeirExporter          *self,
                                      const char            *name,
                                      const char            *value);
void          weir_exporter_set_provenance (WeirExporter    *self,
                                      WeirProvenance         *provenance);
void          weir_exporter_set_raw  (WeirExporter           *self,
                                      gboolean                raw);
gboolean      weir_exporter_add_row (WeirExporter           *self,
                                     const WeirValue        *values,
                                     GError                **error);
gboolean      weir_exporter_finish  (WeirExporter           *self,
                                     GCancellable           *cancellable,
                                     GError                **error);
guint64       weir_exporter_get_n_rows (WeirExporter        *self);
void          weir_exporter_free    (WeirExporter           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirExporter, weir_exporter_free)

G_END_DECLS
