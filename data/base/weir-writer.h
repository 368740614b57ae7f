#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirWriter:
 *
 * Writes bytes to a file descriptor that may block for ever: standard output,
 * a FIFO, a terminal. A cancellation ends the wait. One thread at a time.
 */
typedef struct _WeirWriter WeirWriter;

/**
 * WeirWriterWaitingFunc:
 * @user_data: what was given to weir_writer_set_waiting_func()
 *
 * Called now and then while the reader does not read, in the thread that writes.
 */
typedef void (*WeirWriterWaitingFunc) (gpointer user_data);

void        weir_writer_init  (void);
WeirWriter *weir_writer_new   (int            fd,
                               const char    *name,
                               GCancellable  *cancellable);
WeirWriter *weir_writer_open  (const char    *path,
                               GCancellable  *cancellable,
                               GError       **error);
void        weir_writer_set_waiting_func (WeirWriter            *self,
                                          guint                  period_msec,
                                          WeirWriterWaitingFunc  func,
                                          gpointer               user_data);
gboolean    weir_writer_write (WeirWriter    *self,
                               const char    *bytes,
                               gsize          length,
                               GError       **error);
void        weir_writer_free  (WeirWriter    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWriter, weir_writer_free)

G_END_DECLS
