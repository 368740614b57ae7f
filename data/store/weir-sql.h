#pragma once

#include <glib.h>

G_BEGIN_DECLS

void weir_sql_append_name  (GString    *sql,
                            const char *name);
void weir_sql_append_text  (GString    *sql,
                            const char *text);
void weir_sql_append_notes (GString    *sql,
                            GHashTable *notes);
char *weir_sql_dup_column_name (GHashTable *names,
                                const char *wanted);

G_END_DECLS
