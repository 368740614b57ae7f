#include "config.h"

#include "widgets/weir-gl-program.h"

#include "widgets/weir-gl-stage.h"

/*
 * A quad for each column of a line, one pixel wide and as high as what the
 * stroke covers there. The fragments compute their coverage as
 * weir-line-stroke.c does: both must be changed together, and the test
 * "painters" holds one beside the other.
 */
static const char common_source[] =
  "uniform sampler2D spans;\n"         /* of a column (x) and a line (y): where its centre begins and ends */
  "uniform vec2 size;\n"
  "uniform int line;\n"
  "uniform float width;\n"
  "uniform int reach;\n"
  "const float STEEP = " G_STRINGIFY (WEIR_LINE_STEEP_PX) ";\n"
                                                          "const float STEEP_RAMP = " G_STRINGIFY (WEIR_LINE_STEEP_RAMP_PX) ";\n"
                                                                                                                            "vec2 span_at (int column)\n"
                                                                                                                            "{\n"
                                                                                                                            "  return texelFetch (spans, ivec2 (column, line), 0).xy;\n"
                                                                                                                            "}\n"
                                                                                                                            "bool is_steep (vec2 span)\n"
                                                                                                                            "{\n"
                                                                                                                            "  return span.y - span.x > STEEP;\n"
                                                                                                                            "}\n"
                                                                                                                            "vec2 edges_of (vec2 span)\n" /* of the stroke: half a width beyond, and more where the line is slanted */
                                                                                                                            "{\n"
                                                                                                                            "  float rise = span.y - span.x;\n"
                                                                                                                            "  float reach_y = is_steep (span) ? width / 2.0 : width / 2.0 * sqrt (1.0 + rise * rise);\n"
                                                                                                                            "  return span + vec2 (-reach_y, reach_y);\n"
                                                                                                                            "}\n";

static const char vertex_source[] =
  "flat out int column;\n"
  "void main ()\n"
  "{\n"
  "  vec2 extent = vec2 (size.y, 0.0);\n"
  "  column = gl_InstanceID;\n"
  "  for (int i = max (column - reach, 0); i <= min (column + reach, int (size.x) - 1); i++)\n"
  "    {\n"
  "      vec2 span = span_at (i);\n"
  "      if (span.x <= span.y && (i == column || is_steep (span)))\n"
  "        {\n"
  "          vec2 edges = edges_of (span);\n"
  "          extent = vec2 (min (extent.x, edges.x), max (extent.y, edges.y));\n"
  "        }\n"
  "    }\n"
  "  extent = clamp (vec2 (floor (extent.x), ceil (extent.y)), 0.0, size.y);\n"
  "  vec2 corner = vec2 (gl_VertexID & 1, gl_VertexID >> 1);\n"
  "  vec2 place = vec2 (float (column) + corner.x, extent.x < extent.y ? mix (extent.x, extent.y, corner.y) : 0.0);\n"
  /* The first row of a texture is the picture's uppermost. */
  "  gl_Position = vec4 (place / size * 2.0 - 1.0, 0.0, 1.0);\n"
  "}\n";

static const char fragment_source[] =
  "uniform vec4 color;\n"
  "flat in int column;\n"
  "out vec4 pixel;\n"
  "float ramp_integral (float t, float ramp)\n"
  "{\n"
  "  return t <= 0.0 ? 0.0 : t < ramp ? t * t / (2.0 * ramp) : t - ramp / 2.0;\n"
  "}\n"
  "float covered (vec2 span, float y)\n"
  "{\n"
  "  float ramp = is_steep (span) ? STEEP_RAMP : max (span.y - span.x, 1e-3);\n"
  "  vec2 edges = edges_of (span);\n"
  "  return clamp (ramp_integral (y + 1.0 - edges.x, ramp) - ramp_integral (y - edges.x, ramp)\n"
  "                - ramp_integral (y + 1.0 - (edges.y - ramp), ramp) + ramp_integral (y - (edges.y - ramp), ramp), 0.0, 1.0);\n"
  "}\n"
  "void main ()\n"
  "{\n"
  "  float y = floor (gl_FragCoord.y);\n"
  "  float coverage = 0.0;\n"
  "  for (int i = max (column - reach, 0); i <= min (column + reach, int (size.x) - 1); i++)\n"
  "    {\n"
  "      vec2 span = span_at (i);\n"
  "      if (span.x <= span.y && (i == column || is_steep (span)))\n"
  "        coverage = max (coverage, covered (span, y)\n"
  "                                  * (i == column ? 1.0 : clamp (width / 2.0 + 0.5 - abs (float (i - column)), 0.0, 1.0)));\n"
  "    }\n"
  "  pixel = color * coverage;\n"
  "}\n";

static GLuint
compile (GLenum       type,
         gboolean     use_es,
         const char  *source,
         GError     **error)
{
  const char *parts[] = { use_es ? "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n"
                                 : "#version 150\n",
                          common_source, source };
  GLuint shader = glCreateShader (type);
  GLint compiled = GL_FALSE;
  char log[512] = "";

  glShaderSource (shader, G_N_ELEMENTS (parts), parts, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &compiled);
  if (compiled)
    return shader;

  glGetShaderInfoLog (shader, sizeof log, NULL, log);
  glDeleteShader (shader);
  g_set_error (error, WEIR_GL_ERROR, WEIR_GL_ERROR_SHADER, "the shader was refused: %s", g_strstrip (log));

  return 0;
}

static gboolean
link_program (WeirGlProgram *self,
              GLuint         vertex,
              GLuint         fragment,
              GError       **error)
{
  GLint linked = GL_FALSE;
  char log[512] = "";

  self->id = glCreateProgram ();
  glAttachShader (self->id, vertex);
  glAttachShader (self->id, fragment);
  glLinkProgram (self->id);
  glGetProgramiv (self->id, GL_LINK_STATUS, &linked);
  if (linked)
    return TRUE;

  glGetProgramInfoLog (self->id, sizeof log, NULL, log);
  weir_gl_program_clear (self);
  g_set_error (error, WEIR_GL_ERROR, WEIR_GL_ERROR_SHADER, "the program was refused: %s", g_strstrip (log));

  return FALSE;
}

/*< private >
 * weir_gl_program_init:
 * @self: (out caller-allocates): filled by this
 * @use_es: whether the current context is one of OpenGL ES
 * @error: return location for an error
 *
 * Compiles the program in the current context.
 *
 * Returns: whether it can be used
 */
gboolean
weir_gl_program_init (WeirGlProgram *self,
                      gboolean       use_es,
                      GError       **error)
{
  GLuint vertex, fragment;
  gboolean linked;

  *self = (WeirGlProgram) { 0 };
  vertex = compile (GL_VERTEX_SHADER, use_es, vertex_source, error);
  if (vertex == 0)
    return FALSE;
  fragment = compile (GL_FRAGMENT_SHADER, use_es, fragment_source, error);
  if (fragment == 0)
    {
      glDeleteShader (vertex);
      return FALSE;
    }

  linked = link_program (self, vertex, fragment, error);
  glDeleteShader (vertex);
  glDeleteShader (fragment);
  if (!linked)
    return FALSE;

  self->size = glGetUniformLocation (self->id, "size");
  self->line = glGetUniformLocation (self->id, "line");
  self->width = glGetUniformLocation (self->id, "width");
  self->reach = glGetUniformLocation (self->id, "reach");
  self->color = glGetUniformLocation (self->id, "color");

  return TRUE;
}

/*< private >
 * weir_gl_program_clear:
 * @self: a program, whose context is current
 *
 * Deletes it.
 */
void
weir_gl_program_clear (WeirGlProgram *self)
{
  glDeleteProgram (self->id);
  *self = (WeirGlProgram) { 0 };
}
