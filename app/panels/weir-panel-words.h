#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists of a panel as its form has them, as "40; 60". */

/* (transfer full) (element-type double) */
char   *weir_panel_words_dup_limits   (GArray     *limits);
/* (transfer full) (nullable): NULL where something is no number. */
GArray *weir_panel_words_parse_limits (const char *text);
/* (transfer full) */
char   *weir_panel_words_dup_keys     (GStrv       keys);
/* (transfer full) */
GStrv   weir_panel_words_parse_keys   (const char *text);

G_END_DECLS
