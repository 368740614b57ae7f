#include "config.h"

#include "widgets/weir-text.h"

#define MAX_LAYOUTS 400

/*< private >
 * weir_text_init:
 * @self: uninitialised
 * @widget: (transfer none): whose font is used; it owns @self
 *
 * Makes an empty store of shaped texts.
 */
void
weir_text_init (WeirText  *self,
                GtkWidget *widget)
{
  self->widget = widget;
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/*< private >
 * weir_text_clear:
 * @self: a store
 *
 * Frees what the store owns; the structure itself is the widget's.
 */
void
weir_text_clear (WeirText *self)
{
  g_clear_pointer (&self->layouts, g_hash_table_unref);
}

/*< private >
 * weir_text_forget:
 * @self: a store
 *
 * Drops all layouts. To be called when the font may have changed.
 */
void
weir_text_forget (WeirText *self)
{
  g_hash_table_remove_all (self->layouts);
}

static PangoLayout *
make_layout (WeirText      *self,
             WeirTextStyle  style,
             const char    *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (style != WEIR_TEXT_TITLE)
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  if (style != WEIR_TEXT_SMALL)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

/*< private >
 * weir_text_get:
 * @self: a store
 * @style: size and weight
 * @text: what is written
 *
 * Shapes @text, or finds it shaped already. Digits have the same width.
 *
 * Returns: (transfer none): its layout, valid until the next call
 */
PangoLayout *
weir_text_get (WeirText      *self,
               WeirTextStyle  style,
               const char    *text)
{
  g_autofree char *key = g_strdup_printf ("%d%s", style, text);
  PangoLayout *layout = g_hash_table_lookup (self->layouts, key);

  if (layout != NULL)
    return layout;

  /* Live numbers never come back; what is still shown is made again. */
  if (g_hash_table_size (self->layouts) >= MAX_LAYOUTS)
    weir_text_forget (self);

  layout = make_layout (self, style, text);
  g_hash_table_insert (self->layouts, g_steal_pointer (&key), layout);

  return layout;
}

/*< private >
 * weir_text_width:
 * @self: a store
 * @style: size and weight
 * @text: what is written
 *
 * Returns: the width of @text in px
 */
int
weir_text_width (WeirText      *self,
                 WeirTextStyle  style,
                 const char    *text)
{
  int width_px;

  pango_layout_get_pixel_size (weir_text_get (self, style, text), &width_px, NULL);

  return width_px;
}

/*< private >
 * weir_text_height:
 * @self: a store
 * @style: size and weight
 *
 * Returns: the height of a line in px
 */
int
weir_text_height (WeirText      *self,
                  WeirTextStyle  style)
{
  int height_px;

  pango_layout_get_pixel_size (weir_text_get (self, style, "0"), NULL, &height_px);

  return height_px;
}
