#pragma once

#include "data/source/weir-random.h"

G_BEGIN_DECLS

/* A record being made by one of the feeds. */
typedef struct
{
  const char *topic;
  const char *key;     /* of the feed's own tables, valid as long as the feed */
  GString    *payload;
  GString    *alert;   /* the fraud alert for it; empty: none */
} WeirDraft;

typedef struct _WeirSimulatedMarket WeirSimulatedMarket;
typedef struct _WeirSimulatedSensors WeirSimulatedSensors;
typedef struct _WeirSimulatedPayments WeirSimulatedPayments;

void                   weir_draft_add_number        (GString               *payload,
                                                     double                 value,
                                                     guint                  decimals);

WeirSimulatedMarket   *weir_simulated_market_new    (guint64                seed);
void                   weir_simulated_market_free   (WeirSimulatedMarket   *self);
void                   weir_simulated_market_stock  (WeirSimulatedMarket   *self,
                                                     gint64                 now_usec,
                                                     WeirDraft             *draft);
void                   weir_simulated_market_trade  (WeirSimulatedMarket   *self,
                                                     gint64                 now_usec,
                                                     WeirDraft             *draft);
void                   weir_simulated_market_ticker (WeirSimulatedMarket   *self,
                                                     gint64                 now_usec,
                                                     WeirDraft             *draft);

WeirSimulatedSensors  *weir_simulated_sensors_new   (guint64                seed);
void                   weir_simulated_sensors_free  (WeirSimulatedSensors  *self);
gboolean               weir_simulated_sensors_next  (WeirSimulatedSensors  *self,
                                                     gint64                 now_usec,
                                                     WeirDraft             *draft);

WeirSimulatedPayments *weir_simulated_payments_new  (guint64                seed);
void                   weir_simulated_payments_free (WeirSimulatedPayments *self);
void                   weir_simulated_payments_next (WeirSimulatedPayments *self,
                                                     gint64                 now_usec,
                                                     WeirDraft             *draft);

G_END_DECLS
