#pragma once

#include "data/screen/weir-stream-update.h"
#include "data/source/weir-intake.h"

G_BEGIN_DECLS

/**
 * WeirScreenNoteKind:
 * @WEIR_SCREEN_NOTE_STATE: the connection's state changed
 * @WEIR_SCREEN_NOTE_EVENT: a person should know
 * @WEIR_SCREEN_NOTE_GAP: records are missing, or the log went back; the text says which and why
 * @WEIR_SCREEN_NOTE_PROBLEM: a topic has a lasting error, the text says which
 * @WEIR_SCREEN_NOTE_RECOVERED: it has it no more
 */
typedef enum
{
  WEIR_SCREEN_NOTE_STATE,
  WEIR_SCREEN_NOTE_EVENT,
  WEIR_SCREEN_NOTE_GAP,
  WEIR_SCREEN_NOTE_PROBLEM,
  WEIR_SCREEN_NOTE_RECOVERED,
} WeirScreenNoteKind;

typedef struct
{
  WeirScreenNoteKind kind;
  WeirIntakeState    state;
  gint64             since_usec;
  const char        *topic;       /* interned, nullable */
  guint              topic_index;
  gint32             partition;
  WeirSeverity       severity;
  char              *text;        /* owned, nullable */
} WeirScreenNote;

/**
 * WeirScreenUpdate:
 *
 * What one connection has to tell the main thread: its streams' updates, in
 * the order of the topology, and what is no record. Owned by one thread at a
 * time.
 */
typedef struct
{
  guint              n_streams;
  WeirStreamUpdate **streams;   /* owned, elements nullable */
  GPtrArray         *notes;     /* owned, of WeirScreenNote */
  guint64            n_gaps;    /* since the last update */
} WeirScreenUpdate;

WeirScreenUpdate *weir_screen_update_new      (guint                  n_streams);
void              weir_screen_update_free     (WeirScreenUpdate      *self);
void              weir_screen_update_merge    (WeirScreenUpdate      *self,
                                               WeirScreenUpdate      *newer);
void              weir_screen_update_add_note (WeirScreenUpdate      *self,
                                               WeirScreenNoteKind     kind,
                                               const WeirIntakeEvent *event,
                                               WeirSeverity           severity,
                                               char                  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScreenUpdate, weir_screen_update_free)

G_END_DECLS
