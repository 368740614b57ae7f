#include "config.h"

#include "data/stream/weir-ranking-private.h"

#include "data/decode/weir-escape.h"

/* The public part first, so that a pointer to either is one to both. */
typedef struct
{
  WeirRanking     public;
  gatomicrefcount refs;
  WeirRowSchema  *source;   /* owned reference: names and units are its */
  WeirRankingRow *rows;     /* owned */
  WeirValue      *values;   /* owned: of all rows */
} Ranking;

static WeirValue
ranked_value (const WeirDerivedConfig *derived,
              const WeirWindowRow     *row)
{
  if (derived->column == WEIR_DERIVED_COUNT)
    return (WeirValue) { .type = WEIR_VALUE_INT, .as_int = (gint64) row->count };

  return row->values[derived->column];
}

/* A number points nowhere; a text would. */
static WeirValue
own_value (const WeirValue *value)
{
  return weir_value_is_number (value) ? *value : (WeirValue) { .type = WEIR_VALUE_NULL };
}

static void
copy_row (Ranking                 *self,
          const WeirDerivedConfig *derived,
          const WeirTopRow        *row,
          guint                    i)
{
  guint n_columns = self->public.n_columns;
  WeirValue *values = self->values + (gsize) i * n_columns;

  for (guint j = 0; j < n_columns; j++)
    values[j] = own_value (&row->row.values[j]);

  self->rows[i] = (WeirRankingRow) {
    .rank = row->rank,
    .key = weir_escape_dup (row->row.key, row->row.key_length, WEIR_ESCAPE_KEY_MAX),
    .count = row->row.count,
    .value = ranked_value (derived, &row->row),
    .values = values,
  };
}

/*< private >
 * weir_ranking_new:
 * @source: the schema of the rows that are ranked
 * @derived: what the ranking stream is made of
 * @rows: (array length=n_rows): the ranked rows of one window, by rank
 * @n_rows: how many, at least one
 *
 * Any thread.
 *
 * Returns: (transfer full): a copy of @rows
 */
WeirRanking *
weir_ranking_new (WeirRowSchema           *source,
                  const WeirDerivedConfig *derived,
                  const WeirTopRow        *rows,
                  guint                    n_rows)
{
  Ranking *self = g_new0 (Ranking, 1);

  g_atomic_ref_count_init (&self->refs);
  self->source = weir_row_schema_ref (source);
  self->rows = g_new0 (WeirRankingRow, n_rows);
  self->values = g_new0 (WeirValue, (gsize) n_rows * source->n_values);
  self->public = (WeirRanking) {
    .start_usec = rows[0].row.start_usec,
    .end_usec = rows[0].row.end_usec,
    .n_ranked = rows[0].n_ranked,
    .column = derived->column == WEIR_DERIVED_COUNT ? "count" : source->values[derived->column],
    .unit = derived->column == WEIR_DERIVED_COUNT ? "" : source->units[WEIR_ROW_N_FIXED + derived->column],
    .smallest = derived->smallest,
    .columns = source->values,
    .n_columns = source->n_values,
    .rows = self->rows,
    .n_rows = n_rows,
  };

  for (guint i = 0; i < n_rows; i++)
    {
      copy_row (self, derived, &rows[i], i);
      /* Some keys may have been closed by silence, and others in time. */
      self->public.state = MAX (self->public.state, rows[i].row.state);
    }

  return &self->public;
}

/**
 * weir_ranking_ref:
 * @self: a ranking
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirRanking *
weir_ranking_ref (WeirRanking *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((Ranking *) self)->refs);

  return self;
}

/**
 * weir_ranking_unref:
 * @self: (transfer full): a ranking
 *
 * Any thread.
 */
void
weir_ranking_unref (WeirRanking *self)
{
  Ranking *ranking = (Ranking *) self;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&ranking->refs))
    return;

  for (guint i = 0; i < self->n_rows; i++)
    g_free (ranking->rows[i].key);
  g_free (ranking->rows);
  g_free (ranking->values);
  weir_row_schema_unref (ranking->source);
  g_free (ranking);
}
