#include "config.h"

#include "widgets/weir-gl-stage.h"

#include <epoxy/gl.h>
#include <string.h>

#include "widgets/weir-gl-program.h"

/* What a display keeps: the stage, or that there can be none. */
#define STAGE_KEY  "weir-gl-stage"
#define FAILED_KEY "weir-gl-failed"

/* Textures that were not used again for so long are deleted. */
#define SPARE_SECONDS 2

/* A stage that no chart has taken yet is kept so long. */
#define NEW_SECONDS 2

/* A texture that may be drawn into. */
typedef struct
{
  GLuint id;
  int    width;
  int    height;
} Target;

/* One that GTK shows. */
typedef struct
{
  WeirGlStage *stage;   /* owned */
  Target       target;
} Shown;

struct _WeirGlStage
{
  GObject        parent_instance;

  GdkDisplay    *display;       /* borrowed: it outlives its windows */
  GdkGLContext  *context;       /* owned */
  char          *name;          /* owned: of what draws */
  WeirGlProgram  program;
  GLuint         vertex_array;  /* without attributes: vertices are counted */
  GLuint         framebuffer;
  GLuint         spans;         /* texture of the lines that are drawn */
  GLint          max_size;      /* of a texture */
  GArray        *spare;         /* owned, of Target */
  guint          spare_id;      /* a timeout that deletes them, and has a reference; 0: there are none */
};

G_DEFINE_FINAL_TYPE (WeirGlStage, weir_gl_stage, G_TYPE_OBJECT)

G_DEFINE_QUARK (weir-gl-error-quark, weir_gl_error)

static void
delete_spare (WeirGlStage *self)
{
  for (guint i = 0; i < self->spare->len; i++)
    glDeleteTextures (1, &g_array_index (self->spare, Target, i).id);
  g_array_set_size (self->spare, 0);
}

static gboolean
on_spare (gpointer user_data)
{
  WeirGlStage *self = user_data;

  gdk_gl_context_make_current (self->context);
  delete_spare (self);
  gdk_gl_context_clear_current ();
  self->spare_id = 0;

  return G_SOURCE_REMOVE;
}

/* GTK may be amid a frame of its own context here: nothing of OpenGL is called, and the stage is not freed yet. */
static void
on_texture_released (gpointer user_data)
{
  Shown *shown = user_data;
  WeirGlStage *self = shown->stage;

  g_array_append_val (self->spare, shown->target);
  if (self->spare_id == 0)
    self->spare_id = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, SPARE_SECONDS, on_spare, g_object_ref (self), g_object_unref);
  g_object_unref (shown->stage);
  g_free (shown);
}

/* Of the wanted size: one that is no longer shown, or a new one. */
static Target
take_target (WeirGlStage *self,
             int          width,
             int          height)
{
  Target target = { 0, width, height };

  for (guint i = 0; i < self->spare->len; i++)
    {
      const Target *spare = &g_array_index (self->spare, Target, i);

      if (spare->width != width || spare->height != height)
        continue;
      target = *spare;
      g_array_remove_index_fast (self->spare, i);
      return target;
    }

  glGenTextures (1, &target.id);
  glBindTexture (GL_TEXTURE_2D, target.id);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);

  return target;
}

static void
upload_spans (WeirGlStage        *self,
              int                 n_columns,
              guint               n_lines,
              const WeirLineSpan *spans)
{
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->spans);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RG32F, n_columns, (GLsizei) n_lines, 0, GL_RG, GL_FLOAT, spans);
}

static void
draw_strokes (WeirGlStage        *self,
              const Target       *target,
              guint               n_lines,
              const WeirGlStroke *strokes)
{
  glViewport (0, 0, target->width, target->height);
  glClearColor (0.0f, 0.0f, 0.0f, 0.0f);
  glClear (GL_COLOR_BUFFER_BIT);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glUseProgram (self->program.id);
  glBindVertexArray (self->vertex_array);
  glUniform2f (self->program.size, (float) target->width, (float) target->height);

  for (guint i = 0; i < n_lines; i++)
    {
      glUniform1i (self->program.line, (GLint) i);
      glUniform1f (self->program.width, strokes[i].width);
      glUniform1i (self->program.reach, strokes[i].reach);
      glUniform4fv (self->program.color, 1, strokes[i].color);
      glDrawArraysInstanced (GL_TRIANGLE_STRIP, 0, 4, target->width);
    }
}

/* What went wrong since the last call, the first of it; GL_NO_ERROR for nothing. A lost context has no end of errors. */
static GLenum
take_error (void)
{
  GLenum first = glGetError ();

  for (guint i = 0; i < 8 && first != GL_NO_ERROR && glGetError () != GL_NO_ERROR; i++)
    continue;

  return first;
}

static GdkTexture *
show (WeirGlStage  *self,
      const Target *target)
{
  Shown *shown = g_new (Shown, 1);

  *shown = (Shown) { g_object_ref (self), *target };

  return gdk_gl_texture_new (self->context, target->id, target->width, target->height, on_texture_released, shown);
}

/*< private >
 * weir_gl_stage_draw:
 * @self: a stage
 * @n_columns: width of the picture, in device pixels
 * @height: its height, in device pixels
 * @n_lines: how many lines there are
 * @spans: (array): where they run: the columns of the first line, then of the next; the top below
 *   the bottom where there is none
 * @strokes: (array length=n_lines): how they are drawn, the last on top
 * @error: return location for an error
 *
 * Draws lines.
 *
 * Returns: (transfer full): the picture, for GTK to show
 */
GdkTexture *
weir_gl_stage_draw (WeirGlStage        *self,
                    int                 n_columns,
                    int                 height,
                    guint               n_lines,
                    const WeirLineSpan *spans,
                    const WeirGlStroke *strokes,
                    GError            **error)
{
  Target target;
  GLenum status, code;

  g_return_val_if_fail (WEIR_IS_GL_STAGE (self), NULL);
  g_return_val_if_fail (n_columns > 0 && height > 0 && n_lines > 0, NULL);

  if (MAX (MAX (n_columns, height), (int) n_lines) > self->max_size)
    {
      g_set_error (error, WEIR_GL_ERROR, WEIR_GL_ERROR_SIZE, "%d × %d pixels of %u lines are more than the %d of a texture",
                   n_columns, height, n_lines, self->max_size);
      return NULL;
    }

  gdk_gl_context_make_current (self->context);
  take_error ();
  target = take_target (self, n_columns, height);
  glBindFramebuffer (GL_FRAMEBUFFER, self->framebuffer);
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target.id, 0);
  status = glCheckFramebufferStatus (GL_FRAMEBUFFER);
  if (status == GL_FRAMEBUFFER_COMPLETE)
    {
      upload_spans (self, n_columns, n_lines, spans);
      draw_strokes (self, &target, n_lines, strokes);
    }
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, 0, 0);
  glBindTexture (GL_TEXTURE_2D, 0);
  /* GTK's own context reads it next. */
  glFlush ();

  code = take_error ();
  if (status == GL_FRAMEBUFFER_COMPLETE && code == GL_NO_ERROR)
    return show (self, &target);

  glDeleteTextures (1, &target.id);
  g_set_error (error, WEIR_GL_ERROR, WEIR_GL_ERROR_DRAW, "OpenGL error 0x%x, framebuffer 0x%x", code, status);

  return NULL;
}

static void
weir_gl_stage_dispose (GObject *object)
{
  WeirGlStage *self = WEIR_GL_STAGE (object);

  if (self->context != NULL)
    {
      gdk_gl_context_make_current (self->context);
      delete_spare (self);
      weir_gl_program_clear (&self->program);
      glDeleteTextures (1, &self->spans);
      glDeleteFramebuffers (1, &self->framebuffer);
      glDeleteVertexArrays (1, &self->vertex_array);
      gdk_gl_context_clear_current ();
    }
  g_clear_object (&self->context);

  G_OBJECT_CLASS (weir_gl_stage_parent_class)->dispose (object);
}

static void
weir_gl_stage_finalize (GObject *object)
{
  WeirGlStage *self = WEIR_GL_STAGE (object);

  g_array_unref (self->spare);
  g_free (self->name);

  G_OBJECT_CLASS (weir_gl_stage_parent_class)->finalize (object);
}

static void
weir_gl_stage_class_init (WeirGlStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_gl_stage_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_gl_stage_finalize;
}

static void
weir_gl_stage_init (WeirGlStage *self)
{
  self->spare = g_array_new (FALSE, FALSE, sizeof (Target));
}

/* Instances, textures of floats and vertices without attributes came with these. */
static gboolean
check_version (GdkGLContext *context,
               GError      **error)
{
  gboolean es = gdk_gl_context_get_use_es (context);
  int major, minor;

  gdk_gl_context_get_version (context, &major, &minor);
  if (es ? major >= 3 : major > 3 || (major == 3 && minor >= 2))
    return TRUE;

  g_set_error (error, WEIR_GL_ERROR, WEIR_GL_ERROR_VERSION, "%s %d.%d is there, %s is needed", es ? "OpenGL ES" : "OpenGL",
               major, minor, es ? "3.0" : "3.2");

  return FALSE;
}

static void
make_objects (WeirGlStage *self)
{
  glGenVertexArrays (1, &self->vertex_array);
  glGenFramebuffers (1, &self->framebuffer);
  glGetIntegerv (GL_MAX_TEXTURE_SIZE, &self->max_size);
  glGenTextures (1, &self->spans);
  glBindTexture (GL_TEXTURE_2D, self->spans);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  self->name = g_strdup ((const char *) glGetString (GL_RENDERER));
}

/*< private >
 * weir_gl_stage_new:
 * @display: a display
 * @error: return location for an error
 *
 * Returns: (transfer full): a stage of its own; %NULL where OpenGL cannot be used
 */
WeirGlStage *
weir_gl_stage_new (GdkDisplay *display,
                   GError    **error)
{
  g_autoptr(WeirGlStage) self = NULL;
  g_autoptr(GdkGLContext) context = NULL;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  if (!gdk_display_prepare_gl (display, error))
    return NULL;
  context = gdk_display_create_gl_context (display, error);
  if (context == NULL || !gdk_gl_context_realize (context, error))
    return NULL;

  /* Only a current context has a version. */
  gdk_gl_context_make_current (context);
  if (!check_version (context, error))
    return NULL;

  self = g_object_new (WEIR_TYPE_GL_STAGE, NULL);
  self->display = display;
  self->context = g_steal_pointer (&context);
  make_objects (self);
  if (!weir_gl_program_init (&self->program, gdk_gl_context_get_use_es (self->context), error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
on_stage_gone (gpointer  display,
               GObject  *stage)
{
  g_object_set_data (display, STAGE_KEY, NULL);
}

static gboolean
on_no_longer_new (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
say_failed (GdkDisplay   *display,
            const GError *error)
{
  if (g_object_get_data (G_OBJECT (display), FAILED_KEY) == NULL)
    g_message ("Charts are not drawn by OpenGL: %s", error->message);
  g_object_set_data (G_OBJECT (display), FAILED_KEY, GINT_TO_POINTER (TRUE));
}

/*< private >
 * weir_gl_stage_get:
 * @display: a display
 *
 * The stage that all charts of a display share. It lives as long as one of them
 * has it, and a little while to begin with: who asks what there is asks before
 * the first chart is drawn. If there can be none, that is logged once, and not tried again.
 *
 * Returns: (transfer full) (nullable): the stage
 */
WeirGlStage *
weir_gl_stage_get (GdkDisplay *display)
{
  g_autoptr(GError) error = NULL;
  WeirGlStage *self;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  if (g_object_get_data (G_OBJECT (display), FAILED_KEY) != NULL)
    return NULL;
  self = g_object_get_data (G_OBJECT (display), STAGE_KEY);
  if (self != NULL)
    return g_object_ref (self);

  self = weir_gl_stage_new (display, &error);
  if (self == NULL)
    {
      say_failed (display, error);
      return NULL;
    }
  g_object_set_data (G_OBJECT (display), STAGE_KEY, self);
  g_object_weak_ref (G_OBJECT (self), on_stage_gone, display);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, NEW_SECONDS, on_no_longer_new, g_object_ref (self), g_object_unref);

  return self;
}

/*< private >
 * weir_gl_stage_give_up:
 * @self: a stage
 * @error: why
 *
 * From now on its display has no stage. Said once in the log.
 */
void
weir_gl_stage_give_up (WeirGlStage  *self,
                       const GError *error)
{
  g_return_if_fail (WEIR_IS_GL_STAGE (self));

  say_failed (self->display, error);
}

/*< private >
 * weir_gl_stage_get_name:
 * @self: a stage
 *
 * Returns: (transfer none): what draws, as OpenGL names it
 */
const char *
weir_gl_stage_get_name (WeirGlStage *self)
{
  g_return_val_if_fail (WEIR_IS_GL_STAGE (self), NULL);

  return self->name;
}

/*< private >
 * weir_gl_stage_is_software:
 * @self: a stage
 *
 * Returns: whether OpenGL is computed by the processor, as Mesa and others do
 *   where there is no GPU
 */
gboolean
weir_gl_stage_is_software (WeirGlStage *self)
{
  static const char *const words[] = { "llvmpipe", "softpipe", "swrast", "swr", "software rasterizer", "swiftshader",
                                       "lavapipe", "microsoft basic render" };
  g_autofree char *name = NULL;

  g_return_val_if_fail (WEIR_IS_GL_STAGE (self), TRUE);

  name = g_ascii_strdown (self->name != NULL ? self->name : "", -1);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;

  return FALSE;
}
