#include "config.h"

#include "app/pages/weir-group-columns.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-item.h"
#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "data/lag/weir-lag-change.h"
#include "data/lag/weir-lag-look.h"
#include "widgets/weir-lag-bar.h"

/* -- partitions -- */

static const WeirGroupLag *
lag_of (gpointer item)
{
  return ((const WeirLagLookRow *) weir_item_get (item))->lag;
}

static const WeirLagNumbers *
numbers_of (gpointer item)
{
  return &((const WeirLagLookRow *) weir_item_get (item))->numbers;
}

static char *
text_topic (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_name (lag_of (item)->topic);
}

static char *
text_partition (gpointer     item,
                const char **style_class)
{
  return g_strdup_printf ("%d", lag_of (item)->partition);
}

static char *
text_committed (gpointer     item,
                const char **style_class)
{
  return weir_lag_words_dup_count (lag_of (item)->committed);
}

static char *
text_first (gpointer     item,
            const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_count (lag_of (item)->low);
}

static char *
text_end (gpointer     item,
          const char **style_class)
{
  return weir_lag_words_dup_count (lag_of (item)->end);
}

static char *
text_lag (gpointer     item,
          const char **style_class)
{
  *style_class = "strong";
  return weir_lag_words_dup_count (numbers_of (item)->lag);
}

static char *
text_seconds (gpointer     item,
              const char **style_class)
{
  return weir_lag_words_dup_seconds (numbers_of (item)->lag_seconds);
}

static char *
text_in (gpointer     item,
         const char **style_class)
{
  return weir_lag_words_dup_rate (numbers_of (item)->in_rate);
}

static char *
text_out (gpointer     item,
          const char **style_class)
{
  return weir_lag_words_dup_rate (numbers_of (item)->out_rate);
}

static char *
text_trend (gpointer     item,
            const char **style_class)
{
  return weir_lag_words_dup_trend (numbers_of (item), style_class);
}

static char *
text_at_risk (gpointer     item,
              const char **style_class)
{
  *style_class = numbers_of (item)->at_risk > 0 ? "warning" : NULL;
  return weir_lag_words_dup_count (numbers_of (item)->at_risk);
}

static char *
text_lag_state (gpointer     item,
                const char **style_class)
{
  return weir_lag_words_dup_state (numbers_of (item), FALSE, style_class);
}

static char *
text_reason (gpointer     item,
             const char **style_class)
{
  char *reason = weir_lag_look_dup_row_reason (weir_item_get (item), TRUE);

  *style_class = "secondary";
  return reason != NULL ? reason : g_strdup ("–");
}

static char *
text_consumer (gpointer     item,
               const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_name (lag_of (item)->consumer_id);
}

static char *
text_host (gpointer     item,
           const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_name (lag_of (item)->host);
}

static char *
text_client (gpointer     item,
             const char **style_class)
{
  return weir_lag_words_dup_name (lag_of (item)->client_id);
}

static char *
text_epoch (gpointer     item,
            const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_count (lag_of (item)->leader_epoch);
}

static char *
text_metadata (gpointer     item,
               const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_name (lag_of (item)->metadata);
}

static GtkWidget *
create_bar (gpointer user_data)
{
  GtkWidget *bar = weir_lag_bar_new ();

  gtk_widget_set_size_request (bar, 90, 8);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);

  return bar;
}

static void
update_bar (GtkWidget *cell,
            gpointer   item,
            gpointer   user_data)
{
  const WeirLagNumbers *numbers = numbers_of (item);

  weir_lag_bar_set_lag (WEIR_LAG_BAR (cell), numbers->lag, WEIR_LAG_WORDS_FULL_LAG,
                        weir_lag_words_get_severity (numbers->state));
}

static double
key_of_count (gint64 count)
{
  return count >= 0 ? (double) count : NAN;
}

static double
key_lag (gpointer item)
{
  return key_of_count (numbers_of (item)->lag);
}

static double
key_seconds (gpointer item)
{
  return numbers_of (item)->lag_seconds;
}

static double
key_state (gpointer item)
{
  return numbers_of (item)->state;
}

static double
key_at_risk (gpointer item)
{
  return key_of_count (numbers_of (item)->at_risk);
}

static int
compare_place (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return weir_group_lag_compare (lag_of ((gpointer) a), lag_of ((gpointer) b));
}

void
weir_group_columns_add_partitions (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Topic"), .chars = 16, .expand = TRUE, .text = text_topic, .compare = compare_place },
    { .title = _("Partition"), .chars = 4, .xalign = 1, .text = text_partition },
    { .title = _("Current offset"), .chars = 9, .xalign = 1, .text = text_committed, .gives_way = 2 },
    { .title = _("Log end offset"), .chars = 9, .xalign = 1, .text = text_end, .gives_way = 3 },
    { .title = _("Lag"), .chars = 9, .xalign = 1, .text = text_lag, .key = key_lag },
    { .title = "", .create = create_bar, .update = update_bar },
    { .title = _("Lag, s"), .chars = 7, .xalign = 1, .text = text_seconds, .key = key_seconds },
    { .title = _("In, /s"), .chars = 6, .xalign = 1, .text = text_in, .gives_way = 6 },
    { .title = _("Out, /s"), .chars = 6, .xalign = 1, .text = text_out, .gives_way = 5 },
    { .title = _("Trend"), .chars = 10, .text = text_trend, .gives_way = 4 },
    { .title = _("At risk"), .chars = 6, .xalign = 1, .text = text_at_risk, .key = key_at_risk, .gives_way = 9 },
    { .title = _("Lag state"), .chars = 15, .text = text_lag_state, .key = key_state },
    { .title = _("Client ID"), .chars = 12, .text = text_client, .gives_way = 1 },
    { .title = _("Host"), .chars = 11, .text = text_host, .gives_way = 7 },
    { .title = _("Reason"), .chars = 30, .text = text_reason, .gives_way = 8 },
    { .title = _("Log start offset"), .chars = 9, .xalign = 1, .text = text_first, .gives_way = 10 },
    { .title = _("Consumer ID"), .chars = 18, .text = text_consumer, .gives_way = 11 },
    { .title = _("Leader epoch"), .chars = 5, .xalign = 1, .text = text_epoch, .gives_way = 12 },
    { .title = _("Metadata"), .chars = 12, .text = text_metadata, .gives_way = 13 },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}

/* -- members -- */

static const WeirLagMember *
member_of (gpointer item)
{
  return weir_item_get (item);
}

static char *
text_member_client (gpointer     item,
                    const char **style_class)
{
  *style_class = "strong";
  return weir_lag_words_dup_name (member_of (item)->client_id);
}

static char *
text_member_host (gpointer     item,
                  const char **style_class)
{
  return weir_lag_words_dup_name (member_of (item)->host);
}

static char *
text_member_id (gpointer     item,
                const char **style_class)
{
  *style_class = "secondary";
  return weir_lag_words_dup_name (member_of (item)->consumer_id);
}

static char *
text_member_instance (gpointer     item,
                      const char **style_class)
{
  return weir_lag_words_dup_name (member_of (item)->instance_id);
}

static char *
text_member_partitions (gpointer     item,
                        const char **style_class)
{
  return weir_lag_words_dup_count (member_of (item)->n_partitions);
}

static char *
text_member_assignment (gpointer     item,
                        const char **style_class)
{
  return weir_lag_words_dup_name (member_of (item)->assignment);
}

static char *
text_member_epoch (gpointer     item,
                   const char **style_class)
{
  return weir_lag_words_dup_count (member_of (item)->epoch);
}

static double
key_member_partitions (gpointer item)
{
  return member_of (item)->n_partitions;
}

void
weir_group_columns_add_members (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Client ID"), .chars = 14, .text = text_member_client },
    { .title = _("Host"), .chars = 12, .text = text_member_host },
    { .title = _("Group instance ID"), .chars = 14, .text = text_member_instance, .gives_way = 1 },
    { .title = _("#Partitions"), .chars = 6, .xalign = 1, .text = text_member_partitions, .key = key_member_partitions },
    { .title = _("Current epoch"), .chars = 6, .xalign = 1, .text = text_member_epoch, .gives_way = 3 },
    { .title = _("Assignment"), .chars = 40, .expand = TRUE, .text = text_member_assignment },
    { .title = _("Consumer ID"), .chars = 30, .text = text_member_id, .gives_way = 2 },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}

/* -- the rebalance log -- */

static char *
text_change_time (gpointer     item,
                  const char **style_class)
{
  return weir_dup_clock (weir_lag_change_get_time_usec (item));
}

static char *
text_change (gpointer     item,
             const char **style_class)
{
  g_autofree char *text = weir_lag_change_dup_text (item);

  return weir_lag_words_dup_name (text);
}

void
weir_group_columns_add_changes (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Seen at"), .chars = 10, .text = text_change_time },
    { .title = _("What changed"), .chars = 60, .expand = TRUE, .text = text_change },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}

/* -- who reads a topic -- */

static const WeirLagSum *
sum_of (gpointer item)
{
  return weir_item_get (item);
}

static char *
text_reader (gpointer     item,
             const char **style_class)
{
  *style_class = "strong";
  return weir_lag_words_dup_name (sum_of (item)->group->name);
}

static char *
text_reader_lag (gpointer     item,
                 const char **style_class)
{
  return weir_lag_words_dup_count (sum_of (item)->numbers.lag);
}

static char *
text_reader_seconds (gpointer     item,
                     const char **style_class)
{
  return weir_lag_words_dup_seconds (sum_of (item)->numbers.lag_seconds);
}

static char *
text_reader_out (gpointer     item,
                 const char **style_class)
{
  return weir_lag_words_dup_rate (sum_of (item)->numbers.out_rate);
}

static char *
text_reader_state (gpointer     item,
                   const char **style_class)
{
  return weir_lag_words_dup_state (&sum_of (item)->numbers, TRUE, style_class);
}

static char *
text_reader_partitions (gpointer     item,
                        const char **style_class)
{
  return weir_lag_words_dup_count (sum_of (item)->n_rows);
}

static double
key_reader_lag (gpointer item)
{
  return key_of_count (sum_of (item)->numbers.lag);
}

static double
key_reader_state (gpointer item)
{
  return sum_of (item)->numbers.state;
}

void
weir_group_columns_add_readers (GtkColumnView *view)
{
  const WeirTableColumn columns[] = {
    { .title = _("Group"), .chars = 20, .expand = TRUE, .text = text_reader },
    { .title = _("Lag state"), .chars = 15, .text = text_reader_state, .key = key_reader_state },
    { .title = _("Lag"), .chars = 10, .xalign = 1, .text = text_reader_lag, .key = key_reader_lag },
    { .title = _("Lag, s"), .chars = 8, .xalign = 1, .text = text_reader_seconds },
    { .title = _("Out, /s"), .chars = 7, .xalign = 1, .text = text_reader_out },
    { .title = _("#Partitions"), .chars = 6, .xalign = 1, .text = text_reader_partitions },
  };

  weir_table_add_columns (view, columns, G_N_ELEMENTS (columns));
}
