#pragma once

#include <duckdb.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/store/weir-exporter.h"

#define TEXT(text)                                                      \
  {                                                                     \
    .type = WEIR_VALUE_TEXT, .length = sizeof text - 1, .as_text = text \
  }
#define INT(number)                          \
  {                                          \
    .type = WEIR_VALUE_INT, .as_int = number \
  }
#define DOUBLE(number)                             \
  {                                                \
    .type = WEIR_VALUE_DOUBLE, .as_double = number \
  }
#define NOTHING             \
  {                         \
    .type = WEIR_VALUE_NULL \
  }

typedef struct
{
  char *folder;
  char *path;
} Fixture;

/* 2014-09-17T13:30:00Z */
#define START_USEC G_GINT64_CONSTANT (1410960600000000)

static inline void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("weir-exporter-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "rows.parquet", NULL);
}

static inline guint
count_files (Fixture *fixture)
{
  g_autoptr(GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;

  return n_files;
}

static inline void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

typedef struct
{
  duckdb_database   database;
  duckdb_connection connection;
} Reader;

static inline void
reader_open (Reader *reader)
{
  g_assert_cmpint (duckdb_open (NULL, &reader->database), ==, DuckDBSuccess);
  g_assert_cmpint (duckdb_connect (reader->database, &reader->connection), ==, DuckDBSuccess);
}

static inline void
reader_close (Reader *reader)
{
  duckdb_disconnect (&reader->connection);
  duckdb_close (&reader->database);
}

/* The result's cells, columns parted by | and rows by a line end; FILE in @query is @path. */
static inline char *
reader_query (Reader     *reader,
              const char *query,
              const char *path)
{
  g_autoptr(GString) sql = g_string_new (query);
  GString *text = g_string_new (NULL);
  duckdb_result result;

  g_string_replace (sql, "FILE", path, 0);
  if (duckdb_query (reader->connection, sql->str, &result) != DuckDBSuccess)
    g_error ("%s", duckdb_result_error (&result));

  for (idx_t row = 0; row < duckdb_row_count (&result); row++)
    for (idx_t column = 0; column < duckdb_column_count (&result); column++)
      {
        char *cell = duckdb_value_varchar (&result, column, row);

        if (column > 0 || row > 0)
          g_string_append_c (text, column > 0 ? '|' : '\n');
        g_string_append (text, cell != NULL ? cell : "NULL");
        duckdb_free (cell);
      }
  duckdb_destroy_result (&result);

  return g_string_free (text, FALSE);
}
