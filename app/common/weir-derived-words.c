#include "config.h"

#include "app/common/weir-derived-words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

const char *
weir_derived_get_word (const WeirStreamConfig *config)
{
  if (config->derived == NULL)
    return NULL;

  switch (config->derived->kind)
    {
    case WEIR_DERIVED_TOP:
      return _("ranking");
    case WEIR_DERIVED_TABLE:
      return _("table join");
    case WEIR_DERIVED_JOIN:
    default:
      return _("join");
    }
}

/* "1 min windows" */
static char *
dup_windows (WeirStreamView *source,
             guint           window)
{
  const WeirStreamConfig *config = source != NULL ? weir_stream_view_get_config (source) : NULL;
  const WeirWindowSpec *spec;
  g_autofree char *size = NULL;
  g_autofree char *advance = NULL;

  if (config == NULL || window >= config->windows->len)
    return g_strdup ("");

  spec = &weir_stream_config_get_window (config, window)->spec;
  if (spec->kind == WEIR_WINDOW_CALENDAR_DAY)
    return g_strdup (_("day windows"));
  if (spec->kind == WEIR_WINDOW_CALENDAR_WEEK)
    return g_strdup (_("week windows"));

  size = weir_dup_span (spec->size_usec);
  if (spec->kind != WEIR_WINDOW_HOPPING)
    /* Translators: length of windows, "1 min windows" */
    return g_strdup_printf (_("%s windows"), size);

  advance = weir_dup_span (spec->advance_usec);

  /* Translators: length of windows and how often one begins */
  return g_strdup_printf (_("%s windows every %s"), size, advance);
}

static char *
dup_top (WeirMonitor             *monitor,
         const WeirDerivedConfig *derived)
{
  const char *source = derived->sources[WEIR_JOIN_SIDE_LEFT];
  g_autofree char *by = g_strdup (derived->by);
  g_autofree char *windows = dup_windows (weir_monitor_find_stream (monitor, source), derived->window);

  g_strdelimit (by, "_", ' ');
  if (derived->smallest)
    /* Translators: number of keys, stream, what they are ranked by, windows: "last 10 of trades by volume sum, 1 min windows" */
    return g_strdup_printf (_("last %u of %s by %s, %s"), derived->n, source, by, windows);

  /* Translators: as before, "top 10 of trades by volume sum, 1 min windows" */
  return g_strdup_printf (_("top %u of %s by %s, %s"), derived->n, source, by, windows);
}

static char *
dup_join (const WeirDerivedConfig *derived)
{
  g_autofree char *before = weir_dup_span (derived->before_usec);
  g_autofree char *after = weir_dup_span (derived->after_usec);

  /* Translators: two streams, and how much earlier and later the second may be */
  return g_strdup_printf (_("%s joined with %s, from %s before to %s after, by key"), derived->sources[WEIR_JOIN_SIDE_LEFT],
                          derived->sources[WEIR_JOIN_SIDE_RIGHT], before, after);
}

char *
weir_derived_dup_origin (WeirMonitor            *monitor,
                         const WeirStreamConfig *config)
{
  if (config->derived == NULL)
    return NULL;

  switch (config->derived->kind)
    {
    case WEIR_DERIVED_TOP:
      return dup_top (monitor, config->derived);
    case WEIR_DERIVED_TABLE:
      /* Translators: a stream, and the table it is looked up in */
      return g_strdup_printf (_("%s with %s, by key"), config->derived->sources[WEIR_JOIN_SIDE_LEFT],
                              config->derived->sources[WEIR_JOIN_SIDE_RIGHT]);
    case WEIR_DERIVED_JOIN:
    default:
      return dup_join (config->derived);
    }
}

static void
append_count (GString    *text,
              guint64     n,
              const char *words)
{
  g_autofree char *count = weir_format_count (n);

  if (n > 0)
    g_string_append_printf (text, " · %s %s", count, words);
}

static void
append_join_counts (GString                   *text,
                    const WeirDerivedConfig   *derived,
                    const WeirDerivedCounters *counters)
{
  append_count (text, counters->n_late_records, _("late for every partner"));
  append_count (text, counters->n_late_partial, _("late for some"));
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      /* Translators: a stream; "18 of fraud_alerts without partner" */
      g_autofree char *words = g_strdup_printf (_("of %s without partner"), derived->sources[side]);

      append_count (text, counters->n_unmatched[side], words);
    }
}

char *
weir_derived_dup_counts (const WeirStreamConfig   *config,
                         const WeirStreamCounters *counters)
{
  const WeirDerivedCounters *derived = &counters->derived;
  g_autofree char *rows = weir_format_count (derived->n_rows);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%s row", "%s rows", derived->n_rows), rows);
  append_join_counts (text, config->derived, derived);
  append_count (text, derived->n_missing, _("without their key in the table"));
  append_count (text, derived->n_unranked, _("without a number to rank by"));
  append_count (text, derived->n_refused, _("without room"));
  append_count (text, derived->n_evicted, _("forgotten early for want of room"));
  append_count (text, derived->n_unordered, _("given out early for want of room"));

  return g_string_free (text, FALSE);
}

static void
add_side (WeirDetail *detail,
          JsonObject *row,
          const char *member,
          const char *name)
{
  JsonObject *side = NULL;
  g_autofree char *place = NULL;

  if (!json_object_has_member (row, member))
    return;

  if (JSON_NODE_HOLDS_OBJECT (json_object_get_member (row, member)))
    side = json_object_get_object_member (row, member);
  if (side == NULL)
    {
      weir_detail_add_fact (detail, name, _("no partner"));
      return;
    }

  place = weir_dup_record_place (json_object_get_string_member_with_default (side, "topic", NULL),
                                 (gint32) json_object_get_int_member_with_default (side, "partition", -1),
                                 json_object_get_int_member_with_default (side, "offset", -1));
  weir_detail_add_fact (detail, name, place);
}

void
weir_derived_add_facts (WeirDetail *detail,
                        const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *row, *window = NULL;

  /* One that was cut is not read; its text is shown all the same. */
  if (text == NULL || !json_parser_load_from_data (parser, text, -1, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return;

  row = json_node_get_object (json_parser_get_root (parser));
  add_side (detail, row, "left", _("Left record"));
  add_side (detail, row, "right", _("Right record"));
  if (json_object_has_member (row, "window") && JSON_NODE_HOLDS_OBJECT (json_object_get_member (row, "window")))
    window = json_object_get_object_member (row, "window");
  if (window != NULL)
    {
      weir_detail_add_fact (detail, _("Window of"), json_object_get_string_member_with_default (window, "stream", ""));
      weir_detail_add_fact (detail, _("Window begins"), json_object_get_string_member_with_default (window, "start", ""));
      weir_detail_add_fact (detail, _("Window ends"), json_object_get_string_member_with_default (window, "end", ""));
    }
}
