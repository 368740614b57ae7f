#include "config.h"

#include "widgets/weir-kept-lines.h"

/*< private >
 * weir_kept_lines_clear:
 * @self: what is kept
 *
 * Forgets all of it.
 */
void
weir_kept_lines_clear (WeirKeptLines *self)
{
  g_clear_pointer (&self->image, weir_line_image_free);
  g_clear_pointer (&self->gl, weir_gl_lines_free);
}

/*< private >
 * weir_kept_lines_get_n_painted:
 * @self: what is kept
 *
 * Returns: how many columns were drawn since there was nothing
 */
guint64
weir_kept_lines_get_n_painted (const WeirKeptLines *self)
{
  return (self->image != NULL ? weir_line_image_get_n_painted (self->image) : 0)
         + (self->gl != NULL ? weir_gl_lines_get_n_painted (self->gl) : 0);
}
