#pragma once

#include <gdk/gdk.h>

#include "widgets/weir-line-span.h"

G_BEGIN_DECLS

#define WEIR_GL_ERROR (weir_gl_error_quark ())
GQuark weir_gl_error_quark (void);

typedef enum
{
  WEIR_GL_ERROR_VERSION,    /* OpenGL is too old for what is drawn */
  WEIR_GL_ERROR_SHADER,     /* a shader was refused */
  WEIR_GL_ERROR_SIZE,       /* more pixels or lines than a texture may have */
  WEIR_GL_ERROR_DRAW,       /* OpenGL reported an error, or the context is lost */
} WeirGlError;

/**
 * WeirGlStroke: how one line of a picture is stroked.
 */
typedef struct
{
  float color[4];       /* premultiplied */
  float width;          /* device pixels */
  int   reach;          /* columns that a steep line covers beside its own */
} WeirGlStroke;

/**
 * WeirGlStage:
 *
 * What all charts of a display need to draw lines by OpenGL: a context that
 * shares its textures with GTK's renderer, the program, and textures that are
 * no longer shown. Main thread only.
 */
#define WEIR_TYPE_GL_STAGE (weir_gl_stage_get_type ())
G_DECLARE_FINAL_TYPE (WeirGlStage, weir_gl_stage, WEIR, GL_STAGE, GObject)

WeirGlStage *weir_gl_stage_get         (GdkDisplay         *display);
WeirGlStage *weir_gl_stage_new         (GdkDisplay         *display,
                                        GError            **error);
void         weir_gl_stage_give_up     (WeirGlStage        *self,
                                        const GError       *error);
const char  *weir_gl_stage_get_name    (WeirGlStage        *self);
gboolean     weir_gl_stage_is_software (WeirGlStage        *self);
GdkTexture  *weir_gl_stage_draw        (WeirGlStage        *self,
                                        int                 n_columns,
                                        int                 height,
                                        guint               n_lines,
                                        const WeirLineSpan *spans,
                                        const WeirGlStroke *strokes,
                                        GError            **error);

G_END_DECLS
