#include "config.h"

#include "data/source/weir-simulated-feeds.h"

#include "data/source/weir-simulator.h"

#include <math.h>

#define N_CUSTOMERS 64
#define ALERT_AMOUNT 1000.0
#define BURST_EVERY_USEC (1.0 * G_TIME_SPAN_MINUTE)

static const char * const merchants[] = {
  "grocer", "bakery", "bookshop", "pharmacy", "cinema", "fuel station", "restaurant", "hardware",
  "railway", "garden centre", "electronics", "clothing", "hotel", "airline", "jeweller",
};

static const char * const countries[] = { "DE", "FR", "GB", "IT", "NL", "PL", "SE", "US" };

typedef struct
{
  char        name[16];
  const char *country;
  double      usual;    /* median amount */
} Customer;

struct _WeirSimulatedPayments
{
  WeirRandom  random;
  Customer    customers[N_CUSTOMERS];
  guint64     n_transactions;
  guint64     n_alerts;
  guint       burst_customer;
  const char *burst_country;
  guint       burst_left;       /* stolen card: payments still to come */
  gint64      burst_next_usec;  /* when the next of them, or the next theft, is */
};

/**
 * weir_simulated_payments_new:
 * @seed: the same seed gives the same payments
 *
 * Makes the customers of the payment feed. Used by one thread.
 *
 * Returns: (transfer full): payments; free with weir_simulated_payments_free()
 */
WeirSimulatedPayments *
weir_simulated_payments_new (guint64 seed)
{
  WeirSimulatedPayments *self = g_new0 (WeirSimulatedPayments, 1);

  weir_random_init (&self->random, seed);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      Customer *customer = &self->customers[i];

      g_snprintf (customer->name, sizeof customer->name, "cust-%04u", i + 1);
      customer->country = countries[weir_random_below (&self->random, G_N_ELEMENTS (countries))];
      customer->usual = 25.0 * exp (0.5 * weir_random_normal (&self->random));
    }

  return self;
}

/**
 * weir_simulated_payments_free:
 * @self: (transfer full): payments
 *
 * Frees the payments, and with them the keys of their drafts.
 */
void
weir_simulated_payments_free (WeirSimulatedPayments *self)
{
  g_free (self);
}

static void
add_alert (WeirSimulatedPayments *self,
           WeirDraft             *draft,
           const Customer        *customer,
           double                 amount,
           gint64                 now_usec)
{
  g_string_append_printf (draft->alert, "{\"alert_id\": \"fa-%06" G_GUINT64_FORMAT "\", "
                          "\"transaction_id\": \"tx-%08" G_GUINT64_FORMAT "\", "
                          "\"customer_id\": \"%s\", \"amount\": ",
                          ++self->n_alerts, self->n_transactions, customer->name);
  weir_draft_add_number (draft->alert, amount, 2);
  g_string_append_printf (draft->alert, ", \"severity\": \"%s\", \"message\": \"amount over 1000\", "
                          "\"timestamp\": %" G_GINT64_FORMAT "}",
                          amount > 3.0 * ALERT_AMOUNT ? "critical" : "warning", now_usec / 1000);
}

static void
pay (WeirSimulatedPayments *self,
     WeirDraft             *draft,
     const Customer        *customer,
     double                 amount,
     const char            *country,
     gint64                 now_usec)
{
  const char *merchant = merchants[weir_random_below (&self->random, G_N_ELEMENTS (merchants))];

  draft->topic = WEIR_TOPIC_PAYMENTS;
  draft->key = customer->name;
  g_string_append_printf (draft->payload, "{\"transaction_id\": \"tx-%08" G_GUINT64_FORMAT "\", "
                          "\"customer_id\": \"%s\", \"amount\": ",
                          ++self->n_transactions, customer->name);
  weir_draft_add_number (draft->payload, amount, 2);
  g_string_append_printf (draft->payload, ", \"merchant\": \"%s\", \"country\": \"%s\", "
                          "\"timestamp\": %" G_GINT64_FORMAT "}", merchant, country, now_usec / 1000);
  if (amount > ALERT_AMOUNT)
    add_alert (self, draft, customer, amount, now_usec);
}

/* A card is stolen now and then; then large payments abroad follow one another. */
static gboolean
burst_is_due (WeirSimulatedPayments *self,
              gint64                 now_usec)
{
  if (self->burst_next_usec == 0)
    self->burst_next_usec = now_usec + (gint64) weir_random_wait (&self->random, BURST_EVERY_USEC);
  if (now_usec < self->burst_next_usec)
    return FALSE;

  if (self->burst_left == 0)
    {
      self->burst_customer = weir_random_below (&self->random, N_CUSTOMERS);
      self->burst_country = countries[weir_random_below (&self->random, G_N_ELEMENTS (countries))];
      self->burst_left = 4 + weir_random_below (&self->random, 7);
    }
  self->burst_left--;
  self->burst_next_usec = now_usec + (gint64) (self->burst_left > 0
                                                 ? weir_random_range (&self->random, 1.0, 4.0)
                                                   * (double) G_TIME_SPAN_SECOND
                                                 : weir_random_wait (&self->random, BURST_EVERY_USEC));
  return TRUE;
}

/**
 * weir_simulated_payments_next:
 * @self: payments
 * @now_usec: event time (µs UTC), not before that of the last call
 * @draft: a draft with empty texts, to fill
 *
 * Makes the next record of %WEIR_TOPIC_PAYMENTS, and the alert for
 * %WEIR_TOPIC_FRAUD if the amount is above 1000.
 */
void
weir_simulated_payments_next (WeirSimulatedPayments *self,
                              gint64                 now_usec,
                              WeirDraft             *draft)
{
  if (burst_is_due (self, now_usec))
    pay (self, draft, &self->customers[self->burst_customer],
         weir_random_range (&self->random, 1000.01, 5000.0), self->burst_country, now_usec);
  else
    {
      const Customer *customer = &self->customers[weir_random_below (&self->random, N_CUSTOMERS)];
      double amount = customer->usual * exp (0.8 * weir_random_normal (&self->random));

      pay (self, draft, customer, MAX (amount, 0.5), customer->country, now_usec);
    }
}
