#include "config.h"

#include "app/panels/weir-rank-row.h"

struct _WeirRankRow
{
  GObject      parent_instance;

  guint        rank;
  WeirRanking *ranking;       /* owned, nullable */
  guint        color_index;
};

G_DEFINE_FINAL_TYPE (WeirRankRow, weir_rank_row, G_TYPE_OBJECT)

static void
weir_rank_row_finalize (GObject *object)
{
  g_clear_pointer (&WEIR_RANK_ROW (object)->ranking, weir_ranking_unref);

  G_OBJECT_CLASS (weir_rank_row_parent_class)->finalize (object);
}

static void
weir_rank_row_class_init (WeirRankRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_rank_row_finalize;
}

static void
weir_rank_row_init (WeirRankRow *self)
{
}

WeirRankRow *
weir_rank_row_new (guint rank)
{
  WeirRankRow *self = g_object_new (WEIR_TYPE_RANK_ROW, NULL);

  self->rank = rank;

  return self;
}

void
weir_rank_row_set (WeirRankRow *self,
                   WeirRanking *ranking,
                   guint        color_index)
{
  WeirRanking *owned = ranking != NULL ? weir_ranking_ref (ranking) : NULL;

  g_clear_pointer (&self->ranking, weir_ranking_unref);
  self->ranking = owned;
  self->color_index = color_index;
}

guint
weir_rank_row_get_rank (WeirRankRow *self)
{
  return self->rank;
}

const WeirRankingRow *
weir_rank_row_get (WeirRankRow *self)
{
  return self->ranking != NULL && self->rank <= self->ranking->n_rows ? &self->ranking->rows[self->rank - 1] : NULL;
}

guint
weir_rank_row_get_color_index (WeirRankRow *self)
{
  return self->color_index;
}
