#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirGlLines:
 *
 * The lines of a chart as a texture drawn by OpenGL, kept until one of their
 * columns changes. Main thread only.
 */
typedef struct _WeirGlLines WeirGlLines;

WeirGlLines *weir_gl_lines_new           (void);
void         weir_gl_lines_free          (WeirGlLines       *self);
gboolean     weir_gl_lines_update        (WeirGlLines       *self,
                                          GdkDisplay        *display,
                                          const WeirLineSet *set,
                                          gboolean           dirty);
void         weir_gl_lines_snapshot      (WeirGlLines       *self,
                                          GtkSnapshot       *snapshot);
guint64      weir_gl_lines_get_n_painted (WeirGlLines       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGlLines, weir_gl_lines_free)

G_END_DECLS
