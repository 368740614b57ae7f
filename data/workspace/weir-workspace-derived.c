#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-derived.h"

#define TOP_DEFAULT 10
#define TOP_MAX     1000

/* Streams of streams of streams: more is a mistake, or a file made to exhaust the stack. */
#define DEPTH_MAX   32

/* Each record of a topic may come to a stream on so many ways: a join of a stream with itself doubles them. */
#define WAYS_MAX    64

/* Of all streams of a file: fields, and columns that their windows compute. */
#define FIELDS_MAX  20000
#define COLUMNS_MAX 200000

/* What windows compute of a field where they do not say. */
#define AGGREGATES_USUAL 9

static const char *
get_order_word (guint smallest)
{
  static const char * const words[] = { "largest", "smallest" };

  return smallest < G_N_ELEMENTS (words) ? words[smallest] : NULL;
}

/* Table records without partner give no rows, so there is no outer join. */
static const char *
get_table_type_word (guint type)
{
  return type <= WEIR_JOIN_LEFT ? weir_join_type_get_word (type) : NULL;
}

/* Say where records lie and how they are decoded. */
static const char * const source_members[] = { "connection", "topics", "format", "key", "time", "columns", "separator" };

typedef enum
{
  STATE_UNKNOWN,
  STATE_UNDER_WAY,
  STATE_RESOLVED,
  STATE_BROKEN,       /* refused: what follows from it is not worth a sentence of its own */
} ResolveState;

typedef struct
{
  WeirWorkspaceReader *reader;
  WeirWorkspaceParts  *parts;
  ResolveState        *states;   /* owned, one a stream */
  guint                depth;
  guint               *ways;     /* owned, one a stream */
  guint                n_fields; /* of the streams so far */
  guint                n_columns;
} Resolver;

/* By its name; by its number in older files. */
static void
load_window (WeirWorkspaceReader *reader,
             JsonNode            *derived,
             WeirDerivedConfig   *config)
{
  JsonNode *window = weir_workspace_reader_get_member (derived, "window");

  if (window != NULL && json_node_get_value_type (window) == G_TYPE_STRING)
    config->window_name = weir_workspace_reader_dup_text (reader, derived, "window");
  else
    config->window = weir_workspace_reader_get_integer (reader, derived, "window", 0, G_MAXINT32, 0);
}

static void
load_top (WeirWorkspaceReader *reader,
          JsonNode            *derived,
          WeirDerivedConfig   *config)
{
  load_window (reader, derived, config);
  config->n = weir_workspace_reader_get_integer (reader, derived, "n", 1, TOP_MAX, TOP_DEFAULT);
  config->by = weir_workspace_reader_dup_required (reader, derived, "by", "volume_sum");
  config->smallest = weir_workspace_reader_get_word (reader, derived, "order", get_order_word, FALSE);
}

static void
load_join (WeirWorkspaceReader *reader,
           JsonNode            *derived,
           WeirDerivedConfig   *config)
{
  g_autoptr(WeirStreamJoin) join = NULL;
  g_autoptr(GError) error = NULL;
  WeirStreamJoinSpec spec;

  config->type = weir_workspace_reader_get_word (reader, derived, "type", weir_join_type_get_word, WEIR_JOIN_INNER);
  config->before_usec = weir_workspace_reader_get_duration (reader, derived, "before", FALSE, 0);
  config->after_usec = weir_workspace_reader_get_duration (reader, derived, "after", FALSE, 0);
  config->grace_usec = weir_workspace_reader_get_duration (reader, derived, "grace", FALSE, 0);

  weir_derived_config_fill_join (config, &spec);
  join = weir_stream_join_new (&spec, &error);
  if (join == NULL)
    weir_workspace_reader_refuse (reader, derived, NULL, "%s", error->message);
}

/**
 * weir_workspace_load_derived:
 * @reader: the reader that notes what is wrong
 * @object: the node of a stream
 * @stream: the stream, whose `derived` is set
 *
 * Reads "derived". Names are not looked up yet, because a stream may stand
 * behind those that read it: weir_workspace_resolve_derived() does that.
 */
void
weir_workspace_load_derived (WeirWorkspaceReader *reader,
                             JsonNode            *object,
                             WeirStreamConfig    *stream)
{
  JsonNode *derived = weir_workspace_reader_get_object (reader, object, "derived");
  WeirDerivedConfig *config = stream->derived = weir_derived_config_new ();
  g_autofree char *kind = NULL;

  stream->topics = g_new0 (char *, 1);
  for (guint i = 0; i < G_N_ELEMENTS (source_members); i++)
    if (weir_workspace_reader_get_member (object, source_members[i]) != NULL)
      weir_workspace_reader_refuse (reader, object, source_members[i],
                                    _("does not go with “derived”: the records come from other streams; take it away"));

  if (derived == NULL)
    return;

  kind = weir_workspace_reader_dup_required (reader, derived, "kind", "top");
  config->kind = weir_workspace_reader_get_word (reader, derived, "kind", weir_derived_kind_get_word, WEIR_DERIVED_TOP);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (weir_derived_kind_get_member (config->kind, side) != NULL)
      config->sources[side] = weir_workspace_reader_dup_required (reader, derived,
                                                                  weir_derived_kind_get_member (config->kind, side), "trades");

  if (config->kind == WEIR_DERIVED_TOP)
    load_top (reader, derived, config);
  else if (config->kind == WEIR_DERIVED_JOIN)
    load_join (reader, derived, config);
  else
    config->type = weir_workspace_reader_get_word (reader, derived, "type", get_table_type_word, WEIR_JOIN_INNER);
}

/* One connection, one thread: that is what makes a derived stream follow its sources without a lock. */
static void
check_connection (const WeirWorkspaceDerived *self)
{
  const WeirStreamConfig *left = self->sources[WEIR_JOIN_SIDE_LEFT];
  const WeirStreamConfig *right = self->sources[WEIR_JOIN_SIDE_RIGHT];
  const char *member = weir_derived_kind_get_member (self->config->derived->kind, WEIR_JOIN_SIDE_RIGHT);

  self->config->connection = g_strdup (left->connection);
  if (right == NULL || g_strcmp0 (left->connection, right->connection) == 0)
    return;

  weir_workspace_reader_refuse (self->reader, weir_workspace_reader_get_member (self->object, "derived"), member,
                                _("“%s” is read from connection “%s”, but “%s” from “%s”; "
                                  "a stream is made of streams of one connection"),
                                right->name, right->connection, left->name, left->connection);
}

static ResolveState resolve_stream (Resolver *self,
                                    guint     i);

/* The stream that @member of @derived, a part of @config, names; NULL when there is none to read. */
static WeirStreamConfig *
resolve_source (Resolver               *self,
                const WeirStreamConfig *config,
                JsonNode               *derived,
                const char             *member,
                const char             *name)
{
  GPtrArray *streams = self->parts->streams;
  WeirStreamConfig *source = name != NULL ? weir_workspace_find_named (streams, name) : NULL;
  guint i;

  if (source == NULL)
    {
      weir_workspace_check_named (self->reader, derived, member, streams, name);
      return NULL;
    }

  g_ptr_array_find (streams, source, &i);
  if (self->states[i] == STATE_UNDER_WAY)
    {
      weir_workspace_reader_refuse (self->reader, derived, member,
                                    _("“%s” is itself made of “%s”; a stream cannot read itself, so name another"),
                                    name, config->name);
      return NULL;
    }

  return resolve_stream (self, i) == STATE_RESOLVED ? source : NULL;
}

static gboolean
resolve_sources (Resolver             *self,
                 WeirWorkspaceDerived *derived)
{
  JsonNode *object = weir_workspace_reader_get_member (derived->object, "derived");
  const WeirDerivedConfig *config = derived->config->derived;

  if (object == NULL || !JSON_NODE_HOLDS_OBJECT (object))
    return FALSE;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      const char *member = weir_derived_kind_get_member (config->kind, side);

      if (member == NULL)
        continue;
      derived->sources[side] = resolve_source (self, derived->config, object, member, config->sources[side]);
      if (derived->sources[side] == NULL)
        return FALSE;
    }

  return TRUE;
}

/* A top whose windows are not known has no columns its fields could be taken from. */
static gboolean
resolve_top (WeirWorkspaceDerived *derived)
{
  const WeirStreamConfig *source = derived->sources[WEIR_JOIN_SIDE_LEFT];

  if (!weir_workspace_derived_find_window (derived))
    return FALSE;

  derived->row = weir_row_schema_new (g_ptr_array_index (source->windows, derived->config->derived->window), source);
  weir_workspace_derived_check_by (derived);

  return TRUE;
}

/* On how many ways a record comes to the stream whose sources were found; at least one too many is enough to know. */
static gboolean
count_ways (Resolver             *self,
            WeirWorkspaceDerived *derived,
            guint                *ways)
{
  guint i;

  *ways = 0;
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (derived->sources[side] != NULL && g_ptr_array_find (self->parts->streams, derived->sources[side], &i))
      *ways += self->ways[i];

  if (*ways <= WAYS_MAX)
    return TRUE;

  weir_workspace_reader_refuse (self->reader, derived->object, "derived",
                                _("a record comes to it on more than %d ways, each of which makes rows; read an earlier stream"),
                                WAYS_MAX);
  return FALSE;
}

/* Sizes multiply along streams of streams, so a small file could describe more than any memory holds. */
static gboolean
check_size (Resolver               *self,
            JsonNode               *object,
            const WeirStreamConfig *config)
{
  self->n_fields += config->fields->len;
  self->n_columns += config->windows->len * MAX (config->fields->len, 1) * AGGREGATES_USUAL;
  if (self->n_fields > FIELDS_MAX)
    weir_workspace_reader_refuse (self->reader, object, "fields", _("the streams up to here have more than %d fields"),
                                  FIELDS_MAX);
  else if (self->n_columns > COLUMNS_MAX)
    weir_workspace_reader_refuse (self->reader, object, "windows",
                                  _("the windows up to here would compute more than %d columns"), COLUMNS_MAX);

  return self->n_fields <= FIELDS_MAX && self->n_columns <= COLUMNS_MAX;
}

static ResolveState
resolve_derived (Resolver             *self,
                 WeirWorkspaceDerived *derived,
                 guint                *ways)
{
  guint n_errors;

  if (!resolve_sources (self, derived) || !count_ways (self, derived, ways))
    return STATE_BROKEN;

  n_errors = self->reader->errors->len;
  check_connection (derived);
  if (derived->config->derived->kind == WEIR_DERIVED_TOP && !resolve_top (derived))
    return STATE_BROKEN;
  weir_workspace_derived_resolve_fields (derived);
  g_clear_pointer (&derived->row, weir_row_schema_unref);

  return self->reader->errors->len == n_errors ? STATE_RESOLVED : STATE_BROKEN;
}

/* Once its fields are known: what its windows compute. */
static gboolean
finish_stream (Resolver         *self,
               JsonNode         *object,
               WeirStreamConfig *config)
{
  return check_size (self, object, config) && weir_workspace_load_aggregates (self->reader, object, config);
}

static ResolveState
resolve_stream (Resolver *self,
                guint     i)
{
  JsonNode *object = g_ptr_array_index (self->parts->stream_objects, i);
  WeirStreamConfig *config = g_ptr_array_index (self->parts->streams, i);
  WeirWorkspaceDerived derived = { .reader = self->reader, .object = object, .config = config };

  if (self->states[i] != STATE_UNKNOWN)
    return self->states[i];

  if (config->derived == NULL)
    return self->states[i] = finish_stream (self, object, config) ? STATE_RESOLVED : STATE_BROKEN;

  if (self->depth == DEPTH_MAX)
    {
      weir_workspace_reader_refuse (self->reader, object, "derived",
                                    _("is made of streams of streams more than %d deep; read an earlier one"), DEPTH_MAX);
      return self->states[i] = STATE_BROKEN;
    }

  self->states[i] = STATE_UNDER_WAY;
  self->depth++;
  self->states[i] = resolve_derived (self, &derived, &self->ways[i]);
  self->depth--;
  if (self->states[i] == STATE_RESOLVED && !finish_stream (self, object, config))
    self->states[i] = STATE_BROKEN;
  if (config->connection == NULL)
    config->connection = g_strdup ("");

  return self->states[i];
}

/**
 * weir_workspace_resolve_derived:
 * @reader: the reader that notes what is wrong
 * @parts: parts, all streams loaded
 *
 * Looks up what derived streams read, and finds their fields. Then reads what
 * the windows of all streams compute. Streams with errors are added to `broken`.
 */
void
weir_workspace_resolve_derived (WeirWorkspaceReader *reader,
                                WeirWorkspaceParts  *parts)
{
  g_autofree ResolveState *states = g_new0 (ResolveState, parts->streams->len + 1);
  g_autofree guint *ways = g_new0 (guint, parts->streams->len + 1);
  Resolver resolver = { .reader = reader, .parts = parts, .states = states, .ways = ways };

  for (guint i = 0; i < parts->streams->len; i++)
    ways[i] = 1;
  for (guint i = 0; i < parts->streams->len; i++)
    if (resolve_stream (&resolver, i) == STATE_BROKEN)
      g_hash_table_add (parts->broken, g_ptr_array_index (parts->streams, i));
}
