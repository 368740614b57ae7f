#include "config.h"

#include "app/panels/weir-text-card.h"

struct _WeirTextCard
{
  WeirCard parent_instance;
};

G_DEFINE_FINAL_TYPE (WeirTextCard, weir_text_card, WEIR_TYPE_CARD)

/* As it is written: a workspace is somebody else's file, and no place for markup. */
static void
weir_text_card_bind (WeirCard *card)
{
  const WeirPanelConfig *config = weir_card_get_config (card);
  GtkWidget *label = gtk_label_new (config->text);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0);
  gtk_widget_set_margin_start (label, 15);
  gtk_widget_set_margin_end (label, 15);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  weir_card_set_body (card, scrolled, "text");
}

static void
weir_text_card_class_init (WeirTextCardClass *klass)
{
  WEIR_CARD_CLASS (klass)->bind = weir_text_card_bind;
}

static void
weir_text_card_init (WeirTextCard *self)
{
}
