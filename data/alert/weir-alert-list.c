#include "config.h"

#include "data/alert/weir-alert-list.h"

#include <string.h>

typedef struct
{
  guint      rule;
  char      *key;             /* ref-counted string, owned */
  WeirAlert *alert;           /* owned */
  gint64     resolved_usec;   /* wall clock; 0 while it has not */
} Entry;

struct _WeirAlertList
{
  GObject     parent_instance;

  GHashTable *entries;        /* owned: Entry → itself */
  GPtrArray  *shown;          /* owned, of WeirAlert: what the model says it holds */
  gboolean    changed;
  gint64      sweep_usec;     /* wall clock of the next look for alerts to forget */
  guint       n_firing;
  guint64     n_forgotten;
};

enum
{
  FIRED,
  RESOLVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
weir_alert_list_get_item_type (GListModel *model)
{
  return WEIR_TYPE_ALERT;
}

static guint
weir_alert_list_get_n_items (GListModel *model)
{
  return WEIR_ALERT_LIST (model)->shown->len;
}

static gpointer
weir_alert_list_get_item (GListModel *model,
                          guint       position)
{
  WeirAlertList *self = WEIR_ALERT_LIST (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = weir_alert_list_get_item_type;
  iface->get_n_items = weir_alert_list_get_n_items;
  iface->get_item = weir_alert_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirAlertList, weir_alert_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;

  return entry->rule * 2654435761u ^ g_str_hash (entry->key);
}

static gboolean
entry_equal (gconstpointer a,
             gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  return x->rule == y->rule
         && g_ref_string_length (x->key) == g_ref_string_length (y->key)
         && memcmp (x->key, y->key, g_ref_string_length (x->key)) == 0;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_ref_string_release (entry->key);
  g_object_unref (entry->alert);
  g_free (entry);
}

static void
weir_alert_list_finalize (GObject *object)
{
  WeirAlertList *self = WEIR_ALERT_LIST (object);

  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->shown);

  G_OBJECT_CLASS (weir_alert_list_parent_class)->finalize (object);
}

static void
weir_alert_list_class_init (WeirAlertListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_alert_list_finalize;

  /**
   * WeirAlertList::fired:
   * @self: the list
   * @alert: an alert that began to fire; it is in the list after the next commit
   */
  signals[FIRED] = g_signal_new ("fired", WEIR_TYPE_ALERT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, WEIR_TYPE_ALERT);

  /**
   * WeirAlertList::resolved:
   * @self: the list
   * @alert: an alert that stopped firing
   */
  signals[RESOLVED] = g_signal_new ("resolved", WEIR_TYPE_ALERT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, WEIR_TYPE_ALERT);
}

static void
weir_alert_list_init (WeirAlertList *self)
{
  self->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * weir_alert_list_new:
 *
 * Returns: (transfer full): an empty list
 */
WeirAlertList *
weir_alert_list_new (void)
{
  return g_object_new (WEIR_TYPE_ALERT_LIST, NULL);
}

static Entry *
ensure_entry (WeirAlertList        *self,
              const WeirAlertRule  *rule,
              const WeirAlertEvent *event)
{
  Entry wanted = { .rule = event->rule, .key = event->key };
  Entry *entry = g_hash_table_lookup (self->entries, &wanted);

  if (entry != NULL)
    return entry;

  entry = g_new0 (Entry, 1);
  entry->rule = event->rule;
  entry->key = g_ref_string_acquire (event->key);
  entry->alert = weir_alert_new (rule, event->key, g_ref_string_length (event->key));
  g_hash_table_add (self->entries, entry);

  return entry;
}

static void
apply_event (WeirAlertList        *self,
             const WeirAlertRule  *rules,
             const WeirAlertEvent *event,
             gint64                now_usec)
{
  Entry *entry = ensure_entry (self, &rules[event->rule], event);
  gboolean known = weir_alert_is_known (entry->alert, event);

  weir_alert_apply (entry->alert, event);
  entry->resolved_usec = event->state == WEIR_ALERT_NORMAL ? now_usec : 0;

  /* Two readings of one topic find the same. */
  if (event->fired && !known)
    g_signal_emit (self, signals[FIRED], 0, entry->alert);
  if (event->resolved && weir_alert_get_n_firings (entry->alert) > 0)
    g_signal_emit (self, signals[RESOLVED], 0, entry->alert);

  /* It was pending, or behind, and never fired: there is nothing to remember. */
  if (event->state == WEIR_ALERT_NORMAL && weir_alert_get_n_firings (entry->alert) == 0)
    g_hash_table_remove (self->entries, entry);
}

/**
 * weir_alert_list_apply:
 * @self: a list
 * @rules: (array): the workspace's rules, which events number
 * @events: (element-type WeirAlertEvent): what happened
 * @now_usec: wall clock
 *
 * Updates alerts and emits [signal@AlertList::fired] and
 * [signal@AlertList::resolved]; the model itself changes at the next
 * weir_alert_list_commit().
 */
void
weir_alert_list_apply (WeirAlertList       *self,
                       const WeirAlertRule *rules,
                       GPtrArray           *events,
                       gint64               now_usec)
{
  g_return_if_fail (WEIR_IS_ALERT_LIST (self));

  for (guint i = 0; i < events->len; i++)
    apply_event (self, rules, g_ptr_array_index (events, i), now_usec);

  self->changed |= events->len > 0;
}

static int
rank_of (WeirAlert *alert)
{
  switch (weir_alert_get_state (alert))
    {
    case WEIR_ALERT_FIRING:
    case WEIR_ALERT_NO_DATA:
    case WEIR_ALERT_RECOVERING:
    case WEIR_ALERT_ERROR:
      return 0;
    case WEIR_ALERT_BEHIND:
      return 1;
    case WEIR_ALERT_PENDING:
      return 2;
    case WEIR_ALERT_NORMAL:
    default:
      return 3;
    }
}

static int
compare_alerts (gconstpointer a,
                gconstpointer b)
{
  WeirAlert *x = *(WeirAlert * const *) a;
  WeirAlert *y = *(WeirAlert * const *) b;
  int order = rank_of (x) - rank_of (y);
  gint64 x_usec, y_usec;

  if (order != 0)
    return order;

  x_usec = weir_alert_get_since_usec (x);
  y_usec = weir_alert_get_since_usec (y);
  if (x_usec != y_usec)
    return x_usec > y_usec ? -1 : 1;

  order = g_strcmp0 (weir_alert_get_rule (x), weir_alert_get_rule (y));

  return order != 0 ? order : g_strcmp0 (weir_alert_get_key (x), weir_alert_get_key (y));
}

static int
compare_resolved (gconstpointer a,
                  gconstpointer b)
{
  const Entry *x = *(Entry * const *) a;
  const Entry *y = *(Entry * const *) b;

  return (x->resolved_usec > y->resolved_usec) - (x->resolved_usec < y->resolved_usec);
}

/* Forgets what resolved long ago and, past the bound, what resolved longest ago. */
static void
forget_resolved (WeirAlertList *self,
                 gint64         now_usec)
{
  g_autoptr(GPtrArray) resolved = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((Entry *) key)->resolved_usec != 0)
      g_ptr_array_add (resolved, key);
  g_ptr_array_sort (resolved, compare_resolved);

  for (guint i = 0; i < resolved->len; i++)
    {
      Entry *entry = g_ptr_array_index (resolved, i);
      gboolean crowded = g_hash_table_size (self->entries) > WEIR_ALERT_LIST_MAX;

      if (!crowded && now_usec - entry->resolved_usec < WEIR_ALERT_LIST_RESOLVED_USEC)
        break;
      g_hash_table_remove (self->entries, entry);
      self->n_forgotten++;
      self->changed = TRUE;
    }
}

static GPtrArray *
sorted_alerts (WeirAlertList *self)
{
  GPtrArray *alerts = g_ptr_array_new_full (g_hash_table_size (self->entries), g_object_unref);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (alerts, g_object_ref (((Entry *) key)->alert));
  g_ptr_array_sort (alerts, compare_alerts);

  return alerts;
}

static guint
count_firing (GPtrArray *alerts)
{
  guint n = 0;

  while (n < alerts->len && rank_of (g_ptr_array_index (alerts, n)) == 0)
    n++;

  return n;
}

/**
 * weir_alert_list_commit:
 * @self: a list
 * @now_usec: wall clock
 *
 * Sorts, forgets and lets the model say so, once and for no more rows than
 * changed place.
 *
 * Returns: whether the model changed
 */
gboolean
weir_alert_list_commit (WeirAlertList *self,
                        gint64         now_usec)
{
  g_autoptr(GPtrArray) old = NULL;
  guint same = 0, same_end = 0;

  g_return_val_if_fail (WEIR_IS_ALERT_LIST (self), FALSE);

  if (now_usec >= self->sweep_usec || g_hash_table_size (self->entries) > WEIR_ALERT_LIST_MAX)
    {
      forget_resolved (self, now_usec);
      self->sweep_usec = now_usec + G_USEC_PER_SEC;
    }

  if (!self->changed)
    return FALSE;

  self->changed = FALSE;
  old = self->shown;
  self->shown = sorted_alerts (self);
  self->n_firing = count_firing (self->shown);

  while (same < MIN (old->len, self->shown->len) && old->pdata[same] == self->shown->pdata[same])
    same++;
  while (same_end < MIN (old->len, self->shown->len) - same
         && old->pdata[old->len - 1 - same_end] == self->shown->pdata[self->shown->len - 1 - same_end])
    same_end++;

  if (old->len != self->shown->len || same != old->len)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - same_end,
                                self->shown->len - same - same_end);

  return TRUE;
}

/**
 * weir_alert_list_take_over:
 * @self: a list
 * @newer: another list of the same rules, read again from further back; empty afterwards
 *
 * Takes what @newer found. Alerts that @self has stay the same objects, and what
 * somebody has acknowledged stays so. No signal is emitted; the model changes at
 * the next weir_alert_list_commit().
 */
void
weir_alert_list_take_over (WeirAlertList *self,
                           WeirAlertList *newer)
{
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (WEIR_IS_ALERT_LIST (self));
  g_return_if_fail (WEIR_IS_ALERT_LIST (newer));

  g_hash_table_iter_init (&iter, newer->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Entry *theirs = key;
      Entry *entry = g_hash_table_lookup (self->entries, theirs);

      g_hash_table_iter_steal (&iter);
      if (entry == NULL)
        {
          g_hash_table_add (self->entries, theirs);
          continue;
        }
      weir_alert_take_over (entry->alert, theirs->alert);
      entry->resolved_usec = weir_alert_get_state (entry->alert) != WEIR_ALERT_NORMAL ? 0
                             : entry->resolved_usec != 0 ? entry->resolved_usec : theirs->resolved_usec;
      entry_free (theirs);
    }
  self->changed = TRUE;
}

/**
 * weir_alert_list_find:
 * @self: a list
 * @rule: a rule's number
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * Returns: (transfer none) (nullable): its alert, which may have resolved
 */
WeirAlert *
weir_alert_list_find (WeirAlertList *self,
                      guint          rule,
                      const char    *key,
                      gsize          key_length)
{
  Entry wanted = { .rule = rule };
  Entry *entry;

  g_return_val_if_fail (WEIR_IS_ALERT_LIST (self), NULL);

  wanted.key = g_ref_string_new_len (key, (gssize) key_length);
  entry = g_hash_table_lookup (self->entries, &wanted);
  g_ref_string_release (wanted.key);

  return entry != NULL ? entry->alert : NULL;
}

/**
 * weir_alert_list_get_n_firing:
 * @self: a list
 *
 * Returns: how many fire or have no data, as of the last commit
 */
guint
weir_alert_list_get_n_firing (WeirAlertList *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT_LIST (self), 0);

  return self->n_firing;
}

/**
 * weir_alert_list_get_n_forgotten:
 * @self: a list
 *
 * Returns: how many resolved alerts it has forgotten
 */
guint64
weir_alert_list_get_n_forgotten (WeirAlertList *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT_LIST (self), 0);

  return self->n_forgotten;
}
