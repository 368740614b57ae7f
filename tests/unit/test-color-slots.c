#include "app/common/weir-color-slots.h"

static void
test_a_key_keeps_its_colour (void)
{
  WeirColorSlots *slots = weir_color_slots_new ();
  char key[] = "A";

  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    {
      key[0] = (char) ('A' + i);
      g_assert_cmpuint (weir_color_slots_want (slots, key, WEIR_COLOR_BY_SIZE, 1), ==, i);
    }
  g_assert_cmpuint (weir_color_slots_want (slots, "C", WEIR_COLOR_BY_SIZE, 2), ==, 2);
  g_assert_cmpuint (weir_color_slots_find (slots, "H"), ==, 7);
  g_assert_cmpuint (weir_color_slots_find (slots, "Z"), ==, WEIR_COLOR_SLOTS_NONE);
  weir_color_slots_free (slots);
}

static void
test_what_matters_more_gets_one (void)
{
  WeirColorSlots *slots = weir_color_slots_new ();
  char key[] = "A";

  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    {
      key[0] = (char) ('A' + i);
      weir_color_slots_want (slots, key, WEIR_COLOR_BY_SIZE + WEIR_COLOR_SLOTS_N - i, 1);
    }

  /* The ninth of the same kind has none; one over a limit takes that of the smallest. */
  g_assert_cmpuint (weir_color_slots_want (slots, "ninth", WEIR_COLOR_BY_SIZE, 1), ==, WEIR_COLOR_SLOTS_NONE);
  g_assert_cmpuint (weir_color_slots_want (slots, "hot", WEIR_COLOR_OVER_LIMIT, 1), ==, 7);
  g_assert_cmpuint (weir_color_slots_find (slots, "H"), ==, WEIR_COLOR_SLOTS_NONE);
  g_assert_cmpuint (weir_color_slots_find (slots, "A"), ==, 0);
  weir_color_slots_free (slots);
}

static void
test_unused_color_is_free (void)
{
  WeirColorSlots *slots = weir_color_slots_new ();
  char key[] = "A";

  for (guint i = 0; i < WEIR_COLOR_SLOTS_N; i++)
    {
      key[0] = (char) ('A' + i);
      weir_color_slots_want (slots, key, WEIR_COLOR_OVER_LIMIT, 1);
    }
  weir_color_slots_want (slots, "A", WEIR_COLOR_OVER_LIMIT, 1000);
  g_assert_cmpuint (weir_color_slots_want (slots, "new", WEIR_COLOR_BY_SIZE, 1000), ==, 1);
  g_assert_cmpuint (weir_color_slots_find (slots, "A"), ==, 0);
  weir_color_slots_free (slots);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/color-slots/a-key-keeps-its-colour", test_a_key_keeps_its_colour);
  g_test_add_func ("/color-slots/what-matters-more-gets-one", test_what_matters_more_gets_one);
  g_test_add_func ("/color-slots/unused-color-is-free", test_unused_color_is_free);

  return g_test_run ();
}
