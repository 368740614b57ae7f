#pragma once

#include "data/decode/weir-value.h"
#include "data/window/weir-aggregate.h"
#include "data/window/weir-budget.h"

G_BEGIN_DECLS

/**
 * WeirCellPart: what a cell keeps of one value, besides how many there were.
 */
typedef enum
{
  WEIR_CELL_SUM = 1 << 0,      /* 2 words */
  WEIR_CELL_RANGE = 1 << 1,    /* 2 words: min, max */
  WEIR_CELL_SQUARES = 1 << 2,  /* 1 word: Σ(x − mean)²; needs the sum */
  WEIR_CELL_FIRST = 1 << 3,    /* 2 words: value, time */
  WEIR_CELL_LAST = 1 << 4,     /* 2 words */
  WEIR_CELL_QUANTILE = 1 << 5, /* 1 word: a WeirDDSketch, NULL while empty */
  WEIR_CELL_DISTINCT = 1 << 6, /* 1 word: a WeirHyperLogLog, NULL while empty */
} WeirCellPart;

/* A word of a cell. Which of the three it is follows from the layout and the header's flags. */
typedef union
{
  guint64  u;
  gint64   i;
  double   d;
  gpointer pointer;
} WeirCellWord;

/*
 * The header of a value: how many there were and how many records had none (see weir-cell-count.h), and for each kept
 * number whether it is still an integer. Integers are summed, compared and given out exactly; from the first double on,
 * the sum is a double. 31 bits of values, the bit of wide headers, 27 bits of other records, 5 flags.
 */
#define WEIR_CELL_VALUES_MAX ((1u << 31) - 1)
#define WEIR_CELL_WIDE (G_GUINT64_CONSTANT (1) << 31)
#define WEIR_CELL_OTHERS_SHIFT 32
#define WEIR_CELL_OTHERS_MAX ((1u << 27) - 1)
#define WEIR_CELL_DOUBLE_SUM (G_GUINT64_CONSTANT (1) << 59)
#define WEIR_CELL_INT_MIN (G_GUINT64_CONSTANT (1) << 60)
#define WEIR_CELL_INT_MAX (G_GUINT64_CONSTANT (1) << 61)
#define WEIR_CELL_INT_FIRST (G_GUINT64_CONSTANT (1) << 62)
#define WEIR_CELL_INT_LAST (G_GUINT64_CONSTANT (1) << 63)
#define WEIR_CELL_FLAGS (G_GUINT64_CONSTANT (31) << 59)

typedef struct
{
  guint64 n_values;
  guint64 n_others;   /* records without such a value; of the first header only, which so counts all records */
} WeirCellCounts;

#define WEIR_CELL_NO_WIDE G_MAXUINT

/* One value in the cell: where its words are, counted from the cell's first. */
typedef struct
{
  guint  value;
  guint  parts;
  guint8 header;
  guint8 sum;
  guint8 range;
  guint8 squares;
  guint8 first;
  guint8 last;
  guint8 quantile;
  guint8 distinct;
  guint8 end;        /* the first word behind them */
} WeirCellGroup;

/* One volume-weighted mean: Σ price·volume and Σ volume, each with its compensation. */
typedef struct
{
  guint  value;
  guint  other;
  guint8 words;
} WeirCellWeighted;

/* One result: the aggregate and where it is found. */
typedef struct
{
  WeirAggregate aggregate;
  guint         index;       /* into groups; into weighted for VWAP */
} WeirCellOutput;

#define WEIR_CELL_MAX_GROUPS 16

/* The length of a text of which only the hash was kept, in as_int. */
#define WEIR_CELL_HASHED_TEXT G_MAXUINT32

typedef struct _WeirCellLayout WeirCellLayout;

/* Adds one record's values, which it has @n_values of. */
typedef void (*WeirCellAddFunc) (const WeirCellLayout *layout,
                                 WeirCellWord         *cell,
                                 const WeirValue      *values,
                                 guint                 n_values,
                                 gint64                time_usec);

/**
 * WeirCellLayout:
 *
 * What a cell, the partial result of one key in one pane, keeps: composed once
 * from the aggregates asked for, so that nothing is paid that is not asked. The
 * first word is the first value's header, or one that counts records alone. A
 * cell of zero bytes is an empty one.
 */
struct _WeirCellLayout
{
  guint            n_words;
  gsize            stride_bytes;
  guint            n_groups;
  guint            n_weighted;
  guint            n_outputs;
  gboolean         has_sketches;
  gboolean         has_deltas;
  WeirCellAddFunc  add;
  WeirCellGroup    groups[WEIR_CELL_MAX_GROUPS];
  WeirCellWeighted weighted[WEIR_CELL_MAX_GROUPS];
  WeirCellOutput  *outputs;                          /* owned */
  WeirBudget      *budget;                           /* borrowed: sketches are charged to it */
  guint64          n_refused;                        /* NaN and infinities */
  GArray          *wide;                             /* owned (nullable) WeirCellCounts: of wide headers */
  guint            free_wide;                        /* a place in it to be used again, or WEIR_CELL_NO_WIDE */
};

gboolean weir_cell_layout_init (WeirCellLayout      *self,
                                const WeirAggregate *aggregates,
                                guint                n_aggregates,
                                WeirBudget          *budget,
                                GError             **error);
void weir_cell_layout_clear (WeirCellLayout *self);
WeirCellAddFunc weir_cell_layout_choose_add (const WeirCellLayout *self);
void weir_cell_merge (const WeirCellLayout *layout,
                      WeirCellWord         *cell,
                      const WeirCellWord   *later);
void weir_cell_copy (const WeirCellLayout *layout,
                     WeirCellWord         *cell,
                     const WeirCellWord   *source);
void weir_cell_clear (const WeirCellLayout *layout,
                      WeirCellWord         *cell);
void weir_cell_get_values (const WeirCellLayout *layout,
                           const WeirCellWord   *cell,
                           gint64                length_usec,
                           const WeirValue      *previous,
                           WeirValue            *values);
guint weir_cell_count_overflows (const WeirCellLayout *layout,
                                 const WeirCellWord   *cell);
gboolean weir_cell_get_last (const WeirCellLayout *layout,
                             const WeirCellWord   *cell,
                             guint                 output,
                             WeirValue            *value);

G_END_DECLS
