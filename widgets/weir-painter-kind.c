#include "config.h"

#include "widgets/weir-painter-kind.h"

#include "widgets/weir-gl-stage.h"
#include "widgets/weir-painter.h"

/* What a display keeps: that OpenGL is computed by its processor, or is not there. */
#define SOFTWARE_KEY "weir-gl-software"

static const char *const words[] = {
  [WEIR_PAINTER_AUTO] = "auto",
  [WEIR_PAINTER_GL] = "gl",
  [WEIR_PAINTER_STRIP] = "strip",
  [WEIR_PAINTER_CAIRO] = "cairo",
};

/* Main thread only; set before the first chart is drawn. */
static WeirPainterKind chosen = WEIR_PAINTER_AUTO;

/**
 * weir_painter_kind_parse:
 * @word: "auto", "gl", "strip" or "cairo"
 * @kind: (out): what it means
 *
 * Returns: whether @word is one of these
 */
gboolean
weir_painter_kind_parse (const char      *word,
                         WeirPainterKind *kind)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], word))
      {
        *kind = (WeirPainterKind) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * weir_painter_kind_get_word:
 * @kind: a kind
 *
 * Returns: (transfer none): its word
 */
const char *
weir_painter_kind_get_word (WeirPainterKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (words), NULL);

  return words[kind];
}

/**
 * weir_painter_kind_choose:
 * @kind: what draws lines from now on
 *
 * Chooses for all charts of the process. To be called before the first of them
 * is drawn: a chart that has begun with one painter does not go on with another.
 * Main thread only.
 */
void
weir_painter_kind_choose (WeirPainterKind kind)
{
  g_return_if_fail (kind < G_N_ELEMENTS (words));

  chosen = kind;
}

/* A display without a GPU is asked once. */
static gboolean
has_gpu (GdkDisplay *display)
{
  g_autoptr(WeirGlStage) stage = NULL;

  if (g_object_get_data (G_OBJECT (display), SOFTWARE_KEY) != NULL)
    return FALSE;

  stage = weir_gl_stage_get (display);
  if (stage != NULL && !weir_gl_stage_is_software (stage))
    return TRUE;
  g_object_set_data (G_OBJECT (display), SOFTWARE_KEY, GINT_TO_POINTER (TRUE));

  return FALSE;
}

/**
 * weir_painter_kind_of:
 * @widget: a chart that is shown
 *
 * With GTK's cairo renderer a picture that OpenGL drew would have to be fetched
 * back from it in every frame, and where OpenGL is software strips cost less: so
 * both have strips, unless something else was chosen.
 *
 * Returns: what draws its lines; never %WEIR_PAINTER_AUTO
 */
WeirPainterKind
weir_painter_kind_of (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), WEIR_PAINTER_STRIP);

  if (chosen != WEIR_PAINTER_AUTO)
    return chosen;

  return weir_painter_wants_textures (widget) && has_gpu (gtk_widget_get_display (widget)) ? WEIR_PAINTER_GL : WEIR_PAINTER_STRIP;
}

/**
 * weir_painter_kind_describe:
 * @widget: a widget that is shown
 *
 * Returns: (transfer full): what draws charts and what OpenGL there is, for a
 *   report of a problem; not translated
 */
char *
weir_painter_kind_describe (GtkWidget *widget)
{
  WeirPainterKind kind = weir_painter_kind_of (widget);
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  g_autoptr(WeirGlStage) stage = NULL;

  /* Whoever wants no OpenGL does not get it loaded by being told so. */
  if (kind == WEIR_PAINTER_GL)
    stage = weir_gl_stage_get (gtk_widget_get_display (widget));

  return g_strdup_printf ("painter: %s (wanted: %s)\nOpenGL: %s\nrenderer of GTK: %s",
                          words[kind == WEIR_PAINTER_GL && stage == NULL ? WEIR_PAINTER_STRIP : kind], words[chosen],
                          stage != NULL ? weir_gl_stage_get_name (stage) : "not used for charts",
                          renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "none");
}
