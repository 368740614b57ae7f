#include "config.h"

#include "app/pages/weir-topic-columns.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "data/lag/weir-cluster.h"
#include "widgets/weir-format.h"

/* -- partitions -- */

static const WeirClusterPartition *
partition_of (gpointer item)
{
  return weir_item_get (item);
}

static char *
text_partition (gpointer     item,
                const char **style_class)
{
  *style_class = "strong";
  return g_strdup_printf ("%d", partition_of (item)->partition);
}

static char *
text_leader (gpointer     item,
             const char **style_class)
{
  gint32 leader = partition_of (item)->leader;

  *style_class = leader < 0 ? "critical" : NULL;
  return leader >= 0 ? g_strdup_printf ("%d", leader) : g_strdup (_("▲ none"));
}

static char *
text_replicas (gpointer     item,
               const char **style_class)
{
  return g_strdup (partition_of (item)->replicas);
}

static char *
text_isr (gpointer     item,
          const char **style_class)
{
  const WeirClusterPartition *partition = partition_of (item);

  *style_class = partition->n_isr < partition->n_replicas ? "warning" : "ok";
  return g_strdup_printf ("%s %s", partition->n_isr < partition->n_replicas ? "●" : "✓", partition->isr);
}

static char *
text_first (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_count (partition_of (item)->low);
}

static char *
text_end (gpointer     item,
          const char **style_class)
{
  return weir_lag_words_dup_count (partition_of (item)->end);
}

static gint64
records_of (gpointer item)
{
  const WeirClusterPartition *partition = partition_of (item);

  return partition->low >= 0 && partition->end >= 0 ? MAX (partition->end - partition->low, 0) : -1;
}

static char *
text_records (gpointer     item,
              const char **style_class)
{
  return weir_lag_words_dup_count (records_of (item));
}

static char *
text_size (gpointer     item,
           const char **style_class)
{
  gint64 size_bytes = partition_of (item)->size_bytes;

  return size_bytes >= 0 ? weir_format_bytes ((guint64) size_bytes) : g_strdup ("–");
}

static double
key_partition (gpointer item)
{
  return partition_of (item)->partition;
}

static double
key_leader (gpointer item)
{
  return partition_of (item)->leader;
}

static double
key_records (gpointer item)
{
  return records_of (item) >= 0 ? (double) records_of (item) : NAN;
}

static double
key_size (gpointer item)
{
  return partition_of (item)->size_bytes >= 0 ? (double) partition_of (item)->size_bytes : NAN;
}

void
weir_topic_columns_add_partitions (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Partition"), .chars = 6, .xalign = 1, .text = text_partition, .key = key_partition },
    { .title = _("Leader"), .chars = 7, .xalign = 1, .text = text_leader, .key = key_leader },
    { .title = _("Replicas"), .chars = 12, .expand = TRUE, .text = text_replicas },
    { .title = _("ISR"), .chars = 12, .expand = TRUE, .text = text_isr },
    { .title = _("Log start offset"), .chars = 11, .xalign = 1, .text = text_first, .gives_way = 2 },
    { .title = _("Log end offset"), .chars = 11, .xalign = 1, .text = text_end },
    { .title = _("Records"), .chars = 11, .xalign = 1, .text = text_records, .key = key_records, .gives_way = 1 },
    { .title = _("Size"), .chars = 9, .xalign = 1, .text = text_size, .key = key_size },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}

/* -- configuration -- */

static const WeirClusterSetting *
setting_of (gpointer item)
{
  return weir_item_get (item);
}

static char *
text_name (gpointer     item,
           const char **style_class)
{
  *style_class = "strong";
  return weir_lag_words_dup_name (setting_of (item)->name);
}

static char *
text_value (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_name (setting_of (item)->value);
}

static char *
text_normal (gpointer     item,
             const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_name (setting_of (item)->normal);
}

static char *
text_source (gpointer     item,
             const char **style_class)
{
  const char *source = setting_of (item)->source;

  if (g_strcmp0 (source, "topic") == 0)
    /* Translators: who set a property: the topic itself */
    return g_strdup (_("this topic"));
  if (g_strcmp0 (source, "cluster") == 0)
    /* Translators: who set a property: the cluster, for all brokers */
    return g_strdup (_("the cluster"));

  /* Translators: who set a property: the broker */
  return g_strdup (_("the broker"));
}

void
weir_topic_columns_add_settings (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Property"), .chars = 28, .text = text_name },
    { .title = _("Value"), .chars = 24, .expand = TRUE, .text = text_value },
    { .title = _("Kafka's default"), .chars = 20, .expand = TRUE, .text = text_normal },
    { .title = _("Set by"), .chars = 12, .text = text_source },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}
