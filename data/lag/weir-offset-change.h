#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirOffsetChange:
 * @topic: a topic
 * @partition: a partition; -1 in a question: all of the topic
 * @before: the committed offset, -1 if there is none
 * @offset: the one that is wanted; in the answer what it comes to, within the partition's ends
 * @note: (nullable): why that is another than was asked for
 *
 * One partition's part of a reset of offsets. Owns its texts.
 */
typedef struct
{
  char  *topic;
  gint32 partition;
  gint64 before;
  gint64 offset;
  char  *note;
} WeirOffsetChange;

WeirOffsetChange *weir_offset_change_new  (const char        *topic,
                                           gint32             partition,
                                           gint64             before,
                                           gint64             offset);
void              weir_offset_change_free (WeirOffsetChange  *self);
GPtrArray        *weir_offset_changes_new (void);
gboolean          weir_offset_changes_add_topic (GPtrArray    *self,
                                               const char   *text,
                                               gint64        offset);
GPtrArray        *weir_offset_changes_parse (const char       *text,
                                             gsize             length,
                                             const char       *group,
                                             GError          **error);
char             *weir_offset_changes_dup_csv (GPtrArray      *changes,
                                               gboolean        before);
char             *weir_offset_changes_dup_file_name (const char *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOffsetChange, weir_offset_change_free)

G_END_DECLS
