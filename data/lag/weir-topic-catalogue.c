#include "config.h"

#include "data/lag/weir-topic-catalogue.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "data/lag/weir-lag-admin.h"
#include "data/source/weir-source-error.h"
#include "data/source/weir-source.h"

#define DEADLINE_MSEC 8000
/* How long librdkafka waits for an answer before we look whether we were cancelled, or why there is none. */
#define ATTEMPT_MSEC  1000

static void
entry_free (gpointer data)
{
  WeirTopicEntry *self = data;

  g_free (self->name);
  g_free (self->trouble);
  g_free (self);
}

/* As weir_lag_admin_init(), but for errors of connections: they come as events. */
static gboolean
open_admin (WeirLagAdmin  *admin,
            WeirSettings  *settings,
            GCancellable  *cancellable,
            GError       **error)
{
  rd_kafka_conf_t *conf = weir_settings_build_conf (settings, FALSE, error);
  char reason[512];

  *admin = (WeirLagAdmin) { .settings = settings, .cancellable = cancellable };
  admin->deadline_usec = g_get_monotonic_time () + DEADLINE_MSEC * G_TIME_SPAN_MILLISECOND;
  if (conf == NULL)
    return FALSE;

  rd_kafka_conf_set_events (conf, RD_KAFKA_EVENT_ERROR);
  admin->client = rd_kafka_new (RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
  if (admin->client == NULL)
    {
      rd_kafka_conf_destroy (conf);
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, "%s", reason);
      return FALSE;
    }
  admin->queue = rd_kafka_queue_new (admin->client);

  return TRUE;
}

/* librdkafka's words for the last connection that failed; it says them as events of its own queue. */
static void
note_reason (WeirLagAdmin      *admin,
             rd_kafka_queue_t  *events,
             char             **reason,
             gboolean          *refused)
{
  rd_kafka_event_t *event;

  while ((event = rd_kafka_queue_poll (events, 0)) != NULL)
    {
      rd_kafka_resp_err_t native = rd_kafka_event_error (event);

      if (rd_kafka_event_type (event) == RD_KAFKA_EVENT_ERROR && native != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        {
          g_free (*reason);
          *reason = weir_source_error_dup_reason (rd_kafka_event_error_string (event), FALSE);
          /* It will be refused again and again. */
          *refused |= weir_source_error_code (native) == WEIR_SOURCE_ERROR_FORBIDDEN;
        }
      rd_kafka_event_destroy (event);
    }
}

static const struct rd_kafka_metadata *
ask (WeirLagAdmin  *admin,
     GError       **error)
{
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_queue_t *events = rd_kafka_queue_get_main (admin->client);
  rd_kafka_resp_err_t native = RD_KAFKA_RESP_ERR__TIMED_OUT;
  g_autofree char *reason = NULL;
  gboolean refused = FALSE;

  while (native != RD_KAFKA_RESP_ERR_NO_ERROR && !refused && g_get_monotonic_time () < admin->deadline_usec
         && !g_cancellable_is_cancelled (admin->cancellable))
    {
      native = rd_kafka_metadata (admin->client, 1, NULL, &metadata, ATTEMPT_MSEC);
      note_reason (admin, events, &reason, &refused);
      if (!weir_source_error_is_down (native))
        break;
    }
  rd_kafka_queue_destroy (events);

  if (native == RD_KAFKA_RESP_ERR_NO_ERROR || g_cancellable_set_error_if_cancelled (admin->cancellable, error))
    return metadata;
  if (refused)
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN,
                 /* Translators: addresses, and why */
                 _("%s refuses the login (%s); check user, password and sasl.mechanisms"),
                 weir_settings_get_bootstrap (admin->settings), reason);
  else if (weir_source_error_is_down (native))
    g_propagate_error (error, weir_source_error_new_unreachable (weir_settings_get_bootstrap (admin->settings), reason));
  else
    g_propagate_error (error, weir_source_error_new (native, _("%s does not list its topics"),
                                                     weir_settings_get_bootstrap (admin->settings)));

  return NULL;
}

static gint
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const WeirTopicEntry *x = *(const WeirTopicEntry *const *) a;
  const WeirTopicEntry *y = *(const WeirTopicEntry *const *) b;

  return g_strcmp0 (x->name, y->name);
}

static GPtrArray *
create_entries (const struct rd_kafka_metadata *metadata)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  for (int i = 0; i < metadata->topic_cnt; i++)
    {
      const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];
      WeirTopicEntry *entry = g_new0 (WeirTopicEntry, 1);

      entry->name = g_strdup (topic->topic);
      entry->n_partitions = (guint) MAX (topic->partition_cnt, 0);
      entry->n_records = entry->high = -1;
      entry->is_internal = g_str_has_prefix (topic->topic, "__");
      if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        entry->trouble = g_strdup (weir_source_error_explain (topic->err));
      g_ptr_array_add (entries, entry);
    }
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

/* One watermark of every partition; NULL where the cluster does not tell. */
static rd_kafka_topic_partition_list_t *
list_offsets (WeirLagAdmin *admin,
              GPtrArray    *entries,
              gint64        which)
{
  rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new (64);

  for (guint i = 0; i < entries->len; i++)
    {
      const WeirTopicEntry *entry = g_ptr_array_index (entries, i);

      for (guint p = 0; entry->trouble == NULL && p < entry->n_partitions; p++)
        rd_kafka_topic_partition_list_add (partitions, entry->name, (int32_t) p)->offset = which;
    }
  if (partitions->cnt > 0 && weir_lag_admin_list_offsets (admin, partitions, NULL))
    return partitions;

  rd_kafka_topic_partition_list_destroy (partitions);

  return NULL;
}

/* The lists have all partitions of a topic in a row, in the order of the entries. */
static void
sum_offsets (GPtrArray                             *entries,
             const rd_kafka_topic_partition_list_t *low,
             const rd_kafka_topic_partition_list_t *high)
{
  int at = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      WeirTopicEntry *entry = g_ptr_array_index (entries, i);
      gint64 n_records = 0, sum = 0;
      gboolean known = entry->trouble == NULL;

      for (guint p = 0; entry->trouble == NULL && p < entry->n_partitions; p++, at++)
        {
          known &= low->elems[at].offset >= 0 && high->elems[at].offset >= 0;
          n_records += high->elems[at].offset - low->elems[at].offset;
          sum += high->elems[at].offset;
        }
      entry->n_records = known ? n_records : -1;
      entry->high = known ? sum : -1;
    }
}

static void
measure (WeirLagAdmin *admin,
         GPtrArray    *entries)
{
  rd_kafka_topic_partition_list_t *low = list_offsets (admin, entries, RD_KAFKA_OFFSET_SPEC_EARLIEST);
  rd_kafka_topic_partition_list_t *high = low != NULL ? list_offsets (admin, entries, RD_KAFKA_OFFSET_SPEC_LATEST) : NULL;

  if (high != NULL)
    sum_offsets (entries, low, high);
  g_clear_pointer (&low, rd_kafka_topic_partition_list_destroy);
  g_clear_pointer (&high, rd_kafka_topic_partition_list_destroy);
}

/**
 * weir_topic_catalogue_read:
 * @settings: how to reach the cluster
 * @cancellable: (nullable): ends it early
 * @error: return location
 *
 * Asks which topics there are, and how many records they hold. Blocks, for eight
 * seconds at most.
 *
 * Returns: (transfer full) (nullable): the topics, or %NULL with a
 *   %WEIR_SOURCE_ERROR that names the layer that failed (address, connection,
 *   TLS, SASL, rights) and what to do, or %G_IO_ERROR_CANCELLED
 */
WeirTopicCatalogue *
weir_topic_catalogue_read (WeirSettings  *settings,
                           GCancellable  *cancellable,
                           GError       **error)
{
  const struct rd_kafka_metadata *metadata;
  WeirTopicCatalogue *self = NULL;
  WeirLagAdmin admin;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  if (!open_admin (&admin, settings, cancellable, error))
    return NULL;

  metadata = ask (&admin, error);
  if (metadata != NULL)
    {
      self = g_new0 (WeirTopicCatalogue, 1);
      self->entries = create_entries (metadata);
      rd_kafka_metadata_destroy (metadata);
      measure (&admin, self->entries);
      self->time_usec = g_get_monotonic_time ();
    }
  weir_lag_admin_clear (&admin);

  return self;
}

/**
 * weir_topic_catalogue_free:
 * @self: (nullable) (transfer full): topics
 *
 * Frees them.
 */
void
weir_topic_catalogue_free (WeirTopicCatalogue *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * weir_topic_catalogue_find:
 * @self: topics
 * @name: of one of them
 *
 * Returns: (transfer none) (nullable): the topic of that name
 */
const WeirTopicEntry *
weir_topic_catalogue_find (const WeirTopicCatalogue *self,
                           const char               *name)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  high = self->entries->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const WeirTopicEntry *entry = g_ptr_array_index (self->entries, middle);
      int order = g_strcmp0 (entry->name, name);

      if (order == 0)
        return entry;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

/**
 * weir_topic_catalogue_get_rate:
 * @self: topics
 * @before: (nullable): those of an earlier look
 * @name: of one of them
 *
 * Returns: records per second that came between the two looks; NaN where that is
 *   not known
 */
double
weir_topic_catalogue_get_rate (const WeirTopicCatalogue *self,
                               const WeirTopicCatalogue *before,
                               const char               *name)
{
  const WeirTopicEntry *entry, *earlier;

  g_return_val_if_fail (self != NULL && name != NULL, NAN);

  entry = weir_topic_catalogue_find (self, name);
  earlier = before != NULL ? weir_topic_catalogue_find (before, name) : NULL;
  if (entry == NULL || earlier == NULL || entry->high < earlier->high || earlier->high < 0
      || self->time_usec <= before->time_usec)
    return NAN;

  return (double) (entry->high - earlier->high) * G_USEC_PER_SEC / (double) (self->time_usec - before->time_usec);
}
