#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_TEXT_SMALL,        /* tick labels */
  WEIR_TEXT_SMALL_BOLD,   /* names of series, tags */
  WEIR_TEXT_TITLE,
  N_WEIR_TEXT_STYLES
} WeirTextStyle;

/**
 * WeirText: the shaped texts of one widget, kept because shaping costs more than drawing. Main thread only.
 */
typedef struct
{
  GtkWidget  *widget;     /* borrowed: the widget owns this */
  GHashTable *layouts;    /* owned; "style text" to PangoLayout */
} WeirText;

void         weir_text_init   (WeirText      *self,
                               GtkWidget     *widget);
void         weir_text_clear  (WeirText      *self);
void         weir_text_forget (WeirText      *self);
PangoLayout *weir_text_get    (WeirText      *self,
                               WeirTextStyle  style,
                               const char    *text);
int          weir_text_width  (WeirText      *self,
                               WeirTextStyle  style,
                               const char    *text);
int          weir_text_height (WeirText      *self,
                               WeirTextStyle  style);

G_END_DECLS
