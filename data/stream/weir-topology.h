#pragma once

#include "data/source/weir-source.h"
#include "data/stream/weir-sink.h"
#include "data/stream/weir-stream.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirTopologySpec: which streams are put to work. Copied.
 * @workspace: what describes them; kept
 * @connection: (nullable): all streams of this connection; of all connections if neither is set
 * @stream: (nullable): this stream and what it is made of, nothing else
 * @max_bytes: memory each stream may use at most, 0 as much as the workspace gives it
 * @with_screen: half of each stream's memory is for the screen
 * @with_rules: whether the workspace's rules are evaluated
 * @replay: rules go by event time alone, see #WeirRuleSpec
 * @rules_only: of all streams those that a rule is about, and what they are made of
 */
typedef struct
{
  WeirWorkspace *workspace;
  const char    *connection;
  const char    *stream;
  gsize          max_bytes;
  gboolean       with_screen;
  gboolean       with_rules;
  gboolean       replay;
  gboolean       rules_only;
} WeirTopologySpec;

/**
 * WeirTopology:
 *
 * Streams of a workspace at work, derived ones connected with what they are
 * made of: the only place where decoding, windows, joins, rankings and rules
 * are put together. An intake gives it messages and events, sinks take what
 * comes of them. Made on any thread, then owned by the consumer thread.
 */
typedef struct _WeirTopology WeirTopology;

WeirTopology       *weir_topology_new           (const WeirTopologySpec *spec,
                                                 GError                **error);
void                weir_topology_free          (WeirTopology           *self);
void                weir_topology_add_sink      (WeirTopology           *self,
                                                 WeirSink               *sink);
void                weir_topology_start         (WeirTopology           *self);
void                weir_topology_fill          (WeirTopology           *self,
                                                 WeirSourceSpec         *spec);
const char * const *weir_topology_get_topics    (WeirTopology           *self);
guint               weir_topology_get_n_streams (WeirTopology           *self);
WeirStream         *weir_topology_get_stream    (WeirTopology           *self,
                                                 guint                   i);
guint               weir_topology_find          (WeirTopology           *self,
                                                 const char             *name);
void                weir_topology_add_message   (WeirTopology           *self,
                                                 const WeirMessage      *message);
gint64              weir_topology_peek_time     (WeirTopology           *self,
                                                 const WeirMessage      *message);
void                weir_topology_add_event     (WeirTopology           *self,
                                                 const WeirIntakeEvent  *event);
void                weir_topology_set_times     (WeirTopology           *self,
                                                 gint64                  first_usec,
                                                 gint64                  end_usec);
void                weir_topology_set_behind    (WeirTopology           *self,
                                                 gboolean                behind);
gboolean            weir_topology_end_batch     (WeirTopology           *self,
                                                 gint64                  now_usec,
                                                 gint64                  monotonic_usec,
                                                 GError                **error);
gboolean            weir_topology_finish        (WeirTopology           *self,
                                                 GError                **error);
gboolean            weir_topology_stop          (WeirTopology           *self,
                                                 GError                **error);
gboolean            weir_topology_is_delivered  (WeirTopology           *self);
gint64              weir_topology_get_open_usec (WeirTopology           *self);
gint64              weir_topology_get_newest_usec (WeirTopology         *self);
guint64             weir_topology_get_n_records (WeirTopology           *self);
guint64             weir_topology_get_n_dead    (WeirTopology           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTopology, weir_topology_free)

G_END_DECLS
