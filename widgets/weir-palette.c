#include "config.h"

#include <math.h>

#include "widgets/weir-palette.h"

/*
 * The same colours as ui/charts.css and ui/charts-dark.css name, so that a
 * chart looks right where no style sheet is loaded.
 */
static const struct
{
  const char *name;
  const char *light;
  const char *dark;
  gsize       offset;
} colors[] = {
  { "weir_series_1", "#335497", "#5c86ee", G_STRUCT_OFFSET (WeirPalette, series[0]) },
  { "weir_series_2", "#c86903", "#e56108", G_STRUCT_OFFSET (WeirPalette, series[1]) },
  { "weir_series_3", "#0ca580", "#7ff7d7", G_STRUCT_OFFSET (WeirPalette, series[2]) },
  { "weir_series_4", "#a37dec", "#e7b0fb", G_STRUCT_OFFSET (WeirPalette, series[3]) },
  { "weir_series_5", "#c9174a", "#e28382", G_STRUCT_OFFSET (WeirPalette, series[4]) },
  { "weir_series_6", "#555505", "#cfdd4c", G_STRUCT_OFFSET (WeirPalette, series[5]) },
  { "weir_series_7", "#82235a", "#f699c5", G_STRUCT_OFFSET (WeirPalette, series[6]) },
  { "weir_series_8", "#6b758f", "#79889a", G_STRUCT_OFFSET (WeirPalette, series[7]) },
  { "weir_muted", "#b8b6bb", "#6a6970", G_STRUCT_OFFSET (WeirPalette, muted) },
  { "weir_rising", "#0b8a6a", "#4fd1ab", G_STRUCT_OFFSET (WeirPalette, rising) },
  { "weir_falling", "#c9174a", "#f2788f", G_STRUCT_OFFSET (WeirPalette, falling) },
  { "weir_warning", "#a85c00", "#f5c04a", G_STRUCT_OFFSET (WeirPalette, warning) },
  { "weir_critical", "#c01c28", "#ff7b63", G_STRUCT_OFFSET (WeirPalette, critical) },
  { "weir_accent", "#1c71d8", "#78aeed", G_STRUCT_OFFSET (WeirPalette, accent) },
  { "weir_text_dim", "#5e5c64", "#b5b3ae", G_STRUCT_OFFSET (WeirPalette, dim) },
  { "weir_grid", "rgba(0,0,0,0.06)", "rgba(255,255,255,0.07)", G_STRUCT_OFFSET (WeirPalette, grid) },
  { "weir_card", "#ffffff", "#303034", G_STRUCT_OFFSET (WeirPalette, card) },
  { "weir_gap", "rgba(168,92,0,0.12)", "rgba(245,192,74,0.14)", G_STRUCT_OFFSET (WeirPalette, gap) },
  { "weir_border", "rgba(0,0,0,0.15)", "rgba(255,255,255,0.18)", G_STRUCT_OFFSET (WeirPalette, border) },
};

/* Relative luminance (WCAG 2.1). */
static double
luminance (const GdkRGBA *color)
{
  const double parts[] = { color->red, color->green, color->blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0.0;

  for (guint i = 0; i < 3; i++)
    sum += weights[i] * (parts[i] <= 0.03928 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4));

  return sum;
}

/**
 * weir_palette_init:
 * @self: (out caller-allocates): filled by this
 * @widget: whose style is asked
 *
 * Takes the colours from the named colours of the style sheets, and what they
 * do not name from the built-in palette: the dark one where text is light.
 * Main thread only.
 */
void
weir_palette_init (WeirPalette *self,
                   GtkWidget   *widget)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  gtk_style_context_get_color (style, &self->text);
  self->dark = luminance (&self->text) > 0.4;

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      GdkRGBA *color = G_STRUCT_MEMBER_P (self, colors[i].offset);

      if (!gtk_style_context_lookup_color (style, colors[i].name, color))
        gdk_rgba_parse (color, self->dark ? colors[i].dark : colors[i].light);
    }
}

/**
 * weir_palette_series:
 * @self: a palette
 * @color_index: a key's colour, from 0
 *
 * Returns: (transfer none): the colour; past the eighth all are grey
 */
const GdkRGBA *
weir_palette_series (const WeirPalette *self,
                     guint              color_index)
{
  return color_index < WEIR_N_SERIES_COLORS ? &self->series[color_index] : &self->muted;
}

/**
 * weir_palette_fade:
 * @color: a colour
 * @alpha: what its opacity is multiplied by
 *
 * Returns: the fainter colour
 */
GdkRGBA
weir_palette_fade (const GdkRGBA *color,
                   double         alpha)
{
  return (GdkRGBA) { color->red, color->green, color->blue, color->alpha * (float) alpha };
}

/**
 * weir_palette_contrasting:
 * @background: an opaque colour
 *
 * Returns: black or white, whichever is read better on it (WCAG 2.1 contrast)
 */
GdkRGBA
weir_palette_contrasting (const GdkRGBA *background)
{
  double light = luminance (background);
  gboolean white = 1.05 / (light + 0.05) >= (light + 0.05) / 0.05;

  return white ? (GdkRGBA) { 1, 1, 1, 1 } : (GdkRGBA) { 0, 0, 0, 0.9f };
}

static GdkRGBA
mix (const GdkRGBA *from,
     const GdkRGBA *to,
     double         share)
{
  return (GdkRGBA) { from->red + (to->red - from->red) * (float) share,
                     from->green + (to->green - from->green) * (float) share,
                     from->blue + (to->blue - from->blue) * (float) share, 1.0f };
}

/*< private >
 * weir_palette_ramp:
 * @self: a palette
 * @share: from 0 to 1
 *
 * From nearly the card's colour through the first series' to its far end:
 * lightness alone shows the value, so that it is read without colour vision.
 *
 * Returns: a colour
 */
GdkRGBA
weir_palette_ramp (const WeirPalette *self,
                   double             share)
{
  GdkRGBA faint = mix (&self->card, &self->series[0], 0.10);
  GdkRGBA full = self->dark ? (GdkRGBA) { 0.93f, 0.95f, 1.0f, 1.0f } : (GdkRGBA) { 0.06f, 0.10f, 0.24f, 1.0f };

  return share < 0.6 ? mix (&faint, &self->series[0], share / 0.6) : mix (&self->series[0], &full, (share - 0.6) / 0.4);
}
