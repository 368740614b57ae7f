#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "data/decode/weir-position-text.h"

/* Go to an offset, a time or a partition. */

#define PAGE_RECORDS 500
/* A record's own time may be a little before the broker's. */
#define BEFORE_USEC  G_TIME_SPAN_MINUTE

static void
say (WeirMessagesPage *self,
     const char       *text)
{
  g_autofree char *words = text != NULL ? weir_dup_sentence (text) : NULL;

  gtk_label_set_label (self->go_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->go_label), words != NULL);
}

/* -1: all */
static gboolean
parse_partition (WeirMessagesPage *self,
                 gint32           *partition)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->partition_entry));
  guint64 number;

  *partition = -1;
  if (*text == '\0')
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      say (self, _("a partition is a number; leave it empty for all"));
      return FALSE;
    }
  *partition = (gint32) number;

  return TRUE;
}

/* "14:39" is of the day that is looked at. */
static char *
dup_position (WeirMessagesPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->position_entry));
  WeirTimeRange *range = weir_scope_get_time_range (weir_page_get_scope (WEIR_PAGE (self)));
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (weir_time_range_get_end (range) / G_USEC_PER_SEC);
  g_autoptr(GDateTime) day = utc != NULL ? g_date_time_to_timezone (utc, weir_time_range_get_zone (range)) : NULL;
  g_autofree char *date = NULL;

  if (day == NULL || !g_regex_match_simple ("^\\s*\\d{1,2}:\\d\\d", text, 0, 0))
    return g_strstrip (g_strdup (text));

  text += strspn (text, " ");
  date = g_date_time_format (day, "%Y-%m-%d");

  return g_strdup_printf ("%sT%s%s", date, text[1] == ':' ? "0" : "", text);
}

static gboolean
parse_position (WeirMessagesPage *self,
                WeirPosition     *start)
{
  g_autofree char *text = dup_position (self);
  GTimeZone *zone = weir_time_range_get_zone (weir_scope_get_time_range (weir_page_get_scope (WEIR_PAGE (self))));
  WeirPosition stop = { WEIR_POSITION_NEVER, 0 };
  g_autoptr(GError) error = NULL;

  *start = (WeirPosition) { WEIR_POSITION_NEVER, 0 };
  if (weir_position_parse (text, zone, g_get_real_time (), start, &stop, &error)
      && start->kind != WEIR_POSITION_NEVER && start->kind != WEIR_POSITION_STORED)
    return TRUE;

  say (self, _("write an offset, a time as 14:39 or now-15m, -100 for the last hundred, beginning or end"));

  return FALSE;
}

/* An offset in its partition, and what the partition is. */
static char *
dup_title (const char *position,
           gint32      partition)
{
  if (partition < 0)
    /* Translators: an offset, or a time, as a person wrote it */
    return g_strdup_printf (_("from %s on"), position);

  /* Translators: number of a partition; an offset, or a time, as a person wrote it */
  return g_strdup_printf (_("partition %d from %s on"), partition, position);
}

static void
remove_other_partitions (GArray *ranges,
                         gint32  partition)
{
  for (guint i = ranges->len; partition >= 0 && i > 0; i--)
    if (g_array_index (ranges, WeirOffsetRange, i - 1).partition != partition)
      g_array_remove_index (ranges, i - 1);
}

/*
 * By event time: what was read of that time is known by its offsets. What is older than that is looked for by Kafka's own
 * times, which are those of its writing.
 */
static void
place_at_time (WeirMessagesPage  *self,
               WeirMessagesPlace *place,
               gint64             time_usec)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_autoptr(GArray) before = weir_stream_view_find_offsets (stream, G_MININT64, time_usec);
  g_autoptr(GArray) ranges = weir_stream_view_find_offsets (stream, time_usec, G_MAXINT64);

  remove_other_partitions (before, place->partition);
  remove_other_partitions (ranges, place->partition);
  place->begin_usec = time_usec;
  if (before->len > 0 && ranges->len > 0)
    place->ranges = g_steal_pointer (&ranges);
  else
    place->start = (WeirPosition) { WEIR_POSITION_TIME, time_usec - BEFORE_USEC };
}

static void
on_go (WeirMessagesPage *self)
{
  WeirMessagesPlace *place;
  WeirPosition start;
  gint32 partition;

  if (weir_messages_page_get_stream (self) == NULL || !parse_partition (self, &partition) || !parse_position (self, &start))
    return;

  say (self, NULL);
  place = g_new0 (WeirMessagesPlace, 1);
  place->title = dup_title (gtk_editable_get_text (GTK_EDITABLE (self->position_entry)), partition);
  place->begin_usec = place->end_usec = WEIR_NO_TIME;
  place->partition = partition;
  place->start = start;
  place->max_messages = PAGE_RECORDS;
  if (start.kind == WEIR_POSITION_TIME)
    place_at_time (self, place, start.value);
  /* From the end on there is nothing yet. */
  if (start.kind == WEIR_POSITION_END)
    place->start = (WeirPosition) { WEIR_POSITION_TAIL, PAGE_RECORDS };
  gtk_menu_button_popdown (self->go_button);
  weir_messages_page_read (self, place);
}

static void
on_popover_shown (WeirMessagesPage *self)
{
  say (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->position_entry));
}

void
weir_messages_page_add_go (WeirMessagesPage *self)
{
  weir_accessible_set_name (GTK_WIDGET (self->go_button), _("Go To"));
  weir_accessible_set_name (GTK_WIDGET (self->position_entry), _("Offset or time"));
  weir_accessible_set_name (GTK_WIDGET (self->partition_entry), _("Partition"));
  weir_accessible_use_label (GTK_WIDGET (self->go_to_button));
  g_signal_connect_swapped (self->position_entry, "activate", G_CALLBACK (on_go), self);
  g_signal_connect_swapped (self->partition_entry, "activate", G_CALLBACK (on_go), self);
  g_signal_connect_swapped (self->go_to_button, "clicked", G_CALLBACK (on_go), self);
  g_signal_connect_swapped (gtk_menu_button_get_popover (self->go_button), "show", G_CALLBACK (on_popover_shown), self);
}
