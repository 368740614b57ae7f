#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"

/* The condition that records are listed by, in the language of rules. */

static void
say (WeirMessagesPage *self,
     const char       *text,
     gboolean          wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->condition_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->condition_entry), "error");

  gtk_widget_set_visible (GTK_WIDGET (self->condition_label), text != NULL);
  if (g_strcmp0 (gtk_label_get_label (self->condition_label), text != NULL ? text : "") != 0)
    gtk_label_set_label (self->condition_label, text != NULL ? text : "");
}

/* (transfer full) (nullable): nothing is written, or what is written is wrong, which is said */
static WeirRecordFilter *
create_filter (WeirMessagesPage *self,
               gboolean         *right)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->condition_entry));
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  g_autoptr(GError) error = NULL;
  WeirRecordFilter *filter = NULL;
  g_autofree char *words = NULL;

  *right = TRUE;
  if (stream == NULL || text[strspn (text, " ")] == '\0')
    {
      say (self, NULL, FALSE);
      return NULL;
    }

  filter = weir_record_filter_new (weir_stream_view_get_schema (stream), text, &error);
  *right = filter != NULL;
  words = error != NULL ? weir_dup_sentence (error->message) : NULL;
  say (self, words, words != NULL);

  return filter;
}

/* While it is being written it is only looked at: what is listed stays. */
static void
on_changed (WeirMessagesPage *self)
{
  gboolean right;
  WeirRecordFilter *filter = create_filter (self, &right);
  gboolean any = *gtk_editable_get_text (GTK_EDITABLE (self->condition_entry)) != '\0';

  g_clear_pointer (&filter, weir_record_filter_free);
  gtk_entry_set_icon_from_icon_name (self->condition_entry, GTK_ENTRY_ICON_SECONDARY, any ? "edit-clear-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (self->condition_entry, GTK_ENTRY_ICON_SECONDARY, any ? _("Clear the condition") : NULL);
}

static WeirMessagesPlace *
steal_place (WeirMessagesPage *self)
{
  return g_steal_pointer (&self->place);
}

void
weir_messages_page_apply_condition (WeirMessagesPage *self)
{
  gboolean right;
  WeirRecordFilter *filter = create_filter (self, &right);

  if (!right)
    return;

  g_free (self->condition);
  self->condition = filter != NULL ? g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->condition_entry))) : NULL;
  weir_message_list_set_filter (self->list, filter);
  if (self->place != NULL)
    weir_messages_page_read (self, steal_place (self));
  else
    weir_message_list_follow (self->list);
}

/* A name that no record has is most often misspelt. */
void
weir_messages_page_update_condition (WeirMessagesPage *self)
{
  WeirRecordFilter *filter = weir_message_list_get_filter (self->list);
  g_autofree char *unseen = NULL;
  g_autofree char *text = NULL;

  if (self->condition == NULL || gtk_widget_has_css_class (GTK_WIDGET (self->condition_entry), "error"))
    return;

  if (self->place != NULL)
    unseen = self->excerpt != NULL ? g_strdup (self->excerpt->unseen) : NULL;
  else if (filter != NULL)
    unseen = weir_record_filter_dup_unseen (filter);
  /* Translators: a name in a condition that was written */
  text = unseen != NULL ? g_strdup_printf (_("● No record that was looked at has “%s”."), unseen) : NULL;
  say (self, text, FALSE);
}

void
weir_messages_page_clear_condition (WeirMessagesPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->condition_entry), "");
  weir_messages_page_apply_condition (self);
}

void
weir_messages_page_add_condition (WeirMessagesPage *self)
{
  weir_accessible_set_name (GTK_WIDGET (self->condition_entry), _("Condition"));
  g_signal_connect_swapped (self->condition_entry, "icon-press", G_CALLBACK (weir_messages_page_clear_condition), self);
  g_signal_connect_swapped (self->condition_entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->condition_entry, "activate", G_CALLBACK (weir_messages_page_apply_condition), self);
}
