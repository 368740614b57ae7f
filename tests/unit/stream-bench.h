#pragma once

#include "data/stream/weir-stream.h"

/*
 * The streams of a workspace without broker, thread or clock: a test feeds them in the order it likes, and reads what
 * became of it.
 */
typedef struct
{
  WeirWorkspace *workspace;
  GPtrArray     *streams;   /* owned, of WeirStream, in the workspace's order */
  GPtrArray     *updates;   /* owned, of WeirStreamUpdate: all that each stream said */
  gint64         now_usec;  /* wall time of what is fed, and of what is published */
} StreamBench;

/* From the members "streams" and "rules"; streams are of connection "c". */
StreamBench      *stream_bench_new       (const char  *streams);
void              stream_bench_free      (StreamBench *self);
/* Topic and topic index are the stream's place in the workspace; @json NULL is a tombstone of @key. */
void              stream_bench_send      (StreamBench *self,
                                          const char  *stream,
                                          gint32       partition,
                                          gint64       offset,
                                          const char  *key,
                                          const char  *json);
void              stream_bench_partition (StreamBench *self,
                                          const char  *stream,
                                          gint32       partition,
                                          gboolean     active);
/* A second passes. */
void              stream_bench_tick      (StreamBench *self);
/* All that a stream said since the start. (transfer none): until the next call */
WeirStreamUpdate *stream_bench_look      (StreamBench *self,
                                          const char  *stream);
/* "key start end count value value…;" of each final row of a window, by (start, key), with times in seconds. */
char             *stream_bench_dup_rows  (WeirStreamUpdate *update,
                                          guint             window);
WeirStream       *stream_bench_find      (StreamBench *self,
                                          const char  *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StreamBench, stream_bench_free)
