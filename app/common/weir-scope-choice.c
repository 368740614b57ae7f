#include "config.h"

#include "app/common/weir-scope-private.h"

/* What a person picks on one card, for the other cards and for the page of messages. */

enum
{
  KEY_CHOSEN,
  SPAN_CHOSEN,
  RECORD_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
weir_scope_class_add_choices (WeirScopeClass *klass)
{
  signals[KEY_CHOSEN] = g_signal_new ("key-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SPAN_CHOSEN] = g_signal_new ("span-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);
  signals[RECORD_CHOSEN] = g_signal_new ("record-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT, G_TYPE_INT64);
}

void
weir_scope_choose_key (WeirScope *self,
                         const char  *stream,
                         const char  *key)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  g_signal_emit (self, signals[KEY_CHOSEN], 0, stream, key);
}

void
weir_scope_choose_span (WeirScope  *self,
                        const char *stream,
                        const char *key,
                        gint64      begin_usec,
                        gint64      end_usec)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));
  g_return_if_fail (begin_usec < end_usec);

  g_signal_emit (self, signals[SPAN_CHOSEN], 0, stream, key, begin_usec, end_usec);
}

void
weir_scope_choose_record (WeirScope  *self,
                          const char *stream,
                          const char *topic,
                          int         partition,
                          gint64      offset)
{
  g_return_if_fail (WEIR_IS_SCOPE (self));

  g_signal_emit (self, signals[RECORD_CHOSEN], 0, stream, topic, partition, offset);
}
