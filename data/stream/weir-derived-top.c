#include "config.h"

#include "data/stream/weir-derivation.h"
#include "data/stream/weir-ranking-private.h"

/* The best keys of each window of a stream. */
typedef struct
{
  WeirDerivation  base;
  WeirRowSchema  *source;       /* owned reference */
  WeirTopSpec     spec;

  /* Final rows: what becomes records. It does not depend on when early rows were taken. */
  WeirTop        *finals;       /* owned */
  gboolean        finals_fed;

  /* Early rows of the newest window, for the screen. */
  WeirTop        *opens;        /* owned, nullable */
  gboolean        opens_fed;
  gint64          newest_usec;  /* start of the newest window; G_MININT64 before there is one */
  gboolean        newest_final;
  guint64         n_refused;    /* by those before @opens */

  GArray         *rows;         /* owned, of WeirTopRow: of the window that is being given out */
  gint64          now_usec;
  WeirRanking    *ranking;        /* owned, nullable: not taken yet */
  WeirRanking    *final_ranking;  /* owned, nullable: not taken yet */
} WeirDerivedTop;

static WeirValue
pick_value (const WeirTopRow *row,
            guint             index)
{
  if (index == WEIR_DERIVED_RANK)
    return (WeirValue) { .type = WEIR_VALUE_INT, .as_int = row->rank };
  if (index == WEIR_DERIVED_COUNT)
    return (WeirValue) { .type = WEIR_VALUE_INT, .as_int = (gint64) row->row.count };

  return row->row.values[index];
}

/* The last instant inside its window: windows over these rows then hold those of the windows they cover. */
static void
give_row (WeirDerivedTop   *self,
          const WeirTopRow *row)
{
  WeirDerivation *base = &self->base;
  const WeirDerivedPick *picks = (const WeirDerivedPick *) base->config->picks->data;
  const gint64 time_usec = row->row.end_usec - 1;
  const WeirMessage message = {
    .topic = base->name,
    .offset = base->n_rows++,
    .time_usec = time_usec,
    .arrival_usec = self->now_usec,
    .key = row->row.key,
    .key_length = row->row.key_length,
  };
  const WeirRecord record = {
    .message = &message,
    .time_usec = time_usec,
    .key = row->row.key,
    .key_length = row->row.key_length,
    .values = base->values,
    .n_values = base->schema->n_fields,
  };
  const WeirTrail trail = {
    .stream = base->config->sources[WEIR_JOIN_SIDE_LEFT],
    .start_usec = row->row.start_usec,
    .end_usec = row->row.end_usec,
  };

  for (guint i = 0; i < base->schema->n_fields; i++)
    base->values[i] = pick_value (row, picks[i].index);
  weir_stream_add_row (base->target, &record, &trail);
}

static void
set_ranking (WeirRanking **place,
             WeirRanking  *ranking)
{
  g_clear_pointer (place, weir_ranking_unref);
  *place = weir_ranking_ref (ranking);
}

/* Gathers the rows of a window; TRUE when @row was its last. They stay valid until the next window's first. */
static gboolean
gather (WeirDerivedTop   *self,
        const WeirTopRow *row)
{
  if (row->rank == 1)
    g_array_set_size (self->rows, 0);
  g_array_append_val (self->rows, *row);

  return self->rows->len == MIN (row->n_ranked, self->spec.n_ranks);
}

static WeirRanking *
create_ranking (WeirDerivedTop *self)
{
  return weir_ranking_new (self->source, self->base.config, (const WeirTopRow *) self->rows->data, self->rows->len);
}

static void
on_final_row (const WeirTopRow *row,
              gpointer          user_data)
{
  WeirDerivedTop *self = user_data;
  g_autoptr(WeirRanking) ranking = NULL;

  if (!gather (self, row))
    return;

  ranking = create_ranking (self);
  set_ranking (&self->final_ranking, ranking);
  if (ranking->start_usec >= self->newest_usec)
    {
      self->newest_usec = ranking->start_usec;
      self->newest_final = TRUE;
      set_ranking (&self->ranking, ranking);
    }

  for (guint i = 0; i < self->rows->len; i++)
    give_row (self, &g_array_index (self->rows, WeirTopRow, i));
}

static void
on_open_row (const WeirTopRow *row,
             gpointer          user_data)
{
  WeirDerivedTop *self = user_data;
  g_autoptr(WeirRanking) ranking = NULL;

  if (!gather (self, row))
    return;

  ranking = create_ranking (self);
  set_ranking (&self->ranking, ranking);
}

static void
drop_opens (WeirDerivedTop *self)
{
  WeirTopCounters counters;

  if (self->opens == NULL)
    return;

  weir_top_get_counters (self->opens, &counters);
  self->n_refused += counters.n_refused;
  g_clear_pointer (&self->opens, weir_top_free);
  self->opens_fed = FALSE;
}

/* Only the newest window is shown: only its early rows are ranked. */
static void
add_open_row (WeirDerivedTop      *self,
              const WeirWindowRow *row)
{
  WeirTopSpec spec = self->spec;

  if (row->start_usec < self->newest_usec || (row->start_usec == self->newest_usec && self->newest_final))
    return;

  if (row->start_usec > self->newest_usec || self->opens == NULL)
    {
      drop_opens (self);
      spec.updates = TRUE;
      self->opens = weir_top_new (&spec);
      self->newest_usec = row->start_usec;
      self->newest_final = FALSE;
    }

  weir_top_add (self->opens, row);
  self->opens_fed = TRUE;
}

static void
add_row (WeirDerivation      *base,
         const WeirWindowRow *row)
{
  WeirDerivedTop *self = (WeirDerivedTop *) base;

  if (row->state == WEIR_WINDOW_OPEN)
    {
      add_open_row (self, row);
      return;
    }

  weir_top_add (self->finals, row);
  self->finals_fed = TRUE;
}

static void
flush (WeirDerivation *base,
       gint64          now_usec)
{
  WeirDerivedTop *self = (WeirDerivedTop *) base;

  self->now_usec = now_usec;
  if (self->finals_fed)
    {
      self->finals_fed = FALSE;
      weir_top_flush (self->finals, on_final_row, self);
      if (self->newest_final)
        drop_opens (self);
    }

  if (self->opens_fed)
    {
      self->opens_fed = FALSE;
      weir_top_flush (self->opens, on_open_row, self);
    }
}

static void
get_counters (WeirDerivation      *base,
              WeirDerivedCounters *counters)
{
  WeirDerivedTop *self = (WeirDerivedTop *) base;
  WeirTopCounters top;

  weir_top_get_counters (self->finals, &top);
  counters->n_unranked = top.n_unranked;
  counters->n_refused = self->n_refused + top.n_refused;
  counters->n_bytes = top.n_bytes;
  if (self->opens == NULL)
    return;

  weir_top_get_counters (self->opens, &top);
  counters->n_refused += top.n_refused;
  counters->n_bytes += top.n_bytes;
}

static gboolean
move_ranking (WeirRanking **ranking,
           WeirRanking **place)
{
  if (*ranking == NULL)
    return FALSE;

  g_clear_pointer (place, weir_ranking_unref);
  *place = g_steal_pointer (ranking);

  return TRUE;
}

static gboolean
take_rankings (WeirDerivation  *base,
               WeirRanking    **newest,
               WeirRanking    **final)
{
  WeirDerivedTop *self = (WeirDerivedTop *) base;
  gboolean has_newest = move_ranking (&self->ranking, newest);

  return move_ranking (&self->final_ranking, final) || has_newest;
}

static void
top_free (WeirDerivation *base)
{
  WeirDerivedTop *self = (WeirDerivedTop *) base;

  g_clear_pointer (&self->finals, weir_top_free);
  g_clear_pointer (&self->opens, weir_top_free);
  g_clear_pointer (&self->ranking, weir_ranking_unref);
  g_clear_pointer (&self->final_ranking, weir_ranking_unref);
  g_clear_pointer (&self->source, weir_row_schema_unref);
  g_array_unref (self->rows);
  weir_derivation_clear (base);
  g_free (self);
}

static const WeirDerivationMethods methods = {
  .add_row = add_row,
  .flush = flush,
  .get_counters = get_counters,
  .take_rankings = take_rankings,
  .free = top_free,
};

/*< private >
 * weir_derived_top_new:
 * @target: the stream that is made
 * @schema: of @target
 * @source: the schema of the stream whose windows are ranked
 * @max_bytes: memory for what is ranked, half of it for what the screen reads
 *
 * The ranked rows of each window become records when the window is final, at
 * the last instant inside it, by (window, rank); how they rank before that is
 * shown and becomes none.
 *
 * Returns: (transfer full): a ranking of keys
 */
WeirDerivation *
weir_derived_top_new (WeirStream     *target,
                      WeirStreamSchema *schema,
                      WeirStreamSchema *source,
                      gsize           max_bytes)
{
  const WeirDerivedConfig *config = schema->config->derived;
  WeirDerivedTop *self = g_new0 (WeirDerivedTop, 1);

  weir_derivation_init (&self->base, &methods, target, schema);
  self->source = weir_row_schema_ref (weir_stream_schema_get_row (source, config->window));
  self->spec = (WeirTopSpec) {
    .n_ranks = config->n,
    .column = config->column == WEIR_DERIVED_COUNT ? WEIR_TOP_COUNT : config->column,
    .smallest = config->smallest,
    .max_bytes = MAX (max_bytes / 2, 1),
  };
  self->finals = weir_top_new (&self->spec);
  self->rows = g_array_new (FALSE, FALSE, sizeof (WeirTopRow));
  self->newest_usec = G_MININT64;

  return &self->base;
}
