#include "config.h"

#include "app/cli/weir-cli-alert-sink.h"

#include <string.h>

#include "app/cli/weir-cli-sink.h"
#include "data/stream/weir-alert-text.h"

/* A row that waits for its place; what it points to is its own. */
typedef struct
{
  guint     rule;
  gint64    time_usec;
  gint64    number;     /* in the order of changes */
  char     *key;
  gsize     key_length;
  char     *topic;      /* nullable */
  gint32    partition;
  gint64    offset;
  const char *state;
  WeirValue value;      /* a text is owned */
  char     *reason;
} WeirCliAlertRow;

struct _WeirCliAlertSink
{
  WeirCliSink   base;       /* first */
  GPtrArray    *rules;      /* borrowed, of WeirRuleConfig */
  GPtrArray    *waiting;    /* owned, of WeirCliAlertRow; NULL: rows go out as they come */
  guint64       n_changes;
  guint64       n_fired;
  guint         n_errors;
};

static const WeirExportColumn columns[] = {
  { "rule", WEIR_EXPORT_TEXT },
  { "key", WEIR_EXPORT_TEXT },
  { "state", WEIR_EXPORT_TEXT },
  { "event_time", WEIR_EXPORT_TIME },
  { "value", WEIR_EXPORT_ANY },
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
  { "reason", WEIR_EXPORT_TEXT },
};

static void
weir_cli_alert_row_free (gpointer data)
{
  WeirCliAlertRow *row = data;

  g_free (row->key);
  g_free (row->topic);
  g_free (row->reason);
  if (row->value.type == WEIR_VALUE_TEXT)
    g_free ((char *) row->value.as_text);
  g_free (row);
}

static WeirValue
value_of_text (const char *text,
               gsize       length)
{
  if (text == NULL)
    return (WeirValue) { .type = WEIR_VALUE_MISSING };

  return (WeirValue) { .type = WEIR_VALUE_TEXT, .length = length, .as_text = text };
}

static WeirValue
value_of_text0 (const char *text)
{
  return value_of_text (text, text != NULL ? strlen (text) : 0);
}

/* Without a record there is no partition and no offset. */
static WeirValue
value_of_place (gint64 place)
{
  return (WeirValue) { .type = place >= 0 ? WEIR_VALUE_INT : WEIR_VALUE_MISSING, .as_int = place };
}

static void
weir_cli_alert_sink_write (WeirCliAlertSink      *self,
                           const WeirCliAlertRow *row)
{
  const WeirRuleConfig *rule = g_ptr_array_index (self->rules, row->rule);
  const WeirValue cells[G_N_ELEMENTS (columns)] = {
    value_of_text0 (rule->name),
    value_of_text (row->key, row->key_length),
    value_of_text0 (row->state),
    weir_value_of_int (row->time_usec),
    row->value,
    value_of_text0 (row->topic),
    value_of_place (row->partition),
    value_of_place (row->offset),
    value_of_text0 (row->reason),
  };

  weir_cli_sink_add_row (&self->base, cells);
}

/* @row is taken. */
static void
weir_cli_alert_sink_take (WeirCliAlertSink *self,
                          WeirCliAlertRow  *row)
{
  row->number = self->n_changes++;
  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, row);
      return;
    }
  weir_cli_alert_sink_write (self, row);
  weir_cli_alert_row_free (row);
}

static void
on_alert_change (WeirSink              *sink,
                 guint                  stream,
                 const WeirAlertChange *change)
{
  WeirCliAlertSink *self = (WeirCliAlertSink *) sink;
  const WeirRuleConfig *rule = g_ptr_array_index (self->rules, change->rule);
  WeirCliAlertRow *row = g_new0 (WeirCliAlertRow, 1);

  row->rule = change->rule;
  row->time_usec = change->time_usec;
  row->key = g_memdup2 (change->key, change->key_length + 1);
  row->key_length = change->key_length;
  row->topic = g_strdup (change->topic);
  row->partition = change->partition;
  row->offset = change->offset;
  row->state = weir_alert_state_get_word (change->state);
  row->value = change->value;
  if (row->value.type == WEIR_VALUE_TEXT)
    row->value.as_text = g_strndup (change->value.as_text, change->value.length);
  row->reason = weir_alert_text_dup_reason (rule, change);
  self->n_fired += (change->state == WEIR_ALERT_FIRING && change->before != WEIR_ALERT_RECOVERING)
                   || change->state == WEIR_ALERT_NO_DATA;
  self->n_errors += change->state == WEIR_ALERT_ERROR;
  weir_cli_alert_sink_take (self, row);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const WeirCliAlertRow *left = *(WeirCliAlertRow * const *) a;
  const WeirCliAlertRow *right = *(WeirCliAlertRow * const *) b;
  int order;

  if (left->time_usec != right->time_usec)
    return left->time_usec < right->time_usec ? -1 : 1;
  if (left->rule != right->rule)
    return left->rule < right->rule ? -1 : 1;

  order = memcmp (left->key, right->key, MIN (left->key_length, right->key_length));
  if (order != 0)
    return order;
  if (left->key_length != right->key_length)
    return left->key_length < right->key_length ? -1 : 1;

  return (left->number > right->number) - (left->number < right->number);
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  WeirCliAlertSink *self = (WeirCliAlertSink *) sink;

  if (self->waiting != NULL)
    {
      g_ptr_array_sort (self->waiting, compare_rows);
      for (guint i = 0; i < self->waiting->len; i++)
        weir_cli_alert_sink_write (self, g_ptr_array_index (self->waiting, i));
      g_ptr_array_set_size (self->waiting, 0);
    }

  return weir_cli_sink_finish (sink, error);
}

static const WeirSinkMethods methods = {
  .alert_change = on_alert_change,
  .batch_end = weir_cli_sink_batch_end,
  .finish = on_finish,
  .is_delivered = weir_cli_sink_is_delivered,
};

WeirCliAlertSink *
weir_cli_alert_sink_new (WeirTopology            *topology,
                         GPtrArray               *rules,
                         gboolean                 sorted,
                         const WeirCliOutputSpec *spec,
                         GError                 **error)
{
  WeirCliOutput *output = weir_cli_output_new (spec, columns, G_N_ELEMENTS (columns), error);
  WeirCliAlertSink *self;

  if (output == NULL)
    return NULL;

  self = g_new0 (WeirCliAlertSink, 1);
  weir_cli_sink_init (&self->base, &methods, output);
  self->base.waits = sorted;
  self->rules = rules;
  if (sorted)
    self->waiting = g_ptr_array_new_with_free_func (weir_cli_alert_row_free);
  weir_topology_add_sink (topology, &self->base.sink);

  return self;
}

void
weir_cli_alert_sink_free (WeirCliAlertSink *self)
{
  if (self == NULL)
    return;

  weir_cli_sink_clear (&self->base);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_free (self);
}

guint64
weir_cli_alert_sink_get_n_fired (WeirCliAlertSink *self)
{
  return self->n_fired;
}

guint64
weir_cli_alert_sink_get_n_changes (WeirCliAlertSink *self)
{
  return self->n_changes;
}

guint
weir_cli_alert_sink_get_n_errors (WeirCliAlertSink *self)
{
  return self->n_errors;
}
