#pragma once

#include "data/stream/weir-alert-journal.h"

G_BEGIN_DECLS

/* Captures of a workspace, and what all of them and each of them may take on the disk. */
#define WEIR_TRIGGER_MAX_CAPTURES  500
#define WEIR_TRIGGER_MAX_BYTES     (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)
#define WEIR_TRIGGER_CAPTURE_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

/**
 * WeirTriggerKeeper:
 *
 * Keeps the records around the firings of rules that have a trigger: of the rule's
 * stream, as they came, by the records' own times from so long before the firing to
 * so long after it. Each capture is a recording in the folder of the journal, which
 * notes it; nothing deletes it. One capture is made at a time, and firings of a rule
 * within one of its captures belong to that. Main thread.
 */
typedef struct _WeirTriggerKeeper WeirTriggerKeeper;

WeirTriggerKeeper *weir_trigger_keeper_new         (WeirWorkspace     *workspace,
                                                    WeirAlertJournal  *journal);
void               weir_trigger_keeper_free        (WeirTriggerKeeper *self);
void               weir_trigger_keeper_add         (WeirTriggerKeeper *self,
                                                    WeirJournalEntry  *entry);
void               weir_trigger_keeper_step        (WeirTriggerKeeper *self,
                                                    gint64             now_usec);
char              *weir_trigger_keeper_dup_problem (WeirTriggerKeeper *self);
char              *weir_trigger_keeper_dup_folder  (const char        *journal,
                                                    const char        *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTriggerKeeper, weir_trigger_keeper_free)

G_END_DECLS
