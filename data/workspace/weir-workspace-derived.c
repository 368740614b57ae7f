#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/workspace/weir-stream-plan.h"
#include "data/workspace/weir-workspace-load.h"

#define TOP_DEFAULT 10
#define TOP_MAX     1000

/* Streams of streams of streams: more is a mistake, or a file made to exhaust the stack. */
#define DEPTH_MAX   32

static const WeirWorkspaceWord kind_words[] = {
  { "top", WEIR_DERIVED_TOP },
  { "join", WEIR_DERIVED_JOIN },
  { "table", WEIR_DERIVED_TABLE },
  { NULL }
};

static const WeirWorkspaceWord order_words[] = {
  { "largest", FALSE },
  { "smallest", TRUE },
  { NULL }
};

static const WeirWorkspaceWord join_words[] = {
  { "inner", WEIR_JOIN_INNER },
  { "left", WEIR_JOIN_LEFT },
  { "outer", WEIR_JOIN_OUTER },
  { NULL }
};

static const WeirWorkspaceWord table_words[] = {
  { "inner", WEIR_JOIN_INNER },
  { "left", WEIR_JOIN_LEFT },
  { NULL }
};

/* Say where records lie and how they are decoded. */
static const char * const source_members[] = { "connection", "topics", "format", "key", "time", "columns", "separator" };

/* The members that name the sources, by kind and side. */
static const char * const name_members[][WEIR_JOIN_N_SIDES] = {
  [WEIR_DERIVED_TOP] = { "stream", NULL },
  [WEIR_DERIVED_JOIN] = { "left", "right" },
  [WEIR_DERIVED_TABLE] = { "stream", "table" },
};

static const char * const side_names[] = { "left", "right" };

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
} Resolver;

/* A derived stream that is looked at, and what its fields may be taken from. */
typedef struct
{
  Resolver          *resolver;
  JsonNode          *object;
  WeirStreamConfig  *config;
  WeirStreamConfig  *sources[WEIR_JOIN_N_SIDES];
  WeirStreamPlan    *plan;        /* owned: of a top's source */
} Derived;

static void
load_top (WeirWorkspaceReader *reader,
          JsonNode            *derived,
          WeirDerivedConfig   *config)
{
  config->window = weir_workspace_reader_get_integer (reader, derived, "window", 0, G_MAXINT32, 0);
  config->n = weir_workspace_reader_get_integer (reader, derived, "n", 1, TOP_MAX, TOP_DEFAULT);
  config->by = weir_workspace_reader_dup_required (reader, derived, "by", "volume_sum");
  config->smallest = weir_workspace_reader_get_word (reader, derived, "order", order_words, FALSE);
}

static void
load_join (WeirWorkspaceReader *reader,
           JsonNode            *derived,
           WeirDerivedConfig   *config)
{
  g_autoptr(WeirStreamJoin) join = NULL;
  g_autoptr(GError) error = NULL;
  WeirStreamJoinSpec spec;

  config->type = weir_workspace_reader_get_word (reader, derived, "type", join_words, WEIR_JOIN_INNER);
  config->before_usec = weir_workspace_reader_get_duration (reader, derived, "before", FALSE, 0);
  config->after_usec = weir_workspace_reader_get_duration (reader, derived, "after", FALSE, 0);
  config->grace_usec = weir_workspace_reader_get_duration (reader, derived, "grace", FALSE, 0);

  weir_derived_config_fill_join (config, &spec);
  join = weir_stream_join_new (&spec, &error);
  if (join == NULL)
    weir_workspace_reader_refuse (reader, derived, NULL, "%s", error->message);
}

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
  config->kind = weir_workspace_reader_get_word (reader, derived, "kind", kind_words, WEIR_DERIVED_TOP);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (name_members[config->kind][side] != NULL)
      config->sources[side] = weir_workspace_reader_dup_required (reader, derived, name_members[config->kind][side],
                                                                  "trades");

  if (config->kind == WEIR_DERIVED_TOP)
    load_top (reader, derived, config);
  else if (config->kind == WEIR_DERIVED_JOIN)
    load_join (reader, derived, config);
  else
    config->type = weir_workspace_reader_get_word (reader, derived, "type", table_words, WEIR_JOIN_INNER);
}

static JsonNode *
get_derived_object (const Derived *self)
{
  return weir_workspace_reader_get_member (self->object, "derived");
}

/* Appends what a field of a top, or a join, may be taken from. */
static void
append_paths (const Derived *self,
              GPtrArray     *paths)
{
  if (self->plan != NULL)
    {
      g_ptr_array_add (paths, g_strdup ("rank"));
      g_ptr_array_add (paths, g_strdup ("count"));
      for (guint i = 0; i < self->plan->aggregates->len; i++)
        g_ptr_array_add (paths, g_strdup (self->plan->columns[i]));
      return;
    }

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    for (guint i = 0; i < self->sources[side]->fields->len; i++)
      {
        const WeirFieldConfig *field = g_ptr_array_index (self->sources[side]->fields, i);

        g_ptr_array_add (paths, g_strconcat (side_names[side], ".", field->name, NULL));
      }
}

static gboolean
find_column (const Derived   *self,
             const char      *path,
             WeirDerivedPick *pick)
{
  pick->side = WEIR_JOIN_SIDE_LEFT;
  if (g_str_equal (path, "rank"))
    pick->index = WEIR_DERIVED_RANK;
  else if (g_str_equal (path, "count"))
    pick->index = WEIR_DERIVED_COUNT;
  else
    for (pick->index = 0; pick->index < self->plan->aggregates->len; pick->index++)
      if (g_str_equal (path, self->plan->columns[pick->index]))
        break;

  return pick->index >= WEIR_DERIVED_COUNT || pick->index < self->plan->aggregates->len;
}

static gboolean
find_pick (const Derived   *self,
           const char      *path,
           WeirDerivedPick *pick)
{
  if (self->plan != NULL)
    return find_column (self, path, pick);

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      gsize length = strlen (side_names[side]);

      if (strncmp (path, side_names[side], length) != 0 || path[length] != '.')
        continue;
      for (guint i = 0; i < self->sources[side]->fields->len; i++)
        {
          const WeirFieldConfig *field = g_ptr_array_index (self->sources[side]->fields, i);

          *pick = (WeirDerivedPick) { side, i };
          if (g_str_equal (path + length + 1, field->name))
            return TRUE;
        }
    }

  return FALSE;
}

/* Unit and type of what a field is taken from, where it says none of its own. */
static void
inherit (const Derived         *self,
         const WeirDerivedPick *pick,
         WeirFieldConfig       *field)
{
  const WeirFieldConfig *source = NULL;
  const char *unit = "";

  if (self->plan == NULL)
    {
      source = g_ptr_array_index (self->sources[pick->side]->fields, pick->index);
      unit = source->unit;
    }
  else if (pick->index < WEIR_DERIVED_COUNT)
    /* Window rules see "count" before the columns. */
    unit = self->plan->variable_units[pick->index + 1];

  if (field->unit == NULL)
    field->unit = g_strdup (unit);
  if (field->type == NULL)
    field->type = g_strdup (source != NULL ? source->type : "number");
}

/* "left.price" becomes "left_price". */
static void
add_all_fields (const Derived *self)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  append_paths (self, paths);
  for (guint i = 0; i < paths->len; i++)
    {
      WeirFieldConfig *field = g_new0 (WeirFieldConfig, 1);

      field->path = g_strdup (g_ptr_array_index (paths, i));
      field->name = g_strdup (field->path);
      if (self->plan == NULL)
        *strchr (field->name, '.') = '_';
      g_ptr_array_add (self->config->fields, field);
    }
}

/* Where the field with number @i stands in the file; the stream itself if it does not. */
static JsonNode *
find_field_object (const Derived *self,
                   guint          i)
{
  JsonNode *fields = weir_workspace_reader_get_member (self->object, "fields");
  JsonArray *array = fields != NULL && JSON_NODE_HOLDS_ARRAY (fields) ? json_node_get_array (fields) : NULL;
  guint n_seen = 0;

  for (guint j = 0; array != NULL && j < json_array_get_length (array); j++)
    {
      JsonNode *element = json_array_get_element (array, j);

      if (JSON_NODE_HOLDS_OBJECT (element) && n_seen++ == i)
        return element;
    }

  return self->object;
}

static void
refuse_field (const Derived         *self,
              guint                  i,
              const WeirFieldConfig *field)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;
  JsonNode *object = find_field_object (self, i);

  append_paths (self, paths);
  g_ptr_array_add (paths, NULL);
  list = g_strjoinv (", ", (char **) paths->pdata);
  weir_workspace_reader_refuse (self->resolver->reader, object,
                                weir_workspace_reader_get_member (object, "path") != NULL ? "path" : "name",
                                _("“%s” is nothing this stream is made of; its fields may be taken from: %s"),
                                field->path, list);
}

static void
resolve_fields (const Derived *self)
{
  WeirDerivedConfig *derived = self->config->derived;

  if (weir_workspace_reader_get_member (self->object, "fields") == NULL)
    add_all_fields (self);

  for (guint i = 0; i < self->config->fields->len; i++)
    {
      WeirFieldConfig *field = g_ptr_array_index (self->config->fields, i);
      WeirDerivedPick pick;

      if (find_pick (self, field->path, &pick))
        {
          inherit (self, &pick, field);
          g_array_append_val (derived->picks, pick);
        }
      else
        refuse_field (self, i, field);
    }
}

/* Keys are ranked in windows they share. */
static gboolean
check_window (const Derived *self)
{
  const WeirDerivedConfig *derived = self->config->derived;
  const WeirStreamConfig *source = self->sources[WEIR_JOIN_SIDE_LEFT];
  WeirWorkspaceReader *reader = self->resolver->reader;
  WeirWindowKind kind;

  if (source->windows->len == 0)
    {
      weir_workspace_reader_refuse (reader, get_derived_object (self), "stream",
                                    _("“%s” has no windows whose keys could be ranked; give it one"), source->name);
      return FALSE;
    }
  if (derived->window >= source->windows->len)
    {
      weir_workspace_reader_refuse (reader, get_derived_object (self), "window",
                                    _("“%s” has no window %u; write a number from 0 to %u"), source->name,
                                    derived->window, source->windows->len - 1);
      return FALSE;
    }

  kind = g_array_index (source->windows, WeirWindowSpec, derived->window).kind;
  if (kind == WEIR_WINDOW_SESSION || kind == WEIR_WINDOW_SLIDING || kind == WEIR_WINDOW_TRAILING)
    {
      weir_workspace_reader_refuse (reader, get_derived_object (self), "window",
                                    _("the keys of “%s” share no windows there; choose a window that is tumbling, hopping, "
                                      "calendar_day or calendar_week"), source->name);
      return FALSE;
    }

  return TRUE;
}

static void
check_by (const Derived *self)
{
  WeirDerivedConfig *derived = self->config->derived;
  WeirDerivedPick pick;
  g_autofree char *list = NULL;

  if (derived->by == NULL || *derived->by == '\0')
    return;

  if (find_column (self, derived->by, &pick) && pick.index != WEIR_DERIVED_RANK)
    {
      derived->column = pick.index;
      return;
    }

  list = g_strjoinv (", ", self->plan->columns);
  weir_workspace_reader_refuse (self->resolver->reader, get_derived_object (self), "by",
                                _("“%s” has no column “%s” to rank by; there are count, %s"),
                                self->sources[WEIR_JOIN_SIDE_LEFT]->name, derived->by, list);
}

/* One connection, one thread: that is what makes a derived stream follow its sources without a lock. */
static void
check_connection (const Derived *self)
{
  const WeirStreamConfig *left = self->sources[WEIR_JOIN_SIDE_LEFT];
  const WeirStreamConfig *right = self->sources[WEIR_JOIN_SIDE_RIGHT];
  const char *member = name_members[self->config->derived->kind][WEIR_JOIN_SIDE_RIGHT];

  self->config->connection = g_strdup (left->connection);
  if (right == NULL || g_strcmp0 (left->connection, right->connection) == 0)
    return;

  weir_workspace_reader_refuse (self->resolver->reader, get_derived_object (self), member,
                                _("“%s” is read from connection “%s”, but “%s” from “%s”; "
                                  "a stream is made of streams of one connection"),
                                right->name, right->connection, left->name, left->connection);
}

static ResolveState resolve_stream (Resolver *self,
                                    guint     i);

/* The stream that @member names; NULL when there is none to read. */
static WeirStreamConfig *
resolve_source (Derived    *self,
                const char *member,
                const char *name)
{
  Resolver *resolver = self->resolver;
  GPtrArray *streams = resolver->parts->streams;
  WeirStreamConfig *source = name != NULL ? weir_workspace_find_named (streams, name) : NULL;
  guint i;

  if (source == NULL)
    {
      weir_workspace_check_named (resolver->reader, get_derived_object (self), member, streams, name);
      return NULL;
    }

  g_ptr_array_find (streams, source, &i);
  if (resolver->states[i] == STATE_UNDER_WAY)
    {
      weir_workspace_reader_refuse (resolver->reader, get_derived_object (self), member,
                                    _("“%s” is itself made of “%s”; a stream cannot read itself, so name another"),
                                    name, self->config->name);
      return NULL;
    }

  return resolve_stream (resolver, i) == STATE_RESOLVED ? source : NULL;
}

static ResolveState
resolve_derived (Derived *self)
{
  const WeirDerivedConfig *derived = self->config->derived;
  guint n_errors = self->resolver->reader->errors->len;
  gboolean whole = get_derived_object (self) != NULL && JSON_NODE_HOLDS_OBJECT (get_derived_object (self));

  for (guint side = 0; whole && side < WEIR_JOIN_N_SIDES; side++)
    {
      const char *member = name_members[derived->kind][side];

      if (member == NULL)
        continue;
      self->sources[side] = resolve_source (self, member, derived->sources[side]);
      whole &= self->sources[side] != NULL;
    }
  if (!whole)
    return STATE_BROKEN;

  check_connection (self);
  if (derived->kind == WEIR_DERIVED_TOP)
    {
      self->plan = weir_stream_plan_new (self->sources[WEIR_JOIN_SIDE_LEFT]);
      if (check_window (self))
        check_by (self);
    }
  resolve_fields (self);

  return self->resolver->reader->errors->len == n_errors ? STATE_RESOLVED : STATE_BROKEN;
}

static ResolveState
resolve_stream (Resolver *self,
                guint     i)
{
  JsonNode *object = g_ptr_array_index (self->parts->stream_objects, i);
  WeirStreamConfig *config = g_ptr_array_index (self->parts->streams, i);
  Derived derived = { self, object, config, { NULL }, NULL };

  if (self->states[i] != STATE_UNKNOWN)
    return self->states[i];

  if (config->derived == NULL)
    return self->states[i] = STATE_RESOLVED;

  if (self->depth == DEPTH_MAX)
    {
      weir_workspace_reader_refuse (self->reader, object, "derived",
                                    _("is made of streams of streams more than %d deep; read an earlier one"), DEPTH_MAX);
      return self->states[i] = STATE_BROKEN;
    }

  self->states[i] = STATE_UNDER_WAY;
  self->depth++;
  self->states[i] = resolve_derived (&derived);
  self->depth--;
  if (config->connection == NULL)
    config->connection = g_strdup ("");
  g_clear_pointer (&derived.plan, weir_stream_plan_unref);

  return self->states[i];
}

/*
 * weir_workspace_resolve_derived:
 *
 * A stream may stand behind those that read it, so the names are looked up
 * only now.
 */
void
weir_workspace_resolve_derived (WeirWorkspaceReader *reader,
                                WeirWorkspaceParts  *parts)
{
  g_autofree ResolveState *states = g_new0 (ResolveState, parts->streams->len + 1);
  Resolver resolver = { .reader = reader, .parts = parts, .states = states };

  for (guint i = 0; i < parts->streams->len; i++)
    resolve_stream (&resolver, i);
}
