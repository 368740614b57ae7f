#include "config.h"

#include "app/common/weir-query-tables.h"

#include <math.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/lag/weir-lag-row.h"
#include "data/store/weir-lag-rows.h"
#include "data/store/weir-sql.h"
#include "data/workspace/weir-row-layout.h"

#define SCHEMA "live"

static WeirValue
of_text (const char *text)
{
  return text != NULL ? weir_value_of_text (text, strlen (text)) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

/* Negative: unknown. */
static WeirValue
of_count (gint64 number)
{
  return number >= 0 ? weir_value_of_int (number) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static WeirValue
of_double (double number)
{
  return (WeirValue) { .type = isnan (number) ? WEIR_VALUE_NULL : WEIR_VALUE_DOUBLE, .as_double = number };
}

static WeirValue
of_time (gint64 time_usec)
{
  return time_usec != WEIR_NO_TIME && time_usec != 0 ? weir_value_of_int (time_usec) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static WeirValue
of_bytes (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes != NULL ? weir_value_of_text (data != NULL ? data : "", length) : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static WeirValue
of_flag (gboolean flag)
{
  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = flag };
}

/* -- windows and messages of a stream -- */

typedef struct
{
  WeirRowLayout   *layout;
  WeirValue       *cells;
  WeirQueryResult *rows;
} Copy;

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  Copy *copy = user_data;

  weir_row_layout_fill (copy->layout, row, 0, copy->cells);
  weir_query_result_add (copy->rows, copy->cells);
}

static WeirQueryResult *
copy_windows (WeirStreamView *stream,
              guint           window)
{
  g_autoptr(WeirRowLayout) layout = weir_row_layout_new (weir_stream_view_get_row_schema (stream, window),
                                                         WEIR_ROW_LAYOUT_EARLY | WEIR_ROW_LAYOUT_STATE);
  g_autofree WeirValue *cells = g_new0 (WeirValue, layout->n_columns);
  Copy copy = { layout, cells, weir_query_result_new (layout->columns, layout->n_columns) };

  weir_stream_view_foreach_row (stream, window, G_MININT64, G_MAXINT64, FALSE, on_row, &copy);

  return copy.rows;
}

static WeirQueryResult *
copy_messages (WeirStreamView *stream)
{
  static const WeirExportColumn columns[] = {
    { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER }, { "offset", WEIR_EXPORT_INTEGER },
    { "event_time", WEIR_EXPORT_TIME }, { "timestamp", WEIR_EXPORT_TIME }, { "key", WEIR_EXPORT_TEXT },
    { "stream_key", WEIR_EXPORT_TEXT }, { "value", WEIR_EXPORT_TEXT }, { "decoded", WEIR_EXPORT_TEXT }, { "dead", WEIR_EXPORT_BOOLEAN },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GPtrArray *messages = weir_stream_view_get_messages (stream);

  for (guint i = 0; i < messages->len; i++)
    {
      WeirTailMessage *message = g_ptr_array_index (messages, i);
      g_autofree char *payload = weir_tail_message_dup_text (message);
      const WeirValue cells[] = {
        of_text (message->topic), of_count (message->partition), of_count (message->offset), of_time (message->time_usec),
        of_time (message->record_time_usec), of_text (message->key), of_text (message->stream_key), of_text (payload),
        of_text (message->decoded), of_flag (message->dead),
      };

      weir_query_result_add (rows, cells);
    }

  return rows;
}

/* -- of all streams -- */

static WeirQueryResult *
copy_alerts (WeirMonitor *monitor)
{
  static const WeirExportColumn columns[] = {
    { "rule", WEIR_EXPORT_TEXT }, { "key", WEIR_EXPORT_TEXT }, { "firing", WEIR_EXPORT_BOOLEAN }, { "severity", WEIR_EXPORT_TEXT },
    { "value", WEIR_EXPORT_TEXT }, { "limit", WEIR_EXPORT_TEXT }, { "event_time", WEIR_EXPORT_TIME }, { "since", WEIR_EXPORT_TIME },
    { "resolved", WEIR_EXPORT_TIME }, { "firings", WEIR_EXPORT_INTEGER }, { "stream", WEIR_EXPORT_TEXT },
    { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER }, { "offset", WEIR_EXPORT_INTEGER },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GListModel *alerts = weir_monitor_get_alerts (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);
      const WeirValue cells[] = {
        of_text (weir_alert_get_rule (alert)), of_text (weir_alert_get_key (alert)), of_flag (weir_alert_get_resolved_usec (alert) == 0),
        of_text (weir_severity_get_word (weir_alert_get_severity (alert))), of_text (weir_alert_get_value (alert)),
        of_text (weir_alert_get_limit (alert)), of_time (weir_alert_get_event_usec (alert)), of_time (weir_alert_get_since_usec (alert)),
        of_time (weir_alert_get_resolved_usec (alert)), of_count ((gint64) weir_alert_get_n_firings (alert)),
        of_text (weir_alert_get_stream (alert)), of_text (weir_alert_get_topic (alert)), of_count (weir_alert_get_partition (alert)),
        of_count (weir_alert_get_offset (alert)),
      };

      weir_query_result_add (rows, cells);
    }

  return rows;
}

static void
add_late (WeirStreamView  *stream,
          WeirQueryResult *rows)
{
  GArray *late = weir_stream_view_get_late (stream);

  for (guint i = 0; late != NULL && i < late->len; i++)
    {
      const WeirLateRecord *record = &g_array_index (late, WeirLateRecord, i);
      const WeirValue cells[] = {
        of_text (weir_stream_view_get_config (stream)->name), of_text (record->key),
        of_text (weir_stream_view_get_topic (stream, record->topic_index)), of_count (record->partition), of_count (record->offset),
        of_time (record->time_usec), weir_value_of_int (record->delay_usec), of_flag (record->future),
      };

      weir_query_result_add (rows, cells);
    }
}

static WeirQueryResult *
copy_late (WeirMonitor *monitor)
{
  static const WeirExportColumn columns[] = {
    { "stream", WEIR_EXPORT_TEXT }, { "key", WEIR_EXPORT_TEXT }, { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER },
    { "offset", WEIR_EXPORT_INTEGER }, { "time", WEIR_EXPORT_TIME }, { "delay_usec", WEIR_EXPORT_INTEGER }, { "future", WEIR_EXPORT_BOOLEAN },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GListModel *streams = weir_monitor_get_streams (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      add_late (stream, rows);
    }

  return rows;
}

static void
add_dead_letters (WeirStreamView  *stream,
                  WeirQueryResult *rows)
{
  GPtrArray *letters = weir_stream_view_get_dead_letters (stream);

  for (guint i = 0; letters != NULL && i < letters->len; i++)
    {
      const WeirDeadLetter *letter = g_ptr_array_index (letters, i);
      const WeirValue cells[] = {
        of_text (weir_stream_view_get_config (stream)->name), of_text (letter->topic), of_count (letter->partition),
        of_count (letter->offset), of_time (letter->arrival_usec), of_text (weir_decode_error_get_text (letter->reason)),
        of_text (letter->detail), of_bytes (letter->key), of_bytes (letter->payload),
      };

      weir_query_result_add (rows, cells);
    }
}

static WeirQueryResult *
copy_dead_letters (WeirMonitor *monitor)
{
  static const WeirExportColumn columns[] = {
    { "stream", WEIR_EXPORT_TEXT }, { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER }, { "offset", WEIR_EXPORT_INTEGER },
    { "arrival", WEIR_EXPORT_TIME }, { "reason", WEIR_EXPORT_TEXT }, { "detail", WEIR_EXPORT_TEXT }, { "key", WEIR_EXPORT_BLOB },
    { "payload", WEIR_EXPORT_BLOB },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GListModel *streams = weir_monitor_get_streams (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      add_dead_letters (stream, rows);
    }

  return rows;
}

static WeirQueryResult *
copy_lag (WeirMonitor *monitor)
{
  static const WeirExportColumn columns[] = {
    { "group", WEIR_EXPORT_TEXT }, { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER }, { "first", WEIR_EXPORT_INTEGER },
    { "end", WEIR_EXPORT_INTEGER }, { "position", WEIR_EXPORT_INTEGER }, { "committed", WEIR_EXPORT_INTEGER }, { "lag", WEIR_EXPORT_INTEGER },
    { "lag_seconds", WEIR_EXPORT_DOUBLE }, { "lost", WEIR_EXPORT_INTEGER }, { "state", WEIR_EXPORT_TEXT },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GListModel *lag = weir_monitor_get_lag (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (lag); i++)
    {
      g_autoptr(WeirLagRow) row = g_list_model_get_item (lag, i);
      const WeirValue cells[] = {
        of_text (weir_lag_row_get_group (row)), of_text (weir_lag_row_get_topic (row)), of_count (weir_lag_row_get_partition (row)),
        of_count (weir_lag_row_get_low (row)), of_count (weir_lag_row_get_end (row)), of_count (weir_lag_row_get_position (row)),
        of_count (weir_lag_row_get_committed (row)), of_count (weir_lag_row_get_lag (row)), of_double (weir_lag_row_get_lag_seconds (row)),
        of_count (weir_lag_row_get_lost (row)), of_text (weir_lag_state_get_word (weir_lag_row_get_state (row))),
      };

      /* A topic's sum is no partition, and would count twice. */
      if (weir_lag_row_get_partition (row) >= 0)
        weir_query_result_add (rows, cells);
    }

  return rows;
}

static WeirQueryResult *
copy_journal (WeirMonitor *monitor)
{
  static const WeirExportColumn columns[] = {
    { "number", WEIR_EXPORT_INTEGER }, { "written", WEIR_EXPORT_TIME }, { "kind", WEIR_EXPORT_TEXT }, { "rule", WEIR_EXPORT_TEXT },
    { "key", WEIR_EXPORT_TEXT }, { "state", WEIR_EXPORT_TEXT }, { "event_time", WEIR_EXPORT_TIME }, { "value", WEIR_EXPORT_TEXT },
    { "topic", WEIR_EXPORT_TEXT }, { "partition", WEIR_EXPORT_INTEGER }, { "offset", WEIR_EXPORT_INTEGER },
    { "reason", WEIR_EXPORT_TEXT }, { "by", WEIR_EXPORT_TEXT }, { "note", WEIR_EXPORT_TEXT }, { "about", WEIR_EXPORT_INTEGER },
    { "from", WEIR_EXPORT_TIME }, { "until", WEIR_EXPORT_TIME }, { "pattern", WEIR_EXPORT_TEXT }, { "labels", WEIR_EXPORT_TEXT },
    { "times", WEIR_EXPORT_TEXT },
  };
  WeirQueryResult *rows = weir_query_result_new (columns, G_N_ELEMENTS (columns));
  GListModel *history = weir_monitor_get_history (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (history); i++)
    {
      g_autoptr(WeirJournalEntry) entry = g_list_model_get_item (history, i);
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
      gboolean change = facts->kind == WEIR_JOURNAL_CHANGE;
      g_autofree char *value = weir_journal_facts_dup_value (facts);
      g_autofree char *labels = facts->labels != NULL ? g_strjoinv (" ", facts->labels) : NULL;
      g_autofree char *key = facts->key != NULL ? weir_escape_dup (facts->key, facts->key_length, WEIR_ESCAPE_KEY_MAX) : NULL;
      const WeirValue cells[] = {
        of_count ((gint64) facts->number), of_time (facts->at_usec), of_text (weir_journal_kind_get_word (facts->kind)),
        of_text (facts->rule), of_text (key), of_text (change ? weir_alert_state_get_word (facts->state) : NULL),
        of_time (change ? facts->time_usec : 0), of_text (value), of_text (facts->topic), of_count (facts->partition),
        of_count (facts->offset), of_text (facts->reason), of_text (facts->by), of_text (facts->note),
        facts->about > 0 ? of_count ((gint64) facts->about) : (WeirValue) { .type = WEIR_VALUE_NULL },
        of_time (facts->from_usec), of_time (facts->until_usec), of_text (facts->pattern), of_text (labels), of_text (facts->times),
      };

      weir_query_result_add (rows, cells);
    }

  return rows;
}

static const struct
{
  const char      *name;
  WeirQueryResult *(*copy) (WeirMonitor *monitor);
} tables[] = {
  { "alerts", copy_alerts },
  { "alert_journal", copy_journal },
  { "late", copy_late },
  { "dead_letters", copy_dead_letters },
  { "lag", copy_lag },
};

static char *
dup_window_name (const WeirStreamConfig *config,
                 guint                   window)
{
  return g_strdup_printf ("%s_%s", config->name, weir_stream_config_get_window (config, window)->name);
}

/* A name between quotes has its own doubled. */
static gboolean
is_spoken_of (const char *text,
              const char *name)
{
  g_autoptr(GString) quoted = g_string_new (name);
  g_autofree char *folded = NULL;

  g_string_replace (quoted, "\"", "\"\"", 0);
  folded = g_utf8_casefold (quoted->str, -1);

  return strstr (text, folded) != NULL;
}

static void
copy_stream (WeirStreamView *stream,
             const char     *text,
             GPtrArray      *list)
{
  const WeirStreamConfig *config = weir_stream_view_get_config (stream);

  if (!is_spoken_of (text, config->name))
    return;

  g_ptr_array_add (list, weir_query_table_new (SCHEMA, config->name, copy_messages (stream)));
  for (guint i = 0; i < config->windows->len; i++)
    {
      g_autofree char *name = dup_window_name (config, i);

      if (is_spoken_of (text, name))
        g_ptr_array_add (list, weir_query_table_new (SCHEMA, name, copy_windows (stream, i)));
    }
}

static const struct
{
  const char  *name;
  WeirLagView  view;
} lag_tables[] = {
  { "lag.groups", WEIR_LAG_VIEW_GROUPS },
  { "lag.partitions", WEIR_LAG_VIEW_PARTITIONS },
};

/* All groups of all connections. */
static WeirQueryTable *
copy_groups (WeirMonitor *monitor,
             WeirLagView  view)
{
  GListModel *groups = G_LIST_MODEL (weir_monitor_get_groups (monitor));
  WeirQueryTable *table = weir_lag_rows_new (view);
  g_autoptr(GHashTable) looks = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr(WeirLagGroupRow) row = g_list_model_get_item (groups, i);
      const WeirLagLook *look = weir_lag_group_row_get_look (row);

      if (look != NULL && g_hash_table_add (looks, (gpointer) look))
        weir_lag_rows_add (table, view, look);
    }

  return table;
}

GPtrArray *
weir_query_tables_copy (WeirMonitor *monitor,
                        const char  *sql)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_query_table_free);
  g_autofree char *text = g_utf8_casefold (sql, -1);
  GListModel *streams = monitor != NULL ? weir_monitor_get_streams (monitor) : NULL;

  if (monitor == NULL)
    return list;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (is_spoken_of (text, tables[i].name))
      g_ptr_array_add (list, weir_query_table_new (NULL, tables[i].name, tables[i].copy (monitor)));
  for (guint i = 0; i < G_N_ELEMENTS (lag_tables); i++)
    if (is_spoken_of (text, lag_tables[i].name))
      g_ptr_array_add (list, copy_groups (monitor, lag_tables[i].view));
  for (guint i = 0; i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      copy_stream (stream, text, list);
    }

  return list;
}

static void
list_name (GStrvBuilder *builder,
           const char   *name)
{
  g_autoptr(GString) text = g_string_new (SCHEMA ".");

  weir_sql_append_name (text, name);
  g_strv_builder_add (builder, text->str);
}

GStrv
weir_query_tables_list (WeirMonitor *monitor)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GListModel *streams = monitor != NULL ? weir_monitor_get_streams (monitor) : NULL;

  for (guint i = 0; streams != NULL && i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);
      const WeirStreamConfig *config = weir_stream_view_get_config (stream);

      for (guint j = 0; j < config->windows->len; j++)
        {
          g_autofree char *name = dup_window_name (config, j);

          list_name (builder, name);
        }
      list_name (builder, config->name);
    }
  for (guint i = 0; monitor != NULL && i < G_N_ELEMENTS (tables); i++)
    g_strv_builder_add (builder, tables[i].name);
  for (guint i = 0; monitor != NULL && i < G_N_ELEMENTS (lag_tables); i++)
    g_strv_builder_add (builder, lag_tables[i].name);

  return g_strv_builder_end (builder);
}
