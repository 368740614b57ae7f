#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirPictureNote:
 * @workspace: (nullable): path of the workspace's file
 * @dashboard: (nullable): name of the dashboard
 * @begin_usec: start of the range that the picture shows
 * @end_usec: its end, exclusive
 *
 * Where a saved picture of a chart comes from: it stands in the file, so that a
 * picture opens as what it shows.
 */
typedef struct
{
  char  *workspace;
  char  *dashboard;
  gint64 begin_usec;
  gint64 end_usec;
} WeirPictureNote;

char            *weir_picture_note_to_text   (const WeirPictureNote *self);
WeirPictureNote *weir_picture_note_from_text (const char            *text,
                                              GError               **error);
WeirPictureNote *weir_picture_note_from_png  (const char            *path,
                                              GError               **error);
void             weir_picture_note_free      (WeirPictureNote       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPictureNote, weir_picture_note_free)

G_END_DECLS
