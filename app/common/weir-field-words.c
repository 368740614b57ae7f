#include "config.h"

#include "app/common/weir-field-words.h"

static gboolean
is_wanted (const WeirFieldNotice *notice,
           const GArray          *fields)
{
  if (fields == NULL || notice->role != WEIR_FIELD_ROLE_VALUE)
    return TRUE;

  for (guint i = 0; i < fields->len; i++)
    if (g_array_index (fields, int, i) == (int) notice->field)
      return TRUE;

  return FALSE;
}

static void
append_line (GString    *text,
             const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
append_notices (GString        *text,
                WeirStreamView *stream,
                const GArray   *fields)
{
  GPtrArray *notices = weir_stream_view_get_field_notices (stream);

  for (guint i = 0; notices != NULL && i < notices->len; i++)
    {
      const WeirFieldNotice *notice = g_ptr_array_index (notices, i);

      if (is_wanted (notice, fields))
        append_line (text, notice->text);
    }
}

char *
weir_field_words_dup_notice (WeirMonitor    *monitor,
                             WeirStreamView *stream,
                             const GArray   *fields)
{
  const WeirStreamConfig *config = weir_stream_view_get_config (stream);
  g_autoptr(GString) text = g_string_new (NULL);

  append_notices (text, stream, fields);
  for (guint side = 0; config->derived != NULL && side < WEIR_JOIN_N_SIDES; side++)
    {
      const char *name = config->derived->sources[side];
      WeirStreamView *source = name != NULL ? weir_monitor_find_stream (monitor, name) : NULL;
      g_autofree char *notice = source != NULL ? weir_field_words_dup_notice (monitor, source, NULL) : NULL;
      g_autofree char *line = notice != NULL ? g_strdup_printf ("%s: %s", name, notice) : NULL;

      if (line != NULL)
        append_line (text, line);
    }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}
