#pragma once

#include "app/pages/weir-messages-page.h"

#include "app/common/weir-detail.h"
#include "app/common/weir-message-list.h"
#include "widgets/weir-delay-histogram.h"

G_BEGIN_DECLS

struct _WeirMessagesPage
{
  WeirPage             parent_instance;

  GtkDropDown         *stream_drop_down;
  GtkToggleButton     *tail_button;
  GtkToggleButton     *dead_button;
  GtkToggleButton     *late_button;
  GtkSearchEntry      *search_entry;
  GtkToggleButton     *pause_button;
  GtkWidget           *delay_box;
  WeirDelayHistogram  *delay_histogram;
  GtkLabel            *grace_label;
  GtkLabel            *origin_label;
  GtkLabel            *notice_label;
  GtkStack            *stack;
  AdwStatusPage       *empty_page;
  GtkButton           *empty_button;
  GtkColumnView       *view;
  WeirDetail          *detail;
  GtkLabel            *count_label;

  WeirMessageList     *list;        /* owned */
  GtkSingleSelection  *selection;   /* owned by the view */
  GtkColumnViewColumn *text_column; /* owned by the view, as the next two */
  GtkColumnViewColumn *time_column;
  GtkColumnViewColumn *key_column;
  int                  time_chars;
  int                  key_chars;
  GCancellable        *fetching;    /* owned, nullable */
  GArray              *delays;      /* owned, nullable: those shown */
};

/* weir-messages-columns.c */
void weir_messages_page_add_columns (WeirMessagesPage *self);
void weir_messages_page_fit_columns (WeirMessagesPage *self);

G_END_DECLS
