#pragma once

#include "data/window/weir-window-engine.h"

/* What is in each window by its definition, written down record by record: see test-window-shuffles.c. */

#define MAX_PARTITIONS 8
#define MAX_RECORDS    40
/* Earlier than any window of a model's streams. */
#define MODEL_MIN_USEC (-1000)

typedef struct
{
  gint64 time_usec;
  double number;
  int    key;
} Event;

typedef struct
{
  WeirWindowSpec spec;
  guint          n_partitions;
  guint          n_records[MAX_PARTITIONS];
  Event          events[MAX_PARTITIONS][MAX_RECORDS];
} Stream;

/* A record in a window of the model. */
typedef struct
{
  int    key;
  gint64 start_usec;
  gint64 end_usec;
  guint  partition;
  guint  index;
} Member;

static const char *const key_names[] = { "a", "b", "c" };

/* The model's windows */

static inline void
model_add (GArray *members,
           int     key,
           gint64  start_usec,
           gint64  end_usec,
           guint   partition,
           guint   index)
{
  Member member = { key, start_usec, end_usec, partition, index };

  g_array_append_val (members, member);
}

static inline void
model_hopping (const Stream *stream,
               GArray       *members,
               guint64      *n_late_pairs,
               guint64      *n_late_records)
{
  gint64 size = stream->spec.size_usec;
  gint64 advance = stream->spec.kind == WEIR_WINDOW_HOPPING ? stream->spec.advance_usec : size;

  for (guint p = 0; p < stream->n_partitions; p++)
    {
      gint64 stream_usec = G_MININT64;

      for (guint i = 0; i < stream->n_records[p]; i++)
        {
          const Event *event = &stream->events[p][i];
          guint n_taken = 0;

          stream_usec = MAX (stream_usec, event->time_usec);
          for (gint64 start = MODEL_MIN_USEC / advance * advance; start <= event->time_usec; start += advance)
            {
              if (start + size <= event->time_usec)
                continue;
              if (start + size > stream_usec - stream->spec.grace_usec)
                {
                  model_add (members, event->key, start, start + size, p, i);
                  n_taken++;
                }
              else
                (*n_late_pairs)++;
            }
          *n_late_records += n_taken == 0;
        }
    }
}

/* At which stream time, less grace, each record came. */
static inline gint64
model_get_horizon (const Stream *stream,
                   guint         partition,
                   guint         index)
{
  gint64 stream_usec = G_MININT64;

  for (guint i = 0; i <= index; i++)
    stream_usec = MAX (stream_usec, stream->events[partition][i].time_usec);

  return stream_usec - stream->spec.grace_usec;
}

static inline void
model_fill_window (const Stream *stream,
                   GArray       *members,
                   int           key,
                   gint64        from_usec,
                   gint64        start_usec,
                   gint64        end_usec)
{
  for (guint p = 0; p < stream->n_partitions; p++)
    for (guint i = 0; i < stream->n_records[p]; i++)
      if (stream->events[p][i].key == key && stream->events[p][i].time_usec >= from_usec
          && stream->events[p][i].time_usec <= end_usec && end_usec >= model_get_horizon (stream, p, i))
        model_add (members, key, start_usec, end_usec, p, i);
}

static inline gboolean
model_has_record (const GArray *members,
                  guint         partition,
                  guint         index)
{
  for (guint i = 0; i < members->len; i++)
    if (g_array_index (members, Member, i).partition == partition && g_array_index (members, Member, i).index == index)
      return TRUE;

  return FALSE;
}

static inline gboolean
model_has_window (const GArray *members,
                  int           key,
                  gint64        end_usec)
{
  for (guint i = 0; i < members->len; i++)
    if (g_array_index (members, Member, i).key == key && g_array_index (members, Member, i).end_usec == end_usec)
      return TRUE;

  return FALSE;
}

static inline void
model_by_record (const Stream *stream,
                 GArray       *members,
                 guint64      *n_late_pairs,
                 guint64      *n_late_records)
{
  gboolean sliding = stream->spec.kind == WEIR_WINDOW_SLIDING;
  gint64 size = stream->spec.size_usec;

  for (guint p = 0; p < stream->n_partitions; p++)
    for (guint i = 0; i < stream->n_records[p]; i++)
      {
        const Event *event = &stream->events[p][i];
        gint64 horizon = model_get_horizon (stream, p, i);
        gint64 end = event->time_usec;

        *n_late_pairs += end < horizon;
        if (end >= horizon && !(sliding && model_has_window (members, event->key, end)))
          model_fill_window (stream, members, event->key, sliding ? end - size : end - size + 1, end - size, end);
        end += 1 + size;
        if (sliding && end - 1 >= horizon && !model_has_window (members, event->key, end))
          model_fill_window (stream, members, event->key, end - size, end - size, end);
      }

  for (guint p = 0; p < stream->n_partitions; p++)
    for (guint i = 0; i < stream->n_records[p]; i++)
      *n_late_records += !model_has_record (members, p, i);
}

/* When every partition has passed the close of a window, which one that has records in it never did if it ended first. */
static inline WeirWindowState
model_get_state (const Stream *stream,
                 const Member *members,
                 guint         n_members)
{
  gint64 close_usec = members[0].end_usec;

  if (stream->spec.kind == WEIR_WINDOW_SLIDING || stream->spec.kind == WEIR_WINDOW_TRAILING)
    close_usec += 1;
  if (stream->spec.kind == WEIR_WINDOW_SESSION)
    close_usec += stream->spec.size_usec + 1;

  for (guint i = 0; i < n_members; i++)
    if (model_get_horizon (stream, members[i].partition, stream->n_records[members[i].partition] - 1) < close_usec)
      return WEIR_WINDOW_FINAL_END;

  return WEIR_WINDOW_FINAL;
}

/* Sessions of one partition after each of its records: which records each has. */
typedef struct
{
  gint64 start_usec;
  gint64 end_usec;
  gint64 horizon_usec;     /* when it was like this */
  guint64 records;         /* bits */
} ModelSession;

typedef struct
{
  GArray *now;             /* sessions */
  GArray *snapshots;       /* of GArray *: after each record */
  GArray *horizons;        /* of gint64 */
} ModelPartition;

static inline void
model_partition_add (ModelPartition *partition,
                     gint64          time_usec,
                     guint           index,
                     gint64          horizon,
                     gint64          gap,
                     guint64        *n_late)
{
  ModelSession merged = { time_usec, time_usec, horizon, G_GUINT64_CONSTANT (1) << index };
  GArray *rest = g_array_new (FALSE, FALSE, sizeof (ModelSession));
  GArray *copy;

  for (guint i = 0; i < partition->now->len; i++)
    {
      ModelSession *old = &g_array_index (partition->now, ModelSession, i);

      if (old->end_usec >= horizon && time_usec >= old->start_usec - gap && time_usec <= old->end_usec + gap)
        {
          merged.start_usec = MIN (merged.start_usec, old->start_usec);
          merged.end_usec = MAX (merged.end_usec, old->end_usec);
          merged.records |= old->records;
        }
      else
        g_array_append_val (rest, *old);
    }

  if (merged.end_usec >= horizon)
    {
      g_array_append_val (rest, merged);
      g_array_unref (partition->now);
      partition->now = rest;
    }
  else
    {
      (*n_late)++;
      g_array_unref (rest);
    }

  copy = g_array_copy (partition->now);
  g_array_append_val (partition->snapshots, copy);
  g_array_append_val (partition->horizons, horizon);
}

/* What of @final was there, in @partition, when its horizon was last at most @end: as one span. */
static inline gboolean
model_session_was (const ModelPartition *partition,
                   const ModelSession   *final,
                   gint64                end,
                   gint64               *start_usec)
{
  gboolean found = FALSE;

  for (guint i = 0; i < partition->snapshots->len && g_array_index (partition->horizons, gint64, i) <= end; i++)
    {
      const GArray *snapshot = g_array_index (partition->snapshots, GArray *, i);

      found = FALSE;
      for (guint j = 0; j < snapshot->len; j++)
        {
          const ModelSession *then = &g_array_index (snapshot, ModelSession, j);

          if ((then->records & final->records) == 0)
            continue;
          *start_usec = found ? MIN (*start_usec, then->start_usec) : then->start_usec;
          found = TRUE;
        }
    }

  return found;
}

typedef struct
{
  guint        partition;
  ModelSession session;
  gboolean     used;
} ModelPart;

static inline gint64
model_component (const ModelPartition *partitions,
                 GArray               *parts,
                 guint                 first,
                 gint64                gap,
                 guint64              *chosen)
{
  gint64 end = g_array_index (parts, ModelPart, first).session.end_usec;
  gboolean grew = TRUE;

  *chosen = G_GUINT64_CONSTANT (1) << first;
  while (grew)
    {
      grew = FALSE;
      for (guint i = 0; i < parts->len; i++)
        for (guint j = 0; j < parts->len; j++)
          {
            const ModelPart *in = &g_array_index (parts, ModelPart, i);
            const ModelPart *out = &g_array_index (parts, ModelPart, j);
            gint64 start_in;
            gint64 start_out;

            if (!(*chosen >> i & 1) || (*chosen >> j & 1) || out->used
                || !model_session_was (&partitions[in->partition], &in->session, end, &start_in)
                || !model_session_was (&partitions[out->partition], &out->session, end, &start_out)
                || start_in > out->session.end_usec + gap || start_out > in->session.end_usec + gap)
              continue;
            *chosen |= G_GUINT64_CONSTANT (1) << j;
            end = MAX (end, out->session.end_usec);
            grew = TRUE;
          }
    }

  return end;
}

static inline void
model_emit_session (GArray *parts,
                    guint64 chosen,
                    int     key,
                    GArray *members)
{
  gint64 start = G_MAXINT64;
  gint64 end = G_MININT64;

  for (guint i = 0; i < parts->len; i++)
    if (chosen >> i & 1)
      {
        start = MIN (start, g_array_index (parts, ModelPart, i).session.start_usec);
        end = MAX (end, g_array_index (parts, ModelPart, i).session.end_usec);
      }
  for (guint i = 0; i < parts->len; i++)
    for (guint bit = 0; bit < MAX_RECORDS && (chosen >> i & 1); bit++)
      if (g_array_index (parts, ModelPart, i).session.records >> bit & 1)
        model_add (members, key, start, end, g_array_index (parts, ModelPart, i).partition, bit);
  for (guint i = 0; i < parts->len; i++)
    if (chosen >> i & 1)
      g_array_index (parts, ModelPart, i).used = TRUE;
}

static inline void
model_session_rows (const ModelPartition *partitions,
                    guint                 n_partitions,
                    int                   key,
                    gint64                gap,
                    GArray               *members)
{
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (ModelPart));

  for (guint p = 0; p < n_partitions; p++)
    for (guint i = 0; i < partitions[p].now->len; i++)
      {
        ModelPart part = { p, g_array_index (partitions[p].now, ModelSession, i), FALSE };

        g_array_append_val (parts, part);
      }
  g_assert_cmpuint (parts->len, <, 64);

  while (TRUE)
    {
      gint64 best = G_MAXINT64;
      guint64 best_chosen = 0;

      for (guint i = 0; i < parts->len; i++)
        {
          guint64 chosen;
          gint64 end;

          if (g_array_index (parts, ModelPart, i).used)
            continue;
          end = model_component (partitions, parts, i, gap, &chosen);
          if (end < best)
            {
              best = end;
              best_chosen = chosen;
            }
        }
      if (best_chosen == 0)
        return;
      model_emit_session (parts, best_chosen, key, members);
    }
}

static inline void
model_session (const Stream *stream,
               GArray       *members,
               guint64      *n_late_pairs,
               guint64      *n_late_records)
{
  gint64 gap = stream->spec.size_usec;

  for (int key = 0; key < (int) G_N_ELEMENTS (key_names); key++)
    {
      ModelPartition partitions[MAX_PARTITIONS];

      for (guint p = 0; p < stream->n_partitions; p++)
        {
          partitions[p].now = g_array_new (FALSE, FALSE, sizeof (ModelSession));
          partitions[p].snapshots = g_array_new (FALSE, FALSE, sizeof (GArray *));
          partitions[p].horizons = g_array_new (FALSE, FALSE, sizeof (gint64));
          for (guint i = 0; i < stream->n_records[p]; i++)
            if (stream->events[p][i].key == key)
              model_partition_add (&partitions[p], stream->events[p][i].time_usec, i, model_get_horizon (stream, p, i) - gap,
                              gap, n_late_pairs);
        }
      model_session_rows (partitions, stream->n_partitions, key, gap, members);
      for (guint p = 0; p < stream->n_partitions; p++)
        {
          for (guint i = 0; i < partitions[p].snapshots->len; i++)
            g_array_unref (g_array_index (partitions[p].snapshots, GArray *, i));
          g_array_unref (partitions[p].snapshots);
          g_array_unref (partitions[p].horizons);
          g_array_unref (partitions[p].now);
        }
    }
  *n_late_records = *n_late_pairs;
}
