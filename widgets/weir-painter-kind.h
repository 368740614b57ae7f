#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirPainterKind: what draws the lines of charts on the screen. Files are always drawn by cairo.
 */
typedef enum
{
  WEIR_PAINTER_AUTO,    /* OpenGL where GTK draws with it on a GPU, else strips */
  WEIR_PAINTER_GL,      /* OpenGL, into textures */
  WEIR_PAINTER_STRIP,   /* the processor, into images that are kept from frame to frame */
  WEIR_PAINTER_CAIRO,   /* cairo, by paths */
} WeirPainterKind;

gboolean        weir_painter_kind_parse    (const char      *word,
                                            WeirPainterKind *kind);
const char     *weir_painter_kind_get_word (WeirPainterKind  kind);
void            weir_painter_kind_choose   (WeirPainterKind  kind);
WeirPainterKind weir_painter_kind_of       (GtkWidget       *widget);
char           *weir_painter_kind_describe (GtkWidget       *widget);

G_END_DECLS
