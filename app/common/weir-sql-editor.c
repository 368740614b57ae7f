#include "config.h"

#include "app/common/weir-sql-editor.h"

#include <adwaita.h>
#include <string.h>

static void
on_dark_changed (GtkSourceView *view)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));

  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita"));
}

void
weir_sql_editor_set_up (GtkSourceView *view,
                        GtkTextBuffer *words)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  GtkSourceLanguage *language = gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "sql");
  g_autoptr(GtkSourceCompletionWords) provider = gtk_source_completion_words_new (NULL);

  gtk_source_buffer_set_language (buffer, language);
  gtk_source_completion_words_register (provider, words);
  gtk_source_completion_add_provider (gtk_source_view_get_completion (view), GTK_SOURCE_COMPLETION_PROVIDER (provider));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark_changed), view, G_CONNECT_SWAPPED);
  on_dark_changed (view);
}

void
weir_sql_editor_set_words (GtkTextBuffer      *words,
                           const char * const *names)
{
  g_autofree char *list = g_strjoinv ("\n", (char **) names);
  g_autofree char *text = g_strconcat ("SELECT DISTINCT FROM WHERE GROUP BY ALL ORDER HAVING LIMIT JOIN LEFT ANTI ON USING AS AND OR NOT "
                                       "NULL BETWEEN LIKE count sum avg min max date_trunc decode time_bucket quantile_cont "
                                       "recorded kafka live partition offset timestamp key value headers window_start window_end\n",
                                       list, NULL);

  gtk_text_buffer_set_text (words, text, -1);
}

char *
weir_sql_editor_dup_text (GtkSourceView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);

  return gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
}

static GtkTextTag *
ensure_error_tag (GtkTextBuffer *buffer)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "error");

  return tag != NULL ? tag : gtk_text_buffer_create_tag (buffer, "error", "underline", PANGO_UNDERLINE_ERROR, NULL);
}

void
weir_sql_editor_clear_error (GtkSourceView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  gtk_text_buffer_remove_tag (buffer, ensure_error_tag (buffer), &begin, &end);
}

/* DuckDB shows a line, “LINE 2: …SELECT x…”, and below it a caret: where that is in the statement. */
static gboolean
find_place (const char *message,
            const char *sql,
            int        *line,
            int        *column)
{
  const char *shown = strstr (message, "LINE ");
  const char *colon = shown != NULL ? strstr (shown, ": ") : NULL;
  const char *end = colon != NULL ? strchr (colon, '\n') : NULL;
  const char *caret = end != NULL ? strchr (end, '^') : NULL;
  g_auto(GStrv) lines = g_strsplit (sql, "\n", -1);
  g_autofree char *text = NULL;
  const char *place;
  glong offset;

  if (caret == NULL)
    return FALSE;

  *line = (int) g_ascii_strtoll (shown + strlen ("LINE "), NULL, 10) - 1;
  offset = (caret - end - 1) - (colon + 2 - shown);
  text = g_strndup (colon + 2, (gsize) (end - colon - 2));
  if (*line < 0 || *line >= (int) g_strv_length (lines) || offset < 0)
    return FALSE;
  if (g_str_has_suffix (text, "..."))
    text[strlen (text) - 3] = '\0';
  if (g_str_has_prefix (text, "..."))
    offset -= 3;

  place = strstr (lines[*line], g_str_has_prefix (text, "...") ? text + 3 : text);
  *column = (int) offset + (place != NULL ? (int) g_utf8_pointer_to_offset (lines[*line], place) : 0);

  return TRUE;
}

void
weir_sql_editor_mark_error (GtkSourceView *view,
                            const char    *message)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *sql = weir_sql_editor_dup_text (view);
  GtkTextIter begin, end;
  int line, column;

  if (!find_place (message, sql, &line, &column) || !gtk_text_buffer_get_iter_at_line_offset (buffer, &begin, line, column))
    return;

  end = begin;
  if (!gtk_text_iter_forward_word_end (&end) || gtk_text_iter_get_line (&end) != line)
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_apply_tag (buffer, ensure_error_tag (buffer), &begin, &end);
  gtk_text_buffer_place_cursor (buffer, &begin);
}
