#pragma once

#include <string.h>

#include "data/window/weir-stream-join.h"
#include "data/window/weir-window-spec.h"

#define LEFT WEIR_JOIN_SIDE_LEFT
#define RIGHT WEIR_JOIN_SIDE_RIGHT

/* A join whose rows become text: "10 k l7 r8" is a pair at 10 with the values 7 and 8; "-" stands for no partner. */
typedef struct
{
  WeirStreamJoin *join;
  GString        *text;
  gint64          offsets[WEIR_JOIN_N_SIDES][4];
} Harness;

static inline void
harness_append_part (GString              *text,
             const char           *name,
             const WeirJoinRecord *record)
{
  if (record == NULL)
    g_string_append_printf (text, " -");
  else
    g_string_append_printf (text, " %s%" G_GINT64_FORMAT, name, record->values[0].as_int);
}

static inline void
harness_keep_row (const WeirJoinRow *row,
          gpointer           user_data)
{
  Harness *self = user_data;

  g_string_append_printf (self->text, "%s%" G_GINT64_FORMAT " %.*s", self->text->len > 0 ? "|" : "", row->time_usec,
                          (int) row->key_length, row->key);
  harness_append_part (self->text, "l", row->left);
  harness_append_part (self->text, "r", row->right);
}

static inline void
harness_init (Harness                  *self,
              const WeirStreamJoinSpec *spec)
{
  g_autoptr(GError) error = NULL;

  *self = (Harness){ .text = g_string_new (NULL), .join = weir_stream_join_new (spec, &error) };
  g_assert_no_error (error);
  weir_stream_join_set_row_func (self->join, harness_keep_row, self);
  weir_stream_join_set_partition (self->join, LEFT, 0, 0, TRUE);
  weir_stream_join_set_partition (self->join, RIGHT, 1, 0, TRUE);
}

static inline void
harness_clear (Harness *self)
{
  weir_stream_join_free (self->join);
  g_string_free (self->text, TRUE);
}

static inline void
harness_add_at (Harness     *self,
                WeirJoinSide side,
                gint32       partition,
                gint64       offset,
                gint64       time_usec,
                const char  *key,
                gint64       number)
{
  const WeirMessage message = { .topic_index = side, .partition = partition, .offset = offset,
                                .time_usec = WEIR_NO_TIME };
  const WeirValue value = { .type = WEIR_VALUE_INT, .as_int = number };
  const WeirRecord record = { &message, time_usec, key, strlen (key), &value, 1 };

  weir_stream_join_add (self->join, side, &record);
}

static inline void
harness_add (Harness     *self,
             WeirJoinSide side,
             gint64       time_usec,
             const char  *key,
             gint64       number)
{
  harness_add_at (self, side, 0, self->offsets[side][0]++, time_usec, key, number);
}

#define harness_assert(self, expected)                 \
  G_STMT_START                                         \
  {                                                    \
    g_assert_cmpstr ((self)->text->str, ==, expected); \
    g_string_truncate ((self)->text, 0);               \
  }                                                    \
  G_STMT_END

static inline WeirStreamJoinCounters
harness_get_counters (Harness *self)
{
  WeirStreamJoinCounters counters;

  weir_stream_join_get_counters (self->join, &counters);
  return counters;
}
