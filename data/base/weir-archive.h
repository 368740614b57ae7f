#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WEIR_ARCHIVE_ERROR (weir_archive_error_quark ())
GQuark weir_archive_error_quark (void);

/**
 * WeirArchiveError:
 * @WEIR_ARCHIVE_ERROR_READ: a file cannot be read
 * @WEIR_ARCHIVE_ERROR_WRITE: a file cannot be written
 * @WEIR_ARCHIVE_ERROR_FORMAT: it is no archive, not a whole one, or has names that it must not have
 */
typedef enum
{
  WEIR_ARCHIVE_ERROR_READ,
  WEIR_ARCHIVE_ERROR_WRITE,
  WEIR_ARCHIVE_ERROR_FORMAT,
} WeirArchiveError;

/*
 * Several files in one: a tar archive (ustar, long names as GNU tar has them),
 * which other programs open too.
 */

/**
 * WeirArchiveMember:
 * @name: owned: its name in the archive, folders with /
 * @path: (nullable) (type filename): owned: the file that it is,
 * @bytes: (nullable): owned: or its bytes
 */
typedef struct
{
  char   *name;
  char   *path;
  GBytes *bytes;
} WeirArchiveMember;

void     weir_archive_member_free (WeirArchiveMember  *self);
gboolean weir_archive_save        (const char         *path,
                                   const GPtrArray    *members,
                                   GError            **error);
gboolean weir_archive_extract     (const char         *path,
                                   const char         *folder,
                                   GError            **error);

G_END_DECLS
