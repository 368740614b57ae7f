#include "config.h"

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

/* What subclasses of a chart call. */

#define DESCRIBE_SECONDS 2

static gboolean
tell_screen_reader (gpointer user_data)
{
  WeirChart *self = user_data;
  WeirChartPrivate *priv = weir_chart_get_private (self);
  g_autofree char *text = WEIR_CHART_GET_CLASS (self)->describe (self);

  priv->describe_id = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);

  return G_SOURCE_REMOVE;
}

/* What it shows will be another: said once it is drawn, at most once every few seconds. */
void
weir_chart_describe_soon (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (priv->describe_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    priv->describe_id = g_timeout_add_seconds (DESCRIBE_SECONDS, tell_screen_reader, self);
}

/**
 * weir_chart_data_changed:
 * @self: a chart
 *
 * For subclasses: the data changed. Draws the chart again and tells screen
 * readers, at most once every few seconds.
 */
void
weir_chart_data_changed (WeirChart *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  weir_chart_describe_soon (self);
}

/**
 * weir_chart_style_changed:
 * @self: a chart
 *
 * For subclasses: colours, fonts, or which lines there are changed. Nothing of
 * the last frame is kept.
 */
void
weir_chart_style_changed (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  priv->palette_valid = FALSE;
  priv->generation++;
  weir_text_forget (&priv->text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_get_palette:
 * @self: a chart
 *
 * Returns: (transfer none): the colours of the style in use
 */
const WeirPalette *
weir_chart_get_palette (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  if (!priv->palette_valid)
    weir_palette_init (&priv->palette, GTK_WIDGET (self));
  priv->palette_valid = TRUE;

  return &priv->palette;
}

/**
 * weir_chart_get_text:
 * @self: a chart
 *
 * Returns: (transfer none): the chart's store of shaped texts
 */
WeirText *
weir_chart_get_text (WeirChart *self)
{
  return &weir_chart_get_private (self)->text;
}

/**
 * weir_chart_get_plot:
 * @self: a chart
 *
 * Returns: (transfer none): the plot as it was last shown on the screen; its
 *   n_columns is 0 before
 */
const WeirPlot *
weir_chart_get_plot (WeirChart *self)
{
  return &weir_chart_get_private (self)->plot;
}

/**
 * weir_chart_get_generation:
 * @self: a chart
 *
 * Returns: a number that changes with colours, fonts, lines and gaps, so that a
 *   painter knows what it may keep
 */
guint
weir_chart_get_generation (WeirChart *self)
{
  return weir_chart_get_private (self)->generation;
}

/**
 * weir_chart_get_gaps:
 * @self: a chart
 * @n_gaps: (out): how many
 *
 * Returns: (transfer none) (array length=n_gaps): the gaps set with
 *   [method@Chart.set_gaps]
 */
const WeirTimeSpan *
weir_chart_get_gaps (WeirChart *self,
                     guint     *n_gaps)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  *n_gaps = priv->gaps->len;

  return (const WeirTimeSpan *) priv->gaps->data;
}

static gboolean
is_whole (double number)
{
  return fabs (number - round (number)) <= 1e-12 * MAX (fabs (number), 1.0);
}

/*< private >
 * weir_chart_get_exact_decimals:
 * @self: a chart
 * @value: a value on its scale
 *
 * Returns: as many decimals as a pixel or two can show, but no more than the values shown so far have
 */
int
weir_chart_get_exact_decimals (WeirChart *self,
                               double     value)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirValueAxis *axis = &priv->value_axis;
  int most = weir_value_axis_exact_decimals (axis);

  while (isfinite (value) && priv->own_decimals < most && !is_whole (value / axis->unit_size * pow (10, priv->own_decimals)))
    priv->own_decimals++;

  return CLAMP (priv->own_decimals, axis->decimals, most);
}

/* "1.25 TB", "2.10 M USD": the prefix belongs to the unit. (transfer full) */
static char *
format_with_prefix (WeirChartPrivate    *priv,
                    const WeirValueAxis *axis,
                    double               value)
{
  WeirValueAxis plain = *axis;
  g_autofree char *number = NULL;
  g_autofree char *unit = weir_format_prefixed_unit (axis->prefix, priv->unit);

  plain.prefix = "";
  number = weir_value_axis_label (&plain, value, priv->is_signed);

  return g_strconcat (number, "\u00a0", unit, NULL);
}

/**
 * weir_chart_format_value:
 * @self: a chart
 * @value: a value on the chart's scale
 * @style: how exactly, and whether with its unit
 *
 * Writes a value as the chart shows it. A percent sign belongs to the number;
 * other units stand above the scale, and here only with %WEIR_VALUE_WITH_UNIT.
 *
 * Returns: (transfer full): the text
 */
char *
weir_chart_format_value (WeirChart      *self,
                         double          value,
                         WeirValueStyle  style)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  WeirValueAxis axis = priv->value_axis;
  g_autofree char *number = NULL;

  if (priv->is_flag)
    return weir_format_flag (value);
  if (style != WEIR_VALUE_TICK && priv->decimals < 0)
    axis.decimals = weir_chart_get_exact_decimals (self, value);
  /* What was derived has no digits of its own; a read-out of data has all of them. */
  if ((style == WEIR_VALUE_WITH_UNIT || style == WEIR_VALUE_FULL) && !priv->is_signed && priv->decimals < 0)
    number = weir_format_exact (value);
  else if (style == WEIR_VALUE_WITH_UNIT && axis.prefix[0] != '\0')
    return format_with_prefix (priv, &axis, value);
  else
    number = weir_value_axis_label (&axis, value, priv->is_signed);

  if (priv->unit[0] == '\0' || (style != WEIR_VALUE_WITH_UNIT && g_strcmp0 (priv->unit, "%") != 0))
    return g_steal_pointer (&number);

  return g_strconcat (number, "\u00a0", priv->unit, NULL);
}

/**
 * weir_chart_rescale:
 * @self: a chart
 *
 * For subclasses: other data is shown, so the scale is chosen anew instead of
 * following the old one.
 */
void
weir_chart_rescale (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  weir_value_scale_reset (&priv->scale);
  priv->own_decimals = 0;
  weir_chart_style_changed (self);
}

/**
 * weir_chart_get_footer_px:
 * @self: a chart
 *
 * Returns: the height of the room below the scale, as it was last laid out, in px
 */
double
weir_chart_get_footer_px (WeirChart *self)
{
  return weir_chart_get_private (self)->footer_px;
}

/**
 * weir_chart_get_label_offset:
 * @self: a chart
 *
 * Returns: how far right of the plot's edge labels begin, in px
 */
int
weir_chart_get_label_offset (WeirChart *self)
{
  return WEIR_CHART_SCALE_GAP_PX + weir_chart_get_private (self)->scale_px + 6;
}

/**
 * weir_chart_get_label_px:
 * @self: a chart
 *
 * Returns: the width of the room for labels right of the scale, in px
 */
int
weir_chart_get_label_px (WeirChart *self)
{
  return weir_chart_get_private (self)->label_px;
}

/**
 * weir_chart_set_signed:
 * @self: a chart
 * @is_signed: whether values above zero are written with a plus
 *
 * For subclasses that show changes.
 */
void
weir_chart_set_signed (WeirChart *self,
                       gboolean   is_signed)
{
  weir_chart_get_private (self)->is_signed = is_signed;
  weir_chart_rescale (self);
}
