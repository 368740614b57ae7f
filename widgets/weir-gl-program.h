#pragma once

#include <epoxy/gl.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirGlProgram: the program that strokes lines, and where its parameters are.
 */
typedef struct
{
  GLuint id;            /* 0: none */
  GLint  size;
  GLint  line;
  GLint  width;
  GLint  reach;
  GLint  color;
} WeirGlProgram;

gboolean weir_gl_program_init  (WeirGlProgram *self,
                                gboolean       use_es,
                                GError       **error);
void     weir_gl_program_clear (WeirGlProgram *self);

G_END_DECLS
