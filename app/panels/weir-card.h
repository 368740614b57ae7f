#pragma once

#include <gtk/gtk.h>

#include "app/common/weir-scope.h"
#include "data/workspace/weir-panel-grid.h"

G_BEGIN_DECLS

/**
 * WeirCard:
 *
 * One panel of a dashboard: a title, a subtitle, something at the right of them,
 * and a body. Subclasses fill it from the scope.
 */
#define WEIR_TYPE_CARD (weir_card_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirCard, weir_card, WEIR, CARD, GtkBox)

typedef struct _WeirCardLevels WeirCardLevels;

/**
 * WeirCardClass:
 * @bind: the card has its scope and config; called once
 * @taken: new data was taken (only while mapped)
 * @pulse: some four times a second, and when a range that is not live moves (only
 *   while mapped): what is shown is that of the scope's time range, paused or not
 * @get_key: (nullable): the key whose records a moment of its chart leads to; %NULL: all
 * @get_levels: (nullable): fills in what its chart shows, all that is kept of it; FALSE: of
 *   what it shows no rule can be made
 */
struct _WeirCardClass
{
  GtkBoxClass parent_class;

  void (*bind)  (WeirCard *self);
  void (*taken) (WeirCard *self);
  void (*pulse) (WeirCard *self);
  const char *(*get_key) (WeirCard *self);
  gboolean (*get_levels) (WeirCard       *self,
                          WeirCardLevels *levels);
};

/**
 * WeirCardHandle:
 * @WEIR_CARD_MOVE: the card's head
 * @WEIR_CARD_RESIZE: its lower right corner
 *
 * Where a card is taken while its dashboard is edited.
 */
typedef enum
{
  WEIR_CARD_MOVE,
  WEIR_CARD_RESIZE,
} WeirCardHandle;

/*
 * Signals: ::change (WeirPanelConfig *config, char *what): its panel shall show something else from now on.
 *
 * Signals, while its dashboard is edited:
 * ::command (char *command): "edit", "duplicate", "copy" or "remove" was chosen;
 * ::step (WeirCardHandle, int columns, int rows): by a key;
 * ::drag (WeirCardHandle, double x_px, double y_px): it is being dragged, so far from where it began;
 * ::dropped (): and is let loose there.
 */

/* Once; @config is borrowed from the workspace. */
void                   weir_card_bind           (WeirCard              *self,
                                                 WeirScope           *scope,
                                                 const WeirPanelConfig *config);
/* Another config that shows the same, at most elsewhere; @config is borrowed from the workspace. */
void                   weir_card_move           (WeirCard              *self,
                                                 const WeirPanelConfig *config);
/* Asks the dashboard to write @config in place of the panel's, as a change that is called @what and can be undone. */
void                   weir_card_change         (WeirCard              *self,
                                                 WeirPanelConfig       *config,
                                                 const char            *what);
/* Where it stands on the grid: as its config says, or where it is being dragged. */
const WeirPanelPlace  *weir_card_get_place      (WeirCard              *self);
void                   weir_card_set_place      (WeirCard              *self,
                                                 const WeirPanelPlace  *place);
/* Whether it can be taken and changed. */
void                   weir_card_set_editing    (WeirCard              *self,
                                                 gboolean               editing);
WeirScope           *weir_card_get_scope    (WeirCard              *self);
/* What its charts show: the page's range, or one as long as its config says. (transfer none) */
WeirTimeRange         *weir_card_get_time_range (WeirCard              *self);
const WeirPanelConfig *weir_card_get_config     (WeirCard              *self);
/* (nullable): the panel names no stream, or one that does not exist. */
WeirStreamView        *weir_card_get_stream     (WeirCard              *self);
/* Index of the panel's @i-th field in its stream's fields, -1 if there is none. */
int                    weir_card_get_field      (WeirCard              *self,
                                                 guint                  i);
/* Whether that field is a flag. */
gboolean               weir_card_is_flag        (WeirCard              *self,
                                                 int                    field);
/* Unit of that field, "" if there is none. */
const char            *weir_card_get_unit       (WeirCard              *self,
                                                 int                    field);
void                   weir_card_set_title      (WeirCard              *self,
                                                 const char            *title);
void                   weir_card_set_subtitle   (WeirCard              *self,
                                                 const char            *subtitle);
/* The same, and how many records had keys without a row of their own, if any. */
void                   weir_card_set_list_subtitle (WeirCard           *self,
                                                 const char            *subtitle);
/* Puts @widget before the title, in its place. */
void                   weir_card_set_title_widget (WeirCard            *self,
                                                 GtkWidget             *widget);
void                   weir_card_add_end        (WeirCard              *self,
                                                 GtkWidget             *widget);
/* For a screen reader; on the screen the card's head says it already. */
void                   weir_card_name_chart     (WeirCard              *self,
                                                 GtkWidget             *chart,
                                                 const char            *name);
/* @style_class: "chart", "table" … */
void                   weir_card_set_body       (WeirCard              *self,
                                                 GtkWidget             *body,
                                                 const char            *style_class);
/* A table as the body: as high as its rows, and scrolled where there is no room for them. (transfer none) */
GtkColumnView         *weir_card_create_table   (WeirCard              *self);
/* A list is as high as its rows, up to the room there is; a chart takes all room. */
void                   weir_card_set_is_list    (WeirCard              *self,
                                                 gboolean               is_list);
gboolean               weir_card_get_is_list    (WeirCard              *self);

G_END_DECLS
