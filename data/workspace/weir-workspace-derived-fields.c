#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/workspace/weir-workspace-derived.h"

static const char * const side_names[] = { "left", "right" };

/* Names that an error tells of those that could have been meant. */
#define NAMES_SHOWN 40

/* What a field of a top, or a join, may be taken from. */
static guint
count_paths (const WeirWorkspaceDerived *self)
{
  if (self->row != NULL)
    return 2 + self->row->n_values;

  return self->sources[WEIR_JOIN_SIDE_LEFT]->fields->len + self->sources[WEIR_JOIN_SIDE_RIGHT]->fields->len;
}

/* Appends those, until there are @max. */
static void
append_paths (const WeirWorkspaceDerived *self,
              GPtrArray     *paths,
              guint          max)
{
  if (self->row != NULL)
    {
      g_ptr_array_add (paths, g_strdup ("rank"));
      g_ptr_array_add (paths, g_strdup ("count"));
      for (guint i = 0; i < self->row->n_values && paths->len < max; i++)
        g_ptr_array_add (paths, g_strdup (self->row->values[i]));
      return;
    }

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    for (guint i = 0; i < self->sources[side]->fields->len && paths->len < max; i++)
      {
        const WeirFieldConfig *field = g_ptr_array_index (self->sources[side]->fields, i);

        g_ptr_array_add (paths, g_strconcat (side_names[side], ".", field->name, NULL));
      }
}

static gboolean
find_column (const WeirWorkspaceDerived   *self,
             const char      *path,
             WeirDerivedPick *pick)
{
  pick->side = WEIR_JOIN_SIDE_LEFT;
  if (g_str_equal (path, "rank"))
    pick->index = WEIR_DERIVED_RANK;
  else if (g_str_equal (path, "count"))
    pick->index = WEIR_DERIVED_COUNT;
  else
    {
      pick->index = weir_row_schema_find_value (self->row, path);
      return pick->index != WEIR_STREAM_NO_FIELD;
    }

  return TRUE;
}

static gboolean
find_pick (const WeirWorkspaceDerived   *self,
           const char      *path,
           WeirDerivedPick *pick)
{
  if (self->row != NULL)
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
inherit (const WeirWorkspaceDerived         *self,
         const WeirDerivedPick *pick,
         WeirFieldConfig       *field)
{
  const WeirFieldConfig *source = NULL;
  const char *unit = "";

  if (self->row == NULL)
    {
      source = g_ptr_array_index (self->sources[pick->side]->fields, pick->index);
      unit = source->unit;
    }
  else if (pick->index < WEIR_DERIVED_COUNT)
    unit = self->row->units[WEIR_ROW_N_FIXED + pick->index];

  if (field->unit == NULL)
    field->unit = g_strdup (unit);
  if (field->type == WEIR_FIELD_INHERITED)
    field->type = source != NULL ? source->type : WEIR_FIELD_NUMBER;
}

/* "left.price" becomes "left_price". */
static void
add_all_fields (const WeirWorkspaceDerived *self)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  append_paths (self, paths, WEIR_WORKSPACE_MAX_FIELDS);
  for (guint i = 0; i < paths->len; i++)
    {
      WeirFieldConfig *field = g_new0 (WeirFieldConfig, 1);

      field->path = g_strdup (g_ptr_array_index (paths, i));
      field->name = g_strdup (field->path);
      field->type = WEIR_FIELD_INHERITED;
      if (self->row == NULL)
        *strchr (field->name, '.') = '_';
      g_ptr_array_add (self->config->fields, field);
    }
}

static void
refuse_field (const WeirWorkspaceDerived         *self,
              guint                  i,
              const WeirFieldConfig *field)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;
  JsonNode *object = weir_workspace_reader_get_element (self->object, "fields", i);

  /* All fields were added, and none of them stands in the file. */
  if (object == NULL)
    object = self->object;

  append_paths (self, paths, NAMES_SHOWN);
  if (count_paths (self) > paths->len)
    g_ptr_array_add (paths, g_strdup ("…"));
  g_ptr_array_add (paths, NULL);
  list = g_strjoinv (", ", (char **) paths->pdata);
  weir_workspace_reader_refuse (self->reader, object,
                                weir_workspace_reader_get_member (object, "path") != NULL ? "path" : "name",
                                _("“%s” is nothing this stream is made of; its fields may be taken from: %s"),
                                field->path, list);
}

/**
 * weir_workspace_derived_resolve_fields:
 * @self: a derived stream whose sources are known
 *
 * Finds out for each field which source field or column it is taken from. If
 * the file names no fields, all there are become fields. Notes an error for a
 * field that has no source, and if there are too many.
 */
void
weir_workspace_derived_resolve_fields (const WeirWorkspaceDerived *self)
{
  WeirDerivedConfig *derived = self->config->derived;

  if (weir_workspace_reader_get_member (self->object, "fields") == NULL && count_paths (self) > WEIR_WORKSPACE_MAX_FIELDS)
    weir_workspace_reader_refuse (self->reader, self->object, "derived",
                                  _("makes %u fields, and a stream may have at most %d; name those that are wanted in “fields”"),
                                  count_paths (self), WEIR_WORKSPACE_MAX_FIELDS);
  else if (weir_workspace_reader_get_member (self->object, "fields") == NULL)
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

static JsonNode *
get_derived (const WeirWorkspaceDerived *self)
{
  return weir_workspace_reader_get_member (self->object, "derived");
}

/**
 * weir_workspace_derived_find_window:
 * @self: a derived stream of kind top
 *
 * Looks up the source's windows by name, or by number in older files. Notes an
 * error if there are none, or if their keys do not share windows.
 *
 * Returns: whether they were found
 */
gboolean
weir_workspace_derived_find_window (const WeirWorkspaceDerived *self)
{
  WeirDerivedConfig *derived = self->config->derived;
  const WeirStreamConfig *source = self->sources[WEIR_JOIN_SIDE_LEFT];
  WeirWorkspaceReader *reader = self->reader;

  if (source->windows->len == 0)
    {
      weir_workspace_reader_refuse (reader, get_derived (self), "stream",
                                    _("“%s” has no windows whose keys could be ranked; give it one"), source->name);
      return FALSE;
    }
  if (derived->window_name != NULL)
    {
      WeirWindowConfig *window = weir_workspace_find_named (source->windows, derived->window_name);

      weir_workspace_check_named (reader, get_derived (self), "window", source->windows, derived->window_name);
      if (window == NULL || !g_ptr_array_find (source->windows, window, &derived->window))
        return FALSE;
    }
  if (derived->window >= source->windows->len)
    {
      weir_workspace_reader_refuse (reader, get_derived (self), "window",
                                    _("“%s” has no window %u; write a number from 0 to %u"), source->name,
                                    derived->window, source->windows->len - 1);
      return FALSE;
    }

  if (!weir_window_kind_is_shared (weir_stream_config_get_window (source, derived->window)->spec.kind))
    {
      weir_workspace_reader_refuse (reader, get_derived (self), "window",
                                    _("the keys of “%s” share no windows there; choose a window that is tumbling, hopping, "
                                      "calendar_day or calendar_week"), source->name);
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_workspace_derived_check_by:
 * @self: a derived stream of kind top, its @row set
 *
 * Looks up the column to rank by, and notes an error if there is none of that
 * name.
 */
void
weir_workspace_derived_check_by (const WeirWorkspaceDerived *self)
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

  list = g_strjoinv (", ", (GStrv) self->row->values);
  weir_workspace_reader_refuse (self->reader, get_derived (self), "by",
                                _("“%s” has no column “%s” to rank by; there are count, %s"),
                                self->sources[WEIR_JOIN_SIDE_LEFT]->name, derived->by, list);
}
