#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WeirFeeds: what is simulated; each is one topic.
 * @WEIR_FEED_STOCKS: `stock-prices`: symbol, price, volume, timestamp; key: the symbol
 * @WEIR_FEED_SENSORS: `iot_data`: device_id, temperature (°C), humidity (%), timestamp; key: the device
 * @WEIR_FEED_PAYMENTS: `transaction_data`: transaction_id, customer_id, amount, merchant, country,
 *   timestamp; key: the customer; with it `fraud_alerts`, one for each amount over 1000
 * @WEIR_FEED_TRADING: `trading_data`: symbol, price, quantity, side, regulatory_flag, timestamp;
 *   key: the symbol
 * @WEIR_FEED_TICKERS: `conn-events`: a bare price as text; key: the ticker; time is the record's
 *
 * Timestamps in payloads are milliseconds since the epoch.
 */
typedef enum
{
  WEIR_FEED_STOCKS = 1 << 0,
  WEIR_FEED_SENSORS = 1 << 1,
  WEIR_FEED_PAYMENTS = 1 << 2,
  WEIR_FEED_TRADING = 1 << 3,
  WEIR_FEED_TICKERS = 1 << 4,
  WEIR_FEED_ALL = (1 << 5) - 1,
} WeirFeeds;

#define WEIR_TOPIC_STOCKS "stock-prices"
#define WEIR_TOPIC_SENSORS "iot_data"
#define WEIR_TOPIC_PAYMENTS "transaction_data"
#define WEIR_TOPIC_TRADING "trading_data"
#define WEIR_TOPIC_TICKERS "conn-events"
#define WEIR_TOPIC_FRAUD "fraud_alerts"

/**
 * WeirSimulatorSpec:
 * @seed: the same seed, start and rates give the same records
 * @feeds: which feeds
 * @records_per_second: of all feeds together
 * @start_usec: virtual time of the first records (µs UTC)
 * @late_rate: share of records that arrive seconds to minutes after their time
 * @duplicate_rate: share of records that arrive twice
 * @malformed_rate: share of records whose payload is broken
 */
typedef struct
{
  guint64   seed;
  WeirFeeds feeds;
  double    records_per_second;
  gint64    start_usec;
  double    late_rate;
  double    duplicate_rate;
  double    malformed_rate;
} WeirSimulatorSpec;

#define WEIR_SIMULATOR_SPEC_INIT                                          \
  {                                                                       \
    .seed = 1, .feeds = WEIR_FEED_ALL, .records_per_second = 200.0,       \
    .late_rate = 0.002, .duplicate_rate = 0.001, .malformed_rate = 0.0005 \
  }

/**
 * WeirSimulated:
 * @topic: where it goes; static
 * @key: its key; never null
 * @payload: its value
 * @time_usec: when it happened (µs UTC)
 * @produced_usec: when it is sent (µs UTC); never goes back from record to record
 *
 * One record. Borrowed: valid until the next one is taken.
 */
typedef struct
{
  const char *topic;
  const char *key;
  gsize       key_length;
  const char *payload;
  gsize       payload_length;
  gint64      time_usec;
  gint64      produced_usec;
} WeirSimulated;

/**
 * WeirSimulator:
 *
 * Makes believable stocks, sensors, payments and trades out of a seed: a pure
 * function of its spec, with no clock and no file. One thread at a time.
 */
#define WEIR_TYPE_SIMULATOR (weir_simulator_get_type ())
G_DECLARE_FINAL_TYPE (WeirSimulator, weir_simulator, WEIR, SIMULATOR, GObject)

WeirSimulator       *weir_simulator_new      (const WeirSimulatorSpec *spec);
void                 weir_simulator_next     (WeirSimulator           *self,
                                              WeirSimulated           *simulated);
void                 weir_simulator_set_rate (WeirSimulator           *self,
                                              double                   records_per_second);
const char         **weir_simulator_topics   (WeirFeeds                feeds);

G_END_DECLS
