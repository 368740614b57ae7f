#include "config.h"

#include "data/lag/weir-lag-exchange.h"

#include <glib/gi18n-lib.h>

/* Texts are bytes: a broker may give any. */
#define QUESTION_TYPE   "(vmaymaayu)"
#define QUESTION_FORMAT "(vm^aym^aayu)"
#define LAG_TYPE        "(ayayixxxxxmaymaymaymayx)"
#define LAG_FORMAT      "(^ay^ayixxxxxm^aym^aym^aym^ayx)"
#define ANSWER_TYPE     "(siaya" LAG_TYPE ")"

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
 * @self: a question
 *
 * Returns: (transfer full): its bytes, passwords in them
 */
GBytes *
weir_lag_question_write (const WeirLagQuestion *self)
{
  return to_bytes (g_variant_new (QUESTION_FORMAT, weir_settings_to_variant (self->settings), self->group, self->topics,
                                  self->timeout_msec));
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

  *self = (WeirLagQuestion) { 0 };
  if (question == NULL)
    return FALSE;

  g_variant_get (question, QUESTION_FORMAT, &settings, &self->group, &self->topics, &self->timeout_msec);
  self->settings = weir_settings_new_from_variant (settings);

  return self->settings != NULL;
}

/*< private >
 * weir_lag_answer_write:
 * @lags: (nullable) (element-type WeirGroupLag): what was read
 * @error: (nullable): why nothing was
 *
 * Returns: (transfer full): the bytes of the one or the other
 */
GBytes *
weir_lag_answer_write (GPtrArray    *lags,
                       const GError *error)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" LAG_TYPE));
  for (guint i = 0; lags != NULL && i < lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (lags, i);

      g_variant_builder_add (&list, LAG_FORMAT, lag->group, lag->topic, lag->partition, lag->committed, lag->low, lag->end,
                             lag->lag, lag->past_end, lag->consumer_id, lag->host, lag->client_id, lag->group_state,
                             lag->lag_usec);
    }

  return to_bytes (g_variant_new ("(si^aya" LAG_TYPE ")", error != NULL ? g_quark_to_string (error->domain) : "",
                                  error != NULL ? error->code : 0, error != NULL ? error->message : "", &list));
}

static WeirGroupLag *
read_lag (GVariant *child)
{
  WeirGroupLag *lag = g_new0 (WeirGroupLag, 1);

  g_variant_get (child, LAG_FORMAT, &lag->group, &lag->topic, &lag->partition, &lag->committed, &lag->low, &lag->end,
                 &lag->lag, &lag->past_end, &lag->consumer_id, &lag->host, &lag->client_id, &lag->group_state,
                 &lag->lag_usec);

  return lag;
}

/*< private >
 * weir_lag_answer_read:
 * @bytes: what weir_lag_answer_write() gave, or a part of it
 * @error: return location for the error that is in them; not set where @bytes are not whole
 *
 * Returns: (transfer full) (nullable) (element-type WeirGroupLag): what was read
 */
GPtrArray *
weir_lag_answer_read (GBytes  *bytes,
                      GError **error)
{
  g_autoptr(GVariant) answer = from_bytes (bytes, ANSWER_TYPE);
  g_autoptr(GVariant) list = NULL;
  const char *domain, *message;
  GPtrArray *lags;
  int code;

  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(&si^&ay@a" LAG_TYPE ")", &domain, &code, &message, &list);
  if (*domain != '\0')
    {
      g_set_error_literal (error, g_quark_from_string (domain), code, message);
      return NULL;
    }

  lags = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_group_lag_free);
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (list, i);

      g_ptr_array_add (lags, read_lag (child));
    }

  return lags;
}
