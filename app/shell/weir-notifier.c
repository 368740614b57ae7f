#include "config.h"

#include "app/shell/weir-notifier.h"

#include <glib/gi18n.h>

#define INTERVAL_SECONDS 10
#define NOTICE_ID        "alerts"

struct _WeirNotifier
{
  GObject       parent_instance;

  GApplication *application;    /* owned */
  WeirAlert    *first;          /* owned, nullable: the first that waits */
  guint         n_waiting;
  guint         timeout;        /* no notice before it ends */
};

G_DEFINE_FINAL_TYPE (WeirNotifier, weir_notifier, G_TYPE_OBJECT)

static void
send (WeirNotifier *self)
{
  g_autoptr(GNotification) notice = NULL;
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  title = g_strdup_printf ("%s · %s", weir_alert_get_title (self->first), weir_alert_get_key (self->first));
  if (self->n_waiting == 1)
    body = g_strdup (weir_alert_get_value (self->first));
  else
    body = g_strdup_printf (ngettext ("%s, and %u more alert", "%s, and %u more alerts", self->n_waiting - 1),
                            weir_alert_get_value (self->first), self->n_waiting - 1);

  notice = g_notification_new (title);
  g_notification_set_body (notice, body);
  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notice, "app.show-alerts");
  g_application_send_notification (self->application, NOTICE_ID, notice);

  g_clear_object (&self->first);
  self->n_waiting = 0;
}

static gboolean
on_timeout (gpointer user_data)
{
  WeirNotifier *self = user_data;

  if (self->n_waiting > 0)
    {
      send (self);
      return G_SOURCE_CONTINUE;
    }

  self->timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
on_alert_fired (WeirNotifier *self,
                WeirAlert    *alert)
{
  if (weir_alert_get_severity (alert) != WEIR_SEVERITY_CRITICAL)
    return;

  if (self->n_waiting++ == 0)
    g_set_object (&self->first, alert);
  if (self->timeout != 0)
    return;

  send (self);
  self->timeout = g_timeout_add_seconds (INTERVAL_SECONDS, on_timeout, self);
}

static void
weir_notifier_dispose (GObject *object)
{
  WeirNotifier *self = WEIR_NOTIFIER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->application != NULL)
    g_application_withdraw_notification (self->application, NOTICE_ID);
  g_clear_object (&self->application);
  g_clear_object (&self->first);

  G_OBJECT_CLASS (weir_notifier_parent_class)->dispose (object);
}

static void
weir_notifier_class_init (WeirNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_notifier_dispose;
}

static void
weir_notifier_init (WeirNotifier *self)
{
}

WeirNotifier *
weir_notifier_new (GApplication *application,
                   WeirMonitor  *monitor)
{
  WeirNotifier *self = g_object_new (WEIR_TYPE_NOTIFIER, NULL);

  self->application = g_object_ref (application);
  g_signal_connect_object (monitor, "alert-fired", G_CALLBACK (on_alert_fired), self, G_CONNECT_SWAPPED);

  return self;
}
