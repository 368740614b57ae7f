#include "config.h"

#include "data/stream/weir-projection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/alert/weir-evaluator.h"
#include "data/decode/weir-json-splice.h"
#include "data/store/weir-export-text.h"

struct _WeirProjection
{
  WeirEvaluator *where;       /* owned, nullable */
  GArray        *selected;    /* owned, nullable, of guint: numbers of fields */
  GPtrArray     *maps;        /* owned, of WeirEvaluator */
  GStrv          map_names;   /* owned */
  GArray        *columns;     /* owned, of WeirExportColumn: what is written, borrowed names */
  GStrv          names;       /* owned */
  WeirValue     *cells;       /* owned: one a column */
  guint64        n_undecided;
};

/* The name before “=”; @expression is what stands behind it. */
static char *
split_map (const char  *map,
           const char **expression,
           GError     **error)
{
  const char *equals = strchr (map, '=');

  if (equals == NULL || equals == map)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
                   _("“%s” has no name: write it as NAME=EXPRESSION, such as total=price * volume"), map);
      return NULL;
    }
  *expression = equals + 1;

  return g_strstrip (g_strndup (map, equals - map));
}

static gboolean
open_where (WeirProjection           *self,
            const WeirProjectionSpec *spec,
            GError                  **error)
{
  if (spec->where == NULL)
    return TRUE;

  self->where = weir_evaluator_new (spec->where, spec->names, WEIR_EVALUATOR_MAX_BYTES, error);

  return self->where != NULL;
}

static void
add_column (WeirProjection *self,
            const char     *name)
{
  const WeirExportColumn column = { name, WEIR_EXPORT_ANY };

  g_array_append_val (self->columns, column);
}

static gboolean
open_select (WeirProjection           *self,
             const WeirProjectionSpec *spec,
             GError                  **error)
{
  if (spec->select == NULL)
    return TRUE;

  self->selected = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; spec->select[i] != NULL; i++)
    {
      guint field = 0;

      while (self->names[field] != NULL && !g_str_equal (self->names[field], spec->select[i]))
        field++;
      if (self->names[field] == NULL)
        {
          g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_FIELD, _("there is no field “%s” to select"), spec->select[i]);
          return FALSE;
        }
      g_array_append_val (self->selected, field);
      add_column (self, self->names[field]);
    }

  return TRUE;
}

static gboolean
open_maps (WeirProjection           *self,
           const WeirProjectionSpec *spec,
           GError                  **error)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; spec->maps != NULL && spec->maps[i] != NULL; i++)
    {
      const char *expression;
      g_autofree char *name = split_map (spec->maps[i], &expression, error);
      WeirEvaluator *map = name != NULL ? weir_evaluator_new (expression, spec->names, WEIR_EVALUATOR_MAX_BYTES, error) : NULL;

      if (map == NULL)
        return FALSE;
      g_ptr_array_add (self->maps, map);
      g_strv_builder_add (names, name);
    }
  self->map_names = g_strv_builder_end (names);
  for (guint i = 0; self->map_names[i] != NULL; i++)
    add_column (self, self->map_names[i]);

  return TRUE;
}

static gboolean
check_names (WeirProjection *self,
             GError        **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->columns->len; i++)
    {
      const char *name = g_array_index (self->columns, WeirExportColumn, i).name;

      if (g_hash_table_add (known, (gpointer) name))
        continue;
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SPEC, _("“%s” would be written twice: give one another name"), name);
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_projection_new:
 * @spec: what becomes of records
 * @error: return location for a %WEIR_RULE_ERROR, which names the column of an expression
 *
 * Returns: (transfer full) (nullable): a projection that had no record yet
 */
WeirProjection *
weir_projection_new (const WeirProjectionSpec *spec,
                     GError                  **error)
{
  g_autoptr(WeirProjection) self = g_new0 (WeirProjection, 1);

  self->names = g_strdupv ((GStrv) spec->names);
  self->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_evaluator_free);
  self->columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  if (!open_where (self, spec, error) || !open_select (self, spec, error) || !open_maps (self, spec, error) ||
      !check_names (self, error))
    return NULL;

  self->cells = g_new0 (WeirValue, self->columns->len + 1);

  return g_steal_pointer (&self);
}

/**
 * weir_projection_free:
 * @self: (transfer full): a projection
 */
void
weir_projection_free (WeirProjection *self)
{
  g_clear_pointer (&self->where, weir_evaluator_free);
  g_clear_pointer (&self->selected, g_array_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_strfreev (self->map_names);
  g_strfreev (self->names);
  g_free (self->cells);
  g_free (self);
}

static void
add (WeirEvaluator    *evaluator,
     const WeirRecord *record)
{
  weir_evaluator_add (evaluator, record->key, record->key_length, record->time_usec, record->values);
}

/* What functions remember goes by every record, those that are left out too. */
static gboolean
passes (WeirProjection   *self,
        const WeirRecord *record)
{
  WeirTruth truth;

  for (guint i = 0; i < self->maps->len; i++)
    add (g_ptr_array_index (self->maps, i), record);
  if (self->where == NULL)
    return TRUE;

  add (self->where, record);
  truth = weir_evaluator_get_truth (self->where, record->values);
  self->n_undecided += truth == WEIR_TRUTH_UNKNOWN;

  return truth == WEIR_TRUTH_TRUE;
}

static void
fill_cells (WeirProjection   *self,
            const WeirRecord *record)
{
  guint n = 0;

  for (guint i = 0; self->selected != NULL && i < self->selected->len; i++)
    self->cells[n++] = record->values[g_array_index (self->selected, guint, i)];
  for (guint i = 0; i < self->maps->len; i++)
    self->cells[n++] = weir_evaluator_get_value (g_ptr_array_index (self->maps, i), record->values);
}

static void
write_cells (WeirProjection *self,
             GString        *payload)
{
  weir_export_append_json_row (payload, (const WeirExportColumn *) self->columns->data, self->columns->len, self->cells);
  /* A payload is no line. */
  g_string_truncate (payload, payload->len - 1);
}

/**
 * weir_projection_apply:
 * @self: a projection
 * @record: the next record
 * @payload: an empty string; gets the new payload, if there is one
 *
 * Selected fields and what is added are written as a JSON object, what is missing as null; where only
 * something is added, the members of the payload stay as they are, but for those of
 * the same name.
 *
 * Returns: what becomes of the record
 */
WeirProjectionResult
weir_projection_apply (WeirProjection   *self,
                       const WeirRecord *record,
                       GString          *payload)
{
  const WeirMessage *message = record->message;
  gsize begun;

  if (!passes (self, record))
    return WEIR_PROJECTION_DROPPED;
  if (self->columns->len == 0)
    return WEIR_PROJECTION_UNCHANGED;

  fill_cells (self, record);
  if (self->selected != NULL)
    {
      write_cells (self, payload);
      return WEIR_PROJECTION_WRITTEN;
    }

  if (message->payload == NULL ||
      !weir_json_splice_open (message->payload, message->payload_length, (const char * const *) self->map_names, payload))
    return WEIR_PROJECTION_NO_OBJECT;

  begun = payload->len;
  write_cells (self, payload);
  /* The brace that opens what is added becomes the comma before it. */
  if (begun > 1)
    payload->str[begun] = ',';
  else
    g_string_erase (payload, begun, 1);

  return WEIR_PROJECTION_WRITTEN;
}

/**
 * weir_projection_get_n_undecided:
 * @self: a projection
 *
 * Returns: for how many records the condition was null, which were left out
 */
guint64
weir_projection_get_n_undecided (WeirProjection *self)
{
  return self->n_undecided;
}

/**
 * weir_projection_get_n_forgotten:
 * @self: a projection
 *
 * Returns: how many keys and values its functions forgot for lack of memory
 */
guint64
weir_projection_get_n_forgotten (WeirProjection *self)
{
  guint64 n_forgotten = self->where != NULL ? weir_evaluator_get_n_forgotten (self->where) : 0;

  for (guint i = 0; i < self->maps->len; i++)
    n_forgotten += weir_evaluator_get_n_forgotten (g_ptr_array_index (self->maps, i));

  return n_forgotten;
}

static gboolean
collect (const char   *expression,
         GPtrArray    *found,
         GError      **error)
{
  g_auto(GStrv) fields = weir_expression_find_fields (expression, error);

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (found, fields[i], g_str_equal, NULL))
      g_ptr_array_add (found, g_strdup (fields[i]));

  return fields != NULL;
}

/**
 * weir_projection_find_fields:
 * @where: (nullable): as in #WeirProjectionSpec
 * @select: (nullable): as there
 * @maps: (nullable): as there
 * @error: return location for a %WEIR_RULE_ERROR
 *
 * Finds the fields that a projection needs, for whoever can provide any. Any thread.
 *
 * Returns: (transfer full) (nullable): their names
 */
GStrv
weir_projection_find_fields (const char         *where,
                             const char * const *select,
                             const char * const *maps,
                             GError            **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; select != NULL && select[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (found, select[i], g_str_equal, NULL))
      g_ptr_array_add (found, g_strdup (select[i]));
  if (where != NULL && !collect (where, found, error))
    return NULL;
  for (guint i = 0; maps != NULL && maps[i] != NULL; i++)
    {
      const char *expression;
      g_autofree char *name = split_map (maps[i], &expression, error);

      if (name == NULL || !collect (expression, found, error))
        return NULL;
    }
  g_ptr_array_add (found, NULL);

  return (GStrv) g_ptr_array_steal (found, NULL);
}
