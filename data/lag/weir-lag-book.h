#pragma once

#include "data/lag/weir-group-lag.h"
#include "data/lag/weir-lag-numbers.h"
#include "data/lag/weir-lag-past.h"

G_BEGIN_DECLS

/**
 * WeirLagBook:
 *
 * What is remembered of the groups of one cluster from look to look: their last
 * commits, which states and rates follow from, and a day of lags. One thread at
 * a time.
 */
typedef struct _WeirLagBook WeirLagBook;

WeirLagBook *weir_lag_book_new     (void);
void         weir_lag_book_free    (WeirLagBook        *self);
void         weir_lag_book_put     (WeirLagBook        *self,
                                    const WeirGroupLag *lag,
                                    gint64              now_usec,
                                    WeirLagNumbers     *numbers);
void         weir_lag_book_drop    (WeirLagBook        *self,
                                    gint64              before_usec);
void         weir_lag_book_add_point (WeirLagBook      *self,
                                    const char         *group,
                                    const char         *topic,
                                    const WeirLagPoint *point);
GPtrArray   *weir_lag_book_list_pasts (WeirLagBook     *self);
char        *weir_lag_book_dup_path (const char        *bootstrap);
GBytes      *weir_lag_book_save    (WeirLagBook        *self);
gboolean     weir_lag_book_restore (WeirLagBook        *self,
                                    GBytes             *history,
                                    gint64              now_usec);
gboolean     weir_lag_book_save_file (WeirLagBook      *self,
                                    const char         *path,
                                    GError            **error);
gboolean     weir_lag_book_restore_file (WeirLagBook   *self,
                                    const char         *path,
                                    GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagBook, weir_lag_book_free)

G_END_DECLS
