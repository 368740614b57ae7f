#include "config.h"

#include "app/common/weir-payload-view.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-payload-tree.h"
#include "data/decode/weir-escape.h"
#include "widgets/weir-format.h"

#define HEX_COLUMNS 16
#define MIN_PX      120
#define MAX_PX      260

/* How a part is shown. */
typedef enum
{
  MODE_TREE,
  MODE_TEXT,
  MODE_HEX,
  N_MODES,
} Mode;

typedef struct
{
  char   *name;
  GBytes *bytes;    /* owned, nullable */
  gsize   length;
} Part;

struct _WeirPayloadView
{
  GtkBox           parent_instance;

  GtkDropDown     *part_drop_down;
  GtkStringList   *names;             /* owned by it */
  GtkToggleButton *buttons[N_MODES];
  GtkLabel        *size_label;
  GtkStack        *stack;
  WeirPayloadTree *tree;
  GtkTextView     *text_view;
  GPtrArray       *parts;             /* owned, of Part */
  char            *wanted;            /* owned, nullable: the part that a person chose */
  int              chosen;            /* the mode that a person chose; -1: none yet */
  gboolean         filling;
};

G_DEFINE_FINAL_TYPE (WeirPayloadView, weir_payload_view, GTK_TYPE_BOX)

static void
part_free (gpointer data)
{
  Part *self = data;

  g_free (self->name);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static const char *
get_bytes (const Part *part,
           gsize      *length)
{
  const char *bytes = NULL;

  *length = 0;
  if (part->bytes != NULL)
    bytes = g_bytes_get_data (part->bytes, length);

  return bytes != NULL ? bytes : "";
}

/* "00000010  7b 22 73 79 6d 62 6f 6c  22 3a 20 22 41 41 41 22  |{"symbol": "AAA"|", as hexdump -C has it. */
static void
append_line (GString      *text,
             const guchar *bytes,
             gsize         offset,
             gsize         n)
{
  g_string_append_printf (text, "%08" G_GSIZE_MODIFIER "x ", offset);
  for (gsize i = 0; i < HEX_COLUMNS; i++)
    {
      g_string_append (text, i % 8 == 0 ? " " : "");
      if (i < n)
        g_string_append_printf (text, "%02x ", bytes[offset + i]);
      else
        g_string_append (text, "   ");
    }
  g_string_append (text, " |");
  for (gsize i = 0; i < n; i++)
    g_string_append_c (text, g_ascii_isprint (bytes[offset + i]) ? (char) bytes[offset + i] : '.');
  g_string_append (text, "|\n");
}

static char *
dup_hex (const Part *part)
{
  gsize length;
  const guchar *bytes = (const guchar *) get_bytes (part, &length);
  GString *text = g_string_sized_new (length / HEX_COLUMNS * 80 + 80);

  for (gsize offset = 0; offset < length; offset += HEX_COLUMNS)
    append_line (text, bytes, offset, MIN (HEX_COLUMNS, length - offset));

  return g_string_free (text, FALSE);
}

static char *
dup_text (const Part *part)
{
  gsize length;
  const char *bytes = get_bytes (part, &length);
  g_autofree char *page = weir_escape_dup_page (bytes, length);

  return g_strconcat (page, length < part->length ? "…" : NULL, NULL);
}

static char *
dup_size (const Part *part)
{
  gsize length;
  g_autofree char *all = weir_format_count (part->length);
  g_autofree char *shown = NULL;

  get_bytes (part, &length);
  if (part->bytes == NULL)
    /* Translators: a payload, key or header without a value, which an empty one is not */
    return g_strdup (_("null"));
  if (length == part->length)
    return g_strdup_printf (ngettext ("%s byte", "%s bytes", part->length), all);

  shown = weir_format_count (length);

  /* Translators: how many bytes of how many are shown */
  return g_strdup_printf (_("the first %s of %s bytes"), shown, all);
}

/* What it is best looked at as. */
static Mode
find_mode (WeirPayloadView *self,
           const Part      *part,
           gboolean         is_tree)
{
  gsize length;
  const char *bytes = get_bytes (part, &length);

  if (self->chosen == MODE_TREE || self->chosen < 0)
    {
      if (is_tree)
        return MODE_TREE;
      return weir_escape_is_utf8 (bytes, length) || length < part->length ? MODE_TEXT : MODE_HEX;
    }

  return (Mode) self->chosen;
}

static void
show_mode (WeirPayloadView *self,
           const Part      *part,
           Mode             mode)
{
  g_autofree char *text = NULL;

  self->filling = TRUE;
  gtk_toggle_button_set_active (self->buttons[mode], TRUE);
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, mode == MODE_TREE ? "tree" : "text");
  if (mode == MODE_TREE)
    return;

  text = mode == MODE_HEX ? dup_hex (part) : dup_text (part);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
}

static void
show_part (WeirPayloadView *self)
{
  guint i = gtk_drop_down_get_selected (self->part_drop_down);
  const Part *part = i < self->parts->len ? g_ptr_array_index (self->parts, i) : NULL;
  g_autofree char *size = NULL;
  const char *bytes;
  gboolean is_tree;
  gsize length;

  if (part == NULL)
    return;

  bytes = get_bytes (part, &length);
  is_tree = weir_payload_tree_set (self->tree, bytes, length);
  gtk_widget_set_sensitive (GTK_WIDGET (self->buttons[MODE_TREE]), is_tree);
  size = dup_size (part);
  gtk_label_set_label (self->size_label, size);
  show_mode (self, part, find_mode (self, part, is_tree));
}

static void
on_part_selected (WeirPayloadView *self)
{
  guint i = gtk_drop_down_get_selected (self->part_drop_down);

  if (self->filling || i >= self->parts->len)
    return;

  g_free (self->wanted);
  self->wanted = g_strdup (((Part *) g_ptr_array_index (self->parts, i))->name);
  show_part (self);
}

static void
on_mode_toggled (WeirPayloadView *self,
                 GtkToggleButton *button)
{
  if (self->filling || !gtk_toggle_button_get_active (button))
    return;

  for (guint i = 0; i < N_MODES; i++)
    if (self->buttons[i] == button)
      self->chosen = (int) i;
  show_part (self);
}

static GtkWidget *
create_modes (WeirPayloadView *self)
{
  static const char *const labels[N_MODES] = { N_("T_ree"), N_("Te_xt"), N_("_Hex") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < N_MODES; i++)
    {
      self->buttons[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_mnemonic (_(labels[i])));
      if (i > 0)
        gtk_toggle_button_set_group (self->buttons[i], self->buttons[0]);
      weir_accessible_use_label (GTK_WIDGET (self->buttons[i]));
      g_signal_connect_swapped (self->buttons[i], "toggled", G_CALLBACK (on_mode_toggled), self);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->buttons[i]));
    }

  return box;
}

static GtkWidget *
create_head (WeirPayloadView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->names = gtk_string_list_new (NULL);
  self->part_drop_down = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->names), NULL));
  weir_accessible_set_name (GTK_WIDGET (self->part_drop_down), _("Part of the record"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->part_drop_down), _("Part of the record"));
  g_signal_connect_swapped (self->part_drop_down, "notify::selected", G_CALLBACK (on_part_selected), self);
  self->size_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->size_label, 0.0f);
  gtk_label_set_ellipsize (self->size_label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->size_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "secondary");
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "number");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->part_drop_down));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->size_label));
  gtk_box_append (GTK_BOX (box), create_modes (self));
  gtk_widget_add_css_class (box, "weir-detail");

  return box;
}

static GtkWidget *
create_scrolled (GtkWidget *child)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), child);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), MIN_PX);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), MAX_PX);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);

  return window;
}

static GtkWidget *
create_text (WeirPayloadView *self)
{
  self->text_view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->text_view, FALSE);
  gtk_text_view_set_monospace (self->text_view, TRUE);
  gtk_text_view_set_wrap_mode (self->text_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->text_view, 14);
  gtk_text_view_set_right_margin (self->text_view, 14);
  gtk_text_view_set_bottom_margin (self->text_view, 10);
  /* Tab leaves it, as it does everything that is only read. */
  gtk_text_view_set_accepts_tab (self->text_view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text_view), "weir-raw");
  weir_accessible_set_name (GTK_WIDGET (self->text_view), _("Raw payload"));

  return create_scrolled (GTK_WIDGET (self->text_view));
}

static void
weir_payload_view_finalize (GObject *object)
{
  WeirPayloadView *self = WEIR_PAYLOAD_VIEW (object);

  g_ptr_array_unref (self->parts);
  g_free (self->wanted);

  G_OBJECT_CLASS (weir_payload_view_parent_class)->finalize (object);
}

static void
weir_payload_view_class_init (WeirPayloadViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_payload_view_finalize;
}

static void
weir_payload_view_init (WeirPayloadView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->chosen = -1;
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->tree = WEIR_PAYLOAD_TREE (weir_payload_tree_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_box_append (GTK_BOX (self), create_head (self));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->tree), "tree");
  gtk_stack_add_named (self->stack, create_text (self), "text");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}

GtkWidget *
weir_payload_view_new (void)
{
  return g_object_new (WEIR_TYPE_PAYLOAD_VIEW, NULL);
}

void
weir_payload_view_clear (WeirPayloadView *self)
{
  g_return_if_fail (WEIR_IS_PAYLOAD_VIEW (self));

  self->filling = TRUE;
  g_ptr_array_set_size (self->parts, 0);
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), NULL);
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
weir_payload_view_add_part (WeirPayloadView *self,
                            const char      *name,
                            GBytes          *bytes,
                            gsize            length)
{
  Part *part;

  g_return_if_fail (WEIR_IS_PAYLOAD_VIEW (self) && name != NULL);

  part = g_new0 (Part, 1);
  part->name = g_strdup (name);
  part->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  part->length = length;
  g_ptr_array_add (self->parts, part);

  self->filling = TRUE;
  gtk_string_list_append (self->names, name);
  if (self->parts->len == 1 || g_strcmp0 (name, self->wanted) == 0)
    gtk_drop_down_set_selected (self->part_drop_down, self->parts->len - 1);
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (gtk_drop_down_get_selected (self->part_drop_down) == self->parts->len - 1)
    show_part (self);
}
