#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_JOURNAL_FILE_ERROR (weir_journal_file_error_quark ())
GQuark weir_journal_file_error_quark (void);

/**
 * WeirJournalFileError:
 * @WEIR_JOURNAL_FILE_ERROR_LOCKED: another program keeps the journal
 * @WEIR_JOURNAL_FILE_ERROR_FAILED: it cannot be read or written
 */
typedef enum
{
  WEIR_JOURNAL_FILE_ERROR_LOCKED,
  WEIR_JOURNAL_FILE_ERROR_FAILED,
} WeirJournalFileError;

/* Parts of a journal that are kept; older ones are removed. */
#define WEIR_JOURNAL_FILE_PARTS 4

/**
 * WeirJournalFile:
 *
 * Lines that are only ever added to, in the files of a folder. Each line stands
 * behind its checksum: what a killed program or a failing disk left half
 * written is not read. What was added is on the disk when the call returns.
 *
 * A part that has grown large is followed by a new one, which begins with what
 * its owner still needs; of older parts the newest %WEIR_JOURNAL_FILE_PARTS are
 * kept. One program at a time. One thread at a time; all calls block.
 */
typedef struct _WeirJournalFile WeirJournalFile;

/**
 * WeirJournalLineFunc:
 * @line: a line, without its checksum and newline; zero-terminated
 * @length: of it
 * @user_data: what was given with it
 */
typedef void (*WeirJournalLineFunc) (const char *line,
                                     gsize       length,
                                     gpointer    user_data);

WeirJournalFile *weir_journal_file_open          (const char          *folder,
                                                  gsize                part_bytes,
                                                  WeirJournalLineFunc  func,
                                                  gpointer             user_data,
                                                  GError             **error);
gboolean         weir_journal_file_read          (const char          *folder,
                                                  WeirJournalLineFunc  func,
                                                  gpointer             user_data,
                                                  guint64             *n_damaged,
                                                  GError             **error);
void             weir_journal_file_free          (WeirJournalFile     *self);
void             weir_journal_file_append_line   (GString             *block,
                                                  const char          *line,
                                                  gsize                length);
gboolean         weir_journal_file_write         (WeirJournalFile     *self,
                                                  const GString       *block,
                                                  GError             **error);
gboolean         weir_journal_file_is_full       (WeirJournalFile     *self);
gboolean         weir_journal_file_begin_part    (WeirJournalFile     *self,
                                                  const GString       *block,
                                                  GError             **error);
guint64          weir_journal_file_get_n_damaged (WeirJournalFile     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirJournalFile, weir_journal_file_free)

G_END_DECLS
