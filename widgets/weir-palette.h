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

G_END_DECLS
