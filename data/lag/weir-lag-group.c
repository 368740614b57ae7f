#include "config.h"

#include "data/lag/weir-lag-group.h"

/**
 * weir_lag_member_new:
 *
 * Returns: (transfer full): a member without texts
 */
WeirLagMember *
weir_lag_member_new (void)
{
  WeirLagMember *self = g_new0 (WeirLagMember, 1);

  self->epoch = -1;

  return self;
}

/**
 * weir_lag_member_free:
 * @self: (transfer full): a member
 */
void
weir_lag_member_free (WeirLagMember *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->consumer_id);
  g_free (self->instance_id);
  g_free (self->client_id);
  g_free (self->host);
  g_free (self->assignment);
  g_free (self);
}

/**
 * weir_lag_group_new:
 * @name: its id
 * @type: what it is
 * @state: its state
 *
 * Returns: (transfer full): a group without members
 */
WeirLagGroup *
weir_lag_group_new (const char *name,
                    const char *type,
                    const char *state)
{
  WeirLagGroup *self = g_new0 (WeirLagGroup, 1);

  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->state = g_strdup (state);
  self->coordinator_id = -1;
  self->epoch = -1;
  self->assignment_epoch = -1;
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_member_free);

  return self;
}

static gpointer
copy_member (gconstpointer data,
             gpointer      user_data)
{
  const WeirLagMember *member = data;
  WeirLagMember *copy = weir_lag_member_new ();

  copy->consumer_id = g_strdup (member->consumer_id);
  copy->instance_id = g_strdup (member->instance_id);
  copy->client_id = g_strdup (member->client_id);
  copy->host = g_strdup (member->host);
  copy->assignment = g_strdup (member->assignment);
  copy->n_partitions = member->n_partitions;
  copy->epoch = member->epoch;

  return copy;
}

/**
 * weir_lag_group_copy:
 * @self: a group
 *
 * Returns: (transfer full): the same, with its members
 */
WeirLagGroup *
weir_lag_group_copy (const WeirLagGroup *self)
{
  WeirLagGroup *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = weir_lag_group_new (self->name, self->type, self->state);
  copy->assignor = g_strdup (self->assignor);
  copy->coordinator = g_strdup (self->coordinator);
  copy->coordinator_id = self->coordinator_id;
  copy->epoch = self->epoch;
  copy->assignment_epoch = self->assignment_epoch;
  copy->problem = g_strdup (self->problem);
  copy->members_unknown = self->members_unknown;
  g_ptr_array_unref (copy->members);
  copy->members = g_ptr_array_copy (self->members, copy_member, NULL);

  return copy;
}

/**
 * weir_lag_group_has_offsets:
 * @self: a group
 *
 * Returns: whether it is a consumer group, which commits offsets
 */
gboolean
weir_lag_group_has_offsets (const WeirLagGroup *self)
{
  static const char *const kinds[] = { "classic", "consumer", "unknown", NULL };

  g_return_val_if_fail (self != NULL, FALSE);

  return self->type == NULL || g_strv_contains (kinds, self->type);
}

/**
 * weir_lag_group_find_member:
 * @self: a group
 * @consumer_id: the id that the coordinator gave
 *
 * Returns: (transfer none) (nullable): the member
 */
WeirLagMember *
weir_lag_group_find_member (const WeirLagGroup *self,
                            const char         *consumer_id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->members->len; i++)
    {
      WeirLagMember *member = g_ptr_array_index (self->members, i);

      if (g_strcmp0 (member->consumer_id, consumer_id) == 0)
        return member;
    }

  return NULL;
}

/**
 * weir_lag_group_free:
 * @self: (transfer full): a group
 */
void
weir_lag_group_free (WeirLagGroup *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->type);
  g_free (self->state);
  g_free (self->assignor);
  g_free (self->coordinator);
  g_free (self->problem);
  g_ptr_array_unref (self->members);
  g_free (self);
}
