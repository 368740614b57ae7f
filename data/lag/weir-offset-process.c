#include "config.h"

#include "data/lag/weir-offset-process.h"

#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source.h"

#include <glib/gi18n-lib.h>

/* Texts are bytes. */
#define CHANGE_TYPE     "(ayixxmay)"
#define CHANGE_FORMAT   "(^ayixxm^ay)"
/* Settings, whether to do it, group, kind, value, scope or changes, timeout. */
#define QUESTION_TYPE   "(vbayuxma" CHANGE_TYPE "u)"
#define QUESTION_FORMAT "(vb^ayuxm@a" CHANGE_TYPE "u)"
#define ANSWER_TYPE     "(siaya" CHANGE_TYPE ")"

static GVariant *
changes_to_variant (GPtrArray *changes)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" CHANGE_TYPE));
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);

      g_variant_builder_add (&list, CHANGE_FORMAT, change->topic, change->partition, change->before, change->offset,
                             change->note);
    }

  return g_variant_builder_end (&list);
}

static GPtrArray *
changes_from_variant (GVariant *list)
{
  GPtrArray *changes = weir_offset_changes_new ();

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (list, i);
      WeirOffsetChange *change = weir_offset_change_new (NULL, 0, 0, 0);

      g_variant_get (child, CHANGE_FORMAT, &change->topic, &change->partition, &change->before, &change->offset,
                     &change->note);
      g_ptr_array_add (changes, change);
    }

  return changes;
}

static GBytes *
to_bytes (GVariant *variant)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (variant);

  return g_variant_get_data_as_bytes (owned);
}

/*< private >
 * weir_offset_process_answer:
 * @question: bytes from another process of this program
 *
 * Does what is asked for. For that process alone: it may end in the middle.
 *
 * Returns: (transfer full) (nullable): the answer's bytes; %NULL if @question is none
 */
GBytes *
weir_offset_process_answer (GBytes *question)
{
  g_autoptr(GVariant) variant =
    g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (QUESTION_TYPE), question, FALSE));
  g_autoptr(GVariant) settings_variant = NULL;
  g_autoptr(GVariant) list = NULL;
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GPtrArray) scope = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *group = NULL;
  WeirOffsetReset reset = { 0 };
  gboolean execute;
  guint kind, timeout_msec;

  if (g_bytes_get_size (question) == 0 || !g_variant_is_normal_form (variant))
    return NULL;
  g_variant_get (variant, QUESTION_FORMAT, &settings_variant, &execute, &group, &kind, &reset.value, &list, &timeout_msec);
  settings = weir_settings_new_from_variant (settings_variant);
  if (settings == NULL)
    return NULL;

  scope = list != NULL ? changes_from_variant (list) : NULL;
  reset.group = group;
  reset.kind = kind;
  reset.scope = scope;
  if (execute && scope != NULL)
    weir_offset_reset_execute (settings, group, scope, timeout_msec, NULL, &error);
  else
    changes = weir_offset_reset_plan (settings, &reset, timeout_msec, NULL, &error);

  return to_bytes (g_variant_new ("(si^ay@a" CHANGE_TYPE ")", error != NULL ? g_quark_to_string (error->domain) : "",
                                  error != NULL ? error->code : 0, error != NULL ? error->message : "",
                                  changes_to_variant (changes)));
}

static GPtrArray *
ask (WeirSettings           *settings,
     const WeirOffsetReset  *reset,
     gboolean                execute,
     guint                   timeout_msec,
     GCancellable           *cancellable,
     GError                **error)
{
  g_autoptr(GBytes) question =
    to_bytes (g_variant_new (QUESTION_FORMAT, weir_settings_to_variant (settings), execute, reset->group,
                             (guint) reset->kind, reset->value,
                             reset->scope != NULL ? changes_to_variant (reset->scope) : NULL, timeout_msec));
  g_autoptr(GBytes) bytes = weir_lag_process_ask ("reset", question, timeout_msec, cancellable, error);
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) list = NULL;
  const char *domain, *message;
  int code;

  if (bytes == NULL)
    return NULL;

  answer = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (ANSWER_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (answer))
    {
      g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                           _("The process that resets offsets gave half an answer; look what the offsets are"));
      return NULL;
    }

  g_variant_get (answer, "(&si^&ay@a" CHANGE_TYPE ")", &domain, &code, &message, &list);
  if (*domain != '\0')
    {
      g_set_error_literal (error, g_quark_from_string (domain), code, message);
      return NULL;
    }

  return changes_from_variant (list);
}

/**
 * weir_offset_process_plan:
 * @settings: how to reach the cluster
 * @reset: what is wanted
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * weir_offset_reset_plan() in a process of its own, which a damaged answer may
 * end. Blocks likewise.
 *
 * Returns: (transfer full) (nullable) (element-type WeirOffsetChange): each partition's change
 */
GPtrArray *
weir_offset_process_plan (WeirSettings           *settings,
                          const WeirOffsetReset  *reset,
                          guint                   timeout_msec,
                          GCancellable           *cancellable,
                          GError                **error)
{
  g_return_val_if_fail (WEIR_IS_SETTINGS (settings) && reset != NULL, NULL);

  if (!weir_lag_process_can_ask ())
    return weir_offset_reset_plan (settings, reset, timeout_msec, cancellable, error);

  return ask (settings, reset, FALSE, timeout_msec, cancellable, error);
}

/**
 * weir_offset_process_execute:
 * @settings: how to reach the cluster
 * @group: a consumer group
 * @changes: (element-type WeirOffsetChange): what weir_offset_process_plan() gave
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early; what was asked for by then may be done
 * @error: return location for an error
 *
 * weir_offset_reset_execute() in a process of its own. Blocks likewise.
 *
 * Returns: whether all of it was done
 */
gboolean
weir_offset_process_execute (WeirSettings  *settings,
                             const char    *group,
                             GPtrArray     *changes,
                             guint          timeout_msec,
                             GCancellable  *cancellable,
                             GError       **error)
{
  const WeirOffsetReset reset = { .group = group, .kind = WEIR_OFFSET_RESET_TO_GIVEN, .scope = changes };
  g_autoptr(GPtrArray) answer = NULL;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings) && group != NULL && changes != NULL, FALSE);

  if (!weir_lag_process_can_ask ())
    return weir_offset_reset_execute (settings, group, changes, timeout_msec, cancellable, error);

  answer = ask (settings, &reset, TRUE, timeout_msec, cancellable, error);

  return answer != NULL;
}
