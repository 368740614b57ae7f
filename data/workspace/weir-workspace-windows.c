#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-load.h"

static void
weir_workspace_load_window_size (WeirWorkspaceReader *reader,
                                 JsonNode            *object,
                                 WeirWindowSpec      *spec)
{
  const char *member = weir_window_kind_get_length (spec->kind);

  if (member == NULL)
    return;

  spec->size_usec = weir_workspace_reader_get_duration (reader, object, member, FALSE, 0);
  if (weir_workspace_reader_get_member (object, member) == NULL)
    weir_workspace_reader_refuse (reader, object, member, _("is missing; add it, as in \"%s\": \"%s\""), member, "1m");

  if (weir_window_kind_has_advance (spec->kind))
    spec->advance_usec = weir_workspace_reader_get_duration (reader, object, "advance", FALSE, spec->size_usec);
}

/* What the file says, or NULL; names that follow from the windows give way to these. */
static char *
weir_workspace_load_window_name (WeirWorkspaceReader *reader,
                                 JsonNode            *object,
                                 WeirStreamConfig    *stream)
{
  char *name = weir_workspace_reader_dup_text (reader, object, "name");

  if (name != NULL && *name == '\0')
    weir_workspace_reader_refuse (reader, object, "name", _("must not be empty; write e.g. \"%s\""), "1m");
  else if (name != NULL && weir_workspace_find_named (stream->windows, name) != NULL)
    weir_workspace_reader_refuse (reader, object, "name", _("“%s” is taken already; choose another name"), name);

  return name;
}

static void
weir_workspace_load_window (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            gpointer             user_data)
{
  WeirStreamConfig *stream = user_data;
  WeirWindowConfig *window;
  WeirWindowSpec spec = { 0 };
  g_autofree char *zone = weir_workspace_reader_dup_text (reader, object, "zone");
  g_autoptr(GError) error = NULL;
  guint n_errors = reader->errors->len;

  spec.kind = weir_workspace_reader_get_word (reader, object, "kind", weir_window_kind_get_word, WEIR_WINDOW_TUMBLING);
  weir_workspace_load_window_size (reader, object, &spec);
  spec.grace_usec = weir_workspace_reader_get_duration (reader, object, "grace", FALSE, 0);
  spec.max_ahead_usec = weir_workspace_reader_get_duration (reader, object, "max_ahead", TRUE, 0);
  spec.idle_after_usec = weir_workspace_reader_get_duration (reader, object, "idle_after", TRUE, 0);
  if (zone != NULL && g_strlcpy (spec.zone, zone, sizeof spec.zone) >= sizeof spec.zone)
    weir_workspace_reader_refuse (reader, object, "zone", _("“%s” is no zone; write e.g. \"Europe/Berlin\""), zone);

  if (n_errors == reader->errors->len && !weir_window_spec_check (&spec, &error))
    weir_workspace_reader_refuse (reader, object, NULL, "%s", error->message);

  window = weir_window_config_new (NULL, &spec);
  g_free (window->name);
  window->name = weir_workspace_load_window_name (reader, object, stream);
  g_ptr_array_add (stream->windows, window);
}

/* "1m", or "1m-2" where the second window is another of that kind and size. */
static char *
weir_workspace_dup_free_name (const WeirStreamConfig *stream,
                              guint                   window)
{
  const WeirWindowConfig *config = g_ptr_array_index (stream->windows, window);
  g_autofree char *base = weir_window_spec_dup_name (&config->spec);
  char *name = g_strdup (base);

  for (guint number = window + 1; weir_workspace_find_named (stream->windows, name) != NULL; number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, number);
    }

  return name;
}

/**
 * weir_workspace_load_windows:
 * @reader: the reader that notes what is wrong
 * @object: the node of a stream
 * @config: the stream, whose windows are appended to
 *
 * Reads "windows" of a stream, except for aggregates and indicators, which need
 * its fields. Windows without a name get one that is free.
 */
void
weir_workspace_load_windows (WeirWorkspaceReader *reader,
                             JsonNode            *object,
                             WeirStreamConfig    *config)
{
  weir_workspace_reader_foreach (reader, object, "windows", weir_workspace_load_window, config);

  for (guint i = 0; i < config->windows->len; i++)
    {
      WeirWindowConfig *window = g_ptr_array_index (config->windows, i);

      if (window->name == NULL)
        window->name = weir_workspace_dup_free_name (config, i);
    }
}

/* The words of a list; NULL if the member is absent. */
static GStrv
weir_workspace_dup_words (WeirWorkspaceReader *reader,
                          JsonNode            *object,
                          const char          *member)
{
  return weir_workspace_reader_get_member (object, member) != NULL ? weir_workspace_reader_dup_texts (reader, object, member)
                                                                   : NULL;
}

static void
weir_workspace_fill_window (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            WeirWindowConfig    *window,
                            GPtrArray           *fields)
{
  g_auto(GStrv) aggregates = weir_workspace_dup_words (reader, object, "aggregates");
  g_auto(GStrv) indicators = weir_workspace_dup_words (reader, object, "indicators");
  g_autoptr(GError) error = NULL;

  if (!weir_window_config_set_aggregates (window, (const char * const *) aggregates, fields, &error))
    weir_workspace_reader_refuse (reader, object, "aggregates", "%s", error->message);
  else if (!weir_window_config_set_indicators (window, (const char * const *) indicators, fields, &error))
    weir_workspace_reader_refuse (reader, object, "indicators", "%s", error->message);
}

/**
 * weir_workspace_load_aggregates:
 * @reader: the reader that notes what is wrong
 * @object: the node of a stream
 * @config: the stream, its fields and windows known
 *
 * Reads aggregates and indicators of each window.
 *
 * Returns: %FALSE if an error was noted
 */
gboolean
weir_workspace_load_aggregates (WeirWorkspaceReader *reader,
                                JsonNode            *object,
                                WeirStreamConfig    *config)
{
  guint n_errors = reader->errors->len;

  for (guint i = 0; i < config->windows->len; i++)
    weir_workspace_fill_window (reader, weir_workspace_reader_get_element (object, "windows", i),
                                g_ptr_array_index (config->windows, i), config->fields);

  return reader->errors->len == n_errors;
}
