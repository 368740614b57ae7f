#include "config.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "data/base/weir-output-file.h"
#include "widgets/weir-chart-saver.h"

/* Sharp on dense screens and in print. */
#define PNG_SCALE 2.0

G_DEFINE_QUARK (weir-chart-saver-error-quark, weir_chart_saver_error)

static cairo_status_t
append (void                *closure,
        const unsigned char *data,
        unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static gboolean
append_png (const char  *data,
            gsize        length,
            GError     **error,
            gpointer     user_data)
{
  g_byte_array_append (user_data, (const guint8 *) data, (guint) length);

  return TRUE;
}

/* With @note, nullable, as a text of the file. */
static gboolean
write_png (cairo_surface_t       *surface,
           const WeirPictureNote *note,
           GByteArray            *out,
           GError               **error)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_get_from_surface (surface, 0, 0, cairo_image_surface_get_width (surface),
                                                             cairo_image_surface_get_height (surface));
  g_autofree char *text = note != NULL ? weir_picture_note_to_text (note) : NULL;
  char *keys[] = { (char *) WEIR_PICTURE_NOTE_KEY, NULL };
  char *values[] = { text, NULL };

  return gdk_pixbuf_save_to_callbackv (pixbuf, append_png, out, "png", text != NULL ? keys : NULL,
                                       text != NULL ? values : NULL, error);
}

static cairo_surface_t *
make_surface (WeirChartFormat format,
              GByteArray     *out,
              int             width_px,
              int             height_px,
              double          scale)
{
  cairo_surface_t *surface;

  switch (format)
    {
    case WEIR_CHART_SVG:
      surface = cairo_svg_surface_create_for_stream (append, out, width_px, height_px);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case WEIR_CHART_PDF:
      /* A CSS pixel is three quarters of a point. */
      surface = cairo_pdf_surface_create_for_stream (append, out, width_px * 0.75, height_px * 0.75);
      return surface;
    case WEIR_CHART_PNG:
    default:
      surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width_px * scale), (int) ceil (height_px * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
      return surface;
    }
}

/**
 * weir_chart_saver_draw:
 * @chart: a chart
 * @format: of the picture
 * @width_px: how wide
 * @height_px: how high
 * @scale: device pixels a px, for PNG
 * @note: (nullable): where a PNG says it comes from
 * @error: return location
 *
 * Draws a chart as a picture: PNG as pixels, SVG and PDF as shapes and text.
 * Main thread only.
 *
 * Returns: (transfer full): the file's bytes, %NULL with @error set if cairo failed
 */
GBytes *
weir_chart_saver_draw (WeirChart        *chart,
                       WeirChartFormat   format,
                       int               width_px,
                       int               height_px,
                       double            scale,
                       const WeirPictureNote *note,
                       GError          **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  g_return_val_if_fail (WEIR_IS_CHART (chart), NULL);
  g_return_val_if_fail (width_px > 0 && height_px > 0 && scale > 0.0, NULL);

  surface = make_surface (format, out, width_px, height_px, scale);
  cr = cairo_create (surface);
  if (format == WEIR_CHART_PDF)
    cairo_scale (cr, 0.75, 0.75);
  weir_chart_draw (chart, cr, width_px, height_px);
  status = cairo_status (cr);
  cairo_destroy (cr);

  if (status == CAIRO_STATUS_SUCCESS && format == WEIR_CHART_PNG && !write_png (surface, note, out, error))
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_DRAW,
                   _("The chart could not be drawn at %d × %d pixels: %s; choose a smaller size"),
                   width_px, height_px, cairo_status_to_string (status));
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
format_of (const char      *path,
           WeirChartFormat *format)
{
  static const char *const suffixes[] = { [WEIR_CHART_PNG] = ".png", [WEIR_CHART_SVG] = ".svg", [WEIR_CHART_PDF] = ".pdf" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      {
        *format = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * weir_chart_saver_save:
 * @chart: a chart
 * @path: where to; its ending, .png, .svg or .pdf, says the format
 * @width_px: how wide
 * @height_px: how high
 * @note: (nullable): where it says it comes from, if it is a PNG
 * @error: return location
 *
 * Saves a chart as a picture. The file is complete or not there. Main thread only.
 *
 * Returns: whether it was saved; if not, @error says why
 */
gboolean
weir_chart_saver_save (WeirChart   *chart,
                       const char  *path,
                       int          width_px,
                       int          height_px,
                       const WeirPictureNote *note,
                       GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  WeirChartFormat format;
  gsize length;
  const char *data;

  g_return_val_if_fail (WEIR_IS_CHART (chart), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!format_of (path, &format))
    {
      g_set_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_FORMAT,
                   _("“%s” names no picture format; let the name end in .png, .svg or .pdf"), path);
      return FALSE;
    }

  bytes = weir_chart_saver_draw (chart, format, width_px, height_px, PNG_SCALE, note, error);
  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);

  return weir_output_file_save (path, data, length, error);
}

/**
 * weir_chart_saver_copy:
 * @chart: a chart that is on the screen
 * @error: return location
 *
 * Puts a picture of the chart, in its size on the screen, on the clipboard. Main thread only.
 *
 * Returns: whether it was copied; if not, @error says why
 */
gboolean
weir_chart_saver_copy (WeirChart  *chart,
                       GError    **error)
{
  GtkWidget *widget = GTK_WIDGET (chart);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  g_return_val_if_fail (WEIR_IS_CHART (chart), FALSE);

  bytes = weir_chart_saver_draw (chart, WEIR_CHART_PNG, MAX (1, gtk_widget_get_width (widget)),
                                 MAX (1, gtk_widget_get_height (widget)), PNG_SCALE, NULL, error);
  if (bytes == NULL)
    return FALSE;

  texture = gdk_texture_new_from_bytes (bytes, error);
  if (texture == NULL)
    return FALSE;

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);

  return TRUE;
}
