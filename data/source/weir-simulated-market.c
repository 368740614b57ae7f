#include "config.h"

#include "data/source/weir-simulated-feeds.h"

#include "data/source/weir-simulator.h"

#include <math.h>

/* Prices per symbol: the logarithm is a mean-reverting random walk with
 * clustered volatility (GARCH(1,1): Bollerslev 1986). */

#define VOLATILITY 2.5e-4        /* of the log price, per root second */
#define REVERSION (1.0 / 1800.0) /* per second, towards the mean */
#define CALMING (1.0 / 240.0)    /* per second, of the variance towards its mean */
#define EXCITEMENT 0.08          /* share of a squared move that is added to the variance */
#define VARIANCE_MAX 25.0        /* times the usual one */
#define JUMP_CHANCE 0.00015      /* per tick */
#define FLAG_CHANCE 0.003        /* a trade the regulator wants to see */

typedef struct
{
  const char *symbol;
  double      anchor;  /* mean price */
  guint       weight;  /* how often it trades */
} Listing;

static const Listing stocks[] = {
  { "AAPL", 189.50, 10 }, { "MSFT", 378.80, 9 }, { "GOOG", 139.60, 7 }, { "AMZN", 153.40, 8 },
  { "TSLA", 248.50, 10 }, { "NVDA", 495.20, 10 }, { "META", 353.90, 6 }, { "INTC", 50.25, 5 },
  { "AMD", 147.40, 6 }, { "NFLX", 486.90, 4 }, { "ORCL", 105.40, 3 }, { "IBM", 163.50, 3 },
};

/* One of them now and then falls below 100. */
static const Listing traded[] = {
  { "AAPL", 189.50, 5 }, { "GOOG", 139.60, 4 }, { "MSFT", 378.80, 5 }, { "AMZN", 153.40, 4 },
  { "TSLA", 248.50, 5 }, { "ORCL", 100.90, 2 },
};

static const Listing tickers[] = {
  { "AAPL", 189.50, 3 }, { "GOOG", 139.60, 3 }, { "MSFT", 378.80, 3 }, { "TSLA", 248.50, 3 },
};

typedef struct
{
  double  log_price;
  double  variance;   /* per second */
  double  last_move;
  gint64  time_usec;  /* of the last tick, 0: none yet */
} Quote;

struct _WeirSimulatedMarket
{
  WeirRandom stock_random;
  WeirRandom trade_random;
  WeirRandom ticker_random;
  Quote      stock_quotes[G_N_ELEMENTS (stocks)];
  Quote      trade_quotes[G_N_ELEMENTS (traded)];
  Quote      ticker_quotes[G_N_ELEMENTS (tickers)];
};

static void
quotes_init (Quote         *quotes,
             const Listing *listings,
             guint          length,
             WeirRandom    *random)
{
  for (guint i = 0; i < length; i++)
    {
      quotes[i].log_price = log (listings[i].anchor) + 0.004 * weir_random_normal (random);
      quotes[i].variance = VOLATILITY * VOLATILITY;
    }
}

/**
 * weir_simulated_market_new:
 * @seed: the same seed gives the same prices
 *
 * Makes the prices of stocks, traded symbols and tickers. Used by one thread.
 *
 * Returns: (transfer full): a market; free with weir_simulated_market_free()
 */
WeirSimulatedMarket *
weir_simulated_market_new (guint64 seed)
{
  WeirSimulatedMarket *self = g_new0 (WeirSimulatedMarket, 1);

  weir_random_init (&self->stock_random, seed);
  weir_random_init (&self->trade_random, seed + 1);
  weir_random_init (&self->ticker_random, seed + 2);
  quotes_init (self->stock_quotes, stocks, G_N_ELEMENTS (stocks), &self->stock_random);
  quotes_init (self->trade_quotes, traded, G_N_ELEMENTS (traded), &self->trade_random);
  quotes_init (self->ticker_quotes, tickers, G_N_ELEMENTS (tickers), &self->ticker_random);

  return self;
}

/**
 * weir_simulated_market_free:
 * @self: (transfer full): a market
 *
 * Frees the market. Keys of its drafts are static and stay valid.
 */
void
weir_simulated_market_free (WeirSimulatedMarket *self)
{
  g_free (self);
}

static guint
pick (const Listing *listings,
      guint          length,
      WeirRandom    *random)
{
  guint total = 0;
  guint drawn;

  for (guint i = 0; i < length; i++)
    total += listings[i].weight;
  drawn = weir_random_below (random, total);
  for (guint i = 0; i < length; i++)
    {
      if (drawn < listings[i].weight)
        return i;
      drawn -= listings[i].weight;
    }

  return length - 1;
}

static double
quote_tick (Quote         *quote,
            const Listing *listing,
            gint64         now_usec,
            WeirRandom    *random)
{
  const double usual = VOLATILITY * VOLATILITY;
  double elapsed = quote->time_usec == 0 ? 0.0 : (double) (now_usec - quote->time_usec) / 1e6;
  double noise = sqrt (quote->variance * elapsed) * weir_random_normal (random);
  double pull = (log (listing->anchor) - quote->log_price) * (1.0 - exp (-REVERSION * elapsed));

  if (weir_random_unit (random) < JUMP_CHANCE)
    noise += 0.012 * weir_random_normal (random);

  quote->variance += (usual - quote->variance) * (1.0 - exp (-CALMING * elapsed));
  if (elapsed > 0.0)
    quote->variance += EXCITEMENT * (noise * noise / elapsed - quote->variance) * MIN (elapsed, 1.0);
  quote->variance = CLAMP (quote->variance, usual / 10.0, usual * VARIANCE_MAX);
  quote->log_price += noise + pull;
  quote->last_move = noise;
  quote->time_usec = now_usec;

  return round (exp (quote->log_price) * 100.0) / 100.0;
}

/* Large at the ends of the day, larger with large moves; in lots of ten. */
static guint
volume_of (const Quote *quote,
           gint64       now_usec,
           WeirRandom  *random)
{
  double day = (double) (now_usec % G_TIME_SPAN_DAY) / (double) G_TIME_SPAN_DAY;
  double shape = 1.0 + 0.5 * cos (4.0 * G_PI * day);
  double excited = 1.0 + MIN (fabs (quote->last_move) / VOLATILITY, 6.0);
  double size = 8.0 * shape * excited * exp (0.9 * weir_random_normal (random));

  return 10 * (1 + (guint) MIN (size, 5000.0));
}

/**
 * weir_simulated_market_stock:
 * @self: a market
 * @now_usec: event time (µs UTC), not before that of the last call
 * @draft: a draft with an empty payload, to fill
 *
 * Makes the next record of %WEIR_TOPIC_STOCKS: symbol, price, volume, timestamp (ms).
 */
void
weir_simulated_market_stock (WeirSimulatedMarket *self,
                             gint64               now_usec,
                             WeirDraft           *draft)
{
  guint i = pick (stocks, G_N_ELEMENTS (stocks), &self->stock_random);
  double price = quote_tick (&self->stock_quotes[i], &stocks[i], now_usec, &self->stock_random);

  draft->topic = WEIR_TOPIC_STOCKS;
  draft->key = stocks[i].symbol;
  g_string_append_printf (draft->payload, "{\"symbol\": \"%s\", \"price\": ", stocks[i].symbol);
  weir_draft_add_number (draft->payload, price, 2);
  g_string_append_printf (draft->payload, ", \"volume\": %u, \"timestamp\": %" G_GINT64_FORMAT "}",
                          volume_of (&self->stock_quotes[i], now_usec, &self->stock_random),
                          now_usec / 1000);
}

/**
 * weir_simulated_market_trade:
 * @self: a market
 * @now_usec: event time (µs UTC), not before that of the last call
 * @draft: a draft with an empty payload, to fill
 *
 * Makes the next record of %WEIR_TOPIC_TRADING: symbol, price, quantity, side, regulatory_flag, timestamp (ms).
 */
void
weir_simulated_market_trade (WeirSimulatedMarket *self,
                             gint64               now_usec,
                             WeirDraft           *draft)
{
  WeirRandom *random = &self->trade_random;
  guint i = pick (traded, G_N_ELEMENTS (traded), random);
  double price = quote_tick (&self->trade_quotes[i], &traded[i], now_usec, random);
  guint quantity = volume_of (&self->trade_quotes[i], now_usec, random);
  gboolean buys = weir_random_unit (random) < 0.5;
  gboolean flagged = weir_random_unit (random) < FLAG_CHANCE;

  draft->topic = WEIR_TOPIC_TRADING;
  draft->key = traded[i].symbol;
  g_string_append_printf (draft->payload, "{\"symbol\": \"%s\", \"price\": ", traded[i].symbol);
  weir_draft_add_number (draft->payload, price, 2);
  g_string_append_printf (draft->payload, ", \"quantity\": %u, \"side\": \"%s\", "
                          "\"regulatory_flag\": %s, \"timestamp\": %" G_GINT64_FORMAT "}",
                          quantity, buys ? "BUY" : "SELL", flagged ? "true" : "false",
                          now_usec / 1000);
}

/**
 * weir_simulated_market_ticker:
 * @self: a market
 * @now_usec: event time (µs UTC), not before that of the last call
 * @draft: a draft with an empty payload, to fill
 *
 * Makes the next record of %WEIR_TOPIC_TICKERS: the price alone, as a bare number.
 */
void
weir_simulated_market_ticker (WeirSimulatedMarket *self,
                              gint64               now_usec,
                              WeirDraft           *draft)
{
  guint i = pick (tickers, G_N_ELEMENTS (tickers), &self->ticker_random);

  draft->topic = WEIR_TOPIC_TICKERS;
  draft->key = tickers[i].symbol;
  weir_draft_add_number (draft->payload,
                         quote_tick (&self->ticker_quotes[i], &tickers[i], now_usec,
                                     &self->ticker_random), 2);
}
