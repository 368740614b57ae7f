#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WEIR_N_SERIES_COLORS 8

/**
 * WeirPalette: the colours a chart draws with, looked up once per style change.
 */
typedef struct
{
  GdkRGBA  series[WEIR_N_SERIES_COLORS];
  GdkRGBA  muted;        /* series past the eighth */
  GdkRGBA  rising;
  GdkRGBA  falling;
  GdkRGBA  warning;
  GdkRGBA  critical;
  GdkRGBA  accent;
  GdkRGBA  text;
  GdkRGBA  dim;          /* secondary text */
  GdkRGBA  grid;
  GdkRGBA  card;
  GdkRGBA  gap;          /* the band of a gap */
  GdkRGBA  border;
  gboolean dark;
} WeirPalette;

void           weir_palette_init        (WeirPalette       *self,
                                         GtkWidget         *widget);
const GdkRGBA *weir_palette_series      (const WeirPalette *self,
                                         guint              color_index);
GdkRGBA        weir_palette_fade        (const GdkRGBA     *color,
                                         double             alpha);
GdkRGBA        weir_palette_contrasting (const GdkRGBA     *background);
GdkRGBA        weir_palette_ramp        (const WeirPalette *self,
                                         double             share);

/* Of an opaque colour, as cairo has it. */
static inline guint32
weir_palette_pixel (const GdkRGBA *color)
{
  return 0xff000000u | (guint32) (color->red * 255.0f + 0.5f) << 16 | (guint32) (color->green * 255.0f + 0.5f) << 8
         | (guint32) (color->blue * 255.0f + 0.5f);
}

G_END_DECLS
