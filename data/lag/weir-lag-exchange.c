#include "config.h"

#include "data/lag/weir-lag-exchange.h"

#include <glib/gi18n-lib.h>

/* Texts are bytes: a broker may give any. */
#define LAG_TYPE        "(ayayixxxxxximaymaymaymaymaymayxxxxmay)"
#define LAG_FORMAT      "(^ay^ayixxxxxxim^aym^aym^aym^aym^aym^ayxxxxm^ay)"
#define MEMBER_TYPE     "(aymayayayayui)"
#define MEMBER_FORMAT   "(^aym^ay^ay^ay^ayui)"
#define GROUP_TYPE      "(ayayaymaymayiiimayba" MEMBER_TYPE ")"
#define GROUP_FORMAT    "(^ay^ay^aym^aym^ayiiim^ayb@a" MEMBER_TYPE ")"
#define SNAPSHOT_TYPE   "(a" GROUP_TYPE "a" LAG_TYPE "xxxx)"
#define QUESTION_TYPE   "(vmaymaaym" SNAPSHOT_TYPE "u)"
#define QUESTION_FORMAT "(vm^aym^aaym@" SNAPSHOT_TYPE "u)"
#define ANSWER_TYPE     "(siaym" SNAPSHOT_TYPE ")"

/* -- a snapshot -- */

static GVariant *
members_to_variant (const WeirLagGroup *group)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" MEMBER_TYPE));
  for (guint i = 0; i < group->members->len; i++)
    {
      const WeirLagMember *member = g_ptr_array_index (group->members, i);

      g_variant_builder_add (&list, MEMBER_FORMAT, member->consumer_id, member->instance_id, member->client_id,
                             member->host, member->assignment, member->n_partitions, member->epoch);
    }

  return g_variant_builder_end (&list);
}

static GVariant *
groups_to_variant (const WeirLagSnapshot *snapshot)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" GROUP_TYPE));
  for (guint i = 0; i < snapshot->groups->len; i++)
    {
      const WeirLagGroup *group = g_ptr_array_index (snapshot->groups, i);

      g_variant_builder_add (&list, GROUP_FORMAT, group->name, group->type, group->state, group->assignor,
                             group->coordinator, group->coordinator_id, group->epoch, group->assignment_epoch, group->problem, group->members_unknown,
                             members_to_variant (group));
    }

  return g_variant_builder_end (&list);
}

static GVariant *
lags_to_variant (const WeirLagSnapshot *snapshot)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" LAG_TYPE));
  for (guint i = 0; i < snapshot->lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (snapshot->lags, i);

      g_variant_builder_add (&list, LAG_FORMAT, lag->group, lag->topic, lag->partition, lag->committed, lag->low, lag->end,
                             lag->lag, lag->past_end, lag->held, lag->leader_epoch, lag->metadata, lag->consumer_id,
                             lag->instance_id, lag->host, lag->client_id, lag->group_state, lag->lag_usec,
                             lag->record_usec, lag->read_usec, lag->retention_usec, lag->problem);
    }

  return g_variant_builder_end (&list);
}

static GVariant *
snapshot_to_variant (const WeirLagSnapshot *snapshot)
{
  return snapshot != NULL ? g_variant_new ("(@a" GROUP_TYPE "@a" LAG_TYPE "xxxx)", groups_to_variant (snapshot),
                                           lags_to_variant (snapshot), snapshot->time_usec, snapshot->others_usec,
                                           snapshot->topics_usec, snapshot->described_usec)
                          : NULL;
}

static WeirLagMember *
read_member (GVariant *child)
{
  WeirLagMember *member = weir_lag_member_new ();

  g_variant_get (child, MEMBER_FORMAT, &member->consumer_id, &member->instance_id, &member->client_id, &member->host,
                 &member->assignment, &member->n_partitions, &member->epoch);

  return member;
}

static WeirLagGroup *
read_group (GVariant *child)
{
  WeirLagGroup *group = weir_lag_group_new (NULL, NULL, NULL);
  g_autoptr(GVariant) members = NULL;

  g_variant_get (child, GROUP_FORMAT, &group->name, &group->type, &group->state, &group->assignor, &group->coordinator,
                 &group->coordinator_id, &group->epoch, &group->assignment_epoch, &group->problem, &group->members_unknown, &members);
  for (gsize i = 0; i < g_variant_n_children (members); i++)
    {
      g_autoptr(GVariant) member = g_variant_get_child_value (members, i);

      g_ptr_array_add (group->members, read_member (member));
    }

  return group;
}

static WeirGroupLag *
read_lag (GVariant *child)
{
  WeirGroupLag *lag = g_new0 (WeirGroupLag, 1);

  g_variant_get (child, LAG_FORMAT, &lag->group, &lag->topic, &lag->partition, &lag->committed, &lag->low, &lag->end,
                 &lag->lag, &lag->past_end, &lag->held, &lag->leader_epoch, &lag->metadata, &lag->consumer_id,
                 &lag->instance_id, &lag->host, &lag->client_id, &lag->group_state, &lag->lag_usec, &lag->record_usec,
                 &lag->read_usec, &lag->retention_usec, &lag->problem);

  return lag;
}

static WeirLagSnapshot *
snapshot_from_variant (GVariant *variant)
{
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  g_autoptr(GVariant) groups = g_variant_get_child_value (variant, 0);
  g_autoptr(GVariant) lags = g_variant_get_child_value (variant, 1);

  g_variant_get_child (variant, 2, "x", &snapshot->time_usec);
  g_variant_get_child (variant, 3, "x", &snapshot->others_usec);
  g_variant_get_child (variant, 4, "x", &snapshot->topics_usec);
  g_variant_get_child (variant, 5, "x", &snapshot->described_usec);
  for (gsize i = 0; i < g_variant_n_children (groups); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (groups, i);

      g_ptr_array_add (snapshot->groups, read_group (child));
    }
  for (gsize i = 0; i < g_variant_n_children (lags); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (lags, i);

      g_ptr_array_add (snapshot->lags, read_lag (child));
    }

  return snapshot;
}

/* -- question and answer -- */

/*< private >
 * weir_lag_question_clear:
 * @self: a question that was filled
 */
void
weir_lag_question_clear (WeirLagQuestion *self)
{
  g_clear_object (&self->settings);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->topics, g_strfreev);
  g_clear_pointer (&self->previous, weir_lag_snapshot_free);
}

static GBytes *
to_bytes (GVariant *variant)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (variant);

  return g_variant_get_data_as_bytes (owned);
}

/* NULL where it is not whole. */
static GVariant *
from_bytes (GBytes     *bytes,
            const char *type)
{
  g_autoptr(GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));

  return g_bytes_get_size (bytes) > 0 && g_variant_is_normal_form (variant) ? g_steal_pointer (&variant) : NULL;
}

/*< private >
 * weir_lag_question_write:
 * @settings: how to reach the cluster
 * @group: (nullable): one group; %NULL: all of them
 * @topics: (array zero-terminated=1) (nullable): only these topics
 * @previous: (nullable): the look before
 * @timeout_msec: for the answer
 *
 * Returns: (transfer full): the bytes of a question, passwords in them
 */
GBytes *
weir_lag_question_write (WeirSettings           *settings,
                         const char             *group,
                         const char * const     *topics,
                         const WeirLagSnapshot  *previous,
                         guint                   timeout_msec)
{
  return to_bytes (g_variant_new (QUESTION_FORMAT, weir_settings_to_variant (settings), group, topics,
                                  snapshot_to_variant (previous), timeout_msec));
}

/*< private >
 * weir_lag_question_read:
 * @self: uninitialised
 * @bytes: what weir_lag_question_write() gave
 *
 * Returns: whether @bytes are that
 */
gboolean
weir_lag_question_read (WeirLagQuestion *self,
                        GBytes          *bytes)
{
  g_autoptr(GVariant) question = from_bytes (bytes, QUESTION_TYPE);
  g_autoptr(GVariant) settings = NULL;
  g_autoptr(GVariant) previous = NULL;

  *self = (WeirLagQuestion) { 0 };
  if (question == NULL)
    return FALSE;

  g_variant_get (question, QUESTION_FORMAT, &settings, &self->group, &self->topics, &previous, &self->timeout_msec);
  self->settings = weir_settings_new_from_variant (settings);
  if (previous != NULL)
    self->previous = snapshot_from_variant (previous);

  return self->settings != NULL;
}

/*< private >
 * weir_lag_answer_write:
 * @snapshot: (nullable): what was read
 * @error: (nullable): why nothing was
 *
 * Returns: (transfer full): the bytes of the one or the other
 */
GBytes *
weir_lag_answer_write (const WeirLagSnapshot *snapshot,
                       const GError          *error)
{
  return to_bytes (g_variant_new ("(si^aym@" SNAPSHOT_TYPE ")", error != NULL ? g_quark_to_string (error->domain) : "",
                                  error != NULL ? error->code : 0, error != NULL ? error->message : "",
                                  snapshot_to_variant (snapshot)));
}

/*< private >
 * weir_lag_answer_read:
 * @bytes: what weir_lag_answer_write() gave, or a part of it
 * @error: return location for the error that is in them; not set where @bytes are not whole
 *
 * Returns: (transfer full) (nullable): what was read
 */
WeirLagSnapshot *
weir_lag_answer_read (GBytes  *bytes,
                      GError **error)
{
  g_autoptr(GVariant) answer = from_bytes (bytes, ANSWER_TYPE);
  g_autoptr(GVariant) snapshot = NULL;
  const char *domain, *message;
  int code;

  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(&si^&aym@" SNAPSHOT_TYPE ")", &domain, &code, &message, &snapshot);
  if (*domain != '\0')
    {
      g_set_error_literal (error, g_quark_from_string (domain), code, message);
      return NULL;
    }

  return snapshot != NULL ? snapshot_from_variant (snapshot) : NULL;
}
