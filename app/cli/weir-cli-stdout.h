#pragma once

#include "data/base/weir-writer.h"

G_BEGIN_DECLS

/* Standard output and error: whatever goes there is there, or the run fails and says why. Neither blocks an interrupted
 * run. */

/* Before anything is printed, said or opened. */
void     weir_cli_stdout_init  (void);
/* Past stdio, at once. FALSE with a %G_IO_ERROR: see weir_writer_write(). Any thread. */
gboolean weir_cli_stdout_write (const char  *bytes,
                                gsize        length,
                                GError     **error);
/* @func (nullable) is called about each second while standard output waits for its reader, in the thread that writes. */
void     weir_cli_stdout_set_waiting_func (WeirWriterWaitingFunc  func,
                                           gpointer               user_data);
/* To standard error; what cannot be written there is dropped. Any thread. */
void     weir_cli_stderr_write (const char  *text);

G_END_DECLS
