#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"
#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"

G_BEGIN_DECLS

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE

/**
 * AppFixture:
 * @start_usec: a whole minute, a while ago
 *
 * What tests of the program's parts need: an embedded broker with the topics "prices" and "old", a scope that watches a
 * workspace of it, and a window to put widgets into.
 */
typedef struct
{
  WeirBroker   *broker;
  WeirProducer *producer;
  WeirScope    *scope;
  GtkWidget    *window;
  gint64        start_usec;
} AppFixture;

typedef gboolean (*AppCondition) (AppFixture *fixture,
                                  gpointer    user_data);

void            app_fixture_init   (AppFixture   *self);
void            app_fixture_clear  (AppFixture   *self);
/* Watches the workspace of this text, in which BOOTSTRAP stands for the broker's address. */
void            app_fixture_watch  (AppFixture   *self,
                                    const char   *workspace);
/* { "symbol": KEY, "price": PRICE, "volume": VOLUME, "ts": time in µs }, to partition 0, with another key in Kafka. */
void            app_fixture_send   (AppFixture   *self,
                                    const char   *topic,
                                    const char   *key,
                                    gint64        time_usec,
                                    double        price,
                                    int           volume);
void            app_fixture_flush  (AppFixture   *self);
/* Takes what comes until it is so; meson's time-out catches what never is. */
void            app_fixture_await  (AppFixture   *self,
                                    AppCondition  condition,
                                    gpointer      user_data);
/* Until the stream has read so many records. */
void            app_fixture_await_records (AppFixture *self,
                                           const char *stream,
                                           guint64     n_records);
/* Shows @child in the window, @width_px wide, and waits until it is mapped. */
void            app_fixture_show   (AppFixture   *self,
                                    GtkWidget    *child,
                                    int           width_px,
                                    int           height_px);
/* The page of the @i-th dashboard of the workspace that @scope watches, with a history of its own. */
GtkWidget      *app_dashboard_new  (WeirScope    *scope,
                                    guint         i);
/* The first widget of that type inside @root, in the order of the tree. (nullable) */
gpointer        app_find           (gpointer      root,
                                    GType         type);
/* The first visible button inside @root with this label. (nullable) */
GtkWidget      *app_find_button    (gpointer      root,
                                    const char   *label);
/* The first row of preferences inside @root with this title. (nullable) */
GtkWidget      *app_find_row       (gpointer      root,
                                    const char   *title);
/* Whether a label, an inscription or a button inside @root has this text. */
gboolean        app_has_text       (gpointer      root,
                                    const char   *text);

extern const char app_workspace[];

G_END_DECLS
