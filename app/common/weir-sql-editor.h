#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/*
 * A source view in which SQL is written: colours, completion, and where an error is.
 */

/* Once. @words: what completion knows; outlives @view. */
void  weir_sql_editor_set_up      (GtkSourceView      *view,
                                   GtkTextBuffer      *words);
/* Words of SQL and @names. */
void  weir_sql_editor_set_words   (GtkTextBuffer      *words,
                                   const char * const *names);
char *weir_sql_editor_dup_text    (GtkSourceView      *view);
/* Underlines what a message of DuckDB is about, if it says so. */
void  weir_sql_editor_mark_error  (GtkSourceView      *view,
                                   const char         *message);
void  weir_sql_editor_clear_error (GtkSourceView      *view);

G_END_DECLS
