#include "config.h"

#include "app/common/weir-state-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"

/* A connected stream without records is worth a word only after this long. */
#define PATIENCE_USEC (3 * G_USEC_PER_SEC)

struct _WeirStatePage
{
  AdwBin         parent_instance;

  AdwStatusPage *page;        /* child */
  GtkSpinner    *spinner;
  GtkButton     *primary;
  GtkButton     *secondary;
  char          *shown;       /* what the page says now, to set it only when it changes */
};

G_DEFINE_FINAL_TYPE (WeirStatePage, weir_state_page, ADW_TYPE_BIN)

static void
weir_state_page_finalize (GObject *object)
{
  g_free (WEIR_STATE_PAGE (object)->shown);

  G_OBJECT_CLASS (weir_state_page_parent_class)->finalize (object);
}

static void
weir_state_page_class_init (WeirStatePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_state_page_finalize;
}

static GtkButton *
append_button (GtkWidget  *box,
               const char *style_class)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "pill");
  if (style_class != NULL)
    gtk_widget_add_css_class (button, style_class);
  gtk_box_append (GTK_BOX (box), button);

  return GTK_BUTTON (button);
}

static void
weir_state_page_init (WeirStatePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), 32, 32);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  self->primary = append_button (box, "suggested-action");
  self->secondary = append_button (box, NULL);

  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_child (self->page, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->page));
}

GtkWidget *
weir_state_page_new (void)
{
  return g_object_new (WEIR_TYPE_STATE_PAGE, NULL);
}

static void
set_button (GtkButton  *button,
            const char *label,
            const char *action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;

  gtk_button_set_label (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
show (WeirStatePage *self,
      const char    *icon,
      const char    *title,
      const char    *description)
{
  g_autofree char *shown = g_strconcat (icon, "\n", title, "\n", description, NULL);
  g_autofree char *markup = g_markup_escape_text (description, -1);

  if (g_strcmp0 (shown, self->shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  adw_status_page_set_icon_name (self->page, icon);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, markup);
}

static void
set_waiting (WeirStatePage *self,
             gboolean       waiting)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), waiting);
  gtk_spinner_set_spinning (self->spinner, waiting);
}

static void
show_starting (WeirStatePage *self,
               const char    *starting)
{
  show (self, "io.github.weir.Weir-symbolic", starting, "");
  set_waiting (self, TRUE);
  set_button (self->primary, NULL, NULL);
  set_button (self->secondary, NULL, NULL);
}

static char *
dup_description (const WeirConnectionStatus *status,
                 const char                 *advice)
{
  g_autofree char *since = status->since_usec > 0 ? weir_dup_clock (status->since_usec) : NULL;
  GString *text = g_string_new (NULL);

  if (status->text != NULL && *status->text != '\0')
    g_string_append_printf (text, "%s\n", status->text);
  if (since != NULL)
    /* Translators: name of the connection, its address, and since when its state holds */
    g_string_append_printf (text, _("%s (%s), since %s.\n"), status->name, status->bootstrap, since);
  g_string_append (text, advice);

  return g_string_free (text, FALSE);
}

static void
show_connection (WeirStatePage              *self,
                 const WeirConnectionStatus *status)
{
  WeirState state = weir_state_of_source (status->state);
  gboolean forbidden = status->state == WEIR_INTAKE_STATE_FORBIDDEN;
  gboolean connecting = status->state == WEIR_INTAKE_STATE_CONNECTING || status->state == WEIR_INTAKE_STATE_IDLE;
  g_autofree char *description = NULL;

  if (forbidden)
    description = dup_description (status, _("Check user name, password and the topic's permissions."));
  else if (connecting)
    description = dup_description (status, _("The broker has not answered yet."));
  else
    description = dup_description (status, _("Weir keeps trying. Check the address and that the broker runs."));

  show (self, forbidden ? "channel-secure-symbolic" : connecting ? "weir-connect-symbolic" : "network-offline-symbolic",
        state.word, description);
  set_waiting (self, connecting);
  set_button (self->primary, connecting ? NULL : _("Change the Connection…"), "win.connect");
  set_button (self->secondary, NULL, NULL);
}

static void
show_quiet (WeirStatePage *self,
            WeirMonitor   *monitor)
{
  GPtrArray *problems = weir_monitor_get_problems (monitor);

  set_waiting (self, FALSE);
  if (problems->len > 0)
    {
      show (self, "dialog-warning-symbolic", _("No Topic Can Be Read"), g_ptr_array_index (problems, 0));
      set_button (self->primary, _("Change the Connection…"), "win.connect");
      set_button (self->secondary, NULL, NULL);
      return;
    }

  show (self, "weir-messages-symbolic", _("Connected, No Records Yet"),
        _("The topics are empty, or nothing came in this time range. Records appear as soon as they arrive."));
  set_button (self->primary, _("Look Back 24 h"), "win.look-back");
  set_button (self->secondary, _("Change the Connection…"), "win.connect");
}

/* The first connection that is not well; FALSE if all are. */
static gboolean
find_unwell (WeirMonitor          *monitor,
             WeirConnectionStatus *status)
{
  guint n = weir_monitor_get_n_connections (monitor);

  for (guint i = 0; i < n; i++)
    {
      weir_monitor_get_connection (monitor, i, status);
      if (status->state != WEIR_INTAKE_STATE_CONNECTED && status->state != WEIR_INTAKE_STATE_ENDED)
        return TRUE;
      g_clear_pointer (&status->text, g_free);
    }

  return FALSE;
}

gboolean
weir_state_page_update (WeirStatePage *self,
                        WeirMonitor   *monitor,
                        const char    *starting)
{
  WeirConnectionStatus status = { .state = WEIR_INTAKE_STATE_IDLE };
  WeirMonitorCounters counters;

  g_return_val_if_fail (WEIR_IS_STATE_PAGE (self), FALSE);

  if (monitor == NULL)
    {
      if (starting != NULL)
        show_starting (self, starting);
      return starting != NULL;
    }

  weir_monitor_get_counters (monitor, &counters);
  if (counters.n_records > 0 || counters.n_dead > 0)
    return FALSE;

  if (find_unwell (monitor, &status))
    {
      show_connection (self, &status);
      g_free (status.text);
      return TRUE;
    }

  weir_monitor_get_connection (monitor, 0, &status);
  g_free (status.text);
  if (weir_monitor_get_n_connections (monitor) == 0 || g_get_real_time () - status.since_usec < PATIENCE_USEC)
    return FALSE;

  show_quiet (self, monitor);
  return TRUE;
}

char *
weir_state_dup_banner (WeirMonitor *monitor)
{
  WeirConnectionStatus status = { .state = WEIR_INTAKE_STATE_IDLE };
  g_autofree char *text = NULL;
  g_autofree char *since = NULL;
  GPtrArray *problems;

  if (monitor == NULL)
    return NULL;

  if (find_unwell (monitor, &status))
    {
      since = weir_dup_clock (status.since_usec);
      text = status.text;
      /* Translators: state, name of the connection, since when, what happened */
      return g_strdup_printf (_("%s: %s, since %s. %s"), weir_state_of_source (status.state).word, status.name, since,
                              text != NULL ? text : "");
    }

  problems = weir_monitor_get_problems (monitor);
  if (problems->len == 0)
    return NULL;
  if (problems->len == 1)
    return g_strdup (g_ptr_array_index (problems, 0));

  return g_strdup_printf (ngettext ("%s (and %u more)", "%s (and %u more)", problems->len - 1),
                          (char *) g_ptr_array_index (problems, 0), problems->len - 1);
}
