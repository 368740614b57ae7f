#include "config.h"

#include "data/workspace/weir-workspace-reader.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* The longest text a member may have, and the longest sentence about one. */
#define TEXT_BYTES    4096
#define MESSAGE_BYTES 2048

/* Elements of the lists of a workspace; of others as many as of texts. */
static const struct
{
  const char *name;
  guint       max;
} lists[] = {
  { "connections", 100 },
  { "streams", 1000 },
  { "fields", WEIR_WORKSPACE_MAX_FIELDS },
  { "windows", 64 },
  { "rules", 1000 },
  { "dashboards", 200 },
  { "panels", 200 },
  { "queries", 1000 },
  { "alert_filters", 1000 },
};

#define TEXTS_MAX 1000

static guint
weir_workspace_get_limit (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].name, name))
      return lists[i].max;

  return TEXTS_MAX;
}

/* Takes @text. */
static char *
weir_workspace_shorten (char *text)
{
  if (strlen (text) > MESSAGE_BYTES)
    strcpy (g_utf8_find_prev_char (text, text + MESSAGE_BYTES), "…");

  return text;
}

/* How many elements of the array @name are read; one too many is noted. */
static guint
weir_workspace_count_elements (WeirWorkspaceReader *self,
                               JsonNode            *object,
                               const char          *name,
                               JsonArray           *array)
{
  guint n = json_array_get_length (array);
  guint max = weir_workspace_get_limit (name);

  if (n > max)
    weir_workspace_reader_refuse (self, object, name, _("has %u elements, and may have at most %u"), n, max);

  return MIN (n, max);
}

/**
 * weir_workspace_reader_dup_place:
 * @self: a reader
 * @object: the node of an object
 * @name: (nullable): one of its members; %NULL: @object itself
 *
 * Names file, line and member as an error does.
 *
 * Returns: (transfer full): the place
 */
char *
weir_workspace_reader_dup_place (WeirWorkspaceReader *self,
                                 JsonNode            *object,
                                 const char          *name)
{
  JsonNode *member = name != NULL ? weir_workspace_reader_get_member (object, name) : NULL;
  g_autofree char *path = weir_json_document_dup_path (self->document, object);

  /* Translators: file name, line number, path of a JSON member. */
  return g_strdup_printf (_("%s: line %u: %s%s%s"),
                          weir_json_document_get_name (self->document),
                          weir_json_document_get_line (self->document, member != NULL ? member : object),
                          path, name != NULL && *path != '\0' ? "." : "", name != NULL ? name : "");
}

/**
 * weir_workspace_reader_refuse:
 * @self: a reader
 * @object: the node of an object
 * @name: (nullable): one of its members; %NULL: @object itself
 * @format: what is wanted, as for printf()
 * @...: its arguments
 *
 * Notes an error: file, line, path of the member, what is wanted. It goes to the
 * errors of @self; past %WEIR_WORKSPACE_ERRORS_MAX errors are only counted.
 */
void
weir_workspace_reader_refuse (WeirWorkspaceReader *self,
                              JsonNode            *object,
                              const char          *name,
                              const char          *format,
                              ...)
{
  g_autofree char *place = NULL;
  g_autofree char *message = NULL;
  va_list args;

  /* Callers test how many there are; the text of a thousand would be of no use. */
  if (self->errors->len >= WEIR_WORKSPACE_ERRORS_MAX)
    {
      g_ptr_array_add (self->errors, NULL);
      return;
    }

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  place = weir_workspace_reader_dup_place (self, object, name);
  g_ptr_array_add (self->errors, weir_workspace_shorten (g_strdup_printf ("%s: %s", place, message)));
}

/**
 * weir_workspace_reader_get_member:
 * @object: the node of an object
 * @name: one of its members
 *
 * Looks up a member; a JSON null counts as absent.
 *
 * Returns: (transfer none) (nullable): its node
 */
JsonNode *
weir_workspace_reader_get_member (JsonNode   *object,
                                  const char *name)
{
  JsonNode *member = json_object_get_member (json_node_get_object (object), name);

  return member != NULL && !JSON_NODE_HOLDS_NULL (member) ? member : NULL;
}

/**
 * weir_workspace_reader_foreach:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 * @func: (scope call): called for each element that is an object
 * @user_data: for @func
 *
 * Goes through an array. If it is absent, nothing is called. Elements that are
 * no objects, and more elements than are allowed, are noted as errors.
 */
void
weir_workspace_reader_foreach (WeirWorkspaceReader *self,
                               JsonNode            *object,
                               const char          *name,
                               void               (*func) (WeirWorkspaceReader *self,
                                                           JsonNode            *element,
                                                           gpointer             user_data),
                               gpointer             user_data)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);
  JsonArray *array;
  guint n;

  if (member == NULL)
    return;

  if (!JSON_NODE_HOLDS_ARRAY (member))
    {
      weir_workspace_reader_refuse (self, object, name, _("must be a list: [ … ]"));
      return;
    }

  array = json_node_get_array (member);
  n = weir_workspace_count_elements (self, object, name, array);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        func (self, element, user_data);
      else
        weir_workspace_reader_refuse (self, element, NULL, _("must be an object: { … }"));
    }
}

/**
 * weir_workspace_reader_get_element:
 * @object: the node of an object
 * @name: one of its members
 * @i: number among the elements that are objects
 *
 * Finds the element that weir_workspace_reader_foreach() calls its function for
 * as number @i.
 *
 * Returns: (transfer none) (nullable): its node
 */
JsonNode *
weir_workspace_reader_get_element (JsonNode   *object,
                                   const char *name,
                                   guint       i)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);
  JsonArray *array = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
  guint n_seen = 0;

  for (guint j = 0; array != NULL && j < json_array_get_length (array); j++)
    {
      JsonNode *element = json_array_get_element (array, j);

      if (JSON_NODE_HOLDS_OBJECT (element) && n_seen++ == i)
        return element;
    }

  return NULL;
}

/**
 * weir_workspace_reader_dup_text:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 *
 * Reads a text. Another type, or more than 4096 bytes, is noted as an error.
 *
 * Returns: (transfer full) (nullable): the text; %NULL if it is absent or wrong
 */
char *
weir_workspace_reader_dup_text (WeirWorkspaceReader *self,
                                JsonNode            *object,
                                const char          *name)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);

  if (member == NULL)
    return NULL;

  if (json_node_get_value_type (member) != G_TYPE_STRING)
    {
      weir_workspace_reader_refuse (self, object, name, _("must be a text in quotes"));
      return NULL;
    }

  if (strlen (json_node_get_string (member)) > TEXT_BYTES)
    {
      weir_workspace_reader_refuse (self, object, name, _("is longer than %d bytes"), TEXT_BYTES);
      return NULL;
    }

  return json_node_dup_string (member);
}

/**
 * weir_workspace_reader_dup_required:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 * @example: what could stand there, for the error
 *
 * Reads a text that must be there and not empty, or notes an error.
 *
 * Returns: (transfer full): the text; empty if it is absent or wrong
 */
char *
weir_workspace_reader_dup_required (WeirWorkspaceReader *self,
                                    JsonNode            *object,
                                    const char          *name,
                                    const char          *example)
{
  char *text;

  if (weir_workspace_reader_get_member (object, name) == NULL)
    {
      weir_workspace_reader_refuse (self, object, name, _("is missing; add it, as in \"%s\": \"%s\""), name, example);
      return g_strdup ("");
    }

  text = weir_workspace_reader_dup_text (self, object, name);
  if (text == NULL)
    return g_strdup ("");
  if (*text == '\0')
    weir_workspace_reader_refuse (self, object, name, _("must not be empty; write e.g. \"%s\""), example);

  return text;
}

/**
 * weir_workspace_reader_dup_texts:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 *
 * Reads an array of texts. Elements of another type are noted and left out.
 *
 * Returns: (transfer full): the texts; empty if the array is absent
 */
GStrv
weir_workspace_reader_dup_texts (WeirWorkspaceReader *self,
                                 JsonNode            *object,
                                 const char          *name)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *member = weir_workspace_reader_get_member (object, name);
  JsonArray *array;
  guint n;

  if (member != NULL && JSON_NODE_HOLDS_ARRAY (member))
    {
      array = json_node_get_array (member);
      n = weir_workspace_count_elements (self, object, name, array);
      for (guint i = 0; i < n; i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (json_node_get_value_type (element) == G_TYPE_STRING)
            g_strv_builder_add (builder, json_node_get_string (element));
          else
            weir_workspace_reader_refuse (self, object, name, _("element %u must be a text in quotes"), i);
        }
    }
  else if (member != NULL)
    weir_workspace_reader_refuse (self, object, name, _("must be a list of texts: [\"…\"]"));

  return g_strv_builder_end (builder);
}

/**
 * weir_workspace_reader_get_word:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 * @get_word: the words of an enumeration
 * @fallback: value if the member is absent or wrong
 *
 * Reads a word of an enumeration. An unknown one is noted with those allowed.
 *
 * Returns: its value
 */
guint
weir_workspace_reader_get_word (WeirWorkspaceReader *self,
                                JsonNode            *object,
                                const char          *name,
                                WeirWordFunc         get_word,
                                guint                fallback)
{
  g_autofree char *text = weir_workspace_reader_dup_text (self, object, name);
  g_autofree char *list = NULL;
  guint value;

  if (text == NULL || weir_word_parse (get_word, text, &value))
    return text == NULL ? fallback : value;

  list = weir_word_join (get_word, "\"");
  weir_workspace_reader_refuse (self, object, name, _("“%s” is not known; write one of %s"), text, list);

  return fallback;
}

/**
 * weir_workspace_reader_get_integer:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 * @minimum: smallest allowed value
 * @maximum: largest allowed value
 * @fallback: value if the member is absent or wrong
 *
 * Reads a whole number; another type or a number out of range is noted.
 *
 * Returns: the number
 */
gint64
weir_workspace_reader_get_integer (WeirWorkspaceReader *self,
                                   JsonNode            *object,
                                   const char          *name,
                                   gint64               minimum,
                                   gint64               maximum,
                                   gint64               fallback)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);
  gint64 value;

  if (member == NULL)
    return fallback;

  value = json_node_get_value_type (member) == G_TYPE_INT64 ? json_node_get_int (member) : G_MININT64;
  if (value < minimum || value > maximum)
    {
      weir_workspace_reader_refuse (self, object, name,
                                    _("must be a whole number from %" PRId64 " to %" PRId64),
                                    minimum, maximum);
      return fallback;
    }

  return value;
}

/**
 * weir_workspace_reader_get_boolean:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 *
 * Reads true or false; another type is noted.
 *
 * Returns: the value; %FALSE if it is absent or wrong
 */
gboolean
weir_workspace_reader_get_boolean (WeirWorkspaceReader *self,
                                   JsonNode            *object,
                                   const char          *name)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);

  if (member == NULL)
    return FALSE;

  if (json_node_get_value_type (member) != G_TYPE_BOOLEAN)
    {
      weir_workspace_reader_refuse (self, object, name, _("must be true or false"));
      return FALSE;
    }

  return json_node_get_boolean (member);
}

/**
 * weir_workspace_reader_get_duration:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 * @may_be_never: whether "never" is allowed
 * @fallback_usec: value if the member is absent or wrong
 *
 * Reads a length of time such as "1m30s"; what is none is noted.
 *
 * Returns: the duration (µs); -1 for "never"
 */
gint64
weir_workspace_reader_get_duration (WeirWorkspaceReader *self,
                                    JsonNode            *object,
                                    const char          *name,
                                    gboolean             may_be_never,
                                    gint64               fallback_usec)
{
  g_autofree char *text = weir_workspace_reader_dup_text (self, object, name);
  gint64 duration_usec;

  if (text == NULL)
    return fallback_usec;

  if (may_be_never && g_str_equal (text, "never"))
    return -1;

  if (!weir_duration_parse (text, &duration_usec, NULL))
    {
      weir_workspace_reader_refuse (self, object, name,
                                    _("“%s” is no length of time; write e.g. \"250ms\", \"10s\", \"1m30s\" or \"1d\""),
                                    text);
      return fallback_usec;
    }

  return duration_usec;
}

/**
 * weir_workspace_reader_get_object:
 * @self: a reader
 * @object: the node of an object
 * @name: one of its members
 *
 * Reads a member that is an object; another type is noted.
 *
 * Returns: (transfer none) (nullable): its node; %NULL if it is absent or wrong
 */
JsonNode *
weir_workspace_reader_get_object (WeirWorkspaceReader *self,
                                  JsonNode            *object,
                                  const char          *name)
{
  JsonNode *member = weir_workspace_reader_get_member (object, name);

  if (member != NULL && !JSON_NODE_HOLDS_OBJECT (member))
    {
      weir_workspace_reader_refuse (self, object, name, _("must be an object: { … }"));
      return NULL;
    }

  return member;
}
