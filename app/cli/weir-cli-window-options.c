#include "config.h"

#include "app/cli/weir-cli-window-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"

#define AGGREGATES_DEFAULT "sum,mean,min,max"

void
weir_cli_window_options_init (WeirCliWindowOptions *self)
{
  *self = (WeirCliWindowOptions){ .index = -1 };
}

static void
weir_cli_window_options_add_entries (WeirCliWindowOptions *self,
                                     GOptionContext       *context)
{
  const GOptionEntry entries[] = {
    { "window", 'w', 0, G_OPTION_ARG_STRING, &self->window,
      N_("Windows of this length; with /ADVANCE they overlap (default 1m); with a workspace also the name of a window of "
         "the stream"),
      N_("SIZE[/ADVANCE]|NAME") },
    { "index", 0, 0, G_OPTION_ARG_INT, &self->index,
      N_("With a workspace: which of the stream's windows, counted from 0 (default 0)"), N_("N") },
    { "session", 0, 0, G_OPTION_ARG_STRING, &self->session, N_("Sessions parted by this much silence"), N_("GAP") },
    { "sliding", 0, 0, G_OPTION_ARG_STRING, &self->sliding, N_("Every distinct window of this length"), N_("LENGTH") },
    { "trailing", 0, 0, G_OPTION_ARG_STRING, &self->trailing,
      N_("A row for each record: its key's last LENGTH, the record included"), N_("LENGTH") },
    { "calendar", 0, 0, G_OPTION_ARG_STRING, &self->calendar, N_("Days or weeks in --zone"), N_("day|week") },
    { "grace", 0, 0, G_OPTION_ARG_STRING, &self->grace, N_("How long a window waits for late records (default 0s)"), N_("TIME") },
    { "agg", 'a', 0, G_OPTION_ARG_STRING, &self->aggregate_words,
      self->aggregate_help, N_("WORD,…") },
    { "indicator", 'i', 0, G_OPTION_ARG_STRING_ARRAY, &self->indicator_words,
      N_("Columns over each key's last N windows, final ones in their order: sma(COLUMN,N), ema(COLUMN,N), rsi(COLUMN,N), "
         "bollinger(COLUMN,N[,WIDTH]); COLUMN as price_mean or count; may be repeated"),
      N_("WORD,…") },
    { "emit", 0, 0, G_OPTION_ARG_STRING, &self->emit,
      N_("Write rows when windows close, or at every change, with a state column (default final)"), N_("final|updates") },
    { "max-ahead", 0, 0, G_OPTION_ARG_STRING, &self->max_ahead,
      N_("Records further ahead of the broker's clock are from the future (default 1h)"), N_("TIME|never") },
    { "idle-after", 0, 0, G_OPTION_ARG_STRING, &self->idle_after,
      N_("Stop waiting for a partition without records for so long (default 30s; bounded reads: never)"), N_("TIME|never") },
    { "memory", 0, 0, G_OPTION_ARG_INT, &self->memory_mib,
      N_("Memory for keys and open windows (default 256); past it new keys count as “(other)”"), N_("MIB") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

void
weir_cli_window_options_add_options (WeirCliWindowOptions *self,
                                GOptionContext   *context)
{
  g_autofree char *aggregates = weir_aggregates_dup_list ();

  /* Translators: words, then the words that are the default */
  self->aggregate_help = g_strdup_printf (_("Of each value: %s; p50 stands for any p above 0 and below 100; \\, is a comma of a name (default %s)"), aggregates, AGGREGATES_DEFAULT);
  weir_cli_window_options_add_entries (self, context);
}

static gboolean
weir_cli_window_options_parse_calendar (WeirCliWindowOptions *self,
                                        WeirWindowSpec       *spec,
                                        GError              **error)
{
  if (g_str_equal (self->calendar, "day"))
    spec->kind = WEIR_WINDOW_CALENDAR_DAY;
  else if (g_str_equal (self->calendar, "week"))
    spec->kind = WEIR_WINDOW_CALENDAR_WEEK;
  else
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--calendar takes day or week, not “%s”"),
                   self->calendar);
      return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_window_options_parse_kind (WeirCliWindowOptions *self,
                                    WeirWindowSpec       *spec,
                                    GError              **error)
{
  const struct
  {
    const char    *text;
    WeirWindowKind kind;
  } lengths[] = {
    { self->session, WEIR_WINDOW_SESSION },
    { self->sliding, WEIR_WINDOW_SLIDING },
    { self->trailing, WEIR_WINDOW_TRAILING },
  };
  guint n_kinds = (self->window != NULL) + (self->calendar != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      n_kinds += lengths[i].text != NULL;
      if (lengths[i].text != NULL)
        spec->kind = lengths[i].kind;
      if (!weir_cli_parse_duration (lengths[i].text, FALSE, &spec->size_usec, error))
        return FALSE;
    }

  if (n_kinds > 1)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("choose one of --window, --session, --sliding, --trailing and --calendar"));
      return FALSE;
    }

  if (self->calendar != NULL)
    return weir_cli_window_options_parse_calendar (self, spec, error);

  if (self->window != NULL || n_kinds == 0)
    return weir_window_spec_parse (self->window != NULL ? self->window : "1m", spec, error);

  return TRUE;
}

static gboolean
weir_cli_window_options_parse_emit (WeirCliWindowOptions *self,
                               GError          **error)
{
  if (self->emit == NULL || g_str_equal (self->emit, "final"))
    return TRUE;

  self->emit_updates = g_str_equal (self->emit, "updates");
  if (!self->emit_updates)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--emit takes final or updates, not “%s”"), self->emit);

  return self->emit_updates;
}

static gboolean
weir_cli_window_options_names_kind (WeirCliWindowOptions *self)
{
  return self->window != NULL || self->session != NULL || self->sliding != NULL || self->trailing != NULL
    || self->calendar != NULL;
}

/* The described window that is meant; NULL without an error: the options describe one. */
static WeirWindowConfig *
weir_cli_window_options_find (WeirCliWindowOptions *self,
                              WeirStreamConfig     *config,
                              GError              **error)
{
  guint n_windows = config->windows->len;
  guint index = MAX (self->index, 0);

  for (guint i = 0; self->window != NULL && i < n_windows; i++)
    if (g_str_equal (weir_stream_config_get_window (config, i)->name, self->window))
      return g_ptr_array_index (config->windows, i);
  if (weir_cli_window_options_names_kind (self))
    return NULL;

  if (n_windows == 0)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("stream “%s” has no windows; give it one in the workspace, or name one with --window"), config->name);
  else if (index >= n_windows)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("stream “%s” has no window %u; --index takes a number from 0 to %u"), config->name, index, n_windows - 1);
  else
    return g_ptr_array_index (config->windows, index);

  return NULL;
}

static gboolean
weir_cli_window_options_fill_spec (WeirCliWindowOptions *self,
                                   WeirStreamConfig     *config,
                                   gboolean              bounded,
                                   WeirWindowSpec       *spec,
                                   GError              **error)
{
  if (spec->idle_after_usec == 0)
    spec->idle_after_usec = bounded ? -1 : 0;
  if (!weir_cli_parse_duration (self->grace, FALSE, &spec->grace_usec, error) ||
      !weir_cli_parse_duration (self->max_ahead, TRUE, &spec->max_ahead_usec, error) ||
      !weir_cli_parse_duration (self->idle_after, TRUE, &spec->idle_after_usec, error))
    return FALSE;

  if (self->memory_mib < 0)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--memory %d: a number of MiB above 0 is wanted"),
                   self->memory_mib);
      return FALSE;
    }
  if (self->memory_mib > 0)
    spec->max_bytes = (gsize) self->memory_mib * 1024 * 1024;
  if (self->calendar != NULL && config->zone != NULL)
    g_strlcpy (spec->zone, config->zone, sizeof spec->zone);

  return weir_window_spec_check (spec, error);
}

/* What is computed: what the options say, else what @base does, else the default. */
static gboolean
weir_cli_window_options_compute (WeirCliWindowOptions   *self,
                                 const WeirWindowConfig *base,
                                 GPtrArray              *fields,
                                 WeirWindowConfig       *window,
                                 GError                **error)
{
  const char *words[] = { self->aggregate_words != NULL ? self->aggregate_words : AGGREGATES_DEFAULT, NULL };

  if (base != NULL && self->aggregate_words == NULL)
    {
      if (base->aggregates->len > 0)
        g_array_append_vals (window->aggregates, base->aggregates->data, base->aggregates->len);
      if (base->indicators->len > 0)
        g_array_append_vals (window->indicators, base->indicators->data, base->indicators->len);
    }
  else if (!weir_window_config_set_aggregates (window, words, fields, error))
    return FALSE;

  return self->indicator_words == NULL ||
         weir_window_config_set_indicators (window, (const char * const *) self->indicator_words, fields, error);
}

WeirWindowConfig *
weir_cli_window_options_apply (WeirCliWindowOptions *self,
                               WeirStreamConfig     *config,
                               gboolean              described,
                               gboolean              bounded,
                               GError              **error)
{
  g_autoptr(GError) problem = NULL;
  WeirWindowConfig *base = described ? weir_cli_window_options_find (self, config, &problem) : NULL;
  WeirWindowSpec spec = { 0 };
  g_autoptr(WeirWindowConfig) window = NULL;

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  if (self->index >= 0 && !described)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("--index names a window of a workspace: add --workspace FILE"));
      return NULL;
    }

  if (base != NULL)
    spec = base->spec;
  if ((base == NULL && !weir_cli_window_options_parse_kind (self, &spec, error)) ||
      !weir_cli_window_options_parse_emit (self, error) ||
      !weir_cli_window_options_fill_spec (self, config, bounded, &spec, error))
    return NULL;

  window = weir_window_config_new (base != NULL ? base->name : NULL, &spec);
  if (!weir_cli_window_options_compute (self, base, config->fields, window, error))
    return NULL;

  g_ptr_array_set_size (config->windows, 0);
  g_ptr_array_add (config->windows, g_steal_pointer (&window));

  return g_ptr_array_index (config->windows, 0);
}

void
weir_cli_window_options_clear (WeirCliWindowOptions *self)
{
  g_clear_pointer (&self->window, g_free);
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->sliding, g_free);
  g_clear_pointer (&self->trailing, g_free);
  g_clear_pointer (&self->calendar, g_free);
  g_clear_pointer (&self->grace, g_free);
  g_clear_pointer (&self->max_ahead, g_free);
  g_clear_pointer (&self->idle_after, g_free);
  g_clear_pointer (&self->aggregate_words, g_free);
  g_clear_pointer (&self->aggregate_help, g_free);
  g_clear_pointer (&self->emit, g_free);
  g_clear_pointer (&self->indicator_words, g_strfreev);
}
