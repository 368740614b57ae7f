#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirCliFile:
 *
 * Reads a text file, plain or gzip (also several gzip streams in a row), one
 * record at a time. One thread.
 */
typedef struct _WeirCliFile WeirCliFile;

typedef void (*WeirCliFileFunc) (gpointer user_data);

/* @path "-" is standard input. @csv: a line end inside quotes does not end a record. */
WeirCliFile *weir_cli_file_new        (const char   *path,
                                       gboolean      csv,
                                       GError      **error);
/* Called about five times a second while a pipe has nothing to read. */
void         weir_cli_file_set_waiting_func (WeirCliFile     *self,
                                             WeirCliFileFunc  func,
                                             gpointer         user_data);
/* FALSE at the end, at an interruption (%G_IO_ERROR_CANCELLED), or with @error set. @record has no line end. */
gboolean     weir_cli_file_read       (WeirCliFile  *self,
                                       GString      *record,
                                       GError      **error);
/* Line of the record read last, from 1 on. */
guint64      weir_cli_file_get_line   (WeirCliFile  *self);
/* Share of the file read, 0 to 1; -1 if its size is not known. */
double       weir_cli_file_get_share  (WeirCliFile  *self);
void         weir_cli_file_free       (WeirCliFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliFile, weir_cli_file_free)

G_END_DECLS
