#include "config.h"

#include "data/decode/weir-path-likeness.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-field-tree.h"

/* Names longer than this are compared as far as this. */
#define NAME_MAX_CHARS 64

/* Letters to be changed, added, left out or swapped with their neighbour until one name is the other. */
static guint
weir_name_get_distance (const char *left,
                        const char *right)
{
  g_autofree gunichar *a = g_utf8_to_ucs4_fast (left, -1, NULL);
  g_autofree gunichar *b = g_utf8_to_ucs4_fast (right, -1, NULL);
  guint rows[3][NAME_MAX_CHARS + 1];
  guint n_a = MIN (g_utf8_strlen (left, -1), NAME_MAX_CHARS);
  guint n_b = MIN (g_utf8_strlen (right, -1), NAME_MAX_CHARS);

  for (guint j = 0; j <= n_b; j++)
    rows[0][j] = j;

  for (guint i = 1; i <= n_a; i++)
    {
      const guint *before = rows[(i + 1) % 3];
      const guint *last = rows[(i - 1) % 3];
      guint *row = rows[i % 3];

      row[0] = i;
      for (guint j = 1; j <= n_b; j++)
        {
          row[j] = MIN (MIN (last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return rows[n_a % 3][n_b];
}

static char *
weir_path_dup_plain (const char *path)
{
  g_auto(GStrv) names = weir_field_path_split (path);
  g_autofree char *joined = names != NULL ? g_strjoinv (".", names) : g_strdup (path);
  g_autofree char *valid = g_utf8_make_valid (joined, -1);

  return g_utf8_casefold (valid, -1);
}

static const char *
weir_path_get_last (const char *plain)
{
  const char *dot = strrchr (plain, '.');

  return dot != NULL ? dot + 1 : plain;
}

static gboolean
weir_path_is_within (const char *plain,
                     const char *outer)
{
  gsize length = strlen (outer);

  return strncmp (plain, outer, length) == 0 && plain[length] == '.';
}

/* 0 is the best, but for dots and case it is the same; what is as good as unlike has none. */
static guint
weir_path_rate (const char *wanted,
                const char *there)
{
  g_autofree char *a = weir_path_dup_plain (wanted);
  g_autofree char *b = weir_path_dup_plain (there);
  guint n_max = MAX (1, g_utf8_strlen (a, -1) / 3);
  guint distance;

  if (g_str_equal (a, b))
    return 0;
  if (g_str_equal (weir_path_get_last (a), weir_path_get_last (b)) || weir_path_is_within (b, a))
    return 1;

  distance = MIN (weir_name_get_distance (a, b), weir_name_get_distance (a, weir_path_get_last (b)) + 1);

  return distance <= n_max ? distance + 1 : G_MAXUINT;
}

typedef struct
{
  const char *path;
  guint       rating;
} WeirLikeness;

static int
compare_likeness (gconstpointer a,
                  gconstpointer b)
{
  const WeirLikeness *left = a;
  const WeirLikeness *right = b;

  if (left->rating != right->rating)
    return left->rating < right->rating ? -1 : 1;

  return strcmp (left->path, right->path);
}

/**
 * weir_path_find_alike:
 * @wanted: a path as the decoder takes it
 * @there: (array zero-terminated=1): paths that exist
 *
 * Looks for what may have been meant: the same name but for case, with a dot that
 * belongs to it (`\.`), deeper or less deep, or with few letters changed, which is
 * the distance of Damerau and Levenshtein.
 *
 * Returns: (transfer full): up to three of @there, the likeliest first; empty if
 *   none is alike
 */
GStrv
weir_path_find_alike (const char         *wanted,
                      const char * const *there)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (WeirLikeness));

  for (guint i = 0; there[i] != NULL; i++)
    {
      const WeirLikeness likeness = { there[i], weir_path_rate (wanted, there[i]) };

      if (likeness.rating < G_MAXUINT && !g_str_equal (there[i], wanted))
        g_array_append_val (found, likeness);
    }

  g_array_sort (found, compare_likeness);
  for (guint i = 0; i < MIN (found->len, WEIR_PATH_ALIKE_MAX); i++)
    g_strv_builder_add (builder, g_array_index (found, WeirLikeness, i).path);

  return g_strv_builder_end (builder);
}

/**
 * weir_path_dup_hint:
 * @wanted: a path that does not exist
 * @alike: (array zero-terminated=1): what may have been meant, as weir_path_find_alike() tells
 *
 * Returns: (transfer full): the end of a sentence about @wanted, which begins with
 *   a semicolon; empty where nothing is alike
 */
char *
weir_path_dup_hint (const char         *wanted,
                    const char * const *alike)
{
  g_autofree char *joined = g_strjoinv (_("” or “"), (GStrv) alike);
  gboolean dotted = alike[0] != NULL && strstr (alike[0], "\\.") != NULL && strstr (wanted, "\\.") == NULL;

  if (alike[0] == NULL)
    return g_strdup ("");

  /* Translators: names of fields that exist, for one that does not */
  return g_strdup_printf (dotted ? _("; did you mean “%s”? A dot that belongs to a name is written \\.") : _("; did you mean “%s”?"),
                          joined);
}
