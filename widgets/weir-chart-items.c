#include "config.h"

#include "widgets/weir-chart.h"

/* The series of a chart as its legend has them: which of them are shown. */

/**
 * weir_chart_get_n_items:
 * @self: a chart
 *
 * Returns: how many series it has, hidden ones included; 0 of a chart whose
 *   series cannot be hidden
 */
guint
weir_chart_get_n_items (WeirChart *self)
{
  WeirChartClass *klass;

  g_return_val_if_fail (WEIR_IS_CHART (self), 0);

  klass = WEIR_CHART_GET_CLASS (self);

  return klass->get_n_items != NULL ? klass->get_n_items (self) : 0;
}

/**
 * weir_chart_get_item:
 * @self: a chart
 * @i: one of its series
 * @item: (out caller-allocates): filled by this; its name belongs to the chart
 */
void
weir_chart_get_item (WeirChart     *self,
                     guint          i,
                     WeirChartItem *item)
{
  g_return_if_fail (i < weir_chart_get_n_items (self));
  g_return_if_fail (item != NULL);

  WEIR_CHART_GET_CLASS (self)->get_item (self, i, item);
}

/**
 * weir_chart_set_hidden:
 * @self: a chart
 * @i: one of its series
 * @hidden: whether it is left out
 */
void
weir_chart_set_hidden (WeirChart *self,
                       guint      i,
                       gboolean   hidden)
{
  g_return_if_fail (i < weir_chart_get_n_items (self));

  WEIR_CHART_GET_CLASS (self)->set_hidden (self, i, hidden);
}

/**
 * weir_chart_toggle:
 * @self: a chart
 * @i: one of its series
 *
 * Hides it, or shows it again.
 */
void
weir_chart_toggle (WeirChart *self,
                   guint      i)
{
  WeirChartItem item;

  weir_chart_get_item (self, i, &item);
  weir_chart_set_hidden (self, i, !item.hidden);
}

static gboolean
is_alone (WeirChart *self,
          guint      i)
{
  for (guint other = 0; other < weir_chart_get_n_items (self); other++)
    {
      WeirChartItem item;

      weir_chart_get_item (self, other, &item);
      if (item.hidden != (other != i))
        return FALSE;
    }

  return TRUE;
}

/**
 * weir_chart_isolate:
 * @self: a chart
 * @i: one of its series
 *
 * Hides all the others; where they are hidden already, shows all of them again.
 */
void
weir_chart_isolate (WeirChart *self,
                    guint      i)
{
  gboolean was_alone;

  g_return_if_fail (i < weir_chart_get_n_items (self));

  was_alone = is_alone (self, i);
  for (guint other = 0; other < weir_chart_get_n_items (self); other++)
    weir_chart_set_hidden (self, other, !was_alone && other != i);
}

/**
 * weir_chart_point_out:
 * @self: a chart
 * @i: one of its series; %G_MAXUINT for none
 *
 * Draws it in front of the others, which fade.
 */
void
weir_chart_point_out (WeirChart *self,
                      guint      i)
{
  g_return_if_fail (WEIR_IS_CHART (self));

  if (WEIR_CHART_GET_CLASS (self)->point_out != NULL)
    WEIR_CHART_GET_CLASS (self)->point_out (self, i);
}
