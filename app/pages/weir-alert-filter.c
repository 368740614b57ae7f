#include "config.h"

#include "app/pages/weir-alert-filter.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-journal-words.h"
#include "app/common/weir-words.h"

#define UNACKNOWLEDGED "unacknowledged"

struct _WeirAlertFilter
{
  GtkBox        parent_instance;

  GtkDropDown  *severity;   /* child, as those below */
  GtkDropDown  *state;
  GtkDropDown  *rule;
  GtkEntry     *key;
  GtkButton    *clear;

  GStrv         rules;      /* owned: their names, in the order of the list */
  GPatternSpec *pattern;    /* owned, nullable: of the key */
  gboolean      filling;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirAlertFilter, weir_alert_filter, GTK_TYPE_BOX)

/* States in the order of the list, behind "any". */
static const WeirAlertState states[] = {
  WEIR_ALERT_FIRING, WEIR_ALERT_RECOVERING, WEIR_ALERT_NO_DATA, WEIR_ALERT_BEHIND, WEIR_ALERT_ERROR, WEIR_ALERT_NORMAL,
};

/* Entry 0 of each list stands for all. */
static guint
get_chosen (GtkDropDown *list)
{
  guint chosen = gtk_drop_down_get_selected (list);

  return chosen != GTK_INVALID_LIST_POSITION ? chosen : 0;
}

static gboolean
wants_unacknowledged (WeirAlertFilter *self)
{
  return get_chosen (self->state) == G_N_ELEMENTS (states) + 1;
}

static gboolean
fits (WeirAlertFilter *self,
      WeirSeverity     severity,
      gboolean         knows_severity,
      const char      *rule,
      const char      *key)
{
  guint wanted_severity = get_chosen (self->severity);
  guint wanted_rule = get_chosen (self->rule);

  if (wanted_severity > 0 && (!knows_severity || severity != (WeirSeverity) (wanted_severity - 1)))
    return FALSE;
  if (wanted_rule > 0 && g_strcmp0 (self->rules[wanted_rule - 1], rule) != 0)
    return FALSE;

  return self->pattern == NULL || g_pattern_spec_match_string (self->pattern, key);
}

gboolean
weir_alert_filter_shows (WeirAlertFilter *self,
                         WeirAlert       *alert)
{
  guint wanted = get_chosen (self->state);

  g_return_val_if_fail (WEIR_IS_ALERT_FILTER (self), TRUE);

  if (wants_unacknowledged (self))
    {
      if (weir_alert_get_acknowledged (alert) || weir_alert_get_resolved_usec (alert) != 0)
        return FALSE;
    }
  else if (wanted > 0 && weir_alert_get_state (alert) != states[wanted - 1])
    return FALSE;

  return fits (self, weir_alert_get_severity (alert), TRUE, weir_alert_get_rule (alert), weir_alert_get_key (alert));
}

gboolean
weir_alert_filter_shows_entry (WeirAlertFilter        *self,
                               const WeirJournalFacts *facts)
{
  guint wanted = get_chosen (self->state);
  gboolean change = facts->kind == WEIR_JOURNAL_CHANGE;
  g_autofree char *key = weir_entry_dup_key (facts);

  g_return_val_if_fail (WEIR_IS_ALERT_FILTER (self), TRUE);

  if (!weir_entry_is_for_people (facts))
    return FALSE;
  if (wanted > 0 && !wants_unacknowledged (self) && (!change || facts->state != states[wanted - 1]))
    return FALSE;

  return fits (self, facts->severity, change, facts->rule, key);
}

gboolean
weir_alert_filter_is_set (WeirAlertFilter *self)
{
  g_return_val_if_fail (WEIR_IS_ALERT_FILTER (self), FALSE);

  return get_chosen (self->severity) > 0 || get_chosen (self->state) > 0 || get_chosen (self->rule) > 0 || self->pattern != NULL;
}

static void
on_changed (WeirAlertFilter *self)
{
  if (self->filling)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->clear), weir_alert_filter_is_set (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_key_changed (WeirAlertFilter *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->key));

  g_clear_pointer (&self->pattern, g_pattern_spec_free);
  if (*text != '\0')
    self->pattern = g_pattern_spec_new (text);
  on_changed (self);
}

void
weir_alert_filter_clear (WeirAlertFilter *self)
{
  const WeirAlertFilterConfig nothing = { 0 };

  weir_alert_filter_apply (self, &nothing);
}

static guint
find_state (const char *word)
{
  if (word == NULL)
    return 0;
  if (g_str_equal (word, UNACKNOWLEDGED))
    return G_N_ELEMENTS (states) + 1;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (weir_alert_state_get_word (states[i]), word))
      return i + 1;

  return 0;
}

static guint
find_severity (const char *word)
{
  for (guint i = 0; word != NULL && weir_severity_get_word (i) != NULL; i++)
    if (g_str_equal (weir_severity_get_word (i), word))
      return i + 1;

  return 0;
}

static guint
find_rule (WeirAlertFilter *self,
           const char      *name)
{
  for (guint i = 0; name != NULL && self->rules[i] != NULL; i++)
    if (g_str_equal (self->rules[i], name))
      return i + 1;

  return 0;
}

void
weir_alert_filter_apply (WeirAlertFilter             *self,
                         const WeirAlertFilterConfig *config)
{
  g_return_if_fail (WEIR_IS_ALERT_FILTER (self));

  self->filling = TRUE;
  gtk_drop_down_set_selected (self->severity, find_severity (config->severity));
  gtk_drop_down_set_selected (self->state, find_state (config->state));
  gtk_drop_down_set_selected (self->rule, find_rule (self, config->rule));
  gtk_editable_set_text (GTK_EDITABLE (self->key), config->key != NULL ? config->key : "");
  self->filling = FALSE;
  on_changed (self);
}

void
weir_alert_filter_describe (WeirAlertFilter *self,
                            JsonObject      *object)
{
  guint state = get_chosen (self->state);

  g_return_if_fail (WEIR_IS_ALERT_FILTER (self));

  if (get_chosen (self->severity) > 0)
    json_object_set_string_member (object, "severity", weir_severity_get_word (get_chosen (self->severity) - 1));
  if (wants_unacknowledged (self))
    json_object_set_string_member (object, "state", UNACKNOWLEDGED);
  else if (state > 0)
    json_object_set_string_member (object, "state", weir_alert_state_get_word (states[state - 1]));
  if (get_chosen (self->rule) > 0)
    json_object_set_string_member (object, "rule", self->rules[get_chosen (self->rule) - 1]);
  if (self->pattern != NULL)
    json_object_set_string_member (object, "key", gtk_editable_get_text (GTK_EDITABLE (self->key)));
}

static void
weir_alert_filter_finalize (GObject *object)
{
  WeirAlertFilter *self = WEIR_ALERT_FILTER (object);

  g_strfreev (self->rules);
  g_clear_pointer (&self->pattern, g_pattern_spec_free);

  G_OBJECT_CLASS (weir_alert_filter_parent_class)->finalize (object);
}

static void
weir_alert_filter_class_init (WeirAlertFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_alert_filter_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static GtkDropDown *
add_list (WeirAlertFilter *self,
          const char      *name,
          GtkStringList   *entries)
{
  GtkWidget *list = gtk_drop_down_new (G_LIST_MODEL (entries), NULL);

  weir_accessible_set_name (list, name);
  g_signal_connect_swapped (list, "notify::selected", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (self), list);

  return GTK_DROP_DOWN (list);
}

static GtkStringList *
create_severities (void)
{
  GtkStringList *entries = gtk_string_list_new (NULL);

  gtk_string_list_append (entries, _("Any Severity"));
  for (guint i = 0; weir_severity_get_word (i) != NULL; i++)
    {
      WeirState state = weir_state_of_severity (i);
      g_autofree char *text = g_strdup_printf ("%s %s", state.sign, state.word);

      gtk_string_list_append (entries, text);
    }

  return entries;
}

static GtkStringList *
create_states (void)
{
  GtkStringList *entries = gtk_string_list_new (NULL);

  gtk_string_list_append (entries, _("Any State"));
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      WeirState state = weir_state_of_alert_state (states[i], WEIR_SEVERITY_CRITICAL);
      g_autofree char *text = g_strdup_printf ("%s %s", state.sign, state.word);

      gtk_string_list_append (entries, text);
    }
  gtk_string_list_append (entries, _("○ Not Seen Yet"));

  return entries;
}

static void
weir_alert_filter_init (WeirAlertFilter *self)
{
  self->rules = g_new0 (char *, 1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->severity = add_list (self, _("Severity of the alerts"), create_severities ());
  self->state = add_list (self, _("State of the alerts"), create_states ());
  self->rule = add_list (self, _("Rule of the alerts"), gtk_string_list_new ((const char *[]) { _("Any Rule"), NULL }));
  self->key = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->key, _("Key, as device-*"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->key), 22);
  weir_accessible_set_name (GTK_WIDGET (self->key), _("Key of the alerts"));
  g_signal_connect_swapped (self->key, "changed", G_CALLBACK (on_key_changed), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->key));
  self->clear = GTK_BUTTON (gtk_button_new_with_mnemonic (_("C_lear")));
  weir_accessible_use_label (GTK_WIDGET (self->clear));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->clear), _("Leave nothing out"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->clear), FALSE);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (weir_alert_filter_clear), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->clear));
}

GtkWidget *
weir_alert_filter_new (void)
{
  return g_object_new (WEIR_TYPE_ALERT_FILTER, NULL);
}

void
weir_alert_filter_set_rules (WeirAlertFilter *self,
                             WeirWorkspace   *workspace)
{
  GPtrArray *rules = workspace != NULL ? weir_workspace_get_rules (workspace) : NULL;
  guint before = get_chosen (self->rule);
  g_autofree char *chosen = before > 0 ? g_strdup (self->rules[before - 1]) : NULL;
  g_autoptr(GtkStringList) entries = gtk_string_list_new ((const char *[]) { _("Any Rule"), NULL });
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  g_return_if_fail (WEIR_IS_ALERT_FILTER (self));

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);

      gtk_string_list_append (entries, rule->title);
      g_strv_builder_add (names, rule->name);
    }
  g_strfreev (self->rules);
  self->rules = g_strv_builder_end (names);
  self->filling = TRUE;
  gtk_drop_down_set_model (self->rule, G_LIST_MODEL (entries));
  gtk_drop_down_set_selected (self->rule, find_rule (self, chosen));
  self->filling = FALSE;
  on_changed (self);
}
