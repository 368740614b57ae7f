#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WEIR_OUTPUT_FILE_ERROR (weir_output_file_error_quark ())
GQuark weir_output_file_error_quark (void);

/**
 * WeirOutputFileError:
 * @WEIR_OUTPUT_FILE_ERROR_SAME: two outputs would be one file
 * @WEIR_OUTPUT_FILE_ERROR_REFUSED: what has the name must not be written to or replaced; nothing was begun
 * @WEIR_OUTPUT_FILE_ERROR_FAILED: it could not be written; what had the name before has it still
 * @WEIR_OUTPUT_FILE_ERROR_UNCERTAIN: the new file is there, whole, but the disk did not confirm its name
 */
typedef enum
{
  WEIR_OUTPUT_FILE_ERROR_SAME,
  WEIR_OUTPUT_FILE_ERROR_REFUSED,
  WEIR_OUTPUT_FILE_ERROR_FAILED,
  WEIR_OUTPUT_FILE_ERROR_UNCERTAIN,
} WeirOutputFileError;

/**
 * WeirOutputFile:
 *
 * A file that is written: the one way in which Weir's programs write files.
 *
 * A regular file, or a new one, is whole or not there: its bytes go to a
 * temporary file in the same folder, which takes its name (fsync, rename, fsync
 * of the folder) when it is finished. It keeps mode, owner and group of the
 * file that it replaces, and a symbolic link stays one. Devices and FIFOs are
 * written to as they are; folders, sockets and disks are refused. What a killed
 * run left for the same name is removed. One thread at a time.
 */
typedef struct _WeirOutputFile WeirOutputFile;

gboolean        weir_output_file_is_gzip     (const char          *path);
WeirOutputFile *weir_output_file_new         (const char          *path,
                                              gboolean             gzip,
                                              GError             **error);
gboolean        weir_output_file_is_direct   (WeirOutputFile      *self);
const char     *weir_output_file_get_path    (WeirOutputFile      *self);
gboolean        weir_output_file_write       (WeirOutputFile      *self,
                                              const char          *bytes,
                                              gsize                length,
                                              GError             **error);
gboolean        weir_output_file_finish      (WeirOutputFile      *self,
                                              GError             **error);
void            weir_output_file_free        (WeirOutputFile      *self);

gboolean        weir_output_file_save        (const char          *path,
                                              const char          *bytes,
                                              gsize                length,
                                              GError             **error);
gboolean        weir_output_file_check_apart (const char * const  *paths,
                                              guint                n_paths,
                                              GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOutputFile, weir_output_file_free)

G_END_DECLS
