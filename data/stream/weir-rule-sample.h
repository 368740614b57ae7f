#pragma once

#include <gio/gio.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* Memory for the records of a sample; beyond it the oldest are forgotten. */
#define WEIR_RULE_SAMPLE_MAX_BYTES ((gsize) 128 * 1024 * 1024)

/**
 * WeirRuleSample:
 *
 * The records that a stream is made of, from a time on up to now, kept as they
 * came so that rules can be tried on them again and again. Constant once it was
 * read; counted, so that threads can share it.
 */
typedef struct _WeirRuleSample WeirRuleSample;

WeirRuleSample *weir_rule_sample_read            (WeirWorkspace   *workspace,
                                                  const char      *stream,
                                                  gint64           from_usec,
                                                  gsize            max_bytes,
                                                  GCancellable    *cancellable,
                                                  GError         **error);
WeirRuleSample *weir_rule_sample_ref             (WeirRuleSample  *self);
void            weir_rule_sample_unref           (WeirRuleSample  *self);
const char     *weir_rule_sample_get_stream      (WeirRuleSample  *self);
guint           weir_rule_sample_get_n_messages  (WeirRuleSample  *self);
guint64         weir_rule_sample_get_n_forgotten (WeirRuleSample  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRuleSample, weir_rule_sample_unref)

G_END_DECLS
