#pragma once

#include <gio/gio.h>

#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/* The key of Parquet's metadata that has it. */
#define WEIR_PROVENANCE_NOTE "weir.provenance"

/**
 * WeirProvenanceRange: records of one partition that were read.
 * @topic: (transfer none): as it was called
 * @partition: its number
 * @from: the first offset
 * @to: the first offset that was not read any more
 */
typedef struct
{
  char   *topic;
  gint32  partition;
  gint64  from;
  gint64  to;
} WeirProvenanceRange;

/**
 * WeirProvenance:
 *
 * Where the rows of a file came from, so that they can be computed again: one
 * JSON object. It goes into the metadata of a Parquet file, and into FILE.json
 * beside a text. One thread at a time.
 */
typedef struct _WeirProvenance WeirProvenance;

WeirProvenance *weir_provenance_new        (void);
WeirProvenance *weir_provenance_open       (const char             *path,
                                            GError                **error);
void            weir_provenance_free       (WeirProvenance         *self);
char           *weir_provenance_dup_path   (const char             *path);
void            weir_provenance_set_text   (WeirProvenance         *self,
                                            const char             *name,
                                            const char             *text);
void            weir_provenance_set_int    (WeirProvenance         *self,
                                            const char             *name,
                                            gint64                  number);
void            weir_provenance_set_time   (WeirProvenance         *self,
                                            const char             *name,
                                            gint64                  time_usec);
void            weir_provenance_set_texts  (WeirProvenance         *self,
                                            const char             *name,
                                            const char * const     *texts);
gboolean        weir_provenance_set_json   (WeirProvenance         *self,
                                            const char             *name,
                                            const char             *text,
                                            GError                **error);
void            weir_provenance_add_range  (WeirProvenance         *self,
                                            const char             *topic,
                                            gint32                  partition,
                                            gint64                  from,
                                            gint64                  to);
void            weir_provenance_add_row    (WeirProvenance         *self,
                                            const WeirExportColumn *columns,
                                            guint                   n_columns,
                                            const WeirValue        *values);
void            weir_provenance_close      (WeirProvenance         *self,
                                            const WeirExportColumn *columns,
                                            guint                   n_columns);
char           *weir_provenance_to_text    (WeirProvenance         *self);
const char     *weir_provenance_get_text   (WeirProvenance         *self,
                                            const char             *name);
gint64          weir_provenance_get_int    (WeirProvenance         *self,
                                            const char             *name,
                                            gint64                  otherwise);
GStrv           weir_provenance_dup_texts  (WeirProvenance         *self,
                                            const char             *name);
char           *weir_provenance_dup_json   (WeirProvenance         *self,
                                            const char             *name);
GArray         *weir_provenance_dup_ranges (WeirProvenance         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirProvenance, weir_provenance_free)

G_END_DECLS
