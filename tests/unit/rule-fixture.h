#pragma once

#include "data/alert/weir-rule.h"

#include <math.h>
#include <string.h>

/* A rule of two fields, and what is given to it. */

#define SECOND G_USEC_PER_SEC

static const char *const names[] = { "temperature", "flag", NULL };
static const char *const units[] = { "°C", "", NULL };
G_GNUC_UNUSED static const char *const variables[] = { "count", "price_change_percent", NULL };
G_GNUC_UNUSED static const char *const variable_units[] = { "", "%", NULL };

G_GNUC_UNUSED static void
add (WeirRule   *rule,
     const char *key,
     gint64      time_usec,
     double      temperature)
{
  const WeirMessage message = {
    .topic = "sensors",
    .partition = 3,
    .offset = time_usec / SECOND,
    .time_usec = time_usec,
    .arrival_usec = time_usec,
  };
  const WeirValue values[] = {
    { .type = isnan (temperature) ? WEIR_VALUE_NULL : WEIR_VALUE_DOUBLE, .as_double = temperature },
    { .type = WEIR_VALUE_BOOL, .as_int = FALSE },
  };
  const WeirRecord record = { &message, time_usec, key, strlen (key), values, G_N_ELEMENTS (values) };

  weir_rule_add_record (rule, &record, g_str_hash (key) % 16);
}

G_GNUC_UNUSED static void
add_row (WeirRule *rule,
         gint64    start_usec,
         double    percent)
{
  const WeirWindowRow row = {
    .state = WEIR_WINDOW_OPEN,
    .key = "A",
    .key_length = 1,
    .start_usec = start_usec,
    .end_usec = start_usec + 60 * SECOND,
  };
  const WeirValue values[] = {
    { .type = WEIR_VALUE_INT, .as_int = 5 },
    { .type = WEIR_VALUE_DOUBLE, .as_double = percent },
  };

  weir_rule_add_row (rule, &row, values);
}

/* The one thing that changed, NULL if nothing did. */
G_GNUC_UNUSED static WeirAlertEvent *
take (WeirRule *rule)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new ();

  weir_rule_take_events (rule, events);
  g_assert_cmpuint (events->len, <=, 1);

  return events->len > 0 ? g_ptr_array_index (events, 0) : NULL;
}

G_GNUC_UNUSED static void
on_change (const WeirAlertChange *change,
           gpointer               user_data)
{
  static const char * const words[] = {
    [WEIR_ALERT_NORMAL] = "normal",   [WEIR_ALERT_PENDING] = "pending", [WEIR_ALERT_FIRING] = "firing",
    [WEIR_ALERT_NO_DATA] = "no_data", [WEIR_ALERT_BEHIND] = "behind",   [WEIR_ALERT_RECOVERING] = "recovering",
    [WEIR_ALERT_ERROR] = "error",
  };

  g_string_append_printf (user_data, "%s %s-%s %d %d; ", change->key, words[change->before], words[change->state],
                          (int) (change->time_usec / SECOND), (int) change->offset);
}
