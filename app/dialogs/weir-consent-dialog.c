#include "config.h"

#include "app/dialogs/weir-consent-dialog.h"

#include <glib/gi18n.h>

#define LIST_HEIGHT_PX 280
/* A property, its value and the reason, once wrapped. */
#define ENTRY_HEIGHT_PX 54

static char *
dup_list (GPtrArray *consents)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < consents->len; i++)
    {
      const WeirConsent *consent = g_ptr_array_index (consents, i);
      g_autofree char *line = weir_consent_dup_text (consent);

      g_string_append_printf (text, "%s%s\n    %s", i > 0 ? "\n" : "", line, weir_consent_get_reason (consent));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Scrolls rather than leaving anything out: what is asked last counts as much as what is asked first. */
static GtkWidget *
create_list (GPtrArray *consents)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *text = dup_list (consents);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT_PX);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              MIN (LIST_HEIGHT_PX, (int) consents->len * ENTRY_HEIGHT_PX));

  return scroller;
}

GtkWidget *
weir_consent_dialog_new (GtkWindow     *parent,
                         WeirWorkspace *workspace)
{
  GtkWidget *self = adw_message_dialog_new (parent, _("Do You Trust This Workspace?"),
                                            _("It sets what a file may not set by itself. Allow it only if you trust "
                                              "whoever wrote it; Weir asks again when the file changes."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  adw_message_dialog_set_extra_child (dialog, create_list (weir_workspace_get_consents (workspace)));
  adw_message_dialog_add_responses (dialog, "cancel", _("Do _Not Open"), WEIR_CONSENT_DIALOG_ALLOW,
                                    _("_Allow and Open"), NULL);
  adw_message_dialog_set_response_appearance (dialog, WEIR_CONSENT_DIALOG_ALLOW, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");

  return self;
}
