#pragma once

#include "data/alert/weir-alert.h"
#include "data/decode/weir-value.h"

G_BEGIN_DECLS

/**
 * WeirAlertChange:
 * @rule: index of the rule among the workspace's rules
 * @key: (array length=key_length): the key's bytes
 * @key_length: bytes in @key
 * @before: the state it left
 * @state: the state it is in now; %WEIR_ALERT_NORMAL: it resolved
 * @time_usec: event time of the change
 * @value: what the condition looked at; missing: nothing
 * @topic: (nullable): where the record is that made the change
 * @partition: its partition, -1 without a record
 * @offset: its offset, -1 without a record
 * @reason: (nullable): why, where it does not follow from rule and state
 *
 * One change of state of one (rule, key). Unlike a #WeirAlertEvent, which says
 * what several changes came to, there is one for each. All is borrowed for the call.
 */
typedef struct
{
  guint          rule;
  const char    *key;
  gsize          key_length;
  WeirAlertState before;
  WeirAlertState state;
  gint64         time_usec;
  WeirValue      value;
  const char    *topic;
  gint32         partition;
  gint64         offset;
  const char    *reason;
} WeirAlertChange;

G_END_DECLS
