#include "config.h"

#include "app/pages/weir-start-page.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-recent.h"

#define RECENT_MAX 8
#define WIDTH_PX   640

struct _WeirStartPage
{
  AdwBin               parent_instance;

  AdwPreferencesGroup *recent;   /* child */
  GPtrArray           *rows;     /* of GtkWidget in it, borrowed */
};

G_DEFINE_FINAL_TYPE (WeirStartPage, weir_start_page, ADW_TYPE_BIN)

static void
weir_start_page_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_START_PAGE (object)->rows);

  G_OBJECT_CLASS (weir_start_page_parent_class)->finalize (object);
}

static void
weir_start_page_class_init (WeirStartPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_start_page_finalize;
}

static GtkWidget *
create_row (const char *icon,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);

  return row;
}

static AdwPreferencesGroup *
create_ways (void)
{
  const struct
  {
    const char *icon;
    const char *title;
    const char *subtitle;
    const char *action;
  } ways[] = {
    { "weir-connect-symbolic", _("Connect to a Kafka"), _("See its topics, look into them, and watch them live"), "win.connect" },
    { "text-x-generic-symbolic", _("Open a File"), _("CSV or NDJSON, plain or gzip, as a stream"), "win.open-data" },
    { "folder-symbolic", _("Open a Recording"), _("A folder that “weir-cli record” wrote, as streams"), "win.open-recording" },
    { "weir-dashboard-symbolic", _("Open a Workspace"), _("A file that says what is watched"), "win.open" },
    { "weir-stocks-symbolic", _("Start the Demo"), _("Simulated stocks, sensors and payments"), "win.demo" },
  };
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      GtkWidget *row = create_row (ways[i].icon, ways[i].title, ways[i].subtitle);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), ways[i].action);
      adw_preferences_group_add (group, row);
    }

  weir_accessible_set_name (GTK_WIDGET (group), _("First Steps"));

  return group;
}

static void
weir_start_page_init (WeirStartPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *title = gtk_label_new (_("What Do You Want to Watch?"));

  self->rows = g_ptr_array_new ();
  self->recent = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->recent, _("Opened Before"));
  weir_accessible_set_name (GTK_WIDGET (self->recent), _("Opened Before"));
  gtk_widget_add_css_class (title, "title-1");
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (create_ways ()));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->recent));
  gtk_widget_set_margin_top (box, 36);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_bin_set_child (ADW_BIN (self), scroller);
  weir_start_page_update (self);
}

GtkWidget *
weir_start_page_new (void)
{
  return g_object_new (WEIR_TYPE_START_PAGE, NULL);
}

static GtkWidget *
create_recent (const WeirRecent *recent)
{
  const gboolean folder = g_file_test (recent->path, G_FILE_TEST_IS_DIR);
  const gboolean workspace = g_str_has_suffix (recent->path, ".json");
  g_autofree char *name = g_filename_display_basename (recent->path);
  g_autofree char *parent = g_path_get_dirname (recent->path);
  g_autofree char *shown = g_filename_display_name (parent);
  g_autofree char *markup = g_markup_escape_text (shown, -1);
  GtkWidget *row = create_row (folder ? "folder-symbolic" : workspace ? "weir-dashboard-symbolic" : "text-x-generic-symbolic",
                               name, markup);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", recent->path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-path");

  return row;
}

void
weir_start_page_update (WeirStartPage *self)
{
  g_autoptr(GPtrArray) list = weir_recent_list (RECENT_MAX);

  g_return_if_fail (WEIR_IS_START_PAGE (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->recent, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *row = create_recent (g_ptr_array_index (list, i));

      adw_preferences_group_add (self->recent, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent), list->len > 0);
}
