#include "config.h"

#include "data/window/weir-window-spec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-decoder.h"
#include "data/window/weir-window-grid.h"
#include "data/decode/weir-zone.h"

G_DEFINE_QUARK (weir - window - error - quark, weir_window_error)

static gboolean
weir_window_spec_parse_duration (const char *text,
                                 const char *whole,
                                 gint64     *duration_usec,
                                 GError    **error)
{
  g_autoptr(GError) local_error = NULL;

  if (weir_duration_parse (text, duration_usec, &local_error))
    return TRUE;

  g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC,
               _("Window “%s”: %s. Write a size like 1m, or a size and an advance like 1m/10s."),
               whole, local_error->message);
  return FALSE;
}

/**
 * weir_window_spec_parse:
 * @text: `1m` (tumbling) or `1m/10s` (hopping: size and advance)
 * @spec: (inout): its kind, size and advance are set, all else is left
 * @error: return location
 *
 * Reads a window as the command line and the workspace write it. Any thread.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR_SPEC when @text is no window; @spec
 *   is untouched then
 */
gboolean
weir_window_spec_parse (const char     *text,
                        WeirWindowSpec *spec,
                        GError        **error)
{
  g_auto(GStrv) parts = NULL;
  WeirWindowSpec parsed;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  parsed = *spec;
  parts = g_strsplit (text, "/", 2);

  if (!weir_window_spec_parse_duration (parts[0] != NULL ? parts[0] : "", text,
                                        &parsed.size_usec, error))
    return FALSE;

  parsed.advance_usec = parsed.size_usec;
  if (parts[0] != NULL && parts[1] != NULL
      && !weir_window_spec_parse_duration (parts[1], text, &parsed.advance_usec, error))
    return FALSE;

  parsed.kind = parsed.advance_usec == parsed.size_usec ? WEIR_WINDOW_TUMBLING : WEIR_WINDOW_HOPPING;
  if (!weir_window_spec_check (&parsed, error))
    return FALSE;

  *spec = parsed;
  return TRUE;
}

/**
 * weir_window_spec_get_resolution:
 * @basis: what a stream's event times are
 * @unit: the unit of its time field
 *
 * The unit of sliding windows: the step from a time to the next possible one.
 * Only where all times are whole milliseconds, which those of Kafka are, is it
 * a millisecond; seconds and ISO times may have fractions, arrival is a clock
 * of microseconds, and what is finer than a microsecond is cut to it. Any
 * thread.
 *
 * Returns: microseconds, for the spec's resolution
 */
gint64
weir_window_spec_get_resolution (WeirTimeBasis basis,
                                 WeirTimeUnit  unit)
{
  if (basis == WEIR_TIME_BASIS_RECORD || (basis == WEIR_TIME_BASIS_FIELD && unit == WEIR_TIME_UNIT_MS))
    return G_TIME_SPAN_MILLISECOND;

  return 1;
}

static gboolean
weir_window_spec_check_zone (const WeirWindowSpec *spec,
                             GError              **error)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (spec->zone[0] == '\0')
    return TRUE;

  if (memchr (spec->zone, '\0', sizeof spec->zone) != NULL)
    zone = weir_zone_new (spec->zone);
  if (zone != NULL)
    return TRUE;

  g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC,
               _("“%.*s” is no time zone known here; write one like Europe/Berlin"),
               (int) sizeof spec->zone - 1, spec->zone);
  return FALSE;
}

/**
 * weir_window_spec_check:
 * @spec: a window
 * @error: return location
 *
 * Says whether @spec makes windows. Any thread.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR_SPEC and what is wanted instead
 */
gboolean
weir_window_spec_check (const WeirWindowSpec *spec,
                        GError              **error)
{
  gboolean calendar;
  const char *problem = NULL;

  g_return_val_if_fail (spec != NULL, FALSE);

  calendar = spec->kind < WEIR_WINDOW_N_KINDS && weir_window_kind_is_calendar (spec->kind);

  if (spec->kind >= WEIR_WINDOW_N_KINDS)
    problem = _("there is no such kind of window");
  else if (!calendar && (spec->size_usec <= 0 || spec->size_usec > WEIR_WINDOW_MAX_SIZE_USEC))
    problem = _("a window’s size, gap or length must be more than 0 and at most 10 000 years");
  else if (weir_window_kind_has_advance (spec->kind) && (spec->advance_usec <= 0 || spec->advance_usec > spec->size_usec))
    problem = _("a hopping window’s advance must be more than 0 and at most its size");
  else if (spec->kind == WEIR_WINDOW_HOPPING && spec->size_usec / spec->advance_usec > WEIR_WINDOW_MAX_HOPS)
    problem = _("a hopping window’s size must be at most 100 000 times its advance: so many windows each record is in");
  else if (spec->grace_usec < 0 || spec->grace_usec > WEIR_WINDOW_MAX_SIZE_USEC)
    problem = _("grace must be 0 or more and at most 10 000 years");
  else if (spec->resolution_usec < 0 || spec->resolution_usec > G_TIME_SPAN_DAY)
    problem = _("the time resolution must be 0 or more and at most a day");

  if (problem != NULL)
    {
      g_set_error_literal (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC, problem);
      return FALSE;
    }

  return !calendar || weir_window_spec_check_zone (spec, error);
}

/**
 * weir_window_spec_dup_name:
 * @spec: a window
 *
 * What a window is called that was given no name: `1m`, `5m/1m`, `session-30s`,
 * `sliding-5s`, `trailing-1w`, `day` or `week`. Any thread.
 *
 * Returns: (transfer full): the name
 */
char *
weir_window_spec_dup_name (const WeirWindowSpec *spec)
{
  g_autofree char *size = NULL;
  g_autofree char *advance = NULL;

  g_return_val_if_fail (spec != NULL, NULL);

  if (weir_window_kind_is_calendar (spec->kind))
    return g_strdup (weir_window_kind_get_name (spec->kind));

  size = weir_duration_format (spec->size_usec);
  advance = weir_window_kind_has_advance (spec->kind) ? weir_duration_format (spec->advance_usec) : NULL;

  return g_strconcat (weir_window_kind_get_name (spec->kind), size, advance != NULL ? "/" : NULL, advance, NULL);
}
