#include "config.h"

#include "app/cli/weir-cli-windowing.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"

#define AGGREGATES_DEFAULT "sum,mean,min,max"

void
weir_cli_windowing_add_options (WeirCliWindowing *self,
                                GOptionContext   *context)
{
  const GOptionEntry entries[] = {
    { "window", 'w', 0, G_OPTION_ARG_STRING, &self->window,
      N_("Windows of this length; with /ADVANCE they overlap (default 1m)"), N_("SIZE[/ADVANCE]") },
    { "session", 0, 0, G_OPTION_ARG_STRING, &self->session, N_("Sessions parted by this much silence"), N_("GAP") },
    { "sliding", 0, 0, G_OPTION_ARG_STRING, &self->sliding, N_("Every distinct window of this length"), N_("LENGTH") },
    { "trailing", 0, 0, G_OPTION_ARG_STRING, &self->trailing,
      N_("A row for each record: its key's last LENGTH, the record included"), N_("LENGTH") },
    { "calendar", 0, 0, G_OPTION_ARG_STRING, &self->calendar, N_("Days or weeks in --zone"), N_("day|week") },
    { "grace", 0, 0, G_OPTION_ARG_STRING, &self->grace, N_("How long a window waits for late records (default 0s)"), N_("TIME") },
    { "agg", 'a', 0, G_OPTION_ARG_STRING, &self->aggregate_words,
      N_("Of each value: count, sum, mean, min, max, first, last, stddev, stddev_pop, variance, variance_pop, p50, p99.9, "
         "distinct, vwap(value,weight), rate, change, change_percent, delta (default " AGGREGATES_DEFAULT ")"),
      N_("WORD,…") },
    { "emit", 0, 0, G_OPTION_ARG_STRING, &self->emit,
      N_("Rows when windows close, or at every change, with a column that tells (default final)"), N_("final|updates") },
    { "max-ahead", 0, 0, G_OPTION_ARG_STRING, &self->max_ahead,
      N_("Records further ahead of the broker's clock are from the future (default 1h)"), N_("TIME|never") },
    { "idle-after", 0, 0, G_OPTION_ARG_STRING, &self->idle_after,
      N_("A partition silent for so long holds no window open (default 30s; bounded reads: never)"), N_("TIME|never") },
    { "memory", 0, 0, G_OPTION_ARG_INT, &self->memory_mib,
      N_("What keys and open windows may take (default 256); past it new keys count as “(other)”"), N_("MIB") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
weir_cli_windowing_parse_calendar (WeirCliWindowing *self,
                                   GError          **error)
{
  if (g_str_equal (self->calendar, "day"))
    self->spec.kind = WEIR_WINDOW_CALENDAR_DAY;
  else if (g_str_equal (self->calendar, "week"))
    self->spec.kind = WEIR_WINDOW_CALENDAR_WEEK;
  else
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--calendar takes day or week, not “%s”"),
                   self->calendar);
      return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_windowing_parse_kind (WeirCliWindowing *self,
                               GError          **error)
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
        self->spec.kind = lengths[i].kind;
      if (!weir_cli_parse_duration (lengths[i].text, FALSE, &self->spec.size_usec, error))
        return FALSE;
    }

  if (n_kinds > 1)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("choose one of --window, --session, --sliding, --trailing and --calendar"));
      return FALSE;
    }

  if (self->calendar != NULL)
    return weir_cli_windowing_parse_calendar (self, error);

  if (self->window != NULL || n_kinds == 0)
    return weir_window_spec_parse (self->window != NULL ? self->window : "1m", &self->spec, error);

  return TRUE;
}

static gboolean
weir_cli_windowing_parse_emit (WeirCliWindowing *self,
                               GError          **error)
{
  if (self->emit == NULL || g_str_equal (self->emit, "final"))
    return TRUE;

  self->emit_updates = g_str_equal (self->emit, "updates");
  if (!self->emit_updates)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--emit takes final or updates, not “%s”"), self->emit);

  return self->emit_updates;
}

gboolean
weir_cli_windowing_finish (WeirCliWindowing *self,
                           WeirCliDecode    *decode,
                           gboolean          bounded,
                           GError          **error)
{
  const char *words = self->aggregate_words != NULL ? self->aggregate_words : AGGREGATES_DEFAULT;

  if (!weir_cli_windowing_parse_kind (self, error) || !weir_cli_windowing_parse_emit (self, error))
    return FALSE;

  if (!weir_cli_parse_duration (self->grace, FALSE, &self->spec.grace_usec, error) ||
      !weir_cli_parse_duration (self->max_ahead, TRUE, &self->spec.max_ahead_usec, error))
    return FALSE;

  self->spec.idle_after_usec = bounded ? -1 : 0;
  if (!weir_cli_parse_duration (self->idle_after, TRUE, &self->spec.idle_after_usec, error))
    return FALSE;

  if (self->memory_mib < 0)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--memory %d: a number of MiB above 0 is wanted"),
                   self->memory_mib);
      return FALSE;
    }

  self->spec.max_bytes = (gsize) self->memory_mib * 1024 * 1024;
  self->spec.resolution_usec = weir_window_spec_get_resolution (decode->spec.time_basis, decode->spec.time_unit);
  if (self->calendar != NULL && decode->zone != NULL)
    g_strlcpy (self->spec.zone, decode->zone, sizeof self->spec.zone);
  if (!weir_window_spec_check (&self->spec, error))
    return FALSE;

  self->aggregates = weir_aggregates_parse (words, decode->spec.field_paths, NULL, error);

  return self->aggregates != NULL;
}

gboolean
weir_cli_windowing_is_ordered (WeirCliWindowing *self)
{
  return self->spec.kind != WEIR_WINDOW_SESSION &&
         self->spec.kind != WEIR_WINDOW_SLIDING &&
         self->spec.kind != WEIR_WINDOW_TRAILING;
}

void
weir_cli_windowing_clear (WeirCliWindowing *self)
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
  g_clear_pointer (&self->emit, g_free);
  g_clear_pointer (&self->aggregates, g_array_unref);
}
