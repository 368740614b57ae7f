#include "config.h"

#include "data/decode/weir-name-list.h"

static void
test_names_stand_between_commas (void)
{
  static const struct
  {
    const char *text;
    const char *names[4];
  } cases[] = {
    { "a", { "a" } },
    { "a,b,c", { "a", "b", "c" } },
    { "a\\,b,c", { "a,b", "c" } },
    { "host\\.name,b", { "host\\.name", "b" } },
    { "a\\\\,b", { "a\\\\", "b" } },
    { "a,", { "a", "" } },
    { "", { "" } },
    { "a\\", { "a\\" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) names = weir_name_list_split (cases[i].text);

      g_assert_cmpstrv (names, (char **) cases[i].names);
    }
}

static void
test_a_list_that_was_joined_comes_apart_again (void)
{
  const char *names[] = { "price", "a,b", "host\\.name", ",", NULL };
  g_autofree char *quoted = weir_name_list_dup_quoted ("a,b");
  g_autofree char *text = weir_name_list_join (names);
  g_auto(GStrv) again = weir_name_list_split (text);

  g_assert_cmpstr (quoted, ==, "a\\,b");
  g_assert_cmpstr (text, ==, "price,a\\,b,host\\.name,\\,");
  g_assert_cmpstrv (again, (char **) names);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/name-list/names-stand-between-commas", test_names_stand_between_commas);
  g_test_add_func ("/name-list/a-list-that-was-joined-comes-apart-again", test_a_list_that_was_joined_comes_apart_again);

  return g_test_run ();
}
