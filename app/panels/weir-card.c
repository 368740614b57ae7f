#include "config.h"

#include "app/panels/weir-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-field-words.h"
#include "app/common/weir-range-words.h"
#include "app/panels/weir-card-editing.h"
#include "app/panels/weir-card-range.h"
#include "widgets/weir-format.h"

#define NOTICE_LINES 3

/* A longer title may be shortened. */
#define MAX_TITLE_CHARS 20

typedef struct
{
  WeirScope           *scope;    /* owned */
  const WeirPanelConfig *config;     /* the workspace's */
  GtkBox                *head;       /* child */
  GtkLabel              *title;      /* child of head */
  GtkLabel              *subtitle;   /* child of head */
  GtkButton             *past;       /* child of head: leads to where the stream's data end */
  GtkLabel              *notice;     /* child: fields that no record has */
  GtkWidget             *body;       /* child, nullable */
  WeirPanelPlace         place;
  WeirCardEditing       *editing;    /* owned, nullable: not being edited */
  WeirCardRange         *range;      /* owned, nullable: the page's */
  gboolean               is_list;
} WeirCardPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (WeirCard, weir_card, GTK_TYPE_BOX)

static void
on_taken (WeirCard *self)
{
  WeirCardClass *klass = WEIR_CARD_GET_CLASS (self);

  if (klass->taken != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    klass->taken (self);
}

static gint64
find_newest (WeirCard *self)
{
  WeirStreamView *stream = weir_card_get_stream (self);
  WeirStreamCounters counters;

  if (stream == NULL)
    return WEIR_NO_TIME;

  weir_stream_view_get_counters (stream, &counters);

  return counters.stream_time_usec;
}

/* A stream that ended before the range is not empty: its data are a range of their own. */
static void
update_past (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);
  WeirTimeRange *range = weir_card_get_time_range (self);
  gint64 newest_usec = find_newest (self);
  gboolean past = newest_usec != WEIR_NO_TIME && newest_usec < weir_time_range_get_begin (range);
  g_autofree char *time = past ? weir_dup_range_time (range, newest_usec) : NULL;
  /* Translators: where the newest record of a stream stands, "Data End 17 Sep 2014 16:00" */
  g_autofree char *label = past ? g_strdup_printf (_("Data End %s"), time) : NULL;

  if (past && g_strcmp0 (gtk_button_get_label (priv->past), label) != 0)
    gtk_button_set_label (priv->past, label);
  gtk_widget_set_visible (GTK_WIDGET (priv->past), past);
}

/* The fields it shows: none named is the first. */
static GArray *
list_fields (WeirCard *self)
{
  char **names = weir_card_get_config (self)->fields;
  guint n_names = names != NULL ? g_strv_length (names) : 0;
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < MAX (n_names, 1) && !weir_panel_kind_needs_series (weir_card_get_config (self)->kind); i++)
    {
      int field = weir_card_get_field (self, i);

      g_array_append_val (fields, field);
    }

  return fields;
}

/* Fields that no record has are named on the card: their names may be misspelt. */
static void
update_notice (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);
  WeirStreamView *stream = weir_card_get_stream (self);
  g_autoptr(GArray) fields = stream != NULL ? list_fields (self) : NULL;
  g_autofree char *text = stream != NULL ? weir_field_words_dup_notice (weir_scope_get_monitor (priv->scope), stream, fields)
                                         : NULL;
  g_autofree char *label = text != NULL ? g_strdup_printf ("● %s", text) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (priv->notice), label != NULL);
  if (label == NULL || g_strcmp0 (gtk_label_get_label (priv->notice), label) == 0)
    return;

  gtk_label_set_label (priv->notice, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->notice), text);
}

static void
on_past_clicked (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);
  WeirTimeRange *range = weir_scope_get_time_range (priv->scope);
  gint64 newest_usec = find_newest (self);

  if (newest_usec != WEIR_NO_TIME)
    weir_time_range_set (range, newest_usec + 1 - weir_time_range_get_span (range), newest_usec + 1);
}

static void
on_pulse (WeirCard *self)
{
  WeirCardClass *klass = WEIR_CARD_GET_CLASS (self);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  update_past (self);
  update_notice (self);
  if (klass->pulse != NULL)
    klass->pulse (self);
}

static void
weir_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_card_parent_class)->map (widget);

  on_taken (WEIR_CARD (widget));
  on_pulse (WEIR_CARD (widget));
}

static void
weir_card_dispose (GObject *object)
{
  WeirCard *self = WEIR_CARD (object);
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  g_clear_pointer (&priv->editing, weir_card_editing_free);
  g_clear_pointer (&priv->range, weir_card_range_free);
  g_clear_object (&priv->scope);

  G_OBJECT_CLASS (weir_card_parent_class)->dispose (object);
}

static void
weir_card_class_init (WeirCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_card_dispose;
  GTK_WIDGET_CLASS (klass)->map = weir_card_map;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  weir_card_editing_install_signals (G_TYPE_FROM_CLASS (klass));
}

static GtkWidget *
create_notice (WeirCardPrivate *priv)
{
  priv->notice = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (priv->notice, TRUE);
  gtk_label_set_wrap_mode (priv->notice, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (priv->notice, NOTICE_LINES);
  gtk_label_set_ellipsize (priv->notice, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (priv->notice, 0.0);
  gtk_widget_add_css_class (GTK_WIDGET (priv->notice), "notice");
  gtk_widget_add_css_class (GTK_WIDGET (priv->notice), "warning");
  gtk_widget_set_visible (GTK_WIDGET (priv->notice), FALSE);

  return GTK_WIDGET (priv->notice);
}

static void
weir_card_init (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "weir-card");

  priv->head = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  gtk_widget_add_css_class (GTK_WIDGET (priv->head), "head");
  priv->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (priv->title, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (priv->title), "card-title");
  priv->subtitle = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (priv->subtitle, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (priv->subtitle, 0.0);
  gtk_widget_set_hexpand (GTK_WIDGET (priv->subtitle), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (priv->subtitle), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (priv->subtitle), "card-subtitle");

  gtk_box_append (priv->head, GTK_WIDGET (priv->title));
  priv->past = GTK_BUTTON (gtk_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (priv->past), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (priv->past), "small");
  gtk_widget_set_valign (GTK_WIDGET (priv->past), GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->past), _("Nothing of this stream is in the range shown: go to its newest records"));
  gtk_widget_set_visible (GTK_WIDGET (priv->past), FALSE);
  g_signal_connect_swapped (priv->past, "clicked", G_CALLBACK (on_past_clicked), self);

  gtk_box_append (priv->head, GTK_WIDGET (priv->subtitle));
  gtk_box_append (priv->head, GTK_WIDGET (priv->past));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (priv->head));
  gtk_box_append (GTK_BOX (self), create_notice (priv));
}

void
weir_card_bind (WeirCard              *self,
                WeirScope           *scope,
                const WeirPanelConfig *config)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  g_return_if_fail (WEIR_IS_CARD (self));
  g_return_if_fail (WEIR_IS_SCOPE (scope));
  g_return_if_fail (priv->scope == NULL);

  priv->scope = g_object_ref (scope);
  priv->config = config;
  if (config->range_usec > 0)
    priv->range = weir_card_range_new (weir_scope_get_time_range (scope), config->range_usec);
  priv->place = (WeirPanelPlace) { config->row, config->column, config->width, config->height };
  weir_card_set_title (self, config->title);
  g_signal_connect_object (scope, "taken", G_CALLBACK (on_taken), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);
  WEIR_CARD_GET_CLASS (self)->bind (self);
}

void
weir_card_move (WeirCard              *self,
                const WeirPanelConfig *config)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);
  const WeirPanelPlace place = { config->row, config->column, config->width, config->height };

  g_return_if_fail (WEIR_IS_CARD (self));
  g_return_if_fail (weir_panel_config_shows_same (priv->config, config));

  priv->config = config;
  weir_card_set_place (self, &place);
}

const WeirPanelPlace *
weir_card_get_place (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  return &priv->place;
}

void
weir_card_set_place (WeirCard             *self,
                     const WeirPanelPlace *place)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  g_return_if_fail (WEIR_IS_CARD (self));

  priv->place = *place;
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_widget_queue_resize (gtk_widget_get_parent (GTK_WIDGET (self)));
}

void
weir_card_change (WeirCard        *self,
                  WeirPanelConfig *config,
                  const char      *what)
{
  /* It goes away by this. */
  g_autoptr(WeirCard) card = g_object_ref (self);

  g_return_if_fail (WEIR_IS_CARD (self) && config != NULL && what != NULL);

  g_signal_emit_by_name (card, "change", config, what);
}

void
weir_card_set_editing (WeirCard *self,
                       gboolean  editing)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  g_return_if_fail (WEIR_IS_CARD (self));

  if (editing == (priv->editing != NULL))
    return;

  g_clear_pointer (&priv->editing, weir_card_editing_free);
  if (editing)
    priv->editing = weir_card_editing_new (GTK_WIDGET (self), GTK_WIDGET (priv->head));
}

WeirScope *
weir_card_get_scope (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  return priv->scope;
}

WeirTimeRange *
weir_card_get_time_range (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  return priv->range != NULL ? weir_card_range_get (priv->range) : weir_scope_get_time_range (priv->scope);
}

const WeirPanelConfig *
weir_card_get_config (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  return priv->config;
}

WeirStreamView *
weir_card_get_stream (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);
  /* Lists of a card that is being disposed call this once more. */
  WeirMonitor *monitor = priv->scope != NULL ? weir_scope_get_monitor (priv->scope) : NULL;

  const char *name = weir_panel_config_get_stream (priv->config);

  if (monitor == NULL || name == NULL)
    return NULL;

  return weir_monitor_find_stream (monitor, name);
}

static int
find_field (const WeirStreamConfig *config,
            const char             *name)
{
  for (guint i = 0; i < config->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (config->fields, i);

      if (g_strcmp0 (field->name, name) == 0)
        return (int) i;
    }

  return -1;
}

int
weir_card_get_field (WeirCard *self,
                     guint     i)
{
  WeirStreamView *stream = weir_card_get_stream (self);
  char **fields = weir_card_get_config (self)->fields;

  if (stream == NULL)
    return -1;
  if (fields == NULL || fields[0] == NULL)
    return i == 0 ? 0 : -1;
  if (i >= g_strv_length (fields))
    return -1;

  return find_field (weir_stream_view_get_config (stream), fields[i]);
}

static const WeirFieldConfig *
get_description (WeirCard *self,
                 int       field)
{
  WeirStreamView *stream = weir_card_get_stream (self);
  const WeirStreamConfig *config = stream != NULL ? weir_stream_view_get_config (stream) : NULL;

  if (config == NULL || field < 0 || (guint) field >= config->fields->len)
    return NULL;

  return g_ptr_array_index (config->fields, field);
}

gboolean
weir_card_is_flag (WeirCard *self,
                   int       field)
{
  const WeirFieldConfig *description = get_description (self, field);

  return description != NULL && description->type == WEIR_FIELD_FLAG;
}

const char *
weir_card_get_unit (WeirCard *self,
                    int       field)
{
  const WeirFieldConfig *description = get_description (self, field);

  return description != NULL && description->unit != NULL ? description->unit : "";
}

void
weir_card_set_title (WeirCard   *self,
                     const char *title)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  gtk_label_set_label (priv->title, title != NULL ? title : "");
  /* The words beside it are shortened first. */
  gtk_label_set_ellipsize (priv->title, title != NULL && g_utf8_strlen (title, -1) > MAX_TITLE_CHARS ? PANGO_ELLIPSIZE_END
                                                                                                      : PANGO_ELLIPSIZE_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
}

void
weir_card_set_subtitle (WeirCard   *self,
                        const char *subtitle)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  if (g_strcmp0 (gtk_label_get_label (priv->subtitle), subtitle != NULL ? subtitle : "") == 0)
    return;

  gtk_label_set_label (priv->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->subtitle), subtitle);
}

void
weir_card_set_list_subtitle (WeirCard   *self,
                             const char *subtitle)
{
  WeirStreamView *stream = weir_card_get_stream (self);
  WeirKeyView *other = stream != NULL ? weir_stream_view_get_other (stream) : NULL;
  guint64 n_records = other != NULL ? weir_key_view_get_n_records (other) : 0;
  g_autofree char *count = weir_format_count (n_records);
  g_autofree char *words = g_strdup_printf (ngettext ("%s record in “(other)”", "%s records in “(other)”", n_records), count);
  g_autofree char *text = g_strdup_printf ("%s · ● %s", subtitle, words);

  weir_card_set_subtitle (self, other != NULL ? text : subtitle);
}

void
weir_card_set_title_widget (WeirCard  *self,
                            GtkWidget *widget)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  gtk_box_prepend (priv->head, widget);
  gtk_widget_set_visible (GTK_WIDGET (priv->title), FALSE);
}

void
weir_card_add_end (WeirCard  *self,
                   GtkWidget *widget)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  gtk_box_append (priv->head, widget);
}

void
weir_card_name_chart (WeirCard   *self,
                      GtkWidget  *chart,
                      const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
}

void
weir_card_set_body (WeirCard   *self,
                    GtkWidget  *body,
                    const char *style_class)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  if (priv->body != NULL)
    gtk_box_remove (GTK_BOX (self), priv->body);

  priv->body = body;
  gtk_widget_add_css_class (body, "body");
  gtk_widget_add_css_class (body, style_class);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (self), body);
}

GtkColumnView *
weir_card_create_table (WeirCard *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (NULL);

  gtk_widget_add_css_class (view, "weir-table");
  weir_accessible_set_name (view, weir_card_get_config (self)->title);
  /* A narrow panel hides columns; a table that could not be narrower than all of them would stand out of it. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  weir_card_set_body (self, scrolled, "table");
  weir_card_set_is_list (self, TRUE);

  return GTK_COLUMN_VIEW (view);
}

void
weir_card_set_is_list (WeirCard *self,
                       gboolean  is_list)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  priv->is_list = is_list;
}

gboolean
weir_card_get_is_list (WeirCard *self)
{
  WeirCardPrivate *priv = weir_card_get_instance_private (self);

  return priv->is_list;
}
