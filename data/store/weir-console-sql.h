#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * kafka('topic', from := …, to := …): FROM and TO are words of SQL, which DuckDB
 * takes for names only within quotes. Before “:=” and “=>” they can be nothing
 * else, so there they are replaced by names of the same length, and places in
 * error messages stay right; in messages they are put back.
 */
#define WEIR_CONSOLE_SQL_FROM "_frm"
#define WEIR_CONSOLE_SQL_TO   "_t"

char *weir_console_sql_dup_prepared (const char *sql);
char *weir_console_sql_dup_message  (const char *message);
GPtrArray *weir_console_sql_list_texts (const char *sql);
const char *weir_console_sql_skip_explain (const char *sql);

G_END_DECLS
