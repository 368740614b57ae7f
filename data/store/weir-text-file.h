#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirTextFile:
 *
 * Reads a text file one record at a time: a regular file, a FIFO or standard
 * input, plain or gzip (also several gzip streams in a row), which its content
 * tells. Memory is bounded by the largest record, and that by 64 MiB. Waiting
 * for a pipe can be cancelled. One thread.
 */
typedef struct _WeirTextFile WeirTextFile;

typedef void (*WeirTextFileFunc) (gpointer user_data);

WeirTextFile *weir_text_file_new              (const char       *path,
                                               GCancellable     *cancellable,
                                               GError          **error);
void          weir_text_file_free             (WeirTextFile     *self);
const char   *weir_text_file_get_name         (WeirTextFile     *self);
void          weir_text_file_set_waiting_func (WeirTextFile     *self,
                                               guint             wait_msec,
                                               WeirTextFileFunc  func,
                                               gpointer          user_data);
gboolean      weir_text_file_peek             (WeirTextFile     *self,
                                               char             *first,
                                               GError          **error);
gboolean      weir_text_file_read             (WeirTextFile     *self,
                                               gboolean          csv,
                                               GString          *record,
                                               GError          **error);
guint64       weir_text_file_get_line         (WeirTextFile     *self);
double        weir_text_file_get_share        (WeirTextFile     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTextFile, weir_text_file_free)

G_END_DECLS
