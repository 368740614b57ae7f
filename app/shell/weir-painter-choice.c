#include "config.h"

#include "app/shell/weir-painter-choice.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/common/weir-preferences.h"
#include "widgets/weir-gl-stage.h"
#include "widgets/weir-painter-kind.h"

#define VARIABLE "WEIR_PAINTER"
#define SETTING  "painter"

/* Undocumented, but read by GTK before its own choice, and without effect where it is not. */
#define GSK_RENDERER_KEY "gsk-renderer"

/* Main thread only, before the first window. */
static WeirPainterKind wanted = WEIR_PAINTER_AUTO;
static gboolean assumed_renderer;
static gboolean assumed_debug;

/* GSK's OpenGL path costs more than cairo where OpenGL is software, and software is what there is without a render node. */
static gboolean
have_render_node (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "renderD"))
        return TRUE;
    }

  return FALSE;
}

/*
 * Before anything else, as long as there is one thread: without a GPU no OpenGL.
 * Then GTK does not load Mesa and its compiler either, which take 58 MiB for
 * nothing.
 */
void
weir_painter_choice_assume (void)
{
  if (g_getenv ("GSK_RENDERER") != NULL || have_render_node ())
    return;

  assumed_renderer = g_setenv ("GSK_RENDERER", "cairo", FALSE);
  assumed_debug = g_getenv ("GDK_DEBUG") == NULL && g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

static void
take_back (void)
{
  if (assumed_renderer)
    g_unsetenv ("GSK_RENDERER");
  if (assumed_debug)
    g_unsetenv ("GDK_DEBUG");
  assumed_renderer = assumed_debug = FALSE;
}

/* (nullable) (transfer full) */
static char *
find_word (const char *option)
{
  g_autoptr(GSettings) preferences = NULL;
  const char *variable = g_getenv (VARIABLE);

  if (option != NULL)
    return g_strdup (option);
  if (variable != NULL && *variable != '\0')
    return g_strdup (variable);

  preferences = weir_preferences_new ();

  return preferences != NULL ? g_settings_get_string (preferences, SETTING) : NULL;
}

/* What the command line, the environment or the setting says, in this order. Before GTK starts. */
gboolean
weir_painter_choice_make (const char  *option,
                          GError     **error)
{
  g_autofree char *word = find_word (option);

  if (word != NULL && !weir_painter_kind_parse (word, &wanted))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("There is no painter “%s”: choose auto, gl, strip or cairo (--painter, %s)"), word, VARIABLE);
      return FALSE;
    }

  if (wanted == WEIR_PAINTER_GL)
    take_back ();

  return TRUE;
}

/* A render node is no GPU yet: only OpenGL itself says who draws. */
static gboolean
is_software (GdkDisplay *display)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirGlStage) stage = weir_gl_stage_new (display, &error);

  if (stage == NULL)
    g_debug ("OpenGL cannot be used: %s", error->message);

  return stage == NULL || weir_gl_stage_is_software (stage);
}

/* When GTK has started and no window is there yet. */
void
weir_painter_choice_apply (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  weir_painter_kind_choose (wanted);
  if (wanted == WEIR_PAINTER_AUTO && g_getenv ("GSK_RENDERER") == NULL && display != NULL && is_software (display))
    g_object_set_data (G_OBJECT (display), GSK_RENDERER_KEY, (gpointer) "cairo");
}

/* For a report of a problem: not translated. (transfer full) */
char *
weir_painter_choice_explain (GtkWidget *widget)
{
  g_autofree char *painter = weir_painter_kind_describe (widget);

  return g_strdup_printf ("weir %s\nGTK %u.%u.%u, libadwaita %u.%u.%u\ndisplay: %s, scale %d\n%s\n", WEIR_VERSION,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget)), gtk_widget_get_scale_factor (widget), painter);
}
