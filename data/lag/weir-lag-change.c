#include "config.h"

#include "data/lag/weir-lag-change.h"

#include <glib/gi18n-lib.h>

struct _WeirLagChange
{
  GObject           parent_instance;

  gint64            time_usec;
  WeirLagChangeKind kind;
  char             *who;      /* nullable: the member */
  char             *before;   /* nullable */
  char             *after;    /* nullable */
};

G_DEFINE_FINAL_TYPE (WeirLagChange, weir_lag_change, G_TYPE_OBJECT)

static void
weir_lag_change_finalize (GObject *object)
{
  WeirLagChange *self = WEIR_LAG_CHANGE (object);

  g_free (self->who);
  g_free (self->before);
  g_free (self->after);

  G_OBJECT_CLASS (weir_lag_change_parent_class)->finalize (object);
}

static void
weir_lag_change_class_init (WeirLagChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_lag_change_finalize;
}

static void
weir_lag_change_init (WeirLagChange *self)
{
}

/**
 * weir_lag_change_get_time_usec:
 * @self: a change
 *
 * Returns: wall clock of the look that found it
 */
gint64
weir_lag_change_get_time_usec (WeirLagChange *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_CHANGE (self), 0);

  return self->time_usec;
}

/**
 * weir_lag_change_get_kind:
 * @self: a change
 *
 * Returns: what changed
 */
WeirLagChangeKind
weir_lag_change_get_kind (WeirLagChange *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_CHANGE (self), WEIR_LAG_CHANGE_SEEN);

  return self->kind;
}

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "–";
}

/**
 * weir_lag_change_dup_text:
 * @self: a change
 *
 * Returns: (transfer full): a sentence in the user's language, names of members in it as their brokers tell them
 */
char *
weir_lag_change_dup_text (WeirLagChange *self)
{
  g_return_val_if_fail (WEIR_IS_LAG_CHANGE (self), NULL);

  switch (self->kind)
    {
    case WEIR_LAG_CHANGE_SEEN:
      /* Translators: a consumer group; its state */
      return g_strdup_printf (_("seen for the first time, %s"), or_dash (self->after));
    case WEIR_LAG_CHANGE_GONE:
      return g_strdup (_("no longer told of by the brokers"));
    case WEIR_LAG_CHANGE_STATE:
      /* Translators: a consumer group's state, before and after */
      return g_strdup_printf (_("state %s → %s"), or_dash (self->before), or_dash (self->after));
    case WEIR_LAG_CHANGE_JOINED:
      /* Translators: a member of a consumer group; what it reads */
      return g_strdup_printf (_("%s joined, reads %s"), self->who, or_dash (self->after));
    case WEIR_LAG_CHANGE_LEFT:
      /* Translators: a member of a consumer group; what it read */
      return g_strdup_printf (_("%s left, had read %s"), self->who, or_dash (self->before));
    case WEIR_LAG_CHANGE_ASSIGNED:
      /* Translators: a member of a consumer group; what it reads, before and after */
      return g_strdup_printf (_("%s reads %s → %s"), self->who, or_dash (self->before), or_dash (self->after));
    case WEIR_LAG_CHANGE_COORDINATOR:
      return g_strdup_printf (_("coordinator %s → %s"), or_dash (self->before), or_dash (self->after));
    case WEIR_LAG_CHANGE_ASSIGNOR:
    default:
      return g_strdup_printf (_("assignment strategy %s → %s"), or_dash (self->before), or_dash (self->after));
    }
}

/* -- finding them -- */

/* The newest first, and not without bound. */
static void
add (GListStore        *log,
     WeirLagChangeKind  kind,
     gint64             time_usec,
     char              *who,
     const char        *before,
     const char        *after)
{
  g_autoptr(WeirLagChange) self = g_object_new (WEIR_TYPE_LAG_CHANGE, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (log));

  self->time_usec = time_usec;
  self->kind = kind;
  self->who = who;
  self->before = g_strdup (before);
  self->after = g_strdup (after);
  g_list_store_insert (log, 0, self);
  if (n >= WEIR_LAG_CHANGE_LOG_MAX)
    g_list_store_remove (log, n);
}

/* As a person knows it: its static id, or what it calls itself, and where it is. */
static char *
dup_name (const WeirLagMember *member)
{
  return g_strdup_printf ("%s %s", member->instance_id != NULL ? member->instance_id : member->client_id, member->host);
}

static void
compare_members (GListStore         *log,
                 const WeirLagGroup *before,
                 const WeirLagGroup *after,
                 gint64              time_usec)
{
  for (guint i = 0; i < before->members->len; i++)
    {
      const WeirLagMember *member = g_ptr_array_index (before->members, i);

      if (weir_lag_group_find_member (after, member->consumer_id) == NULL)
        add (log, WEIR_LAG_CHANGE_LEFT, time_usec, dup_name (member), member->assignment, NULL);
    }
  for (guint i = 0; i < after->members->len; i++)
    {
      const WeirLagMember *member = g_ptr_array_index (after->members, i);
      const WeirLagMember *old = weir_lag_group_find_member (before, member->consumer_id);

      if (old == NULL)
        add (log, WEIR_LAG_CHANGE_JOINED, time_usec, dup_name (member), NULL, member->assignment);
      else if (!g_str_equal (old->assignment, member->assignment))
        add (log, WEIR_LAG_CHANGE_ASSIGNED, time_usec, dup_name (member), old->assignment, member->assignment);
    }
}

static void
add_if (GListStore        *log,
        WeirLagChangeKind  kind,
        gint64             time_usec,
        const char        *before,
        const char        *after)
{
  if (g_strcmp0 (before, after) != 0)
    add (log, kind, time_usec, NULL, before, after);
}

/**
 * weir_lag_change_log:
 * @log: (element-type WeirLagChange): a group's log, the newest first
 * @before: (nullable): the group at the look before; %NULL: it was not there
 * @after: (nullable): the group now; %NULL: it is not there
 * @time_usec: wall clock of the look
 *
 * Adds what is another at the second look. A look that the group could not be
 * asked at tells nothing.
 */
void
weir_lag_change_log (GListStore         *log,
                     const WeirLagGroup *before,
                     const WeirLagGroup *after,
                     gint64              time_usec)
{
  g_return_if_fail (G_IS_LIST_STORE (log));

  if (before == NULL || after == NULL)
    {
      if (after != NULL || before != NULL)
        add (log, after != NULL ? WEIR_LAG_CHANGE_SEEN : WEIR_LAG_CHANGE_GONE, time_usec, NULL, NULL,
             after != NULL ? after->state : NULL);
      return;
    }

  if (before->problem != NULL || after->problem != NULL)
    return;

  add_if (log, WEIR_LAG_CHANGE_COORDINATOR, time_usec, before->coordinator, after->coordinator);
  add_if (log, WEIR_LAG_CHANGE_ASSIGNOR, time_usec, before->assignor, after->assignor);
  compare_members (log, before, after, time_usec);
  add_if (log, WEIR_LAG_CHANGE_STATE, time_usec, before->state, after->state);
}
