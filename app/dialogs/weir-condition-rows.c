#include "config.h"

#include "app/dialogs/weir-condition-rows.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "data/alert/weir-expression-function.h"
#include "data/alert/weir-expression.h"

/* What fits beside each other. */
#define MAX_PROPOSALS 6

struct _WeirConditionRows
{
  GObject     parent_instance;

  AdwEntryRow *entry;       /* the group's, as those below */
  GtkWidget   *help;
  GtkBox      *proposals;
  GtkLabel    *message;
  GStrv        names;       /* owned: that a condition may use */
  GStrv        words;       /* owned: these as they are written, functions and operators */
  gboolean     required;
  gboolean     valid;
  gboolean     dismissed;   /* proposals are not wanted at this word */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirConditionRows, weir_condition_rows, G_TYPE_OBJECT)

static GtkText *
get_entry_text (WeirConditionRows *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));
}

/* -- what is wrong -- */

static void
underline (WeirConditionRows *self,
           guint              column)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  glong length = g_utf8_strlen (text, -1);

  if (column > 0)
    {
      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
      /* What is missing at the end is marked at the last character. */
      glong at = MIN ((glong) column - 1, MAX (length - 1, 0));
      const char *from = g_utf8_offset_to_pointer (text, at);
      const char *to = from;

      while (g_unichar_isalnum (g_utf8_get_char (to)) || *to == '_' || *to == '.')
        to = g_utf8_next_char (to);
      line->start_index = (guint) (from - text);
      line->end_index = (guint) ((to == from && *to != '\0' ? g_utf8_next_char (to) : to) - text);
      pango_attr_list_insert (attributes, line);
    }
  gtk_text_set_attributes (get_entry_text (self), attributes);
}

static void
say_error (WeirConditionRows *self,
           const GError      *error)
{
  g_autofree char *sentence = error != NULL ? weir_dup_sentence (error->message) : NULL;

  underline (self, error != NULL ? weir_rule_error_get_column (error) : 0);
  gtk_label_set_label (self->message, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), sentence != NULL);
  if (sentence != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (get_entry_text (self)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (get_entry_text (self)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
check (WeirConditionRows *self)
{
  const char *text = weir_condition_rows_get_text (self);
  g_autoptr(WeirExpression) expression = NULL;
  g_autoptr(GError) error = NULL;

  /* Before it is known what may be used nothing is wrong. */
  if (*text == '\0' || self->names == NULL)
    {
      self->valid = !self->required;
      say_error (self, NULL);
      return;
    }

  expression = weir_expression_new (text, (const char * const *) self->names, &error);
  self->valid = expression != NULL;
  say_error (self, error);
}

/* -- what could stand here -- */

static gboolean
is_word_part (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '`' || (guchar) c >= 0x80;
}

/* The part of a word that stands before the cursor: its bytes in the text. */
static void
find_word (WeirConditionRows *self,
           gsize             *begin,
           gsize             *end)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));

  *end = (gsize) (g_utf8_offset_to_pointer (text, MIN (position, (int) g_utf8_strlen (text, -1))) - text);
  *begin = *end;
  while (*begin > 0 && is_word_part (text[*begin - 1]))
    (*begin)--;
  /* A number is no word that could be meant. */
  if (g_ascii_isdigit (text[*begin]))
    *begin = *end;
}

static void
insert_word (WeirConditionRows *self,
             const char        *word)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gsize begin, end;
  int from;

  find_word (self, &begin, &end);
  from = (int) g_utf8_pointer_to_offset (text, text + begin);
  gtk_editable_delete_text (GTK_EDITABLE (self->entry), from, (int) g_utf8_pointer_to_offset (text, text + end));
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), word, -1, &from);
  gtk_text_grab_focus_without_selecting (get_entry_text (self));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), from);
}

static void
on_proposal_clicked (GtkButton         *button,
                     WeirConditionRows *self)
{
  g_autofree char *word = g_strdup (g_object_get_data (G_OBJECT (button), "word"));

  insert_word (self, word);
}

static void
add_proposal (WeirConditionRows *self,
              const char        *word)
{
  GtkWidget *button = gtk_button_new_with_label (word);
  g_autofree char *name = g_strdup_printf (_("Insert %s"), word);

  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "pill-choice");
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (button, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "word", g_strdup (word), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_proposal_clicked), self);
  gtk_box_append (self->proposals, button);
}

static void
clear_proposals (WeirConditionRows *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->proposals))) != NULL)
    gtk_box_remove (self->proposals, child);
}

/* A word that is there already is not proposed once more. */
static gboolean
is_proposal (const char *word,
             const char *typed,
             gsize       length)
{
  return g_ascii_strncasecmp (word, typed, length) == 0 && strlen (word) > length;
}

static void
propose (WeirConditionRows *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gsize begin, end;
  guint n = 0;

  clear_proposals (self);
  find_word (self, &begin, &end);
  /* Where no word has begun, names alone; nothing behind a number or a quote. */
  for (guint i = 0; self->words != NULL && self->words[i] != NULL && n < MAX_PROPOSALS && !self->dismissed; i++)
    if (is_proposal (self->words[i], text + begin, end - begin) && (end > begin || i < g_strv_length (self->names)))
      {
        add_proposal (self, self->words[i]);
        n++;
      }
  gtk_widget_set_visible (GTK_WIDGET (self->proposals), n > 0);
}

static void
update_help (WeirConditionRows *self)
{
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (get_entry_text (self)))
                     || gtk_widget_get_focus_child (self->help) != NULL;
  gboolean wrong = gtk_widget_get_visible (GTK_WIDGET (self->message));

  gtk_widget_set_visible (self->help, gtk_widget_get_visible (GTK_WIDGET (self->entry)) && (focused || wrong));
}

static void
on_changed (WeirConditionRows *self)
{
  self->dismissed = FALSE;
  check (self);
  propose (self);
  update_help (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                WeirConditionRows     *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->proposals));
  gsize begin, end;

  if (first == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->proposals)) || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  find_word (self, &begin, &end);
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && end > begin)
    on_proposal_clicked (GTK_BUTTON (first), self);
  else if (keyval == GDK_KEY_Down)
    gtk_widget_grab_focus (first);
  else if (keyval == GDK_KEY_Escape && end > begin)
    {
      self->dismissed = TRUE;
      propose (self);
    }
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
on_cursor_moved (WeirConditionRows *self)
{
  propose (self);
}

static void
weir_condition_rows_finalize (GObject *object)
{
  WeirConditionRows *self = WEIR_CONDITION_ROWS (object);

  g_strfreev (self->names);
  g_strfreev (self->words);

  G_OBJECT_CLASS (weir_condition_rows_parent_class)->finalize (object);
}

static void
weir_condition_rows_class_init (WeirConditionRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_condition_rows_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
weir_condition_rows_init (WeirConditionRows *self)
{
}

static GtkWidget *
create_help (WeirConditionRows *self)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->proposals = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_wrap_mode (self->message, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->message, 0.0f);
  gtk_label_set_width_chars (self->message, 10);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "small");
  gtk_widget_add_css_class (box, "condition-help");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->proposals));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}

WeirConditionRows *
weir_condition_rows_new (AdwPreferencesGroup *group,
                         const char          *title)
{
  WeirConditionRows *self = g_object_new (WEIR_TYPE_CONDITION_ROWS, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *help_focus = gtk_event_controller_focus_new ();

  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  self->help = create_help (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), title);
  adw_preferences_group_add (group, GTK_WIDGET (self->entry));
  adw_preferences_group_add (group, self->help);
  g_object_set_data_full (G_OBJECT (self->entry), "weir-condition-rows", self, g_object_unref);

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (update_help), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (update_help), self);
  gtk_widget_add_controller (GTK_WIDGET (get_entry_text (self)), focus);
  g_signal_connect_swapped (help_focus, "leave", G_CALLBACK (update_help), self);
  gtk_widget_add_controller (self->help, help_focus);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (get_entry_text (self), "notify::cursor-position", G_CALLBACK (on_cursor_moved), self);

  return self;
}

static GStrv
collect_words (const char * const *names)
{
  static const char * const others[] = { "and", "or", "not", "in", "matches", "is null", "is not null", "true", "false" };
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) functions = weir_function_dup_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *written = weir_expression_dup_name (names[i]);

      g_strv_builder_add (builder, written);
    }
  for (guint i = 0; functions[i] != NULL; i++)
    {
      g_autofree char *call = g_strconcat (functions[i], "(", NULL);

      g_strv_builder_add (builder, call);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_strv_builder_add (builder, others[i]);

  return g_strv_builder_end (builder);
}

void
weir_condition_rows_set_names (WeirConditionRows  *self,
                               const char * const *names,
                               gboolean            required)
{
  g_return_if_fail (WEIR_IS_CONDITION_ROWS (self));

  g_strfreev (self->names);
  g_strfreev (self->words);
  self->names = g_strdupv ((char **) names);
  self->words = collect_words (names);
  self->required = required;
  check (self);
  propose (self);
  update_help (self);
}

void
weir_condition_rows_set_text (WeirConditionRows *self,
                              const char        *text)
{
  g_return_if_fail (WEIR_IS_CONDITION_ROWS (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

const char *
weir_condition_rows_get_text (WeirConditionRows *self)
{
  g_return_val_if_fail (WEIR_IS_CONDITION_ROWS (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

gboolean
weir_condition_rows_is_valid (WeirConditionRows *self)
{
  g_return_val_if_fail (WEIR_IS_CONDITION_ROWS (self), FALSE);

  return self->valid;
}

void
weir_condition_rows_show (WeirConditionRows *self,
                          gboolean           shown)
{
  g_return_if_fail (WEIR_IS_CONDITION_ROWS (self));

  gtk_widget_set_visible (GTK_WIDGET (self->entry), shown);
  update_help (self);
}
