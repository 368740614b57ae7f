#pragma once

#include "app/pages/weir-messages-page.h"

#include "app/common/weir-detail.h"
#include "app/common/weir-message-list.h"
#include "app/panels/weir-card.h"
#include "data/screen/weir-excerpt.h"
#include "widgets/weir-delay-histogram.h"

G_BEGIN_DECLS

/* Columns for the stream's fields; those of one with more are chosen among its first. */
#define WEIR_MESSAGES_MAX_FIELDS 12

typedef enum
{
  WEIR_MESSAGES_COLUMN_TIME,
  WEIR_MESSAGES_COLUMN_RECORD_TIME,
  WEIR_MESSAGES_COLUMN_KEY,
  WEIR_MESSAGES_COLUMN_TOPIC,
  WEIR_MESSAGES_COLUMN_PARTITION,
  WEIR_MESSAGES_COLUMN_OFFSET,
  WEIR_MESSAGES_COLUMN_SIZE,
  WEIR_MESSAGES_COLUMN_HEADERS,
  WEIR_MESSAGES_COLUMN_TEXT,
  WEIR_MESSAGES_N_COLUMNS,
} WeirMessagesColumn;

/* A column of one of the stream's fields. */
typedef struct
{
  WeirMessagesPage    *page;    /* borrowed */
  guint                field;
  GtkColumnViewColumn *column;  /* owned by the view */
} WeirMessagesField;

/* Which records are read again. */
typedef struct
{
  char         *title;        /* what is said of it */
  char         *key;          /* nullable: any */
  gint64        begin_usec;   /* event time; WEIR_NO_TIME: any */
  gint64        end_usec;
  GArray       *ranges;       /* nullable, of WeirOffsetRange */
  gint32        partition;    /* without ranges: -1: all */
  WeirPosition  start;        /* without ranges */
  guint         max_messages;
} WeirMessagesPlace;

struct _WeirMessagesPage
{
  WeirPage             parent_instance;

  GtkDropDown         *stream_drop_down;
  GtkToggleButton     *tail_button;
  GtkToggleButton     *dead_button;
  GtkToggleButton     *late_button;
  GtkSearchEntry      *search_entry;
  GtkEntry            *condition_entry;
  GtkLabel            *condition_label;
  GtkMenuButton       *go_button;
  GtkEntry            *position_entry;
  GtkEntry            *partition_entry;
  GtkButton           *go_to_button;
  GtkLabel            *go_label;
  GtkMenuButton       *columns_button;
  GtkBox              *columns_box;
  GtkButton           *export_button;
  GtkToggleButton     *pause_button;
  GtkWidget           *place_bar;
  GtkButton           *back_button;
  GtkLabel            *place_label;
  GtkSpinner          *spinner;
  GtkButton           *earlier_button;
  GtkButton           *later_button;
  GtkButton           *live_button;
  AdwBin              *timeline_bin;
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
  GtkMultiSelection   *selection;   /* owned by the view */
  GtkColumnViewColumn *columns[WEIR_MESSAGES_N_COLUMNS];  /* owned by the view */
  WeirMessagesField    fields[WEIR_MESSAGES_MAX_FIELDS];
  WeirDecoder         *decoder;     /* owned, nullable: of the columns of fields */
  WeirMessageItem     *decoded_item; /* owned, nullable: whose values the decoder has */
  WeirRecord           decoded;     /* borrows from decoder and decoded_item */
  gboolean             is_decoded;
  GArray              *headers;     /* owned, of WeirHeader: of decoded_item */
  GSettings           *preferences; /* owned, nullable */
  int                  time_chars;
  int                  key_chars;
  GCancellable        *reading;     /* owned, nullable: records are being read again */
  WeirMessagesPlace   *place;       /* owned, nullable: what comes is listed */
  WeirExcerpt         *excerpt;     /* owned, nullable: what was read */
  char                *condition;   /* owned, nullable: that is in force */
  char                *origin;      /* owned, nullable: title of where the records were chosen */
  char                *title;       /* owned: of the record whose details are read */
  WeirPanelConfig     *timeline_config;  /* owned, nullable: the card borrows it */
  GArray              *delays;      /* owned, nullable: those shown */
  gboolean             selecting;   /* the stream changes, but not by a person */
};

/* weir-messages-page.c */
WeirStreamView   *weir_messages_page_get_stream   (WeirMessagesPage *self);
WeirMessagesKind  weir_messages_page_get_kind     (WeirMessagesPage *self);
gboolean          weir_messages_page_is_derived   (WeirMessagesPage *self);
/* Back to where the records were chosen. */
void              weir_messages_page_leave        (WeirMessagesPage *self);
/* (nullable): where the records of the stream are */
const WeirConnectionConfig *weir_messages_page_find_connection (WeirMessagesPage *self);
/* The item that is selected alone. (transfer full) (nullable) */
WeirMessageItem  *weir_messages_page_ref_selected (WeirMessagesPage *self);

/* weir-messages-columns.c */
void weir_messages_page_add_columns     (WeirMessagesPage *self);
void weir_messages_page_fit_columns     (WeirMessagesPage *self);
/* The stream is another. */
void weir_messages_page_reset_columns   (WeirMessagesPage *self);
void weir_messages_page_clear_columns   (WeirMessagesPage *self);

/* weir-messages-place.c */
void weir_messages_page_add_place       (WeirMessagesPage *self);
void weir_messages_page_update_place    (WeirMessagesPage *self);
/* Takes @place and reads it. */
void weir_messages_page_read            (WeirMessagesPage  *self,
                                         WeirMessagesPlace *place);
/* Back to what comes. */
void weir_messages_page_go_live         (WeirMessagesPage *self);
void weir_messages_page_clear_place     (WeirMessagesPage *self);
/* Reads the one record and shows its details; the list stays. */
void weir_messages_page_read_detail     (WeirMessagesPage *self,
                                         WeirMessageItem  *item);

/* weir-messages-go.c */
void weir_messages_page_add_go          (WeirMessagesPage *self);

/* weir-messages-condition.c */
void weir_messages_page_add_condition   (WeirMessagesPage *self);
/* The condition for another stream. */
void weir_messages_page_apply_condition (WeirMessagesPage *self);
void weir_messages_page_clear_condition (WeirMessagesPage *self);
void weir_messages_page_update_condition (WeirMessagesPage *self);

/* weir-messages-timeline.c */
void weir_messages_page_reset_timeline  (WeirMessagesPage *self);

/* weir-messages-detail.c */
void weir_messages_page_show_item       (WeirMessagesPage *self,
                                         WeirMessageItem  *item);

/* weir-messages-export.c */
void weir_messages_page_export          (WeirMessagesPage *self);

G_END_DECLS
