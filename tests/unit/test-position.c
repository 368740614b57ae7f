#include "data/decode/weir-position-text.h"
#include "data/source/weir-source-error.h"

#define NOW_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  const char       *text;
  gboolean          stops;
  WeirPositionKind  kind;
  gint64            value;
} Case;

static const Case cases[] = {
  { "beginning", FALSE, WEIR_POSITION_BEGINNING, 0 },
  { "end", FALSE, WEIR_POSITION_END, 0 },
  { "stored", FALSE, WEIR_POSITION_STORED, 0 },
  { "0", FALSE, WEIR_POSITION_OFFSET, 0 },
  { "1234", FALSE, WEIR_POSITION_OFFSET, 1234 },
  { "-10", FALSE, WEIR_POSITION_TAIL, 10 },
  { "-0", FALSE, WEIR_POSITION_TAIL, 0 },
  { "s@1500000000000", FALSE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1500000000000000) },
  { "e@1500000000000", TRUE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1500000000000000) },
  { "s@now-15m", FALSE, WEIR_POSITION_TIME, NOW_USEC - 15 * G_TIME_SPAN_MINUTE },
  { "e@now", TRUE, WEIR_POSITION_TIME, NOW_USEC },
  { "now-1h30m", FALSE, WEIR_POSITION_TIME, NOW_USEC - 90 * G_TIME_SPAN_MINUTE },
  { "now-2d", FALSE, WEIR_POSITION_TIME, NOW_USEC - 2 * G_TIME_SPAN_DAY },
  { "s@2014-09-17T13:30:00Z", FALSE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1410960600000000) },
  { "s@2014-09-17T13:30:00.25", FALSE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1410960600250000) },
  { "s@2014-09-17T15:30:00+02:00", FALSE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1410960600000000) },
  { "s@now/d", FALSE, WEIR_POSITION_TIME, NOW_USEC - NOW_USEC % G_TIME_SPAN_DAY },
  /* Milliseconds, as kcat reads them. */
  { "s@1500000000", FALSE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1500000000000) },
  { "1500000000", FALSE, WEIR_POSITION_OFFSET, 1500000000 },
  { "e@2014-09-17", TRUE, WEIR_POSITION_TIME, G_GINT64_CONSTANT (1410912000000000) },
};

static void
test_position_words (gconstpointer user_data)
{
  const Case *expected = user_data;
  WeirPosition start = { WEIR_POSITION_NEVER, -7 };
  WeirPosition stop = { WEIR_POSITION_NEVER, -7 };
  WeirPosition *filled = expected->stops ? &stop : &start;
  WeirPosition *untouched = expected->stops ? &start : &stop;
  g_autoptr(GError) error = NULL;

  g_assert_true (weir_position_parse (expected->text, NULL, NOW_USEC, &start, &stop, &error));
  g_assert_no_error (error);
  g_assert_cmpint (filled->kind, ==, expected->kind);
  g_assert_cmpint (filled->value, ==, expected->value);
  g_assert_cmpint (untouched->kind, ==, WEIR_POSITION_NEVER);
  g_assert_cmpint (untouched->value, ==, -7);
}

static void
test_position_nonsense_is_refused (void)
{
  static const char * const texts[] = {
    "", "begin", "12x", "--3", "s@", "s@-5", "e@tomorrow", "now-", "now-15", "now-15q",
    "99999999999999999999999d", "s@2014-13-40T00:00:00Z", "now-99999999999999999999h",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      WeirPosition start = { WEIR_POSITION_NEVER, -7 };
      WeirPosition stop = { WEIR_POSITION_NEVER, -7 };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_false (weir_position_parse (texts[i], NULL, NOW_USEC, &start, &stop, &error));
      g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
      g_assert_cmpint (start.value, ==, -7);
      g_assert_cmpint (stop.value, ==, -7);
    }
}

static void
test_position_in_a_zone (void)
{
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  WeirPosition start = { WEIR_POSITION_NEVER, -7 };
  WeirPosition stop = { WEIR_POSITION_NEVER, -7 };

  g_assert_true (weir_position_parse ("s@2014-09-17", berlin, NOW_USEC, &start, &stop, NULL));
  g_assert_cmpint (start.value, ==, G_GINT64_CONSTANT (1410904800000000));
  g_assert_true (weir_position_parse ("e@2014-09-17T15:30:00", berlin, NOW_USEC, &start, &stop, NULL));
  g_assert_cmpint (stop.value, ==, G_GINT64_CONSTANT (1410960600000000));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/position/words/%u", i);

      g_test_add_data_func (path, &cases[i], test_position_words);
    }
  g_test_add_func ("/position/in-a-zone", test_position_in_a_zone);
  g_test_add_func ("/position/nonsense-is-refused", test_position_nonsense_is_refused);

  return g_test_run ();
}
