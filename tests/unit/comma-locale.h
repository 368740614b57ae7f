#pragma once

#include <glib/gstdio.h>
#include <locale.h>

/*
 * Numbers with a comma, as a German locale writes them. The locale is made here,
 * of nothing but localedef, which is part of the C library: a machine for builds
 * often has no locale but C, nor what others are made of.
 */
static inline void
comma_locale_begin (void)
{
  static const char source[] = "LC_NUMERIC\ndecimal_point \"<U002C>\"\nthousands_sep \"<U002E>\"\ngrouping 3;3\nEND LC_NUMERIC\n";
  g_autofree char *folder = g_dir_make_tmp ("weir-locale-XXXXXX", NULL);
  g_autofree char *input = g_build_filename (folder, "comma.source", NULL);
  g_autofree char *output = g_build_filename (folder, "comma", NULL);
  const char *make[] = { "localedef", "-c", "-i", input, output, NULL };
  const char *clean_up[] = { "rm", "-r", folder, NULL };
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (input, source, -1, NULL));
  /* It warns of each category that is not there. */
  g_spawn_sync (NULL, (char **) make, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("LOCPATH", folder, TRUE);
  g_assert_nonnull (setlocale (LC_NUMERIC, "comma"));

  g_spawn_sync (NULL, (char **) clean_up, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static inline void
comma_locale_end (void)
{
  g_unsetenv ("LOCPATH");
  setlocale (LC_NUMERIC, "C");
}
