#include "config.h"

#include "data/workspace/weir-workspace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/base/weir-output-file.h"
#include "data/workspace/weir-data-resources.h"
#include "data/workspace/weir-workspace-private.h"

#define DEMO_RESOURCE "/io/github/weir/Weir/data/workspace/demo.json"
#define EMPTY_TEXT    "{\"weir\": 1, \"connections\": [], \"streams\": [], \"rules\": [], \"dashboards\": []}"

G_DEFINE_QUARK (weir_workspace_error_quark, weir_workspace_error)
G_DEFINE_FINAL_TYPE (WeirWorkspace, weir_workspace, G_TYPE_OBJECT)

static void
weir_workspace_finalize (GObject *object)
{
  WeirWorkspace *self = WEIR_WORKSPACE (object);

  weir_workspace_parts_clear (&self->parts);
  g_clear_pointer (&self->document, weir_json_document_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->remembered, g_hash_table_unref);

  G_OBJECT_CLASS (weir_workspace_parent_class)->finalize (object);
}

static void
weir_workspace_class_init (WeirWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_workspace_finalize;
}

static void
weir_workspace_init (WeirWorkspace *self)
{
  weir_workspace_parts_init (&self->parts);
}

/**
 * weir_workspace_new:
 *
 * Returns: (transfer full): a workspace with nothing in it
 */
WeirWorkspace *
weir_workspace_new (void)
{
  WeirWorkspace *self = weir_workspace_new_from_data (EMPTY_TEXT, -1, "", NULL);

  g_assert (self != NULL);

  return self;
}

/**
 * weir_workspace_new_from_data:
 * @text: JSON in UTF-8
 * @length: its bytes, or -1 if it ends with NUL
 * @name: how errors call it, usually a file's name
 * @error: return location
 *
 * Reads a workspace. Members it does not know are kept. What it may not set
 * without the user's consent it has not set: see weir_workspace_get_consents().
 *
 * Returns: (transfer full) (nullable): the workspace, or %NULL and
 *   %WEIR_WORKSPACE_ERROR_SYNTAX or %WEIR_WORKSPACE_ERROR_MEMBER with a message
 *   that names @name, the line, the member and what to write there
 */
WeirWorkspace *
weir_workspace_new_from_data (const char  *text,
                              gssize       length,
                              const char  *name,
                              GError     **error)
{
  g_autoptr(WeirWorkspace) self = NULL;
  g_autoptr(GPtrArray) errors = NULL;
  WeirWorkspaceReader reader;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  self = g_object_new (WEIR_TYPE_WORKSPACE, NULL);
  self->document = weir_json_document_new (text, length, name, error);
  if (self->document == NULL)
    return NULL;

  errors = g_ptr_array_new_with_free_func (g_free);
  reader = (WeirWorkspaceReader){ .document = self->document, .errors = errors };
  weir_workspace_load (&reader, &self->parts);
  if (errors->len > 0)
    {
      g_set_error_literal (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER, g_ptr_array_index (errors, 0));
      return NULL;
    }

  self->text = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  self->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->text, -1);

  return g_steal_pointer (&self);
}

/**
 * weir_workspace_new_from_file:
 * @path: a file
 * @error: return location
 *
 * Reads the workspace in the file @path, a regular one of at most
 * %WEIR_WORKSPACE_MAX_BYTES. Any thread; blocks while it reads.
 *
 * Returns: (transfer full) (nullable): the workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_workspace_new_from_file (const char  *path,
                              GError     **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  text = weir_bounded_file_read (path, WEIR_WORKSPACE_MAX_BYTES, TRUE, &length, &local_error);
  if (text == NULL)
    {
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE,
                   _("The workspace cannot be read: %s"), local_error->message);
      return NULL;
    }

  return weir_workspace_new_from_data (text, length, path, error);
}

/**
 * weir_workspace_new_demo:
 * @bootstrap: address of the embedded broker
 *
 * Returns: (transfer full): the demo's workspace, whose connection “demo” is
 *   at @bootstrap
 */
WeirWorkspace *
weir_workspace_new_demo (const char *bootstrap)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(WeirJsonDocument) document = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  WeirWorkspace *self = NULL;
  JsonArray *connections;

  g_return_val_if_fail (bootstrap != NULL, NULL);

  bytes = g_resource_lookup_data (weir_data_get_resource (), DEMO_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes != NULL)
    document = weir_json_document_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "demo.json", &error);
  if (document != NULL)
    {
      connections = json_object_get_array_member (json_node_get_object (weir_json_document_get_root (document)),
                                                  "connections");
      json_object_set_string_member (json_array_get_object_element (connections, 0), "bootstrap", bootstrap);
      text = weir_json_document_to_text (document);
      self = weir_workspace_new_from_data (text, -1, "demo.json", &error);
    }

  /* The file is part of the program. */
  if (self == NULL)
    g_error ("%s", error->message);

  return self;
}

/**
 * weir_workspace_to_text:
 * @self: a workspace
 *
 * Returns: (transfer full): the workspace as JSON, members it does not know
 *   included, with a newline at its end
 */
char *
weir_workspace_to_text (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return weir_json_document_to_text (self->document);
}

/**
 * weir_workspace_save:
 * @self: a workspace
 * @path: where to
 * @error: return location
 *
 * Writes @self to the file @path, which afterwards holds the old text or the
 * new one, whatever happens meanwhile; see [struct@OutputFile]. Blocks until it
 * is on the disk.
 *
 * Returns: %TRUE, or %FALSE and %WEIR_WORKSPACE_ERROR_FILE
 */
gboolean
weir_workspace_save (WeirWorkspace  *self,
                     const char     *path,
                     GError        **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (self) && path != NULL, FALSE);

  text = weir_workspace_to_text (self);
  if (!weir_output_file_save (path, text, strlen (text), &local_error))
    {
      gboolean uncertain = g_error_matches (local_error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_UNCERTAIN);

      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE,
                   uncertain ? "%s" : _("The workspace cannot be saved: %s"), local_error->message);
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_workspace_get_text:
 * @self: a workspace
 *
 * Returns: (transfer none): the very text it was read from
 */
const char *
weir_workspace_get_text (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->text;
}

/**
 * weir_workspace_get_document:
 * @self: a workspace
 *
 * Returns: (transfer none): its document, not to be changed
 */
WeirJsonDocument *
weir_workspace_get_document (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->document;
}

/**
 * weir_workspace_get_digest:
 * @self: a workspace
 *
 * Returns: (transfer none): a digest of the very text it was read from, by which
 *   the user's consent is remembered
 */
const char *
weir_workspace_get_digest (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->digest;
}

/**
 * weir_workspace_get_connections:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirConnectionConfig): in the file's order
 */
GPtrArray *
weir_workspace_get_connections (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.connections;
}

/**
 * weir_workspace_get_streams:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirStreamConfig): in the file's order
 */
GPtrArray *
weir_workspace_get_streams (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.streams;
}

/**
 * weir_workspace_get_rules:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirRuleConfig): in the file's order
 */
GPtrArray *
weir_workspace_get_rules (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.rules;
}

/**
 * weir_workspace_get_dashboards:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirDashboardConfig): in the file's order
 */
GPtrArray *
weir_workspace_get_dashboards (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.dashboards;
}

/**
 * weir_workspace_get_queries:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirQueryConfig): statements that are kept, in the file's order
 */
GPtrArray *
weir_workspace_get_queries (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.queries;
}

/**
 * weir_workspace_get_alert_filters:
 * @self: a workspace
 *
 * Returns: (transfer none) (element-type WeirAlertFilterConfig): filters of alerts that are kept, in the file's order
 */
GPtrArray *
weir_workspace_get_alert_filters (WeirWorkspace *self)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  return self->parts.alert_filters;
}

/**
 * weir_stream_config_get_window:
 * @self: a stream
 * @window: a number below that of its windows
 *
 * Returns: (transfer none): those windows
 */
const WeirWindowConfig *
weir_stream_config_get_window (const WeirStreamConfig *self,
                               guint                   window)
{
  g_return_val_if_fail (self != NULL && window < self->windows->len, NULL);

  return g_ptr_array_index (self->windows, window);
}

static void
add_topics (WeirWorkspace *self,
            const char    *stream,
            GPtrArray     *topics)
{
  const WeirStreamConfig *config = weir_workspace_find_named (self->parts.streams, stream);

  for (guint i = 0; config != NULL && config->topics != NULL && config->topics[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (topics, config->topics[i], g_str_equal, NULL))
      g_ptr_array_add (topics, g_strdup (config->topics[i]));
  for (guint side = 0; config != NULL && config->derived != NULL && side < WEIR_JOIN_N_SIDES; side++)
    if (config->derived->sources[side] != NULL)
      add_topics (self, config->derived->sources[side], topics);
}

/**
 * weir_workspace_dup_topics:
 * @self: a workspace
 * @stream: the name of one of its streams
 *
 * Returns: (transfer full) (array zero-terminated=1): the topics whose records
 *   the stream is made of, its own or those of its sources, each once
 */
GStrv
weir_workspace_dup_topics (WeirWorkspace *self,
                           const char    *stream)
{
  g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (WEIR_IS_WORKSPACE (self), NULL);

  add_topics (self, stream, topics);
  g_ptr_array_add (topics, NULL);

  return (GStrv) g_ptr_array_steal (topics, NULL);
}

/* Everything wrong in @text, and what it asks for. */
static void
weir_workspace_read_all (const char *text,
                         gssize      length,
                         const char *name,
                         GPtrArray  *errors,
                         GPtrArray **consents)
{
  g_autoptr(WeirJsonDocument) document = NULL;
  g_autoptr(GError) error = NULL;
  WeirWorkspaceReader reader = { .errors = errors };
  WeirWorkspaceParts parts;

  weir_workspace_parts_init (&parts);
  document = weir_json_document_new (text, length, name, &error);
  if (document != NULL)
    {
      reader.document = document;
      weir_workspace_load (&reader, &parts);
    }
  else
    g_ptr_array_add (errors, g_strdup (error->message));

  if (errors->len > WEIR_WORKSPACE_ERRORS_MAX)
    {
      g_autofree char *more = g_strdup_printf (_("%s: %u more, not told"), name, errors->len - WEIR_WORKSPACE_ERRORS_MAX);

      g_ptr_array_set_size (errors, WEIR_WORKSPACE_ERRORS_MAX);
      g_ptr_array_add (errors, g_steal_pointer (&more));
    }
  if (consents != NULL)
    *consents = g_steal_pointer (&parts.consents);
  weir_workspace_parts_clear (&parts);
}

/**
 * weir_workspace_validate:
 * @text: JSON in UTF-8
 * @length: its bytes, or -1 if it ends with NUL
 * @name: how errors call it
 *
 * Checks everything in @text. Secrets are not looked up: they may be set on
 * another machine.
 *
 * Returns: (transfer full) (element-type utf8): one sentence for each thing
 *   wrong, empty if there is none; of JSON that does not parse, only the first
 */
GPtrArray *
weir_workspace_validate (const char *text,
                         gssize      length,
                         const char *name)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (text != NULL && name != NULL, errors);

  weir_workspace_read_all (text, length, name, errors, NULL);

  return errors;
}

/**
 * weir_workspace_find_consents:
 * @text: JSON in UTF-8
 * @length: its bytes, or -1 if it ends with NUL
 * @name: how errors call it
 *
 * What @text asks for beyond what a file may set by itself, whether or not it
 * has errors.
 *
 * Returns: (transfer full) (element-type WeirConsent): what is asked for
 */
GPtrArray *
weir_workspace_find_consents (const char *text,
                              gssize      length,
                              const char *name)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *consents = NULL;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  weir_workspace_read_all (text, length, name, errors, &consents);

  return consents;
}
