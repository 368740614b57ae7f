#include "config.h"

#include "app/pages/weir-groups-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-lag-words.h"
#include "app/common/weir-table.h"
#include "app/common/weir-trend-column.h"

struct _WeirGroupsPage
{
  WeirListPage parent_instance;

  gint64       looked_usec;   /* wall clock of the newest look that is shown */
};

G_DEFINE_FINAL_TYPE (WeirGroupsPage, weir_groups_page, WEIR_TYPE_LIST_PAGE)

static gboolean
weir_groups_page_shows (WeirPage   *page,
                        gpointer    item,
                        const char *wanted)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);

  if (strstr (weir_lag_group_row_get_name (item), wanted) != NULL)
    return TRUE;
  for (guint i = 0; group != NULL && i < group->members->len; i++)
    {
      const WeirLagMember *member = g_ptr_array_index (group->members, i);

      if (strstr (member->client_id, wanted) != NULL || strstr (member->host, wanted) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* What is known of the row's lag; of a group that is not there, nothing. */
static WeirLagNumbers
numbers_of (gpointer item)
{
  const WeirLagSum *sum = weir_lag_group_row_get_sum (item);
  WeirLagNumbers numbers = WEIR_LAG_NUMBERS_UNKNOWN;

  if (sum != NULL)
    numbers = sum->numbers;
  numbers.state = weir_lag_group_row_get_state (item);

  return numbers;
}

static char *
text_group (gpointer     item,
            const char **style_class)
{
  *style_class = "strong";
  return weir_lag_words_dup_name (weir_lag_group_row_get_name (item));
}

static char *
text_lag (gpointer     item,
          const char **style_class)
{
  return weir_lag_words_dup_count (numbers_of (item).lag);
}

static char *
text_seconds (gpointer     item,
              const char **style_class)
{
  return weir_lag_words_dup_seconds (numbers_of (item).lag_seconds);
}

static char *
text_out (gpointer     item,
          const char **style_class)
{
  return weir_lag_words_dup_rate (numbers_of (item).out_rate);
}

static char *
text_trend (gpointer     item,
            const char **style_class)
{
  WeirLagNumbers numbers = numbers_of (item);

  return weir_lag_words_dup_trend (&numbers, style_class);
}

static gboolean
is_forbidden (const WeirLagGroup *group)
{
  return group != NULL && g_str_equal (group->state, "Forbidden");
}

static char *
text_lag_state (gpointer     item,
                const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);
  WeirLagNumbers numbers = numbers_of (item);

  if (is_forbidden (group))
    {
      *style_class = "warning";
      return g_strdup (_("▲ Forbidden"));
    }
  if (group != NULL && !weir_lag_group_has_offsets (group))
    {
      *style_class = "secondary";
      /* Translators: a group's type, as "streams" or "connect" */
      return g_str_equal (group->type, "share") ? g_strdup (_("◌ Share group")) : g_strdup_printf (_("◌ Type %s"), group->type);
    }

  return weir_lag_words_dup_state (&numbers, TRUE, style_class);
}

static char *
text_reason (gpointer     item,
             const char **style_class)
{
  char *reason = weir_lag_group_row_dup_reason (item);

  *style_class = "secondary";
  return reason != NULL ? reason : g_strdup ("–");
}

/* Who reads: the one member, or how many there are. */
static char *
text_owner (gpointer     item,
            const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);
  const WeirLagMember *member;
  g_autofree char *text = NULL;

  *style_class = "secondary";
  if (group == NULL || group->members->len == 0)
    return g_strdup ("–");

  member = g_ptr_array_index (group->members, 0);
  text = group->members->len == 1
           ? g_strdup_printf ("%s %s", member->client_id, member->host)
           /* Translators: the first member of a consumer group, and how many more there are */
           : g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", group->members->len - 1), member->client_id,
                              group->members->len - 1);

  return weir_lag_words_dup_name (text);
}

static char *
text_state (gpointer     item,
            const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);

  return g_strdup (group != NULL ? group->state : "–");
}

static char *
text_members (gpointer     item,
              const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);

  return group != NULL && group->problem == NULL && !group->members_unknown ? weir_lag_words_dup_count (group->members->len) : g_strdup ("–");
}

static char *
text_type (gpointer     item,
           const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);

  *style_class = "secondary";
  return g_strdup (group != NULL ? group->type : "–");
}

static char *
text_coordinator (gpointer     item,
                  const char **style_class)
{
  const WeirLagGroup *group = weir_lag_group_row_get_group (item);

  *style_class = "secondary";
  return group != NULL && group->coordinator != NULL
           ? g_strdup_printf ("%s (%d)", group->coordinator, group->coordinator_id)
           : g_strdup ("–");
}

static WeirSeries *
get_series (gpointer item)
{
  return weir_lag_group_row_get_series (item, NULL);
}

static double
key_lag (gpointer item)
{
  gint64 lag = numbers_of (item).lag;

  return lag >= 0 ? (double) lag : NAN;
}

static double
key_seconds (gpointer item)
{
  return numbers_of (item).lag_seconds;
}

static double
key_state (gpointer item)
{
  return weir_lag_group_row_get_state (item);
}

static int
compare_name (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return g_strcmp0 (weir_lag_group_row_get_name ((gpointer) a), weir_lag_group_row_get_name ((gpointer) b));
}

/* The worst state first, then the largest lag. */
static int
compare_badness (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  WeirLagNumbers left = numbers_of ((gpointer) a);
  WeirLagNumbers right = numbers_of ((gpointer) b);

  if (left.state != right.state)
    return left.state > right.state ? -1 : 1;
  if (left.lag != right.lag)
    return left.lag > right.lag ? -1 : 1;

  return compare_name (a, b, NULL);
}

static void
add_columns (WeirGroupsPage *self)
{
  GtkColumnView *view = weir_list_page_get_view (WEIR_LIST_PAGE (self));
  const WeirTableColumn before[] = {
    { .title = _("Group"), .chars = 20, .expand = TRUE, .text = text_group, .compare = compare_name },
    { .title = _("Lag state"), .chars = 15, .text = text_lag_state, .key = key_state },
    { .title = _("Lag"), .chars = 10, .xalign = 1, .text = text_lag, .key = key_lag },
  };
  const WeirTableColumn after[] = {
    { .title = _("Lag, s"), .chars = 8, .xalign = 1, .text = text_seconds, .key = key_seconds },
    { .title = _("Out, /s"), .chars = 7, .xalign = 1, .text = text_out, .gives_way = 7 },
    { .title = _("Trend"), .chars = 10, .text = text_trend, .gives_way = 4 },
    { .title = _("Owner"), .chars = 18, .text = text_owner, .gives_way = 2 },
    { .title = _("State"), .chars = 9, .text = text_state, .gives_way = 5 },
    { .title = _("#Members"), .chars = 6, .xalign = 1, .text = text_members, .gives_way = 8 },
    { .title = _("Type"), .chars = 8, .text = text_type, .gives_way = 6 },
    { .title = _("Coordinator (ID)"), .chars = 16, .text = text_coordinator, .gives_way = 9 },
    { .title = _("Reason"), .chars = 34, .expand = TRUE, .text = text_reason, .gives_way = 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    weir_table_add_column (view, &before[i]);
  weir_trend_column_add (view, weir_scope_get_wall_range (weir_page_get_scope (WEIR_PAGE (self))), get_series);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    weir_table_add_column (view, &after[i]);
  weir_table_align_titles (view);
}

static void
update_summary (WeirGroupsPage *self,
                GListModel     *groups)
{
  guint n = g_list_model_get_n_items (groups);
  guint n_bad = 0;
  g_autofree char *words = g_strdup_printf (ngettext ("%u group", "%u groups", n), n);
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirLagGroupRow) row = g_list_model_get_item (groups, i);

      n_bad += weir_lag_group_row_get_state (row) >= WEIR_LAG_WARN;
    }
  /* Translators: how many groups there are; how many of them are behind, stopped … */
  text = g_strdup_printf (ngettext ("%s · %u needs a look", "%s · %u need a look", n_bad), words, n_bad);
  weir_list_page_set_summary (WEIR_LIST_PAGE (self), text);
}

static void
update_note (WeirGroupsPage *self,
             WeirMonitor    *monitor)
{
  const char *problem = weir_monitor_get_lag_problem (monitor);
  guint n_hidden = weir_lag_overview_get_n_hidden (weir_monitor_get_groups (monitor));
  g_autofree char *hidden =
    n_hidden > 0 ? g_strdup_printf (ngettext ("%u more group is not shown", "%u more groups are not shown", n_hidden), n_hidden)
                 : NULL;

  if (problem != NULL || hidden != NULL)
    weir_list_page_set_note (WEIR_LIST_PAGE (self), problem != NULL ? problem : hidden, TRUE);
  else
    weir_list_page_set_note (WEIR_LIST_PAGE (self),
                             _("The worst first. A dash is unknown, never zero. Enter or a click opens a group."), FALSE);
}

static void
weir_groups_page_update (WeirPage *page)
{
  WeirGroupsPage *self = WEIR_GROUPS_PAGE (page);
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (page));
  GListModel *groups = monitor != NULL ? G_LIST_MODEL (weir_monitor_get_groups (monitor)) : NULL;
  const char *problem = monitor != NULL ? weir_monitor_get_lag_problem (monitor) : NULL;

  if (groups == NULL || g_list_model_get_n_items (groups) == 0)
    {
      weir_list_page_show_empty (WEIR_LIST_PAGE (self), _("No Groups"),
                                 problem != NULL ? problem
                                                 : _("The brokers tell of no consumer group. The broker inside Weir cannot tell "
                                                     "of any."));
      return;
    }

  weir_list_page_show_list (WEIR_LIST_PAGE (self));
  update_summary (self, groups);
  update_note (self, monitor);
}

/* Wall clock of the newest look of all clusters. */
static gint64
find_newest (GListModel *groups)
{
  gint64 newest_usec = 0;

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr(WeirLagGroupRow) row = g_list_model_get_item (groups, i);
      const WeirLagLook *look = weir_lag_group_row_get_look (row);

      if (look != NULL)
        newest_usec = MAX (newest_usec, look->snapshot->time_usec);
    }

  return newest_usec;
}

static void
weir_groups_page_pulse (WeirPage *page)
{
  WeirGroupsPage *self = WEIR_GROUPS_PAGE (page);
  WeirMonitor *monitor = weir_scope_get_monitor (weir_page_get_scope (page));
  gint64 newest_usec = monitor != NULL ? find_newest (G_LIST_MODEL (weir_monitor_get_groups (monitor))) : 0;

  weir_list_page_refresh (WEIR_LIST_PAGE (self), newest_usec != self->looked_usec);
  self->looked_usec = newest_usec;
  weir_groups_page_update (page);
}

static void
weir_groups_page_monitor_changed (WeirPage    *page,
                                  WeirMonitor *monitor)
{
  weir_page_set_items (page, monitor != NULL ? G_LIST_MODEL (weir_monitor_get_groups (monitor)) : NULL);
  weir_groups_page_update (page);
}

static void
weir_groups_page_activated (WeirListPage *page,
                            gpointer      item)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "lag.open-group", "(u^ay)", weir_lag_group_row_get_connection (item),
                              weir_lag_group_row_get_name (item));
}

static void
weir_groups_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (weir_groups_page_parent_class)->constructed (object);
  /* The range of its lines is the scope's. */
  add_columns (WEIR_GROUPS_PAGE (object));
}

static void
weir_groups_page_class_init (WeirGroupsPageClass *klass)
{
  WeirPageClass *page_class = WEIR_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = weir_groups_page_constructed;
  page_class->shows = weir_groups_page_shows;
  page_class->update = weir_groups_page_update;
  page_class->pulse = weir_groups_page_pulse;
  page_class->monitor_changed = weir_groups_page_monitor_changed;
  WEIR_LIST_PAGE_CLASS (klass)->activated = weir_groups_page_activated;
}

static void
weir_groups_page_init (WeirGroupsPage *self)
{
  weir_list_page_set_up (WEIR_LIST_PAGE (self), _("Consumer groups"), _("Group, client id or host"), compare_badness);
}

GtkWidget *
weir_groups_page_new (WeirScope *scope)
{
  return g_object_new (WEIR_TYPE_GROUPS_PAGE, "scope", scope, NULL);
}
