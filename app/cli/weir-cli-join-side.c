#include "config.h"

#include "app/cli/weir-cli-join-side.h"

#include <glib/gi18n.h>

void
weir_cli_join_sides_add_options (WeirCliJoinSide *sides,
                                 GOptionContext  *context)
{
  WeirCliJoinSide *left = &sides[WEIR_JOIN_SIDE_LEFT];
  WeirCliJoinSide *right = &sides[WEIR_JOIN_SIDE_RIGHT];
  const GOptionEntry entries[] = {
    { "left", 0, 0, G_OPTION_ARG_STRING, &left->topic, N_("Topic on the left"), N_("TOPIC") },
    { "right", 0, 0, G_OPTION_ARG_STRING, &right->topic, N_("Topic on the right; the table of a table join"), N_("TOPIC") },
    { "left-key", 0, 0, G_OPTION_ARG_STRING, &left->key, N_("Key of the left, if it is not --key"), N_("FIELD") },
    { "right-key", 0, 0, G_OPTION_ARG_STRING, &right->key, N_("Key of the right"), N_("FIELD") },
    { "left-time", 0, 0, G_OPTION_ARG_STRING, &left->time, N_("Time of the left, if it is not --time"),
      N_("FIELD[:UNIT]") },
    { "right-time", 0, 0, G_OPTION_ARG_STRING, &right->time, N_("Time of the right"), N_("FIELD[:UNIT]") },
    { "left-value", 0, 0, G_OPTION_ARG_STRING_ARRAY, &left->values, N_("Fields to show of the left, besides --value"),
      N_("FIELD,…") },
    { "right-value", 0, 0, G_OPTION_ARG_STRING_ARRAY, &right->values, N_("Fields to show of the right, besides --value"),
      N_("FIELD,…") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
weir_cli_join_side_collect_values (WeirCliJoinSide *self,
                                   WeirCliDecode   *common)
{
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();

  if (common->values == NULL && self->values == NULL)
    return;

  if (common->values != NULL)
    g_strv_builder_addv (values, (const char **) common->values);
  if (self->values != NULL)
    g_strv_builder_addv (values, (const char **) self->values);
  self->decode.values = g_strv_builder_end (values);
}

gboolean
weir_cli_join_side_finish (WeirCliJoinSide   *self,
                           WeirCliDecode     *common,
                           const char        *recording,
                           const char        *file,
                           WeirSettings      *settings,
                           WeirCliConnection *connection,
                           GError           **error)
{
  char *topics[] = { self->topic, NULL };
  char *files[] = { (char *) file, NULL };
  WeirCliInput input = { .partition = -1, .all_topics = topics, .files = file != NULL ? files : NULL,
                         .recording = (char *) recording };

  self->decode.format = g_strdup (common->format);
  self->decode.columns = g_strdup (common->columns);
  self->decode.separator = g_strdup (common->separator);
  self->decode.zone = g_strdup (common->zone);
  self->decode.key = g_strdup (self->key != NULL ? self->key : common->key);
  self->decode.time = g_strdup (self->time != NULL ? self->time : common->time);
  weir_cli_join_side_collect_values (self, common);

  if (weir_cli_decode_is_open (&self->decode) &&
      !weir_cli_decode_sample (&self->decode, &input, settings, connection, error))
    return FALSE;

  return weir_cli_decode_finish (&self->decode, error);
}

gboolean
weir_cli_join_side_is_open (WeirCliJoinSide *self)
{
  return self->key == NULL && self->time == NULL && self->values == NULL;
}

void
weir_cli_join_side_clear (WeirCliJoinSide *self)
{
  g_clear_pointer (&self->topic, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->values, g_strfreev);
  weir_cli_decode_clear (&self->decode);
}
