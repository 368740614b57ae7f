#pragma once

#include "data/source/weir-source.h"
#include "data/stream/weir-stream.h"
#include "data/stream/weir-wake.h"

G_BEGIN_DECLS

/**
 * WeirFeedNoteKind:
 * @WEIR_FEED_NOTE_STATE: the connection's state changed
 * @WEIR_FEED_NOTE_EVENT: a person should know
 * @WEIR_FEED_NOTE_PROBLEM: a topic has a lasting error, the text says which
 * @WEIR_FEED_NOTE_RECOVERED: it has it no more
 */
typedef enum
{
  WEIR_FEED_NOTE_STATE,
  WEIR_FEED_NOTE_EVENT,
  WEIR_FEED_NOTE_PROBLEM,
  WEIR_FEED_NOTE_RECOVERED,
} WeirFeedNoteKind;

typedef struct
{
  WeirFeedNoteKind kind;
  WeirIntakeState  state;
  gint64           since_usec;
  guint            topic_index;
  gint32           partition;
  WeirSeverity     severity;
  char            *text;        /* owned, nullable */
} WeirFeedNote;

/* What one connection has to tell: its streams' updates, and what is no record. */
typedef struct
{
  guint              n_streams;
  WeirStreamUpdate **streams;   /* owned, elements nullable */
  GPtrArray         *notes;     /* owned, of WeirFeedNote */
  guint64            n_gaps;    /* since the last update */
} WeirFeedUpdate;

void weir_feed_update_free (WeirFeedUpdate *self);

/**
 * WeirFeed:
 *
 * One connection at work: its consumer thread hands records to the streams
 * that read their topic, and about once a frame exchanges a pointer with the
 * main thread. Nothing is posted, and nothing locked, per record.
 */
typedef struct _WeirFeed WeirFeed;

WeirFeed       *weir_feed_new        (WeirWorkspace              *workspace,
                                      const WeirConnectionConfig *config,
                                      WeirWake                   *wake);
void            weir_feed_free       (WeirFeed                   *self);
void            weir_feed_add_stream (WeirFeed                   *self,
                                      WeirStream                 *stream,
                                      const char * const         *topics);
void            weir_feed_read_whole (WeirFeed                   *self,
                                      const char                 *topic);
gboolean        weir_feed_start      (WeirFeed                   *self,
                                      const WeirPosition         *start,
                                      GError                    **error);
void            weir_feed_stop       (WeirFeed                   *self);
void            weir_feed_join       (WeirFeed                   *self);
WeirFeedUpdate *weir_feed_take       (WeirFeed                   *self);
GArray         *weir_feed_dup_status (WeirFeed                   *self);
const char * const *weir_feed_get_topics (WeirFeed               *self);

G_END_DECLS
