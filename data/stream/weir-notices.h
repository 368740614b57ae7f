#pragma once

#include "data/stream/weir-journal-entry.h"

G_BEGIN_DECLS

/* Between two notices of one rule; what comes in between is in the next one. */
#define WEIR_NOTICES_INTERVAL_USEC (10 * G_TIME_SPAN_SECOND)

/**
 * WeirNoticeKind:
 * @WEIR_NOTICE_GIVE: somebody is to be told of alerts that began to fire
 * @WEIR_NOTICE_REPEAT: somebody is to be told again of alerts that still do
 * @WEIR_NOTICE_WITHDRAW: nothing of what was told about the rule is of interest any more
 */
typedef enum
{
  WEIR_NOTICE_GIVE,
  WEIR_NOTICE_REPEAT,
  WEIR_NOTICE_WITHDRAW,
} WeirNoticeKind;

/**
 * WeirNoticeAlert:
 * @key: the key's bytes
 * @number: of the journal's entry by which it began to fire
 * @over: it ended before anybody was told
 */
typedef struct
{
  GBytes   *key;
  guint64   number;
  gboolean  over;
} WeirNoticeAlert;

/**
 * WeirNotice:
 * @rule: index of the rule
 * @alerts: (element-type WeirNoticeAlert): in the order in which they began to fire; of a withdrawal none
 *
 * One thing to tell of one rule.
 */
typedef struct
{
  WeirNoticeKind  kind;
  guint           rule;
  GArray         *alerts;
} WeirNotice;

/**
 * WeirNotices:
 *
 * Decides of what somebody is told: fed with the entries of a journal and the wall
 * clock, it hands out notices. It does nothing else, so that the same entries and the same
 * clock give the same notices, and a program that starts again goes on with what the
 * journal has. Not thread-safe.
 *
 * Alerts of one rule that come together are one notice, and the next one of that rule
 * comes ten seconds later. An alert is told of once; again after the rule's `repeat`,
 * while it fires and is not acknowledged. One that a silence mutes is told of if
 * it still fires when the silence ends; so is one that another rule's alert inhibits.
 */
typedef struct _WeirNotices WeirNotices;

WeirNotices *weir_notices_new           (GPtrArray            *rules);
void         weir_notices_free          (WeirNotices          *self);
void         weir_notices_apply         (WeirNotices          *self,
                                         WeirJournalEntry     *entry);
GPtrArray   *weir_notices_take          (WeirNotices          *self,
                                         gint64                now_usec);
const WeirJournalFacts *weir_notices_find_silence (WeirNotices *self,
                                         const char           *rule,
                                         const char           *key,
                                         gsize                 key_length,
                                         gint64                now_usec);
gboolean     weir_notices_is_inhibited  (WeirNotices          *self,
                                         const char           *rule,
                                         const char           *key,
                                         gsize                 key_length);
void         weir_notice_free           (WeirNotice           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNotices, weir_notices_free)

G_END_DECLS
