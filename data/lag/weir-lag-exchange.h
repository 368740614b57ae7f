#pragma once

#include "data/lag/weir-lag-reader.h"

G_BEGIN_DECLS

/* A question about groups, and its answer, as bytes between two processes of this program. */
typedef struct
{
  WeirSettings    *settings;      /* owned */
  char            *group;         /* owned, nullable */
  GStrv            topics;        /* owned, nullable */
  WeirLagSnapshot *previous;      /* owned, nullable */
  guint            timeout_msec;
} WeirLagQuestion;

void             weir_lag_question_clear (WeirLagQuestion        *self);
GBytes          *weir_lag_question_write (WeirSettings           *settings,
                                          const char             *group,
                                          const char * const     *topics,
                                          const WeirLagSnapshot  *previous,
                                          guint                   timeout_msec);
gboolean         weir_lag_question_read  (WeirLagQuestion        *self,
                                          GBytes                 *bytes);
GBytes          *weir_lag_answer_write   (const WeirLagSnapshot  *snapshot,
                                          const GError           *error);
WeirLagSnapshot *weir_lag_answer_read    (GBytes                 *bytes,
                                          GError                **error);

G_END_DECLS
