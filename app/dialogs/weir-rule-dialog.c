#include "config.h"

#include "app/dialogs/weir-rule-dialog.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-condition-rows.h"
#include "app/dialogs/weir-object-form.h"
#include "app/dialogs/weir-rule-preview.h"
#include "app/dialogs/weir-rule-templates.h"
#include "data/alert/weir-condition-threshold.h"
#include "data/alert/weir-severity.h"
#include "data/workspace/weir-object-edit.h"
#include "data/workspace/weir-workspace-load.h"

#define FORM_PX       420
#define WIDTH_PX      1180
#define MIN_WIDTH_PX  920
#define HEIGHT_PX     780
/* Of all that a field had, a new limit leaves this share above it. */
#define LIMIT_SHARE   0.1

struct _WeirRuleDialog
{
  AdwWindow             parent_instance;

  WeirWorkspaceHistory *history;    /* owned */
  char                 *name;       /* nullable: a new one */
  JsonNode             *node;       /* owned: what is being described */
  GtkLabel             *message;    /* child, as those below */
  AdwComboRow          *template;
  AdwComboRow          *kind;
  WeirConditionRows    *fire;
  WeirConditionRows    *clear;
  GtkWidget            *hold;
  GtkWidget            *keep;
  GtkWidget            *silence;
  WeirRulePreview      *preview;
};

G_DEFINE_FINAL_TYPE (WeirRuleDialog, weir_rule_dialog, ADW_TYPE_WINDOW)

static JsonObject *
get_object (WeirRuleDialog *self)
{
  return json_node_get_object (self->node);
}

static WeirWorkspace *
get_workspace (WeirRuleDialog *self)
{
  return weir_workspace_history_get_workspace (self->history);
}

static const WeirStreamConfig *
get_stream (WeirRuleDialog *self)
{
  const char *name = json_object_get_string_member_with_default (get_object (self), "stream", NULL);

  return name != NULL ? weir_workspace_find_named (weir_workspace_get_streams (get_workspace (self)), name) : NULL;
}

static WeirRuleKind
get_kind (WeirRuleDialog *self)
{
  const char *word = json_object_get_string_member_with_default (get_object (self), "kind", "");

  for (guint kind = 0; weir_rule_kind_get_word (kind) != NULL; kind++)
    if (g_str_equal (weir_rule_kind_get_word (kind), word))
      return kind;

  return WEIR_RULE_RECORD;
}

/* -- applying -- */

static void
show_error (WeirRuleDialog *self,
            const GError   *error)
{
  g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : g_strdup ("");

  gtk_label_set_label (self->message, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->message), error != NULL);
}

/* A rule is referred to by its name, which the form does not ask for. */
static void
name_new_rule (WeirRuleDialog *self)
{
  JsonObject *object = get_object (self);
  const char *title = json_object_get_string_member_with_default (object, "title", "rule");
  GPtrArray *rules = weir_workspace_get_rules (get_workspace (self));
  g_autofree char *name = g_strdup (title);

  for (guint i = 2; weir_workspace_find_named (rules, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", title, i);
    }
  json_object_set_string_member (object, "name", name);
}

static void
take (WeirRuleDialog *self,
      WeirWorkspace  *next,
      const char     *label,
      const GError   *error)
{
  if (next == NULL)
    {
      show_error (self, error);
      return;
    }

  weir_workspace_history_push (self->history, next, label);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_apply_clicked (WeirRuleDialog *self)
{
  g_autoptr(WeirWorkspace) next = NULL;
  g_autoptr(GError) error = NULL;

  if (self->name == NULL)
    name_new_rule (self);
  next = weir_object_edit_set (get_workspace (self), "rules", self->name, self->node, &error);
  take (self, next, self->name != NULL ? _("Change Rule") : _("Add Rule"), error);
}

static void
on_remove_clicked (WeirRuleDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = weir_object_edit_remove (get_workspace (self), "rules", self->name, &error);

  take (self, next, _("Remove Rule"), error);
}

/* -- what follows from what is entered -- */

static void
set_condition (WeirRuleDialog *self,
               const char     *member,
               const char     *text)
{
  JsonObject *object = get_object (self);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  JsonObject *condition;

  if (!json_object_has_member (object, "condition"))
    {
      if (*stripped == '\0')
        return;
      json_object_set_object_member (object, "condition", json_object_new ());
    }
  condition = json_object_get_object_member (object, "condition");
  if (*stripped != '\0')
    json_object_set_string_member (condition, member, stripped);
  else
    json_object_remove_member (condition, member);
  if (json_object_get_size (condition) == 0)
    json_object_remove_member (object, "condition");
}

/* What is not complete is not tried. */
static gboolean
is_complete (WeirRuleDialog *self)
{
  WeirRuleKind kind = get_kind (self);
  gboolean needs_fire = weir_rule_kind_get_condition (kind) == WEIR_RULE_CONDITION_NEEDED;

  if (weir_rule_kind_needs_silence (kind) && *gtk_editable_get_text (GTK_EDITABLE (self->silence)) == '\0')
    return FALSE;
  if (needs_fire && *weir_condition_rows_get_text (self->fire) == '\0')
    return FALSE;

  return weir_condition_rows_is_valid (self->fire) && weir_condition_rows_is_valid (self->clear);
}

static void
on_changed (WeirRuleDialog *self)
{
  show_error (self, NULL);
  weir_rule_preview_set_rule (self->preview, get_workspace (self), is_complete (self) ? self->node : NULL);
}

static void
on_fire_changed (WeirRuleDialog *self)
{
  set_condition (self, "fire", weir_condition_rows_get_text (self->fire));
  on_changed (self);
}

static void
on_clear_changed (WeirRuleDialog *self)
{
  set_condition (self, "clear", weir_condition_rows_get_text (self->clear));
  on_changed (self);
}

/* Of another stream or kind other names may be used, and other rows mean something. */
static void
update_rows (WeirRuleDialog *self)
{
  const WeirStreamConfig *stream = get_stream (self);
  WeirRuleKind kind = get_kind (self);
  gboolean has_condition = weir_rule_kind_get_condition (kind) != WEIR_RULE_CONDITION_NONE;
  g_auto(GStrv) names = stream != NULL ? weir_stream_config_dup_variables (stream, kind) : g_new0 (char *, 1);

  weir_condition_rows_set_names (self->fire, (const char * const *) names,
                                 weir_rule_kind_get_condition (kind) == WEIR_RULE_CONDITION_NEEDED);
  weir_condition_rows_set_names (self->clear, (const char * const *) names, FALSE);
  weir_condition_rows_show (self->fire, has_condition);
  weir_condition_rows_show (self->clear, has_condition && kind != WEIR_RULE_TOPIC);
  gtk_widget_set_visible (self->hold, has_condition && kind != WEIR_RULE_TOPIC);
  gtk_widget_set_visible (self->keep, has_condition && kind != WEIR_RULE_TOPIC);
  gtk_widget_set_visible (self->silence, !has_condition || kind == WEIR_RULE_TOPIC);
  on_changed (self);
}

/* Where the values that the preview has seen are rare. */
static double
find_limit (WeirRuleDialog *self)
{
  const WeirRuleTrial *trial = weir_rule_preview_get_trial (self->preview);
  double low = INFINITY, high = -INFINITY;
  double limit, step;

  for (guint i = 0; trial != NULL && i < trial->lines->len; i++)
    {
      const WeirRuleTrialLine *line = g_ptr_array_index (trial->lines, i);
      double least, most;

      if (weir_series_get_extent (line->series, trial->begin_usec, trial->end_usec + 1, &least, &most))
        {
          low = fmin (low, least);
          high = fmax (high, most);
        }
    }
  limit = high - (high - low) * LIMIT_SHARE;
  if (!isfinite (limit))
    return NAN;

  step = weir_condition_threshold_step (limit) / 10.0;

  return round (limit / step) * step;
}

static void
select_kind (WeirRuleDialog *self,
             const char     *word)
{
  for (guint kind = 0; weir_rule_kind_get_word (kind) != NULL; kind++)
    if (g_str_equal (weir_rule_kind_get_word (kind), word))
      adw_combo_row_set_selected (self->kind, kind);
}

static void
on_template_selected (WeirRuleDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->template);
  const WeirStreamConfig *stream = get_stream (self);
  g_autoptr(JsonObject) rule = json_object_new ();
  JsonObject *condition;

  if (chosen == 0 || chosen == GTK_INVALID_LIST_POSITION || stream == NULL)
    return;

  weir_rule_templates_apply (chosen - 1, stream, find_limit (self), rule);
  condition = json_object_get_object_member (rule, "condition");
  select_kind (self, json_object_get_string_member (rule, "kind"));
  weir_condition_rows_set_text (self->clear, "");
  weir_condition_rows_set_text (self->fire, json_object_get_string_member_with_default (condition, "fire", ""));
  gtk_editable_set_text (GTK_EDITABLE (self->hold), "");
  gtk_editable_set_text (GTK_EDITABLE (self->keep), "");
  gtk_editable_set_text (GTK_EDITABLE (self->silence), json_object_get_string_member_with_default (condition, "silence", ""));
}

static void
on_threshold (WeirRuleDialog *self,
              double          value)
{
  const char *fire = weir_condition_rows_get_text (self->fire);
  WeirConditionThreshold threshold;
  g_autofree char *changed = NULL;

  if (!weir_condition_threshold_find (fire, &threshold))
    return;

  changed = weir_condition_threshold_replace (fire, &threshold, value);
  weir_condition_rows_set_text (self->fire, changed);
}

/* -- the form -- */

static AdwPreferencesGroup *
create_group (const char *title,
              const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);

  return group;
}

static GtkWidget *
add_entry (WeirRuleDialog      *self,
           AdwPreferencesGroup *group,
           const char          *member,
           const char          *title)
{
  GtkWidget *row = weir_object_form_create_entry (get_object (self), member, title);

  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
  adw_preferences_group_add (group, row);

  return row;
}

static GtkWidget *
add_combo (AdwPreferencesGroup *group,
           GtkWidget           *row,
           GCallback            on_selected,
           WeirRuleDialog      *self)
{
  g_signal_connect_swapped (row, "notify::selected", on_selected, self);
  adw_preferences_group_add (group, row);

  return row;
}

static GtkWidget *
create_templates (void)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _("None"));
  for (guint i = 0; i < weir_rule_templates_get_n (); i++)
    gtk_string_list_append (list, weir_rule_templates_get_title (i));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Template"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  weir_accessible_set_name (row, _("Template"));

  return row;
}

static GStrv
dup_streams (WeirRuleDialog *self)
{
  GPtrArray *streams = weir_workspace_get_streams (get_workspace (self));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < streams->len; i++)
    g_strv_builder_add (builder, ((const WeirStreamConfig *) g_ptr_array_index (streams, i))->name);

  return g_strv_builder_end (builder);
}

static GtkWidget *
create_rule_group (WeirRuleDialog *self)
{
  AdwPreferencesGroup *group = create_group ("", NULL);
  JsonObject *object = get_object (self);
  g_auto(GStrv) streams = dup_streams (self);

  add_entry (self, group, "title", _("Title"));
  add_combo (group, weir_object_form_create_names (object, "stream", _("Stream"), streams), G_CALLBACK (update_rows), self);
  self->template = ADW_COMBO_ROW (add_combo (group, create_templates (), G_CALLBACK (on_template_selected), self));
  self->kind = ADW_COMBO_ROW (add_combo (group, weir_object_form_create_choice (object, "kind", _("Watches Each"),
                                                                                weir_rule_kind_get_word, 0),
                                         G_CALLBACK (update_rows), self));
  add_combo (group, weir_object_form_create_choice (object, "severity", _("Severity"), weir_severity_get_word,
                                                    WEIR_SEVERITY_WARNING), G_CALLBACK (on_changed), self);

  return GTK_WIDGET (group);
}

static const char *
get_condition_text (WeirRuleDialog *self,
                    const char     *member)
{
  JsonObject *object = get_object (self);
  JsonObject *condition = json_object_has_member (object, "condition")
                            ? json_object_get_object_member (object, "condition") : NULL;

  return condition != NULL ? json_object_get_string_member_with_default (condition, member, "") : "";
}

static GtkWidget *
create_condition_group (WeirRuleDialog *self)
{
  AdwPreferencesGroup *group = create_group (_("Condition"), NULL);

  self->fire = weir_condition_rows_new (group, _("Fires When, as temperature > 40"));
  self->clear = weir_condition_rows_new (group, _("Ends When (empty: no longer fires)"));
  weir_condition_rows_set_text (self->fire, get_condition_text (self, "fire"));
  weir_condition_rows_set_text (self->clear, get_condition_text (self, "clear"));
  g_signal_connect_object (self->fire, "changed", G_CALLBACK (on_fire_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clear, "changed", G_CALLBACK (on_clear_changed), self, G_CONNECT_SWAPPED);
  self->hold = add_entry (self, group, "condition.for", _("Held For, as 30s"));
  self->keep = add_entry (self, group, "condition.keep_firing", _("Goes On After Its End, as 60s"));
  self->silence = add_entry (self, group, "condition.silence", _("Silent For (silence), as 5m"));

  return GTK_WIDGET (group);
}

static GtkWidget *
create_telling_group (WeirRuleDialog *self)
{
  AdwPreferencesGroup *group = create_group (_("Told"), NULL);

  add_entry (self, group, "publish_to", _("Topic for Its Alert Events (empty: none)"));

  return GTK_WIDGET (group);
}

static GtkWidget *
create_form (WeirRuleDialog *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *note = gtk_label_new (_("What is changed here is read again from the topics, as far back as the range."));

  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0.0f);
  gtk_widget_add_css_class (note, "secondary");
  gtk_widget_add_css_class (box, "rule-form");
  gtk_box_append (GTK_BOX (box), create_rule_group (self));
  gtk_box_append (GTK_BOX (box), create_condition_group (self));
  gtk_box_append (GTK_BOX (box), create_telling_group (self));
  gtk_box_append (GTK_BOX (box), note);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_size_request (scroller, FORM_PX, -1);

  return scroller;
}

static GtkWidget *
create_button (WeirRuleDialog *self,
               const char     *label,
               const char     *style_class,
               GCallback       on_clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (style_class != NULL)
    gtk_widget_add_css_class (button, style_class);
  weir_accessible_use_label (button);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);

  return button;
}

static GtkWidget *
create_bar (WeirRuleDialog *self)
{
  AdwHeaderBar *bar = ADW_HEADER_BAR (adw_header_bar_new ());

  adw_header_bar_set_show_start_title_buttons (bar, FALSE);
  adw_header_bar_set_show_end_title_buttons (bar, FALSE);
  adw_header_bar_pack_start (bar, create_button (self, _("_Cancel"), NULL, G_CALLBACK (gtk_window_close)));
  adw_header_bar_pack_end (bar, create_button (self, self->name != NULL ? _("_Change") : _("_Add"), "suggested-action",
                                               G_CALLBACK (on_apply_clicked)));
  if (self->name != NULL)
    adw_header_bar_pack_end (bar, create_button (self, _("_Remove"), "destructive-action", G_CALLBACK (on_remove_clicked)));

  return GTK_WIDGET (bar);
}

static void
weir_rule_dialog_finalize (GObject *object)
{
  WeirRuleDialog *self = WEIR_RULE_DIALOG (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->node, json_node_unref);
  g_free (self->name);

  G_OBJECT_CLASS (weir_rule_dialog_parent_class)->finalize (object);
}

static void
weir_rule_dialog_class_init (WeirRuleDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_rule_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_rule_dialog_init (WeirRuleDialog *self)
{
}

static void
build (WeirRuleDialog *self,
       gint64          span_usec)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "form-note");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  self->preview = WEIR_RULE_PREVIEW (weir_rule_preview_new (span_usec));
  gtk_widget_set_hexpand (GTK_WIDGET (self->preview), TRUE);
  g_signal_connect_object (self->preview, "threshold", G_CALLBACK (on_threshold), self, G_CONNECT_SWAPPED);

  gtk_widget_set_vexpand (sides, TRUE);
  gtk_box_append (GTK_BOX (sides), create_form (self));
  gtk_box_append (GTK_BOX (sides), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (sides), GTK_WIDGET (self->preview));
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), sides);
  adw_window_set_content (ADW_WINDOW (self), box);
  update_rows (self);
}

/* What the form shows at first is what is written. */
static JsonNode *
create_rule (WeirRuleDialog *self,
             JsonNode       *begin)
{
  GPtrArray *streams = weir_workspace_get_streams (get_workspace (self));
  JsonNode *node = begin != NULL ? weir_workspace_edit_copy_node (begin) : json_node_new (JSON_NODE_OBJECT);
  JsonObject *object;

  if (begin == NULL)
    json_node_take_object (node, json_object_new ());
  object = json_node_get_object (node);
  if (!json_object_has_member (object, "stream") && streams->len > 0)
    json_object_set_string_member (object, "stream", ((const WeirStreamConfig *) g_ptr_array_index (streams, 0))->name);
  if (!json_object_has_member (object, "kind"))
    json_object_set_string_member (object, "kind", weir_rule_kind_get_word (WEIR_RULE_RECORD));
  if (!json_object_has_member (object, "severity"))
    json_object_set_string_member (object, "severity", weir_severity_get_word (WEIR_SEVERITY_WARNING));

  return node;
}

/* As wide as is good, if the screen is. */
static int
find_width (GtkWindow *parent)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (parent));
  GdkMonitor *monitor = surface != NULL ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  GdkRectangle area = { .width = WIDTH_PX };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);

  return CLAMP (area.width, MIN_WIDTH_PX, WIDTH_PX);
}

GtkWidget *
weir_rule_dialog_new (GtkWindow                *parent,
                      const WeirRuleDialogSpec *spec)
{
  WeirRuleDialog *self = g_object_new (WEIR_TYPE_RULE_DIALOG, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "default-width", find_width (parent),
                                       "default-height", HEIGHT_PX, "title", _("Rule"),
                                       "application", gtk_window_get_application (parent), NULL);

  self->history = g_object_ref (spec->history);
  self->name = g_strdup (spec->name);
  self->node = spec->name != NULL ? weir_object_edit_dup (get_workspace (self), "rules", spec->name) : NULL;
  if (self->node == NULL)
    {
      g_clear_pointer (&self->name, g_free);
      self->node = create_rule (self, spec->rule);
    }
  build (self, spec->span_usec);

  return GTK_WIDGET (self);
}
