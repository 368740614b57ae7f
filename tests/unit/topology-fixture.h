#pragma once

#include "data/screen/weir-screen-sink.h"

/*
 * The topology of a workspace without broker, thread or clock, with the screen as its sink: a test gives it records in
 * the order it likes, and reads what the screen is told.
 */
typedef struct
{
  WeirTopology   *topology;
  WeirScreenSink *screen;
  WeirWake       *wake;
  GPtrArray      *updates;   /* owned, of WeirStreamUpdate: all that each stream said */
  GString        *gaps;      /* owned: what is said of each gap, a line each */
  gint64          now_usec;  /* wall time of what is given, and of what is published */
} TopologyFixture;

/* From the members "streams" and "rules"; streams are of connection "c". */
TopologyFixture      *topology_fixture_new       (const char  *streams);
void              topology_fixture_free      (TopologyFixture *self);
/* Into the topic of the stream's name; @json NULL is a tombstone of @key. */
void              topology_fixture_send      (TopologyFixture *self,
                                          const char  *stream,
                                          gint32       partition,
                                          gint64       offset,
                                          const char  *key,
                                          const char  *json);
void              topology_fixture_partition (TopologyFixture *self,
                                          const char  *stream,
                                          gint32       partition,
                                          gboolean     active);
/* It is known, but its broker has not answered yet. */
void              topology_fixture_find_partition (TopologyFixture *self,
                                                   const char      *stream,
                                                   gint32           partition);
/* Offsets [from, to) were lost. */
void              topology_fixture_gap       (TopologyFixture *self,
                                              const char      *stream,
                                              gint32           partition,
                                              gint64           from,
                                              gint64           to);
/* A second passes. */
void              topology_fixture_tick      (TopologyFixture *self);
/* All that a stream said since the start. (transfer none): until the next call */
WeirStreamUpdate *topology_fixture_look      (TopologyFixture *self,
                                          const char  *stream);
/* "key start end count value value…;" of each final row of a window, by (start, key), with times in seconds. */
char             *topology_fixture_dup_rows  (WeirStreamUpdate *update,
                                          guint             window);
WeirStream       *topology_fixture_find      (TopologyFixture *self,
                                          const char  *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TopologyFixture, topology_fixture_free)
