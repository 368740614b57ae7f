#pragma once

#include <string.h>

#include "data/window/weir-window-engine.h"

/* Gives records to an engine and keeps its rows. One engine a harness. */

#define HARNESS_MAX_VALUES 8

typedef struct
{
  char            key[32];
  guint32         key_id;
  WeirWindowState state;
  gint64          start_usec;
  gint64          end_usec;
  guint64         count;
  WeirValue       values[HARNESS_MAX_VALUES];
} HarnessRow;

typedef struct
{
  WeirWindowEngine *engine;
  GArray           *rows;
  gint64            offsets[16];
  gint64            arrival_usec;
  guint             n_values;
} Harness;

static inline void
harness_keep_row (const WeirWindowRow *row,
                  gpointer             user_data)
{
  Harness *self = user_data;
  HarnessRow copy = { .key_id = row->key_id, .state = row->state, .start_usec = row->start_usec,
                      .end_usec = row->end_usec, .count = row->count };

  g_assert_cmpuint (row->n_values, ==, self->n_values);
  memcpy (copy.key, row->key, MIN (row->key_length, sizeof copy.key - 1));
  memcpy (copy.values, row->values, MIN (row->n_values, HARNESS_MAX_VALUES) * sizeof (WeirValue));
  g_array_append_val (self->rows, copy);
}

static inline void
harness_init (Harness              *self,
              const WeirWindowSpec *spec,
              const char           *aggregates)
{
  const char *fields[] = { "v", "w", NULL };
  g_autoptr(GArray) parsed = NULL;
  g_autoptr(GError) error = NULL;

  *self = (Harness){ .rows = g_array_new (FALSE, FALSE, sizeof (HarnessRow)) };
  parsed = aggregates != NULL ? weir_aggregates_parse (aggregates, fields, NULL, &error) : g_array_new (FALSE, FALSE, 1);
  g_assert_no_error (error);
  self->n_values = parsed->len;
  self->engine = weir_window_engine_new (spec, (WeirAggregate *) parsed->data, parsed->len, &error);
  g_assert_no_error (error);
  weir_window_engine_set_row_func (self->engine, harness_keep_row, self);
}

static inline void
harness_clear (Harness *self)
{
  weir_window_engine_free (self->engine);
  g_array_unref (self->rows);
}

static inline void
harness_add_values (Harness         *self,
                    gint32           partition,
                    gint64           time_usec,
                    const char      *key,
                    const WeirValue *values,
                    guint            n_values)
{
  WeirMessage message = { .topic = "t", .partition = partition, .offset = self->offsets[partition]++,
                          .time_usec = WEIR_NO_TIME, .arrival_usec = self->arrival_usec };
  WeirRecord record = { .message = &message, .time_usec = time_usec, .key = key, .key_length = strlen (key),
                        .values = values, .n_values = n_values };

  weir_window_engine_add (self->engine, &record);
}

static inline void
harness_add (Harness    *self,
             gint32      partition,
             gint64      time_usec,
             const char *key,
             double      number)
{
  WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = number };

  harness_add_values (self, partition, time_usec, key, &value, 1);
}

static inline void
harness_add_int (Harness    *self,
                 gint32      partition,
                 gint64      time_usec,
                 const char *key,
                 gint64      number)
{
  WeirValue value = { .type = WEIR_VALUE_INT, .as_int = number };

  harness_add_values (self, partition, time_usec, key, &value, 1);
}

/* "a[0,10)=2 b[5,15)=1": keys, windows and counts, in the order they came; a state other than FINAL is marked. */
static inline char *
harness_dup_text (Harness *self)
{
  const char *marks[] = { "?", "", "~", "$", "-" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const HarnessRow *row = &g_array_index (self->rows, HarnessRow, i);

      g_string_append_printf (text, "%s%s[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]=%" G_GUINT64_FORMAT "%s",
                              i > 0 ? " " : "", row->key, row->start_usec, row->end_usec, row->count,
                              marks[row->state]);
    }

  g_array_set_size (self->rows, 0);
  return g_string_free (text, FALSE);
}

#define harness_assert_rows(self, expected)                  \
  G_STMT_START                                               \
  {                                                          \
    g_autofree char *harness_text = harness_dup_text (self); \
    g_assert_cmpstr (harness_text, ==, expected);            \
  }                                                          \
  G_STMT_END

static inline WeirWindowCounters
harness_get_counters (Harness *self)
{
  WeirWindowCounters counters;

  weir_window_engine_get_counters (self->engine, &counters);
  return counters;
}
