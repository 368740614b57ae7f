#include "config.h"

#include "app/shell/weir-notifier.h"

#include <gdk/gdk.h>
#include <glib/gi18n.h>

#include "data/decode/weir-word.h"

#define INTERVAL_SECONDS 10

/* Keys that a notice names. */
#define NAMED_MAX 3

struct _WeirNotifier
{
  GObject       parent_instance;

  GApplication *application;    /* owned */
  WeirMonitor  *monitor;        /* owned */
  GSettings    *preferences;    /* owned, nullable */
  guint         window_id;
  GHashTable   *told;           /* owned: rule → GPtrArray of WeirAlert: of which there is a notice, or will be */
  GPtrArray    *waiting;        /* owned, of char *: rules whose notice has to wait */
  GHashTable   *summed_up;      /* owned, of char *: rules of the notice that sums up */
  guint         timeout;        /* no notice before it ends */
};

G_DEFINE_FINAL_TYPE (WeirNotifier, weir_notifier, G_TYPE_OBJECT)

/* A rule has one notice, each replacing the last. NULL: that of several rules. */
static char *
dup_id (WeirNotifier *self,
        const char   *rule)
{
  return rule != NULL ? g_strdup_printf ("alerts-%u-%s", self->window_id, rule) : g_strdup_printf ("alerts-%u", self->window_id);
}

static WeirSeverity
find_severity (GPtrArray *alerts)
{
  WeirSeverity worst = WEIR_SEVERITY_INFO;

  for (guint i = 0; i < alerts->len; i++)
    worst = MAX (worst, weir_alert_get_severity (g_ptr_array_index (alerts, i)));

  return worst;
}

static gboolean
is_wanted (WeirNotifier *self,
           GPtrArray    *alerts)
{
  g_autofree char *word = self->preferences != NULL ? g_settings_get_string (self->preferences, "notice-severity") : NULL;
  guint least = WEIR_SEVERITY_CRITICAL;

  if (word != NULL)
    weir_word_parse (weir_severity_get_word, word, &least);

  return find_severity (alerts) >= least;
}

static void
make_sound (WeirNotifier *self)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL && self->preferences != NULL && g_settings_get_boolean (self->preferences, "notice-sound"))
    gdk_display_beep (display);
}

static char *
dup_title (GPtrArray *alerts)
{
  WeirAlert *first = g_ptr_array_index (alerts, 0);

  if (alerts->len == 1)
    return g_strdup_printf ("%s · %s", weir_alert_get_title (first), weir_alert_get_key (first));

  /* Translators: the title of a rule, and of how many keys it has alerts */
  return g_strdup_printf (ngettext ("%s · %u key", "%s · %u keys", alerts->len), weir_alert_get_title (first), alerts->len);
}

static char *
dup_body (GPtrArray *alerts)
{
  GString *body = g_string_new (NULL);

  if (alerts->len == 1)
    {
      const char *value = weir_alert_get_value (g_ptr_array_index (alerts, 0));

      return g_string_free (g_string_append (body, value != NULL ? value : ""), FALSE);
    }
  for (guint i = 0; i < MIN (alerts->len, NAMED_MAX); i++)
    {
      WeirAlert *alert = g_ptr_array_index (alerts, i);
      const char *value = weir_alert_get_value (alert);

      g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", weir_alert_get_key (alert));
      if (value != NULL && *value != '\0')
        g_string_append_printf (body, ": %s", value);
    }
  if (alerts->len > NAMED_MAX)
    {
      g_string_append_c (body, '\n');
      g_string_append_printf (body, ngettext ("and %u more", "and %u more", alerts->len - NAMED_MAX), alerts->len - NAMED_MAX);
    }

  return g_string_free (body, FALSE);
}

static void
send_notice (WeirNotifier  *self,
      const char    *rule,
      GNotification *notice,
      WeirSeverity   severity)
{
  g_autofree char *id = dup_id (self, rule);

  g_notification_set_priority (notice, severity == WEIR_SEVERITY_CRITICAL ? G_NOTIFICATION_PRIORITY_HIGH
                                                                           : G_NOTIFICATION_PRIORITY_NORMAL);
  g_application_send_notification (self->application, id, notice);
  make_sound (self);
}

static void
send_rule (WeirNotifier *self,
           const char   *rule)
{
  GPtrArray *alerts = weir_notifier_get_alerts (self, rule);
  g_autofree char *title = dup_title (alerts);
  g_autofree char *body = dup_body (alerts);
  g_autoptr(GNotification) notice = g_notification_new (title);

  g_notification_set_body (notice, body);
  g_notification_set_default_action_and_target (notice, "app.show-alerts-of", "(us)", self->window_id, rule);
  g_notification_add_button_with_target (notice, _("Show"), "app.show-alerts-of", "(us)", self->window_id, rule);
  g_notification_add_button_with_target (notice, _("Acknowledge"), "app.acknowledge-alerts-of", "(us)", self->window_id, rule);
  /* Translators: no notices for an hour */
  g_notification_add_button_with_target (notice, _("Mute 1 h"), "app.mute-alerts-of", "(us)", self->window_id, rule);
  send_notice (self, rule, notice, find_severity (alerts));
}

/* Of several rules that came while none could be sent. */
static void
send_summary (WeirNotifier *self)
{
  g_autoptr(GNotification) notice = NULL;
  g_autoptr(GString) body = g_string_new (NULL);
  g_autofree char *title = NULL;
  WeirSeverity severity = WEIR_SEVERITY_INFO;
  guint n_alerts = 0;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      const char *rule = g_ptr_array_index (self->waiting, i);
      GPtrArray *alerts = weir_notifier_get_alerts (self, rule);
      g_autofree char *line = dup_title (alerts);

      n_alerts += alerts->len;
      severity = MAX (severity, find_severity (alerts));
      if (i < NAMED_MAX)
        g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", line);
      g_hash_table_add (self->summed_up, g_strdup (rule));
    }
  if (self->waiting->len > NAMED_MAX)
    {
      g_string_append_c (body, '\n');
      g_string_append_printf (body, ngettext ("and %u more", "and %u more", self->waiting->len - NAMED_MAX),
                              self->waiting->len - NAMED_MAX);
    }
  title = g_strdup_printf (ngettext ("%u alert", "%u alerts", n_alerts), n_alerts);
  notice = g_notification_new (title);
  g_notification_set_body (notice, body->str);
  g_notification_set_default_action (notice, "app.show-alerts");
  send_notice (self, NULL, notice, severity);
}

static gboolean
on_timeout (gpointer user_data)
{
  WeirNotifier *self = user_data;

  if (self->waiting->len == 0)
    {
      self->timeout = 0;
      return G_SOURCE_REMOVE;
    }

  if (self->waiting->len == 1)
    send_rule (self, g_ptr_array_index (self->waiting, 0));
  else
    send_summary (self);
  g_ptr_array_set_size (self->waiting, 0);

  return G_SOURCE_CONTINUE;
}

/* What a rule's notice is about: what ended since is not. */
static void
remember (WeirNotifier *self,
          const char   *rule,
          GPtrArray    *alerts)
{
  GPtrArray *told = weir_notifier_get_alerts (self, rule);

  if (told == NULL)
    {
      told = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->told, g_strdup (rule), told);
    }
  for (guint i = told->len; i > 0; i--)
    if (weir_alert_get_resolved_usec (g_ptr_array_index (told, i - 1)) != 0)
      g_ptr_array_remove_index (told, i - 1);
  for (guint i = 0; i < alerts->len; i++)
    if (!g_ptr_array_find (told, g_ptr_array_index (alerts, i), NULL))
      g_ptr_array_add (told, g_object_ref (g_ptr_array_index (alerts, i)));
}

static void
on_notice (WeirNotifier *self,
           const char   *rule,
           GPtrArray    *alerts)
{
  if (!is_wanted (self, alerts))
    return;

  remember (self, rule, alerts);
  if (self->timeout == 0)
    {
      send_rule (self, rule);
      self->timeout = g_timeout_add_seconds (INTERVAL_SECONDS, on_timeout, self);
    }
  else if (!g_ptr_array_find_with_equal_func (self->waiting, rule, g_str_equal, NULL))
    {
      g_ptr_array_add (self->waiting, g_strdup (rule));
    }
}

static void
withdraw (WeirNotifier *self,
          const char   *rule)
{
  g_autofree char *id = dup_id (self, rule);

  g_application_withdraw_notification (self->application, id);
}

static void
on_notice_withdrawn (WeirNotifier *self,
                     const char   *rule)
{
  guint waiting;

  if (g_ptr_array_find_with_equal_func (self->waiting, rule, g_str_equal, &waiting))
    g_ptr_array_remove_index (self->waiting, waiting);
  g_hash_table_remove (self->told, rule);
  withdraw (self, rule);
  if (g_hash_table_remove (self->summed_up, rule) && g_hash_table_size (self->summed_up) == 0)
    withdraw (self, NULL);
}

static void
weir_notifier_dispose (GObject *object)
{
  WeirNotifier *self = WEIR_NOTIFIER (object);
  GHashTableIter iter;
  gpointer rule;

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->application != NULL)
    {
      g_hash_table_iter_init (&iter, self->told);
      while (g_hash_table_iter_next (&iter, &rule, NULL))
        withdraw (self, rule);
      withdraw (self, NULL);
    }
  g_clear_object (&self->application);
  g_clear_object (&self->monitor);
  g_clear_object (&self->preferences);

  G_OBJECT_CLASS (weir_notifier_parent_class)->dispose (object);
}

static void
weir_notifier_finalize (GObject *object)
{
  WeirNotifier *self = WEIR_NOTIFIER (object);

  g_hash_table_unref (self->told);
  g_hash_table_unref (self->summed_up);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (weir_notifier_parent_class)->finalize (object);
}

static void
weir_notifier_class_init (WeirNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_notifier_finalize;
}

static void
weir_notifier_init (WeirNotifier *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->summed_up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
}

WeirNotifier *
weir_notifier_new (GApplication *application,
                   WeirMonitor  *monitor,
                   guint         window_id,
                   GSettings    *preferences)
{
  WeirNotifier *self = g_object_new (WEIR_TYPE_NOTIFIER, NULL);

  self->application = g_object_ref (application);
  self->monitor = g_object_ref (monitor);
  self->window_id = window_id;
  g_set_object (&self->preferences, preferences);
  g_signal_connect_object (monitor, "notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "notice-withdrawn", G_CALLBACK (on_notice_withdrawn), self, G_CONNECT_SWAPPED);

  return self;
}

GPtrArray *
weir_notifier_get_alerts (WeirNotifier *self,
                          const char   *rule)
{
  g_return_val_if_fail (WEIR_IS_NOTIFIER (self), NULL);

  return g_hash_table_lookup (self->told, rule);
}

void
weir_notifier_acknowledge (WeirNotifier *self,
                           const char   *rule)
{
  GPtrArray *alerts = weir_notifier_get_alerts (self, rule);

  for (guint i = 0; alerts != NULL && i < alerts->len; i++)
    {
      WeirAlert *alert = g_ptr_array_index (alerts, i);

      if (weir_alert_get_resolved_usec (alert) == 0 && !weir_alert_get_acknowledged (alert))
        weir_monitor_acknowledge (self->monitor, alert, g_get_real_name (), NULL);
    }
}

void
weir_notifier_mute (WeirNotifier *self,
                    const char   *rule,
                    gint64        for_usec)
{
  GPtrArray *alerts = weir_notifier_get_alerts (self, rule);
  gint64 until_usec = g_get_real_time () + for_usec;
  g_autoptr(WeirJournalEntry) silence = NULL;
  g_autoptr(GError) error = NULL;

  if (alerts != NULL && alerts->len == 1)
    {
      weir_monitor_mute_alert (self->monitor, g_ptr_array_index (alerts, 0), until_usec, g_get_real_name ());
      return;
    }

  silence = weir_journal_entry_new (WEIR_JOURNAL_MUTED, rule, NULL, 0);
  weir_journal_entry_describe (silence)->until_usec = until_usec;
  weir_journal_entry_describe (silence)->by = g_strdup (g_get_real_name ());
  if (!weir_monitor_mute (self->monitor, silence, &error))
    g_debug ("%s", error->message);
}
