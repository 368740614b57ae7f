#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirLineImage:
 *
 * The lines of a chart as pixels, kept from frame to frame: when time moves on
 * the picture is moved by whole pixels and only the columns that changed are
 * drawn again. Main thread only.
 */
typedef struct _WeirLineImage WeirLineImage;

WeirLineImage *weir_line_image_new            (void);
void           weir_line_image_free           (WeirLineImage     *self);
void           weir_line_image_update         (WeirLineImage     *self,
                                               const WeirLineSet *set,
                                               int                dirty_from,
                                               int                dirty_to);
void           weir_line_image_snapshot       (WeirLineImage     *self,
                                               GtkSnapshot       *snapshot,
                                               gboolean           textures);
void           weir_line_image_draw           (WeirLineImage     *self,
                                               cairo_t           *cr);
guint64        weir_line_image_get_n_painted  (WeirLineImage     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLineImage, weir_line_image_free)

G_END_DECLS
