#include "config.h"

#include "app/pages/weir-messages-page-private.h"

#include <glib/gi18n.h>

#include "app/panels/weir-cards.h"
#include "widgets/weir-chart.h"

/* How many records came when, over the list: where there were many, and where none. */

#define CHART_MIN_HEIGHT_PX 84

static WeirChart *
find_chart (GtkWidget *widget)
{
  if (WEIR_IS_CHART (widget))
    return WEIR_CHART (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      WeirChart *chart = find_chart (child);

      if (chart != NULL)
        return chart;
    }

  return NULL;
}

void
weir_messages_page_reset_timeline (WeirMessagesPage *self)
{
  WeirStreamView *stream = weir_messages_page_get_stream (self);
  const char *name = stream != NULL ? weir_stream_view_get_config (stream)->name : NULL;
  GtkWidget *card = NULL;

  if (self->timeline_config != NULL && g_strcmp0 (self->timeline_config->stream, name) == 0
      && adw_bin_get_child (self->timeline_bin) != NULL
      && weir_card_get_stream (WEIR_CARD (adw_bin_get_child (self->timeline_bin))) == stream)
    return;

  adw_bin_set_child (self->timeline_bin, NULL);
  g_clear_pointer (&self->timeline_config, weir_panel_config_free);
  if (name == NULL)
    return;

  self->timeline_config = weir_panel_config_new ();
  self->timeline_config->kind = WEIR_PANEL_RATE;
  g_free (self->timeline_config->title);
  self->timeline_config->title = g_strdup (_("Records"));
  g_free (self->timeline_config->stream);
  self->timeline_config->stream = g_strdup (name);
  card = weir_card_new_for_panel (weir_page_get_scope (WEIR_PAGE (self)), self->timeline_config);
  weir_chart_set_click_activates (find_chart (card), TRUE);
  /* Lower than a panel of a dashboard, as the records below are what the page is for. */
  gtk_widget_set_size_request (GTK_WIDGET (find_chart (card)), -1, CHART_MIN_HEIGHT_PX);
  gtk_widget_set_vexpand (card, FALSE);
  adw_bin_set_child (self->timeline_bin, card);
}
