#include "config.h"

#include "data/alert/weir-expression-memory.h"

#include <string.h>

#include "data/alert/weir-call-memory.h"
#include "data/window/weir-hash.h"

/* A key: in a table, and in a list of keys by when they came last. */
typedef struct _WeirMemoryKey WeirMemoryKey;

struct _WeirMemoryKey
{
  WeirMemoryKey  *older;
  WeirMemoryKey  *newer;
  gint64          newest_usec;
  guint           length;
  const char     *bytes;        /* behind the calls, in the same block */
  WeirCallMemory  calls[];
};

struct _WeirExpressionMemory
{
  const WeirExpression *expression;   /* borrowed */
  GHashTable           *keys;         /* owned, of WeirMemoryKey */
  WeirMemoryKey        *oldest;
  WeirMemoryKey        *newest;
  WeirValue            *results;      /* owned: one a call */
  WeirValue            *befores;      /* owned: texts that results of the last record are in */
  gsize                 n_bytes;
  gsize                 max_bytes;
  guint64               n_forgotten;
};

static guint
key_hash (gconstpointer data)
{
  const WeirMemoryKey *key = data;

  return (guint) weir_hash_bytes (key->bytes, key->length, 0);
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const WeirMemoryKey *x = a;
  const WeirMemoryKey *y = b;

  return x->length == y->length && memcmp (x->bytes, y->bytes, x->length) == 0;
}

static const WeirNode *
get_call (const WeirExpressionMemory *self,
          guint                       i)
{
  return weir_expression_get_node (self->expression, g_array_index (self->expression->memories, guint, i));
}

static guint
get_n_calls (const WeirExpressionMemory *self)
{
  return self->expression->memories->len;
}

static void
clear_calls (WeirExpressionMemory *self,
             WeirMemoryKey        *key)
{
  for (guint i = 0; i < get_n_calls (self); i++)
    weir_call_memory_clear (&key->calls[i], get_call (self, i)->function->memory);
  g_free (key);
}

/*< private >
 * weir_expression_memory_new:
 * @expression: what has functions that remember; must live as long
 * @max_bytes: memory for all keys; one key always has room
 *
 * Returns: (transfer full): a memory of nothing yet
 */
WeirExpressionMemory *
weir_expression_memory_new (const WeirExpression *expression,
                            gsize                 max_bytes)
{
  WeirExpressionMemory *self = g_new0 (WeirExpressionMemory, 1);

  self->expression = expression;
  self->keys = g_hash_table_new (key_hash, key_equal);
  self->results = g_new0 (WeirValue, expression->memories->len);
  self->befores = g_new0 (WeirValue, expression->memories->len);
  self->max_bytes = max_bytes;

  return self;
}

static void
clear_befores (WeirExpressionMemory *self)
{
  for (guint i = 0; i < get_n_calls (self); i++)
    {
      if (self->befores[i].type == WEIR_VALUE_TEXT && get_call (self, i)->function->memory == WEIR_MEMORY_PREV)
        g_free ((char *) self->befores[i].as_text);
      self->befores[i].type = WEIR_VALUE_MISSING;
    }
}

/*< private >
 * weir_expression_memory_free:
 * @self: (transfer full): a memory
 */
void
weir_expression_memory_free (WeirExpressionMemory *self)
{
  WeirMemoryKey *key = self->oldest;

  clear_befores (self);
  while (key != NULL)
    {
      WeirMemoryKey *newer = key->newer;

      clear_calls (self, key);
      key = newer;
    }
  g_hash_table_unref (self->keys);
  g_free (self->results);
  g_free (self->befores);
  g_free (self);
}

static void
unlink_key (WeirExpressionMemory *self,
            WeirMemoryKey        *key)
{
  if (key->older != NULL)
    key->older->newer = key->newer;
  else
    self->oldest = key->newer;
  if (key->newer != NULL)
    key->newer->older = key->older;
  else
    self->newest = key->older;
  key->older = key->newer = NULL;
}

static void
append_key (WeirExpressionMemory *self,
            WeirMemoryKey        *key)
{
  key->older = self->newest;
  if (self->newest != NULL)
    self->newest->newer = key;
  else
    self->oldest = key;
  self->newest = key;
}

static gsize
get_key_bytes (const WeirExpressionMemory *self,
               const WeirMemoryKey        *key)
{
  return sizeof *key + get_n_calls (self) * sizeof (WeirCallMemory) + key->length + 3 * sizeof (gpointer);
}

/* What the calls of a key own besides the block. */
static gsize
get_calls_bytes (const WeirExpressionMemory *self,
                 WeirMemoryKey              *key)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < get_n_calls (self); i++)
    n_bytes += weir_call_memory_get_n_bytes (&key->calls[i], get_call (self, i)->function->memory);

  return n_bytes;
}

static WeirMemoryKey *
ensure_key (WeirExpressionMemory      *self,
            const WeirExpressionInput *input)
{
  const WeirMemoryKey sought = { .bytes = input->key, .length = input->key_length };
  WeirMemoryKey *key = g_hash_table_lookup (self->keys, &sought);
  gsize calls_bytes = get_n_calls (self) * sizeof (WeirCallMemory);

  if (key != NULL)
    {
      if (key != self->newest)
        {
          unlink_key (self, key);
          append_key (self, key);
        }
      return key;
    }

  key = g_malloc0 (sizeof *key + calls_bytes + input->key_length + 1);
  key->newest_usec = G_MININT64;
  key->length = input->key_length;
  key->bytes = (char *) key + sizeof *key + calls_bytes;
  memcpy ((char *) key->bytes, input->key, input->key_length);
  g_hash_table_add (self->keys, key);
  append_key (self, key);
  self->n_bytes += get_key_bytes (self, key);

  return key;
}

static void
forget_oldest (WeirExpressionMemory *self)
{
  WeirMemoryKey *key = self->oldest;

  self->n_bytes -= get_key_bytes (self, key) + get_calls_bytes (self, key);
  self->n_forgotten++;
  g_hash_table_remove (self->keys, key);
  unlink_key (self, key);
  clear_calls (self, key);
}

/*< private >
 * weir_expression_memory_add:
 * @self: a memory
 * @input: the next record or row
 * @scope: (inout): of @input: its results are those of the functions that remember, until the next call
 *
 * Every function that remembers takes every record, whether its part of the
 * condition is looked at or not.
 */
void
weir_expression_memory_add (WeirExpressionMemory      *self,
                            const WeirExpressionInput *input,
                            WeirExpressionScope       *scope)
{
  WeirMemoryKey *key;
  WeirCallInput call = { .time_usec = input->time_usec };

  clear_befores (self);
  key = ensure_key (self, input);
  call.late = input->time_usec < key->newest_usec;
  call.newest_usec = key->newest_usec = MAX (key->newest_usec, input->time_usec);
  scope->results = self->results;

  for (guint i = 0; i < get_n_calls (self); i++)
    {
      call.node = get_call (self, i);
      call.n_arguments = call.node->n_operands;
      call.arguments[0] = (WeirValue) { .type = WEIR_VALUE_MISSING };
      for (guint j = 0; j < call.n_arguments; j++)
        call.arguments[j] = weir_expression_compute (self->expression,
                                                     weir_expression_get_operand (self->expression, call.node, j), scope);
      self->results[i] = weir_call_memory_add (&key->calls[i], &call, &self->befores[i], &self->n_bytes, &self->n_forgotten);
    }

  while (self->n_bytes > self->max_bytes && self->oldest != key)
    forget_oldest (self);
}

/*< private >
 * weir_expression_memory_get_n_forgotten:
 * @self: a memory
 *
 * Returns: how many keys and values had to be forgotten for lack of memory
 */
guint64
weir_expression_memory_get_n_forgotten (WeirExpressionMemory *self)
{
  return self->n_forgotten;
}

/*< private >
 * weir_expression_memory_get_n_bytes:
 * @self: a memory
 *
 * Returns: the memory of all keys
 */
gsize
weir_expression_memory_get_n_bytes (WeirExpressionMemory *self)
{
  return self->n_bytes;
}
