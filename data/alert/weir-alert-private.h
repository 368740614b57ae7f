#pragma once

#include "data/alert/weir-alert-event.h"

G_BEGIN_DECLS

/* What every alert of one rule has in common; borrowed, it outlives the alerts. */
typedef struct
{
  const char   *name;
  const char   *title;
  const char   *stream;
  WeirSeverity  severity;
} WeirAlertRule;

struct _WeirAlert
{
  GObject        parent_instance;

  char          *rule;
  char          *title;
  char          *stream;
  char          *key;           /* as shown: escaped */
  char          *key_bytes;     /* as it came */
  gsize          key_length;
  WeirSeverity   severity;
  WeirAlertState state;
  char          *value;
  char          *limit;
  gint64         since_usec;
  gint64         event_usec;
  gint64         resolved_usec;
  guint64        n_firings;
  gboolean       acknowledged;
  char          *by;            /* nullable: who acknowledged it */
  char          *note;          /* nullable: what that person wrote */
  char          *assignee;      /* nullable */
  char          *topic;         /* nullable */
  gint32         partition;
  gint64         offset;
  gint64         record_usec;
};

/* What somebody said about it, of those of its properties that are texts. */
typedef enum
{
  WEIR_ALERT_BY,
  WEIR_ALERT_NOTE,
  WEIR_ALERT_ASSIGNEE,
} WeirAlertRemark;

void       weir_alert_take_remark (WeirAlert         *self,
                                 WeirAlertRemark    remark,
                                 const char        *text);
WeirAlert *weir_alert_new   (const WeirAlertRule  *rule,
                             const char           *key,
                             gsize                 key_length);
void       weir_alert_take_over (WeirAlert        *self,
                                 WeirAlert        *newer);
gboolean   weir_alert_is_known  (WeirAlert        *self,
                                 const WeirAlertEvent *event);
void       weir_alert_apply (WeirAlert            *self,
                             const WeirAlertEvent *event);

G_END_DECLS
