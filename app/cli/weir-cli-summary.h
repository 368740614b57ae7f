#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirCliSummary:
 *
 * What --json-summary writes: the counters of a run, one JSON object.
 */
typedef struct _WeirCliSummary WeirCliSummary;

WeirCliSummary *weir_cli_summary_new  (void);
void            weir_cli_summary_add  (WeirCliSummary  *self,
                                       const char      *name,
                                       guint64          n);
/* Only if there are any. */
void            weir_cli_summary_note (WeirCliSummary  *self,
                                       const char      *name,
                                       guint64          n);
/* Its members so far, for others. */
GString        *weir_cli_summary_get_text (WeirCliSummary *self);
/* @path: (nullable): %NULL: not wanted; compressed if it ends in ".gz" */
gboolean        weir_cli_summary_save (WeirCliSummary  *self,
                                       const char      *path,
                                       GError         **error);
void            weir_cli_summary_free (WeirCliSummary  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliSummary, weir_cli_summary_free)

G_END_DECLS
