#include "config.h"

#include "edit-fixture.h"

WeirCard *
edit_get_card (Edit  *edit,
          guint  i)
{
  GtkWidget *card = app_find (edit->page, WEIR_TYPE_CARD);

  for (; card != NULL && i > 0; i--)
    card = gtk_widget_get_next_sibling (card);
  g_assert_true (WEIR_IS_CARD (card));

  return WEIR_CARD (card);
}

const WeirPanelConfig *
edit_get_panel (Edit  *edit,
           guint  i)
{
  const WeirDashboardConfig *config = weir_dashboard_page_get_config (edit->page);

  g_assert_cmpuint (i, <, config->panels->len);

  return g_ptr_array_index (config->panels, i);
}

guint
edit_count_panels (Edit *edit)
{
  return weir_dashboard_page_get_config (edit->page)->panels->len;
}

/* What the window does. */
static void
on_changed (Edit *edit)
{
  g_autoptr(GError) error = NULL;

  weir_scope_change_workspace (edit->base.scope, weir_workspace_history_get_workspace (edit->history), &error);
  g_assert_no_error (error);
  g_assert_true (weir_dashboard_page_update (edit->page));
}

void
edit_init (Edit *edit)
{
  app_fixture_init (&edit->base);
  app_fixture_watch (&edit->base, app_workspace);
  for (guint i = 0; i < 20; i++)
    app_fixture_send (&edit->base, "prices", "AAA", edit->base.start_usec + i * SECOND, 100 + i, 1);
  app_fixture_flush (&edit->base);
  app_fixture_await_records (&edit->base, "prices", 20);

  edit->history = weir_workspace_history_new (weir_monitor_get_workspace (weir_scope_get_monitor (edit->base.scope)));
  edit->page = WEIR_DASHBOARD_PAGE (weir_dashboard_page_new (edit->base.scope, edit->history, "prices"));
  g_signal_connect_swapped (edit->history, "changed", G_CALLBACK (on_changed), edit);
  app_fixture_show (&edit->base, GTK_WIDGET (edit->page), 1200, 700);
  weir_dashboard_page_set_editing (edit->page, TRUE);
}

void
edit_clear (Edit *edit)
{
  app_fixture_clear (&edit->base);
  g_clear_object (&edit->history);
}
