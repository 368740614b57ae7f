#include "config.h"

#include "data/lag/weir-offset-change.h"

#include "data/decode/weir-csv-line.h"
#include "data/source/weir-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * weir_offset_change_new:
 * @topic: a topic
 * @partition: a partition, -1 for all of the topic
 * @before: the committed offset, -1 if there is none
 * @offset: the one that is wanted
 *
 * Returns: (transfer full): a change
 */
WeirOffsetChange *
weir_offset_change_new (const char *topic,
                        gint32      partition,
                        gint64      before,
                        gint64      offset)
{
  WeirOffsetChange *self = g_new0 (WeirOffsetChange, 1);

  self->topic = g_strdup (topic);
  self->partition = partition;
  self->before = before;
  self->offset = offset;

  return self;
}

/**
 * weir_offset_change_free:
 * @self: (transfer full): a change
 */
void
weir_offset_change_free (WeirOffsetChange *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->topic);
  g_free (self->note);
  g_free (self);
}

/**
 * weir_offset_changes_new:
 *
 * Returns: (transfer full) (element-type WeirOffsetChange): an empty list
 */
GPtrArray *
weir_offset_changes_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) weir_offset_change_free);
}

/**
 * weir_offset_changes_add_topic:
 * @self: (element-type WeirOffsetChange): the scope of a reset
 * @text: "TOPIC", or "TOPIC:0,1"
 * @offset: the one that is wanted
 *
 * Returns: whether @text is of that form; else nothing of it, or a part, was added
 */
gboolean
weir_offset_changes_add_topic (GPtrArray  *self,
                               const char *text,
                               gint64      offset)
{
  const char *colon = strchr (text, ':');
  g_autofree char *topic = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  g_auto(GStrv) numbers = colon != NULL ? g_strsplit (colon + 1, ",", -1) : NULL;

  if (colon == NULL)
    g_ptr_array_add (self, weir_offset_change_new (topic, -1, -1, offset));

  for (guint i = 0; numbers != NULL && (numbers[i] != NULL || i == 0); i++)
    {
      gint64 partition;

      if (numbers[i] == NULL || !g_ascii_string_to_signed (numbers[i], 10, 0, G_MAXINT32, &partition, NULL))
        return FALSE;
      g_ptr_array_add (self, weir_offset_change_new (topic, (gint32) partition, -1, offset));
    }

  return *topic != '\0';
}

static gboolean
parse_number (const WeirCsvCell *cell,
              gint64             max,
              gint64            *number)
{
  return g_ascii_string_to_signed (cell->text, 10, 0, max, number, NULL);
}

/* topic,partition,offset, with the group before them where the file is of several groups. */
static gboolean
parse_line (GPtrArray   *changes,
            GArray      *cells,
            const char  *group,
            guint        number,
            GError     **error)
{
  guint first = cells->len == 4 ? 1 : 0;
  const WeirCsvCell *cell = &g_array_index (cells, WeirCsvCell, first);
  gint64 partition, offset;

  if ((cells->len != 3 && cells->len != 4) || *cell[0].text == '\0'
      || !parse_number (&cell[1], G_MAXINT32, &partition) || !parse_number (&cell[2], G_MAXINT64, &offset))
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                   _("Line %u is not “topic,partition,offset”, nor “group,topic,partition,offset”"), number);
      return FALSE;
    }
  if (first == 0 || g_str_equal (cell[-1].text, group))
    g_ptr_array_add (changes, weir_offset_change_new (cell[0].text, (gint32) partition, -1, offset));

  return TRUE;
}

/**
 * weir_offset_changes_parse:
 * @text: the text of a file, as kafka-consumer-groups --export writes it
 * @length: bytes of @text
 * @group: of lines that name a group, only those of this one count
 * @error: return location for %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Returns: (transfer full) (nullable) (element-type WeirOffsetChange): the
 *   offsets that are wanted
 */
GPtrArray *
weir_offset_changes_parse (const char  *text,
                           gsize        length,
                           const char  *group,
                           GError     **error)
{
  g_autoptr(GPtrArray) changes = weir_offset_changes_new ();
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (WeirCsvCell));
  g_autofree char *copy = NULL;
  g_auto(GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL && group != NULL, NULL);

  copy = g_strndup (text, length);
  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *problem = NULL;
      gsize n = strlen (g_strchomp (lines[i]));

      if (n == 0)
        continue;
      g_array_set_size (cells, 0);
      if (!weir_csv_line_split (lines[i], n, ',', cells, &problem))
        {
          g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, _("Line %u: %s"), i + 1, problem);
          return NULL;
        }
      if (!parse_line (changes, cells, group, i + 1, error))
        return NULL;
    }
  if (changes->len == 0)
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, _("There are no offsets of group “%s” in it"), group);
      return NULL;
    }

  return g_steal_pointer (&changes);
}

/**
 * weir_offset_changes_dup_csv:
 * @changes: (element-type WeirOffsetChange): a list
 * @before: the offsets of before, where there are any; else the new ones
 *
 * Returns: (transfer full): "topic,partition,offset" lines, which
 *   weir_offset_changes_parse() and kafka-consumer-groups --from-file read; a
 *   topic's name needs no quotes
 */
char *
weir_offset_changes_dup_csv (GPtrArray *changes,
                             gboolean   before)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (changes != NULL, NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const WeirOffsetChange *change = g_ptr_array_index (changes, i);
      gint64 offset = before ? change->before : change->offset;

      if (offset >= 0)
        g_string_append_printf (text, "%s,%d,%" G_GINT64_FORMAT "\n", change->topic, change->partition, offset);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * weir_offset_changes_dup_file_name:
 * @group: a consumer group
 *
 * Returns: (transfer full): a name for a file of the offsets it has now, of its own for every second, of characters that
 *   any file's name may have
 */
char *
weir_offset_changes_dup_file_name (const char *group)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *name = g_strndup (group, 100);

  for (char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      *c = '_';

  return g_strdup_printf ("offsets-%s-%s.csv", name, time);
}
