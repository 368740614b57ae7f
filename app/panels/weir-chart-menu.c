#include "config.h"

#include "app/panels/weir-chart-menu.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-origin.h"
#include "app/panels/weir-chart-alarm.h"
#include "app/panels/weir-chart-away.h"
#include "app/panels/weir-explain-window.h"
#include "widgets/weir-chart-saver.h"

#define SAVED_WIDTH_PX  1200
#define SAVED_HEIGHT_PX 600

/* Owned by the chart. */
typedef struct
{
  WeirCard       *card;      /* borrowed: the chart is in it */
  WeirChart      *chart;     /* borrowed */
  GtkMenuButton  *button;    /* in the card's head */
} ChartMenu;

static void
tell (ChartMenu  *self,
      const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self->card), "win.tell", "s", text);
}

static WeirPictureNote *
create_note (ChartMenu *self)
{
  WeirTimeRange *range = weir_card_get_time_range (self->card);
  WeirPictureNote *note = g_new0 (WeirPictureNote, 1);

  note->workspace = g_strdup (weir_origin_get_path (GTK_WIDGET (self->card)));
  note->dashboard = g_strdup (weir_origin_get_dashboard (GTK_WIDGET (self->card)));
  note->begin_usec = weir_time_range_get_begin (range);
  note->end_usec = weir_time_range_get_end (range);

  return note;
}

static void
copy_picture (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  ChartMenu *self = user_data;
  g_autoptr(GError) error = NULL;

  tell (self, weir_chart_saver_copy (self->chart, &error) ? _("Picture copied") : error->message);
}

static GdkContentProvider *
create_provider (const char *table)
{
  g_autoptr(GBytes) bytes = g_bytes_new (table, strlen (table));
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes ("text/tab-separated-values", bytes),
    gdk_content_provider_new_typed (G_TYPE_STRING, table),
  };

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

static void
copy_values (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  ChartMenu *self = user_data;
  g_autofree char *table = weir_chart_dup_table (self->chart);
  g_autoptr(GdkContentProvider) provider = NULL;

  if (table == NULL)
    {
      tell (self, _("This chart has no values to copy"));
      return;
    }

  provider = create_provider (table);
  if (gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self->chart)), provider))
    tell (self, _("Values copied, with times in UTC"));
}

/* What is being saved. */
typedef struct
{
  WeirCard        *card;    /* owned */
  WeirChart       *chart;   /* owned */
  WeirPictureNote *note;    /* owned: the range of when it was chosen */
} Saving;

static void
saving_free (gpointer  data,
             GClosure *closure)
{
  Saving *self = data;

  g_object_unref (self->card);
  g_object_unref (self->chart);
  weir_picture_note_free (self->note);
  g_free (self);
}

static void
on_save_response (GtkNativeDialog *dialog,
                  int              response,
                  Saving          *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr(GError) error = NULL;
      gboolean saved = weir_chart_saver_save (self->chart, g_file_peek_path (file),
                                              MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), SAVED_WIDTH_PX),
                                              MAX (gtk_widget_get_height (GTK_WIDGET (self->chart)), SAVED_HEIGHT_PX),
                                              self->note, &error);

      gtk_widget_activate_action (GTK_WIDGET (self->card), "win.tell", "s", saved ? _("Picture saved") : error->message);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
save_picture (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  ChartMenu *self = user_data;
  const char *title = weir_card_get_config (self->card)->title;
  g_autofree char *name = g_strconcat (*title != '\0' ? title : _("Chart"), ".png", NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->card));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save Picture: PNG, SVG or PDF"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->card = g_object_ref (self->card);
  saving->chart = g_object_ref (self->chart);
  saving->note = create_note (self);
  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_save_response), saving, saving_free, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
print (GSimpleAction *action,
       GVariant      *parameter,
       gpointer       user_data)
{
  ChartMenu *self = user_data;

  weir_chart_away_print (self->card, self->chart);
}

static void
explain (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  ChartMenu *self = user_data;
  GtkWidget *window = weir_explain_window_new (self->card);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
  else
    tell (self, _("Put two cursors around what is to be explained: A and B, or Ctrl and drag"));
}

static void
begin_alarm (ChartMenu *self,
             gboolean   above)
{
  if (weir_chart_alarm_can_begin (self->card))
    weir_chart_begin_limit (self->chart, above);
  else
    tell (self, _("Of what this chart shows no rule can be made"));
}

static void
alarm_above (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  begin_alarm (user_data, TRUE);
}

static void
alarm_below (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  begin_alarm (user_data, FALSE);
}

static void
toggle_logarithmic (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  ChartMenu *self = user_data;

  weir_chart_set_logarithmic (self->chart, !weir_chart_get_logarithmic (self->chart));
}

static void
fit (GSimpleAction *action,
     GVariant      *parameter,
     gpointer       user_data)
{
  weir_chart_fit (((ChartMenu *) user_data)->chart);
}

/* One row a command: its action, what the menu calls it, its key; a section ends before those that say so. */
static const struct
{
  const char *name;
  const char *label;
  const char *trigger;    /* nullable: the chart knows its key by itself */
  gboolean    begins;
  void      (*activate) (GSimpleAction *action,
                         GVariant      *parameter,
                         gpointer       user_data);
} commands[] = {
  { "copy-values", N_("Copy _Values"), "<Control>c", FALSE, copy_values },
  { "copy-picture", N_("Copy _Picture"), "<Control><Shift>c", FALSE, copy_picture },
  { "save-picture", N_("_Save Picture…"), "<Control><Alt>s", FALSE, save_picture },
  { "print", N_("_Print…"), "<Control>p", FALSE, print },
  { "explain", N_("What _Sets It Apart"), "e", TRUE, explain },
  { "alert-above", N_("Alert _Above a Line…"), "t", FALSE, alarm_above },
  { "alert-below", N_("Alert _Below a Line…"), "<Shift>t", FALSE, alarm_below },
  { "logarithmic", N_("_Logarithmic Scale"), NULL, FALSE, toggle_logarithmic },
  { "fit", N_("Show _All"), NULL, FALSE, fit },
};

static GMenuModel *
create_menu (void)
{
  GMenu *menu = g_menu_new ();
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strconcat ("chart.", commands[i].name, NULL);

      if (commands[i].begins)
        {
          g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
          g_object_unref (section);
          section = g_menu_new ();
        }
      g_menu_append (section, _(commands[i].label), name);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);

  return G_MENU_MODEL (menu);
}

static void
add_actions (ChartMenu *self)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = g_strconcat ("chart.", commands[i].name, NULL);
      g_autoptr(GSimpleAction) action = g_simple_action_new (commands[i].name, NULL);

      g_signal_connect (action, "activate", G_CALLBACK (commands[i].activate), self);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
      if (commands[i].trigger != NULL)
        gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                              gtk_shortcut_new (gtk_shortcut_trigger_parse_string (commands[i].trigger),
                                                                gtk_named_action_new (name)));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self->card), "chart", G_ACTION_GROUP (actions));
  gtk_widget_add_controller (GTK_WIDGET (self->chart), keys);
}

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            ChartMenu       *self)
{
  gtk_menu_button_popup (self->button);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                ChartMenu             *self)
{
  if (keyval != GDK_KEY_Menu && (keyval != GDK_KEY_F10 || (state & GDK_SHIFT_MASK) == 0))
    return GDK_EVENT_PROPAGATE;

  gtk_menu_button_popup (self->button);

  return GDK_EVENT_STOP;
}

static void
add_button (ChartMenu *self)
{
  g_autoptr(GMenuModel) menu = create_menu ();

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "weir-export-symbolic");
  gtk_menu_button_set_menu_model (self->button, menu);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Chart Menu (Shift+F10); drag it out to take the values as CSV"));
  weir_accessible_set_name (GTK_WIDGET (self->button), _("Chart Menu"));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  weir_chart_away_drag_out (self->card, self->chart, GTK_WIDGET (self->button));
  weir_card_add_end (self->card, GTK_WIDGET (self->button));
}

void
weir_chart_menu_add (WeirCard  *card,
                     WeirChart *chart)
{
  ChartMenu *self = g_new0 (ChartMenu, 1);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->card = card;
  self->chart = chart;
  add_actions (self);
  add_button (self);
  weir_chart_alarm_add (card, chart);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (chart), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (chart), keys);
  g_object_set_data_full (G_OBJECT (chart), "weir-chart-menu", self, g_free);
}
