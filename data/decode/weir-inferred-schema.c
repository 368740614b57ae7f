#include "config.h"

#include "data/decode/weir-inferred-schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A field of a topic with several shapes need not be in each record. */
#define MIN_PRESENCE 0.6

/* Names of what something is about, best first. */
static const char *const key_names[] = {
  "symbol", "ticker", "instrument", "product_id", "pair", "stock", "isin", "sensor_id", "sensor", "device_id", "device",
  "machine_id", "machine", "station", "host", "customer_id", "customer", "client_id", "user_id", "user", "account_id",
  "account", "card_id", "card", "cc_num", "terminal_id", "key", "id", "name",
};

/* The last of these may as well number the records, or name what there are many of. */
#define N_TELLING_KEY_NAMES (G_N_ELEMENTS (key_names) - 3)

/* Words that describe a record rather than what it is about. */
static const char *const attribute_names[] = {
  "side", "action", "direction", "type", "order_type", "status", "state", "level", "unit", "currency", "event", "kind",
  "message", "description", "comment", "reason", "flag", "date", "time",
};

static const char *const time_names[] = {
  "event_time", "eventtime", "timestamp", "@timestamp", "ts", "time", "datetime", "event_timestamp", "ts_us", "ts_ms",
  "ts_s", "ts_ns", "date", "created_at", "unix_time", "t",
};

/* Names of measurements, best first. */
static const char *const value_names[] = {
  "price", "last", "close", "value", "temperature", "temp", "amount", "amt", "humidity", "pressure", "volume", "size",
  "quantity", "qty", "bid", "ask", "open", "high", "low",
};

/* How well a field serves; the lower the better. */
typedef struct
{
  const WeirInferredField *field;
  guint                  rank;
} Ranked;

/**
 * weir_inferred_schema_free:
 * @self: (nullable) (transfer full): an inferred schema
 *
 * Frees it.
 */
void
weir_inferred_schema_free (WeirInferredSchema *self)
{
  if (self == NULL)
    return;

  g_free (self->key_path);
  g_free (self->time_path);
  g_strfreev (self->field_paths);
  g_strfreev (self->text_paths);
  g_strfreev (self->csv_columns);
  g_free (self->reason);
  g_free (self);
}

/* Position of @name among @names; of one that only ends with it behind an underscore, past them all. */
static guint
rank_name (const char        *name,
           const char *const *names,
           guint              n_names)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (name, names[i]))
      return i;

  for (guint i = 0; i < n_names; i++)
    {
      g_autofree char *ending = g_strconcat ("_", names[i], NULL);

      if (g_str_has_suffix (name, ending))
        return n_names + i;
    }

  return G_MAXUINT;
}

#define RANK_NAME(name, names) rank_name ((name), (names), G_N_ELEMENTS (names))

static gboolean
is_numeric (const WeirInferredField *field)
{
  return field->n_numbers > 0 && field->n_texts == 0 && field->n_booleans == 0;
}

static gboolean
is_identifier (const WeirInferredField *field)
{
  static const char *const names[] = { "id", "num", "number", "zip", "seq", "sequence", "offset" };

  return field->n_fractions == 0 && RANK_NAME (field->name, names) != G_MAXUINT;
}

/* The unit in which nearly all of the field's values are plausible times. */
static WeirTimeUnit
find_time_unit (const WeirInferredField *field)
{
  guint n_values = field->n_numbers + field->n_texts;

  for (guint unit = WEIR_TIME_UNIT_S; unit <= WEIR_TIME_UNIT_ISO; unit++)
    if (field->n_times[unit] * 10 >= n_values * 9 && field->n_times[unit] > 0)
      return unit;

  return WEIR_TIME_UNIT_AUTO;
}

/* Without a telling name a column of times is one that is ISO text, or hardly ever goes back. */
static guint
rank_time (const WeirInferredField *field,
           guint                  n_records)
{
  WeirTimeUnit unit = find_time_unit (field);
  guint rank = RANK_NAME (field->name, time_names);
  guint n_values = field->n_numbers + field->n_texts;

  if (unit == WEIR_TIME_UNIT_AUTO || field->n_seen < MIN_PRESENCE * n_records)
    return G_MAXUINT;
  if (rank != G_MAXUINT)
    return rank;
  if (unit == WEIR_TIME_UNIT_ISO)
    return 100;
  if (!is_identifier (field) && n_values >= 8 && field->n_not_before * 10 >= (n_values - 1) * 9
      && g_hash_table_size (field->distinct) > 1)
    return 200;

  return G_MAXUINT;
}

/* An identifier that never comes twice is no key but the record's own number. */
static guint
rank_key (const WeirInferredField *field,
          guint                  n_records)
{
  guint rank = RANK_NAME (field->name, key_names);
  guint n_distinct = g_hash_table_size (field->distinct);

  if (field->n_seen < MIN_PRESENCE * n_records || field->n_fractions > 0 || field->n_booleans > 0 || n_distinct == 0
      || find_time_unit (field) != WEIR_TIME_UNIT_AUTO)
    return G_MAXUINT;
  if (field->n_seen >= 8 && n_distinct > field->n_seen * 0.9)
    return G_MAXUINT;
  if (rank < N_TELLING_KEY_NAMES || (rank != G_MAXUINT && n_distinct <= field->n_seen / 2))
    return rank;
  if (field->n_texts == 0 || RANK_NAME (field->name, attribute_names) != G_MAXUINT)
    return G_MAXUINT;

  return n_distinct >= 2 && n_distinct <= field->n_seen / 2 ? 200 : G_MAXUINT;
}

static guint
rank_value (const WeirInferredField *field)
{
  guint rank = MIN (RANK_NAME (field->name, value_names), 100);

  if (g_hash_table_size (field->distinct) <= 1)
    rank += 200;
  if (is_identifier (field))
    rank += 400;
  if (find_time_unit (field) != WEIR_TIME_UNIT_AUTO)
    rank += 800;

  return rank;
}

static gint
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  return (x->rank > y->rank) - (x->rank < y->rank);
}

static const WeirInferredField *
choose_best (WeirInferredFields *found,
             guint       n_records,
             guint       max_rank,
             guint     (*rank) (const WeirInferredField *field,
                                guint                  n_records))
{
  const WeirInferredField *best = NULL;
  guint best_rank = G_MAXUINT;

  for (guint i = 0; i < found->fields->len; i++)
    {
      const WeirInferredField *field = g_ptr_array_index (found->fields, i);
      guint own = rank (field, n_records);

      if (own < best_rank && own <= max_rank)
        {
          best = field;
          best_rank = own;
        }
    }

  return best;
}

static GStrv
take_paths (GArray *ranked)
{
  GStrv paths = g_new0 (char *, ranked->len + 1);

  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < ranked->len; i++)
    paths[i] = g_strdup (g_array_index (ranked, Ranked, i).field->path);

  return paths;
}

/* g_array_sort() keeps no order among equals: the order of the fields is part of the rank. */
static void
choose_fields (WeirInferredSchema          *self,
               WeirInferredFields            *found,
               const WeirInferredField *key,
               const WeirInferredField *time)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (Ranked));
  g_autoptr(GArray) texts = g_array_new (FALSE, FALSE, sizeof (Ranked));

  for (guint i = 0; i < found->fields->len; i++)
    {
      const WeirInferredField *field = g_ptr_array_index (found->fields, i);
      Ranked ranked = { field, i };

      if (field == key || field == time || field->n_numbers + field->n_texts + field->n_booleans == 0)
        continue;
      if (is_numeric (field))
        ranked.rank += rank_value (field) * WEIR_INFERRED_MAX_FIELDS;
      g_array_append_val (is_numeric (field) ? numbers : texts, ranked);
    }

  self->field_paths = take_paths (numbers);
  self->text_paths = take_paths (texts);
}

static gint
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A tenth is left out, so that a few times far back do not stretch it. */
static gint64
measure_span (const WeirInferredField *time,
              WeirTimeUnit           unit)
{
  GArray *times = time->ordered;
  double span;

  if (times->len < 2)
    return 0;

  g_array_sort (times, compare_doubles);
  span = g_array_index (times, double, times->len - 1) - g_array_index (times, double, times->len / 10);

  return (gint64) (span * weir_time_unit_get_usec (unit));
}

static char *
explain_key (const WeirInferredField *key,
             gboolean               has_record_keys)
{
  guint n_distinct;

  if (key == NULL)
    return g_strdup (has_record_keys ? _("Key: the records' own key.")
                                     : _("Key: none, no field names what a record is about."));

  n_distinct = g_hash_table_size (key->distinct);
  return g_strdup_printf (ngettext ("Key: “%s”, %u value in %u records.", "Key: “%s”, %u values in %u records.",
                                    n_distinct),
                          key->path, n_distinct, key->n_seen);
}

static char *
explain_time (const WeirInferredField *time,
              WeirTimeUnit           unit)
{
  if (time == NULL)
    return g_strdup (_("Time: the records' own time, no field looks like one."));

  return g_strdup_printf (_("Time: “%s”, %s."), time->path, weir_time_unit_get_title (unit));
}

/**
 * weir_inferred_schema_choose:
 * @self: an inferred schema whose format is known
 * @found: the fields
 * @n_records: how many records were looked at
 * @has_record_keys: whether nearly all of them carry a key of their own
 *
 * Chooses key, time and values among the fields, and says why. A field that
 * only might be a key gives way to the records' own.
 */
void
weir_inferred_schema_choose (WeirInferredSchema *self,
                      WeirInferredFields   *found,
                      guint         n_records,
                      gboolean      has_record_keys)
{
  const guint max_named_rank = 2 * G_N_ELEMENTS (key_names);
  const WeirInferredField *time = choose_best (found, n_records, G_MAXUINT - 1, rank_time);
  const WeirInferredField *key = choose_best (found, n_records, has_record_keys ? max_named_rank : G_MAXUINT - 1, rank_key);
  g_autofree char *about_key = explain_key (key, has_record_keys);
  g_autofree char *about_time = NULL;

  self->time_unit = time != NULL ? find_time_unit (time) : WEIR_TIME_UNIT_AUTO;
  self->span_usec = time != NULL ? measure_span (time, self->time_unit) : 0;
  about_time = explain_time (time, self->time_unit);
  self->key_path = key != NULL ? g_strdup (key->path) : NULL;
  self->time_path = time != NULL ? g_strdup (time->path) : NULL;
  self->reason = g_strconcat (about_key, " ", about_time, NULL);
  choose_fields (self, found, key, time);
}
