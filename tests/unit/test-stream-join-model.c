#include "tests/unit/join-harness.h"

#define MODEL_RECORDS 60

/*
 * The model: every left record against every right one, by the words of the definition alone. Records know the stream
 * time of their partition, which is all that lateness goes by.
 */
typedef struct
{
  WeirJoinSide side;
  gint32       partition;
  gint64       offset;
  gint64       time_usec;
  gint64       stream_usec;
  char         key[2];
  gint64       number;
} ModelRecord;

typedef struct
{
  ModelRecord records[MODEL_RECORDS];
  guint       n_records;
  guint       n_partitions[WEIR_JOIN_N_SIDES];
} Model;

static int
model_compare_number (gint64 a,
                      gint64 b)
{
  return a < b ? -1 : a > b;
}

/* At least one of both is there. */
typedef struct
{
  gint64             time_usec;
  const ModelRecord *left;
  const ModelRecord *right;
} ModelRow;

static const char *
model_get_key (const ModelRow *row)
{
  const ModelRecord *record = row->left != NULL ? row->left : row->right;

  return record->key;
}

static int
model_compare_part (const ModelRecord *a,
                    const ModelRecord *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  if (a->partition != b->partition)
    return model_compare_number (a->partition, b->partition);
  return model_compare_number (a->offset, b->offset);
}

static int
model_compare_row (gconstpointer a,
                   gconstpointer b)
{
  const ModelRow *x = a;
  const ModelRow *y = b;
  int order = model_compare_number (x->time_usec, y->time_usec);

  if (order == 0)
    order = strcmp (model_get_key (x), model_get_key (y));
  if (order == 0)
    order = model_compare_part (x->left, y->left);
  if (order == 0)
    order = model_compare_part (x->right, y->right);
  return order;
}

static gboolean
model_is_pair (const WeirStreamJoinSpec *spec,
               const ModelRecord        *left,
               const ModelRecord        *right)
{
  return strcmp (left->key, right->key) == 0 && left->time_usec - spec->before_usec <= right->time_usec &&
         right->time_usec <= left->time_usec + spec->after_usec &&
         left->stream_usec <= right->time_usec + spec->before_usec + spec->grace_usec &&
         right->stream_usec <= left->time_usec + spec->after_usec + spec->grace_usec;
}

static gboolean
model_is_late (const WeirStreamJoinSpec *spec,
               const ModelRecord        *record)
{
  return record->stream_usec - record->time_usec > spec->before_usec + spec->after_usec + spec->grace_usec;
}

static void
model_add_row (GArray            *rows,
               const ModelRecord *left,
               const ModelRecord *right)
{
  gint64 left_usec = left != NULL ? left->time_usec : G_MININT64;
  gint64 right_usec = right != NULL ? right->time_usec : G_MININT64;
  const ModelRow row = { MAX (left_usec, right_usec), left, right };

  g_array_append_val (rows, row);
}

static void
model_add_rows_of (const Model              *self,
                   const WeirStreamJoinSpec *spec,
                   const ModelRecord        *record,
                   GArray                   *rows)
{
  gboolean matched = FALSE;

  for (guint i = 0; i < self->n_records; i++)
    {
      const ModelRecord *other = &self->records[i];

      if (other->side == record->side || model_is_late (spec, other))
        continue;
      if (record->side == LEFT && model_is_pair (spec, record, other))
        model_add_row (rows, record, other);
      matched |= record->side == LEFT ? model_is_pair (spec, record, other) : model_is_pair (spec, other, record);
    }

  if (!matched && record->side == LEFT && spec->type != WEIR_JOIN_INNER)
    model_add_row (rows, record, NULL);
  if (!matched && record->side == RIGHT && spec->type == WEIR_JOIN_OUTER)
    model_add_row (rows, NULL, record);
}

/* All rows, by (time, key, left, right). (transfer full) */
static char *
model_dup_text (const Model              *self,
                const WeirStreamJoinSpec *spec)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (ModelRow));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_records; i++)
    model_add_rows_of (self, spec, &self->records[i], rows);

  g_array_sort (rows, model_compare_row);
  for (guint i = 0; i < rows->len; i++)
    {
      const ModelRow *row = &g_array_index (rows, ModelRow, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", i > 0 ? "|" : "", row->time_usec,
                              model_get_key (row));
      if (row->left != NULL)
        g_string_append_printf (text, " l%" G_GINT64_FORMAT, row->left->number);
      else
        g_string_append (text, " -");
      if (row->right != NULL)
        g_string_append_printf (text, " r%" G_GINT64_FORMAT, row->right->number);
      else
        g_string_append (text, " -");
    }

  return g_string_free (text, FALSE);
}

/* @disorder_usec: how far behind its partition a record may be. */
static void
model_fill (Model *self,
            gint64 disorder_usec)
{
  gint64 streams[WEIR_JOIN_N_SIDES][3] = { 0 };
  gint64 offsets[WEIR_JOIN_N_SIDES][3] = { 0 };

  self->n_records = g_test_rand_int_range (0, MODEL_RECORDS);
  self->n_partitions[LEFT] = g_test_rand_int_range (1, 4);
  self->n_partitions[RIGHT] = g_test_rand_int_range (1, 4);
  for (guint i = 0; i < self->n_records; i++)
    {
      ModelRecord *record = &self->records[i];
      gint64 *stream_usec;
      gint64 time_usec;

      *record = (ModelRecord){ .side = g_test_rand_int_range (0, 2), .number = i };
      record->partition = g_test_rand_int_range (0, self->n_partitions[record->side]);
      record->key[0] = 'a' + g_test_rand_int_range (0, 3);
      stream_usec = &streams[record->side][record->partition];
      time_usec = *stream_usec + g_test_rand_int_range (0, 8);
      time_usec -= disorder_usec > 0 ? g_test_rand_int_range (0, disorder_usec + 1) : 0;
      record->time_usec = MAX (0, time_usec);
      *stream_usec = record->stream_usec = MAX (*stream_usec, record->time_usec);
      record->offset = offsets[record->side][record->partition]++;
    }
}

static void
model_fill_spec (WeirStreamJoinSpec *spec)
{
  *spec = (WeirStreamJoinSpec){ .type = g_test_rand_int_range (0, 3), .before_usec = g_test_rand_int_range (0, 10), .after_usec = g_test_rand_int_range (0, 10), .grace_usec = g_test_rand_int_range (0, 12), .ordered = TRUE, .hold = TRUE };
}

/* Adds the records of each partition in their order, in a random interleaving. (transfer full) */
static char *
run_shuffled (const Model              *model,
              const WeirStreamJoinSpec *spec)
{
  gboolean taken[MODEL_RECORDS] = { FALSE };
  Harness self;
  char *text;

  harness_init (&self, spec);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    for (guint i = 0; i < model->n_partitions[side]; i++)
      weir_stream_join_set_partition (self.join, side, side, i, TRUE);

  for (guint n_left = model->n_records; n_left > 0; n_left--)
    {
      const ModelRecord *any = NULL;
      guint nth = g_test_rand_int_range (0, n_left);
      guint i;

      for (i = 0; any == NULL; i++)
        if (!taken[i] && nth-- == 0)
          any = &model->records[i];
      /* The first one left of that partition. */
      for (i = 0; taken[i] || model->records[i].side != any->side || model->records[i].partition != any->partition; i++)
        ;
      taken[i] = TRUE;
      any = &model->records[i];
      harness_add_at (&self, any->side, any->partition, any->offset, any->time_usec, any->key, any->number);
    }

  weir_stream_join_finish (self.join);
  g_assert_cmpuint (harness_get_counters (&self).n_bytes, ==, 0);
  text = g_string_free (g_steal_pointer (&self.text), FALSE);
  weir_stream_join_free (self.join);
  return text;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The rows of @text in the order of their letters. (transfer full) */
static char *
sort_rows (const char *text)
{
  g_auto(GStrv) rows = g_strsplit (text, "|", -1);

  qsort (rows, g_strv_length (rows), sizeof *rows, compare_rows);
  return g_strjoinv ("|", rows);
}

static void
check_model (const Model        *model,
             WeirStreamJoinSpec *spec)
{
  g_autofree char *expected = model_dup_text (model, spec);
  g_autofree char *expected_set = sort_rows (expected);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *unordered = NULL;
      g_autofree char *set = NULL;

      spec->ordered = spec->hold = TRUE;
      text = run_shuffled (model, spec);
      g_assert_cmpstr (text, ==, expected);

      spec->ordered = spec->hold = FALSE;
      unordered = run_shuffled (model, spec);
      set = sort_rows (unordered);
      g_assert_cmpstr (set, ==, expected_set);
    }
}

static void
test_rows_do_not_depend_on_the_interleaving (void)
{
  for (guint i = 0; i < 3000; i++)
    {
      WeirStreamJoinSpec spec;
      Model model;

      model_fill_spec (&spec);
      model_fill (&model, g_test_rand_int_range (0, 60));
      check_model (&model, &spec);
    }
}

/* Within grace nothing is lost: the rows are those of the band join, lateness not even mentioned. */
static void
test_within_grace_rows_are_the_band_join (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      WeirStreamJoinSpec spec;
      Model model;

      model_fill_spec (&spec);
      model_fill (&model, spec.grace_usec);
      for (guint j = 0; j < model.n_records; j++)
        model.records[j].stream_usec = model.records[j].time_usec;
      check_model (&model, &spec);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-join/rows-do-not-depend-on-the-interleaving",
                   test_rows_do_not_depend_on_the_interleaving);
  g_test_add_func ("/stream-join/within-grace-rows-are-the-band-join", test_within_grace_rows_are_the_band_join);

  return g_test_run ();
}
